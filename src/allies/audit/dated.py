"""Dated: the feed of changes and the calendar of days to come, as the facts give them, byte for byte."""

import json
import re
from html import escape

from allies.audit.beside import Beside
from allies.audit.days import printed

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
_FEED = """<?xml version='1.0' encoding='utf-8'?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <title>{site}: {title}</title>
  <id>{base}</id>
  <updated>{day}T00:00:00Z</updated>
  <link rel="self" href="{base}feed.xml" />
  <author>
    <name>{site}</name>
  </author>
"""
_ENTRY = """  <entry>
    <title>{said}</title>
    <updated>{day}T00:00:00Z</updated>
{why}    <id>{page}#{known}</id>
    <link rel="alternate" href="{page}" />
  </entry>
"""


def feed(beside: Beside) -> bytes:
    """The feed (Atom, RFC 4287): an entry for each answer that an edition changed and for each change of alliances, in
    the last ten years."""
    phrases, base, site = beside.phrases, beside.base.address, _text(beside.name)
    found = [_FEED.format(site=site, title=_text(phrases.phrases["feed/title"]), base=base, day=beside.facts.day)]
    for a, b, edition, how, slots in beside.facts.table(REVISED)[1]:
        told = {slot: beside.named(ref) for slot, ref in json.loads(slots).items()}
        said = phrases.fill("feed/revised", a=beside.called(a), b=beside.called(b), was=told["was"], now=told["now"])
        why = f"    <summary>{_text(phrases.fill(f'revised/{how}', **told))}</summary>\n"
        page, known = _text(f"{base}{beside.page_of(a, b)}"), f"revised-{edition}"
        found.append(_ENTRY.format(said=_text(said), day=edition, why=why, page=page, known=known))
    for day, last, treaty, key, codes in beside.facts.table(CHANGES)[1]:
        date = printed(day, None, phrases.fill, phrases.language)
        states = beside.named([f"states/{code}" for code in codes.split()])
        said = phrases.fill(f"feed/{key}", date=date, treaty=beside.named(f"treaties/{treaty}"), states=states)
        page, known = f"{base}treaties/{treaty}/", f"{key}-{day}"
        found.append(_ENTRY.format(said=_text(said), day=last, why="", page=page, known=known))
    return "".join([*found, "</feed>\n"]).encode()


def calendar(beside: Beside) -> bytes:
    """The calendar: an event for each day to come on which a term ends."""
    phrases, base, site = beside.phrases, beside.base, beside.name
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_plain(site)}"]
    lines.append(f"X-WR-CALNAME:{_plain(site + ': ' + phrases.phrases['calendar/title'])}")
    for ref, day in beside.facts.coming.items():
        lines += ["BEGIN:VEVENT", f"UID:{ref}@{base.host or 'localhost'}"]
        lines += [f"DTSTAMP:{beside.facts.day.replace('-', '')}T000000Z", f"DTSTART;VALUE=DATE:{day.replace('-', '')}"]
        lines.append(f"SUMMARY:{_plain(phrases.fill('calendar/ends', title=beside.named(ref)))}")
        lines += [f"URL:{base.address}{_page(beside, ref)}", "TRANSP:TRANSPARENT", "END:VEVENT"]
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"]).encode()


def _folded(line: str) -> str:
    """A line in parts that have no more octets than they may, each but the first after a space."""
    most = max(at for at in range(len(line) + 1) if len(line[:at].encode()) < LONGEST)
    return line if most == len(line) else f"{line[:most]}\r\n {_folded(line[most:])}"


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
