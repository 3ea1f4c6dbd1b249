"""Links: every page can be reached, every link leads somewhere, and a page asks nothing of any other host."""

import posixpath
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborNode

from allies.audit.page import ARTICLE, Page
from allies.problems import Location, Problem

HOME, LOST = "index.html", "404.html"  # the page for a missing address: nothing links to it
SCHEMES = ("http", "https", "mailto")
HOLDING = set(  # what an article is made of; anything else can run, load or hide something
    "a article aside blockquote br code data datalist dd details div dl dt em figcaption figure form h1 h2 h3 h4 input "
    "label li nav ol option output p pre q small span strong summary sup table tbody td th thead time tr ul "
    "button".split()
)
HIDING = ("hidden", "style", "aria-hidden", "inert", "popover", "contenteditable")
_ELEMENT = re.compile(r"<[a-z][^<>]*>", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:\b(?:https?|wss?|ftp):|[/\\]{2})[^\s\"'=,;()<>]*", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x1f]")
_INERT = re.compile(r"\s(?:data-[\w-]+|content|xmlns(?::\w+)?)\s*=\s*(?:\"[^\"]*\"|'[^']*')")  # asked for by no browser
_LINK = re.compile(r"(<(?:a|area)\s(?:[^<>]*\s)?)href\s*=\s*(?:\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_CSS = re.compile(r"url\(\s*['\"]?([^'\")]*)|@import\s+['\"]([^'\"]*)|image-set\(\s*['\"]([^'\"]*)", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)|/\*.*?\*/", re.DOTALL)
_HANDLER = re.compile(r"<[^>]*[\s\"'/](on[a-z]+)\s*=", re.IGNORECASE)
_UNRENDERED = re.compile(r"\{\{.*?(?:\}\}|$)|\{%.*?(?:%\}|$)|\{:?\s*[.#][^}]*\}|\}\}|%\}|allies\d+token")


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

    def foreign(self, address: str) -> bool:
        """Whether an address leads to another host, however it is written."""
        address = re.sub(r"[\x00-\x20]", "", address).replace("\\", "/")
        try:
            parts = urlsplit(address)
        except ValueError:
            return True
        if parts.netloc:
            return parts.netloc != self.host or parts.scheme not in ("", "http", "https")
        return parts.scheme not in ("", "data", "about")


def ties(page: Page, base: Base) -> Ties:
    """The anchors and internal links of a page."""
    found = Ties(page.location, is_alias=page.tree.css_first("meta[http-equiv=refresh]") is not None)
    for node in page.tree.css("[id], a[name]"):
        found.anchors |= {node.attributes.get("id") or "", node.attributes.get("name") or ""} - {""}
    for node in page.tree.css("a[href], area[href]"):
        written = (node.attributes["href"] or "").strip()
        target = internal(written, page.path, base)
        if target and target not in found.targets:
            found.targets[target] = written
    return found


def broken(site: Path, known: dict[str, Ties]) -> Iterator[Problem]:
    """Every internal link that leads to no page, file or anchor."""
    for page in sorted(known):
        for (path, anchor), written in known[page].targets.items():
            where = partial(_written, known[page].location, site / page, written)
            if path.startswith(".."):
                what = f"The link {written} leads out of the site."
                yield Problem(where=where(), what=what, mend="Link to a page of the site.")
            elif path in known and anchor and anchor not in known[path].anchors:
                what = f'The link {written} leads to "{anchor}", which is not on {path}.'
                yield Problem(where=where(), what=what, mend="Correct or delete it.")
            elif path not in known and (
                anchor or not any((site / each).is_file() for each in (path, path.removesuffix(f"/{HOME}")))
            ):
                what = f"The link {written} leads to {path}, which does not exist."
                yield Problem(where=where(), what=what, mend="Correct it.")


def _written(location: str, page: Path, href: str) -> Location:
    """Where in a page a link stands."""
    html = page.read_text("utf-8")
    return Location(location, html.count("\n", 0, max(html.find(f'href="{href}"'), 0)) + 1)


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
        mend = "Link to it from a page that readers reach."
        yield Problem(where=Location(known[page].location), what=what, mend=mend)


def safe(page: Page, base: Base) -> Iterator[Problem]:
    """A page loads nothing of another host, runs nothing of its own, hides nothing, and nothing in it is half made."""
    every = set(_ELEMENT.findall(page.html))
    for element in (each for each in every if "//" in each or ":" in each or "\\" in each or "&" in each):
        plain = _CONTROLS.sub("", unescape(_INERT.sub("", _LINK.sub(r"\1", element))))
        for address in filter(base.foreign, _ADDRESS.findall(plain)):
            what = f"{element[:40]} loads {address} from another host."
            yield page.problem(address, what, "Keep a copy in the site, or do without.")
    for node in page.tree.css("a[href], area[href]"):
        href = node.attributes["href"] or ""
        scheme = re.match(r"([A-Za-z][\w+.-]*):", re.sub(r"[\x00-\x20]", "", href))
        if scheme and scheme[1].casefold() not in SCHEMES:
            yield page.problem(href, f"A link begins with {scheme[1].casefold()}:.", "Link to an https address.")
    if found := _HANDLER.search(page.html):
        what = f"An element has the attribute {found[1]}, which runs a script."
        yield page.problem(f"{found[1]}=", what, "Delete it.")
    yield from (*_article(page), *_labels(page))
    for id, times in Counter(node.attributes.get("id") for node in page.tree.css("[id]")).items():
        if times > 1:
            what = f'The id "{id}" stands {times} times on the page.'
            yield page.problem(f'id="{id}"', what, "Give each an id of its own.")
    for left in {left for passage in page.passages for left in _UNRENDERED.findall(passage.shape)}:
        what = f'"{left}" stands on the page unrendered.'
        yield page.problem(left, what, "Correct the name of the fact, or the braces.")


def _article(page: Page) -> Iterator[Problem]:
    """In the article nothing runs, and nothing is hidden from readers."""
    for article in page.tree.css(ARTICLE):
        drawn = [node for node in article.css("svg") if node.parent and _is_drawn(node.parent)]
        known = {each.mem_id for node in drawn for each in (node, *node.css("*"))}
        for node in article.css("*"):
            if node.tag not in HOLDING and node.mem_id not in known:
                what = f"The article holds <{node.tag}>, which can run, load or hide something."
                yield page.problem(f"<{node.tag}", what, "Write text, tables and links only.")
        for name in HIDING:
            for node in article.css(f"[{name}]"):
                yield page.problem(name, f"<{node.tag}> has the attribute {name}, which can hide it.", "Delete it.")


def _labels(page: Page) -> Iterator[Problem]:
    """A label that a stylesheet shows is the head of its column."""
    for table in page.tree.css("table"):
        heads = [" ".join(head.text().split()) for head in table.css("thead th")]
        for row in table.css("tbody tr"):
            for head, cell in zip(heads, row.css("th, td"), strict=False):
                if (label := cell.attributes.get("data-label")) not in (None, head):
                    what = f'The cell is labeled "{label}" in the column "{head}".'
                    yield page.problem(f'data-label="{label}"', what)


def _is_drawn(node: LexborNode) -> bool:
    """Whether what an element holds is an icon of the theme, or a picture that is held against the facts."""
    classes = (node.attributes.get("class") or "").split()
    return "md-icon" in classes or "twemoji" in classes or classes in (["map"], ["history"])


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


def in_css(text: str) -> Iterator[str]:
    """The addresses that a stylesheet loads."""
    plain = _ESCAPED.sub(lambda match: chr(min(int(match[1], 16), 0x10FFFF)) if match[1] else match[2] or "", text)
    yield from (address.strip() for groups in _CSS.findall(plain) for address in groups if address)
