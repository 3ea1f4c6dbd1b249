"""Draft: a new fact file in its form, from its schema and what is known so far; the check says what is still missing.

Which keys a kind has, what they mean and which words they take, comes from the schema; which of them a new file begins
with, from the schema's first example.
"""

import re
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from allies.facts import model
from allies.facts.form import formatted, quoted
from allies.facts.read import OURS, names_of
from allies.facts.validate import Schema
from allies.load import UNSEEN, guessed, load

ID, CODE = "[a-z0-9]+(-[a-z0-9]+)*", "[A-Z]{3}"
WIDTH, WORDS, LONGEST = 118, 5, 60
_PLAIN = re.compile(f"(?=[a-z]){ID}|{CODE}|[A-Z]{{2}}|[a-z_]+")
_BESIDE = ("evidence", "disputed")


class NotKnown(ValueError):
    """A value that cannot be what it is given for: no number, no state, no id."""


@dataclass(frozen=True)
class Field:
    """A value that a new file can be begun with: the name of its option, its place, and its schema."""

    name: str  # parties-by
    path: tuple[str | int, ...]  # ("parties", "by")
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

    def read(self, given: list[str], states: Mapping[str, str]) -> Any:
        """What an option says, as data; states by any of their names. Raises NotKnown."""
        given = [plain(text) for text in given]
        if self.states:
            codes = sorted({state(name, states) for text in given for name in text.split(",")})
            return dict.fromkeys(codes) if "x-key" in self.schema else codes if self.many else codes[0]
        if self.schema.get("type") == "integer" and not given[0].isdecimal():
            raise NotKnown(f"{given[0]!r} is not a whole number")
        kinds: dict[str, Callable[[str], Any]] = {"integer": int, "boolean": lambda text: text == "true"}
        return given if self.many else kinds.get(self.schema.get("type", ""), str)(given[0])


def fields(schema: Schema, name: str = "", path: tuple[str | int, ...] = ()) -> Iterator[Field]:
    """Everything that a new file of a kind can be begun with."""
    properties = schema.get("properties")
    if properties and {"en"} == set(schema.get("required", [])):
        yield Field(name, (*path, "en"), schema, False)
    elif properties:
        for key, below in properties.items():
            if key not in _BESIDE:
                yield from fields(below, f"{name}-{key}".strip("-").replace("_", "-"), (*path, key))
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
    data = _shape(schema, schema.get("examples", [{}])[0])
    where = {field.path: field.name for field in fields(schema)}
    for path, name in where.items():
        if name in given:
            _place(data, schema, path, given[name])
    _rows(data, schema, source, {path: printed[name] for path, name in where.items() if name in (printed or {})}, ())
    return formatted("\n".join([*_lines(data, schema, ""), ""]), kind, schema)[0]


def states(root: Path) -> dict[str, str]:
    """The codes of states by every name and code, in lower case; of files that can be read."""
    found: dict[str, str] = {}
    for path in sorted((root / "facts/states").glob("*.yaml")):
        document, problems = load(path.read_bytes(), path.name)
        if document and not problems and isinstance(document.data.get("name"), dict):
            each: model.State = model.build("state", path.stem, document.data)
            for name in (each.code, each.alpha2, each.with_article, *names_of(each)):
                found.setdefault((name or each.code).casefold(), each.code)
    return found


def state(name: str, known: Mapping[str, str]) -> str:
    """The code of a state by any of its names, or a new code. Raises NotKnown."""
    called = name.casefold().strip()
    if code := known.get(called) or known.get(called.removeprefix("the ")):
        return code
    if re.fullmatch(CODE, name.strip()):
        return name.strip()
    raise NotKnown(f"No state is called {name.strip()[:60]!r}; its file in facts/states/ would say so")


def plain(text: str) -> str:
    """A text on one line. Raises NotKnown for one that holds what nobody sees, such as a mark of direction."""
    line = " ".join(text.split())
    if hidden := UNSEEN.search(line):
        raise NotKnown(f"The text holds the invisible character U+{ord(hidden[0]):04X}")
    return line


def source_id(root: Path, publisher: str, title: str, link: str) -> str:
    """The id of the source with a link, where one has it, or a new one from publisher and title."""
    known = re.compile(rf"^link: ['\"]?{re.escape(link)}['\"]?$", re.MULTILINE)
    for path in sorted((root / "facts/sources").glob("*.yaml")):
        if link and known.search(path.read_text("utf-8")):
            return path.stem
    name = slug(publisher) or slug(urlsplit(link).netloc.removeprefix("www."))
    words = [*name.split("-")[:3], *slug(title).split("-")]
    base = "-".join(filter(None, words[:WORDS])) or "source"
    taken = {path.stem for path in (root / "facts/sources").glob(f"{base}*.yaml")}
    return next(id for id in (base, *(f"{base}-{number}" for number in range(2, 999))) if id not in taken)


def slug(text: str) -> str:
    """A text as an id, in plain letters; empty where it has none."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower()))[:LONGEST].strip("-")


def _shape(schema: Schema, example: Any) -> Any:
    """The shape of an example, without what it says."""
    if "properties" in schema and isinstance(example, dict):
        known = {**schema["properties"]}
        wanted = [key for key in known if key in example or key in schema.get("required", []) or key == "evidence"]
        return {key: _shape(known[key], example.get(key)) for key in wanted}
    if schema.get("type") == "array" and "properties" in schema["items"]:
        return [_shape(schema["items"], (schema["items"].get("examples") or [{}])[0])]
    return None


def _place(data: Any, schema: Schema, path: tuple[str | int, ...], value: Any) -> None:
    """Puts a value in its place; each state that keys a mapping gets an entry of the mapping's shape."""
    step, *rest = path
    below = schema["items"] if isinstance(step, int) else schema["properties"][step]
    if not rest:
        entry = below.get("additionalProperties")
        shape = _shape(entry, {}) if isinstance(entry, dict) and entry.get("required") else {}
        data[step] = {code: deepcopy(shape) for code in value} if below.get("x-key") == "state" else value
        return
    if not isinstance(step, int) and data.get(step) is None:
        data[step] = [{}] if isinstance(rest[0], int) else {}
    _place(data[step], below, tuple(rest), value)


def _rows(data: Any, schema: Schema, source: str, printed: Mapping[tuple[str | int, ...], str], path: Any) -> None:
    """Fills in the rows of evidence of an entry and of those in it: one for each value that a source can print."""
    if isinstance(data, list):
        for index, each in enumerate(data):
            _rows(each, schema.get("items", {}), source, printed, (*path, index))
    elif isinstance(data, dict):
        for key, value in data.items():
            below = schema.get("properties", {}).get(key, schema.get("additionalProperties"))
            if key != "evidence" and isinstance(below, dict):
                _rows(value, below, source, printed, (*path, key))
        if "evidence" in data:
            claims = [key for key in data if _printable(schema.get("properties", {}).get(key, {}))]
            data["evidence"] = [
                {"source": source or None, "supports": key, "printed": _words(printed, (*path, key))} for key in claims
            ] or [{"source": source or None, "printed": None}]


def _words(printed: Mapping[tuple[str | int, ...], str], path: tuple[str | int, ...]) -> str | None:
    """What a source prints of a value, or of a value in it."""
    return next((words for place, words in printed.items() if place[: len(path)] == path), None)


def _printable(schema: Schema) -> bool:
    return schema.get("x-claim") not in (None, *OURS)


def _lines(data: Mapping[str, Any], schema: Schema, indent: str) -> Iterator[str]:
    """A mapping in block form; above each empty place a comment says what belongs there."""
    for key, value in data.items():
        below = schema.get("properties", {}).get(key, schema.get("additionalProperties"))
        below = below if isinstance(below, dict) else {}
        if _empty(value) and key != "evidence":
            yield from _comment(below, indent)
        if not _block(value):
            yield f"{indent}{key}: {flow(value)}".rstrip()
            continue
        yield f"{indent}{key}:"
        within = _items(value, below["items"], indent + "  ") if isinstance(value, list) else None
        yield from within or _lines(value, below, indent + "  ")


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
