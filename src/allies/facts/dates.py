"""Days of limited precision: the small subset of EDTF (ISO 8601-2) that can be handled exactly.

A value is a day, a month or a year, or an interval of two of these: `1942-11-10`, `1942-11`, `1942`,
`1942-11-10/1942-11-12`. A trailing `~` (circa) or `?` (uncertain) widens it by one unit of its own precision on each
side, so `1948~` lies between 1947 and 1949.
"""

import calendar
import re
from datetime import date, timedelta
from functools import cache, cached_property

DAY = timedelta(days=1)
_PART = re.compile(r"(?P<year>\d{4})(-(?P<month>\d\d)(-(?P<day>\d\d))?)?(?P<mark>[~?])?", re.ASCII)


class ImpossibleDate(ValueError):
    """The text is not a date of the subset, or names a day that no calendar has."""


class Edtf:
    """A date as precise as its source: `text` is its EDTF form; `earliest` and `latest` are the days that bound it.

    Raises ImpossibleDate for a text outside the subset. An ordinary class: msgspec would unpack a dataclass.
    """

    def __init__(self, text: str) -> None:
        bounds = [_bounds(part) for part in text.split("/")]
        if len(bounds) > 2 or (len(bounds) == 2 and bounds[0][0] > bounds[1][1]):
            raise ImpossibleDate(f"{text!r} is not an interval of two dates, the earlier first")
        self.text, self.earliest, self.latest = text, bounds[0][0], bounds[-1][1]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Edtf) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"edtf({self.text!r})"

    def __str__(self) -> str:
        return self.text

    @property
    def is_interval(self) -> bool:
        return "/" in self.text

    @property
    def is_exact_day(self) -> bool:
        return self.earliest == self.latest

    @property
    def qualified(self) -> bool:
        """Whether the value is marked as circa or uncertain."""
        return self.text.endswith(("~", "?"))

    @cached_property
    def components(self) -> frozenset[str]:
        """What the text says, piece by piece: `{"y1942", "m11", "d10"}`; what another text must print to support it.

        A value that is neither circa nor uncertain says `sure` as well.
        """
        found = set() if self.qualified else {"sure"}
        for part in self.text.split("/"):
            year, *rest = part.rstrip("~?").split("-")
            found.add(f"y{year}")
            found |= {f"{letter}{piece}" for letter, piece in zip("md", rest)}
        return frozenset(found)

    @cached_property
    def common(self) -> frozenset[str]:
        """Of the components, those that both ends of an interval have."""
        return frozenset.intersection(*(edtf(part).components for part in self.text.split("/")))

    def contains(self, other: "Edtf") -> bool:
        """Whether every day that `other` can be is a day that this value can be."""
        return self.earliest <= other.earliest and other.latest <= self.latest

    def overlaps(self, other: "Edtf") -> bool:
        """Whether both can be the same day."""
        return self.earliest <= other.latest and other.earliest <= self.latest

    def surely_before(self, other: "Edtf") -> bool:
        return self.latest < other.earliest

    def surely_after(self, other: "Edtf") -> bool:
        return self.earliest > other.latest

    def surely_same(self, other: "Edtf") -> bool:
        return self.is_exact_day and (self.earliest, self.latest) == (other.earliest, other.latest)


@cache
def edtf(text: str) -> Edtf:
    """The value of an EDTF text. Raises ImpossibleDate."""
    return Edtf(text)


def day(value: date | str) -> Edtf:
    """One exact day, from a date or a `YYYY-MM-DD` text. Raises ImpossibleDate for anything less precise."""
    result = edtf(value if isinstance(value, str) else value.isoformat())
    if not result.is_exact_day or result.is_interval:
        raise ImpossibleDate(f"{value!r} is not one day, as in 2026-11-22")
    return result


def add(start: Edtf, period: str) -> Edtf:
    """`start` moved by an ISO 8601 period of whole years, months and days (`P2Y`): every day it can be, moved.

    The precision stays where it can (`2012` and two years are `2014`; `2012` and six months, `2012-07-01/2013-06-30`).
    A day that the month does not have becomes its last one. Raises ImpossibleDate where that leads out of the calendar.
    """
    found = re.fullmatch(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?", period)
    if found is None:
        raise ImpossibleDate(f"{period!r} is no period such as P2Y")
    try:
        years, months, days = (int(number or 0) for number in found.groups())
        first, last = (_moved(bound, years * 12 + months, days) for bound in (start.earliest, start.latest))
        if not start.is_interval:
            mark = start.text[-1] if start.qualified else ""
            plain = _moved(edtf(start.text.rstrip("~?")).earliest, years * 12 + months, days)
            same = edtf(plain.isoformat()[: len(start.text) - len(mark)] + mark)
            if same.earliest <= first and last <= same.latest:
                return same
    except (ValueError, OverflowError):
        raise ImpossibleDate(f"{start} and {period} lead out of the calendar") from None
    return edtf(f"{first}/{last}")


def _bounds(part: str) -> tuple[date, date]:
    match = _PART.fullmatch(part)
    if match is None:
        raise ImpossibleDate(f"{part!r} is not a date such as 1942-11-10, 1942-11 or 1942")
    year, month, number = match.group("year", "month", "day")
    try:
        first = date(int(year), int(month or 1), int(number or 1))
        last = first if number else date(first.year, int(month or 12), _last(first.year, int(month or 12)))
        if match["mark"]:  # one unit of its own precision further out
            months, days = (0, 1) if number else (1, 0) if month else (12, 0)
            return _moved(first, -months, -days), _moved(last + DAY, months, days) - DAY
        return first, last
    except (ValueError, OverflowError):  # IllegalMonthError is a ValueError
        raise ImpossibleDate(f"{part!r} is a day that no calendar has") from None


def _moved(day: date, months: int, days: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, _last(year, month + 1))) + timedelta(days=days)


def _last(year: int, month: int) -> int:
    """The last day of a month."""
    return calendar.monthrange(year, month)[1]
