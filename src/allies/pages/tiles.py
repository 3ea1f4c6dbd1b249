"""Tiles: the map on which every state is an equal square, so that no border is drawn and the smallest counts."""

from collections.abc import Mapping

from markupsafe import Markup

from allies.answers.phrases import Phrasebook
from allies.facts.model import State
from allies.facts.read import Facts

Tile = tuple[str, str, str]  # what a state is in the picture, the same in words, and where its tile leads
_TILE = Markup('<li class="c{} r{}{}">{}</li>')
_LINK = Markup('<a href="{}">{}<span>{}</span></a>')


def drawn(facts: Facts, phrases: Phrasebook, shown: Mapping[str, Tile], section: str) -> Markup:
    """The map: a tile for every state, those shown with their words and their link; then what there is, in the words of
    a section of the phrasebook. A list, so that it can be read without being seen."""
    tiles = [_tile(state, shown.get(state.code)) for _, state in sorted(facts.states.items()) if state.tile]
    there = {value for value, _, _ in shown.values()}
    keys = [(value, text) for value, text in phrases.section(section).items() if value in there]
    legend = Markup("").join(Markup('<li class="{}">{}</li>').format(*key) for key in keys)
    form = '<figure class="map"><ul class="tiles">{}</ul><ul class="legend">{}</ul></figure>'
    return Markup(form).format(Markup("").join(tiles), legend)


def tile(phrases: Phrasebook, state: State, word: str) -> str:
    """What a tile says of a state, by the key of a phrase."""
    return phrases.plain("line/tile", state=state.name.said(phrases.language), word=phrases.plain(word))


def _tile(state: State, shown: Tile | None) -> Markup:
    assert state.tile  # noqa: S101 for others there is none
    if shown is None:
        return _TILE.format(state.tile.column, state.tile.row, "", "")
    value, words, link = shown
    inner = _LINK.format(link, state.alpha2 or state.code[:2], words)
    return _TILE.format(state.tile.column, state.tile.row, f" {value}", inner)
