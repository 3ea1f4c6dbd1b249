"""Phrases: the sentences of the site in one language, filled with what was derived."""

import re
from collections.abc import Iterable
from pathlib import Path

from babel import Locale
from babel.dates import get_month_names
from babel.lists import format_list
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from allies.facts.dates import Edtf
from allies.facts.model import State
from allies.load import Document, load, spoken
from allies.problems import FactsError, Problem

FOLDER = "docs/phrases"
SLOT = re.compile(r"\{([a-z_]+)\}")
_STATE = re.compile(r'\A((?:<a [^>]*>)?<data [^>]*data-fact="states/[^>]*>)(\w)')
MONTH = len("1942-11")


class Phrasebook:
    """The phrases of a language by section and key, as `answer/not-allies`; a slot is a name in braces."""

    def __init__(self, document: Document) -> None:
        self.document, self.language = document, document.id
        self.locale = Locale(self.language)
        self._months = get_month_names("wide", locale=self.locale)
        self._parts = {
            f"{section}/{key}": SLOT.split(text)
            for section, phrases in document.data.items()
            for key, text in phrases.items()
        }
        self._fixed = {key: escape(parts[0]) for key, parts in self._parts.items() if not parts[1:]}

    @classmethod
    def read(cls, root: Path, language: str | None = None) -> "Phrasebook":
        """The phrasebook of a language, the site's own where none is named. Raises FactsError where its file is missing
        or cannot be read."""
        path = f"{FOLDER}/{language or spoken(root)}.yaml"
        try:
            document, problems = load((root / path).read_bytes(), path)
        except OSError as error:
            problem = Problem(
                where=Document(path, {}).at(),
                what=f"The phrasebook cannot be read: {error.strerror}.",
                mend=f"Add {path}, with the keys of {FOLDER}/en.yaml, or name a language that {FOLDER}/ has.",
                code="phrase",
            )
            raise FactsError(problem) from None
        if document is None or problems:
            raise FactsError(*problems)
        return cls(document)

    def __contains__(self, key: str) -> bool:
        return key in self._parts

    def say(self, key: str, /, **slots: object) -> Markup:
        """A phrase with its slots filled, escaped but for markup. Raises FactsError for a phrase or a slot there is
        not."""
        if key in self._fixed:
            return self._fixed[key]
        said = ""
        for at, part in enumerate(self._filled(key, slots)):
            piece = escape(part)
            said = "".join((said, _opened(piece) if at % 2 and (not said or said.endswith(". ")) else piece))
        return Markup(said)

    def plain(self, key: str, /, **slots: object) -> str:
        """The same as text."""
        return "".join(map(str, self._filled(key, slots)))

    def section(self, name: str) -> dict[str, str]:
        """The phrases of one section, without slots, in their order."""
        return {key.partition("/")[2]: parts[0] for key, parts in self._parts.items() if key.startswith(f"{name}/")}

    def word(self, value: object) -> str:
        """The value of an enumeration in words: its own phrase, or itself with spaces for hyphens."""
        text = str(value).lower() if isinstance(value, bool) else str(value)
        return self.plain(f"word/{text}") if f"word/{text}" in self else text.replace("-", " ")

    def language_name(self, code: str) -> str:
        """The name of a language, by its ISO 639 code."""
        return str(self.locale.languages.get(code, code))

    def number(self, value: int) -> str:
        return format_decimal(value, locale=self.locale)

    def called(self, state: State) -> str:
        """A state's name as it stands in a sentence."""
        return state.called(self.language)

    def joined(self, parts: Iterable[object]) -> Markup:
        """`a`, `a and b`, `a, b, and c`."""
        found = [escape(part) for part in parts]
        return Markup(format_list(found, "standard", self.locale)) if found else Markup("")

    def day(self, value: Edtf, form: str = "long") -> str:
        """A day in words: `26 January 1930`, `10–12 November 1942`, `circa 1948`, `1948 (uncertain)`, `a day
        between` two of different months.

        `form` is `long`, or `month` or `year` for less than the value holds.
        """
        limit = {"long": 3, "month": 2, "year": 1}[form]
        ends = ["-".join(part.rstrip("~?").split("-")[:limit]) + _mark(part) for part in value.text.split("/")]
        if len(ends) == 1 or ends[0] == ends[1]:
            return self._single(ends[0])
        first, last = ends
        if "-" in first + last and first[:MONTH] != last[:MONTH]:
            return self.plain("date/between", **{"from": self._single(first), "to": self._single(last)})
        short = len(first) == len(last) > MONTH and not _mark(first) + _mark(last)
        before = str(int(first[MONTH + 1 :])) if short else self._single(first)
        return self.plain("date/range", **{"from": before, "to": self._single(last)})

    def _single(self, text: str) -> str:
        """One day, month or year, as its mark qualifies it."""
        year, month, day = (*text.rstrip("~?").split("-"), "", "")[:3]
        key = "date/day" if day else "date/month"
        known = {"day": str(int(day or 0)), "month": self._months[int(month or 1)], "year": year}
        said = self.plain(key, **known) if month else year
        mark = {"~": "date/circa", "?": "date/uncertain"}.get(_mark(text))
        return self.plain(mark, date=said) if mark else said

    def _filled(self, key: str, slots: dict[str, object]) -> list[object]:
        """The pieces of a phrase, every other one what fills a slot."""
        if key not in self._parts:
            section, _, name = key.partition("/")
            mend = f"Add it under {section} of {self.document.path}."
            where, what = self.document.at(f"/{section}"), f"There is no phrase {name!r} of {section!r}."
            raise FactsError(Problem(where=where, what=what, mend=mend))
        parts = self._parts[key]
        for slot in parts[1::2]:
            if slot not in slots:
                known = ", ".join(f"{{{name}}}" for name in slots) or "none"
                where, what = self.document.at(f"/{key}"), f"The phrase has the slot {{{slot}}}, which nothing fills."
                raise FactsError(Problem(where=where, what=what, mend=f"Use these alone: {known}."))
        return [slots[part] if at % 2 else part for at, part in enumerate(parts)]


def opened(text: str) -> str:
    """A text in which each sentence opens with a capital: a name may begin with its article."""
    head, stop, rest = text.partition(". ")
    return head[:1].upper() + head[1:] + stop + (opened(rest) if stop else "")


def _opened(name: Markup) -> Markup:
    """The marked name of a state as it opens a sentence: `The Gambia`."""
    return Markup(_STATE.sub(lambda found: found[1] + found[2].upper(), name, count=1))


def _mark(text: str) -> str:
    return text[-1] if text.endswith(("~", "?")) else ""
