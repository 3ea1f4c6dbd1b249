"""Raw facts: the files under facts/ as plain data, with the few questions that the audit asks of them."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from allies.audit.days import is_date
from allies.load import escape, load, resolve
from allies.problems import Problem, nearest

REF = re.compile(r"(edition|[a-z]+/[a-z0-9-]+)#((?:/[^/#\s]+)*)")
OURS = {"read", "as_of", "asserted_for"}  # days of our own work: nothing outside could print them


@dataclass(frozen=True)
class Holder:
    """The nearest entry around a value that has evidence, and the path from it to the value."""

    ref: str
    entry: dict[str, Any]
    path: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        return self.entry["evidence"]


@dataclass(frozen=True, eq=False)
class RawFacts:
    """Every fact file's data, by its name below facts/ without the ending: `treaties/rio-treaty`."""

    documents: dict[str, Any]
    runs: dict[
        str, Any
    ]  # what runs of the tests reported, by the file's name: answers/checks.json, answers/mutants.json

    @property
    def edition(self) -> str | None:
        """The day for which the facts are asserted."""
        return self.documents.get("edition", {}).get("asserted_for")

    def folder(self, name: str) -> dict[str, Any]:
        """The files of one folder, by id."""
        return self._folders.get(name, {})

    def value(self, ref: str) -> Any:
        """The value under a ref. Raises KeyError where it leads nowhere."""
        match = REF.fullmatch(ref)
        if match is None:
            raise KeyError(ref)
        return resolve(self.documents[match[1]], match[2])

    def has(self, ref: str) -> bool:
        """Whether a ref leads to a value."""
        try:
            self.value(ref)
        except KeyError:
            return False
        return True

    def nearest(self, ref: str) -> str | None:
        """The existing ref most like one that leads nowhere."""
        name, _, pointer = ref.partition("#")
        if name not in self.documents:
            same = [other for other in self.documents if other.partition("/")[0] == name.partition("/")[0]]
            name = next((other for other in same if other.startswith(name)), None) or nearest(
                name, same or self.documents
            )
        if name is None:
            return None
        known = [pointer for pointer, _ in walk(self.documents[name])]
        return f"{name}#{pointer if pointer in known else nearest(pointer, known) or ''}"

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
                return Holder(f"{name}#{where}", entry, "/".join(steps[depth:]))
        return None

    def supporting(self, holder: Holder) -> list[dict[str, Any]]:
        """The rows of a holder that print the value it was asked for."""
        default = first_date(holder.entry)
        return [row for row in holder.rows if row.get("supports", default) == holder.path]

    def lineage(self, code: str) -> list[str]:
        """A state and those it continues, the present one first: RUS, SUN."""
        if code not in self._lines:
            line = self._lines[code] = [code]
            while (earlier := self._continued.get(line[-1])) and earlier not in line:
                line.append(earlier)
        return self._lines[code]

    def family(self, code: str) -> set[str]:
        """A state, those it continues, and those that continue it."""
        return {code, *self.lineage(code), *(other for other in self._continued if code in self.lineage(other))}

    def treaties_of(self, code: str) -> set[str]:
        """The treaties to which a state, or one that it continues, is or was party."""
        return set().union(*(self._treaties.get(state, ()) for state in self.lineage(code)))

    @cached_property
    def _treaties(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for id, treaty in self.folder("treaties").items():
            for code in treaty["parties"]:
                found.setdefault(code, set()).add(id)
        return found

    @cached_property
    def _folders(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for name, data in self.documents.items():
            folder, _, id = name.partition("/")
            if id:
                found.setdefault(folder, {})[id] = data
        return found

    @cached_property
    def _lines(self) -> dict[str, list[str]]:
        return {}

    @cached_property
    def _continued(self) -> dict[str, str]:
        states = self.folder("states").values()
        return {state["code"]: state["continues"]["state"] for state in states if "continues" in state}


def read_facts(root: Path) -> tuple[RawFacts, list[Problem]]:
    """Every readable fact file of a repository, and what kept the others from being read."""
    documents, problems = {}, []
    for path in sorted((root / "facts").rglob("*.yaml")):
        relative = path.relative_to(root).as_posix()
        document, found = load(path.read_bytes(), relative)
        problems += found
        if document is not None:
            documents[relative.removeprefix("facts/").removesuffix(".yaml")] = document.data
    return RawFacts(documents, _runs(root / "answers")), problems


def _runs(folder: Path) -> dict[str, Any]:
    found = {}
    for path in sorted(folder.glob("*.json")):
        try:
            found[path.stem] = json.loads(path.read_bytes())
        except ValueError:
            continue  # then nothing in a page can rest on it
    return found


def walk(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Every plain value below a value, with its JSON Pointer; an empty mapping or list is one, too."""
    if isinstance(value, dict) and value:
        for key, child in value.items():
            yield from walk(child, f"{pointer}/{escape(key)}")
    elif isinstance(value, list) and value:
        for index, child in enumerate(value):
            yield from walk(child, f"{pointer}/{index}")
    else:
        yield pointer, value


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


def disputed(holder: Holder) -> bool:
    """Whether the entry declares that sources disagree on the value."""
    declared = holder.entry.get("disputed")
    if not declared:
        return False
    return holder.path == first_date(holder.entry) if "follows" in declared else holder.path in declared
