"""Derivation: bonds, answers and memberships for a day, derived a second time in SQL, over tables of the raw YAML."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from itertools import combinations
from typing import Any

from allies.audit.days import bounds
from allies.audit.raw import RawFacts
from allies.load import Document
from allies.problems import Location, Problem

SQL, BESIDE = "derive.sql", "beside.sql"
NEVER = "9999-12-31"  # the last day on which what has ended, nobody knows since when it bound, can have begun
ALLIANCE = {"defense", "offense"}
PRESENT = ("un-member", "observer", "other")
WAYS = ("compared", "followed")
BROKEN = {"severed", "lapsed"}

Row = tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class Derivation:
    """What the facts give on a day. Pairs are asked for in either order."""

    raw: RawFacts
    day: str
    tables: sqlite3.Connection

    @classmethod
    def of(cls, raw: RawFacts, day: str) -> "Derivation":
        """The derivation for a day (ISO)."""
        tables = sqlite3.connect(":memory:", check_same_thread=False)
        given, derived = files("allies.audit").joinpath(SQL).read_text("utf-8").split("---- derived ----")
        tables.executescript(given)
        for name, rows in _rows(raw, day):
            tables.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows)  # noqa: S608
        tables.executescript(derived)
        return cls(raw, day, tables)

    def answer(self, a: str, b: str) -> str:
        """The answer, as phrases have it: `allies`, `one-way`, `disputed`, `lesser-pact`, `not-allies` or `unknown`."""
        return self.answers[min(a, b), max(a, b)]

    @cached_property
    def answers(self) -> dict[tuple[str, str], str]:
        """Every answer, by the codes in order."""
        rows = self.tables.execute("SELECT a, b, iif(one_way, 'one-way', value) FROM answer")
        return {(a, b): value for a, b, value in rows}

    def allies(self, state: str) -> list[str]:
        """The states that a state is allied with, be it one way."""
        return self._allies.get(state, [])

    @cached_property
    def _allies(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {code: [] for code in self.present}
        for (a, b), value in self.answers.items():
            if value in ("allies", "one-way") and a in found and b in found:
                found[a].append(b)
                found[b].append(a)
        return found

    @cached_property
    def present(self) -> list[str]:
        """The states that are neither former ones nor territories."""
        return [each["code"] for each in self.raw.folder("states").values() if each["status"] in PRESENT]

    def bonds(self, a: str, b: str) -> list[Row]:
        """What binds two states: treaty, number, kind, value, party that owes, party it is owed to, if both owe."""
        return self._bonds.get((min(a, b), max(a, b)), [])

    @cached_property
    def _bonds(self) -> dict[tuple[str, str], list[Row]]:
        found: dict[tuple[str, str], list[Row]] = {}
        columns = "a, b, treaty, number, kind, value, a_as, b_as, a_owes, b_owes"
        for a, b, *bond, a_as, b_as, a_owes, b_owes in self.tables.execute(
            f"SELECT {columns} FROM bond ORDER BY a, b, treaty, number"  # noqa: S608
        ):
            sides = (a_as, b_as) if a_owes else (b_as, a_as)
            found.setdefault((a, b), []).append((*bond, *sides, bool(a_owes and b_owes)))
        return found

    def deciding(self, a: str, b: str) -> list[Row]:
        """Of these, the ones that make the answer what it is."""
        answer, treaties = self.answer(a, b), self.raw.folder("treaties")
        if answer == "lesser-pact":
            bonds = [bond for bond in self.bonds(a, b) if not treaties[bond[0]].get("open")]
            return [bond for bond in bonds if bond[3] in ("yes", "contested") and bond[2] not in ALLIANCE]
        wanted = {"allies": "yes", "one-way": "yes", "disputed": "contested"}.get(answer)
        return [bond for bond in self.bonds(a, b) if bond[3] == wanted and bond[2] in ALLIANCE]

    def unclear(self, a: str, b: str) -> list[str]:
        """The treaties of which the facts cannot tell whether they bind both to defense or offense."""
        found = (bond[0] for bond in self.bonds(a, b) if bond[3] == "unknown" and self.is_alliance(bond[0]))
        return list(dict.fromkeys(found)) if self.answer(a, b) == "unknown" else []

    def grounds(self, a: str, b: str) -> str:
        """What an answer rests on, as the tables have it: ids of treaties with the obligation, or of searches."""
        if self.answer(a, b) == "unknown":
            return " ".join(self.unclear(a, b) or self.unfound(a, b))
        told = (f"{bond[0]}:{bond[2]}{'?' if bond[3] == 'contested' else ''}" for bond in self.deciding(a, b))
        return " ".join(dict.fromkeys(told)) or " ".join(self.searches(a, b))

    def searches(self, a: str, b: str) -> list[str]:
        """The searches with a register that reaches the day for two states, those for them alone first."""
        return list(dict.fromkeys(search for search, *_, there in self._registers(a, b) if there))

    def reach(self, a: str, b: str) -> tuple[str, str, str]:
        """Why an absence is supported: a key, the ref of the years compared, and of those followed; empty where there
        are none."""
        found = self._registers(a, b)
        whole = [(year, ref) for _, ref, year, compared, _ in found if compared]
        last = max((year for year, _ in whole), default="")
        compared = next((ref for year, ref in whole if year == last), "")
        followed = next((ref for _, ref, _, compared, there in found if there and not compared), "")
        if last == self.day[:4]:
            return "compared", compared, ""
        return "followed" if compared else "followed-only", compared, followed

    def _registers(self, a: str, b: str) -> list[Row]:
        """The registers that reach the day for two states, or were compared before it: search, ref, last year, whether
        it was compared whole, whether it reaches the day."""
        return [
            (id, ref, year, whole, there)
            for id, about, ref, year, listed, whole, there in self._ways
            if (about == "everyone" or a in about and b in about)
            and not (listed and not (self._listed(a, year) and self._listed(b, year)))
        ]

    @cached_property
    def _ways(self) -> list[Row]:
        """The same for all states, with whom each is about and whether it covers those alone that are listed."""
        every, now, found = self.raw.folder("searches"), self.day[:4], []
        for id in sorted(every, key=lambda id: (every[id]["about"] == "everyone", id)):
            for key, each in every[id]["registers"].items():
                for way in WAYS:
                    lo, _, hi = each.get(way, "9999/9999").partition("/")
                    year, there, whole = min(hi, now), lo <= now <= hi, way == "compared"
                    ref = f"searches/{id}#/registers/{key}/{way}"
                    found += [(id, every[id]["about"], ref, year, "states" in each, whole, there)] * (
                        there or whole and lo <= now
                    )
        return found

    def turns(self, a: str, b: str) -> set[str]:
        """The days on which an absence between two states can gain its support or lose it."""
        searches = self.raw.folder("searches").values()
        spans = [
            each[way] for search in searches for each in search["registers"].values() for way in WAYS if way in each
        ]
        spans += [each["years"] for each in self._lines(a, b).values()]
        first = min((span[:4] for span in spans), default="")
        listed = [each for code in (a, b) for line in self.raw.lineage(code) for each in self._numbers.get(line, ())]
        years = {(span[:4], span[-4:]) for span in spans} | {(max(lo[:4], first), hi[:4]) for lo, hi in listed}
        return {f"{year}-01-01" for lo, hi in years for year in (lo, str(int(hi) + 1))}

    def reached(self, state: str) -> list[list[int]]:
        """The spans of years for which registers of all states reach a state."""
        found: list[list[int]] = []
        for year in range(1800, int(self.day[:4]) + 1):
            there = any(
                lo <= str(year) <= hi and not (listed and not self._listed(state, str(year)))
                for lo, hi, listed in self._of_everyone
            )
            if there and found and found[-1][1] == year - 1:
                found[-1][1] = year
            elif there:
                found.append([year, year])
        return found

    @cached_property
    def _of_everyone(self) -> list[Row]:
        """The years of each register of all states, and whether it covers those alone that are listed."""
        searches = [each for each in self.raw.folder("searches").values() if each["about"] == "everyone"]
        registers = [each for search in searches for each in search["registers"].values()]
        return [(*each[way].split("/"), "states" in each) for each in registers for way in WAYS if way in each]

    def unfound_ever(self, a: str, b: str) -> set[str]:
        """Every difference by which a register names an alliance of two states, whenever, of which no text was
        found."""
        return set(self._lines(a, b))

    def _lines(self, a: str, b: str) -> dict[str, Any]:
        rows = self.tables.execute(
            "SELECT ref FROM unfound u JOIN line x ON x.ancestor IN (u.a, u.b) JOIN line y ON y.ancestor IN (u.a, u.b)"
            " WHERE x.code = ? AND y.code = ? AND x.ancestor <> y.ancestor",
            (a, b),
        )
        return {ref: self.raw.value(ref) for (ref,) in rows}

    def _listed(self, state: str, year: str) -> bool:
        return any(
            lo[:4] <= year <= hi[:4] for code in self.raw.lineage(state) for lo, hi in self._numbers.get(code, ())
        )

    @cached_property
    def _numbers(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for code, *years in _listed(self.raw):
            found.setdefault(code, []).append(tuple(years))
        return found

    def unfound(self, a: str, b: str) -> list[str]:
        """The differences by which a register names an alliance between two states, of which no text was found."""
        return self._unfound.get((min(a, b), max(a, b)), [])

    def counting(self, a: str, b: str) -> list[str]:
        """The registers from which these differences are."""
        files = (ref.partition("#")[0].removeprefix("comparisons/") for ref in self.unfound(a, b))
        return list(dict.fromkeys(self.raw.folder("comparisons")[id]["source"] for id in files))

    @cached_property
    def _unfound(self) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = {}
        for ref, a, b in self.tables.execute("SELECT ref, a, b FROM missing ORDER BY ref"):
            found.setdefault((a, b), []).append(ref)
        return found

    def pending(self, a: str, b: str) -> dict[str, str]:
        """The treaties that may bind two states, or come to: by id, `unconfirmed` or `awaited`."""
        query = "SELECT treaty, value FROM pending WHERE a = ? AND b = ? ORDER BY treaty"
        return dict(self.tables.execute(query, (min(a, b), max(a, b))).fetchall())

    @cached_property
    def partners(self) -> dict[str, dict[tuple[str, str], set[str]]]:
        """By state, those with which a treaty makes an alliance, bound or disputed, or may make any bond, pending."""
        query = """SELECT a, b, treaty, CASE value WHEN 'yes' THEN 'bound' ELSE 'disputed' END FROM bond
            WHERE ally AND value IN ('yes', 'contested') UNION SELECT a, b, treaty, 'pending' FROM pending"""
        found: dict[str, dict[tuple[str, str], set[str]]] = {code: {} for code in self.present}
        for a, b, treaty, group in self.tables.execute(query):
            for state, other in ((a, b), (b, a)) if {a, b} <= found.keys() else ():
                found[state].setdefault((group, treaty), set()).add(other)
        return found

    def times(self, a: str, b: str) -> dict[str, tuple[str, str, str | None]]:
        """The times up to the day in which a treaty closed to the world bound two states: by treaty its kind and the
        refs of its days."""
        found: dict[str, tuple[str, str, str | None]] = {}
        for id in self._acting[a].keys() & self._acting[b].keys():
            data, parties = self.raw.folder("treaties")[id], (self._acting[a][id], self._acting[b][id])
            starts = [start for party in parties if (start := self._start(id, party))]
            kinds = {
                each["kind"] for each in data["obligations"] if _owed(each, *parties) or _owed(each, *parties[::-1])
            }
            if parties[0] == parties[1] or data.get("open") or len(starts) < 2 or not kinds:
                continue
            start = max(starts, key=lambda ref: bounds(self.raw.value(ref))[0])
            ends = [
                end for party in parties for end in self._ends(id, party) if bounds(self.raw.value(end))[0] <= self.day
            ]
            end = min(ends, key=lambda ref: bounds(self.raw.value(ref))[0], default=None)
            began = bounds(self.raw.value(start))[0]
            if began <= self.day and (end is None or bounds(self.raw.value(end))[1] > began):
                contested = end is None and any(bond[0] == id and bond[3] == "contested" for bond in self.bonds(a, b))
                found[id] = "contested" if contested else "alliance" if kinds & ALLIANCE else "pact", start, end
        return found

    def last_change(self, a: str, b: str) -> tuple[str, str, str] | None:
        """The last day on which an alliance began or ended, where nothing but alliances is recorded and no day is in
        doubt: which it was, the treaty, and the ref of the day."""
        found = self.times(a, b)
        edges = [
            (*bounds(self.raw.value(ref)), value, id, ref)
            for id, (_, *refs) in found.items()
            for value, ref in zip(("began", "ended"), refs, strict=True)
            if ref
        ]
        if not edges or {kind for kind, _, _ in found.values()} != {"alliance"}:
            return None
        *before, (first, latest, value, id, ref) = sorted(edges)
        over = all(end for other, (_, _, end) in found.items() if other != id)
        return (value, id, ref) if over and latest <= self.day and all(each[1] < first for each in before) else None

    @cached_property
    def _acting(self) -> dict[str, dict[str, str]]:
        """By state, the party as which each treaty concerns it."""
        found: dict[str, dict[str, str]] = {each["code"]: {} for each in self.raw.folder("states").values()}
        for state, treaty, party in self.tables.execute("SELECT state, treaty, party FROM acting"):
            found[state][treaty] = party
        return found

    def _start(self, treaty: str, party: str) -> str | None:
        """The ref of the day from which a treaty binds a party."""
        at = f"treaties/{treaty}#"
        return next(
            (ref for ref in (f"{at}/parties/{party}/bound_from", f"{at}/entry_into_force") if self.raw.has(ref)), None
        )

    def _ends(self, treaty: str, party: str) -> list[str]:
        """The refs of the days that end the time in which a treaty binds a party."""
        at = f"treaties/{treaty}#"
        own = [f"{at}/parties/{party}/{key}" for key in ("denunciation/effective", "bound_until")]
        return [ref for ref in (*own, f"{at}/ended/date") if self.raw.has(ref)]

    def worded(self, treaty: str, number: int) -> bool:
        """Whether a source was seen to print the words of a promise; the figures of a data set are none."""
        rows, sources = self.kind_rows(treaty, number), self.raw.folder("sources")
        return any("printed" in row and not sources[row["source"]].get("figures") for row in rows)

    def kind_rows(self, treaty: str, number: int) -> list[dict[str, Any]]:
        """The rows of evidence for the kind of a promise."""
        rows = self.raw.folder("treaties")[treaty]["obligations"][number].get("evidence", ())
        return [row for row in rows if row.get("supports") == "kind"]

    def open_points(self, a: str, b: str) -> int:
        """How many of the promises that decide are without words."""
        return sum(not self.worded(*bond[:2]) for bond in self.deciding(a, b))

    def shared(self, a: str, b: str) -> list[str]:
        """The organizations that two states belong to."""
        return sorted(self._belongs[a] & self._belongs[b])

    @cached_property
    def _belongs(self) -> dict[str, set[str]]:
        """By state, the organizations that it surely belongs to."""
        found: dict[str, set[str]] = {each["code"]: set() for each in self.raw.folder("states").values()}
        for (state, organization), value in self._members.items():
            found[state] |= {organization} if value == 2 else set()
        return found

    def carried(self, state: str, organization: str) -> str:
        """The member by whose day a state belongs to an organization: the one whose seat it carries on, where it
        does."""
        seat = str(self.seat(state, organization))
        return str(self.raw.folder("organizations")[organization]["members"][seat].get("continues", seat))

    def party(self, treaty: str, state: str) -> str:
        """Whether a treaty binds a state, itself or one that it continues: yes, over, no, contested or unknown."""
        return self._bound.get((treaty, self.acting(treaty, state)), "no")

    @cached_property
    def _bound(self) -> dict[tuple[str, str | None], str]:
        rows = self.tables.execute("SELECT treaty, code, value FROM bound")
        return {(treaty, code): value for treaty, code, value in rows}

    @cached_property
    def in_time(self) -> dict[tuple[str, str], bool]:
        """Whether a party is surely within the time of a treaty, whatever else is in doubt; by treaty and party."""
        query = """SELECT treaty, code, lo IS NOT NULL AND hi <= day AND (end_lo IS NULL OR end_lo > day)
            FROM party, on_day"""
        return {(treaty, code): bool(value) for treaty, code, value in self.tables.execute(query)}

    def listed(self, code: str, organization: str) -> str:
        """How an entry of an organization's list stands: yes, over, or no, where its day is yet to come."""
        entry = self.raw.folder("organizations")[organization]["members"][code]
        if "left" in entry and bounds(entry["left"])[1] <= self.day:
            return "over"
        return "yes" if bounds(entry["joined"])[0] <= self.day else "no"

    def members(self, organization: str) -> int:
        """How many states an organization lists as members."""
        query = """SELECT count(DISTINCT code) FROM spell, on_day
            WHERE organization = ? AND lo <= day AND (end_hi IS NULL OR end_hi > day)"""
        return int(self.tables.execute(query, (organization,)).fetchone()[0])

    def acting(self, treaty: str, state: str) -> str | None:
        """The party as which a treaty concerns a state."""
        parties = self.raw.folder("treaties")[treaty]["parties"]
        return next((code for code in self.raw.lineage(state) if code in parties), None)

    def member(self, state: str, organization: str) -> str:
        """Whether a state belongs to an organization: yes, no or unknown."""
        value = self._members.get((state, organization), 0)
        partial = self.raw.folder("organizations")[organization].get("partial")
        return "yes" if value == 2 else "unknown" if value or partial else "no"

    @cached_property
    def _members(self) -> dict[tuple[str, str], int]:
        rows = self.tables.execute("SELECT state, organization, value FROM member")
        return {(state, organization): value for state, organization, value in rows}

    def seat(self, state: str, organization: str) -> str | None:
        """The member by which a state belongs to an organization: itself, or one that it continues."""
        return next((code for code in self.raw.lineage(state) if self._own.get((code, organization))), None)

    @cached_property
    def _own(self) -> dict[tuple[str, str], bool]:
        """Whether an entry, with its earlier spells, covers the day or may; by code and organization."""
        query = """SELECT code, organization, max(lo <= day AND (end_hi IS NULL OR end_hi > day))
            FROM spell, on_day GROUP BY 1, 2"""
        return {(code, organization): bool(value) for code, organization, value in self.tables.execute(query)}

    def earlier(self, a: str, b: str) -> list[str]:
        """The alliances that bound both and had ended."""
        query = "SELECT treaty FROM earlier WHERE a = ? AND b = ? ORDER BY start, treaty"
        return [id for (id,) in self.tables.execute(query, (min(a, b), max(a, b)))]

    def alliances(self, state: str) -> list[str]:
        """Every treaty of defense or offense to which a state, or one that it continues, is or was party."""
        treaties = self.raw.folder("treaties")
        return [id for id in sorted(treaties) if self.is_alliance(id) and self.acting(id, state)]

    def is_alliance(self, treaty: str) -> bool:
        """Whether a treaty promises defense or offense."""
        return any(each["kind"] in ALLIANCE for each in self.raw.folder("treaties")[treaty]["obligations"])

    def in_force(self, treaty: str) -> str:
        """Whether a treaty itself is in force: yes, over, no or contested."""
        data = self.raw.folder("treaties")[treaty]
        start, end = data.get("entry_into_force"), data.get("ended", {}).get("date")
        if start is None or bounds(start)[0] > self.day:
            return "no"
        if end and bounds(end)[1] <= self.day:
            return "over"
        return "contested" if data.get("contested") else "yes"

    def related(self, a: str, b: str) -> tuple[str, str] | None:
        """Whether two states have diplomatic relations, and the ref of the event since when; None: not written down."""
        ref = f"relations/{'-'.join(sorted((a, b))).lower()}"
        value, since = "", ""
        for key, event in self.raw.documents.get(ref, {}).get("events", {}).items():
            kind = event["kind"]
            if bounds(event["date"])[1] > self.day or kind == "recognized" and value != "lapsed":
                continue
            now = kind if kind in BROKEN else "none" if kind == "none" else "yes"
            if now != value or kind in ("established", "restored"):
                value, since = now, f"{ref}#/events/{key}"
        return ("no" if value in BROKEN else value, since) if value else None

    def commitments(self, a: str, b: str) -> list[str]:
        """What one of two states undertakes toward the other short of a treaty of defense, oldest first."""
        return self._commitments.get(frozenset((a, b)), [])

    def due(self, ref: str) -> str:
        """The day until which a treaty or commitment was agreed; nothing where that is not known to the day."""
        data = self.raw.documents[ref]
        start = str(started(data) if ref.startswith("commitments/") else data.get("entry_into_force", ""))
        if "agreed_for" not in data or bounds(start or "9999")[0] != start:
            return ""
        return f"{int(start[:4]) + data['agreed_for']['years']:04}{start[4:].replace('-02-29', '-02-28')}"

    def coming(self, ref: str) -> str:
        """The same where that day is after the edition's and it has not ended before."""
        return due if (due := self.due(ref)) > self.day and "ended" not in self.raw.documents[ref] else ""

    def commitments_of(self, state: str) -> list[str]:
        """What a state undertakes or is promised short of a treaty of defense."""
        every = self.raw.folder("commitments").items()
        return [id for id, each in every if state in (*each["parties"]["by"], *each["parties"]["to"])]

    @cached_property
    def _commitments(self) -> dict[frozenset[str], list[str]]:
        found: dict[frozenset[str], list[str]] = {}
        every = self.raw.folder("commitments")
        for id in sorted(every, key=lambda id: (bounds(started(every[id]))[0], id)):
            by, to = every[id]["parties"]["by"], every[id]["parties"]["to"]
            for pair in {frozenset((one, other)) for one in by for other in to if one != other}:
                found.setdefault(pair, []).append(id)
        return found

    def stands(self, commitment: str) -> bool:
        """Whether a commitment has surely begun and not ended."""
        data = self.raw.folder("commitments")[commitment]
        over = "ended" in data and bounds(data["ended"]["date"])[0] <= self.day
        return bounds(started(data))[1] <= self.day and not over

    def opposed(self, a: str, b: str) -> list[Row]:
        """The conflicts with two states on opposite sides, oldest first: id, both as which state, refs of the days."""
        query = """SELECT conflict, a_as, b_as, from_ref, until_ref FROM opposed
            WHERE a = ? AND b = ? ORDER BY start, conflict"""
        return list(self.tables.execute(query, (min(a, b), max(a, b))))

    def fought(self, state: str) -> list[Row]:
        """The conflicts of a state or of one that it continues: id, side, refs of its days."""
        query = "SELECT conflict, side, from_ref, until_ref FROM fought WHERE state = ?"
        return list(self.tables.execute(query, (state,)))

    def added(self, a: str, b: str) -> tuple[str, dict[str, Any]] | None:
        """What is said beside the answer: the phrase, and by slot the ref of what it shows, or those of several
        things."""
        return self._beside.get((min(a, b), max(a, b)))

    @cached_property
    def _beside(self) -> dict[tuple[str, str], tuple[str, dict[str, Any]]]:
        given, derived = files("allies.audit").joinpath(BESIDE).read_text("utf-8").split("---- derived ----")
        self.tables.executescript(given)
        self.tables.executemany("INSERT INTO told VALUES (?, ?, ?, ?, ?)", self._told())
        self.tables.executemany("INSERT INTO joined VALUES (?, ?)", self._joined())
        self.tables.executescript(derived)
        rows = self.tables.execute("SELECT a, b, said, slots FROM beside")
        return {(a, b): (said, json.loads(slots)) for a, b, said, slots in rows}

    def _joined(self) -> Iterator[Row]:
        """The parties that came to a treaty which others had signed, or signed it after the day."""
        for id, treaty in self.raw.folder("treaties").items():
            for code, entry in treaty["parties"].items():
                if entry.get("consent") == "accession" or bounds(entry.get("signed", self.day))[1] > self.day:
                    yield id, code

    def _told(self) -> Iterator[Row]:
        """What relations and commitments have to say beside an answer."""
        for relation in self.raw.folder("relations").values():
            a, b = sorted(relation["states"])
            value, event = self.related(a, b) or ("yes", "")
            if value != "yes":
                said = "no-relations-on" if value == "none" else "no-relations"
                yield a, b, 2, said, json.dumps({"date": f"{event}/date"})
        for pair, ids in self._commitments.items():
            if standing := [f"commitments/{id}" for id in ids if self.stands(id)]:
                yield *sorted(pair), 5, "commitments", json.dumps({"commitments": standing})

    def bilateral(self, a: str, b: str) -> list[str]:
        """The treaties whose only two parties are the two states, or states in whose place they stand."""
        sides = [{*self.raw.lineage(state), *self._forerunners(state)} for state in (a, b)]
        parties = {id: list(treaty["parties"]) for id, treaty in self.raw.folder("treaties").items()}
        return [
            id
            for id, pair in parties.items()
            if len(pair) == 2 and any(x in sides[0] and y in sides[1] for x, y in (pair, pair[::-1]))
        ]

    def _forerunners(self, state: str) -> Iterator[str]:
        """The states that stood in a state's place in the events of its relations."""
        for relation in self.raw.folder("relations").values():
            others = set(relation["states"]) - {state}
            for event in relation.get("events", {}).values() if state in relation["states"] else ():
                between = set(event.get("between", ()))
                yield from between - others if others & between else ()


def started(commitment: dict[str, Any]) -> str:
    """The first day on which a commitment holds."""
    return str(commitment.get("in_force_from", commitment["date"]))


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


def _rows(raw: RawFacts, day: str) -> Iterator[tuple[str, list[Row]]]:
    """The rows of each table that is made from the files; none of an empty one."""
    states, searches = raw.folder("states").values(), raw.folder("searches")
    tables: dict[str, list[Row]] = {
        "on_day": [(day,)],
        "state": [_state(each) for each in states],
        **_of_treaties(raw),
        "search": [(id, each["about"] == "everyone") for id, each in searches.items()],
        "about": [(id, code) for id, each in searches.items() if each["about"] != "everyone" for code in each["about"]],
        "register": list(_registers(raw)),
        "listed": list(_listed(raw)),
        "unfound": list(_unfound(raw)),
        "spell": list(_spells(raw)),
        "belligerent": list(_belligerents(raw)),
    }
    yield from ((name, rows) for name, rows in tables.items() if rows)


def _state(state: dict[str, Any]) -> Row:
    began, ended = (bounds(state[edge]["date"]) if edge in state else (None, None) for edge in ("began", "ended"))
    return state["code"], state["status"], state.get("continues", {}).get("state"), began[0], ended[1]


def _owed(obligation: dict[str, Any], by: str, to: str) -> bool:
    """Whether one party owes another something."""
    sides = obligation.get("owed_by") or [by], obligation.get("owed_to") or [to]
    return by in sides[0] and to in sides[1]


def _of_treaties(raw: RawFacts) -> dict[str, list[Row]]:
    treaties = raw.folder("treaties").items()
    owed = [(id, at, each) for id, treaty in treaties for at, each in enumerate(treaty["obligations"])]
    return {
        "treaty": [
            (id, "contested" in each, _is_alliance(each), each.get("open", False), bounds(each["signed"])[1])
            + (bounds(each["entry_into_force"])[0] if "entry_into_force" in each else None, "unread" in each)
            for id, each in treaties
        ],
        "party": [_party(raw, id, code) for id, each in treaties for code in each["parties"]],
        "obligation": [(id, at, each["kind"]) for id, at, each in owed],
        "owed": [
            (id, at, side, code)
            for id, at, each in owed
            for side in ("by", "to")
            for code in each.get(f"owed_{side}", ())
        ],
        "exception": [
            (id, *each["between"], bounds(each["since"])[0], bounds(each["until"])[1] if "until" in each else None)
            for id, treaty in treaties
            for each in treaty.get("exceptions", ())
        ],
    }


def _is_alliance(treaty: dict[str, Any]) -> bool:
    return any(owed["kind"] in ALLIANCE for owed in treaty["obligations"])


def _party(raw: RawFacts, id: str, code: str) -> Row:
    """A party's row: since when and until when it is bound, whether a source prints it, since when it is contested."""
    treaty = raw.folder("treaties")[id]
    entry = treaty["parties"][code]
    start = entry.get("bound_from") or treaty.get("entry_into_force")
    signed = bounds(entry.get("signed") or treaty["signed"])[0]
    first, last = bounds(start) if start else (signed, NEVER) if "ended" in treaty else (None, None)
    begun = first and max(first, signed), last
    own = entry.get("denunciation", {}).get("effective") or entry.get("bound_until")
    ends = [bounds(end) for end in (own, treaty.get("ended", {}).get("date")) if end]
    pointer = f"/parties/{code}/bound_from" if "bound_from" in entry else "/entry_into_force"
    since = treaty.get("contested_for", {}).get(code, {}).get("since")
    return (
        id,
        code,
        *begun,
        min((end[0] for end in ends), default=None),
        min((end[1] for end in ends), default=None),
        bool(start) and raw.printed(f"treaties/{id}#{pointer}"),
        bounds(since)[0] if since else None,
    )


def _belligerents(raw: RawFacts) -> Iterator[Row]:
    for id, conflict in raw.folder("conflicts").items():
        war = any(count.get("intensity", 2) == 2 for count in conflict.get("counted_by", {}).values())
        for side, codes in conflict["sides"].items():
            for code in codes:
                spell, at = conflict.get("took_part", {}).get(code, {}), f"conflicts/{id}#"
                start = f"{at}/took_part/{code}/from" if "from" in spell else f"{at}/start"
                end = f"{at}/took_part/{code}/until" if "until" in spell else f"{at}/stopped/date"
                until = (end, *bounds(raw.value(end))) if raw.has(end) else (None, None, None)
                yield id, side, code, war, start, *bounds(raw.value(start)), *until


def _registers(raw: RawFacts) -> Iterator[Row]:
    """Every register that was compared or followed, and when."""
    for id, search in raw.folder("searches").items():
        for each in search["registers"].values():
            for way in WAYS:
                if way in each:
                    yield id, *bounds(each[way]), "states" in each


def _listed(raw: RawFacts) -> Iterator[Row]:
    """When a state was on the Correlates of War's list."""
    for state in raw.folder("states").values():
        for each in state.get("cow", ()):
            yield state["code"], f"{each['since']}-01-01", f"{each.get('until', 9999)}-12-31"


def _unfound(raw: RawFacts) -> Iterator[Row]:
    """Every two states between which a register names an alliance, of which no text was found, and when."""
    for id, comparison in raw.folder("comparisons").items():
        for key, each in comparison.get("differences", {}).items():
            if each["reason"] == "text-not-found":
                states = each.get("states") or list(raw.folder("treaties")[each["treaty"]]["parties"])
                for a, b in combinations(states, 2):
                    yield f"comparisons/{id}#/differences/{key}", a, b, *bounds(each["years"])


def _spells(raw: RawFacts) -> Iterator[Row]:
    for id, organization in raw.folder("organizations").items():
        for code, entry in organization["members"].items():
            for spell in (entry, *entry.get("earlier", ())):
                end = bounds(spell["left"]) if "left" in spell else (None, None)
                yield id, code, *bounds(spell["joined"]), *end
