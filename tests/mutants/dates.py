"""Dates: slips in a day, a month, a year, or in what the source prints."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise

from allies.facts.claims import Claim
from allies.load import load, resolve

from .world import Mutation, World, drawn

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)([~?]?)")
_MONTH = re.compile(r"(\d{4})-(\d\d)(.*)")


def a_day(world: World) -> Iterator[Mutation]:
    """A date off by a day"""
    yield from _changed(world, lambda value, sign: _shifted(value, timedelta(days=sign)))


def a_month(world: World) -> Iterator[Mutation]:
    """A date off by a month"""

    def change(value: str, sign: int) -> str | None:
        found = _MONTH.fullmatch(value)
        return found and f"{found[1]}-{(int(found[2]) - 1 + sign) % 12 + 1:02}{found[3]}"

    yield from _changed(world, change)


def a_year(world: World) -> Iterator[Mutation]:
    """A date off by a year"""
    yield from _changed(world, lambda value, sign: f"{int(value[:4]) + sign}{value[4:]}")


def a_century(world: World) -> Iterator[Mutation]:
    """A date off by a century"""
    yield from _changed(world, lambda value, sign: f"{int(value[:4]) + 100 * sign}{value[4:]}")


def day_and_month_swapped(world: World) -> Iterator[Mutation]:
    """Day and month swapped"""
    yield from _changed(
        world, lambda value, sign: (found := _DAY.fullmatch(value)) and f"{found[1]}-{found[3]}-{found[2]}{found[4]}"
    )


def digits_swapped(world: World) -> Iterator[Mutation]:
    """Two neighboring digits of a date swapped"""

    def change(value: str, sign: int) -> str | None:
        places = [at for at in range(len(value) - 1) if value[at : at + 2].isdigit() and value[at] != value[at + 1]]
        for at in reversed(places) if sign > 0 else places:
            new = value[:at] + value[at + 1] + value[at] + value[at + 2 :]
            if new[:2] in ("17", "18", "19", "20"):
                return new
        return None

    yield from _changed(world, change)


def precision_raised(world: World) -> Iterator[Mutation]:
    """A date made more precise than its source"""

    def change(value: str, sign: int) -> str | None:
        return (
            f"{value}-{drawn(['01', '05', '09', '11'], value, sign)}"
            if re.fullmatch(r"\d{4}(-\d\d)?", value)
            else value[:-1]
            if value[-1] in "~?"
            else None
        )

    yield from _changed(world, change)


def precision_lowered(world: World) -> Iterator[Mutation]:
    """A date made less precise than its source"""
    yield from _changed(
        world, lambda value, sign: value.rpartition("-")[0] if re.fullmatch(r"\d{4}-\d\d(-\d\d)?", value) else None
    )


def dates_exchanged(world: World) -> Iterator[Mutation]:
    """Two dates of one file exchanged"""
    by_file: dict[str, list[Claim]] = {}
    for claim in world.claims("date"):
        by_file.setdefault(claim.document.path, []).append(claim)
    for claims in by_file.values():
        for one, other in pairwise(claims):
            if one.value != other.value and one.document.lines[one.pointer] != other.document.lines[other.pointer]:
                yield world.mutation(
                    one.document,
                    one.pointer,
                    f"{one.value!r} exchanged with {other.pointer}, {other.value!r}",
                    lambda one=one, other=other: _exchanged(world, one, other),
                )


def printed_form_edited(world: World) -> Iterator[Mutation]:
    """The value right, a digit of the printed form changed"""
    for claim in world.claims("date", "number"):
        for row in claim.rows:
            digits = [at for at, letter in enumerate(row.printed or "") if letter.isdigit()]
            if digits:
                at = drawn(digits, row.pointer, row.printed)
                new = (
                    row.printed[:at]
                    + str((int(row.printed[at]) + 1) % 10 if row.printed[at].isascii() else 0)
                    + row.printed[at + 1 :]
                )
                pointer = f"{row.pointer}/printed"
                yield world.mutation(
                    claim.document,
                    pointer,
                    f"{row.printed!r} becomes {new!r}",
                    lambda claim=claim, pointer=pointer, new=new, row=row: (
                        world.replaced(claim.document, pointer, new, row.printed.replace("'", "''"))
                        or world.replaced(claim.document, pointer, new)
                    ),
                )


def official_count_off(world: World) -> Iterator[Mutation]:
    """An official count, or the count of a vote, off by one"""
    for claim in world.claims("number"):
        new = str(int(claim.value) + drawn([1, -1], claim.ref))
        yield world.mutation(
            claim.document,
            claim.pointer,
            f"{claim.value} becomes {new}",
            lambda claim=claim, new=new: world.replaced(claim.document, claim.pointer, new),
        )


def _changed(world: World, change: Callable[[str, int], str | None]) -> Iterator[Mutation]:
    for claim in world.claims("date"):
        old = str(claim.value)
        sign = drawn([1, -1], claim.ref)
        new = (
            next((new for each in (sign, -sign) if (new := change(old, each)) and new != old and _exists(new)), None)
            if "/" not in old
            else None
        )
        if new:
            yield world.mutation(
                claim.document,
                claim.pointer,
                f"{old!r} becomes {new!r}",
                lambda claim=claim, new=new: world.replaced(claim.document, claim.pointer, new),
            )


def _exists(value: str) -> bool:
    found = _DAY.fullmatch(value)
    try:
        return (
            date(int(found[1]), int(found[2]), int(found[3])) is not None if found else 1 <= int(value[5:7] or 1) <= 12
        )
    except ValueError:
        return False


def _shifted(value: str, by: timedelta) -> str | None:
    found = _DAY.fullmatch(value)
    return found and (date(int(found[1]), int(found[2]), int(found[3])) + by).isoformat() + found[4]


def _exchanged(world: World, one: Claim, other: Claim) -> str | None:
    first, second = (
        world.replaced(one.document, one.pointer, other.value),
        world.replaced(other.document, other.pointer, one.value),
    )
    if first is None or second is None:
        return None
    lines, at = first.splitlines(keepends=True), other.document.lines[other.pointer] - 1
    lines[at] = second.splitlines(keepends=True)[at]
    text = "".join(lines)
    read, _ = load(text.encode(), one.document.path)
    return (
        text
        if read and resolve(read.data, one.pointer) == other.value and resolve(read.data, other.pointer) == one.value
        else None
    )
