"""Page: what one HTML file says, as passages of text that know which of their words a mark carries."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser

from allies.problems import Location, Problem

MARKS = ("data-claim", "data-evidence", "data-fact")  # the attributes that make an element a mark
SPOKEN = (
    "alt",
    "title",
    "aria-label",
    "aria-description",
    "placeholder",
    "label",
)  # attributes that readers meet as text
HIDDEN = "\ufffc"  # stands for a character that a mark carries

_LABELS = {
    "title": "title",
    "description": "description",
    "td": "cell",
    "th": "cell",
    "alt attribute": "alternative text",
}
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*\s+(?=[^\sa-z])")
_ABBREVIATED = re.compile(r"(?:^|[\s(“\"])(?:(?:[^\W\d_]\.)*[^\W\d_]|St|Mr|Ms|Mrs|Dr|vs|cf|Art|vol|ed)\.$")


@dataclass(eq=False, slots=True)
class Block:
    """What a citation belongs to: a paragraph, a list item, a row, a card …, and the block around it."""

    name: str
    outer: "Block | None" = None
    cited: set[str] = field(default_factory=set)  # the sources of all citations in it

    def cite(self, source: str) -> None:
        """Notes a citation for the block and for all blocks around it."""
        block: Block | None = self
        while block:
            block.cited.add(source)
            block = block.outer

    def all_cited(self) -> set[str]:
        """The sources cited in the block, or in a block around it; the page as a whole is none."""
        return self.cited | self.outer.all_cited() if self.outer else set()


@dataclass(eq=False, slots=True)
class Cite:
    """A citation: a link to an item of the page's list of sources."""

    source: str
    text: str
    html: str


@dataclass(eq=False, slots=True)
class Mark:
    """An element that names the fact, the derived claim or the row of evidence behind its words."""

    sort: str  # which of MARKS makes it one
    ref: str
    tag: str
    attributes: dict[str, str | None]
    passage: "Passage"
    block: Block
    outer: "Mark | None"
    item: str | None  # the source whose item in the list of sources it stands in
    in_dispute: bool = False  # whether it stands where the dispute over it is told
    start: int = 0
    end: int = 0
    inner: list["Mark"] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)  # disputed, unconfirmed: what is said right after it

    def is_flagged(self, flag: str) -> bool:
        """Whether a flag follows it, or the sentence in a mark that ends with it."""
        return flag in self.flags or self.outer is not None and self.outer.is_flagged(flag)

    @property
    def text(self) -> str:
        """Its visible words, without citations and flags."""
        return self.passage.text[self.start : self.end].strip()

    @property
    def is_value(self) -> bool:
        """Whether it carries a single value, a date, number or name, rather than a sentence."""
        return self.sort == "data-fact" and self.tag != "span"

    def pieces(self) -> Iterator["str | Mark"]:
        """Its own words and the marks within it, in order."""
        at = self.start
        for mark in self.inner:
            yield self.passage.text[at : mark.start]
            yield mark
            at = mark.end
        yield self.passage.text[at : self.end]

    def everywhere(self) -> Iterator["Mark"]:
        """The mark and all marks within it."""
        yield self
        for mark in self.inner:
            yield from mark.everywhere()


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a passage: its words, and the same with what marks carry blotted out."""

    passage: "Passage"
    start: int
    end: int
    marks: tuple[Mark, ...]  # the outermost ones

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end].strip()

    @property
    def bare(self) -> str:
        """The words that no mark carries."""
        return self.passage.bare[self.start : self.end]

    @property
    def is_question(self) -> bool:
        return self.text.rstrip("\"'”’»)] ").endswith("?")


@dataclass(eq=False)
class Passage:
    """A run of text between two borders of blocks, cells or lines; or an attribute that readers meet as text."""

    kind: str = ""
    text: str = ""
    html: str = ""  # words to find it by in the page's HTML
    definition: bool = False
    row: "Row | None" = None  # the table row it stands in
    column: "list[Passage]" = field(default_factory=list)  # the head of its column
    lead: "Passage | None" = None  # the words that introduce the list it stands in, or the term it defines
    marks: list[Mark] = field(default_factory=list)  # the outermost ones

    @property
    def label(self) -> str:
        """What to call it in a message."""
        if self.kind[0] == "h" and self.kind[1:].isdigit():
            return "heading"
        return _LABELS.get(self.kind, self.kind if self.is_attribute else "sentence")

    @property
    def is_label(self) -> bool:
        """Whether it is a heading, or some other words that name what follows rather than say something."""
        names = (
            self.kind in ("summary", "dt", "caption", "legend") or self.label == "heading" or self.text.endswith(":")
        )
        return names or bool(self.row and self.row.is_head)

    @property
    def is_attribute(self) -> bool:
        """Whether no element, and so no mark, can stand in it."""
        return self.kind in ("title", "description") or self.kind.endswith(" attribute")

    @cached_property
    def bare(self) -> str:
        """The text with every character that a mark carries blotted out; the ends of sentences stay."""
        if not self.marks:
            return self.text
        text = list(self.text)
        for mark in self.marks:
            for at in range(mark.start, min(mark.end, len(text))):
                if mark.is_value or text[at] not in ".!?… ":
                    text[at] = HIDDEN
        return "".join(text)

    @cached_property
    def sentences(self) -> list[Sentence]:
        starts = [0]
        for match in _END.finditer(self.bare):
            if not _ABBREVIATED.search(self.bare[: match.end()].rstrip()[-12:]):
                starts.append(match.end())
        ends = [*starts[1:], len(self.text)]
        spans = [(start, end) for start, end in zip(starts, ends) if self.text[start:end].strip()]
        within = [tuple(mark for mark in self.marks if mark.start < end and mark.end > start) for start, end in spans]
        return [Sentence(self, start, end, marks) for (start, end), marks in zip(spans, within)]


@dataclass(eq=False)
class Row:
    """A row of a table: its passages, how far its cells reach, and the heads of the table's columns."""

    is_head: bool
    heads: dict[int, list[Passage]]
    passages: list[Passage] = field(default_factory=list)
    width: int = 0

    @property
    def text(self) -> str:
        """Its cells, parted by bars."""
        return " | ".join(passage.text for passage in self.passages)


@dataclass(eq=False, slots=True)
class Source:
    """One item of the page's list of sources."""

    id: str
    place: int | None  # its number in an ordered list
    links: list[dict[str, str | None]]
    text: str


@dataclass(eq=False)
class Page:
    """One HTML file of the site."""

    path: str  # below the site, such as pairs/mexico-russia/index.html
    location: str  # below the repository
    html: str
    passages: list[Passage] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)  # all of them, also those within others
    sources: dict[str, Source] = field(default_factory=dict)
    cites: list[Cite] = field(default_factory=list)

    @cached_property
    def tree(self) -> LexborHTMLParser:
        return LexborHTMLParser(self.html)

    def at(self, snippet: str) -> Location:
        """Where a snippet of HTML first stands; the first line where it cannot be told."""
        found = self.html.find(snippet, max(0, self.html.find("md-content__inner"))) if snippet else -1
        found = found if found >= 0 else self.html.find(snippet) if snippet else -1
        return Location(self.location, self.html.count("\n", 0, found) + 1 if found >= 0 else 1)

    def problem(self, snippet: str, what: str, mend: str) -> Problem:
        return Problem(where=self.at(snippet), what=what, mend=mend)

    def problem_with(self, mark: Mark, what: str, mend: str) -> Problem:
        """A problem with a mark, at the line of the mark."""
        name, value = mark.sort, mark.ref
        same = [other for other in self.marks if other.sort == name and other.ref == value]
        at = -1
        for _ in range(same.index(mark) + 1):
            at = next(
                (found for quote in "\"'" if (found := self.html.find(f"{name}={quote}{value}{quote}", at + 1)) >= 0),
                -1,
            )
        return Problem(
            where=Location(self.location, self.html.count("\n", 0, at) + 1 if at >= 0 else 1), what=what, mend=mend
        )
