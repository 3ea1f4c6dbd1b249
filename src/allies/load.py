"""Load: YAML text becomes data that knows its lines.

The YAML read here is a strict part of YAML 1.2 core: mappings with plain keys, sequences, strings, whole numbers,
true, false and null. Whatever another reader would guess at (`no`, `1948-12-03`, `010`, a repeated key, an alias) is a
problem, never a value.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NoReturn

import yaml

from allies.problems import FactsError, Location, Problem

MAX_BYTES, MAX_DEPTH, MAX_NODES, MAX_POINTER = 2_000_000, 24, 50_000, 500

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
UNSEEN = re.compile(
    r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    r"\u2028-\u202e\u2060\u2066-\u2069\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_JOINER = re.compile(r"[\u200c\u200d](?![\u0600-\u0fff])")  # which means something in Arabic and Indic scripts alone
_ODD = re.compile(r"^[ -]*(?:[\w-]+(?:：|:(?=[\u00a0\u202f\u3000]))|[\u00a0\u2000-\u200a\u202f\u3000])", re.MULTILINE)
_OTHER = re.compile(r"[\u0370-\u04ff]")  # Greek and Cyrillic
_ALIKE = re.compile(
    r"[A-Za-z\u00c0-\u024f](?=([\u0370-\u03ff\u0400-\u04ff]))|[\u0370-\u04ff](?=([A-Za-z\u00c0-\u024f]))"
)
LATIN = 0x24F  # the last of the Latin letters
_TIGHT = re.compile(r"[ -]*([a-z_0-9]+):[^\s:/]")  # a key without a space after its colon
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
LONGEST = 18  # digits of a number that every reader keeps whole
_MEANT = {**dict.fromkeys(("y", "yes", "on", "true"), "true"), **dict.fromkeys(("n", "no", "off", "false"), "false")}
_WORDS = Path(__file__).with_name("load.yaml")
_LEFT_BY_A_MERGE = re.compile(r"(<{7}|={7}|>{7})( |$)")


@dataclass(frozen=True, eq=False)
class Document:
    """One file: its path below the repository, its data, and the line of every value by JSON Pointer."""

    path: str
    data: Any
    lines: dict[str, int] = field(default_factory=dict, repr=False)
    head: str = ""  # the first line

    @property
    def id(self) -> str:
        """The file's name without its ending."""
        return self.path.rpartition("/")[2].removesuffix(".yaml")

    def at(self, pointer: str = "") -> Location:
        """Where the value under a JSON Pointer stands; for one that is missing, where its nearest parent stands."""
        known = pointer
        while known and known not in self.lines:
            known = known.rpartition("/")[0]
        return Location(self.path, self.lines.get(known, 1), pointer)

    def problem(self, pointer: str, what: str, mend: str, code: str = "") -> Problem:
        """What is wrong with the value under a JSON Pointer, and how to mend it."""
        return Problem(where=self.at(pointer), what=what, mend=mend, code=code)

    @cached_property
    def values(self) -> tuple[tuple[str, str, Any], ...]:
        """Pointer, key and value of everything that is no mapping and no list."""
        return tuple(_values(self.data))

    @cached_property
    def texts(self) -> tuple[tuple[str, str, str], ...]:
        """Pointer, language and words of every text for readers (names of things, which may hold numbers, are left
        out)."""
        places = {pointer.removesuffix("/en") for pointer, key, _ in self.values if key == "en"}
        found = ((each, each[0].rpartition("/")[0]) for each in (self.values if places else ()))
        return tuple(each for each, at in found if at in places and not at.endswith(("/name", "/titles")))

    def __getstate__(self) -> dict[str, Any]:
        packed = "\n".join(f"{line} {pointer}" for pointer, line in self.lines.items())
        return {"path": self.path, "data": self.data, "packed": packed}  # its values are found again

    def __getattr__(self, name: str) -> Any:
        """The lines of a document that was kept, which few are asked for."""
        if name != "lines":
            raise AttributeError(name)
        rows = (row.split(" ", 1) for row in self.__dict__["packed"].splitlines())
        found = self.__dict__["lines"] = {pointer: int(line) for line, pointer in rows}
        return found


def settings(root: Path) -> dict[str, Any]:
    """The settings of a repository's site, as mkdocs.yml has them; none where it cannot be read."""
    path = root / "mkdocs.yml"
    document, _ = load(path.read_bytes(), path.name) if path.is_file() else (None, [])
    return document.data if document else {}


def spoken(root: Path) -> str:
    """The language of a site: the one that its theme is set to."""
    theme = settings(root).get("theme")
    return str(theme.get("language", "en")) if isinstance(theme, dict) else "en"


def load(raw: bytes, path: str) -> tuple[Document | None, list[Problem]]:
    """The document in a file's bytes, or None, and every problem met while reading it. Never raises for bad content."""
    problem = _encoding_problem(raw, path)
    if problem:
        return None, [problem]
    text = raw.decode("utf-8")
    reader = _Reader(path, text)
    try:
        root = reader.read()
    except _Stopped:
        return None, reader.problems
    except yaml.YAMLError as error:
        return None, [*reader.problems, _syntax_problem(error, path, text.split("\n"))]
    if not reader.problems and not isinstance(root, dict):
        what = "The file is empty." if root is None else "The file holds no mapping of keys to values."
        mend = "Restore it, or copy the annotated template from CONTRIBUTING.md and fill it in."
        code = "file-empty" if root is None else "file-no-mapping"
        return None, [Problem(where=Location(path), what=what, mend=mend, code=code)]
    head = text.partition("\n")[0].rstrip()
    return (Document(path, root, reader.lines, head) if isinstance(root, dict) else None), reader.problems


def read(path: Path, name: str) -> tuple[Document | None, list[Problem]]:
    """As `load`, what a file holds; that the system does not let it be read is a problem, too."""
    try:
        with path.open("rb") as opened:
            return load(opened.read(MAX_BYTES + 1), name)
    except OSError as error:
        what, mend = f"The file cannot be read: {error.strerror}.", "Let it be read by whoever runs this."
        return None, [Problem(where=Location(name), what=what, mend=mend, code="file-unreadable")]


@cache
def table(path: Path) -> dict[str, Any]:
    """The data of a table of the engine's own. Raises FactsError where it is no YAML."""
    text = path.read_text("utf-8")
    try:
        found: dict[str, Any] = yaml.load(text, LOADER)  # noqa: S506
    except yaml.YAMLError as error:
        raise FactsError(_syntax_problem(error, path.name, text.split("\n"))) from None
    return found


def resolve(data: Any, pointer: str) -> Any:
    """The value under a JSON Pointer (RFC 6901). Raises KeyError where it leads nowhere."""
    for step in steps(pointer):
        if isinstance(data, dict):
            data = data[step]
        elif isinstance(data, list) and step.isdecimal() and int(step) < len(data):
            data = data[int(step)]
        else:
            raise KeyError(pointer)
    return data


def guessed(text: str) -> tuple[str, str] | None:
    """What a text without quotation marks is taken for, and why it may not stand so, in words; None where it may."""
    found = (each for each in table(_WORDS)["guessed"] if re.fullmatch(each["pattern"], text))
    return next(((each["kind"], each["why"]) for each in found), None)


def steps(pointer: str) -> list[str]:
    """The steps of a JSON Pointer (RFC 6901), as they are without it."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def escape(step: str) -> str:
    """One step of a JSON Pointer, escaped (RFC 6901)."""
    return step.replace("~", "~0").replace("/", "~1")


def _values(value: Any, pointer: str = "", key: str = "") -> Iterator[tuple[str, str, Any]]:
    if isinstance(value, dict):
        for name, child in value.items():
            yield from _values(child, f"{pointer}/{escape(name)}", name)
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _values(child, f"{pointer}/{index}", key)
    else:
        yield pointer, key, value


class _Stopped(Exception):
    """The reading ended at what no fact file may hold."""


class _Reader:
    """Builds the data from YAML events; how deep it goes is bounded, so that no file can exhaust the stack."""

    def __init__(self, path: str, text: str) -> None:
        self.path, self._text = path, text
        self._events: Iterator[Any] = yaml.parse(text, Loader=LOADER)
        self.problems: list[Problem] = []
        self.lines: dict[str, int] = {}
        self._nodes = 0
        self._again: set[str] = set()  # mappings in which a key stands twice

    def read(self) -> Any:
        """What the file holds; None where it is empty. Raises _Stopped, and YAMLError."""
        root, documents = None, 0
        for event in self._events:
            if isinstance(event, yaml.NodeEvent):
                root = self._node(event, "", 0)
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    mend = "Keep one document to a file: delete the line `---`."
                    self._stop(event, "", "The file holds a second YAML document.", mend, "yaml-document")
        return root

    def _node(self, event: Any, pointer: str, depth: int) -> Any:
        """The value that begins with an event, below as many others."""
        self._allow(event, pointer.rpartition("/")[0], depth)
        self.lines.setdefault(pointer, _line(event))
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, pointer)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(pointer, depth + 1)
        items: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, f"{pointer}/{len(items)}", depth + 1))
        return items

    def _mapping(self, pointer: str, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        halves = 0  # a text with two commas is one mistake
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key, where = self._key(event, pointer, depth, found)
            value: Any = next(self._events)
            between = self._text[event.end_mark.index : value.start_mark.index]
            if ":" not in between and isinstance(value, yaml.ScalarEvent) and not value.value and not value.style:
                halves += 1
                if halves == 1:
                    self._half_a_value(value, where, key, found)
            else:
                found.setdefault(key, self._node(value, where, depth))
        return found

    def _key(self, event: Any, pointer: str, depth: int, found: dict[str, Any]) -> tuple[str, str]:
        """A key of a mapping, and the pointer of its value."""
        self._allow(event, pointer, depth)
        if not isinstance(event, yaml.ScalarEvent):
            what = "A mapping or list stands where a key belongs."
            self._stop(event, pointer, what, "Write a plain key.", "key-form")
        key, where = event.value, f"{pointer}/{escape(event.value)}"
        if len(where) > MAX_POINTER or "\n" in key:
            mend = "Write a short key; a text belongs after the colon, in quotes."
            self._stop(event, pointer, f"{_short(key)!r} is too long for a key.", mend, "key-long")
        self._scalar(event, where)  # for what it says of a key without quotes
        if key in found and pointer in self._again:
            pass  # an entry indented wrongly is one mistake
        elif key in found:
            self._again.add(pointer)
            what = f"The key {key!r} stands here a second time; it was first on line {self.lines[where]}."
            mend = "Keep one of the two, or indent it to the entry that it belongs to."
            self._problem(event, where, what, mend, "key-twice")
        else:
            self.lines[where] = _line(event)
        return key, where

    def _allow(self, event: Any, around: str, depth: int) -> None:
        """Ends the reading at an event that holds what no fact file may."""
        self._nodes += 1
        if isinstance(event, yaml.AliasEvent):
            what = f"*{_short(event.anchor or '')} stands for another part of the file, which a fact file may not do."
            mend = "Write the value out; put a text that begins with * in quotes."
            self._stop(event, around, what, mend, "yaml-alias")
        if event.anchor or (event.tag and event.tag != "!"):
            mark = f"&{event.anchor}" if event.anchor else event.tag
            what = f"{_short(mark)} is an instruction to YAML, which a fact file may not hold."
            mend = f"Take it out, or put a text that begins with {mark[0]} in quotes."
            self._stop(event, around, what, mend, "yaml-tag")
        if self._nodes > MAX_NODES or depth > MAX_DEPTH:
            what = "The file is nested too deeply or holds too many values."
            self._stop(event, around, what, "Split it, or look for an unclosed bracket.", "yaml-depth")
        if isinstance(event, yaml.ScalarEvent) and (hidden := UNSEEN.search(event.value)):
            what = f"The value holds the invisible character U+{ord(hidden[0]):04X}."
            self._stop(event, around, what, "Take it out.", "letter-unseen")

    def _half_a_value(self, event: yaml.Event, pointer: str, key: str, entry: dict[str, Any]) -> None:
        """A key in braces that has no colon: `1948` in `{printed: May 1, 1948}`."""
        if tight := _TIGHT.match(key):
            return self._problem(event, pointer, **_without_a_space(tight[1]))
        halves = [f'{_short(name)}: "{_short(f"{value}, {key}")}"' for name, value in list(entry.items())[-1:]]
        mend = ": ".join(["Write a value after it, or put a text that holds a comma in quotes", *halves])
        self._problem(event, pointer, f"{_short(key)!r} stands here as a key without a value.", f"{mend}.", "comma")

    def _scalar(self, event: yaml.ScalarEvent, pointer: str) -> Any:
        text = event.value
        if event.style or not event.implicit[0]:
            return text
        if text in ("", "~", "null"):
            return None
        if text in ("true", "false"):
            return text == "true"
        if _INTEGER.fullmatch(text):
            return int(text)
        if text[0] in "“”„‘’«»":
            what = f"{_short(text)!r} begins with a typographic quotation mark, which is none to YAML."
            self._problem(event, pointer, what, "Write a straight one, ' or \", on both sides.", "quote-typographic")
        elif found := guessed(text):
            meant = _MEANT.get(text.lower()) or "a smaller number" * text.isdigit() * (len(text) > LONGEST)
            mend = f'Write "{_short(text)}", in quotes{f", or {meant} if that is meant" if meant else ""}.'
            what = f"{_short(text)!r} stands without quotes: {found[1]}."
            self._problem(event, pointer, what, mend, f"{found[0]}-unquoted")
        return text

    def _problem(self, event: yaml.Event, pointer: str, what: str, mend: str, code: str) -> None:
        where = Location(self.path, _line(event), pointer)
        self.problems.append(Problem(where=where, what=what, mend=mend, code=code))

    def _stop(self, event: yaml.Event, pointer: str, what: str, mend: str, code: str) -> NoReturn:
        self._problem(event, pointer, what, mend, code)
        raise _Stopped


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _encoding_problem(raw: bytes, path: str) -> Problem | None:
    """What keeps the bytes of a file from being read as text."""
    if len(raw) > MAX_BYTES:
        what, mend = f"The file is larger than {MAX_BYTES:,} bytes.", "Split it into smaller facts."
        return Problem(where=Location(path), what=what, mend=mend, code="file-large")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        what = f"The byte 0x{raw[error.start]:02x} is not UTF-8."
        mend = "Save the file in the encoding UTF-8."
        return Problem(where=Location(path, line), what=what, mend=mend, code="encoding")
    found = UNSEEN.search(text) or (None if text.isascii() else _JOINER.search(text) or _ODD.search(text))
    if found is None:
        return _of_two_scripts(text, path)
    what = f"The line holds the invisible character U+{ord(text[found.end() - 1]):04X}."
    mend, code = "Delete it; typing the line anew is the surest way.", "letter-unseen"
    if found[0] == "\t":
        what, mend, code = "The line holds a tab.", "Write spaces instead; indent by two to a level.", "tab"
    elif found[0][-1] in ":：":
        what, mend, code = "No plain colon and space stand after the key.", "Type them anew.", "colon-space"
    elif text.startswith("\ufeff"):
        what, mend = "The file begins with a byte order mark.", "Save the file in the encoding UTF-8, without BOM."
        code = "encoding"
    return Problem(where=_place(found, path), what=what, mend=mend, code=code)


def _of_two_scripts(text: str, path: str) -> Problem | None:
    """A word in which Latin letters stand beside Cyrillic or Greek ones, which look alike."""
    found = _ALIKE.search(text) if not text.isascii() and _OTHER.search(text) else None
    if found is None:
        return None
    word = next(word for word in re.finditer(r"\w+", text) if word.end() > found.start())
    odd = next(letter for letter in (found[0], found[1] or found[2]) if ord(letter) > LATIN)
    letter = f"the {unicodedata.name(odd).capitalize()}, U+{ord(odd):04X}"
    what, mend = (
        f"{_short(word[0])!r} mixes scripts: its {odd!r} is {letter}.",
        "Type the word anew, in a single script.",
    )
    return Problem(where=_place(found, path), what=what, mend=mend, code="letter-alike")


def _place(found: re.Match[str], path: str) -> Location:
    """Where something was found in the text of a file."""
    return Location(path, found.string.count("\n", 0, found.start()) + 1)


def _syntax_problem(error: yaml.YAMLError, path: str, lines: list[str]) -> Problem:
    """A mistake in the YAML itself: where it begins, rather than where the reader gives up."""
    said = getattr(error, "problem", None) or "the text cannot be read"
    begun = f"{getattr(error, 'context', None)}".removeprefix("while ")
    for number, each in enumerate(lines, 1):
        if _LEFT_BY_A_MERGE.match(each):
            what = f"{_short(each)!r} is what git leaves where two changes meet."
            mend = "Keep what is right of both sides, and delete this line and the others like it."
            return Problem(where=Location(path, number), what=what, mend=mend, code="merge-open")
    opened = "quoted scalar" in begun or "flow" in begun
    mark = opened and getattr(error, "context_mark", None) or getattr(error, "problem_mark", None)
    at = mark.line if mark else 0
    for line in (at, at - 1):
        if 0 <= line < len(lines) and (tight := _TIGHT.match(lines[line])):
            return Problem(where=Location(path, line + 1), **_without_a_space(tight[1]))
    if "flow" in begun and at < len(lines) and re.search("['\"]", _QUOTED.sub("", lines[at])):
        begun = "quoted scalar: end of stream"  # a quotation mark is what keeps the bracket from being closed
    told = next(each for each in table(_WORDS)["syntax"] if re.search(each["met"], f"{begun}: {said}"))
    what = told["what"].replace("{said}", said)
    return Problem(where=Location(path, at + 1), what=what, mend=told["mend"], code=told["code"])


def _without_a_space(key: str) -> dict[str, str]:
    """What is wrong with a key after whose colon no space stands."""
    what = f"No space stands after the colon of {key!r}, so that it is no key."
    return {"what": what, "mend": f"Write `{key}: ` with a space, then the value.", "code": "colon-space"}


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."
