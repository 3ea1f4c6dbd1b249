"""Calendar: it has the form of RFC 5545, and its days are those to come that follow from the facts."""

import re
from collections.abc import Iterator

from allies.audit.beside import CALENDAR, Beside

ENDS = ("commitments", "treaties")  # the folders of what is agreed for a term


def misdated(beside: Beside, base: str, site: str) -> Iterator[str]:
    """What in the calendar does not follow from the facts; `base` is the home page's address, `site` its name."""
    path = beside.site / CALENDAR
    raw = path.read_bytes() if path.is_file() else b""
    lines = raw.split(b"\r\n")
    if not raw or lines.pop() or any(len(line) > 75 or b"\n" in line or b"\r" in line for line in lines):
        yield "is missing, or its lines are too long or end otherwise than they have to"
        return
    found = re.sub("\r\n ", "", raw.decode("utf-8", "replace")).split("\r\n")
    wanted = list(_wanted(beside, base, site))
    for one, other in zip([*found, ""], [*wanted, "", ""], strict=False):
        if one != other:
            yield f"has {one!r}, where the facts give {other!r}"
            return


def _wanted(beside: Beside, base: str, site: str) -> Iterator[str]:
    """Every line of the calendar, in order."""
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_plain(site)}")
    yield f"X-WR-CALNAME:{_plain(site + ': ' + beside.phrases.phrases['calendar/title'])}"
    host = re.sub(r"^https?://|/.*$", "", base) or "localhost"
    refs = [f"{folder}/{id}" for folder in ENDS for id in beside.raw.folder(folder)]
    for day, ref in sorted((beside.facts.coming(ref), ref) for ref in refs if beside.facts.coming(ref)):
        yield from ("BEGIN:VEVENT", f"UID:{ref}@{host}", f"DTSTAMP:{beside.facts.day.replace('-', '')}T000000Z")
        yield f"DTSTART;VALUE=DATE:{day.replace('-', '')}"
        yield f"SUMMARY:{_plain(beside.phrases.fill('calendar/ends', title=beside.named(ref)))}"
        yield from (f"URL:{base}{_page(beside, ref)}", "TRANSP:TRANSPARENT", "END:VEVENT")
    yield "END:VCALENDAR"


def _page(beside: Beside, ref: str) -> str:
    """Where the site tells of a treaty, or of the first two states of a commitment."""
    data = beside.raw.documents[ref]
    if ref.startswith("treaties/"):
        return f"{ref}/"
    one = data["parties"]["by"][0]
    other = next(code for code in data["parties"]["to"] if code != one)
    return beside.pairs.get((one, other)) or beside.pairs.get((other, one)) or f"pairs/?a={one}&b={other}"


def _plain(words: str) -> str:
    return re.sub(r"([\\;,])", r"\\\1", words)
