"""Links: every page can be reached, every link leads somewhere, and a page asks nothing of any other host."""

import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from allies.audit.page import ARTICLE, Page
from allies.problems import Location, Problem

HOME, LOST = "index.html", "404.html"  # the page for a missing address: nothing links to it
HOLDING = set(  # what an article is made of; anything else can run, load or hide something
    "a article aside blockquote br code data datalist dd details div dl dt em figcaption figure form h1 h2 h3 h4 input "
    "label li nav ol option output p pre q small span strong summary sup table tbody td th thead time tr ul "
    "button".split()
)
CARRIED = set(  # and what those carry, besides data-*
    "action aria-expanded aria-label aria-labelledby aria-live autocomplete checked class datetime for href id lang "
    "list name open rel required role scope tabindex title type value".split()
)
# By these classes stylesheets hide something.
_HIDING = f"{ARTICLE} [class*='md-']:not(.md-button), {ARTICLE} [class*='search-'], {ARTICLE} .headerlink"
_LOADED = re.compile(r"(?:url\(|@import|image-set\()\s*['\"]?(?!['\"]?data:)[^)]*", re.IGNORECASE)


@dataclass
class Ties:
    """What a page offers to links and where its own links lead."""

    location: str
    anchors: set[str] = field(default_factory=set)
    targets: dict[tuple[str, str], str] = field(default_factory=dict)  # by file and anchor, as written
    is_alias: bool = False  # leads on to another page by itself, so nothing has to link to it


@dataclass(frozen=True)
class Base:
    """Where the site will stand: the host and the path of its home page, as the home page says."""

    host: str = ""
    path: str = "/"

    @classmethod
    def of(cls, home: Page) -> "Base":
        canonical = home.tree.css_first("link[rel=canonical][href]")
        parts = urlsplit((canonical.attributes["href"] or "") if canonical else "")
        return cls(parts.netloc, parts.path or "/")

    @property
    def address(self) -> str:
        """That of the home page, where it is known."""
        return f"https://{self.host}{self.path}" if self.host else ""


def ties(page: Page, base: Base) -> Ties:
    """The anchors and internal links of a page."""
    found = Ties(page.location, is_alias=page.tree.css_first("meta[http-equiv=refresh]") is not None)
    for node in page.tree.css("[id], a[name]"):
        found.anchors |= {node.attributes.get("id") or "", node.attributes.get("name") or ""} - {""}
    for node in page.tree.css("a[href], area[href], link[rel=prev], link[rel=next]"):
        written = (node.attributes["href"] or "").strip()
        target = internal(written, page.path, base)
        if target and target not in found.targets:
            found.targets[target] = written
    return found


def broken(site: Path, known: dict[str, Ties]) -> Iterator[Problem]:
    """Every internal link that leads to no page, file or anchor."""
    for page, tied in sorted(known.items()):
        for (path, anchor), written in tied.targets.items():
            names = (path, path.removesuffix(f"/{HOME}")) if path not in known and not anchor else ()
            there = not anchor or anchor in known[path].anchors if path in known else False
            if not there and (path.startswith("..") or not any((site / name).is_file() for name in names)):
                line = (site / page).read_text("utf-8").partition(f'href="{written}"')[0].count("\n") + 1
                what = f"The link {written} leads to {path}{anchor and '#'}{anchor}, which is not on the site."
                yield Problem(where=Location(tied.location, line), what=what, mend="Correct or delete it.")


def orphans(known: dict[str, Ties]) -> Iterator[Problem]:
    """Every page that no chain of links joins to the home page."""
    reached, waiting = {HOME, LOST}, [HOME]
    while waiting:
        tied = known.get(waiting.pop(), Ties(HOME))
        waiting += (new := {path for path, _ in tied.targets if path in known} - reached)
        reached |= new
    for page in sorted(each for each in known.keys() - reached if not known[each].is_alias):
        what = f"No chain of links leads from the home page to {page}."
        yield Problem(where=Location(known[page].location), what=what, mend="Link to it from one that readers reach.")


def safe(page: Page) -> Iterator[Problem]:
    """An article runs nothing, loads nothing and hides nothing."""
    held = {each.mem_id for each in page.tree.css('figure[class="history"] *')}  # to the letter
    held |= {each.mem_id for each in page.tree.css("a.headerlink") if each.text() == "¶"}
    found = [
        f"<{each.tag} class={each.attributes['class']}>" for each in page.tree.css(_HIDING) if each.mem_id not in held
    ]
    found += ["<!--"] * page.html.count("<!--")
    for node in (each for each in page.tree.css(f"{ARTICLE} *") if each.mem_id not in held):
        strange = [name for name in node.attributes if name not in CARRIED and not name.startswith("data-")]
        if strange or node.tag not in HOLDING:
            found.append(f"<{' '.join([str(node.tag), *strange])}>")
    for element in found:
        what = f"The article holds {element}, which can run, load or hide something."
        yield page.problem(element.split(" ")[0].rstrip(">"), what, "Write text, tables and links only.")
    for id, times in Counter(node.attributes.get("id") for node in page.tree.css("[id]")).items():
        if times > 1:
            what = f'The id "{id}" stands {times} times on the page.'
            yield page.problem(f'id="{id}"', what, "Give each an id of its own.")
    yield from _labels(page)


def _labels(page: Page) -> Iterator[Problem]:
    """A label that a stylesheet shows is the head of its column."""
    for table in page.tree.css("table"):
        heads = [" ".join(head.text().split()) for head in table.css("thead th")]
        for row in table.css("tbody tr"):
            for head, cell in zip(heads, row.css("th, td"), strict=False):
                if (label := cell.attributes.get("data-label")) not in (None, head):
                    what = f'The cell is labeled "{label}" in the column "{head}".'
                    yield page.problem(f'data-label="{label}"', what)


def internal(written: str, page: str, base: Base) -> tuple[str, str] | None:
    """The file below the site, and the anchor, to which a link leads; None for one that leaves the site."""
    try:
        parts = urlsplit(written)
    except ValueError:
        return written, ""
    path = unquote(parts.path)
    ours = parts.netloc == base.host and parts.scheme in ("", "http", "https") and path.startswith(base.path)
    if (parts.scheme or parts.netloc) and not (base.host and ours):
        return None
    if path.startswith("/"):
        path = path[len(base.path) :] if path.startswith(base.path) else ".." + path
    else:
        path = posixpath.join(posixpath.dirname(page), path) if path else page
    whole = posixpath.normpath(path) if path else "."
    is_folder = path.endswith("/") or whole == "." or not posixpath.splitext(whole)[1]
    return (posixpath.normpath(posixpath.join(whole, HOME)) if is_folder else whole), unquote(parts.fragment)


def loaded(sheet: str) -> str:
    """What a stylesheet loads, where it loads something."""
    found = _LOADED.search(sheet)
    return found[0] if found else ""
