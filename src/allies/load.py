"""Load: YAML text becomes data that knows its lines.

The YAML read here is a strict part of YAML 1.2 core: mappings with plain keys, sequences, strings, whole numbers,
true, false and null. Whatever another reader would guess at (`no`, `1948-12-03`, `010`, a repeated key, an alias) is a
problem, never a value.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from allies.problems import Location, Problem

MAX_BYTES, MAX_DEPTH, MAX_NODES = 2_000_000, 24, 200_000

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_GUESSED = [
    (re.compile(r"[-+]?[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?"), "a date that other YAML readers turn into something else"),
    (re.compile(r"(?i)y|n|yes|no|on|off"), "a word that other YAML readers turn into true or false"),
    (re.compile(r"(True|TRUE|False|FALSE|Null|NULL)"), "a word whose capitals YAML readers treat differently"),
    (re.compile(r"[-+]?(0[0-9_]+|0[xo][0-9a-fA-F_]+|0b[01_]+|[0-9][0-9_]*(:[0-5]?[0-9])+)"), "a number that YAML readers treat differently"),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?|\.(inf|Inf|INF|nan|NaN|NAN))"), "a number that is not a plain whole number"),
]


@dataclass(frozen=True)
class Document:
    """One file: its path below the repository, its data, and the line of every value by JSON Pointer."""

    path: str
    data: Any
    lines: dict[str, int] = field(default_factory=dict, repr=False)

    @property
    def id(self) -> str:
        """The file's name without its ending."""
        return Path(self.path).stem

    def at(self, pointer: str = "") -> Location:
        """Where the value under a JSON Pointer stands; for one that is missing, where its nearest parent stands."""
        known = pointer
        while known and known not in self.lines:
            known = known.rpartition("/")[0]
        return Location(self.path, self.lines.get(known, 1), pointer)


def load(raw: bytes, path: str) -> tuple[Document | None, list[Problem]]:
    """The document in a file's bytes, or None, and every problem met while reading it. Never raises for bad content."""
    problem = _encoding_problem(raw, path)
    if problem:
        return None, [problem]
    reader = _Reader(path)
    try:
        for event in yaml.parse(raw.decode("utf-8"), Loader=_LOADER):
            reader.take(event)
            if reader.stopped:
                return None, reader.problems
    except yaml.YAMLError as error:
        return None, [*reader.problems, _syntax_problem(error, path)]
    if not reader.problems and not isinstance(reader.root, dict):
        what = "The file is empty." if reader.root is None else "The file holds no mapping of keys to values."
        return None, [Problem(where=Location(path), what=what, mend="Copy the annotated template from CONTRIBUTING.md and fill it in.")]
    return (Document(path, reader.root, reader.lines) if isinstance(reader.root, dict) else None), reader.problems


def resolve(data: Any, pointer: str) -> Any:
    """The value under a JSON Pointer (RFC 6901). Raises KeyError where it leads nowhere."""
    for step in pointer.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        if isinstance(data, dict):
            data = data[step]
        elif isinstance(data, list) and step.isdecimal() and int(step) < len(data):
            data = data[int(step)]
        else:
            raise KeyError(pointer)
    return data


def escape(step: str) -> str:
    """One step of a JSON Pointer, escaped (RFC 6901)."""
    return step.replace("~", "~0").replace("/", "~1")


class _Reader:
    """Builds the data from YAML events, without recursion, so that no file can exhaust the stack."""

    def __init__(self, path: str) -> None:
        self.path, self.problems, self.lines = path, [], {}
        self.root, self.stopped, self._nodes, self._documents = None, False, 0, 0
        self._stack: list[tuple[Any, str]] = []  # containers still open, with their pointers
        self._keys: list[str | None] = []  # the key waiting for its value, per open mapping

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._stop(line, "The file holds a second YAML document.", "Keep one document to a file: delete the line `---`.")
        elif isinstance(event, yaml.AliasEvent):
            self._stop(line, f"The alias *{event.anchor} repeats another part of the file.", "Write the value out.")
        elif isinstance(event, (yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._value(event, line)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._stack.pop()
            self._keys.pop()

    def _value(self, event: Any, line: int) -> None:
        self._nodes += 1
        if event.anchor or (event.tag and event.tag != "!"):
            return self._stop(line, f"{'The anchor &' + event.anchor if event.anchor else 'The tag ' + event.tag} is not part of a fact file.", "Write the value plainly.")
        if self._nodes > MAX_NODES or len(self._stack) > MAX_DEPTH:
            return self._stop(line, "The file is nested too deeply or holds too many values.", "Split it, or look for an unclosed bracket.")
        if self._stack and isinstance(self._stack[-1][0], dict) and self._keys[-1] is None:
            return self._key(event, line)
        pointer = self._next_pointer()
        self.lines.setdefault(pointer, line)
        if isinstance(event, yaml.ScalarEvent):
            self._place(self._scalar(event, line, pointer))
        else:
            container: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            self._place(container)
            self._stack.append((container, pointer))
            self._keys.append(None)

    def _key(self, event: Any, line: int) -> None:
        mapping, pointer = self._stack[-1]
        if not isinstance(event, yaml.ScalarEvent):
            return self._stop(line, "A mapping or list stands where a key belongs.", "Write a plain key.")
        key = event.value
        if not event.style and event.implicit[0]:
            self._scalar(event, line, f"{pointer}/{escape(key)}")
        where = f"{pointer}/{escape(key)}"
        if key in mapping:
            first = self.lines[where]
            self._problem(line, where, f"The key {key!r} stands here a second time; it was first on line {first}.", "Keep one of the two.")
        else:
            self.lines[where] = line
        self._keys[-1] = key

    def _next_pointer(self) -> str:
        if not self._stack:
            return ""
        container, pointer = self._stack[-1]
        return f"{pointer}/{escape(self._keys[-1]) if isinstance(container, dict) else len(container)}"

    def _place(self, value: Any) -> None:
        if not self._stack:
            self.root = value
        elif isinstance(self._stack[-1][0], dict):
            self._stack[-1][0].setdefault(self._keys[-1], value)
            self._keys[-1] = None
        else:
            self._stack[-1][0].append(value)

    def _scalar(self, event: yaml.ScalarEvent, line: int, pointer: str) -> Any:
        text = event.value
        if event.style or not event.implicit[0]:
            return text
        if text in ("", "~", "null"):
            return None
        if text in ("true", "false"):
            return text == "true"
        if _INTEGER.fullmatch(text):
            return int(text)
        for pattern, why in _GUESSED:
            if pattern.fullmatch(text):
                self._problem(line, pointer, f"{text!r} stands without quotes: {why}.", f'Write "{text}", in quotes.')
                break
        return text

    def _problem(self, line: int, pointer: str, what: str, mend: str) -> None:
        self.problems.append(Problem(where=Location(self.path, line, pointer), what=what, mend=mend))

    def _stop(self, line: int, what: str, mend: str) -> None:
        self._problem(line, self._stack[-1][1] if self._stack else "", what, mend)
        self.stopped = True


def _encoding_problem(raw: bytes, path: str) -> Problem | None:
    if len(raw) > MAX_BYTES:
        return Problem(where=Location(path), what=f"The file has {len(raw):,} bytes; a fact file stays under {MAX_BYTES:,}.", mend="Split it into smaller facts.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return Problem(where=Location(path, line), what=f"The byte 0x{raw[error.start]:02x} is not UTF-8.", mend="Save the file in the encoding UTF-8.")
    for number, content in enumerate(text.split("\n"), 1):
        if "\t" in content:
            return Problem(where=Location(path, number), what="The line holds a tab.", mend="Indent with spaces, two to a level.")
        bad = re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u202a-\u202e\u2066-\u2069]", content)
        if bad:
            return Problem(where=Location(path, number), what=f"The line holds the invisible character U+{ord(bad[0]):04X}.", mend="Delete it.")
    return None


def _syntax_problem(error: yaml.YAMLError, path: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or "the text cannot be read"
    return Problem(
        where=Location(path, mark.line + 1 if mark else 1),
        what=f"This is not YAML: {what}.",
        mend="Look at this line and the one above it: indentation, a missing colon, or a quote that is not closed.",
    )
