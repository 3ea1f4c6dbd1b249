"""Order: days follow one another as the schemas say, and entries stand in the order of their days or codes.

A schema marks a day with the days that it follows, by pointers: `/signed` from the top of the file, `1/joined` from the
entry around it, one up; `*` stands for every key, and `1-1/left` leads to the entry before (relative JSON Pointers).
`x-after`: it is not before them; `x-later`: nor the same day. `x-sorted` marks what stands in the order of its days, or
of its codes; behind that stands the way to the lists of codes in it.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from allies.facts.claims import STATE, Claim
from allies.facts.dates import edtf
from allies.facts.read import Facts, kind_of
from allies.load import Document, escape, steps
from allies.problems import Problem
from allies.rules.registry import rule

_POINTER = re.compile(r"(\d*)([+-]\d+)?(.*)")  # how far up, another entry of a list, and the way down


@rule("claims", "days-order", alone=True)
def days_follow_one_another(claim: Claim, facts: Facts) -> Iterator[Problem]:
    """What comes later does not have an earlier day: a treaty is signed before it enters into force, a party is bound
    before it is released, a member leaves after it joined."""
    for mark in ("x-after", "x-later"):
        for pointer in claim.schema.get(mark, ()):
            for place, value in pointed(claim.document.data, claim.pointer, pointer):
                day, earlier = edtf(claim.value), edtf(value)
                same = mark == "x-later" and day.surely_same(earlier)
                if day.surely_before(earlier) or same:
                    how = "the same day as" if same else "before"
                    what = f"{day} ({claim.pointer.lstrip('/')}) is {how} {earlier} ({place.lstrip('/')})."
                    yield claim.document.problem(claim.pointer, what, "Correct whichever of the two is wrong.")
                    return


@rule("documents", "entries-order", alone=True)
def entries_stand_in_order(document: Document, facts: Facts) -> Iterator[Problem]:
    """Events, visits, votes and statements stand in the order of their days; parties, members and the states of a
    relation or of an exception, in that of their codes."""
    for group, schema in facts.schemas.whole[kind_of(document)]["properties"].items():
        entries = document.data.get(group, {})
        if schema.get("x-sorted") == "date":
            for (_, above), (key, each) in pairwise(entries.items()):
                if edtf(each["date"]).surely_before(edtf(above["date"])):
                    what = f"{each['date']} is before {above['date']}, the day of the entry above it."
                    mend = "Put the entries in the order of their days, or correct the date."
                    yield document.problem(f"/{group}/{key}/date", what, mend)
        elif schema.get("x-sorted") or schema.get("x-key") == STATE:
            way = schema.get("x-sorted", "").removeprefix("codes")
            for place, listed in pointed(document.data, "", f"/{group}{way}"):
                codes = [code for code in listed if code.lower() in facts.ids["states"]]  # else it is another problem
                for one, two in [pair for pair in pairwise(codes) if pair[1] < pair[0]][:1]:
                    mend = f"Put them A to Z{f'; `allies fix {document.path}` does' * ('x-key' in schema)}."
                    yield document.problem(f"{place}/{two}", f"{two} stands after {one}.", mend, "states-order")


def pointed(data: Any, at: str, pointer: str) -> Iterator[tuple[str, Any]]:
    """Each value, with its place, to which a pointer leads from a place in a file."""
    up, index, below = _POINTER.findall(pointer)[0]
    start = steps(at)[: -int(up)] if up else []
    if index:
        start[-1] = str(int(start[-1]) + int(index))
    yield from _below(data, [*start, *steps(below)], "")


def _below(value: Any, path: list[str], place: str) -> Iterator[tuple[str, Any]]:
    if not path:
        yield place, value
        return
    entries = value if isinstance(value, dict) else dict(zip(map(str, range(len(value))), value))
    for key in entries if path[0] == "*" else [path[0]]:
        if key in entries:
            yield from _below(entries[key], path[1:], f"{place}/{escape(key)}")
