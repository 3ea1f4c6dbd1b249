"""Words: the word lists of words.yaml, and the names that the facts know, ready to be looked up in running text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from babel import Locale

from allies.audit.raw import RawFacts, walk
from allies.load import load
from allies.problems import FactsError

LISTS = Path(__file__).with_name("words.yaml")
LANGUAGES = ("en", "es", "ru", "fr", "pt", "de", "it", "uk")  # in which names of states are recognized

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_GROUPED = re.compile(r"(?<=\d)[, ](?=\d{3}\b)")
_POSSESSIVE = re.compile(r"['’][sS]$")
_ROMAN = re.compile(r"M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})")


class Token(NamedTuple):
    """A word of running text: as it stands, as it is looked up, and where it stands."""

    text: str
    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Name:
    """What a name belongs to: the ref of the value that holds it, and for a state its code."""

    ref: str
    state: str | None = None


class Phrases:
    """Words and phrases with what they mean, found in a run of tokens; the longest one counts."""

    def __init__(self, meanings: Iterable[tuple[str, Any]] = (), as_written: Iterable[str] = ()) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], tuple[str, ...] | None, Any]]] = {}
        exact = set(as_written)
        for phrase, meaning in meanings:
            found = tokens(phrase)
            if found:
                written = tuple(plain(token.text) for token in found) if phrase in exact else None
                known = self._by_first.setdefault(found[0].key, [])
                known.append((tuple(token.key for token in found), written, meaning))
        for known in self._by_first.values():
            known.sort(key=lambda entry: -len(entry[0]))

    @classmethod
    def of(cls, phrases: Iterable[str]) -> "Phrases":
        """Phrases that mean themselves."""
        return cls((phrase, phrase) for phrase in phrases)

    def __bool__(self) -> bool:
        return bool(self._by_first)

    def __contains__(self, key: str) -> bool:
        return key in self._by_first

    def at(self, run: list[Token], index: int) -> tuple[int, Any] | None:
        """How many tokens the longest phrase at an index takes, and its meaning."""
        for keys, written, meaning in self._by_first.get(run[index].key, ()):
            here = run[index : index + len(keys)]
            same = len(here) == len(keys) and all(token.key == key for token, key in zip(here, keys))
            if same and (written is None or all(plain(token.text) == word for token, word in zip(here, written))):
                return len(keys), meaning
        return None

    def within(self, run: list[Token]) -> list[Any]:
        """The meanings of all phrases in a run, in order, none overlapping another."""
        found, index = [], 0
        while index < len(run):
            hit = self.at(run, index)
            found += [hit[1]] if hit else []
            index += hit[0] if hit else 1
        return found


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The lists, and the names of the facts."""

    lists: Mapping[str, Any]
    names: Phrases
    by_name: Mapping[str, str]  # every name, with its ref

    @cached_property
    def ordinary(self) -> frozenset[str]:
        """Words that need no fact when they stand with a capital where one is due."""
        others = " ".join(
            self.lists[name]
            for name in ("subjects", "claims", "linking", "answers", "statuses", "reversals", "questions")
        )
        return _keys(self.lists["ordinary"]) | (_keys(others) - self.countable)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        return self.lists["numbers"]

    @cached_property
    def countable(self) -> frozenset[str]:
        """Words that count, or that name a month or a day of the week."""
        return frozenset(self.numbers) | {
            fold(word) for name in ("counted", "months", "weekdays") for word in _split(self.lists[name])
        }

    @cached_property
    def answers(self) -> frozenset[str]:
        """Words of which a bare answer such as "They are not" is made."""
        return frozenset().union(*(_keys(self.lists[name]) for name in ("answers", "subjects", "linking", "reversals")))

    @cached_property
    def statuses(self) -> frozenset[str]:
        """Words that say in a table what a state is."""
        return _keys(self.lists["statuses"])

    @cached_property
    def signs(self) -> frozenset[str]:
        """Signs that answer as words do."""
        return frozenset(_split(self.lists["signs"]))

    @cached_property
    def choices(self) -> Mapping[str, list[str]]:
        """Other words for an enumerated value, by the value."""
        return {value: _split(words) for value, words in self.lists["choices"].items()}

    @cached_property
    def topics(self) -> Phrases:
        """The fields of facts that words speak of."""
        fields: dict[str, set[str]] = {}
        for field, words in self.lists["topics"].items():
            for word in _split(words):
                fields.setdefault(word, set()).add(field)
        return Phrases(fields.items())

    def phrases(self, *path: str) -> Phrases:
        """One list of words.yaml, by the keys that lead to it; empty where there is none."""
        known = self._phrases.get(path)
        if known is None:
            words: Any = self.lists
            for key in path:
                words = words.get(key, {}) if isinstance(words, dict) else {}
            known = self._phrases[path] = Phrases.of(_split(words) if isinstance(words, str) else ())
        return known

    @cached_property
    def _phrases(self) -> dict[tuple[str, ...], Phrases]:
        return {}

    def is_ordinary(self, key: str) -> bool:
        """Whether a word, or the word it is a form of, needs no fact when it stands with a capital where one is due."""
        stems = [
            key.removesuffix(ending) for ending in ("s", "es", "d", "ed", "ing", "ly", "er") if key.endswith(ending)
        ]
        return any(form in self.ordinary for stem in (key, *stems) for form in (stem, f"{stem}e"))

    @cached_property
    def units(self) -> frozenset[str]:
        """Words of things that "one" counts."""
        return _keys(self.lists["units"]) | _keys(self.lists["claims"])

    def is_number(self, token: Token, initial: bool, following: Token | None = None) -> bool:
        """Whether a word is a date or a number, in digits, in letters or in Roman numerals; part of one, too."""
        if token.key == "one":  # a pronoun more often than a count
            return following is not None and following.key in self.units
        if any(map(str.isnumeric, token.text)):
            return True
        if token.key in self.countable:
            return token.key not in self.ordinary or token.text[0].isupper() and not initial
        roman = (
            len(token.text) > 1
            and token.key not in self.ordinary
            and (token.text.isupper() or set(token.text) <= set("ivxlc"))
        )
        return bool(roman and _ROMAN.fullmatch(token.text.upper()))

    def count(self, run: list[Token]) -> list[int]:
        """The whole numbers that a run of words counts, in digits or in words."""
        found: list[int] = []
        open_ended = False  # whether the next number word belongs to the last number
        for token in run:
            digits = token.text.isdecimal()
            if not digits and token.key not in self.numbers:
                open_ended = open_ended and token.key == "and"
                continue
            value = int(token.text) if digits else self.numbers[token.key]
            if not open_ended or digits:
                found.append(value)
            elif value >= 100:
                found[-1] *= value
            else:
                found[-1] += value
            open_ended = not digits
        return found


def read_lexicon(raw: RawFacts) -> Lexicon:
    """The word lists, and every name in the facts. Raises FactsError where words.yaml cannot be read."""
    lists = _read_lists()
    ordinary = _keys(lists["ordinary"]) | _keys(lists["claims"])
    meanings = list(_names(raw))
    as_written = {name for name, _ in meanings if _keys(name) <= ordinary}
    by_name: dict[str, str] = {}
    for name, meaning in meanings:
        by_name.setdefault(name, meaning.ref)
    return Lexicon(lists, Phrases(meanings, as_written), by_name)


@lru_cache(maxsize=1)
def _read_lists() -> dict[str, Any]:
    document, problems = load(LISTS.read_bytes(), f"src/allies/audit/{LISTS.name}")
    if document is None or problems:
        raise FactsError(*problems)
    return document.data


def ungrouped(text: str) -> str:
    """A text whose numbers have no separators between thousands."""
    return _GROUPED.sub("", text)


def tokens(text: str) -> list[Token]:
    """The words of a text."""
    return [Token(match[0], fold(match[0]), match.start(), match.end()) for match in _TOKEN.finditer(text)]


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """A word as it is looked up: lower case, no accents, no possessive."""
    return plain(word).casefold()


@lru_cache(maxsize=1 << 16)
def plain(word: str) -> str:
    """A word without accents and possessive, its capitals kept."""
    stripped = _POSSESSIVE.sub("", word).replace("’", "'")
    if stripped.isascii():
        return stripped
    return "".join(letter for letter in unicodedata.normalize("NFKD", stripped) if not unicodedata.combining(letter))


def _names(raw: RawFacts) -> Iterator[tuple[str, Name]]:
    """Every name that the facts hold; those of states come first, since a state may be named in prose."""
    for id, state in raw.folder("states").items():
        yield from _state_names(f"states/{id}#", state)
    for id, organization in raw.folder("organizations").items():
        yield from _under(f"organizations/{id}#", organization, ("name", "abbreviation", "aliases"))
    for id, treaty in raw.folder("treaties").items():
        yield from _under(f"treaties/{id}#", treaty, ("title", "titles", "also_known_as", "depositary"))
    for id, state in raw.folder("states").items():
        yield from _under(f"states/{id}#", state, ("capital",))
    for id, relation in raw.folder("relations").items():
        for entries, keys in (("missions", ("head", "city")), ("visits", ("visitor",)), ("votes", ("resolution",))):
            for key, entry in relation.get(entries, {}).items():
                yield from _under(f"relations/{id}#/{entries}/{key}", entry, keys)
    for id, concept in raw.folder("concepts").items():
        yield from _under(f"concepts/{id}#/adopted", concept.get("adopted", {}), ("title",))
    for id, source in raw.folder("sources").items():
        yield from _under(f"sources/{id}#", source, ("publisher", "copy_of"))


def _state_names(prefix: str, state: dict) -> Iterator[tuple[str, Name]]:
    code = state.get("code")
    found = list(_under(prefix, state, ("name", "with_article", "adjective", "aliases")))
    if state.get("adjective"):
        found.append((f"{state['adjective']}s", Name(f"{prefix}/adjective")))
    for language in LANGUAGES if state.get("alpha2") else ():
        name = Locale(language).territories.get(state["alpha2"])
        if name:
            found.append((name, Name(f"{prefix}/name/en")))
    yield from ((name, Name(meaning.ref, code)) for name, meaning in found)


def _under(prefix: str, entry: dict, keys: tuple[str, ...]) -> Iterator[tuple[str, Name]]:
    for key in keys:
        for pointer, value in walk(entry.get(key), f"/{key}"):
            if isinstance(value, str):
                yield value, Name(f"{prefix}{pointer}")


def _keys(text: str) -> frozenset[str]:
    return frozenset(token.key for token in tokens(text))


def _split(words: str) -> list[str]:
    return [word.strip() for word in words.split(",") if word.strip()]
