"""Days: what a date of the facts means, and how a page prints it; the audit's own reading, apart from the engine's."""

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from babel.dates import get_month_names

_PART = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?[~?]?"
DATE = re.compile(rf"{_PART}(/{_PART})?")


def is_date(value: object) -> bool:
    """Whether a raw value is a date: `1942-11-10`, `1942-11`, `1942`, with `~` or `?`, or two with a slash between."""
    return isinstance(value, str) and DATE.fullmatch(value) is not None


def is_plain(value: str) -> bool:
    """Whether a date is one day, month or year, neither an interval nor circa nor uncertain."""
    return is_date(value) and not set(value) & set("/~?")


@lru_cache(maxsize=1 << 14)
def bounds(value: str) -> tuple[str, str]:
    """The first and last day (ISO) that a date can be; circa and uncertain widen it by one unit of its precision."""
    first, _, last = value.partition("/")
    return _edge(first, -1), _edge(last or first, +1)


def printed(value: str, form: str | None, fill: Callable[..., str], language: str) -> str:
    """How a page prints a date by a language's phrases: `10–12 November 1942`; `form` cuts it to its month or year."""
    first, _, last = (_cut(part, form) for part in value.partition("/"))
    if not last or first == last:
        return _single(first, fill, language)
    start, end = first.split("-"), last.split("-")
    before = _single(first, fill, language)
    if (start[1:] or end[1:]) and first[:7] != last[:7]:
        return fill("date/between", **{"from": before, "to": _single(last, fill, language)})
    if not set(first + last) & set("~?") and len(start) == len(end) > 2:
        before = str(int(start[2]))
    return fill("date/range", **{"from": before, "to": _single(last, fill, language)})


def _single(part: str, fill: Callable[..., str], language: str) -> str:
    """How a page prints a date that is no interval."""
    year, *rest = part.rstrip("~?").split("-")
    known = {"year": year, "month": get_month_names("wide", locale=language)[int(rest[0])] if rest else ""}
    known["day"] = str(int(rest[1])) if rest[1:] else ""
    said = fill("date/day" if rest[1:] else "date/month", **known) if rest else year
    hedge = {"~": "date/circa", "?": "date/uncertain"}.get(part[-1])
    return fill(hedge, date=said) if hedge else said


def _cut(part: str, form: str | None) -> str:
    steps = {"year": 1, "month": 2}.get(form or "", 3)
    mark = part[-1] if part.endswith(("~", "?")) else ""
    return "-".join(part.rstrip("~?").split("-")[:steps]) + mark


def _edge(part: str, side: int) -> str:
    """The outermost day of a single date on one side (-1 the first, +1 the last)."""
    year, month, number = ([int(piece) for piece in part.rstrip("~?").split("-")] + [0, 0])[:3]
    wide = side if part.endswith(("~", "?")) else 0
    if number:
        return (date(year, month, number) + timedelta(days=wide)).isoformat()
    months = year * 12 + ((month or (1 if side < 0 else 12)) - 1) + wide * (1 if month else 12)
    year, month = months // 12, months % 12 + 1
    return f"{year:04}-{month:02}-{1 if side < 0 else calendar.monthrange(year, month)[1]:02}"
