"""Page: what one HTML file says, as passages of text that know which of their words a mark carries."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, zip_longest
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from allies.problems import Location, Problem

MARKS = ("data-claim", "data-evidence", "data-fact")  # the attributes that make an element a mark
SPOKEN = tuple("alt title aria-label aria-description placeholder label data-label data-closed summary content".split())
SLOT = "\ufffc"  # stands for the words that a mark carries
FLAGS = ("disputed", "unconfirmed")
ARTICLE = ".md-content__inner"
# The elements that are held value by value, by the class that each has alone.
PICTURES = {"map": "figure", "history": "figure", "crumbs": "nav", "reference": "aside"}

_UNREAD = {"script", "style", "template", "noscript"}
_FLOW = set(
    "p li tr dd dt caption figcaption summary h1 h2 h3 h4 h5 h6 blockquote td th address article aside body br center "
    "details div dl fieldset figure footer form header hgroup hr label legend main menu nav ol option output section "
    "select table tbody tfoot thead ul".split()
)
_SPACE = re.compile(r"\s+")
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")


@dataclass(eq=False, slots=True)
class Mark:
    """An element that names the fact, the derived claim or the row of evidence behind its words."""

    sort: str  # which of MARKS makes it one
    ref: str
    tag: str
    attributes: dict[str, str | None]
    place: "Place"
    start: int
    outer: "Mark | None"
    html: str
    end: int = 0
    text: str = ""
    inner: list["Mark"] = field(default_factory=list)
    flags: dict[str, str] = field(default_factory=dict)  # disputed, unconfirmed: where what is said after it leads
    cited: list[str] = field(default_factory=list)  # the sources cited right after it

    @property
    def file(self) -> str:
        return self.ref.partition("#")[0]

    @property
    def shape(self) -> str:
        """Its text, with the marks in it as slots."""
        return shape(self.text, self.inner, self.start)

    @property
    def is_value(self) -> bool:
        """Whether it carries a single value, a date, number or name, rather than a text."""
        return self.sort == "data-fact" and self.tag != "span"

    def get(self, name: str) -> str:
        """What it is about, by the name of the attribute."""
        return self.attributes.get(f"data-{name}") or ""

    def backing(self) -> set[str]:
        """The sources cited right after it, or after the mark that it stands in."""
        return set(self.cited) | (self.outer.backing() if self.outer else set())

    def flagged(self) -> set[str]:
        """What is said right after it, or after the mark that it stands in."""
        return {*self.flags} | (self.outer.flagged() if self.outer else set())


@dataclass(frozen=True, eq=False)
class Place:
    """Where in the page something stands."""

    about: str = ""  # the ref that the nearest `data-about` names
    in_dispute: bool = False  # whether it is where the dispute over it is told
    folded: bool = False  # whether a reader has to open something to see it


@dataclass(eq=False)
class Passage:
    """A run of text between two borders of blocks: its words, with the outermost marks as slots."""

    shape: str = ""
    text: str = ""
    marks: list[Mark] = field(default_factory=list)


@dataclass(eq=False)
class Page:
    """One HTML file of the site."""

    path: str  # below the site, such as pairs/mexico-russia/index.html
    location: str  # below the repository
    html: str
    heading: str = ""  # the words of the first one
    said: set[str] = field(default_factory=set)  # the phrases and listed sentences that it was taken apart into
    shapes: list[str] = field(default_factory=list)  # of the same, in the order in which they stand
    passages: list[Passage] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)  # all of them, also those within others
    pictures: list[str] = field(default_factory=list)  # the HTML of each picture, which is no text to be read
    shown: list[tuple[str, str]] = field(default_factory=list)  # a file as it stands: its path, and the text
    spoken: list[str] = field(default_factory=list)  # attributes that readers meet as text
    abouts: dict[str, list[Mark]] = field(default_factory=dict)  # the marks in each element with data-about, by its ref

    @cached_property
    def tree(self) -> LexborHTMLParser:
        return LexborHTMLParser(self.html)

    @cached_property
    def article(self) -> LexborNode | None:
        """Where the page's own words stand; its whole body, where it has no such place."""
        return self.tree.css_first(ARTICLE) or self.tree.body

    def problem(self, snippet: str, what: str, mend: str = "Render the page again.") -> Problem:
        """A problem at the line in which a snippet of HTML first stands in the article."""
        found = self.html.find(snippet, max(0, self.html.find(ARTICLE[1:]))) if snippet else -1
        line = self.html.count("\n", 0, max(found, 0)) + 1
        return Problem(where=Location(self.location, line), what=what, mend=mend)

    def wrong(self, mark: Mark, what: str, mend: str = "Render the page again.") -> Problem:
        """A problem with a mark, whose words it quotes."""
        return self.problem(f'{mark.sort}="{mark.ref}"', f'"{mark.text}" ({mark.ref}) {what}', mend)


def differing(found: Iterable[Any], wanted: Iterable[Any]) -> list[tuple[Any, Any]]:
    """The first of two things, one by one, that are not the same."""
    return list(islice((pair for pair in zip_longest(found, wanted) if pair[0] != pair[1]), 1))


def shape(text: str, marks: list[Mark], start: int = 0) -> str:
    """A text that starts at some place, with the marks in it as slots."""
    edges = [start, *(edge for mark in marks for edge in (mark.start, mark.end)), None]
    pieces = zip(edges[::2], edges[1::2], strict=True)
    return SLOT.join(text[(first or 0) - start : None if last is None else last - start] for first, last in pieces)


def read_page(html: str, path: str, location: str) -> Page:
    """The page in an HTML text. Raises RecursionError for elements nested beyond all measure."""
    page = Page(path, location, html)
    if page.article is not None:
        reader = _Reader(page)
        reader.children(page.article)
        reader.flush()
    return page


class _Reader:
    """Walks an article in reading order."""

    def __init__(self, page: Page) -> None:
        self.page, self.place = page, Place()
        self.mark: Mark | None = None
        self.last: Mark | None = None  # what a citation or flag that comes now is about
        self.passage, self.pieces, self.length = Passage(), [""], 0

    def children(self, node: LexborNode) -> None:
        for child in node.iter(include_text=True):
            if child.is_text_node:
                self._text(child.text_content or "")
            elif child.is_element_node and child.tag not in _UNREAD:
                self._element(child)

    def flush(self) -> None:
        """The border of a passage; within a mark, which no border may cut, a space."""
        if self.mark:
            return self._text(" ")
        passage = self.passage
        passage.text = "".join(self.pieces).rstrip()
        if passage.text:
            passage.shape = shape(passage.text, passage.marks)
            self.page.passages.append(passage)
        self.passage, self.pieces, self.length, self.last = Passage(), [""], 0, None

    def _element(self, node: LexborNode) -> None:
        attributes = node.attributes
        classes = (attributes.get("class") or "").split()
        if PICTURES.get(attributes.get("class") or "") == node.tag:
            self.page.pictures.append(node.html or "")
            return
        if node.tag == "ol" and "sources" in classes:
            return  # held to the letter by itself
        if node.tag == "pre":
            self.page.shown.append((attributes.get("data-file") or "", node.text()))
            return
        self.page.spoken += [value for name in SPOKEN if (value := attributes.get(name)) and name != "content"]
        if self._is_furniture(node, classes):
            return
        if any(name in attributes for name in MARKS):
            self._marked(node, attributes)
        elif node.tag in _FLOW or "md-button" in classes:
            self._block(node, attributes)
        else:
            self.children(node)

    def _block(self, node: LexborNode, attributes: dict[str, str | None]) -> None:
        """What stands by itself: passages of its own, and the first heading is the page's."""
        before = self.place
        self.flush()
        self.place = self._inside(node.tag or "", attributes)
        self.children(node)
        self.flush()
        self.place = before
        if node.tag == "h1" and not self.page.heading and self.page.passages:
            self.page.heading = self.page.passages[-1].text

    def _is_furniture(self, node: LexborNode, classes: list[str]) -> bool:
        """Citations, flags and the site generator's own links: they are recorded, and their text is not read."""
        if node.tag not in ("sup", "a", "span"):
            return False
        text = node.text().strip()
        links = node.css("a.cite") if node.tag == "sup" else []
        if links and "".join(link.text() for link in links) == "".join(text.split()):
            if self.last:
                hrefs = (link.attributes.get("href") or "" for link in links)
                self.last.cited += [href.removeprefix("#source-") for href in hrefs]
            return True
        if self.last and (flags := set(FLAGS) & set(classes)) and node.tag in ("a", "span"):
            self.last.flags |= dict.fromkeys(flags, node.attributes.get("href") or "")
            if self.pieces[-1].endswith(" "):
                self.pieces[-1], self.length = self.pieces[-1][:-1], self.length - 1
            return True
        return "headerlink" in classes and not any(map(str.isalnum, text))

    def _marked(self, node: LexborNode, attributes: dict[str, str | None]) -> None:
        sort = next(name for name in MARKS if name in attributes)
        ref = attributes[sort] or ""
        ref = self.place.about.partition("#")[0] + ref if ref.startswith("#/") else ref  # of what the element is about
        mark = Mark(sort, ref, node.tag or "", attributes, self.place, self.length, self.mark, node.html or "")
        (self.mark.inner if self.mark else self.passage.marks).append(mark)
        self.page.marks.append(mark)
        if self.place.about:
            self.page.abouts.setdefault(self.place.about, []).append(mark)
        self.mark, self.last = mark, None
        self.children(node)
        self.mark, self.last = mark.outer, mark
        mark.end = self.length
        mark.text = "".join(self.pieces)[mark.start : mark.end].strip()

    def _inside(self, tag: str | None, attributes: dict[str, str | None]) -> Place:
        """The place of what stands directly in an element."""
        outer, about = self.place, attributes.get("data-about")
        if about:
            self.page.abouts.setdefault(about, [])
        in_dispute = outer.in_dispute or (attributes.get("id") or "").startswith("dispute-")
        return Place(about or outer.about, in_dispute, tag != "summary" and (outer.folded or tag == "details"))

    def _text(self, text: str) -> None:
        text = _SPACE.sub(" ", text if text.isascii() else _UNSEEN.sub("", text))
        if text.startswith(" ") and (not self.length or self.pieces[-1].endswith(" ")):
            text = text[1:]
        if text:
            if text.strip(" .,;:()"):
                self.last = self.last if self.mark and self.last is self.mark else None
            self.pieces.append(text)
            self.length += len(text)
