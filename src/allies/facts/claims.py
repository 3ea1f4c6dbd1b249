"""Claims: which values of a fact file can be true or false, and which rows of evidence stand behind each.

A schema marks a claim with `x-claim`: date, number, name, state, choice or day (of our own work, which nobody prints);
`x-evidence: required` says that rows must stand behind it (but for values that are `x-unprinted`), `listed` that the
second entry names it where none does;
`x-owed` has the choices that a fragment does not print where it says that nobody owes them;
`x-key: state`, that rows print the keys of a mapping, by the names of states; `x-evidence` in its `propertyNames`, that
some row does.
What names another file, a schema marks with `x-names`, and for the keys of a mapping in `propertyNames`; `x-among` has
the pointers of what it has to be one of, such as the parties.
The rows stand in the nearest entry around the value that has `evidence`; a row's `supports` is the path from there to
it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeVar

from allies.facts.validate import Schema, Schemas, below
from allies.load import Document, escape, resolve
from allies.problems import nearest

Key = TypeVar("Key")
Thing = TypeVar("Thing")
STATE = "state"  # what a row supports when it prints the name of the state that an entry is keyed by


@dataclass(frozen=True)
class Row:
    """One row of evidence as it stands in a file."""

    pointer: str
    source: str
    supports: str | None = None
    printed: str = ""  # where nothing was copied
    reads: str | None = None
    year: str | None = None
    language: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Claim:
    """One value that can be true or false, with the rows that print it and the dispute declared over it."""

    document: Document
    pointer: str
    sort: str  # the schema's x-claim; `word` for the value of an enumeration that is no claim
    value: Any
    holder: str  # pointer of the entry whose evidence it is
    supports: str  # path from the holder to the value
    schema: Schema
    rows: tuple[Row, ...] = ()
    dispute: dict[str, Any] | None = None

    @property
    def needs_evidence(self) -> bool:
        return self.schema.get("x-evidence") == "required" and self.value not in self.schema.get("x-unprinted", ())

    @property
    def words(self) -> dict[str, list[str]]:
        """For a choice: words that print each value."""
        return self.schema.get("x-words") or {choice: [choice] for choice in self.schema.get("enum", [])}

    @property
    def ref(self) -> str:
        """The name by which pages call the value: `treaties/rio-treaty#/signed`."""
        return f"{ref_of(self.document)}#{self.pointer}"

    @property
    def disputed(self) -> str:
        """Pointer of the dispute over it; where an entry has several values, that names the one in dispute."""
        pointer = f"{self.holder}/disputed"
        named = f"{pointer}/{escape(self.supports)}"
        return named if named in self.document.lines else pointer

    @property
    def sources(self) -> Iterator[str]:
        """The sources that its rows and its dispute name."""
        yield from (row.source for row in self.rows)
        if self.dispute:
            yield from self.dispute["follows"]
            yield from (source for rivals in self.dispute.get("rivals", {}).values() for source in rivals)


@dataclass(frozen=True)
class Stray:
    """A row of evidence or a dispute that is about no value of its entry, and the value it may be meant for."""

    what: str  # row or dispute
    pointer: str
    holder: str
    supports: str | None
    known: tuple[str, ...]  # what rows of the entry can support
    meant: str | None


class Name(NamedTuple):
    """The name of another file: where it stands, the kind of fact that it names, the id, or the code of a state, and
    the pointers of those among which it has to be, if any."""

    pointer: str
    kind: str
    id: str
    among: tuple[str, ...] = ()


def grouped(pairs: Iterable[tuple[Key, Thing]]) -> dict[Key, list[Thing]]:
    """The second of each pair, by the first."""
    found: dict[Key, list[Thing]] = {}
    for key, thing in pairs:
        found.setdefault(key, []).append(thing)
    return found


def ref_of(document: Document) -> str:
    """A file's name below facts/, without its ending: `treaties/rio-treaty`."""
    return document.path.removeprefix("facts/").removesuffix(".yaml")


def claims(document: Document, kind: str, schemas: Schemas) -> list[Claim]:
    """Every claim of a document, in the order of the file."""
    found = list(_walk(document, document.data, schemas.whole[kind], "", ""))
    defaults: dict[str, str] = {}  # per holder, the value a row supports when it does not say
    for each in found:
        if each.sort == "date":
            defaults.setdefault(each.holder, each.supports)
    rows = {holder: _rows(document, holder, defaults.get(holder)) for holder in {each.holder for each in found}}
    return [
        replace(
            each,
            rows=tuple(rows[each.holder].get(each.supports, ())),
            dispute=_dispute(each, each.supports == defaults.get(each.holder)),
        )
        for each in found
    ]


def strays(document: Document, found: list[Claim]) -> Iterator[Stray]:
    """Each row that prints something, or says what it supports, and each dispute, about no claim of its entry."""
    claimed = {row.pointer for claim in found for row in claim.rows}
    disputed = {(claim.holder, claim.supports) for claim in found if claim.dispute}
    for holder in sorted({claim.holder for claim in found} | holders(document)):
        known = tuple(dict.fromkeys(claim.supports for claim in found if claim.holder == holder))
        for supports, rows in _rows(document, holder, None).items():
            for row in rows:
                if row.pointer not in claimed and (supports is not None or row.printed):
                    yield Stray("row", row.pointer, holder, supports, known, nearest(supports or "", known))
        declared = resolve(document.data, holder).get("disputed", {})
        for supports in [None] if "follows" in declared else declared:
            if not any(each == holder and supports in (None, value) for each, value in disputed):
                pointer = f"{holder}/disputed" + (f"/{escape(supports)}" if supports else "")
                yield Stray("dispute", pointer, holder, supports, known, nearest(supports or "", known))


def named(value: Any, schema: Schema, pointer: str = "") -> Iterator[Name]:
    """What a file names: the pointer of each name, the kind of fact that it names, and its id or code."""
    if kind := schema.get("x-names"):
        yield Name(pointer, kind, value, tuple(schema.get("x-among", ())))
    keys = schema.get("propertyNames", {})
    for key, child in value.items() if isinstance(value, dict) else ():
        where = f"{pointer}/{escape(key)}"
        if kind := keys.get("x-names"):
            yield Name(where, kind, key, tuple(keys.get("x-among", ())))
        yield from named(child, below(schema, key), where)
    for index, child in enumerate(value if isinstance(value, list) else ()):
        yield from named(child, below(schema, ""), f"{pointer}/{index}")


def holders(document: Document) -> set[str]:
    """The pointers of the entries that have rows of evidence, or declare a dispute."""
    words = ("/evidence/", "/disputed/")
    return {pointer.partition(word)[0] for pointer, _, _ in document.values for word in words if word in pointer}


def _walk(document: Document, value: Any, schema: Schema, pointer: str, holder: str) -> Iterator[Claim]:
    """The claims in a value of a document, without their rows."""
    if isinstance(value, dict) and "evidence" in value and schema.get("x-claim") is None:
        holder = pointer
    sort = schema.get("x-claim") or ("word" if "enum" in schema else None)
    if sort:
        yield Claim(document, pointer, sort, value, holder, pointer[len(holder) + 1 :], schema)
    if isinstance(value, dict):
        for key, child in value.items():
            if key not in ("evidence", "disputed"):
                where = f"{pointer}/{escape(key)}"
                of: Schema = {} if isinstance(child, dict) and "evidence" in child else schema.get("propertyNames", {})
                if schema.get("x-key") == STATE and (not of or "x-evidence" in of):
                    yield Claim(document, where, STATE, key, where, STATE, of)
                yield from _walk(document, child, below(schema, key), where, holder)
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _walk(document, child, below(schema, ""), f"{pointer}/{index}", holder)


def _rows(document: Document, holder: str, default: str | None) -> dict[str | None, list[Row]]:
    rows = enumerate(resolve(document.data, holder).get("evidence", []))
    return grouped((row.get("supports", default), Row(f"{holder}/evidence/{index}", **row)) for index, row in rows)


def _dispute(claim: Claim, is_default: bool) -> dict[str, Any] | None:
    declared: dict[str, Any] = resolve(claim.document.data, claim.holder).get("disputed") or {}
    if "follows" in declared:
        return declared if is_default else None
    return declared.get(claim.supports)
