"""Days: what a date of the facts means, and how English prints it; the audit's own reading, apart from the engine's."""

import calendar
import re
from datetime import date, timedelta

DATE = re.compile(
    r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?[~?]?(/\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?[~?]?)?"
)
MONTHS = "January February March April May June July August September October November December".split()
_PERIOD = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")


def is_date(value: object) -> bool:
    """Whether a raw value is written as a date: `1942-11-10`, `1942-11`, `1942`, with `~` or `?`, or two of these and a slash."""
    return isinstance(value, str) and DATE.fullmatch(value) is not None


def is_plain(value: str) -> bool:
    """Whether a date is one day, month or year, neither an interval nor circa nor uncertain."""
    return is_date(value) and not set(value) & set("/~?")


def bounds(value: str) -> tuple[str, str]:
    """The first and the last day (ISO) that a date can be; circa and uncertain widen it by one unit of its precision."""
    first, _, last = value.partition("/")
    return _edge(first, -1), _edge(last or first, +1)


def surely_by(value: str, on: str) -> bool:
    """Whether every day that the date can be is the day `on` or before it."""
    return bounds(value)[1] <= on


def surely_after(value: str, on: str) -> bool:
    """Whether every day that the date can be is later than the day `on`."""
    return bounds(value)[0] > on


def in_english(value: str, form: str | None = None) -> str:
    """How a page prints a date: `10–12 November 1942`, `circa 1948`; `form` cuts it to its month or its year."""
    first, _, last = (_cut(part, form) for part in value.partition("/"))
    if not last or first == last:
        return _single(first)
    if set(first + last) & set("~?"):
        return f"{_single(first)}–{_single(last)}"
    start, end = first.split("-"), last.split("-")
    if len(start) != len(end) or start[0] != end[0] or len(start) == 1:
        return f"{_single(first)}–{_single(last)}"
    if len(start) == 3 and start[1] == end[1]:
        return f"{int(start[2])}–{_single(last)}"
    return f"{_single(first).rpartition(' ')[0]}–{_single(last)}"


def period_in_english(value: str) -> str | None:
    """How a page prints an ISO 8601 period, `2 years`; None for any other text."""
    match = _PERIOD.fullmatch(value)
    if not match or not any(match.groups()):
        return None
    counted = [(int(number), unit) for number, unit in zip(match.groups(), ("year", "month", "day")) if number]
    return " and ".join(f"{number} {unit}{'s' if number != 1 else ''}" for number, unit in counted)


def _cut(part: str, form: str | None) -> str:
    steps = {"year": 1, "month": 2}.get(form, 3)
    mark = part[-1] if part.endswith(("~", "?")) else ""
    return "-".join(part.rstrip("~?").split("-")[:steps]) + mark


def _single(part: str) -> str:
    year, *rest = part.rstrip("~?").split("-")
    words = [*(str(int(day)) for day in rest[1:]), *(MONTHS[int(month) - 1] for month in rest[:1]), year]
    text = " ".join(words)
    return f"circa {text}" if part.endswith("~") else f"{text} (uncertain)" if part.endswith("?") else text


def _edge(part: str, side: int) -> str:
    """The outermost day of a single date on one side (-1 the first, +1 the last)."""
    year, month, number = ([int(piece) for piece in part.rstrip("~?").split("-")] + [0, 0])[:3]
    wide = side if part.endswith(("~", "?")) else 0
    if number:
        return (date(year, month, number) + timedelta(days=wide)).isoformat()
    months = year * 12 + ((month or (1 if side < 0 else 12)) - 1) + wide * (1 if month else 12)
    year, month = months // 12, months % 12 + 1
    return f"{year:04}-{month:02}-{1 if side < 0 else calendar.monthrange(year, month)[1]:02}"
