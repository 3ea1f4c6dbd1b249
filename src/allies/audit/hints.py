"""Hints: the fact that could carry what somebody typed by hand."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from allies.audit.days import MONTHS, is_date
from allies.audit.page import Page
from allies.audit.raw import RawFacts, walk
from allies.audit.words import Lexicon, tokens, ungrouped
from allies.problems import nearest

_MONTH = "|".join(MONTHS)
_DATE = re.compile(rf"(?:(\d{{1,2}})\s+)?(?:({_MONTH})\s+)?(\d{{4}})")
_AMERICAN = re.compile(rf"({_MONTH})\s+(\d{{1,2}}),?\s+(\d{{4}})")


class Hints:
    """Finds facts by their values, names and words; those that a page uses already come first."""

    def __init__(self, raw: RawFacts, lexicon: Lexicon) -> None:
        self._raw, self._lexicon = raw, lexicon
        self._near: dict[str, str | None] = {}  # a template repeats its slips on every page

    def value(self, text: str, page: Page) -> str | None:
        """The ref of a fact whose value is the date or the number in a text."""
        wanted = _iso(text)
        if wanted is None:
            counted = self._lexicon.count(tokens(ungrouped(text)))
            return _best(self._by_value.get(str(counted[0]), ()), page) if counted else None
        exact = self._by_value.get(wanted)
        return _best(exact or [ref for value in self._dates.get(wanted[:4], ()) for ref in self._by_value[value]], page)

    def name(self, text: str) -> str | None:
        """The ref of the name most like a text."""
        if text not in self._near:
            near = nearest(text, self._lexicon.by_name)
            self._near[text] = self._lexicon.by_name[near] if near else None
        return self._near[text]

    def sentence(self, text: str, page: Page) -> str | None:
        """The ref of the text for readers that shares most of its rare words with a sentence."""
        scores: Counter[str] = Counter()
        for key in {token.key for token in tokens(text)}:
            refs = self._by_word.get(key, ())
            for ref in refs:
                scores[ref] += 1 / len(refs)
        highest = max(scores.values(), default=0)
        return _best(sorted(ref for ref, score in scores.items() if score == highest), page)

    @cached_property
    def _by_value(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, data in self._raw.documents.items():
            if not name.startswith("sources/"):
                for pointer, value in walk(data):
                    if "/evidence/" not in pointer and isinstance(value, (int, str)):
                        found.setdefault(str(value), []).append(f"{name}#{pointer}")
        return found

    @cached_property
    def _dates(self) -> dict[str, list[str]]:
        """The dates among the values, by year."""
        found: dict[str, list[str]] = {}
        for value in self._by_value:
            if is_date(value):
                found.setdefault(value[:4], []).append(value)
        return found

    @cached_property
    def _by_word(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for value, refs in self._by_value.items():
            for ref in refs if " " in value else ():
                if ref.endswith("/en"):
                    for key in {token.key for token in tokens(value)}:
                        found.setdefault(key, []).append(ref)
        return found


def call(ref: str) -> str:
    """How a page pulls a fact in."""
    return f'{{{{ fact("{ref}") }}}}'


def _best(refs: Iterable[str], page: Page) -> str | None:
    """Of several refs, the first into a file that the page uses; else the first."""
    refs = list(refs)
    used = {mark.ref.partition("#")[0] for mark in page.marks}
    return next((ref for ref in refs if ref.partition("#")[0] in used), refs[0] if refs else None)


def _iso(text: str) -> str | None:
    """The date in a text, as the facts write it: `26 January 1930` is 1930-01-26."""
    if american := _AMERICAN.search(text):
        month, day, year = american.groups()
    elif found := _DATE.search(text):
        day, month, year = found.groups()
    else:
        return None
    if month is None:
        return year
    return f"{year}-{MONTHS.index(month) + 1:02}" + (f"-{int(day):02}" if day else "")
