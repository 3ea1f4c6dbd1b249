"""Draft: a new fact file in its form, from its schema and what is known so far; the check says what is still missing.

Which keys a kind has, what they mean and which words they take, comes from the schema; which of them a new file begins
with, from the schema's first example.
"""

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, NamedTuple

from allies.facts.form import formatted, quoted
from allies.facts.read import ID, OURS, Facts
from allies.facts.validate import Schema, below
from allies.load import UNSEEN, guessed
from allies.problems import NotKnown

CODE = "[A-Z]{3}"
WIDTH = 118
Place = tuple[str | int, ...]  # the steps to a value
_PLAIN = re.compile(f"(?=[a-z]){ID.pattern}|{CODE}|[A-Z]{{2}}|[a-z_]+")
_BESIDE = ("evidence", "disputed")


@dataclass(frozen=True)
class Field:
    """A value that a new file can be begun with: the name of its option, its place, and its schema."""

    name: str  # parties-by
    path: Place  # ("parties", "by")
    schema: Schema
    many: bool  # whether it is a list, or the states that a mapping is keyed by

    @property
    def choices(self) -> list[str]:
        """The words allowed, where they are few."""
        each = self.schema.get("items", self.schema)
        return ["true", "false"] if each.get("type") == "boolean" else [str(word) for word in each.get("enum", [])]

    @property
    def says(self) -> str:
        return f"{self.schema.get('title', self.name)}. {self.schema.get('description', '')}".strip()

    @property
    def states(self) -> bool:
        each = self.schema.get("items", self.schema)
        return "state" in (each.get("x-claim"), self.schema.get("x-key")) or each.get("pattern") == f"^{CODE}$"

    def read(self, given: list[str], facts: Facts) -> Any:
        """What an option says, as data; states by any of their names. Raises NotKnown."""
        given = [plain(text) for text in given]
        if self.states:
            codes = sorted({_state(name.strip(), facts) for text in given for name in text.split(",")})
            return dict.fromkeys(codes) if "x-key" in self.schema else codes if self.many else codes[0]
        if self.schema.get("type") == "integer" and not given[0].isdecimal():
            raise NotKnown(f"{given[0]!r} is not a whole number")
        kinds: dict[str, Callable[[str], Any]] = {"integer": int, "boolean": lambda text: text == "true"}
        return given if self.many else kinds.get(self.schema.get("type", ""), str)(given[0])


def fields(schema: Schema, name: str = "", path: Place = ()) -> Iterator[Field]:
    """Everything that a new file of a kind can be begun with."""
    properties = schema.get("properties")
    if properties and {"en"} == set(schema.get("required", [])):
        yield Field(name, (*path, "en"), schema, False)
    elif properties:
        for key, inner in properties.items():
            if key not in _BESIDE:
                yield from fields(inner, f"{name}-{key}".strip("-").replace("_", "-"), (*path, key))
    elif schema.get("type") == "array" and "properties" in schema["items"]:
        yield from fields(schema["items"], name, (*path, 0))
    elif schema.get("type") in ("string", "integer", "boolean", "array") or "enum" in schema:
        yield Field(name, path, schema, schema.get("type") == "array")
    elif schema.get("x-key") == "state":
        yield Field(name, path, schema, True)


def draft(
    kind: str, schema: Schema, given: Mapping[str, Any], source: str = "", printed: Mapping[str, str] = {}
) -> str:
    """The text of a new file: what is given by the names of fields, and empty places, with what belongs there, for the
    rest; a row of evidence for each value, with what the source prints where that is given."""
    where = {field.path: field.name for field in fields(schema)}
    known = {path: given[name] for path, name in where.items() if name in given}
    said = {path: printed[name] for path, name in where.items() if name in printed}
    data = _begun(schema, _Known(known, said, source), (), schema.get("examples", [{}])[0], True)
    return formatted("\n".join([*_lines(data, schema, ""), ""]), kind, schema)[0]


def plain(text: str) -> str:
    """A text on one line. Raises NotKnown for one that holds what nobody sees, such as a mark of direction."""
    line = " ".join(text.split())
    if hidden := UNSEEN.search(line):
        raise NotKnown(f"The text holds the invisible character U+{ord(hidden[0]):04X}")
    return line


def _state(name: str, facts: Facts) -> str:
    """The code of a state by any of its names, or a new code. Raises NotKnown."""
    return (facts.state_meant(name) or name) if re.fullmatch(CODE, name) else facts.state_named(name)


class _Known(NamedTuple):
    """What is known of a new file: values and what is printed of them, by their paths, and the source's id."""

    given: Mapping[Place, Any]
    printed: Mapping[Place, str]
    source: str


def _begun(schema: Schema, known: _Known, path: Place, example: Any, shaped: bool) -> Any:
    """What a file begins with under a path: what is given, and where it is `shaped` so, empty places like those of an
    example, with a row of evidence for each value that a source can print."""
    if path in known.given:
        entry, value = below(schema, ""), known.given[path]
        shape = _begun(entry, _Known({}, {}, known.source), (), {}, True) if entry.get("required") else {}
        return {code: deepcopy(shape) for code in value} if schema.get("x-key") == "state" else value
    inside = {at[len(path)] for at in known.given if len(at) > len(path) and at[: len(path)] == path}
    if schema.get("type") == "array" and "properties" in schema["items"] and (shaped or inside):
        first = (schema["items"].get("examples") or [{}])[0] if shaped else None
        return [_begun(schema["items"], known, (*path, 0), first, shaped)]
    if "properties" not in schema or not (inside or isinstance(example, dict)):
        return None
    like = example if isinstance(example, dict) else {}
    usual = {*like, *schema.get("required", []), "evidence"} if isinstance(example, dict) else set()
    wanted = [key for key in schema["properties"] if key in usual]
    keys = [*wanted, *(key for key in schema["properties"] if key in inside - usual)]
    data = {key: _begun(schema["properties"][key], known, (*path, key), like.get(key), key in wanted) for key in keys}
    return data | ({"evidence": list(_rows(data, schema, known, path))} if "evidence" in data else {})


def _rows(data: Iterable[str], schema: Schema, known: _Known, path: Place) -> Iterator[dict[str, str | None]]:
    """A row of evidence for each value of an entry that a source can print, with its words or those of a value in it;
    at least one."""
    source, claims = (
        known.source or None,
        [key for key in data if schema["properties"][key].get("x-claim") not in (None, *OURS)],
    )
    for key in claims:
        at = (*path, key)
        words = next((words for place, words in known.printed.items() if place[: len(at)] == at), None)
        yield {"source": source, "supports": key, "printed": words}
    if not claims:
        yield {"source": source, "printed": None}


def _lines(data: Mapping[str, Any], schema: Schema, indent: str) -> Iterator[str]:
    """A mapping in block form; above each empty place a comment says what belongs there."""
    for key, value in data.items():
        inner = below(schema, key)
        if _empty(value) and key != "evidence":
            yield from _comment(inner, indent)
        if not _block(value):
            yield f"{indent}{key}: {flow(value)}".rstrip()
            continue
        yield f"{indent}{key}:"
        within = _items(value, inner["items"], indent + "  ") if isinstance(value, list) else None
        yield from within or _lines(value, inner, indent + "  ")


def _block(value: Any) -> bool:
    """Whether a value stands below its key rather than beside it."""
    if isinstance(value, list):
        return any(isinstance(each, dict) for each in value)
    return isinstance(value, dict) and any(isinstance(each, dict) or _block(each) for each in value.values())


def _items(rows: Iterable[Mapping[str, Any]], schema: Schema, indent: str) -> Iterator[str]:
    for row in rows:
        if not _block(row):
            yield f"{indent}- {flow(row, 'printed')}"
            continue
        lines = list(_lines(row, schema, indent + "  "))
        start = next(at for at, line in enumerate(lines) if not line.lstrip().startswith("#"))
        yield from (line.removeprefix("  ") for line in lines[:start])
        yield f"{indent}- {lines[start].lstrip()}"
        yield from lines[start + 1 :]


def _comment(schema: Schema, indent: str) -> Iterator[str]:
    example = schema.get("examples", [None])[0]
    words = f" One of: {', '.join(map(str, schema['enum']))}." if "enum" in schema else ""
    shown = "" if example is None or words else f" For example: {flow(example)}"
    text = f"{schema.get('description', '')}{words}{shown}".strip()
    yield from (f"{indent}# {line}" for line in textwrap.wrap(text, WIDTH - len(indent) - 2, break_long_words=False))


def _empty(value: Any) -> bool:
    return value is None or isinstance(value, dict) and bool(value) and all(each is None for each in value.values())


def flow(value: Any, key: str = "") -> str:
    """A value on one line."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case dict():
            return "{" + ", ".join(f"{flow(name)}: {flow(each, name)}" for name, each in value.items()) + "}"
        case list():
            return f"[{', '.join(flow(each) for each in value)}]"
        case str() if key != "printed" and _PLAIN.fullmatch(value) and not guessed(value) and not value.isdecimal():
            return value
    return quoted(value, key) if isinstance(value, str) else str(value)
