"""Compare: anybody's table of pairs and years, held against the derived answers; what differs, and what accounts for
it."""

import csv
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from io import StringIO
from itertools import combinations, groupby
from pathlib import Path

from allies.answers import derive, reach
from allies.answers.derive import Verdict
from allies.facts import model
from allies.facts.claims import grouped
from allies.facts.dates import Edtf, day, edtf
from allies.facts.read import Facts, remembered
from allies.facts.readings import fold
from allies.problems import NotKnown, Problem

FORMATS = {"atop": edtf("1945/2018"), "cow": edtf("1945/2012"), "pairs": edtf("1945/2018")}  # and the years compared
COLUMNS = {  # what a column may be called
    "a": ("a", "ccode1", "statea", "mem1", "state1"),
    "b": ("b", "ccode2", "stateb", "mem2", "state2"),
    "member": ("member",),
    "number": ("atopid", "version4id"),
    "from": ("from", "year", "yrent", "dyad_st_year"),
    "until": ("until", "year", "yrexit", "dyad_end_year"),
    "promises": ("defense", "offense", "atop_defense", "atop_offense", "cow_defense"),
    "weaker": (
        *("neutral", "nonagg", "consul", "atop_neutral", "atop_nonagg", "atop_consul"),
        *("neutrality", "nonaggression", "entente", "cow_neutral", "cow_nonagg", "cow_entente"),
    ),
}
ALLIED = (Verdict.ALLIES, Verdict.DISPUTED)


@dataclass(frozen=True, order=True)
class Row:
    """A year in which a table joins two states, by its own names for them, under the number of an alliance or none;
    only by a weaker promise than defense or offense, or by an alliance."""

    a: str
    b: str
    year: int
    number: str = ""
    weaker: bool = False


@dataclass(frozen=True)
class Finding:
    """A pair and a year of a table on which the answer is another, with the differences on record that account for
    it."""

    a: str
    b: str
    year: int
    number: str
    answer: str
    by: frozenset[str]  # their refs


def read(path: Path, form: str) -> list[Row]:
    """Every pair and year of a table (CSV) with a promise of defense or offense, and every other one with a weaker
    promise, in order. Raises NotKnown."""
    try:
        table = csv.DictReader(StringIO(path.read_text("utf-8-sig"), newline=""))
        names, rows = {name.strip().lower(): name for name in table.fieldnames or ()}, list(table)
    except (UnicodeDecodeError, csv.Error) as error:
        raise NotKnown(f"{path} cannot be read as a table: {error}") from None
    found = {key: [names[each] for each in known if each in names] for key, known in COLUMNS.items()}
    if not found["from"] or not (found["member"] and found["number"] or found["a"] and found["b"]):
        raise NotKnown(f"{path} has no columns for two states and a year: {', '.join(names) or 'it is empty'}")
    columns = {key: each[0] for key, each in found.items() if each}
    joined = _spans if found["a"] and found["b"] else _joined
    promised = [row for row in rows if not found["promises"] or any(_one(row[key]) for key in found["promises"])]
    told = [row for row in rows if any(_one(row[key]) for key in found["promises"] + found["weaker"])]
    allied, every = (
        {row for span in joined(each, columns) for row in _rows(*span, FORMATS[form])} for each in (promised, told)
    )
    return sorted(allied | {replace(row, weaker=True) for row in every - allied})


def digest(rows: Iterable[Row]) -> str:
    """SHA-256 of what was read: a line for each pair and year."""
    lines = sorted({f"{row.a} {row.b} {row.year}{' weaker' * row.weaker}\n" for row in rows})
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def differences(facts: Facts, rows: Iterable[Row], form: str) -> Iterator[Finding]:
    """Every pair and year that a table joins and the answers do not, unless a treaty that is recorded leaves it
    open; by a weaker promise, any obligation between the two does."""
    told = [each.ref for each in facts.comparisons.values() if form in (each.format, "pairs")]
    for row in rows:
        on = day(f"{row.year}-12-31")
        a, b = (_code(facts, each, row.year, form) for each in (row.a, row.b))
        if not (a and b) or a == b:
            continue  # a state that was no more at the end of the year, or is one with the other
        known = a in facts.states and b in facts.states
        answer = derive.answer(facts, a, b, on) if known else None
        if answer is None or not (_bound if row.weaker else _allied)(answer):
            by = frozenset(
                ref
                for ref, each in reach.differences(facts, a, b)
                if each.years.contains(on)
                and (row.weaker or not each.weaker)
                and row.number in ("", each.number or row.number)
                and ref.partition("#")[0] in told
            )
            said = "no such state" if answer is None else "no pact" if row.weaker else answer.verdict.value
            yield Finding(min(a, b), max(a, b), row.year, row.number, said, by)


def spans(found: Iterable[Finding]) -> Iterator[str]:
    """Differences as lines, years in a row drawn together: `COG,FRA,1975/1978,not-allies,3395`."""
    for (a, b, number, answer), group in groupby(
        sorted(found, key=lambda each: (each.number, each.a, each.b, each.answer, each.year)),
        key=lambda each: (each.a, each.b, each.number, each.answer),
    ):
        years = sorted({each.year for each in group})
        for _, run in groupby(enumerate(years), key=lambda item: item[1] - item[0]):
            row = [year for _, year in run]
            yield f"{a},{b},{row[0]}/{row[-1]},{answer},{number}"


def stale(facts: Facts, comparison: model.Comparison, found: Iterable[Finding]) -> Iterator[Problem]:
    """Each difference on record that a table at hand does not show any more, or not for all its states and years."""
    used = grouped((ref, row) for row in found for ref in row.by)
    for key, each in comparison.differences.items():
        rows = used.get(ref := f"{comparison.ref}#/differences/{key}", [])
        years = {row.year for row in rows}
        states = {each for row in rows for code in (row.a, row.b) for each in facts.lineage(code)}
        idle = [code for code in each.states if code not in states]
        span = set(range(each.years.earliest.year, each.years.latest.year + 1))
        needed = span if each.reason == "text-not-found" else {min(span), max(span)}
        if not rows or idle or not needed <= years:
            told = (
                "nowhere" if not rows else f"for {min(years)}/{max(years)}" + (f", not with {idle[0]}" if idle else "")
            )
            what = f"The answers and the table differ {told}, and the line says {each.years}."
            mend = "Delete the line, or give it the states and years for which they do."
            yield facts.problem(ref, what, mend, "difference-idle")


def _allied(answer: derive.Answer) -> bool:
    """Whether an answer is an alliance, or leaves one open."""
    return answer.verdict in ALLIED or bool(answer.unclear)


def _bound(answer: derive.Answer) -> bool:
    """Whether the two owe each other anything, or may."""
    return bool(answer.bonds or answer.pending)


@remembered
def _code(facts: Facts, name: str, year: int, form: str) -> str:
    """The code of a state by a table's name for it, at the end of a year; empty where it had ended by then."""
    if form == "pairs":
        return facts.state_lookup.get(fold(name), name)
    known = [state for state in facts.states.values() if any(each.number == int(name) for each in state.cow)]
    counted = [
        state.code for state in known if any(each.number == int(name) and each.counts(year) for each in state.cow)
    ]
    there = [code for code in counted if derive.exists(facts, code, day(f"{year}-12-31"))]
    return there[0] if there else "" if known else name


def _rows(a: str, b: str, first: int, last: int, number: str, years: Edtf) -> Iterator[Row]:
    """A row for each year of a span within the years compared; the states by the order of their numbers."""
    x, y = sorted((a, b), key=lambda name: (len(name), name))
    for year in range(max(first, years.earliest.year), min(last, years.latest.year) + 1) if a != b else ():
        yield Row(x, y, year, number)


def _one(value: str | None) -> bool:
    return value is not None and value.strip() not in ("", "0", "0.0", "NA")


def _year(value: str | None, otherwise: int) -> int:
    return int(float(value)) if value and _one(value) else otherwise


def _spans(rows: list[dict[str, str]], named: dict[str, str]) -> Iterator[tuple[str, str, int, int, str]]:
    """A table of pairs: two states, the first year, the last one, the number of the alliance."""
    for row in rows:
        first, last = _year(row[named["from"]], 0), _year(row[named.get("until", named["from"])], 9999)
        yield _name(row[named["a"]]), _name(row[named["b"]]), first, last, row.get(named.get("number", ""), "")


def _joined(rows: list[dict[str, str]], named: dict[str, str]) -> Iterator[tuple[str, str, int, int, str]]:
    """A table of members: every two that belong to an alliance at the same time."""
    stays = (
        (_name(row[named["member"]]), _year(row[named["from"]], 0), _year(row[named["until"]], 9999)) for row in rows
    )
    for number, members in grouped(zip((row[named["number"]] for row in rows), stays, strict=True)).items():
        for (a, first, last), (b, since, until) in combinations(members, 2):
            yield a, b, max(first, since), min(last, until), number


def _name(value: str) -> str:
    """A state as a table names it; a number without a point."""
    return value.strip().removesuffix(".0")
