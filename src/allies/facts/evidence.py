"""Evidence: each claim is held against what its sources print, with no network.

A claim's rows are read (see `readings`) and must agree with its value, or the entry must declare the dispute. So a slip
of one digit is caught in either place.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from allies.facts.claims import Claim, Row
from allies.facts.dates import Edtf, ImpossibleDate, edtf
from allies.facts.readings import date_readings, fold, holds_numbers_of, names_in, number_readings
from allies.load import escape
from allies.problems import Problem


@dataclass(frozen=True, eq=False)
class Witnesses:
    """What reading needs to know besides the claim: sources by id (as data), and each state's names by code."""

    sources: Mapping[str, Mapping]
    state_names: Mapping[str, tuple[str, ...]]

    def language(self, row: Row) -> str:
        return row.language or self.sources.get(row.source, {}).get("language", "en")

    def longer_names(self, code: str) -> tuple[str, ...]:
        """Names of other states that hold a name of this one: Guinea-Bissau holds Guinea."""
        if code not in self._longer_names:
            mine = self.state_names[code]
            self._longer_names[code] = tuple(
                name
                for other, known in self.state_names.items()
                if other != code
                for name in known
                if names_in(name, mine)
            )
        return self._longer_names[code]

    @cached_property
    def _longer_names(self) -> dict[str, tuple[str, ...]]:
        return {}

    def publisher(self, source: str) -> str:
        """Who answers for a source's words: copies of one publisher are one witness."""
        data = self.sources.get(source, {})
        return data.get("copy_of") or data.get("publisher", source)


@dataclass(frozen=True)
class Reading:
    """What one row says: a date, a number or a name, in the form of the claim's value."""

    row: Row
    value: Edtf | int | str


@dataclass(frozen=True)
class Standing:
    """How well a claim is supported: the readings that agree with it, and those that rival it."""

    claim: Claim
    agreeing: tuple[Reading, ...]
    rivals: tuple[Reading, ...]

    @property
    def confirmed(self) -> bool:
        """Whether at least one source was seen to print the value."""
        return bool(self.agreeing)


def standing(claim: Claim, witnesses: Witnesses) -> Standing:
    """How a claim stands, whatever problems it has; rows that cannot be read are left out."""
    readings = [
        reading for row in claim.rows if row.printed and isinstance(reading := _read(claim, row, witnesses), Reading)
    ]
    agreeing = tuple(reading for reading in readings if _agrees(claim, reading))
    return Standing(claim, agreeing, tuple(reading for reading in readings if reading not in agreeing))


def hold(claim: Claim, witnesses: Witnesses) -> Iterator[Problem]:
    """Every way in which a claim and its rows do not fit: unreadable, contradicting, undeclared, imprecise."""
    rows = [row for row in claim.rows if row.printed]
    results = [
        _read(claim, row, witnesses) for row in rows if row.source in witnesses.sources
    ]  # an unknown source is a problem of its own
    yield from (result for result in results if isinstance(result, Problem))
    readings = [result for result in results if isinstance(result, Reading)]
    if len(readings) < len(
        rows
    ):  # only once every row can be read can one tell whether a dispute is shown, or who is more precise
        if not claim.dispute:
            yield from _contradictions(
                claim, readings, [reading for reading in readings if not _agrees(claim, reading)]
            )
    elif claim.sort == "date":
        yield from _hold_date(claim, readings, witnesses)
    else:
        yield from _hold_other(claim, readings, witnesses)


def unsupported(claim: Claim) -> Iterator[Problem]:
    """A date or number about which no row of evidence says anything."""
    if claim.needs_evidence and not claim.rows:
        yield Problem(
            where=claim.document.at(claim.pointer),
            what=f"Nothing supports {claim.value!r}: no row of evidence is about {claim.supports!r}.",
            mend=f"Add a row with a source, supports: {claim.supports} and the printed form.",
        )


def _hold_date(claim: Claim, readings: list[Reading], witnesses: Witnesses) -> Iterator[Problem]:
    value = _value(claim)
    rivals = [reading for reading in readings if not reading.value.overlaps(value)]
    apart = any(not one.value.overlaps(other.value) for one in readings for other in readings)
    if claim.dispute:
        yield from _hold_dispute(claim, readings, bool(rivals) or apart, witnesses)
    elif rivals:
        yield from _contradictions(claim, readings, rivals)
    elif apart:
        said = " and ".join(sorted({repr(str(reading.value)) for reading in readings}))
        yield Problem(
            where=claim.document.at(claim.pointer),
            what=f"The rows for {claim.supports!r} cannot all be right: they say {said}.",
            mend="Correct the row that is wrong; where the sources really disagree, declare `disputed` and say which are followed.",
        )
    else:
        finer = [reading for reading in readings if value.contains(reading.value) and not reading.value.contains(value)]
        if finer:
            yield Problem(
                where=claim.document.at(claim.pointer),
                what=f"{claim.value!r} is less precise than {finer[0].row.printed!r}, as {finer[0].row.source} prints it.",
                mend=f"Write {str(finer[0].value)!r}, or declare `disputed` and say why less is adopted.",
            )
    supporting = [reading for reading in readings if reading.value.overlaps(value)]
    printed = (
        frozenset().union(*(reading.value.components for reading in supporting)) if supporting else value.components
    )
    if supporting and not value.components <= printed:
        yield Problem(
            where=claim.document.at(claim.pointer),
            what=f"{claim.value!r} is more precise, or surer, than any of its sources.",
            mend="Write only what is printed (with ~ for about, ? for perhaps), or add a row that prints the rest.",
        )


def _hold_other(claim: Claim, readings: list[Reading], witnesses: Witnesses) -> Iterator[Problem]:
    rivals = [reading for reading in readings if not _agrees(claim, reading)]
    if claim.dispute:
        yield from _hold_dispute(claim, readings, bool(rivals), witnesses)
    else:
        yield from _contradictions(claim, readings, rivals)


def _hold_dispute(claim: Claim, readings: list[Reading], disagreement: bool, witnesses: Witnesses) -> Iterator[Problem]:
    pointer = f"{claim.holder}/disputed"
    named = f"{pointer}/{escape(claim.supports)}"
    pointer = (
        named if named in claim.document.lines else pointer
    )  # an entry with several values names the one in dispute
    if not disagreement:
        yield Problem(
            where=claim.document.at(pointer),
            what=f"A dispute over {claim.supports!r} is declared, but every row agrees.",
            mend="Add the rival reading as a row, or delete `disputed`.",
        )
    for source in claim.dispute["follows"]:
        if source in witnesses.sources and not any(
            reading.row.source == source and str(reading.value) == str(claim.value) for reading in readings
        ):
            yield Problem(
                where=claim.document.at(pointer),
                what=f"The dispute follows {source!r}, which has no row here that prints {str(claim.value)!r}.",
                mend="Follow a source whose printed form is the adopted value, or adopt what that source prints.",
            )
    if not disagreement:
        return
    named = claim.dispute.get("rivals", {})
    declared = {
        (source, value): f"{pointer}/rivals/{escape(value)}/{place}"
        for value, sources in named.items()
        for place, source in enumerate(sources)
    }
    seen = {(reading.row.source, str(reading.value)): reading.row for reading in _rivals(claim, readings)}
    for (source, value), row in seen.items():
        if (source, value) not in declared:
            yield Problem(
                where=claim.document.at(row.pointer),
                what=f"{source} prints {row.printed!r}, a rival that the dispute does not name as such.",
                mend=f'Name it under `rivals` of the dispute, "{value}": [{source}]; or correct the printed form.',
            )
    for (source, value), where in declared.items():
        if (source, value) not in seen and source in witnesses.sources:
            yield Problem(
                where=claim.document.at(where),
                what=f"The dispute names {source!r} as a rival with {value!r}, but no row here shows it.",
                mend="Add the row as the source prints it, or take the rival out.",
            )


def _rivals(claim: Claim, readings: list[Reading]) -> Iterator[Reading]:
    """The readings that speak against the value: they exclude it, or exclude another reading without being the value itself."""
    for reading in readings:
        excluded = isinstance(reading.value, Edtf) and any(
            _agrees(claim, other) and not reading.value.overlaps(other.value) for other in readings
        )
        if not _agrees(claim, reading) or (excluded and str(reading.value) != str(claim.value)):
            yield reading


def _contradictions(claim: Claim, readings: list[Reading], rivals: list[Reading]) -> Iterator[Problem]:
    """One problem for each thing that rivals say: at the row or, where several rows say it and none the value, at the value."""
    by_meaning: dict[str, list[Reading]] = {}
    for reading in rivals:
        by_meaning.setdefault(str(reading.value), []).append(reading)
    for meaning, said in by_meaning.items():
        printed = " and ".join(f"{reading.row.source} prints {reading.row.printed!r}" for reading in said)
        alone = len(said) > 1 and len(rivals) == len(readings)
        yield Problem(
            where=claim.document.at(claim.pointer if alone else said[0].row.pointer),
            what=f"{printed}, which says {meaning!r}; the value of {claim.supports!r} is {str(claim.value)!r}.",
            mend="Correct whichever is wrong; where the sources really disagree, declare `disputed` and say which are followed.",
        )


def _read(claim: Claim, row: Row, witnesses: Witnesses) -> Reading | Problem:
    language = witnesses.language(row)
    match claim.sort:
        case "date":
            found = {str(reading) for reading in date_readings(row.printed, language, row.year)}
            form, sort = "date", "a date"
        case "number":
            found = {str(number) for number in number_readings(row.printed, language)}
            form, sort = "number", "a number"
        case _:
            return _read_name(claim, row, witnesses)
    if row.reads is not None:
        return _read_by_a_person(claim, row, found, form, witnesses)
    if len(found) == 1:
        return Reading(row, _typed(found.pop(), form))
    where = claim.document.at(row.pointer)
    if found:
        return Problem(
            where=where,
            what=f"{row.printed!r} can be read in {len(found)} ways: {', '.join(sorted(found))}.",
            mend="Add `reads` with the meaning and `note` with the reason.",
        )
    hint = " (or `year`, where the source prints the year elsewhere)" if form == "date" and row.year is None else ""
    return Problem(
        where=where,
        what=f"{row.printed!r} cannot be read as {sort} in the language {language!r}.",
        mend=f"Copy the fragment that prints {sort}, or add `reads` and `note`{hint}.",
    )


def _read_by_a_person(claim: Claim, row: Row, found: set[str], form: str, witnesses: Witnesses) -> Reading | Problem:
    """The row's own `reads`; what the machine reads in the fragment has to allow it."""
    where = claim.document.at(row.pointer)
    try:
        said = _typed(row.reads, form)
    except (ImpossibleDate, ValueError):
        return Problem(
            where=where,
            what=f"`reads` is {row.reads!r}, which is not a {form}.",
            mend=f"Write the {form} that the fragment says.",
        )
    if form == "date" and not found:
        found = {str(reading) for reading in date_readings(row.printed, witnesses.language(row), row.reads[:4])}
    allowed = not found or (
        str(said) in found if form == "number" else any(edtf(candidate).contains(said) for candidate in found)
    )
    if not allowed:
        return Problem(
            where=where,
            what=f"`reads` is {row.reads!r}, but {row.printed!r} can only be {' or '.join(sorted(found))}.",
            mend="Correct `reads`, or copy the fragment again.",
        )
    if form == "date" and not found and not holds_numbers_of(row.printed, said):
        return Problem(
            where=where,
            what=f"`reads` is {row.reads!r}, but {row.printed!r} holds other numbers.",
            mend="Correct `reads`, or copy the fragment again.",
        )
    return Reading(row, said)


def _read_name(claim: Claim, row: Row, witnesses: Witnesses) -> Reading | Problem:
    value = str(claim.value)
    if claim.sort == "parties":
        return _read_parties(claim, row, witnesses)
    if claim.sort == "registration":
        numbers = {number for number in claim.value.values() if isinstance(number, int)}
        found = bool(numbers & set(number_readings(row.printed or "", "en")))
        return Reading(row, str(claim.value)) if found else _unreadable(claim, row, "a number of the registration")
    if row.reads is not None:
        return Reading(row, value if fold(row.reads) == fold(value) else row.reads)
    if claim.sort == "state":
        names = witnesses.state_names.get(value, ())
        if not names or names_in(
            row.printed, names, but_not=witnesses.longer_names(value)
        ):  # a state without a file is a problem of its own
            return Reading(row, value)
        others = [
            code for code, known in witnesses.state_names.items() if code != value and names_in(row.printed, known)
        ]
        return Reading(row, others[0]) if others else _unreadable(claim, row, f"a name of {value}")
    if claim.sort == "choice" and (columns := witnesses.sources.get(row.source, {}).get("columns")):
        return _read_figures(claim, row, columns)
    if claim.sort == "choice":
        words = {
            choice: found
            for choice, known in claim.words.items()
            if (found := [word for word in known if f" {fold(word)}" in f" {fold(row.printed)}"])
        }
        best = value if value in words else max(words, key=lambda choice: max(map(len, words[choice])), default=None)
        return Reading(row, best) if best else _unreadable(claim, row, f"a word for {value!r}")
    wanted = (
        re.search(rf"(?<!\d){re.escape(fold(value))}(?!\d)", fold(row.printed)) if fold(value) else value in row.printed
    )
    return Reading(row, value) if wanted else _unreadable(claim, row, repr(value))


def _read_figures(claim: Claim, row: Row, columns: list[str]) -> Reading | Problem:
    """Whether a row of figures has a one in the column of the value; the column's name may be cut short."""
    cells = (row.printed or "").split(",")
    value = str(claim.value)
    if len(cells) != len(columns):
        return _unreadable(claim, row, f"a cell for each of {', '.join(columns)}")
    marked = [name for name, cell in zip(columns[1:], cells[1:], strict=True) if cell == "1" and value.startswith(name)]
    return Reading(row, value) if marked else _unreadable(claim, row, f"a one in the column of {value!r}")


def _read_parties(claim: Claim, row: Row, witnesses: Witnesses) -> Reading | Problem:
    """Whether a printed list names a party."""
    named = any(
        names_in(row.printed or "", witnesses.state_names.get(code, ()), but_not=witnesses.longer_names(code))
        for code in _codes(claim.value)
        if code in witnesses.state_names
    )
    read = row.reads is not None and set(row.reads.split()) <= _codes(claim.value)
    return (
        Reading(row, str(claim.value))
        if read or named and not row.reads
        else _unreadable(claim, row, "the name of a party")
    )


def _codes(parties: dict[str, Any]) -> set[str]:
    """The states of a mapping keyed by them, or of one of lists."""
    return {code for key, value in parties.items() for code in (value if isinstance(value, list) else [key])}


def _unreadable(claim: Claim, row: Row, wanted: str) -> Problem:
    return Problem(
        where=claim.document.at(row.pointer),
        what=f"{row.printed!r} does not hold {wanted}.",
        mend="Correct whichever is wrong, or add `reads` and `note` where it is printed in another form.",
    )


def _typed(text: str, form: str) -> Edtf | int:
    return edtf(text) if form == "date" else int(text)


def _value(claim: Claim) -> Edtf:
    return edtf(claim.value)


def _agrees(claim: Claim, reading: Reading) -> bool:
    return (
        reading.value.overlaps(_value(claim))
        if isinstance(reading.value, Edtf)
        else str(reading.value) == str(claim.value)
    )
