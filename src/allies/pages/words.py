"""Words: dates, numbers and lists as English readers write them."""

from collections.abc import Iterable
from datetime import date

from babel.dates import format_date
from babel.lists import format_list
from markupsafe import Markup

from allies.facts.dates import Edtf

_FORMS = {1: "y", 2: "MMMM y", 3: "d MMMM y"}


def shown(value: Edtf, form: str = "long") -> str:
    """A date in words: `26 January 1930`, `10–12 November 1942`, `circa 1948`, `1948 (uncertain)`.

    `form` is `long`, or `month` or `year` for less than the value holds.
    """
    limit = {"long": 3, "month": 2, "year": 1}[form]
    parts = [part.split("-")[:limit] for part in value.text.rstrip("~?").split("/")]
    days = (value.earliest, value.latest) if value.is_interval else (_nominal(parts[0]),)
    if len(parts) == 2 and parts[0] == parts[1]:
        parts, days = parts[:1], days[:1]
    text = _interval(parts, days) if len(parts) == 2 else format_date(days[0], _FORMS[len(parts[0])], "en")
    return f"circa {text}" if value.text.endswith("~") else f"{text} (uncertain)" if value.text.endswith("?") else text


def joined(parts: Iterable[str | Markup]) -> Markup:
    """`a`, `a and b`, `a, b, and c`."""
    parts = [Markup("{}").format(part) for part in parts]
    return Markup(format_list(parts, "standard", "en")) if parts else Markup("none")


def _interval(parts: list[list[str]], days: tuple) -> str:
    """Both ends, the first without what it shares with the second."""
    first, last = parts
    end = format_date(days[1], _FORMS[len(last)], "en")
    if len(first) == len(last) and len(first) > 1 and first[0] == last[0]:
        if len(first) == 3 and first[1] == last[1]:
            return f"{format_date(days[0], 'd', 'en')}–{end}"
        return f"{format_date(days[0], 'd MMMM' if len(first) == 3 else 'MMMM', 'en')}–{end}"
    return f"{format_date(days[0], _FORMS[len(first)], 'en')}–{end}"


def _nominal(pieces: list[str]) -> date:
    """The day that stands for a plain value: circa and uncertain values are shown by what they say, not by their bounds."""
    year, month, day = (int(piece) for piece in (*pieces, "1", "1")[:3])
    return date(year, month, day)
