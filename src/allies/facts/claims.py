"""Claims: which values of a fact file can be true or false, and which rows of evidence stand behind each.

A schema marks a claim with `x-claim`: date, number, name, state or choice. Its rows stand in the nearest entry around it
that has `evidence`; a row's `supports` is the path from that entry to the value.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allies.facts.validate import Schemas
from allies.load import Document, escape, resolve
from allies.problems import nearest

SORTS_THAT_NEED_EVIDENCE = {"date", "number"}
STATE = "state"  # what a row supports when it prints the name of the state that an entry is keyed by


@dataclass(frozen=True)
class Row:
    """One row of evidence as it stands in a file."""

    pointer: str
    source: str
    printed: str | None
    reads: str | None
    year: str | None
    language: str | None
    note: str | None


@dataclass(frozen=True)
class Claim:
    """One value that can be true or false, with the rows that print it and the dispute declared over it."""

    document: Document
    pointer: str
    sort: str  # the schema's x-claim
    value: Any
    holder: str  # pointer of the entry whose evidence it is
    supports: str  # path from the holder to the value
    rows: tuple[Row, ...]
    dispute: dict | None
    words: dict[str, list[str]]  # for a choice: words that print each value

    @property
    def ref(self) -> str:
        """The name by which pages call the value: `treaties/rio-treaty#/signed`."""
        return f"{ref_of(self.document)}#{self.pointer}"


@dataclass(frozen=True)
class Stray:
    """A row of evidence or a dispute that is about no value of its entry, and the value it may be meant for."""

    what: str  # row or dispute
    pointer: str
    holder: str
    supports: str | None
    known: tuple[str, ...]  # what rows of the entry can support
    meant: str | None


def ref_of(document: Document) -> str:
    """A file's name below facts/, without its ending: `treaties/rio-treaty`."""
    return document.path.removeprefix("facts/").removesuffix(".yaml")


def claims(document: Document, kind: str, schemas: Schemas) -> list[Claim]:
    """Every claim of a document, in the order of the file."""
    found = list(_walk(document.data, schemas[kind], schemas[kind]["$id"], schemas, "", ""))
    defaults: dict[str, str] = {}  # per holder, the value a row supports when it does not say
    for pointer, sort, _value, holder, _words in found:
        if sort == "date":
            defaults.setdefault(holder, pointer[len(holder) + 1 :])
    by_holder: dict[str, dict[str, list[Row]]] = {}
    for _pointer, _sort, _value, holder, _words in found:
        if holder not in by_holder:
            by_holder[holder] = _rows(document, holder, defaults.get(holder))
    result = []
    for pointer, sort, value, holder, words in found:
        supports = STATE if sort == "key" else pointer[len(holder) + 1 :]
        rows = tuple(by_holder[holder].get(supports, ()))
        dispute = _dispute(document, holder, supports, supports == defaults.get(holder))
        result.append(
            Claim(document, pointer, STATE if sort == "key" else sort, value, holder, supports, rows, dispute, words)
        )
    return result


def strays(document: Document, found: list[Claim]) -> Iterator[Stray]:
    """Each row that prints something, or says what it supports, and each dispute, that is about no claim of its entry."""
    claimed = {row.pointer for claim in found for row in claim.rows}
    disputed = {(claim.holder, claim.supports) for claim in found if claim.dispute}
    for holder in sorted({claim.holder for claim in found} | set(_holders(document.data, ""))):
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


def _walk(
    value: Any, schema: dict, base: str, schemas: Schemas, pointer: str, holder: str
) -> Iterator[tuple[str, str, Any, str, dict]]:
    schema, base = schemas.resolve(schema, base)
    if "x-claim" in schema:
        words = schema.get("x-words") or {choice: [choice] for choice in schema.get("enum", [])}
        yield pointer, schema["x-claim"], value, holder, words
    if isinstance(value, dict):
        holder = pointer if "evidence" in value else holder
        others = schema.get("additionalProperties")
        keyed_by_state = schema.get("propertyNames", {}).get("pattern") == "^[A-Z]{3}$"
        for key, child in value.items():
            below = schema.get("properties", {}).get(key, others)
            if isinstance(below, dict) and key not in ("evidence", "disputed"):
                where = f"{pointer}/{escape(key)}"
                if keyed_by_state and isinstance(child, dict) and "evidence" in child:
                    yield where, "key", key, where, {}
                yield from _walk(child, below, base, schemas, where, holder)
    elif isinstance(value, list) and isinstance(schema.get("items"), dict):
        for index, child in enumerate(value):
            yield from _walk(child, schema["items"], base, schemas, f"{pointer}/{index}", holder)


def _rows(document: Document, holder: str, default: str | None) -> dict[str | None, list[Row]]:
    from_holder: dict[str | None, list[Row]] = {}
    entry = resolve(document.data, holder)
    for index, row in enumerate(entry.get("evidence", [])):
        fields = {name: row.get(name) for name in ("source", "printed", "reads", "year", "language", "note")}
        from_holder.setdefault(row.get("supports", default), []).append(
            Row(pointer=f"{holder}/evidence/{index}", **fields)
        )
    return from_holder


def _dispute(document: Document, holder: str, supports: str, is_default: bool) -> dict | None:
    declared = resolve(document.data, holder).get("disputed")
    if declared and "follows" in declared:
        return declared if is_default else None
    return (declared or {}).get(supports)


def _holders(value: Any, pointer: str) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("evidence"), list) or isinstance(value.get("disputed"), dict):
            yield pointer
        for key, child in value.items():
            yield from _holders(child, f"{pointer}/{escape(key)}")
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _holders(child, f"{pointer}/{index}")
