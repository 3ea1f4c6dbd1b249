"""Evidence: each claim is held against what its sources print, with no network.

A claim's rows are read (see `readings`) and must agree with its value, or the entry must declare the dispute. So a slip
of one digit is caught in either place.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from allies.facts.claims import Claim, Row, grouped
from allies.facts.dates import Edtf, edtf
from allies.facts.readings import (
    date_readings,
    denial,
    elsewhere,
    fold,
    hedge,
    holds_numbers_of,
    is_read,
    number_readings,
    odd_month,
    other_calendar,
)
from allies.load import escape
from allies.problems import Problem

LONGEST_NAME = 12  # words
_DISAGREE = "where the sources really disagree, declare `disputed` and say which are followed."


@dataclass(frozen=True, eq=False)
class Witnesses:
    """What reading needs to know besides the claim: sources by id (as data), and each state's names by code."""

    sources: Mapping[str, Mapping[str, Any]]
    state_names: Mapping[str, tuple[str, ...]]

    def language(self, row: Row) -> str:
        return row.language or str(self.sources.get(row.source, {}).get("language", "en"))

    @cached_property
    def codes_by_name(self) -> dict[str, list[str]]:
        """The states that a name, folded, can mean; none for that of another place."""
        each = ((name, code) for code, names in self.state_names.items() for name in set(map(fold, names)))
        return elsewhere() | grouped(each)

    def told(self, rows: Iterable[Row]) -> set[str]:
        """The states that rows name, or are read as naming."""
        return {code for row in rows for code in (*(row.reads or "").split(), *self.named(row.printed))}

    def named(self, fragment: str) -> set[str]:
        """The states that a fragment names, whatever case, accents and spacing; where one name holds another, the
        longer one counts: Guinea-Bissau is not Guinea, nor is New Guinea."""
        words, found = fold(fragment).split(), set[str]()
        while words:
            begun = (" ".join(words[:size]) for size in range(LONGEST_NAME, 0, -1))
            name = next((each for each in begun if each in self.codes_by_name), "")
            found.update(self.codes_by_name.get(name, ()))
            del words[: len(name.split()) or 1]
        return found


@dataclass(frozen=True)
class Reading:
    """What one row says: a date, a number or a name, in the form of the claim's value, as text."""

    row: Row
    value: str

    @property
    def day(self) -> Edtf:
        """What is said, of a date."""
        return edtf(self.value)


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
    results = [_read(claim, row, witnesses) for row in claim.rows if row.printed]
    readings = [result for result in results if isinstance(result, Reading)]
    agreeing = tuple(reading for reading in readings if _agrees(claim, reading))
    return Standing(claim, agreeing, tuple(reading for reading in readings if reading not in agreeing))


def hold(claim: Claim, witnesses: Witnesses) -> Iterator[Problem]:
    """Every way in which a claim and its rows do not fit: unreadable, contradicting, undeclared, imprecise."""
    rows = [row for row in claim.rows if row.printed]
    known = [row for row in rows if row.source in witnesses.sources]  # an unknown source is a problem of its own
    results = [_read(claim, row, witnesses) for row in known]
    yield from (result for result in results if isinstance(result, Problem))
    readings = [result for result in results if isinstance(result, Reading)]
    rivals = [reading for reading in readings if not _agrees(claim, reading)]
    if len(readings) < len(rows):  # whether a dispute is shown, or who is more precise, cannot be told yet
        yield from _contradictions(claim, readings, rivals) if not claim.dispute else ()
        return
    is_date = claim.sort == "date"
    apart = is_date and any(not one.day.overlaps(other.day) for one in readings for other in readings)
    if claim.dispute:
        astray = [*_hold_followed(claim, claim.dispute, readings, witnesses)]
        held = _hold_dispute(claim, claim.dispute, readings, witnesses) if rivals or apart else _no_rival(claim)
        yield from astray or held
    elif rivals:
        yield from _contradictions(claim, readings, rivals)
    elif apart:
        yield _apart(claim, readings)
    elif is_date and (finer := [*_hold_finer(claim, readings)]):
        yield from finer
        return
    yield from _hold_coarser(claim, readings) if is_date else ()


def unsupported(claim: Claim) -> Iterator[Problem]:
    """A date or number about which no row of evidence says anything."""
    if claim.needs_evidence and not claim.rows:
        what = f"Nothing supports {claim.value!r}: no row of evidence is about {claim.supports!r}."
        mend = f"Add a row with a source, supports: {claim.supports} and the printed form."
        yield claim.document.problem(claim.pointer, what, mend, "evidence-missing")


def _apart(claim: Claim, readings: list[Reading]) -> Problem:
    said = " and ".join(sorted({repr(reading.value) for reading in readings}))
    what = f"The rows for {claim.supports!r} cannot all be right: they say {said}."
    mend = f"Correct the row that is wrong; {_DISAGREE}"
    return claim.document.problem(claim.pointer, what, mend, "rows-apart")


def _hold_finer(claim: Claim, readings: list[Reading]) -> Iterator[Problem]:
    """A date is as precise as the sources that agree with it."""
    value = edtf(claim.value)
    finer = [reading for reading in readings if value.contains(reading.day) and not reading.day.contains(value)]
    for reading in finer[:1]:
        what = f"{claim.value!r} is less precise than {reading.row.printed!r}, as {reading.row.source} prints it."
        mend = f"Write {reading.value!r}, or declare `disputed` and say why less is adopted."
        yield claim.document.problem(claim.pointer, what, mend, "date-vague")


def _hold_coarser(claim: Claim, readings: list[Reading]) -> Iterator[Problem]:
    """A date says no more than the sources that agree with it do together."""
    value = edtf(claim.value)
    supporting = [
        reading.day.common if reading.day.is_interval and not value.contains(reading.day) else reading.day.components
        for reading in readings
        if reading.day.overlaps(value)
    ]
    if supporting and not value.components <= frozenset().union(*supporting):
        what = f"{claim.value!r} is more precise, or surer, than any of its sources."
        span = next((each.row.printed for each in readings if each.day.is_interval), None)
        mend = "Write only what is printed (with ~ for about, ? for perhaps), or add a row that prints the rest."
        ends = f"Write the span that {span!r} prints, or say by `reads` and `note` which of its ends is meant."
        mend = ends if span else mend
        yield claim.document.problem(claim.pointer, what, mend, "date-precise")


def _no_rival(claim: Claim) -> Iterator[Problem]:
    what = f"A dispute over {claim.supports!r} is declared, but every row agrees."
    mend = "Add the rival reading as a row, or delete `disputed`."
    yield claim.document.problem(claim.disputed, what, mend, "dispute-idle")


def _hold_followed(
    claim: Claim, dispute: dict[str, Any], readings: list[Reading], witnesses: Witnesses
) -> Iterator[Problem]:
    """The sources that a dispute follows print the adopted value. Where some do, it is the row of another that is
    wrong; where of several none does, the value."""
    exact = {reading.row.source for reading in readings if reading.value == str(claim.value)}
    followed = [source for source in dispute["follows"] if source in witnesses.sources]
    astray = [source for source in followed if source not in exact]
    rows = {reading.row.pointer: reading.row for reading in readings if reading.row.source in astray}
    at = next(iter(rows), claim.disputed) if len(astray) < len(followed) else claim.pointer
    if astray:
        has = f"{'has' if len(astray) == 1 else 'have'} no row here that prints {str(claim.value)!r}"
        but = ", ".join(dict.fromkeys(repr(row.printed) for row in rows.values()))
        what = f"The dispute follows {', '.join(map(repr, astray))}, which {has}{f', but {but}' * bool(but)}."
        mend = "Follow a source whose printed form is the adopted value, or adopt what that source prints."
        where = at if len(followed) > 1 else claim.disputed
        yield claim.document.problem(where, what, mend, "dispute-follows")


def _hold_dispute(
    claim: Claim, dispute: dict[str, Any], readings: list[Reading], witnesses: Witnesses
) -> Iterator[Problem]:
    """A dispute names exactly the rivals that the rows show."""
    declared = {
        (source, value): f"{claim.disputed}/rivals/{escape(value)}/{place}"
        for value, sources in dispute.get("rivals", {}).items()
        for place, source in enumerate(sources)
    }
    seen = {(reading.row.source, reading.value): reading.row for reading in _rivals(claim, readings)}
    for (source, value), row in seen.items():
        if (source, value) not in declared:
            what = f"{source} prints {row.printed!r}, a rival that the dispute does not name as such."
            mend = f'Name it under `rivals` of the dispute, "{value}": [{source}]; or correct the printed form.'
            yield claim.document.problem(row.pointer, what, mend, "rival-undeclared")
    for (source, value), where in declared.items():
        if (source, value) not in seen and source in witnesses.sources:
            what = f"The dispute names {source!r} as a rival with {value!r}, but no row here shows it."
            mend = "Add the row as the source prints it, or take the rival out."
            yield claim.document.problem(where, what, mend, "rival-unshown")


def _rivals(claim: Claim, readings: list[Reading]) -> Iterator[Reading]:
    """The readings against the value: they exclude it, or exclude another reading without being the value itself."""
    for reading in readings:
        excluded = claim.sort == "date" and any(
            _agrees(claim, other) and not reading.day.overlaps(other.day) for other in readings
        )
        if not _agrees(claim, reading) or (excluded and reading.value != str(claim.value)):
            yield reading


def _contradictions(claim: Claim, readings: list[Reading], rivals: list[Reading]) -> Iterator[Problem]:
    """A problem for each thing that rivals say, at the row; where several say as much and none the value, one, at the
    value."""
    alike = (_agrees(replace(claim, value=one.value), each) for one in rivals for each in rivals)
    alone = len(rivals) == len(readings) > 1 and all(alike)
    for said in [rivals] if alone else grouped((reading.value, reading) for reading in rivals).values():
        printed = " and ".join(f"{reading.row.source} prints {reading.row.printed!r}" for reading in said)
        meaning = " or ".join(dict.fromkeys(repr(reading.value) for reading in said))
        what = f"{printed}, which says {meaning}; the value of {claim.supports!r} is {str(claim.value)[:100]!r}."
        mend = f"Correct whichever is wrong; {_DISAGREE}"
        where = claim.pointer if alone else said[0].row.pointer
        yield claim.document.problem(where, what, mend, "printed-otherwise")


def _read(claim: Claim, row: Row, witnesses: Witnesses) -> Reading | Problem:
    if claim.sort not in ("date", "number"):
        return _read_name(claim, row, witnesses)
    found = _meanings(claim, row, row.year, witnesses)
    if row.reads is not None:
        return _read_by_a_person(claim, row, row.reads, found, witnesses)
    if len(found) == 1:
        return Reading(row, found.pop())
    if found:
        what = f"{row.printed!r} can be read in {len(found)} ways: {', '.join(sorted(found))}."
        mend = "Add `reads` with the meaning and `note` with the reason."
        return claim.document.problem(row.pointer, what, mend, "printed-ambiguous")
    return _unread(claim, row, witnesses)


def _unread(claim: Claim, row: Row, witnesses: Witnesses) -> Problem:
    """Why a fragment is no date or number: it does not fit its source's order, or nothing in it can be read as one."""
    is_date, language = claim.sort == "date", witnesses.language(row)
    hint = " (or `year`, where the source prints the year elsewhere)" if is_date and row.year is None else ""
    what = f"{row.printed!r} cannot be read as a {claim.sort} in the language {language!r}."
    mend = f"Copy the fragment that prints a {claim.sort}, or add `reads` and `note`{hint}."
    reasons = _no_date(row, language, witnesses.sources.get(row.source, {}).get("dates")) if is_date else iter(())
    return claim.document.problem(row.pointer, *next(reasons, (what, mend, "printed-unread")))


def _no_date(row: Row, language: str, order: str | None) -> Iterator[tuple[str, str, str]]:
    """Why a fragment cannot be read as a date: what, how to mend it, and the code; the most telling reason first."""
    file = f"facts/sources/{row.source}.yaml"
    if order and date_readings(row.printed, language, row.year):
        what = f"{row.printed!r} is no date in the order {order}, in which {row.source} prints them."
        yield what, f"Copy the fragment again, or correct `dates` in {file}.", "printed-unread"
    if sign := other_calendar(row.printed, language):
        what = f"{row.printed!r} is of another calendar or era than ours: {sign!r}."
        yield what, "Add `reads` with the date in ours, and `note` with how it was found.", "printed-era"
    if not is_read(language):
        what = f"No date is read in the language {language!r}, that of {row.source}."
        yield what, f"Correct `language` in {file}, or add `reads` and `note`.", "language-unread"
    if words := hedge(row.printed, language):
        mend = "Copy a fragment that prints the day, or add `reads` with a span, as in 1950/1951, and `note`."
        yield f"{row.printed!r} says by {words!r} that another day is meant than it prints.", mend, "printed-unread"
    if found := odd_month(row.printed, language):
        word, elsewhere, near = found
        mend = f"Copy the fragment that prints a date, or add `reads` and `note`; where it prints {near!r}, write that."
        mend = mend if near else mend.partition(";")[0] + "."
        mend = f"Add language: {elsewhere} to the row, or correct `language` in {file}." if elsewhere else mend
        what = f"{row.printed!r} cannot be read as a date: {word!r} is no month in the language {language!r}."
        yield what, mend, "printed-unread"


def _meanings(claim: Claim, row: Row, year: str | None, witnesses: Witnesses) -> set[str]:
    """Every date or number that a fragment can mean."""
    language = witnesses.language(row)
    if claim.sort == "number":
        return {str(number) for number in number_readings(row.printed, language)}
    source = witnesses.sources.get(row.source, {})
    found = date_readings(row.printed, language, year, source.get("dates"))
    return {str(each) for each in found if "dates" not in source or not each.surely_after(edtf(source["read"]))}


def _read_by_a_person(claim: Claim, row: Row, reads: str, found: set[str], witnesses: Witnesses) -> Reading | Problem:
    """The row's own `reads`; what the machine reads in the fragment has to allow it."""
    is_date, again = claim.sort == "date", "Correct `reads`, or copy the fragment again."
    try:
        said = str(edtf(reads) if is_date else int(reads))
    except ValueError:  # an impossible date is one, too
        what = f"`reads` is {reads!r}, which is not a {claim.sort}."
        return claim.document.problem(
            row.pointer, what, f"Write the {claim.sort} that the fragment says.", "reads-wrong"
        )
    if found == {said}:
        what = f"{row.printed!r} reads as {said!r} anyway."
        return claim.document.problem(row.pointer, what, "Delete `reads`; the note may stay.", "reads-idle")
    if is_date and not found:
        found = _meanings(claim, row, reads[:4], witnesses)
    if found and not any(edtf(each).contains(edtf(said)) if is_date else each == said for each in found):
        what = f"`reads` is {reads!r}, but {row.printed!r} can only be {' or '.join(sorted(found))}."
        return claim.document.problem(row.pointer, what, again, "reads-wrong")
    elsewhere = is_date and other_calendar(row.printed, witnesses.language(row))
    if is_date and not found and not elsewhere and not holds_numbers_of(row.printed, edtf(said)):
        what = f"`reads` is {reads!r}, but {row.printed!r} holds other numbers."
        return claim.document.problem(row.pointer, what, again, "reads-wrong")
    return Reading(row, said)


def _read_name(claim: Claim, row: Row, witnesses: Witnesses) -> Reading | Problem:
    value = str(claim.value)
    if claim.sort == "parties":
        return _read_parties(claim, row, witnesses)
    if claim.sort == "counted":
        return _read_count(claim, row, witnesses.sources.get(row.source, {}).get("columns", ()))
    if claim.sort == "registration":
        found = _registered(claim.value, row)
        return Reading(row, value) if found else _unreadable(claim, row, "a number of the registration")
    if row.reads is not None:
        return Reading(row, value if fold(row.reads) == fold(value) else row.reads)
    if claim.sort == "state":
        return _read_state(claim, row, witnesses)
    if claim.sort == "choice":
        columns = witnesses.sources.get(row.source, {}).get("columns")
        return _read_figures(claim, row, columns) if columns else _read_choice(claim, row, witnesses.language(row))
    folded = fold(value)
    wanted = re.search(rf"(?<!\d){re.escape(folded)}(?!\d)", fold(row.printed)) if folded else value in row.printed
    return Reading(row, value) if wanted else _unreadable(claim, row, repr(value))


def _registered(value: dict[str, Any], row: Row) -> bool:
    """Whether a fragment holds a number of a registration: its volume and page where it names the series, or its year
    where that is all."""
    spelled = not re.search(r"\d", row.printed)  # as in Chinese numerals
    shown = row.reads if row.reads and (spelled or row.reads in row.printed) else row.printed
    told = {int(each) for each in re.findall(r"\d+", shown)}
    both = {value[key] for key in ("volume", "page") if key in value}
    if value["series"] in shown and both & told:
        return both <= told
    numbers = {number for key, number in value.items() if isinstance(number, int) and key != "year"}
    year = {value["year"]} if "year" in value else set()
    return bool((numbers or year) & told) or (bool(told) and told == year)


def _read_state(claim: Claim, row: Row, witnesses: Witnesses) -> Reading | Problem:
    """Whether a fragment names a state, or else which other one."""
    value, named = str(claim.value), witnesses.named(row.printed)
    if value in named or value not in witnesses.state_names:  # a state without a file is a problem of its own
        return Reading(row, value)
    return Reading(row, min(named)) if named else _unreadable(claim, row, f"a name of {value}")


def _read_choice(claim: Claim, row: Row, language: str) -> Reading | Problem:
    """The choice for which a fragment has a word: the claim's own where it has, else the one with the longest; not help
    that it says nobody owes."""
    value, printed = str(claim.value), f" {fold(row.printed)}"
    if value in claim.schema.get("x-owed", ()) and (said := denial(row.printed, language)):
        what = f"{row.printed!r} promises no {value}, for it says {said!r}."
        mend = "Give the kind that the text has, or take it out; where it is owed all the same, add `reads` and `note`."
        return claim.document.problem(row.pointer, what, mend, "printed-otherwise")
    words = {
        choice: max(map(len, found))
        for choice, known in claim.words.items()
        if (found := [word for word in known if f" {fold(word)}" in printed])
    }
    best = value if value in words else max(words, key=words.__getitem__, default=None)
    return Reading(row, best) if best else _unreadable(claim, row, f"a word for {value!r}")


def _read_figures(claim: Claim, row: Row, columns: list[str]) -> Reading | Problem:
    """Whether a row of figures has a one in the column of the value; the column's name may be cut short."""
    cells, value = row.printed.split(","), str(claim.value)
    if len(cells) != len(columns):
        return _unreadable(claim, row, f"a cell for each of {', '.join(columns)}")
    marked = any(cell == "1" and value.startswith(name) for name, cell in zip(columns[1:], cells[1:], strict=True))
    return Reading(row, value) if marked else _unreadable(claim, row, f"a one in the column of {value!r}")


def _read_count(claim: Claim, row: Row, columns: Sequence[str]) -> Reading | Problem:
    """Whether a row of a data set is one of the conflict's: the first cell is its number."""
    cells = row.printed.split(";" if ";" in row.printed else ",")
    numbers = map(str, (claim.value["number"], *claim.value.get("also", ())))
    if len(cells) == len(columns) and cells[0] in numbers:
        return Reading(row, str(claim.value))
    return _unreadable(claim, row, f"{claim.value['number']}, and a cell for each of {', '.join(columns)}")


def _read_parties(claim: Claim, row: Row, witnesses: Witnesses) -> Reading | Problem:
    """Whether a printed list names a party."""
    codes = _codes(claim.value)
    if len(codes) == 1 or codes - witnesses.state_names.keys():
        return Reading(row, str(claim.value))  # a lonely party, and one that has no file, are problems of their own
    named = witnesses.named(row.printed) & codes if row.reads is None else set(row.reads.split()) <= codes
    return Reading(row, str(claim.value)) if named else _unreadable(claim, row, "the name of a party")


def _codes(parties: dict[str, Any]) -> set[str]:
    """The states of a mapping keyed by them, or of one of lists."""
    return {code for key, value in parties.items() for code in (value if isinstance(value, list) else [key])}


def _unreadable(claim: Claim, row: Row, wanted: str) -> Problem:
    mend = "Correct whichever is wrong, or add `reads` and `note` where it is printed in another form."
    return claim.document.problem(row.pointer, f"{row.printed!r} does not hold {wanted}.", mend, "printed-otherwise")


def _agrees(claim: Claim, reading: Reading) -> bool:
    value = str(claim.value)
    return reading.day.overlaps(edtf(value)) if claim.sort == "date" else reading.value == value
