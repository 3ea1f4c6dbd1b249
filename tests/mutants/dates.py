"""Dates: slips in a day, a month, a year, or in what the source prints."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise

from .tree import Place
from .world import Mutant, World, drawn

FOLDERS = ("treaties", "organizations", "relations", "states", "commitments", "conflicts")
ASIDE = {"printed", "reads", "read", "year", "note", "as_of"}  # keys whose dates belong to a source, not to the world
_DATE = re.compile(r"\d{4}(-\d\d){0,2}[~?]?")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)([~?]?)")
_MONTH = re.compile(r"(\d{4})-(\d\d)(.*)")


def a_day(world: World) -> Iterator[Mutant]:
    """A date off by a day"""
    yield from _changed(world, lambda value, sign: _shifted(value, timedelta(days=sign)))


def a_month(world: World) -> Iterator[Mutant]:
    """A date off by a month"""

    def change(value: str, sign: int) -> str | None:
        found = _MONTH.fullmatch(value)
        return found and f"{found[1]}-{(int(found[2]) - 1 + sign) % 12 + 1:02}{found[3]}"

    yield from _changed(world, change)


def a_year(world: World) -> Iterator[Mutant]:
    """A date off by a year"""
    yield from _changed(world, lambda value, sign: f"{int(value[:4]) + sign}{value[4:]}")


def a_century(world: World) -> Iterator[Mutant]:
    """A date off by a century"""
    yield from _changed(world, lambda value, sign: f"{int(value[:4]) + 100 * sign}{value[4:]}")


def day_and_month_swapped(world: World) -> Iterator[Mutant]:
    """Day and month swapped"""
    yield from _changed(
        world, lambda value, sign: (found := _DAY.fullmatch(value)) and f"{found[1]}-{found[3]}-{found[2]}{found[4]}"
    )


def digits_swapped(world: World) -> Iterator[Mutant]:
    """Two neighboring digits of a date swapped"""

    def change(value: str, sign: int) -> str | None:
        places = [at for at in range(len(value) - 1) if value[at : at + 2].isdigit() and value[at] != value[at + 1]]
        swapped = (value[:at] + value[at + 1] + value[at] + value[at + 2 :] for at in places[::-sign])
        return next((new for new in swapped if new[:2] in ("17", "18", "19", "20")), None)

    yield from _changed(world, change)


def precision_raised(world: World) -> Iterator[Mutant]:
    """A date made more precise than its source"""

    def change(value: str, sign: int) -> str | None:
        if re.fullmatch(r"\d{4}(-\d\d)?", value):
            return f"{value}-{drawn(['01', '05', '09', '11'], value, sign)}"
        return value[:-1] if value[-1] in "~?" else None

    yield from _changed(world, change)


def precision_lowered(world: World) -> Iterator[Mutant]:
    """A date made less precise than its source"""

    def change(value: str, sign: int) -> str | None:
        return value.rpartition("-")[0] if re.fullmatch(r"\d{4}-\d\d(-\d\d)?", value) else None

    yield from _changed(world, change)


def dates_exchanged(world: World) -> Iterator[Mutant]:
    """Two dates of one file exchanged"""
    for path, spots in world.facts(*FOLDERS):
        for one, other in pairwise(filter(is_date, spots)):
            if one.text != other.text:
                first, second, between = (
                    world.written(path, one),
                    world.written(path, other),
                    (one.span[1], other.span[0]),
                )
                new = second + world.text(path)[slice(*between)] + first
                said = f"{one.pointer}: {first}, {other.pointer}: {second} → exchanged"
                yield world.mutant(path, (one.span[0], other.span[1]), new, said=said)


def printed_digit(world: World) -> Iterator[Mutant]:
    """The value right, a digit of the printed form changed"""
    for path, spots in world.facts(*FOLDERS):
        for place in spots:
            digits = [at for at, letter in enumerate(place.text or "") if letter.isdigit()]
            if place.name == "printed" and digits:
                written = world.written(path, place)
                at = drawn([at for at, letter in enumerate(written) if letter.isdigit()], path, place.pointer)
                digit = str((int(written[at]) + 1) % 10 if written[at].isascii() else 0)
                yield world.mutant(path, place.span, written[:at] + digit + written[at + 1 :])


def count_off(world: World) -> Iterator[Mutant]:
    """An official count, or the count of a vote, off by one"""
    for path, spots in world.facts("organizations", "relations"):
        for place in spots:
            if re.search(r"/count$|/totals/\w+$", place.pointer) and (place.text or "").isdecimal():
                yield world.valued(path, place, str(int(place.text or 0) + drawn([1, -1], path, place.pointer)))


def is_date(place: Place) -> bool:
    """Whether a value is a day, month or year of the world."""
    return place.text is not None and place.name not in ASIDE and _DATE.fullmatch(place.text) is not None


def _changed(world: World, change: Callable[[str, int], str | None]) -> Iterator[Mutant]:
    for path, spots in world.facts(*FOLDERS):
        for place in filter(is_date, spots):
            old, sign = place.text or "", drawn([1, -1], path, place.pointer)
            news = (change(old, each) for each in (sign, -sign))
            new = next((new for new in news if new and new != old and _exists(new)), None)
            if new:
                yield world.valued(path, place, new)


def _exists(value: str) -> bool:
    found = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?[~?]?", value)
    if found is None:
        return False
    year, month, day = found.groups("01")
    try:
        return date(int(year), int(month), int(day)) is not None
    except ValueError:
        return False


def _shifted(value: str, by: timedelta) -> str | None:
    found = _DAY.fullmatch(value)
    return found and (date(int(found[1]), int(found[2]), int(found[3])) + by).isoformat() + found[4]
