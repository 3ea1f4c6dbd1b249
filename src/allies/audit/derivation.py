"""Derivation: bonds, answers and what follows from them for a day, derived a second time in SQL, over the raw YAML."""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from allies.audit.days import bounds, is_date
from allies.audit.raw import RawFacts
from allies.load import Document
from allies.problems import Location, Problem

SQL, CLAIMS, DATA = "derive.sql", "claims.sql", "data.sql"
BROKEN = {"severed", "lapsed"}
WITHOUT = {"none", "unrecognized"}  # as of a day
KEPT = 64  # pairs of which what is said is at hand: a page and its data ask again and again for the same

Row = tuple[Any, ...]
Pair = tuple[str, str]
Slots = dict[str, str | list[str]]  # by slot, the ref of what it shows, or those of several things


@dataclass(frozen=True)
class Claims:
    """What follows for a page: by the key of a claim its value and its slots, and all that has to stand on the page."""

    said: dict[str, tuple[str, Slots]]
    must: list[str]  # keys of claims, refs of entries


@dataclass(frozen=True, eq=False)
class Derivation:
    """What the facts give on a day. Pairs are asked for in either order."""

    raw: RawFacts
    day: str
    tables: sqlite3.Connection
    _pairs: dict[Pair, Claims] = field(default_factory=dict)

    @classmethod
    def of(cls, raw: RawFacts, day: str, told: Iterable[Pair] = ()) -> "Derivation":
        """The derivation for a day (ISO); of pairs that are `told`, for each day up to it on which it can change."""
        tables = sqlite3.connect(":memory:", check_same_thread=False)
        for name, count, function in _functions(raw):
            tables.create_function(name, count, function, deterministic=True)
        tables.execute("CREATE TABLE on_day (day TEXT NOT NULL)")
        tables.execute("INSERT INTO on_day VALUES (?)", (day,))
        tables.execute("CREATE TABLE told (a TEXT, b TEXT, PRIMARY KEY (a, b))")
        tables.executemany("INSERT INTO told VALUES (?, ?)", told)
        tables.execute("CREATE TABLE file (folder TEXT, id TEXT, data TEXT, PRIMARY KEY (folder, id))")
        documents = ((*name.partition("/")[::2], json.dumps(data)) for name, data in raw.documents.items())
        tables.executemany("INSERT INTO file VALUES (?, ?, ?)", documents)
        tables.executescript(_sql(SQL))
        return cls(raw, day, tables)

    def answer(self, a: str, b: str) -> str:
        """The answer, as phrases have it: `allies`, `one-way`, `disputed`, `lesser-pact`, `not-allies` or `unknown`."""
        return self.answers[min(a, b), max(a, b)][0]

    def grounds(self, a: str, b: str) -> str:
        """What an answer rests on, as the tables have it: ids of treaties with the obligation, or of searches."""
        return self.answers[min(a, b), max(a, b)][1]

    @cached_property
    def answers(self) -> dict[Pair, tuple[str, str]]:
        """Every answer of the day and what it rests on, by the codes in order."""
        query = "SELECT a, b, iif(one_way, 'one-way', value), coalesce(because, '') FROM answer JOIN on_day USING (day)"
        return {(a, b): (*said,) for a, b, *said in self.tables.execute(f"{query} LEFT JOIN reason USING (a, b, day)")}

    @cached_property
    def histories(self) -> dict[Pair, list[dict[str, str]]]:
        """How the answers of the pairs that are told changed: each day on which one became another."""
        found: dict[Pair, list[dict[str, str]]] = {}
        query = "SELECT a, b, day, value, coalesce(because, '') FROM answer LEFT JOIN reason USING (a, b, day)"
        for a, b, day, answer, because in self.tables.execute(f"{query} ORDER BY a, b, day"):
            now = {"answer": answer, "because": because}
            changes = found.setdefault((a, b), [])
            if not changes or changes[-1] != {"from": changes[-1]["from"], **now}:
                changes.append({"from": day, **now})
        return found

    @cached_property
    def one_way(self) -> set[Pair]:
        """The pairs, by the codes in order, of which only one owes what decides."""
        query = """SELECT a, b FROM deciding GROUP BY a, b
            HAVING NOT max(a_owes AND b_owes) AND count(DISTINCT iif(a_owes, a_as, b_as)) < 2"""
        return set(self.tables.execute(query))

    def rows(self, name: str, a: str = "", b: str = "") -> list[Row]:
        """What the data has under a name; for two states of two states, `:a` and `:b` in the order of their codes."""
        return self._complete.execute(self._data[name], {"a": min(a, b), "b": max(a, b)}).fetchall()

    def records(self, name: str, a: str = "", b: str = "") -> list[Any]:
        """The same where each row is JSON."""
        return [json.loads(row) for (row,) in self.rows(name, a, b)]

    def table(self, query: str) -> tuple[list[str], list[Row]]:
        """What the tables have, or what data has under a name: the names of the columns, and the rows."""
        found = self._complete.execute(self._data.get(query, query))
        return [column for column, *_ in found.description], found.fetchall()

    @cached_property
    def _data(self) -> dict[str, str]:
        """The queries of what data has, by name."""
        parts = re.split(r"^---- (\S+)\n", _sql(DATA), flags=re.MULTILINE)
        return dict(zip(parts[1::2], parts[2::2], strict=True))

    def between(self, a: str, b: str) -> Claims:
        """What is said of two states, in the order in which a page has them."""
        if (a, b) not in self._pairs:
            if len(self._pairs) >= KEPT:
                self._pairs.pop(next(iter(self._pairs)))
            about = {"a": min(a, b), "b": max(a, b), "x": a, "y": b}
            self._pairs[a, b] = _claims(self._complete.execute(self._of_two, about))
        return self._pairs[a, b]

    @cached_property
    def things(self) -> dict[str, tuple[str, Slots]]:
        """What is said of anything but two states, by its key."""
        return _claims(self._complete.execute("SELECT 0, key, value, slots FROM said WHERE value IS NOT NULL")).said

    def stands(self, page: str) -> list[str]:
        """What has to stand on the page of a thing, such as `treaties rio-treaty`."""
        return _claims(self._complete.execute("SELECT 1, key, NULL, NULL FROM said WHERE page = ?", (page,))).must

    @cached_property
    def coming(self) -> dict[str, str]:
        """The days to come on which the term of a treaty or commitment ends, by its ref; the next one first."""
        query = "SELECT ref, due FROM term, on_day WHERE due > day AND NOT ended ORDER BY due, ref"
        return dict(self._complete.execute(query).fetchall())

    @cached_property
    def _complete(self) -> sqlite3.Connection:
        """The tables with those of what pages say, too."""
        rows = list(_related_on(self.raw, self.day))
        self.tables.execute("CREATE TABLE related (a, b, value, slots, PRIMARY KEY (a, b))")
        self.tables.executemany("INSERT INTO related VALUES (?, ?, ?, ?)", rows)
        self.tables.executescript(_sql(CLAIMS).partition(PAIR)[0] + _sql(DATA).partition("----")[0])
        return self.tables

    @cached_property
    def _of_two(self) -> str:
        return _sql(CLAIMS).partition(PAIR)[2]


PAIR = "---- pair ----\n"


def disagreements(documents: Mapping[str, Document], rows: Iterable[Row]) -> list[Problem]:
    """Every pair for which the engine's answer (a, b, answer, grounds) is another than the one derived here from the
    files of facts, by ref."""
    raw = RawFacts({name: each.data for name, each in sorted(documents.items())}, {})
    derivation, found = Derivation.of(raw, raw.edition), []
    for a, b, answer, grounds in rows:
        ours = derivation.answer(a, b).replace("one-way", "allies"), derivation.grounds(a, b)
        if ours != (answer, grounds):
            second = f"the second derivation {ours[0]!r} ({ours[1]})"
            what = f"{a} and {b}: the engine says {answer!r} ({grounds}), {second}."
            mend = "The two differ on the same facts, so one is wrong: report it, with the change that led to it."
            where = Location(f"src/allies/audit/{SQL}")
            found.append(Problem(where=where, what=what, mend=mend, code="derivations-differ"))
    return found


def _sql(name: str) -> str:
    return (Path(__file__).parent / name).read_text("utf-8")


def _functions(raw: RawFacts) -> list[tuple[str, int, Any]]:
    """What the SQL asks of dates and refs: name, number of arguments (-1: any), function."""

    def value(ref: str | None) -> Any:
        found = raw.value(ref) if ref and raw.has(ref) else None
        return json.dumps(found) if isinstance(found, (dict, list)) else found

    return [
        ("lo", 1, lambda day: bounds(day)[0] if is_date(day) else None),
        ("hi", 1, lambda day: bounds(day)[1] if is_date(day) else None),
        ("value", 1, value),
        ("led", -1, lambda *refs: next(filter(raw.has, refs), None)),
        ("printed", 1, lambda ref: ref and raw.printed(ref)),
    ]


def _claims(rows: Iterable[Row]) -> Claims:
    """The claims in rows: whether it has to stand there, key, value (none: it is told elsewhere), slots as JSON."""
    found = Claims({}, [])
    for must, key, value, slots in rows:
        if value is not None:
            filled = {slot: ref for slot, ref in json.loads(slots).items() if ref is not None}
            found.said[key] = str(value), filled
        if must:
            found.must.append(key)
    return found


def _related_on(raw: RawFacts, day: str) -> Iterator[Row]:
    """Of every two states that have a file of relations, and of those that events of it name in their stead and that
    have none, how these stand on a day."""
    files, seen = raw.folder("relations"), set()
    for name, relation in sorted(files.items()):
        own = tuple(sorted(relation["states"]))
        named = {tuple(sorted(each["between"])) for each in relation.get("events", {}).values() if "between" in each}
        for pair in (own, *sorted(each for each in named if "-".join(each).lower() not in files)):
            if pair not in seen and (row := _related(raw, name, day, pair, named=pair != own)):
                yield row
            seen.add(pair)


def _related(raw: RawFacts, name: str, day: str, pair: tuple[str, ...], *, named: bool) -> Row | None:
    """Whether two states have diplomatic relations, and by slot the refs of what is shown: the day since when, or who
    did not recognize whom on it; None: not written down. Of two that events have to name, only these count."""
    relation, value, slots = raw.folder("relations")[name], "", {}
    for key, event in relation.get("events", {}).items():
        kind = event["kind"]
        if named and tuple(sorted(event.get("between", ()))) != pair:
            continue
        alone = kind == "recognized" and value != "lapsed"
        if bounds(event["date"])[1] > day or alone and value:
            continue
        now = kind if alone or kind in (*BROKEN, *WITHOUT) else "yes"
        if now != value or kind in ("established", "restored", *WITHOUT):
            value, slots = now, {"date": f"relations/{name}#/events/{key}/date"}
            if by := event.get("by"):
                other = next(code for code in pair if code != by)
                slots |= {"by": f"states/{by.lower()}", "other": f"states/{other.lower()}"}
    return (*pair, "no" if value in BROKEN else value, json.dumps(slots)) if value else None
