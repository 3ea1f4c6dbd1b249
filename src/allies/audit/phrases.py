"""Phrases: the sentences that a page may say, and the text of a page taken apart into them.

The shape of a passage, its marks as slots, has to be made of phrases of the phrasebook, listed sentences and marks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, zip_longest
from pathlib import Path
from typing import NamedTuple

from babel import Locale
from babel.lists import format_list

from allies.audit.page import SLOT, Mark, Passage
from allies.load import load, spoken
from allies.problems import FactsError

FOLDER = "docs/phrases"
PROSE, THEME = "prose.txt", "theme.txt"
WITHIN = "field"  # the slot that other phrases fill, not marks
_SLOTS = re.compile(r"\{([^}]+)\}")


class Part(NamedTuple):
    """A phrase, a listed sentence or bare marks (an empty key), as a passage has it."""

    key: str
    slots: dict[str, list[Mark]]  # the marks in each slot, in order


@dataclass(frozen=True, eq=False)
class Phrases:
    """The phrasebook of a language, the listed sentences, and the theme's own words."""

    language: str
    phrases: dict[str, str]  # by section and key: `answer/allies`
    written: dict[str, dict[int, str]]  # the listed sentences of each file, by their lines in the list
    theme: frozenset[str]
    _known: dict[str, list[tuple[str, str]] | None] = field(default_factory=dict)
    _patterns: dict[str, re.Pattern[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, root: Path) -> "Phrases":
        """What docs/phrases/ has in the language of the site. Raises FactsError where the phrasebook cannot be read."""
        language = spoken(root)
        path = f"{FOLDER}/{language}.yaml"
        document, problems = load((root / path).read_bytes(), path)
        if document is None or problems:
            raise FactsError(*problems)
        sections = document.data.items()
        found = {f"{section}/{key}": text for section, phrases in sections for key, text in phrases.items()}
        return cls(language, found, _written(root / FOLDER / PROSE), frozenset(_lines(root / FOLDER / THEME)))

    @cached_property
    def prose(self) -> dict[str, int]:
        """Every listed sentence, with its line in the list."""
        return {sentence: line for file in self.written.values() for line, sentence in file.items()}

    def shape(self, key: str) -> str:
        """A phrase or a listed sentence with its slots empty."""
        return _SLOTS.sub(SLOT, self.phrases.get(key, key))

    def fill(self, key: str, **slots: str) -> str:
        """A phrase as text."""
        return _SLOTS.sub(lambda found: slots[found[1]], self.phrases[key])

    def joined(self, parts: list[str]) -> str:
        """`a`, `a and b`, `a, b, and c`."""
        return format_list(parts, locale=self.language) if parts else ""

    def section(self, name: str) -> dict[str, str]:
        """The phrases of one kind."""
        return self._sections.get(name, {})

    @cached_property
    def _sections(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for (name, _, key), text in ((key.partition("/"), text) for key, text in self.phrases.items()):
            found.setdefault(name, {})[key] = text
        return found

    @cached_property
    def words(self) -> set[str]:
        """Every phrase without a slot, and every listed sentence: what an attribute may say."""
        return {text for text in (*self.phrases.values(), *self.prose) if "{" not in text}

    def alike(self, key: str) -> list[str]:
        """The phrases of the same shape, with other slots."""
        return self._by_shape.get(self.shape(key), [key])

    @cached_property
    def _by_shape(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key, text in self._free:
            found.setdefault(_SLOTS.sub(SLOT, text), []).append(key)
        return found

    @cached_property
    def _free(self) -> list[tuple[str, str]]:
        """The phrases that may stand outside of a derived claim, and the listed sentences, each with its text."""
        phrases = [(key, text) for key, text in self.phrases.items() if key.partition("/")[0] not in CLAIMED]
        return phrases + [(sentence, sentence) for sentence in self.prose]

    def slots(self, key: str) -> list[str]:
        """The slots of a phrase, in order."""
        return _SLOTS.findall(self.phrases.get(key, key))

    def match(self, key: str, shape: str, marks: list[Mark]) -> dict[str, list[Mark]] | None:
        """What fills the slots of one phrase, where a shape is exactly that phrase."""
        found = self._pattern(self.phrases.get(key, "")).fullmatch(shape) if key in self.phrases else None
        return self._filled(self.phrases[key], found, iter(marks)) if found else None

    def parts(self, passage: Passage) -> list[Part] | None:
        """A passage taken apart, or None where that cannot be done."""
        shape = passage.shape
        if shape not in self._known:
            self._known[shape] = self._apart(shape, 0)
        keys = self._known[shape]
        if keys is None:
            return None
        result, at, marks = [], 0, iter(passage.marks)
        for key, pattern in keys:
            found = self._pattern(pattern).match(shape, at)
            assert found is not None  # noqa: S101 it matched before
            result.append(Part(key, self._filled(pattern, found, marks)))
            at = found.end() + 1
        return result

    def _apart(self, shape: str, at: int) -> list[tuple[str, str]] | None:
        """The phrases of which a shape is made from a place on: the longest that fits is tried first."""
        tried = sorted(self._candidates(shape, at), key=lambda each: -each[2])
        for key, pattern, end in tried:
            if end == len(shape):
                return [(key, pattern)]
            rest = self._apart(shape, end + 1) if shape[end] == " " else None
            if rest is not None:
                return [(key, pattern), *rest]
        return None

    def _candidates(self, shape: str, at: int) -> Iterator[tuple[str, str, int]]:
        first = shape[at : at + 1]
        for key, pattern in self._by_first.get(first, []) + (self._by_first[SLOT] if first != SLOT else []):
            found = self._pattern(pattern).match(shape, at)
            if found:
                yield key, pattern, found.end()

    @cached_property
    def _by_first(self) -> dict[str, list[tuple[str, str]]]:
        """What may be said outside of a derived claim, by its first letter."""
        found: dict[str, list[tuple[str, str]]] = {SLOT: [("", "{}")]}
        for key, text in [*self._free, *((words, words) for words in self.theme)]:
            if _SLOTS.sub("", text).strip():
                found.setdefault(SLOT if text.startswith("{") else text[:1], []).append((key, text))
        return found

    def _pattern(self, text: str) -> re.Pattern[str]:
        """A phrase as a pattern of shapes; a slot holds a mark, or several joined as the language joins a list."""
        if text not in self._patterns:
            joined = "|".join(map(re.escape, self._joints))
            within = "|".join(re.escape(phrase) for phrase in self.section(WITHIN).values())
            fixed, slots = (re.split(r"\{([^}]*)\}", text)[start::2] for start in (0, 1))
            held = [f"({within})" if slot == WITHIN else f"({SLOT}(?:(?:{joined}){SLOT})*)" for slot in slots]
            pieces = (re.escape(piece) + slot for piece, slot in zip_longest(fixed, held, fillvalue=""))
            self._patterns[text] = re.compile("".join(pieces))
        return self._patterns[text]

    @cached_property
    def _joints(self) -> list[str]:
        """What stands between the members of a list: ", ", " and ", ", and "."""
        patterns = Locale(self.language).list_patterns["standard"]
        return sorted({", ", *(re.sub(r"\{\d\}", "", pattern) for pattern in patterns.values())}, key=len, reverse=True)

    @staticmethod
    def _filled(text: str, found: re.Match[str], marks: Iterator[Mark]) -> dict[str, list[Mark]]:
        """The marks in each slot of a phrase that was found, which are the next ones."""
        filled = zip(re.findall(r"\{([^}]*)\}", text), found.groups(), strict=True)
        return {name: list(islice(marks, said.count(SLOT))) for name, said in filled}


CLAIMED = set(
    "added gist feed answer verdict grounds bond since contest relations commitments undertaken shared none-is- "
    "alliance earlier owes sure reach unworded unseen pending span held common-allies both picture counted alliances "
    "with partners party in-force owed promises member conflict fought counted-as ask date field word flag "
    "changed revised crumbs reference agreed calendar".split()
)  # sections that only stand in a derived claim, or never in a page by themselves


def _lines(path: Path) -> list[str]:
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    return [line for line in lines if line and not line.startswith("# ")]


def _written(path: Path) -> dict[str, dict[int, str]]:
    """The sentences in the list of what is written by hand, by their file and line there; no calls and no phrases."""
    found: dict[str, dict[int, str]] = {}
    file = ""
    for number, line in enumerate(path.read_text("utf-8").splitlines() if path.is_file() else (), 1):
        file = file if line.startswith("  ") else line
        if line.startswith("  ") and not line.startswith(("  {{", "  {%")) and not file.startswith(FOLDER):
            found.setdefault(file, {})[number] = line[2:]
    return found
