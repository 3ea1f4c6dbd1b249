"""Naked: what was typed by hand and could be true or false. Whatever no mark carries is held against the word lists; the default is no."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from allies.audit.hints import Hints, call
from allies.audit.page import HIDDEN, Mark, Page, Passage, Row, Sentence
from allies.audit.reading import Reader, Reading
from allies.audit.words import Phrases, tokens
from allies.problems import Problem

_FIELD = re.compile(rf"[{HIDDEN}\s,]+:[a-z\s]+")  # marks, a colon, the name of a field
_BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NAME_KEYS = ("name", "with_article", "adjective", "aliases", "abbreviation", "title", "titles", "also_known_as")


@dataclass(frozen=True)
class Finding:
    """A sentence that says something by hand."""

    page: str
    text: str
    problem: Problem
    unless: frozenset[str] = (
        frozenset()
    )  # words that are ordinary, if the site uses each of them in lower case elsewhere


def naked(page: Page, reader: Reader, hints: Hints) -> Iterator[Finding]:
    """Every sentence of a page that says something by hand: a date or number, a name, a claim about a state."""
    said = {_stem(sentence) for passage in page.passages if not passage.is_attribute for sentence in passage.sentences}
    rows: dict[int, Row] = {}
    for passage in page.passages:
        if passage.row:
            rows[id(passage.row)] = passage.row
        for sentence in passage.sentences:
            if not passage.is_attribute or _stem(sentence) not in said:
                reading = reader.read(sentence.bare)
                yield from _values(page, sentence, reading, hints)
                yield from _names(page, sentence, reading, hints)
                yield from _claim(page, sentence, reading, reader, hints)
                yield from _answer(page, sentence, reading)
                yield from _reversal(page, sentence, reading)
        yield from _lead(page, passage, reader, hints)
        yield from _invisible(page, passage)
    for row in rows.values():
        yield from _row(page, row, reader, hints)


def uncapitalized(words: Iterable[str]) -> set[str]:
    """The words, as they are looked up, that stand somewhere in lower case."""
    return {token.key for word in words for token in tokens(word) if token.text.islower()}


def _values(page: Page, sentence: Sentence, reading: Reading, hints: Hints) -> Iterator[Finding]:
    """No date, year, number, ordinal or count stands in a page but from a fact."""
    if reading.numbers:
        ref = next((ref for text in reading.numbers if (ref := hints.value(text, page))), None)
        what = f"{_the(sentence)} says {_quoted(reading.numbers)} by hand; dates and numbers come from facts."
        mend = f"Pull it in: {call(ref)}." if ref else "Pull it in from a fact; none holds it yet."
        yield _finding(page, sentence, what, mend)


def _names(page: Page, sentence: Sentence, reading: Reading, hints: Hints) -> Iterator[Finding]:
    """No organization, treaty, person or place stands in a page but from a fact, and no name that the facts do not know."""
    if reading.names:
        what = f"{_the(sentence)} names {_quoted(text for text, _ in reading.names)} by hand; names come from facts."
        yield _finding(page, sentence, what, f"Pull it in: {call(reading.names[0][1])}.")
    if reading.unknown or reading.openers:
        words = reading.unknown + reading.openers
        ref = hints.name(words[0])
        what = f"{_the(sentence)} has {_quoted(words)}, which looks like a name, and no fact knows it."
        mend = f"Pull the name in from a fact{f', perhaps {call(ref)}' if ref else ''}; a word that is no name goes into words.yaml."
        unless = (
            frozenset()
            if reading.unknown
            else frozenset(token.key for word in reading.openers for token in tokens(word))
        )
        yield _finding(page, sentence, what, mend, unless)


def _claim(page: Page, sentence: Sentence, reading: Reading, reader: Reader, hints: Hints) -> Iterator[Finding]:
    """No sentence pairs a state with a word on who is allied, member or party but from a fact or a derived claim."""
    if not _asks(sentence, reading):
        subjects = _subjects(sentence, reading)
        claims = _claims(sentence, reading, reader.lexicon.phrases("headings"))
        if reading.links and not claims:
            claims = (*_bodies(sentence), *(text for text, _ in reading.names))
        if subjects and claims:
            yield _claim_finding(page, sentence, _the(sentence), subjects, claims, hints)


def _lead(page: Page, passage: Passage, reader: Reader, hints: Hints) -> Iterator[Finding]:
    """An item of a list is read with the words that introduce the list, and a definition with its term."""
    lead = passage.lead
    if lead and passage.sentences and (lead.sentences or lead.row):
        opening, first = lead.sentences[-1], passage.sentences[0]
        before, after = reader.read(opening.bare), reader.read(first.bare)
        if not _asks(opening, before) and not _asks(first, after):
            apart = (_subjects(opening, before), after.claims), (_subjects(first, after), before.claims)
            nouns = reader.lexicon.phrases("headings")
            within = (
                (_subjects(opening, before), _claims(opening, before, nouns)),
                (_subjects(first, after), after.claims),
            )
            if not any(all(pair) for pair in within):
                for subjects, claims in apart:
                    if subjects and claims:
                        the = f'The list item "{opening.text} {first.text}"'
                        yield _claim_finding(page, first, the, subjects, claims, hints)


def _row(page: Page, row: Row, reader: Reader, hints: Hints) -> Iterator[Finding]:
    """The cells of a table row are read as one sentence; a word beside a value, such as "signed" beside a day, is its label."""
    read = [(sentence, reader.read(sentence.bare)) for passage in row.passages for sentence in passage.sentences]
    stated = [(sentence, reading) for sentence, reading in read if not _asks(sentence, reading)]
    subjects = tuple(word for sentence, reading in stated for word in _subjects(sentence, reading))
    labeled = {id(mark.passage) for passage in row.passages for mark in passage.marks if mark.is_value}
    claims = tuple(
        word for sentence, reading in stated if id(sentence.passage) not in labeled for word in reading.claims
    )
    alone = any(_subjects(sentence, reading) and reading.claims for sentence, reading in stated)
    text = row.text
    if subjects and claims and not alone:
        yield _claim_finding(page, stated[0][0], f'The row "{text}"', subjects, claims, hints, text)


def _answer(page: Page, sentence: Sentence, reading: Reading) -> Iterator[Finding]:
    """No answer to a question, such as a bare "No" or "They are", stands in a page but from a derived claim."""
    passage = sentence.passage
    titles = passage.label == "heading" or passage.kind in ("dt", "caption") or passage.row and passage.row.is_head
    of_a_row = reading.status and passage.row and passage is not passage.row.passages[0]
    if (reading.answers or of_a_row) and not titles and not _asks(sentence, reading):
        where = f' in the row "{passage.row.text}"' if passage.row else ""
        yield _finding(page, sentence, f"{_the(sentence)}{where} gives an answer by hand.", f"{_DERIVE}.")


def _reversal(page: Page, sentence: Sentence, reading: Reading) -> Iterator[Finding]:
    """No word around a derived claim or a fact's text may turn it into its opposite."""
    told = [
        mark
        for mark in sentence.marks
        if mark.sort == "data-claim" or mark.tag == "span" and "/corrections/" not in mark.ref
    ]
    told = [mark for mark in told if mark.ref != "count"]  # a number has no opposite
    if told and reading.reversals:
        what = (
            f"{_the(sentence)} puts {_quoted(reading.reversals)} beside words that a fact or a derived claim carries."
        )
        yield _finding(page, sentence, what, "Let the claim be a sentence of its own.")


def _invisible(page: Page, passage: Passage) -> Iterator[Finding]:
    """No text holds characters that make it read otherwise than it is written."""
    if _BIDI.search(passage.text):
        what = f'The {passage.label} "{_BIDI.sub("", passage.text)}" holds a character that turns the direction of writing.'
        yield Finding(page.path, passage.text, page.problem(passage.html, what, "Delete it."))


_DERIVE = "Render it as a derived claim (data-claim), or let a fact's own text say it"


def _claim_finding(
    page: Page,
    sentence: Sentence,
    the: str,
    subjects: Iterable[str],
    claims: Iterable[str],
    hints: Hints,
    text: str | None = None,
) -> Finding:
    ref = hints.sentence(text or sentence.text, page)
    what = f"{the} says {_quoted(claims)} of {_quoted(subjects)} by hand."
    mend = f"{_DERIVE}{f', perhaps {call(ref)}' if ref else ''}."
    return Finding(page.path, text or sentence.text, page.problem(sentence.passage.html, what, mend))


def _finding(page: Page, sentence: Sentence, what: str, mend: str, unless: frozenset[str] = frozenset()) -> Finding:
    return Finding(page.path, sentence.text, page.problem(sentence.passage.html, what, mend), unless)


def _asks(sentence: Sentence, reading: Reading) -> bool:
    """Whether a sentence asks, or as a heading or description says what will be answered."""
    passage = sentence.passage
    return (
        sentence.is_question and reading.asks or reading.asks_indirectly and (passage.is_label or passage.is_attribute)
    )


def _claims(sentence: Sentence, reading: Reading, nouns: Phrases) -> tuple[str, ...]:
    """The claim words of a sentence; a heading may hold some nouns, and the name of a field after marks and a colon."""
    if sentence.passage.is_label and not reading.links:
        if _FIELD.fullmatch(sentence.bare):
            return ()
        return tuple(word for word in reading.claims if not nouns.within(tokens(word)))
    return reading.claims


def _subjects(sentence: Sentence, reading: Reading) -> tuple[str, ...]:
    """Whom a sentence speaks of: states by name, in a mark or not, and words such as "both", which a definition may use."""
    marked = tuple(mark.text for mark in sentence.marks if mark.is_value and _names_one(mark, "states"))
    return reading.states + marked + (() if sentence.passage.definition else reading.subjects)


def _bodies(sentence: Sentence) -> Iterator[str]:
    """The organizations and treaties that marks name in a sentence."""
    for mark in sentence.marks:
        if mark.is_value and (_names_one(mark, "organizations") or _names_one(mark, "treaties")):
            yield mark.text


def _names_one(mark: Mark, folder: str) -> bool:
    name, _, pointer = mark.ref.partition("#")
    return name.startswith(f"{folder}/") and pointer.split("/")[1:2] and pointer.split("/")[1] in _NAME_KEYS


def _stem(sentence: Sentence) -> str:
    """A sentence as it may stand a second time: a title without the name of the site."""
    text = sentence.text.rpartition(" - ")[0] if sentence.passage.kind == "title" else ""
    return (text or sentence.text).rstrip(".")


def _the(sentence: Sentence) -> str:
    return f'The {sentence.passage.label} "{sentence.text}"'


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f'"{word}"' for word in dict.fromkeys(words))
