"""World: the repository that errors are planted in, and the edits of text that plant them."""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from allies.facts.claims import Claim, ref_of
from allies.facts.read import Facts
from allies.load import Document, load, resolve

FLAGSHIP = {"MEX", "RUS", "SUN"}


@dataclass(frozen=True)
class Mutation:
    """One error that could be planted: where, what it changes for a reader of the report, and the file's new text.

    `make` gives the text, None where the edit turns out not to be possible, or "" where the file is gone.
    """

    path: str
    line: int
    what: str
    make: Callable[[], str | None] = field(compare=False, repr=False)
    matters: bool = False  # whether the first answer of the site rests on it
    html: bool = False  # whether it is planted in a built page

    @property
    def rank(self) -> str:
        """A number drawn once and for all: it stays the same when other facts come and go."""
        return hashlib.sha256(f"{self.path} {self.what}".encode()).hexdigest()


@dataclass(eq=False)
class World:
    """The facts and pages of a repository, with the text they stand in."""

    root: Path
    facts: Facts
    pages: dict[str, str]  # the built pages by their path below the site

    def page(self, path: str) -> str:
        """A built page."""
        return self.pages[path]

    @property
    def documents(self) -> list[Document]:
        return [self.facts.documents[ref] for ref in sorted(self.facts.documents)]

    def folder(self, *names: str) -> Iterator[Document]:
        """The documents of some folders of facts/."""
        return (document for document in self.documents if document.path.split("/")[1] in names)

    def text(self, path: str) -> str:
        if path not in self._texts:
            self._texts[path] = (self.root / path).read_text("utf-8")
        return self._texts[path]

    def lines(self, path: str) -> list[str]:
        return self.text(path).splitlines(keepends=True)

    def claims(self, *sorts: str) -> Iterator[Claim]:
        """Every claim of some sorts, in the order of files and lines."""
        for document in self.documents:
            yield from (claim for claim in self.facts.claims_by_file.get(ref_of(document), ()) if claim.sort in sorts)

    @cached_property
    def _texts(self) -> dict[str, str]:
        return {}

    @cached_property
    def _matters(self) -> set[str]:
        named = {f"treaties/{id}" for id, treaty in self.facts.treaties.items() if FLAGSHIP & set(treaty.parties)}
        named |= {
            f"organizations/{id}"
            for id, body in self.facts.organizations.items()
            if {"MEX", "RUS"} <= set(body.members)
        }
        return named | {"relations/mex-rus", "searches/mex-rus-defense", "states/mex", "states/rus"}

    def mutation(self, document: Document, pointer: str, what: str, make: Callable[[], str | None]) -> Mutation:
        """An error in a fact file, at the line of a pointer."""
        ref = ref_of(document)
        line = document.at(pointer).line
        keyed = re.search(r"/(members|parties)/([A-Z]{3})", pointer)
        matters = ref in self._matters and (not keyed or keyed[2] in FLAGSHIP)
        return Mutation(document.path, line, f"{pointer}: {what}", make, matters)

    def replaced(self, document: Document, pointer: str, new: str, old: Any = None) -> str | None:
        """The file with another value under a pointer; `new` is a string, and stays quoted as the old one was."""
        old = resolve(document.data, pointer) if old is None else old
        at = document.lines[pointer] - 1
        lines = self.lines(document.path)
        key = pointer.rpartition("/")[2]
        opening = r"(?<![\w-])" if key.isdecimal() else rf"(?<![\w-]){re.escape(key)}:\s*"
        for found in re.finditer(rf"({opening})([\"']?){re.escape(str(old))}(\2)(?=[\s,}}\]]|$)", lines[at]):
            edited = lines[at][: found.start()] + found[1] + found[2] + new + found[3] + lines[at][found.end() :]
            text = "".join([*lines[:at], edited, *lines[at + 1 :]])
            read, _ = load(text.encode(), document.path)
            if read is not None and _at(read, pointer) in (new, _number(new)):
                return text
        return None

    def removed(self, document: Document, *pointers: str) -> str | None:
        """The file without some entries, their comments included."""
        lines = self.lines(document.path)
        spans = []
        for pointer in pointers:
            span = self.span(document, pointer)
            if span is None:
                return None
            spans.append(span)
        for start, end in sorted(spans, reverse=True):
            del lines[start:end]
        text = "".join(lines)
        read, problems = load(text.encode(), document.path)
        gone = read is not None and not problems and read.data != document.data
        return text if gone else None

    def span(self, document: Document, pointer: str) -> tuple[int, int] | None:
        """The lines of an entry that has lines of its own: first, and the one after the last."""
        lines = self.lines(document.path)
        start = document.lines[pointer] - 1
        key = pointer.rpartition("/")[2]
        head = re.match(rf"(\s*)(- |(?:[\"']?{re.escape(key)}[\"']?:))", lines[start])
        if head is None or (head[2] == "- ") != key.isdecimal():
            return None
        indent, end = len(head[1]), start + 1
        while end < len(lines) and (
            not lines[end].strip()
            or _indent(lines[end]) > indent
            or (head[2] != "- " and _indent(lines[end]) == indent and lines[end].lstrip().startswith("- "))
        ):
            end += 1
        while not lines[end - 1].strip():
            end -= 1
        return start, end

    def inserted(self, document: Document, at: int, *new: str) -> str:
        """The file with lines put in before a line (counted from zero)."""
        lines = self.lines(document.path)
        return "".join([*lines[:at], *new, *lines[at:]])

    def sorted_in(self, document: Document, group: str, code: str, copied: str | None) -> str | None:
        """The file with one more entry in a group keyed by state: a copy of another's, or an empty one."""
        codes = list(resolve(document.data, group))
        after = next((each for each in codes if each > code), None)
        span = self.span(document, f"{group}/{after}" if after else f"{group}/{codes[-1]}")
        if span is None:
            return None
        first = self.lines(document.path)[span[0]]
        indent = first[: len(first) - len(first.lstrip())]
        entry = [f"{indent}{code}: {{}}\n"]
        if copied:
            source = self.span(document, f"{group}/{copied}")
            if source is None:
                return None
            block = self.lines(document.path)[source[0] : source[1]]
            entry = [block[0].replace(f"{copied}:", f"{code}:", 1), *block[1:]]
        return self.inserted(document, span[0] if after else span[1], *entry)


def every_pointer(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Every value below a value, whole entries included, with its JSON Pointer."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in pairs:
        where = f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"
        yield where, child
        yield from every_pointer(child, where)


def drawn(options: list, *key: object) -> Any:
    """One of several, the same each time for the same key."""
    return options[int(hashlib.sha256(" ".join(map(str, key)).encode()).hexdigest(), 16) % len(options)]


def _at(document: Document, pointer: str) -> Any:
    try:
        return resolve(document.data, pointer)
    except KeyError:
        return None


def _number(text: str) -> Any:
    return int(text) if re.fullmatch(r"-?\d+", text) else text


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
