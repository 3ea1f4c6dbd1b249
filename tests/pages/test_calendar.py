"""What was agreed for a term says until when; a calendar has the days to come, and each page that shows one leads to
it."""

import re

import pytest
from selectolax.lexbor import LexborHTMLParser
from testing import EDITION, edited

from allies.facts.dates import edtf
from allies.facts.model import Term

PAIR, TREATY = "pairs/germany-ukraine/index.html", "treaties/iran-russia-2025/index.html"


@pytest.fixture(scope="module")
def events(site):
    """The events of the calendar, each by the names of its properties."""
    raw = (site / "calendar.ics").read_bytes()
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    lines = raw.decode().replace("\r\n ", "").split("\r\n")
    found = "\n".join(lines).split("BEGIN:VEVENT\n")[1:]
    return [dict(line.split(":", 1) for line in each.splitlines() if ":" in line) for each in found]


@pytest.mark.parametrize(
    ("start", "years", "until"),
    [("2024-02-16", 10, "2034-02-16"), ("2024-02-29", 1, "2025-02-28"), ("2024-02", 10, None), ("2024~", 10, None)],
)
def test_a_term_runs_to_the_same_day_of_its_last_year(start, years, until):
    assert str(Term(years=years).until(edtf(start))) == str(until)


def test_the_calendar_has_days_to_come_in_their_order(events):
    days = [event["DTSTART;VALUE=DATE"] for event in events]
    assert len(days) >= 10
    assert days == sorted(days)
    assert days[0] > EDITION.replace("-", "")
    assert len({event["UID"] for event in events}) == len(events)
    assert {event["DTSTAMP"] for event in events} == {f"{EDITION.replace('-', '')}T000000Z"}
    assert "20340216" in days


def test_each_day_is_on_the_page_to_which_the_calendar_leads_and_that_leads_back(events, site):
    for event in events:
        path = event["URL"].split("/", 3)[3]
        page = LexborHTMLParser((site / path / "index.html").read_text("utf-8"))
        due = page.css_first(f'[data-claim=due][data-of="{event["UID"].partition("@")[0]}"]')
        assert due.attributes["data-value"].replace("-", "") == event["DTSTART;VALUE=DATE"]
        assert page.css_first('aside.reference a[href="../../calendar.ics"]')


def test_the_home_page_leads_to_the_calendar(site):
    assert LexborHTMLParser((site / "index.html").read_text("utf-8")).css_first('article a[href="calendar.ics"]')


@pytest.mark.parametrize(
    ("page", "old", "new"),
    [
        (PAIR, "16 February 2034", "17 February 2034"),
        (PAIR, 'data-value="2034-02-16"', 'data-value="2044-02-16"'),
        (PAIR, r'<span data-claim="agreed".*?</span>\.</span>', ""),
        (PAIR, r'<li><a href="../../calendar.ics">.*?</li>\n', ""),
        (TREATY, r"until <span data-claim=.due.*?</span>", "for ever"),
        (TREATY, r"<dt>Term</dt>.*?</dd>", ""),
    ],
)
def test_the_audit_sees_an_edited_term(page, old, new, examiner, site):
    assert not examiner.examine(site / page).problems
    with edited(site / page, old, new):
        assert examiner.examine(site / page).problems, f"The audit does not see {old!r} become {new!r}."


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"20340216", b"20340217"),
        (b"BEGIN:VEVENT.*?END:VEVENT\r\n", b""),
        (b"agreed until", b"binding until"),
        (b"TRANSP", b"ATTACH:https://example.org/\r\nTRANSP"),
        (b"URL:[^\r]*", b"URL:https://example.org/"),
        (b"\r\n ", b""),  # a line too long
        (b"\r\n", b"\n"),
        (b"END:VCALENDAR\r\n", b""),
    ],
)
def test_the_audit_sees_an_edited_calendar(old, new, examiner, site):
    path = site / "calendar.ics"
    before = path.read_bytes()
    make = examiner.made(())["calendar.ics"]
    assert not examiner.beside.differs("calendar.ics", make)
    path.write_bytes(re.sub(old, new, before, count=1, flags=re.DOTALL))
    try:
        assert path.read_bytes() != before
        assert examiner.beside.differs("calendar.ics", make), f"The audit does not see {old!r} become {new!r}."
    finally:
        path.write_bytes(before)
