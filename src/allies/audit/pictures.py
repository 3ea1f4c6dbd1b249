"""Pictures: the map and the history that have to stand on a page, drawn a second time, value by value."""

from collections.abc import Callable, Iterator
from datetime import date
from html import escape
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from allies.audit.beside import Beside
from allies.audit.days import bounds, is_date
from allies.audit.derivation import BROKEN, WITHOUT
from allies.audit.marks import is_name
from allies.audit.page import Page, differing
from allies.audit.phrases import Phrases
from allies.audit.raw import in_words
from allies.problems import Problem

Tile = tuple[str, str]  # what a state is, in one word, and where its tile leads
SECTIONS = {"states": "verdict", "treaties": "party", "organizations": "member"}  # the phrases of a map, by its page


def pictures(page: Page, beside: Beside, own: list[str]) -> Iterator[Problem]:
    """A page has the map of what it is about and the picture of its history, in which each value is what the facts or
    the list of the history give; a page about nothing on them has none. They stand between what it says of itself."""
    kind, ids = beside.addresses.about(page.path)
    wanted = [_figure(block) for block in own[:1]]
    if kind in SECTIONS:
        wanted.append(_map(beside, SECTIONS[kind], _tiles(beside, kind, *ids), "../" * page.path.count("/")))
    elif page.path in INDEXES and page.pictures:
        every = {code: ("state", f"states/{slug}/") for code, slug in beside.addresses.states.items()}
        wanted.append(_map(beside, "verdict", every, "../" * page.path.count("/")))
    wanted += [_figure(history) for history in _history(page, beside.phrases, beside.facts.day)]
    wanted += [_figure(block) for block in own[1:]]
    for one, other in differing(*("<".join(each).split("<") for each in (page.pictures, wanted))):
        yield page.problem("<figure", f"A picture or block on the page has <{one}, where the facts give <{other}.")


def _tiles(beside: Beside, kind: str, id: str) -> dict[str, Tile]:
    """What each state is on the map of the page of a state, treaty or body, and where its tile leads."""
    data, facts, states = beside.raw.folder(kind).get(id, {}), beside.facts, beside.addresses.states
    if kind == "states":
        values = {code: facts.answer(id, code) if code != id else "self" for code in states}
    elif kind == "treaties":
        values = {code: facts.things[f"party {code} {id}"][0] for code in data["parties"]}
    else:
        values = {code: _listed(each, facts.day) for code, each in data["members"].items()}
    pages = {code: f"states/{slug}/" for code, slug in states.items()}
    if kind == "states":
        pages |= {code: beside.page_of(id, code) for code in states if code != id}
    return {code: (value, pages[code]) for code, value in values.items() if code in states}


def _listed(entry: dict[str, Any], day: str) -> str:
    """How an entry of an organization's list stands: yes, over, or no, where its day is yet to come."""
    if "left" in entry and bounds(entry["left"])[1] <= day:
        return "over"
    return "yes" if bounds(entry["joined"])[0] <= day else "no"


def _map(beside: Beside, section: str, shown: dict[str, Tile], up: str) -> str:
    """The map as a page has to have it."""
    phrases = beside.phrases
    rows = sorted((each["code"], each) for each in beside.raw.folder("states").values() if "tile" in each)
    found = []
    for code, state in rows:
        value, address = shown.get(code, ("", ""))
        name, word = in_words(state["name"], phrases.language), phrases.phrases.get(f"{section}/{value}")
        words = phrases.fill("line/tile", state=name, word=word) if word else name
        inner = f"{state.get('alpha2') or code[:2]}<span>{escape(words)}</span>"
        link = f'<a href="{escape(up + address)}">{inner}</a>' if value else ""
        place = f"c{state['tile']['column']} r{state['tile']['row']}"
        found.append(f'<li class="{place} {value}">{link}</li>' if value else f'<li class="{place}"></li>')
    there = {value for value, _ in shown.values()}
    keys = [f'<li class="{key}">{text}</li>' for key, text in phrases.section(section).items() if key in there]
    html = f'<ul class="tiles">{"".join(found)}</ul><ul class="legend">{"".join(keys)}</ul>'
    return _figure(f'<figure class="map">{html}</figure>')


def _figure(html: str) -> str:
    """A picture as the reader of pages has it."""
    figure = LexborHTMLParser(html).css_first("figure, nav, aside")
    return (figure.html if figure else None) or ""


INDEXES = ("index.html", "states/index.html")  # the pages that may have the map of all states
Told = tuple[str, list[str], str]  # of an item of a history its class, its days and the name of what it tells
HEAD, ROW, LONGEST = 24, 30, 46


def _history(page: Page, phrases: Phrases, today: str) -> Iterator[str]:
    """The picture of each history on a page that has at least two items."""
    for node in page.tree.css("ol.timeline"):
        told = [_told(item) for item in node.css("li.event, li.span")]
        if len(told) > 1:
            yield _timeline([each for each in told if each[1]], phrases, today)


def _told(item: LexborNode) -> Told:
    marks = [(mark.attributes.get("data-fact") or "", mark) for mark in item.css("[data-fact]")]
    values = [mark.attributes.get("datetime") or mark.attributes.get("value") or "" for _, mark in marks]
    names = [mark.text() for ref, mark in marks if is_name(ref) and not ref.startswith(("states/", "relations/"))]
    kind = (item.attributes.get("class") or "").rpartition("--")[2]
    event = "event" in (item.attributes.get("class") or "").split()
    days = list(filter(is_date, values))[: 1 if event else 2]
    if item.css_first("[data-value=within]"):
        days *= 2  # it began and ended in the same day, month or year
    return kind, days, "" if event else (names or [""])[0]


def _line(x: str, height: int, year: int) -> str:
    return f'<line x1="{x}" x2="{x}" y1="16" y2="{height}"/><text class="year" x="{x}" y="11">{year}</text>'


def _timeline(told: list[Told], phrases: Phrases, today: str) -> str:
    """The picture of a history as a page has to have it."""
    first, last = min(int(bounds(days[0])[0][:4]) for _, days, _ in told), int(today[:4]) + 1
    step = next((step for step in (10, 20, 50, 100) if (last - first) / step <= 6), 100)
    edges = date(first - first % 10, 1, 1).toordinal(), date(last, 1, 1).toordinal()

    def at(day: str) -> int:
        return max(0, min(10000, (date.fromisoformat(day).toordinal() - edges[0]) * 10000 // (edges[1] - edges[0])))

    rows = [_times(days, at, today) for _, days, name in told if name]
    kinds = [(k, n if len(n) <= LONGEST else f"{n[: LONGEST - 1].rstrip()}…") for k, _, n in told if n]
    if events := [(kind, days[0]) for kind, days, name in told if not name]:
        rows.insert(0, _relations(events, at, today))
        kinds.insert(0, ("relations", phrases.phrases["picture/relations"]))
    height = HEAD + ROW * len(rows)
    years = range(-(-(first - first % 10) // step) * step, last, step)
    html = "".join(_line(_percent(at(f"{year:04}-01-01")), height, year) for year in years)
    html += f'<line class="today" x1="{_percent(at(today))}" x2="{_percent(at(today))}" y1="16" y2="{height}"/>'
    for number, ((kind, name), shapes) in enumerate(zip(kinds, rows, strict=True)):
        place = f"translate(0 {HEAD + ROW * number})"
        html += f'<g class="{kind}" transform="{place}"><text y="11">{escape(name)}</text>{shapes}</g>'
    same = escape(phrases.phrases["picture/same"])
    picture = f'<svg width="100%" height="{height}" role="img" aria-label="{same}">{html}</svg>'
    return f'<figure class="history">{picture}</figure>'


def _times(days: list[str], at: Callable[[str], int], today: str) -> str:
    """A bar from the first day to the last, or to today; a paler one below it where they are not known exactly."""
    (lo, hi), (end_lo, end_hi) = bounds(days[0]), bounds(days[1]) if len(days) > 1 else (today, today)
    widest, surest = (at(lo), at(end_hi)), (at(hi), at(end_lo))
    bars = [("range", *widest)] if widest != surest else []
    bars += [("", *surest)] if surest[0] <= surest[1] else []
    return "".join(
        f'<rect{kind and f" class={chr(34)}{kind}{chr(34)}"} x="{_percent(min(start, 9950))}" y="16" '
        f'width="{_percent(max(end - start, 50))}" height="8"/>'
        for kind, start, end in bars
    )


def _relations(events: list[tuple[str, str]], at: Callable[[str], int], today: str) -> str:
    """A bar while there are relations, and a dot for each event."""
    shapes, since = "", ""
    for kind, day in [*events, ("", "")]:
        if since and (kind in (*BROKEN, *WITHOUT) or not kind):
            shapes += _times([since, *filter(None, [day])], at, today)
            since = ""
        elif kind not in (*BROKEN, *WITHOUT, "recognized", ""):
            since = since or day
    return shapes + "".join(f'<circle cx="{_percent(at(bounds(day)[0]))}" cy="20" r="4"/>' for _, day in events)


def _percent(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02}%"
