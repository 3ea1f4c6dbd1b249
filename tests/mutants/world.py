"""World: what errors are planted in, and an error as one edit of it.

A world is a repository, or the site that was built of one. Errors are planted by reading the texts that are there, so
that nothing here knows the engine, its templates, or the form of one page.
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from .tree import Place, Span, places

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Edit:
    """Letters of a file exchanged for others; a new one where the file does not exist, and gone where `new` is None."""

    path: str
    span: Span
    new: str | None


@dataclass(frozen=True, slots=True)
class Mutant:
    """One error that could be planted: its edits, the first one the error itself, and the line and words for a
    report."""

    edits: tuple[Edit, ...]
    line: int
    before: str
    after: str
    kind: str  # samples are spread over the kinds of a class

    @property
    def path(self) -> str:
        return self.edits[0].path

    def rank(self, seed: int) -> str:
        """A number drawn for a seed: it stays the same when other facts come and go."""
        return hashlib.sha256(f"{seed} {self.path} {self.before} {self.after}".encode(errors="replace")).hexdigest()

    def __str__(self) -> str:
        return f"{self.path}:{self.line}  {shown(self.before)} → {shown(self.after) or 'nothing'}"


@dataclass(eq=False)
class World:
    """The texts below a folder, each read once; `prefix` stands before their paths, so that two worlds can be told
    apart."""

    root: Path
    prefix: str = ""
    _texts: dict[str, str] = field(default_factory=dict)
    _places: dict[str, list[Place]] = field(default_factory=dict)

    def paths(self, *patterns: str) -> list[str]:
        """The files that one of some patterns finds, in order."""
        found = {path for pattern in patterns for path in self.root.glob(pattern) if path.is_file()}
        return sorted(self.prefix + path.relative_to(self.root).as_posix() for path in found)

    def text(self, path: str) -> str:
        if path not in self._texts:
            self._texts[path] = read(self.root / path.removeprefix(self.prefix))
        return self._texts[path]

    def places(self, path: str) -> list[Place]:
        """Every value of a YAML or JSON file."""
        if path not in self._places:
            self._places[path] = places(self.text(path))
        return self._places[path]

    def facts(self, *folders: str) -> Iterator[tuple[str, list[Place]]]:
        """The fact files of some folders, each with its values."""
        for path in self.paths(*(f"facts/{folder}/*.yaml" for folder in folders)):
            yield path, self.places(path)

    @cached_property
    def codes(self) -> set[str]:
        """The codes of all states."""
        return {place.text or "" for _, spots in self.facts("states") for place in spots if place.pointer == "/code"}

    def written(self, path: str, place: Place) -> str:
        """A value as its file writes it."""
        return self.text(path)[slice(*place.span)]

    def mutant(self, path: str, span: Span, new: str, *more: Edit, kind: str = "", said: str = "") -> Mutant:
        """An error that exchanges letters of a file; `said`, "before → after", where the letters alone do not tell
        it."""
        text = self.text(path)
        before, _, after = said.partition(" → ") if said else (text[slice(*span)], "", new)
        line = text.count("\n", 0, span[0]) + 1
        return Mutant((Edit(path, span, new), *more), line, before, after, kind or _kind(path))

    def valued(self, path: str, place: Place, new: str, **said: str) -> Mutant:
        """An error that gives a scalar another value, quoted as the old one was."""
        old = self.written(path, place)
        quote = old[:1] if old[:1] in ("'", '"') else ""
        text = f"{quote}{new}{quote}"
        return self.mutant(path, place.span, text, said=f"{place.pointer}: {old} → {text}", **said)

    def dropped(self, path: str, *spots: Place, **said: str) -> Mutant:
        """An error that takes entries away."""
        first = min(spots, key=lambda place: place.entry)
        start, end = first.entry[0], max(place.entry[1] for place in spots)
        kept, text = "", self.text(path)
        for place in sorted(spots, key=lambda place: place.entry):
            kept, start = kept + text[start : place.entry[0]], place.entry[1]
        return self.mutant(path, (first.entry[0], end), kept, said=f"{_pointers(spots)} → nothing", **said)

    def gone(self, path: str) -> Mutant:
        """An error that takes a whole file away."""
        return Mutant((Edit(path, (0, 0), None),), 1, "the file", "nothing", _kind(path))

    def added(self, path: str, text: str, like: str) -> Mutant:
        """An error that adds a file."""
        return Mutant((Edit(path, (0, 0), text),), 1, "no such file", f"a twin of {like}", _kind(path))


def read(path: Path) -> str:
    """A file as text, whatever its bytes."""
    return path.read_bytes().decode("utf-8", "surrogateescape")


def apply(root: Path, mutant: Mutant, prefix: str = "") -> list[Path]:
    """Plants an error below a folder, in which a file may be a link to one elsewhere; returns which files are others
    now."""
    touched: list[Path] = []
    for edit in mutant.edits:
        path = root / edit.path.removeprefix(prefix)
        touched.append(path.relative_to(root))
        text = read(path) if path.exists() else ""
        path.unlink(missing_ok=True)
        if edit.new is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            changed = text[: edit.span[0]] + edit.new + text[edit.span[1] :]
            path.write_bytes(changed.encode("utf-8", "surrogateescape"))
    return touched


def restore(touched: list[Path], root: Path, origin: Path) -> None:
    """Undoes `apply`, by links to the files of another folder."""
    for path in touched:
        (root / path).unlink(missing_ok=True)
        if (origin / path).exists():
            os.link(origin / path, root / path)


def drawn(options: list[T], *key: object) -> T:
    """One of several, the same each time for the same key."""
    return options[int(hashlib.sha256(" ".join(map(str, key)).encode(errors="replace")).hexdigest(), 16) % len(options)]


def shown(text: str, length: int = 110) -> str:
    """A text on one line, its middle left out where it is long."""
    flat = " ".join(text.split()).encode("utf-8", "replace").decode()
    return flat if len(flat) <= length else f"{flat[: length // 2]} … {flat[-length // 2 :]}"


def _kind(path: str) -> str:
    """The kind of a file where a class does not say: its folder."""
    return path.rpartition("/")[0]


def _pointers(spots: tuple[Place, ...]) -> str:
    return ", ".join(place.pointer for place in spots)
