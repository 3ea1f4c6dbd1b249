"""Dated: the feed of changes and the calendar of days to come, as the facts give them, to the letter."""

import json
import re
from collections.abc import Iterator
from html import escape

from allies.audit.beside import CALENDAR, DATED, FEED, Beside
from allies.audit.days import printed
from allies.audit.page import differing
from allies.problems import Problem

LONGEST = 75  # octets of a line of a calendar (RFC 5545), which goes on after a space
CHANGES = """SELECT value(ref) AS date, hi, treaty, iif(side = 'from', 'begins', 'ends') AS key,
    group_concat(lower(code), ' ')
    FROM (SELECT treaty, code, side, ref, hi, min(lo) FROM edge JOIN treaty ON id = treaty
        WHERE alliance AND NOT contested AND json_type(data, '$.contested_for.' || code) IS NULL
        GROUP BY treaty, code, side), on_day
    WHERE printed(ref) AND NOT value(ref) GLOB '*[/~?]*' AND hi BETWEEN (substr(day, 1, 4) - 10) || '-01' AND day
    GROUP BY date, treaty, side ORDER BY hi DESC, date DESC, treaty DESC, key DESC"""

REVISED = """SELECT a, b, edition, how, slots FROM revised, on_day
    WHERE edition BETWEEN (substr(day, 1, 4) - 10) || '-01' AND day
    ORDER BY edition DESC, a, b"""


def misdated(beside: Beside) -> Iterator[Problem]:
    """What in the feed or the calendar does not follow from the facts."""
    feed, calendar = ((beside.site / name).read_bytes() if (beside.site / name).is_file() else b"" for name in DATED)
    if any(len(line) > LONGEST or set(line) & set(b"\r\n") for line in calendar.split(b"\r\n")):
        yield beside.wrong(CALENDAR, "has a line that is too long or ends otherwise than it has to")
    found = feed.decode("utf-8", "replace").split("\n"), calendar.replace(b"\r\n ", b"").decode().split("\r\n")
    for name, lines, wanted in zip(DATED, found, (_feed, _calendar), strict=True):
        for one, other in differing(lines, [*wanted(beside, beside.base.address, beside.name), ""]):
            yield beside.wrong(name, f"has {one!r}, where the facts give {other!r}")


def _feed(beside: Beside, base: str, site: str) -> Iterator[str]:
    """Every line of the feed (Atom, RFC 4287): an entry for each answer that an edition changed and for each change of
    alliances, in the last ten years."""
    phrases = beside.phrases
    yield from ("<?xml version='1.0' encoding='utf-8'?>", '<feed xmlns="http://www.w3.org/2005/Atom">')
    yield from (f"  <title>{_text(site)}: {_text(phrases.phrases['feed/title'])}</title>", f"  <id>{base}</id>")
    yield f"  <updated>{beside.facts.day}T00:00:00Z</updated>"
    yield f'  <link rel="self" href="{base}{FEED}" />'
    yield from ("  <author>", f"    <name>{_text(site)}</name>", "  </author>")
    for a, b, edition, how, slots in beside.facts.table(REVISED)[1]:
        told = {slot: beside.named(ref) for slot, ref in json.loads(slots).items()}
        said = phrases.fill("feed/revised", a=beside.called(a), b=beside.called(b), was=told["was"], now=told["now"])
        why, page = phrases.fill(f"revised/{how}", **told), _text(f"{base}{beside.page_of(a, b)}")
        yield from ("  <entry>", f"    <title>{_text(said)}</title>", f"    <updated>{edition}T00:00:00Z</updated>")
        yield from (f"    <summary>{_text(why)}</summary>", f"    <id>{page}#revised-{edition}</id>")
        yield from (f'    <link rel="alternate" href="{page}" />', "  </entry>")
    for day, last, treaty, key, codes in beside.facts.table(CHANGES)[1]:
        date = printed(day, None, phrases.fill, phrases.language)
        states = beside.named([f"states/{code}" for code in codes.split()])
        said = phrases.fill(f"feed/{key}", date=date, treaty=beside.named(f"treaties/{treaty}"), states=states)
        yield from ("  <entry>", f"    <title>{_text(said)}</title>", f"    <updated>{last}T00:00:00Z</updated>")
        yield f"    <id>{base}treaties/{treaty}/#{key}-{day}</id>"
        yield from (f'    <link rel="alternate" href="{base}treaties/{treaty}/" />', "  </entry>")
    yield "</feed>"


def _calendar(beside: Beside, base: str, site: str) -> Iterator[str]:
    """Every line of the calendar: an event for each day to come on which a term ends."""
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_plain(site)}")
    yield f"X-WR-CALNAME:{_plain(site + ': ' + beside.phrases.phrases['calendar/title'])}"
    host = re.sub(r"^https?://|/.*$", "", base) or "localhost"
    for ref, day in beside.facts.coming.items():
        yield from ("BEGIN:VEVENT", f"UID:{ref}@{host}", f"DTSTAMP:{beside.facts.day.replace('-', '')}T000000Z")
        yield f"DTSTART;VALUE=DATE:{day.replace('-', '')}"
        yield f"SUMMARY:{_plain(beside.phrases.fill('calendar/ends', title=beside.named(ref)))}"
        yield from (f"URL:{base}{_page(beside, ref)}", "TRANSP:TRANSPARENT", "END:VEVENT")
    yield "END:VCALENDAR"


def _page(beside: Beside, ref: str) -> str:
    """Where the site tells of a treaty, or of the first two states of a commitment."""
    if ref.startswith("treaties/"):
        return f"{ref}/"
    parties = beside.raw.documents[ref]["parties"]
    one = parties["by"][0]
    return beside.page_of(one, next(code for code in parties["to"] if code != one))


def _text(words: str) -> str:
    return escape(words, quote=False)


def _plain(words: str) -> str:
    return re.sub(r"([\\;,])", r"\\\1", words)
