"""Calendar: the days to come on which what was agreed for a term ends (iCalendar, RFC 5545)."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from allies.answers import derive
from allies.facts.model import Commitment, Treaty
from allies.pages.plan import Plan

NAME, OCTETS = "calendar.ics", 75  # of a line at most


def text(plan: Plan, base: str, site: str) -> str:
    """The calendar of a site that stands at `base`, the next day first."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_escaped(site)}"]
    lines.append("X-WR-CALNAME:" + _escaped(f"{site}: {plan.phrases.plain('calendar/title')}"))
    for day, thing in sorted(coming(plan), key=lambda each: (each[0], each[1].ref)):
        lines += ["BEGIN:VEVENT", f"UID:{thing.ref}@{urlsplit(base).netloc or 'localhost'}"]
        lines += [f"DTSTAMP:{plan.on.latest:%Y%m%d}T000000Z", f"DTSTART;VALUE=DATE:{day:%Y%m%d}"]
        lines.append(f"SUMMARY:{_escaped(plan.phrases.plain('calendar/ends', title=thing.short))}")
        lines += [f"URL:{base}{_page(plan, thing)}", "TRANSP:TRANSPARENT", "END:VEVENT"]
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def coming(plan: Plan) -> Iterator[tuple[date, Treaty | Commitment]]:
    """Every day after the edition's on which something ends that was agreed for a term and has not ended before."""
    things: list[Treaty | Commitment] = [*plan.facts.treaties.values(), *plan.facts.commitments.values()]
    for thing in things:
        until = None if thing.ended else derive.term(thing)
        if until and until > plan.on.latest:
            yield until, thing


def _page(plan: Plan, thing: Treaty | Commitment) -> str:
    """The page that tells of it: that of a treaty, or of the first two states of a commitment."""
    if isinstance(thing, Treaty):
        return f"treaties/{thing.id}/"
    by, to = thing.parties.by[0], next(code for code in thing.parties.to if code != thing.parties.by[0])
    return plan.between(by, to)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """A line in pieces that are short enough, each but the first after a space."""
    pieces = [""]
    for sign in line:
        if len(f" {pieces[-1]}{sign}".encode()) > OCTETS:
            pieces.append("")
        pieces[-1] += sign
    return "\r\n ".join(pieces)
