"""Reading: what the words of a sentence are, as far as no mark carries them: numbers, names, claim words and the like."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allies.audit.page import HIDDEN
from allies.audit.words import Lexicon, Token, tokens, ungrouped

LISTS = ("subjects", "claims", "reversals", "linking", "questions")  # of words.yaml, looked for in every sentence

_OPENERS = set(":;“‘\"'([—–/|•…¿¡")
_RUN = re.compile(HIDDEN + "+")
_BETWEEN = re.compile(r"[\s,./:–-]{0,3}")
_LATIN = re.compile(r"[\x00-\u024f\u1e00-\u1eff\u2018\u2019]*")
_ANSWER = re.compile(rf"[{HIDDEN}\s:,–-]*(yes|no|never)\s*([,.;:!—–].*)?", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Reading:
    """What a sentence says by hand; words and phrases stand as the sentence has them, each once."""

    numbers: tuple[str, ...]
    names: tuple[tuple[str, str], ...]  # with the ref of a fact that holds the name
    unknown: tuple[str, ...]  # with a capital where none is due, or not in Latin letters
    openers: tuple[str, ...]  # with a capital where one is due, but not known as ordinary
    states: tuple[str, ...]
    subjects: tuple[str, ...]
    claims: tuple[str, ...]
    reversals: tuple[str, ...]
    links: bool  # whether it says that something is, was or has
    asks: bool  # whether it begins as a question does
    asks_indirectly: bool  # whether it begins with a word such as "whether"
    answers: bool  # whether it does nothing but answer: "No", "They are not", "Yes, …"
    status: bool  # whether it does nothing but answer or say what a state is: "member", "not bound"


class Reader:
    """Reads sentences with a lexicon; equal ones only once, since generated pages repeat themselves."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._known: dict[str, Reading] = {}

    def read(self, bare: str) -> Reading:
        """The reading of a sentence in which marks are blotted out."""
        bare = _RUN.sub(HIDDEN, bare)
        if bare not in self._known:
            self._known[bare] = _Scan(bare, self.lexicon).reading()
        return self._known[bare]

    def counts(self, bare: str) -> list[int]:
        """The whole numbers that a sentence counts."""
        run, index, counted = tokens(ungrouped(bare)), 0, []
        while index < len(run):
            free = self.lexicon.phrases("uncounted").at(run, index)
            counted += [] if free else [run[index]]
            index += free[0] if free else 1
        return self.lexicon.count(counted)


class _Scan:
    """One pass over the words of a sentence."""

    def __init__(self, bare: str, lexicon: Lexicon) -> None:
        self.bare, self.lexicon, self.run = bare, lexicon, tokens(bare)
        self.numbers: list[Token] = []
        self.found: dict[str, list] = {name: [] for name in ("names", "unknown", "openers", "states", *LISTS)}
        self.asks, self.free_until = False, 0
        index = 0
        while index < len(self.run):
            index += self._name(index) or self._allowed(index) or self._word(index)

    def reading(self) -> Reading:
        found = {name: tuple(dict.fromkeys(words)) for name, words in self.found.items()}
        keys = {token.key for token in self.run} - {token.key for text in found["states"] for token in tokens(text)}
        alone = HIDDEN not in self.bare and (bool(keys) or self.bare.strip() in self.lexicon.signs)
        return Reading(
            **{
                name: found[name]
                for name in ("names", "unknown", "openers", "states", "subjects", "claims", "reversals")
            },
            numbers=tuple(_joined(self.bare, self.numbers)),
            links=bool(found["linking"]),
            asks=self.asks,
            asks_indirectly=bool(self.run and self.run[0].key in self.lexicon.phrases("indirect")),
            answers=_ANSWER.fullmatch(self.bare) is not None or alone and keys <= self.lexicon.answers,
            status=alone and keys <= self.lexicon.answers | self.lexicon.statuses,
        )

    def _name(self, index: int) -> int:
        """How many words a name that the facts know takes here; 0 where there is none."""
        hit = self._at("names", index)
        if not hit:
            return 0
        taken, name = hit
        if taken == 1 and not name.state and self.run[index].key in self.lexicon.ordinary and self._is_initial(index):
            return 0
        text = self._text(index, taken)
        self.found["states" if name.state else "names"].append(text if name.state else (text, name.ref))
        return taken

    def _allowed(self, index: int) -> int:
        """How many words a name that is no fact takes here, such as that of a file format."""
        hit = self._at("capitalized", index) if self.run[index].text[0].isupper() else None
        return hit[0] if hit else 0

    def _word(self, index: int) -> int:
        """Any other word: whether it counts, has a capital, or is on one of the lists."""
        token, initial = self.run[index], self._is_initial(index)
        if free := self._at("uncounted", index):
            self.free_until = max(self.free_until, index + free[0])
        following = self.run[index + 1] if index + 1 < len(self.run) else None
        if index >= self.free_until and self.lexicon.is_number(token, initial, following):
            self.numbers.append(token)
        else:
            self._capital(token, initial)
        for name in LISTS:
            if hit := self._at(name, index):
                self.found[name].append(self._text(index, hit[0]))
                self.asks |= name == "questions" and initial
        return 1

    def _capital(self, token: Token, initial: bool) -> None:
        if not _LATIN.fullmatch(token.text):
            self.found["unknown"].append(token.text)
        elif not token.text.islower():
            if not initial or len(token.text) > 1 and not token.text[1:].islower():
                self.found["unknown"].append(token.text)
            elif not self.lexicon.is_ordinary(token.key):
                self.found["openers"].append(token.text)

    def _at(self, name: str, index: int) -> tuple[int, Any] | None:
        """What a list, or the names of the facts, have for the words from an index on: how many they are, and their meaning."""
        phrases = self.lexicon.names if name == "names" else self.lexicon.phrases(name)
        return phrases.at(self.run, index) if self.run[index].key in phrases else None

    def _text(self, index: int, count: int) -> str:
        return self.bare[self.run[index].start : self.run[index + count - 1].end]

    def _is_initial(self, index: int) -> bool:
        """Whether a capital is due at a word: at the beginning, or after a colon, a dash, a bracket or a quotation mark."""
        start = self.run[index].start
        before = self.bare[:start].rstrip()
        return not before or before[-1] in _OPENERS or before[-1] == "-" and self.bare[start - 1] == " "


def _joined(bare: str, counted: list[Token]) -> Iterator[str]:
    """Neighboring words of one date or number as one text."""
    spans: list[list[int]] = []
    for token in counted:
        if spans and _BETWEEN.fullmatch(bare[spans[-1][1] : token.start]):
            spans[-1][1] = token.end
        else:
            spans.append([token.start, token.end])
    yield from (bare[start:end] for start, end in spans)
