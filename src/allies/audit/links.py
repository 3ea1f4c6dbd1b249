"""Links: every page can be reached, every link leads somewhere, and a page asks nothing of any other host."""

import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from allies.audit.page import ARTICLE, Page
from allies.problems import Location, Problem

HOME, LOST = "index.html", "404.html"  # the page for a missing address: nothing links to it
FORMS = set(  # of what an article is made: each element with its classes and what it carries, besides what is data
    "a.cite[href,id,role] a.disputed[href] a.headerlink[href,title] a.md-button.md-button--primary[href] "
    "a.md-button[href] a[href] article.md-content__inner.md-typeset blockquote br code data[value] dd dd[lang] "
    "details details.conflicts details.promise details[open] div div.table-wrap div[id] dl.facts dt em figure.history "
    "h3 h3[id] h4[id] hr li li.event.event--* li.span.span--* ol ol.sources ol.timeline p p.answer__added "
    "p.answer__because p.answer__day p.answer__sure p.answer__verdict p.bond__title p.last-change p.open-point "
    "p.pending p.words pre q[lang] small span span.unconfirmed strong summary sup table table.agreements "
    "table.comparison table.corrections table.differences table.members table.parties table.searches table.shared "
    "table.votes tbody td th th[scope] thead time[datetime] tr ul ul.commitments ul.conflicts ul.every ul.every.parts "
    "ul.missions ul.obligations ul.organizations ul.rules ul.statements ul.unconfirmed-list ul.visits ul.votes".split()
)
OPEN = set(  # and what stands nowhere below another element, where it could be folded away
    "aside.reference[aria-label] details.sources-folded div.answer.answer--* div.bond div.bond.bond--contested "
    "div.definition dl.disputes figure.map form.finder[action,id] h1 h1[id] h2[id] "
    "nav.crumbs[aria-label] ol.sources.sources--all ul.related".split()
)
DATA = set(
    "a about b claim commitment conflict evidence fact file form group label obligation of on organization "
    "organizations search-exclude source state treaty value".split()
)
_HELD = "figure.map *, figure.history *, nav.crumbs *, aside.reference *, ol.sources *, form.finder *"  # to the letter
_OWN = {"ol.sources", "form.finder[action,id]"}  # whose data is held there, too
_CLIMB = re.compile(r"(?:\.\./)+(?=[\w.-]+[/#?]|[\w.-]*$|[#?])")  # from a page up to the folder that a path is in
_KIND = re.compile(r"\b(answer|event|span)--[\w-]+")
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
    """An article is made of elements of known forms alone: by any other, something can run, load or be hidden."""
    held = {each.mem_id for each in page.tree.css(_HELD)}
    found = ["<!--"] * page.html.count("<!--")
    for node in (each for each in page.tree.css(f"{ARTICLE}, {ARTICLE} *") if each.mem_id not in held):
        attributes = node.attributes
        form, data = _form(str(node.tag), attributes.get("class") or "", tuple(attributes))
        outer = node.parent.attributes.get("class") or "" if node.parent else ""
        known = form in FORMS or form in OPEN and ARTICLE[1:] in outer.split()
        if not known or form not in _OWN and data - DATA:
            found.append(f"<{' '.join([form, *sorted(data - DATA)])}>")
    found += [f"<{each.tag}>" for each in page.tree.css("details:not(:has(> summary:first-child))")]
    for element in found:
        what = f"The article holds {element} where it stands, which can run, load or hide something."
        yield page.problem(re.split(r"\W", element[1:])[0], what, "Write text, tables and links only.")
    for id, times in Counter(node.attributes.get("id") for node in page.tree.css("[id]")).items():
        if times > 1:
            what = f'The id "{id}" stands {times} times on the page.'
            yield page.problem(f'id="{id}"', what, "Give each an id of its own.")
    yield from _labels(page)


@lru_cache(maxsize=1 << 12)
def _form(tag: str, classes: str, names: tuple[str, ...]) -> tuple[str, frozenset[str]]:
    """An element with its classes and attributes, as `a.cite[href]`, and of what it has data."""
    data = frozenset(name[5:] for name in names if name.startswith("data-"))
    other = ",".join(sorted(name for name in names if name != "class" and not name.startswith("data-")))
    form = _KIND.sub(r"\1--*", ".".join([tag, *classes.split()]))
    return f"{form}[{other}]" if other else form, data


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
    folders, climb = page.split("/")[:-1], _CLIMB.match(written)
    up = min(climb.end() // 3, len(folders)) if climb else 0
    return _leads(written[3 * up :], "/".join([*folders[: len(folders) - up], ""]) if up else page, base)


@lru_cache(maxsize=1 << 14)
def _leads(written: str, page: str, base: Base) -> tuple[str, str] | None:
    """The same, for all pages of one folder where somebody climbed to it."""
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
