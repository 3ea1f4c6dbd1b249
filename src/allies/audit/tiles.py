"""Tiles: the map that has to stand on a page, drawn a second time from the raw facts, tile by tile."""

from collections.abc import Iterator, Mapping
from html import escape

from selectolax.lexbor import LexborHTMLParser

from allies.audit.derivation import Derivation
from allies.audit.page import Page
from allies.audit.phrases import Phrases
from allies.audit.stands import Addresses
from allies.problems import Problem

Tile = tuple[str, str, str]  # what a state is, in one word and in its phrase, and where its tile leads
Pairs = Mapping[tuple[str, str], str]  # the address of each page of a pair, its states in the order of their names


def tiles(page: Page, addresses: Addresses, phrases: Phrases, pairs: Pairs) -> Iterator[Problem]:
    """A page has the map of what it is about, and each tile says what the facts give; a page about nothing on it has none."""
    kind, ids = addresses.about(page.path) or ("", ())
    wanted = []
    if kind in _SHOWN:
        section, shown = _SHOWN[kind](addresses, pairs, *ids)
        wanted = [_drawn(addresses.facts, phrases, section, shown, "../" * page.path.count("/"))]
    if page.maps != wanted:
        differing = next((one for one, other in zip(page.maps, wanted, strict=False) if one != other), "")
        what = "The map on the page is not what the facts give" + (
            f": {_difference(differing, wanted[0])}." if differing else "."
        )
        yield page.problem('<figure class="map"', what, "Render the page again.")


def _states(addresses: Addresses, pairs: Pairs, code: str) -> tuple[str, dict[str, Tile]]:
    shown = {code: ("self", "", f"states/{addresses.states[code]}/")}
    for other in addresses.states:
        if other != code:
            address = pairs.get((code, other)) or pairs.get((other, code)) or f"pairs/?a={code}&b={other}"
            shown[other] = (value := addresses.facts.answer(code, other), f"verdict/{value}", address)
    return "verdict", shown


def _treaties(addresses: Addresses, _: Pairs, id: str) -> tuple[str, dict[str, Tile]]:
    parties = addresses.facts.raw.folder("treaties")[id]["parties"]
    return "party", _there(addresses, "party", {code: addresses.facts.party(id, code) for code in parties})


def _organizations(addresses: Addresses, _: Pairs, id: str) -> tuple[str, dict[str, Tile]]:
    members = addresses.facts.raw.folder("organizations")[id]["members"]
    return "member", _there(addresses, "member", {code: addresses.facts.listed(code, id) for code in members})


def _there(addresses: Addresses, section: str, standing: dict[str, str]) -> dict[str, Tile]:
    states = addresses.states
    return {
        code: (value, f"{section}/{value}", f"states/{states[code]}/")
        for code, value in standing.items()
        if code in states
    }


_SHOWN = {"states": _states, "treaties": _treaties, "organizations": _organizations}


def _drawn(facts: Derivation, phrases: Phrases, section: str, shown: dict[str, Tile], up: str) -> str:
    """The map as a page has to have it."""
    rows = sorted((each["code"], each) for each in facts.raw.folder("states").values() if "tile" in each)
    found = []
    for code, state in rows:
        value, key, address = shown.get(code, ("", "", ""))
        name = state["name"].get(phrases.language, state["name"]["en"])
        words = phrases.fill("line/tile", state=name, word=phrases.phrases[key]) if key else name
        inner = f"{state.get('alpha2') or code[:2]}<span>{escape(words)}</span>"
        link = f'<a href="{escape(up + address)}">{inner}</a>' if value else ""
        place = f"c{state['tile']['column']} r{state['tile']['row']}"
        found.append(f'<li class="{place} {value}">{link}</li>' if value else f'<li class="{place}"></li>')
    there = {value for value, _, _ in shown.values()}
    keys = [f'<li class="{key}">{text}</li>' for key, text in phrases.section(section).items() if key in there]
    html = f'<ul class="tiles">{"".join(found)}</ul><ul class="legend">{"".join(keys)}</ul>'
    figure = LexborHTMLParser(f'<figure class="map">{html}</figure>').css_first("figure")
    return (figure.html if figure else None) or ""


def _difference(found: str, wanted: str) -> str:
    """The first tile that differs."""
    pairs = zip(found.split("<li "), wanted.split("<li "), strict=False)
    return next(
        (f"<li {one} for <li {other}" for one, other in pairs if one != other), "a tile is missing, or one too many"
    )
