"""Raw facts: the files under facts/ as plain data, with the few questions that the audit asks of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from allies.audit.days import is_date
from allies.load import escape, load, resolve
from allies.problems import Problem

REF = re.compile(r"(edition|[a-z]+/[a-z0-9-]+)#((?:/[^/#\s]+)*)")
# Days of our own work: nothing outside could print them.
OURS = {"read", "as_of", "asserted_for", "compared", "followed"}
WHOLE = {"registration"}  # keys whose values a row prints all together


@dataclass(frozen=True)
class Holder:
    """The nearest entry around a value that has evidence, and the path from it to the value."""

    ref: str
    entry: dict[str, Any]
    path: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        return list(self.entry["evidence"])

    @property
    def supporting(self) -> list[dict[str, Any]]:
        """The rows that print the value."""
        default = first_date(self.entry)
        return [row for row in self.rows if row.get("supports", default) == self.path]

    @property
    def disputed(self) -> bool:
        """Whether the entry declares that sources disagree on the value."""
        declared = self.entry.get("disputed") or {}
        return self.path == first_date(self.entry) if "follows" in declared else self.path in declared


@dataclass(frozen=True, eq=False)
class RawFacts:
    """Every fact file's data, by its name below facts/ without the ending: `treaties/rio-treaty`."""

    documents: dict[str, Any]
    lines: dict[str, dict[str, int]]  # of every value, by the name of its file and its pointer

    @property
    def edition(self) -> str:
        """The day for which the facts are asserted."""
        return str(self.documents["edition"]["asserted_for"])

    def folder(self, name: str) -> dict[str, Any]:
        """The files of one folder, by id."""
        return self._folders.get(name, {})

    def value(self, ref: str) -> Any:
        """The value under a ref. Raises KeyError where it leads nowhere."""
        if ref not in self._values:
            match = REF.fullmatch(ref)
            if match is None:
                raise KeyError(ref)
            self._values[ref] = resolve(self.documents[match[1]], match[2])
        return self._values[ref]

    def has(self, ref: str) -> bool:
        """Whether a ref leads to a value."""
        try:
            self.value(ref)
        except KeyError:
            return False
        return True

    def holder(self, ref: str) -> Holder | None:
        """The entry whose evidence stands behind a value; None for what needs none, such as a name."""
        name, _, pointer = ref.partition("#")
        steps = pointer.split("/")[1:]
        if "evidence" in steps or steps[-1:] and steps[-1] in OURS:
            return None
        for depth in range(len(steps) - 1, -1, -1):
            where = "".join(f"/{step}" for step in steps[:depth])
            entry = resolve(self.documents[name], where)
            if isinstance(entry, dict) and isinstance(entry.get("evidence"), list):
                path = steps[depth : depth + 1] if steps[depth] in WHOLE else steps[depth:]
                return Holder(f"{name}#{where}", entry, "/".join(path))
        return None

    def disputed(self) -> list[str]:
        """The refs of the values on which an entry declares that sources disagree."""
        found = []
        for name, data in self.documents.items():
            for pointer, entry in entries(data):
                if declared := entry.get("disputed"):
                    paths = [first_date(entry)] if "follows" in declared else list(declared)
                    found += [f"{name}#{pointer}/{path}" for path in paths]
        return found

    def lineage(self, code: str) -> list[str]:
        """A state and those it continues, the present one first: RUS, SUN."""
        line = [code]
        while (earlier := self._continued.get(line[-1])) and earlier not in line:
            line.append(earlier)
        return line

    def family(self, code: str) -> set[str]:
        """A state, those it continues, and those that continue it."""
        return {*self.lineage(code), *(other for other in self._continued if code in self.lineage(other))}

    def printed(self, ref: str) -> bool:
        """Whether a source was seen to print a value."""
        holder = self.holder(ref)
        return holder is not None and any("printed" in row for row in holder.supporting)

    @cached_property
    def _values(self) -> dict[str, Any]:
        """What refs were found to lead to: the pages of every pair ask for the same few."""
        return {}

    @cached_property
    def _folders(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for name, data in self.documents.items():
            folder, _, id = name.partition("/")
            found.setdefault(folder, {})[id] = data
        return found

    @cached_property
    def _continued(self) -> dict[str, str]:
        states = self.folder("states").values()
        return {state["code"]: state["continues"]["state"] for state in states if "continues" in state}


def read_facts(root: Path, but: str = "") -> tuple[RawFacts, list[Problem]]:
    """Every readable fact file of a repository, but for one folder, and what kept the others from being read."""
    documents: dict[str, Any] = {}
    lines: dict[str, dict[str, int]] = {}
    problems: list[Problem] = []
    for path in sorted((root / "facts").rglob("*.yaml")):
        if path.parent.name != but and path.is_file() and not path.is_symlink():
            relative = path.relative_to(root).as_posix()
            document, found = load(path.read_bytes(), relative)
            problems += found
            if document is not None:
                name = relative.removeprefix("facts/").removesuffix(".yaml")
                documents[name], lines[name] = document.data, document.lines
    return RawFacts(documents, lines), problems


def in_words(text: dict[str, str], language: str = "en") -> str:
    """A text in a language; in English, which every text has, where it is not given in that."""
    return text.get(language) or text["en"]


def entries(value: Any, pointer: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every mapping in a value, with its JSON Pointer."""
    if isinstance(value, dict):
        yield pointer, value
    for key, child in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from entries(child, f"{pointer}/{escape(str(key))}")


def first_date(entry: dict[str, Any], prefix: str = "") -> str | None:
    """The path of an entry's first date, which a row supports when it does not say what it supports."""
    for key, value in entry.items():
        if is_date(value) and key not in OURS:
            return prefix + key
        if isinstance(value, dict) and "evidence" not in value and key not in ("evidence", "disputed"):
            found = first_date(value, f"{prefix}{key}/")
            if found:
                return found
    return None
