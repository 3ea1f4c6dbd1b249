"""Form: the one way in which a fact file is written, and what brings a file into it without changing what it says.

Keys stand in the order of the schema, states from A to Z; dates, years and numbers of articles have double quotation
marks, other texts single ones, and what a source prints always has them. Comments and line breaks stay where they are.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from allies.facts.model import FOLDERS
from allies.facts.validate import Schema, Schemas, below
from allies.load import LOADER, MAX_DEPTH, guessed, load
from allies.problems import Location, Problem

KINDS_BY_FOLDER = {"facts": "edition", **{f"facts/{folder}": kind for folder, kind in FOLDERS.items()}}
BOM = b"\xef\xbb\xbf"  # a byte order mark, which some editors put before a text
CLOSE = 0.75  # how alike a misspelt key and the one meant are, from none to one
MENDED = {
    "date-unquoted",
    "key-unknown",
    "number-unquoted",
    "schema-line",
    "states-order",
}  # problems that `fixed` mends

_FIGURES = re.compile(r"P?[0-9][0-9A-Za-z()/~?.,–-]*|[IVXLC]+")  # dates, years, articles
_ORDERED = "keys in their order"
_LINE = re.compile(r"# yaml-language-server:.*\n|")


class Edit(NamedTuple):
    """A piece of a text, by its first character and the one after its last, what takes its place, and why."""

    start: int
    end: int
    text: str
    said: str


class Rewritten(NamedTuple):
    """A file that is not in its form: its path below the repository, the text it should have, and what differs."""

    path: str
    text: str
    said: list[str]


Pass = Callable[[str, yaml.Node, Schema], Iterator[Edit]]


def rewritten(root: Path, paths: Iterable[Path], *, fix: bool) -> Iterator[Rewritten | Problem]:
    """The fact files, of those named, that are not in their form, or (`fix`) have what anybody can mend; and a problem
    for each that is no YAML or that no kind of fact knows."""
    schemas = Schemas.read(root / "schema").whole
    for path in paths:
        name = path.resolve().relative_to(root).as_posix() if path.resolve().is_relative_to(root) else str(path)
        kind = KINDS_BY_FOLDER.get(name.rpartition("/")[0])
        if kind is None or not name.endswith(".yaml"):
            what, mend = "This is no fact file.", "Name files below facts/."
            yield Problem(where=Location(name), what=what, mend=mend, code="file-stray")
            continue
        raw = path.read_bytes()
        read = re.sub(rb"[ \t]+(?=\r?$)", b"", raw.removeprefix(BOM), flags=re.MULTILINE) if fix else raw
        document, problems = load(read, name)
        if document is None:
            yield problems[0]
        else:
            new, said = (fixed if fix else formatted)(read.decode("utf-8"), kind, schemas[kind])
            if new.encode() != raw:
                yield Rewritten(name, new, said or ["1: spaces and empty lines"])


def formatted(text: str, kind: str, schema: Schema) -> tuple[str, list[str]]:
    """A fact file's text in its form, and what differs, at its line. Raises yaml.YAMLError where it is no YAML."""
    return _through(text, kind, schema, [_order, _marks])


def fixed(text: str, kind: str, schema: Schema) -> tuple[str, list[str]]:
    """The text with all mended that needs no knowledge of the facts, in its form, and what was changed, at its line.

    Beside the form: quotation marks around what a schema wants as text, and a misspelt key that can be only one.
    """
    return _through(text, kind, schema, [_names, _texts, _order, _marks])


def schema_line(kind: str) -> str:
    """The first line of a fact file, by which editors know its schema."""
    up = "../" if kind == "edition" else "../../"
    return f"# yaml-language-server: $schema={up}schema/{kind}.schema.json\n"


def quoted(text: str, key: str = "") -> str:
    """A text as YAML on one line, in the quotation marks of its kind, so that nothing in it is an instruction."""
    text = re.sub(r"\s*[\r\n]\s*", " ", text.strip())
    plain = _mark(key, text) == '"' and not set(text) & {'"', "\\"}
    return f'"{text}"' if plain else "'" + text.replace("'", "''") + "'"


def _through(text: str, kind: str, schema: Schema, passes: list[Pass]) -> tuple[str, list[str]]:
    """A text after one pass and another, each repeated until it finds nothing; none but that of names may change what
    the text says."""
    text, said = _spaced(text, kind)
    for find in passes:
        for _ in range(MAX_DEPTH):  # what stands within what was moved is for the next time
            edits, new = sorted(find(text, _composed(text), schema)), text
            for edit in reversed(edits):
                new = new[: edit.start] + edit.text + new[edit.end :]
            if new == text or find is not _names and _values(_composed(new)) != _values(_composed(text)):
                break
            said += [f"{text.count(chr(10), 0, edit.start) + 1}: {edit.said}" for edit in edits]
            text = new
    return text, said


def _spaced(text: str, kind: str) -> tuple[str, list[str]]:
    """The text with its schema line, no blanks at the ends of lines, and no two empty lines in a row."""
    begun = _LINE.match(text)
    headed = schema_line(kind) + text[begun.end() if begun else 0 :]
    said = [] if headed == text else ["1: the line that names the schema"]
    plain = re.sub(r"[ \t]+$", "", headed.replace("\r\n", "\n"), flags=re.MULTILINE)
    plain = re.sub(r"\n{3,}", "\n\n", plain).rstrip("\n") + "\n"
    same = plain == headed or _values(_composed(plain)) != _values(_composed(headed))
    return (headed, said) if same else (plain, [*said, "1: spaces and empty lines"])


def _composed(text: str) -> yaml.Node:
    return yaml.compose(text, Loader=LOADER) or yaml.ScalarNode("", "")


def _values(node: yaml.Node) -> Any:
    """What a file says, whatever its form."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: _values(value) for key, value in node.value}
    return [_values(each) for each in node.value] if isinstance(node, yaml.SequenceNode) else node.value


def _nodes(node: yaml.Node, schema: Schema, key: str = "") -> Iterator[tuple[yaml.Node, Schema, str]]:
    """Every value with its schema and the key it stands under, a collection before what it holds."""
    yield node, schema, key
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            yield from _nodes(value, below(schema, name.value), name.value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _nodes(value, below(schema, ""))


def _names(text: str, root: yaml.Node, schema: Schema) -> Iterator[Edit]:
    """Keys that a mapping does not know, where one that it lacks is close, and no other."""
    for node, known, _ in _nodes(root, schema):
        if isinstance(node, yaml.MappingNode) and known.get("additionalProperties") is False:
            here = {name.value for name, _ in node.value}
            lacking = [name for name in known.get("properties", {}) if name not in here]
            for name, _ in node.value:
                near = get_close_matches(name.value, lacking, n=2, cutoff=CLOSE)
                if name.value not in known["properties"] and len(near) == 1:
                    lacking.remove(near[0])
                    yield Edit(*_span(name), near[0], f"the key {name.value!r} is now {near[0]!r}")


def _texts(text: str, root: yaml.Node, schema: Schema) -> Iterator[Edit]:
    """Values without quotation marks that YAML readers guess at, and numbers where a text belongs."""
    for node, known, _ in _nodes(root, schema):
        bare = isinstance(node, yaml.ScalarNode) and not node.style and known.get("type") == "string"
        if bare and (guessed(node.value) or node.value.isdecimal()):
            yield Edit(*_span(node), quoted(node.value), f"{node.value!r} is in quotes")


def _marks(text: str, root: yaml.Node, schema: Schema) -> Iterator[Edit]:
    """Quotation marks of the other kind, where the text between them stays the same; none around what is printed."""
    for node, _, key in _nodes(root, schema):
        if not isinstance(node, yaml.ScalarNode) or node.style not in (None, "", "'", '"') or not node.value:
            continue
        start, end = _span(node)
        if not node.style and key == "printed" and "\n" not in text[start:end]:
            yield Edit(start, end, "'" + node.value.replace("'", "''") + "'", "what is printed is in quotes")
        mark = _mark(key, node.value)
        plain = text[start + 1 : end - 1] == node.value and not set(node.value) & {"'", '"', "\\"}
        if node.style and node.style != mark and plain:
            yield Edit(start, end, f"{mark}{node.value}{mark}", f"quotation marks, {mark}")


def _mark(key: str, value: str) -> str:
    return '"' if key != "printed" and _FIGURES.fullmatch(value) else "'"


def _order(text: str, root: yaml.Node, schema: Schema) -> Iterator[Edit]:
    """The outermost mappings whose keys are out of order; those in them are for the next time."""
    moved = 0
    for node, known, _ in _nodes(root, schema):
        if isinstance(node, yaml.MappingNode) and node.start_mark.index >= moved:
            edit = _reordered(text, node, known)
            if edit:
                moved = edit.end
                yield edit


def _reordered(text: str, node: yaml.MappingNode, schema: Schema) -> Edit | None:
    """The entries of a mapping in their order, each with the comments above it and behind it."""
    place = {name: at for at, name in enumerate(schema.get("properties", {}))}
    keys = [name.value for name, _ in node.value]
    rank = (lambda at: keys[at]) if schema.get("x-key") == "state" else (lambda at: place.get(keys[at], len(place)))
    wanted = sorted(range(len(keys)), key=rank)
    if wanted == list(range(len(keys))):
        return None
    start, end, bodies, between = _entries(text, node)
    if node.flow_style:
        return Edit(start, end, "".join(bodies[at] + gap for at, gap in zip(wanted, [*between, ""])), _ORDERED)
    above = ["\n" + " " * node.start_mark.column, *between]  # each entry's line break, comments and indentation
    first = above[wanted[0]].lstrip("\n ")
    if first and text[text.rfind("\n", 0, start) + 1 : start].strip():
        return None  # no comment can stand between a dash and its key
    return Edit(start, end, first + bodies[wanted[0]] + "".join(above[at] + bodies[at] for at in wanted[1:]), _ORDERED)


def _entries(text: str, node: yaml.MappingNode) -> tuple[int, int, list[str], list[str]]:
    """Where the entries of a mapping begin and end, each one's text, and what stands between them."""
    starts = [name.start_mark.index for name, _ in node.value]
    ends = [max(name.end_mark.index + 1, end_of(text, value)) for name, value in node.value]
    if not node.flow_style:
        ends = [_line_end(text, end, node.start_mark.column) for end in ends]
    bodies = [text[start:end] for start, end in zip(starts, ends)]
    return starts[0], ends[-1], bodies, [text[end:start] for end, start in zip(ends, starts[1:])]


def end_of(text: str, node: yaml.Node) -> int:
    """Where the last letter of a value stands."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return max(last[0].end_mark.index + 1, end_of(text, last[1])) if isinstance(last, tuple) else end_of(text, last)
    end = int(node.end_mark.index)
    return len(text[:end].rstrip()) if getattr(node, "style", None) in ("|", ">") else end


def _line_end(text: str, end: int, column: int) -> int:
    """The end of a line, and of the lines below that hold nothing but a comment which is further in."""
    further = re.compile(rf"[^\n]*(\n {{{column + 1},}}#[^\n]*)*")
    found = further.match(text, end)
    return found.end() if found else end


def _span(node: yaml.Node) -> tuple[int, int]:
    return int(node.start_mark.index), int(node.end_mark.index)
