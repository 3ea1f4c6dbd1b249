"""History: what happened between two states, as a picture that a template draws."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from allies.answers.derive import OFF
from allies.answers.said import Entry
from allies.facts.dates import Edtf

LONGEST = 46  # letters of a name in the picture
STEPS = (10, 20, 50, 100)  # years between two lines of the picture
THINNEST = 50  # of a bar, in hundredths of a percent

Time = tuple[Edtf, Edtf | None]


class Bar(NamedTuple):
    """A time in a row; paler where it is but the `range` in which days can lie that are not known exactly."""

    kind: str
    x: str
    width: str


class Row(NamedTuple):
    """What is drawn beside each other: bars, and a dot for each event."""

    kind: str
    name: str
    bars: list[Bar]
    dots: list[str]


class Picture:
    """A row for diplomatic relations and one for each other time, from left to right, up to the edition's day."""

    def __init__(self, told: list[Entry], edition: Edtf, relations: str) -> None:
        first, self._last = min(each.start.earliest.year for each in told), edition.latest.year + 1
        self._step = next((step for step in STEPS if (self._last - first) / step <= 6), STEPS[-1])
        self._first, self._today = first - first % 10, edition.latest
        events = [each for each in told if each.event]
        dots = [percent(self._at(each.start.earliest)) for each in events]
        self.rows = [Row("relations", relations, self._bars(_unbroken(events)), dots)] if events else []
        times = ((each, [(each.start, each.end)]) for each in told if not each.event)
        self.rows += [Row(each.kind, _short(each.name), self._bars(time), []) for each, time in times]

    @property
    def today(self) -> str:
        """Where the line for today stands."""
        return percent(self._at(self._today))

    @property
    def years(self) -> Iterator[tuple[int, str]]:
        """Every few years, and where the line for them stands."""
        for year in range(self._first + -self._first % self._step, self._last, self._step):
            yield year, percent(self._at(date(year, 1, 1)))

    def _at(self, day: date) -> int:
        """Where a day stands between the left edge and the right one, in hundredths of a percent."""
        start, end = date(self._first, 1, 1).toordinal(), date(self._last, 1, 1).toordinal()
        return max(0, min(10000, (day.toordinal() - start) * 10000 // (end - start)))

    def _bars(self, times: list[Time]) -> list[Bar]:
        """A bar for each time, with a paler one behind it where its days are not known exactly."""
        found = []
        for start, end in times:
            widest = self._at(start.earliest), self._at(end.latest if end else self._today)
            surest = self._at(start.latest), self._at(end.earliest if end else self._today)
            found += [_bar("range", *widest)] if widest != surest else []
            found += [_bar("", *surest)] if surest[0] <= surest[1] else []
        return found


def percent(hundredths: int) -> str:
    """A place as SVG has it: 12.34%."""
    return f"{hundredths // 100}.{hundredths % 100:02}%"


def _bar(kind: str, start: int, end: int) -> Bar:
    return Bar(kind, percent(min(start, 10000 - THINNEST)), percent(max(end - start, THINNEST)))


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"


def _unbroken(events: list[Entry]) -> list[Time]:
    """The times in which there were relations."""
    times: list[Time] = []
    on: Edtf | None = None
    for each in events:
        if each.kind in OFF and on:
            times.append((on, each.start))
            on = None
        elif each.kind not in (*OFF, "recognized"):
            on = on or each.start
    return [*times, (on, None)] if on else times
