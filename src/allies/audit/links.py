"""Links: every page can be reached from the home page, every internal link and anchor leads somewhere, and no page is half made."""

import posixpath
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from allies.audit.page import Page
from allies.problems import Location, Problem, nearest

HOME, LOST = "index.html", "404.html"  # the page for a missing address: nothing links to it
MANY = 500  # pages among which the nearest to a wrong address is still looked for
SCHEMES = ("http", "https", "mailto")
_UNRENDERED = re.compile(r"\{\{.*?(?:\}\}|$)|\{%.*?(?:%\}|$)|\{[a-z][\w/#-]*\}|\{:?\s*[.#][^}]*\}|\}\}|%\}")


@dataclass
class Ties:
    """What a page offers to links and where its own links lead."""

    location: str
    anchors: set[str] = field(default_factory=set)
    targets: dict[tuple[str, str], tuple[str, int]] = field(
        default_factory=dict
    )  # page or file, and anchor → as written, line
    is_alias: bool = False  # leads on to another page by itself, so nothing has to link to it


@dataclass(frozen=True)
class Base:
    """Where the site will stand: the host and the path of its home page, as the home page says."""

    host: str = ""
    path: str = "/"

    @classmethod
    def of(cls, home: Page) -> "Base":
        canonical = home.tree.css_first("link[rel=canonical][href]")
        parts = urlsplit(canonical.attributes["href"] or "" if canonical else "")
        return cls(parts.netloc, parts.path or "/")


def ties(page: Page, base: Base) -> Ties:
    """The anchors and internal links of a page."""
    found = Ties(page.location, is_alias=page.tree.css_first("meta[http-equiv=refresh]") is not None)
    for node in page.tree.css("[id], a[name]"):
        found.anchors |= {node.attributes.get("id") or "", node.attributes.get("name") or ""} - {""}
    for node in page.tree.css("a[href], area[href]"):
        written = (node.attributes["href"] or "").strip()
        target = internal(written, page.path, base)
        if target and target not in found.targets:
            found.targets[target] = written, page.at(f'href="{written}"').line
    return found


def internal(written: str, page: str, base: Base) -> tuple[str, str] | None:
    """The file below the site, and the anchor, to which a link leads; None for one that leaves the site."""
    try:
        parts = urlsplit(written)
    except ValueError:
        return written, ""
    path = unquote(parts.path)
    is_ours = parts.netloc == base.host and parts.scheme in ("", "http", "https") and path.startswith(base.path)
    if (parts.scheme or parts.netloc) and not (base.host and is_ours):
        return None
    if path.startswith("/"):
        path = path[len(base.path) :] if path.startswith(base.path) else ".." + path
    elif path:
        path = posixpath.join(posixpath.dirname(page), path)
    else:
        path = page
    whole = posixpath.normpath(path) if path else "."
    is_folder = path.endswith("/") or whole == "." or not posixpath.splitext(whole)[1]
    return (posixpath.normpath(posixpath.join(whole, HOME)) if is_folder else whole), unquote(parts.fragment)


def broken(site: Path, known: dict[str, Ties]) -> Iterator[Problem]:
    """Every internal link that leads to no page, file or anchor."""
    for page in sorted(known):
        for (path, anchor), (written, line) in known[page].targets.items():
            where = Location(known[page].location, line)
            if path.startswith(".."):
                yield Problem(
                    where=where, what=f"The link {written} leads out of the site.", mend="Link to a page of the site."
                )
            elif path not in known:
                file = path.removesuffix(f"/{HOME}")  # a name without an ending may be that of a file
                if anchor or not any((site / name).is_file() for name in (path, file)):
                    pages = {other.removesuffix(HOME): other for other in known} if len(known) < MANY else {}
                    near = nearest(path.removesuffix(HOME), pages)
                    mend = f"Link to {pages[near]}." if near else "Correct or delete it."
                    yield Problem(
                        where=where, what=f"The link {written} leads to {path}, which does not exist.", mend=mend
                    )
            elif anchor and anchor not in known[path].anchors:
                near = nearest(anchor, known[path].anchors)
                mend = f"Write #{near}." if near else "Correct or delete it."
                yield Problem(
                    where=where, what=f'The link {written} leads to "{anchor}", which is not on {path}.', mend=mend
                )


def orphans(known: dict[str, Ties]) -> Iterator[Problem]:
    """Every page that no chain of links joins to the home page."""
    if HOME not in known:
        yield Problem(where=Location(HOME), what="The site has no home page.", mend="Add docs/index.md.")
        return
    reached, waiting = {HOME}, deque([HOME])
    while waiting:
        for path, _ in known[waiting.popleft()].targets:
            if path in known and path not in reached:
                reached.add(path)
                waiting.append(path)
    for page in sorted(page for page in set(known) - reached - {LOST} if not known[page].is_alias):
        what = f"No chain of links leads from the home page to {page}."
        yield Problem(
            where=Location(known[page].location),
            what=what,
            mend="Link to it from a page that readers reach, or delete it.",
        )


def half_made(page: Page) -> Iterator[Problem]:
    """No id stands twice on a page, no table is empty, and nothing is left unrendered."""
    for id, times in Counter(node.attributes.get("id") for node in page.tree.css("[id]")).items():
        if times > 1:
            yield page.problem(
                f'id="{id}"', f'The id "{id}" stands {times} times on the page.', "Give each element an id of its own."
            )
    for table in page.tree.css("table"):
        cells = [cell.text().strip() for cell in table.css("td")]
        if not any(cells):
            yield page.problem(
                "<table", "A table has no content.", "Fill it, or say in a sentence that there is nothing."
            )
    for passage in page.passages:
        for left in dict.fromkeys(_UNRENDERED.findall(passage.bare)):
            yield page.problem(
                left, f'"{left}" stands on the page unrendered.', "Correct the name of the fact, or the braces."
            )
