"""Rows of evidence agree with their values; texts for readers hold none of their own."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import chain

from babel.core import get_global
from babel.localedata import exists

from allies.facts import evidence, model
from allies.facts.claims import Claim, holders, ref_of
from allies.facts.dates import add, edtf
from allies.facts.read import PLACEHOLDER, Facts
from allies.facts.readings import ages, is_month, number_readings
from allies.load import Document, resolve
from allies.problems import Problem
from allies.rules.names import unresolved
from allies.rules.registry import rule

LONGEST = 120  # characters of a fragment
_NO_NUMBER = re.compile(r"\b[A-Za-z]+\d+\b|\b(?i:one|un|una|uno|один|одна|одно)\b")  # G20; "one" is a pronoun too
_WORD = re.compile(r"(?<![\w/-])(?![IVXLCDM]+\b)[^\W\d_]{3,}(?![\w/-])")  # no Roman number, no part of an address
_SPOKEN = ("en", "es", "ru", "ko")  # the keys under which facts have names and texts
_FIGURES = re.compile(r"\d*(,\d*){3,}")  # four or more, parted by commas


@rule("claims", "evidence", alone=True)
def evidence_agrees_with_the_value(claim: Claim, facts: Facts) -> Iterator[Problem]:
    """Each date and each number has evidence, and every printed form agrees with its value or the dispute is
    declared."""
    yield from evidence.hold(claim, facts.witnesses)
    if claim.pointer.endswith("/denunciation/effective") and "notice_period" in claim.document.data:
        return  # it is reckoned, which has a rule of its own
    for problem in evidence.unsupported(claim):
        meant = {(stray.what, stray.holder, stray.meant) for stray in facts.strays(claim.document)}
        if ("row", claim.holder, claim.supports) not in meant:
            yield problem


@rule("documents", "row-stray", alone=True)
def every_row_supports_a_value(document: Document, facts: Facts) -> Iterator[Problem]:
    """Every row of evidence that prints something supports a value of its entry, and every dispute is about such a
    value."""
    for stray in facts.strays(document):
        about = "does not say what it is about, and its entry has no date of its own"
        if stray.supports:
            about = f"is about {stray.supports!r}, which is no value of its entry"
        mend = f"Move the {stray.what} to the entry whose value it is about."
        if stray.known:
            mend = f"Write {stray.meant!r}." if stray.meant else f"Name one of: {', '.join(stray.known)}."
        where = f"{stray.pointer}/supports" if stray.what == "row" and stray.supports else stray.pointer
        yield document.problem(where, f"This {stray.what} {about}.", mend)


@rule("documents", "row-twice", alone=True)
def no_row_of_evidence_stands_twice(document: Document, facts: Facts) -> Iterator[Problem]:
    """No row of evidence is given twice: a source that prints a value once is a single witness."""
    for holder in holders(document):
        rows = resolve(document.data, holder).get("evidence", [])
        for index, row in enumerate(rows):
            if row in rows[:index]:
                what = f"This row of {row['source']} stands here a second time."
                yield document.problem(f"{holder}/evidence/{index}", what, "Delete it.")


@rule("claims", "row-of-figures", alone=True)
def rows_of_figures_are_cited_from_tables_of_figures(claim: Claim, facts: Facts) -> Iterator[Problem]:
    """A row of figures is cited from a table of figures, and nothing else is."""
    for row in claim.rows:
        source = facts.sources.get(row.source)
        if source and row.printed and bool(_FIGURES.fullmatch(row.printed)) is not source.figures:
            what = (
                f"{row.printed!r} is no row of figures, but {row.source} is a table of them."
                if source.figures
                else f"{row.printed!r} is a row of figures, but {row.source} is no table of them."
            )
            again = "Name the source that prints it, or copy the fragment again"
            mend = f"{again}; a table of figures has figures: true in its file."
            yield claim.document.problem(row.pointer, what, mend)


@rule("treaties", "row-number")
def rows_of_one_file_begin_with_one_number(treaty: model.Treaty, facts: Facts) -> Iterator[Problem]:
    """The rows that a treaty cites from the numbered tables of a publisher begin with the same number."""
    found: dict[str, dict[str, str]] = {}  # by publisher, the number of each row, by its pointer
    for row in chain.from_iterable(claim.rows for claim in facts.claims_by_file.get(treaty.ref, ())):
        source = facts.sources.get(row.source)
        cell = (row.printed or "").partition(",")[0]
        if source and source.numbered == len(cell) and cell.isdecimal():
            found.setdefault(source.witness, {})[row.pointer] = cell
    for numbers in found.values():
        [(usual, _)] = Counter(numbers.values()).most_common(1)
        for pointer, number in numbers.items():
            if number != usual:
                what = f"This row begins with {number}, and others of this file with {usual}."
                mend = "Copy the row of the same alliance, or its number again."
                yield facts.problem(f"{treaty.ref}#{pointer}", what, mend)


@rule("claims", "witness-twice", alone=True)
def no_source_is_two_witnesses(claim: Claim, facts: Facts) -> Iterator[Problem]:
    """No source is called twice for the same reading of a value, even where it prints it twice."""
    if claim.sort in ("parties", "registration", "counted") or len({row.source for row in claim.rows}) == len(
        claim.rows
    ):
        return  # a list may take several rows
    standing = evidence.standing(claim, facts.witnesses)
    seen: list[evidence.Reading] = []
    for reading in sorted(standing.agreeing + standing.rivals, key=lambda reading: claim.rows.index(reading.row)):
        same = [other for other in seen if (other.row.source, other.value) == (reading.row.source, reading.value)]
        if same and (same[0].row.printed, same[0].row.note) != (reading.row.printed, reading.row.note):
            what = f"{reading.row.source} is called a second time for {claim.supports!r}, and says the same."
            mend = "Name the source that prints this, or keep one of the two rows."
            yield claim.document.problem(reading.row.pointer, what, mend)
        seen.append(reading)


@rule("documents", "date-future", alone=True)
def no_day_is_later_than_the_edition(document: Document, facts: Facts) -> Iterator[Problem]:
    """No fact is dated, and no register was read or compared, after the day for which the facts are asserted; a source
    may have been read in the year after it, by whoever corrects them."""
    year = str(facts.edition.earliest.year)
    last = {"/read": add(facts.edition, "P1Y")} if document.path.startswith("facts/sources/") else {}
    for pointer, _, value in document.values:
        dated = isinstance(value, str) and value[:4] >= year and value[:4].isdecimal()
        sort = facts.sort(f"{ref_of(document)}#{pointer}") if dated else ""
        if sort in ("date", "day") and edtf(value).surely_after(last.get(pointer, facts.edition)):
            what = f"{value!r} is later than the edition, {facts.edition}."
            mend = "Correct the date, or raise asserted_for in facts/edition.yaml."
            yield document.problem(pointer, what, mend)


@rule("documents", "text-number")
def texts_for_readers_hold_no_date_or_number(document: Document, facts: Facts) -> Iterator[Problem]:
    """A text for readers types no date and no number: it pulls them in from a fact, and what it pulls in exists."""
    for pointer, language, text in document.texts:
        for name in PLACEHOLDER.findall(text):
            ref = facts.pulled_in(f"{ref_of(document)}#{pointer}", name)
            called = f"The placeholder {{{name}}}"
            yield from unresolved(document, pointer, ref, facts, called=called, value=True)
        typed = _typed(text, language)
        if typed:
            what = f"The text types a date or a number, {typed!r}: {_beginning(text)!r}."
            pull = "Pull it in with a placeholder such as {events/severed/date}, or leave it out"
            mend = f"{pull}: pages print dates beside the text."
            yield document.problem(pointer, what, mend)


@rule("documents", "text-ageing", alone=True)
def texts_for_readers_do_not_age(document: Document, facts: Facts) -> Iterator[Problem]:
    """A text for readers says nothing that is true only for a while, such as what is so at present."""
    for pointer, language, text in document.texts:
        if word := ages(text, language):
            mend = "Say since when, with a placeholder such as {date}, or leave the word out."
            yield document.problem(pointer, f"The word {word!r} ages: {_beginning(text)!r}.", mend)


def _beginning(text: str) -> str:
    return text if len(text) <= 80 else text[:77] + "..."


@cache
def _typed(text: str, language: str) -> str | None:
    """The first date or number that a text has outside its placeholders."""
    bare = _NO_NUMBER.sub(" ", PLACEHOLDER.sub(" ", text))
    words = re.findall(r"[^\W\d_]+", bare)
    said = (word for word in words if number_readings(word, language) or is_month(word, language))
    return next(chain(re.findall(r"\d[\d.,:-]*", bare), said), None)


@rule("claims", "row-language", alone=True)
def fragments_are_in_the_letters_of_their_language(claim: Claim, facts: Facts) -> Iterator[Problem]:
    """A fragment is in the letters of its language, Latin or others; some languages have both."""
    read = claim.sort in ("date", "number")  # which would say so
    for row in (each for each in claim.rows if not read and each.source in facts.sources):
        language = facts.witnesses.language(row)
        if _in_other_letters(row.printed or "", language):
            what = f"{row.printed!r} is not in the letters of the language {language!r}, that of {row.source}."
            mend = "Correct the language of the source, or write that of the row beside its source."
            yield claim.document.problem(f"{row.pointer}/printed", what, mend)


@rule("documents", "text-language", alone=True)
def texts_are_in_the_letters_of_their_language(document: Document, facts: Facts) -> Iterator[Problem]:
    """A name or text in a language is in the letters of that language."""
    for pointer, language, text in document.values:
        if language in _SPOKEN and _in_other_letters(PLACEHOLDER.sub(" ", text), language):
            what = f"{_beginning(text)!r} is not in the letters of the language {language!r}."
            yield document.problem(pointer, what, "Write it in that language.")


def _in_other_letters(text: str, language: str) -> bool:
    """Whether all words of a text are in Latin letters, or none, and none in those of a language."""
    latin = {"LATIN" in unicodedata.name(word[0], "") for word in _WORD.findall(text)}
    return len(latin) == 1 and latin.isdisjoint(_latin(language))


@cache
def _latin(language: str) -> set[bool]:
    """Whether a language is written in Latin letters; both, where it is so by some."""
    scripts = {script for script in ("Latn", "Cyrl", "Arab") if exists(f"{language}_{script}")}
    usual = get_global("likely_subtags").get(language, "_Latn_").split("_")[1]
    return {script == "Latn" for script in (scripts if len(scripts) > 1 else {usual})}


@rule("claims", "printed-long", alone=True)
def printed_forms_are_fragments(claim: Claim, facts: Facts) -> Iterator[Problem]:
    """A printed form is a fragment, without quotation marks around it; only names, and lists of parties, may be longer
    ones."""
    for row in claim.rows if claim.sort not in ("name", "parties") else ():
        if row.printed and len(row.printed) > LONGEST:
            what = f'"{row.printed[: LONGEST - 4]}... is longer than {LONGEST} characters.'
            where = claim.document.at(f"{row.pointer}/printed")
            yield Problem(where=where, what=what, mend="Shorten it to the fragment that prints the value.")
        if row.printed and claim.sort in ("date", "number") and row.printed[0] in "“„‘«" and row.printed[-1] in "”“’»":
            what = f"Quotation marks stand around {row.printed[1:-1]!r}, which the source does not have there."
            yield claim.document.problem(f"{row.pointer}/printed", what, "Leave them out.", "printed-in-quotes")
