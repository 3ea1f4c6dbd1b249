"""Records: commitments, relations, conflicts, comparisons and former states, told wrongly."""

import re
from collections.abc import Iterator

from .tree import Place
from .world import Mutant, World, drawn

CHOICES = {
    "form": ("agreement", "designation", "declaration", "access", "partnership", "assurance", "law"),
    "binding": ("legal", "political", "unclear"),
    "undertakes": ("designation", "arms", "cooperation", "consult", "access", "assurance", "help-if-attacked"),
}
EVENTS = ("established", "recognized", "severed", "restored", "lapsed", "none", "continued")
STOPS = ("armistice", "ceasefire", "peace-treaty", "agreement", "surrender", "victory", "withdrawal")
REASONS = ("dating", "definition", "error", "text-not-found")


def commitment_changed(world: World) -> Iterator[Mutant]:
    """The form of a commitment, its binding force, or what it undertakes changed"""
    for path, spots in world.facts("commitments"):
        for place in spots:
            if place.pointer[1:] in CHOICES:
                yield _other(world, path, place, CHOICES[place.name])


def commitment_turned(world: World) -> Iterator[Mutant]:
    """Who undertakes a commitment and toward whom exchanged, or a state of it swapped or dropped"""
    for path, spots in world.facts("commitments"):
        yield from _sides(world, path, spots, "/parties/by", "/parties/to")


def conflict_turned(world: World) -> Iterator[Mutant]:
    """A state of a conflict moved to the other side, swapped for another, or dropped"""
    for path, spots in world.facts("conflicts"):
        yield from _sides(world, path, spots, "/sides/one", "/sides/other")


def conflict_changed(world: World) -> Iterator[Mutant]:
    """How a conflict stopped changed, or a count of a data set, or an entry of either dropped"""
    for path, spots in world.facts("conflicts"):
        for place in spots:
            if place.pointer == "/stopped/how":
                yield _other(world, path, place, STOPS)
            elif place.pointer.startswith("/counted_by/") and (place.text or "").isdecimal():
                new = str(int(place.text or 0) + drawn([1, -1], path, place.pointer))
                yield world.valued(path, place, new, kind=f"count {place.name}")
            elif re.fullmatch(r"/(counted_by|took_part|called)/[^/]+", place.pointer):
                yield world.dropped(path, place, kind=f"{place.pointer.split('/')[1]} dropped")


def event_changed(world: World) -> Iterator[Mutant]:
    """What happened between two states exchanged for something else, or the states of it"""
    for path, spots in world.facts("relations"):
        for place in spots:
            if re.fullmatch(r"/events/[^/]+/kind", place.pointer) and place.text in EVENTS:
                yield _other(world, path, place, EVENTS)
            elif re.fullmatch(r"/(states|events/[^/]+/between)/\d", place.pointer) and place.text in world.codes:
                left = sorted(world.codes - {each.text for each in spots if each.parent == place.parent})
                new = drawn(left, path, place.pointer)
                yield world.valued(path, place, new, kind=place.parent.rpartition("/")[2])


def event_dropped(world: World) -> Iterator[Mutant]:
    """An event between two states dropped, or a whole file of a relation, a commitment or a conflict"""
    for path, spots in world.facts("relations"):
        for place in spots:
            if re.fullmatch(r"/(events|visits|votes|statements|missions)/[^/]+", place.pointer):
                yield world.dropped(path, place, kind=place.pointer.split("/")[1] + " alone" * place.alone)
    for path in world.paths(*(f"facts/{folder}/*.yaml" for folder in ("relations", "commitments", "conflicts"))):
        yield world.gone(path)


def comparison_edited(world: World) -> Iterator[Mutant]:
    """A difference with a register dropped, its reason exchanged, its years, its states, or the digest"""
    for path, spots in world.facts("comparisons"):
        for place in spots:
            if re.fullmatch(r"/differences/[^/]+(/states(/\d+)?)?", place.pointer) and not place.alone:
                yield world.dropped(path, place, kind=f"{place.pointer.count('/')} dropped")
            elif place.name == "reason":
                yield _other(world, path, place, REASONS)
            elif place.name in ("years", "sha256", "number", "compared") and place.text:
                yield world.valued(path, place, _shifted(place.text, path, place.pointer), kind=place.name)


def state_life_changed(world: World) -> Iterator[Mutant]:
    """The beginning or the end of a former state dropped, or whom a state continues exchanged"""
    for path, spots in world.facts("states"):
        for place in spots:
            if place.pointer in ("/began", "/ended", "/status"):
                yield world.dropped(path, place, kind=place.name)
            elif place.pointer == "/continues/state":
                left = sorted(world.codes - {place.text or ""} - {each.text for each in spots if each.name == "code"})
                yield world.valued(path, place, drawn(left, path), kind="continues")


def _sides(world: World, path: str, spots: list[Place], one: str, other: str) -> Iterator[Mutant]:
    sides = {place.pointer: place for place in spots if place.pointer in (one, other)}
    first, second = sorted((sides[one], sides[other]), key=lambda place: place.span)
    text, written = world.text(path), [world.written(path, place) for place in (first, second)]
    if written[0] != written[1] and one.endswith("by"):  # which side of a conflict comes first says nothing
        new = written[1] + text[first.span[1] : second.span[0]] + written[0]
        said = f"{one} and {other} → exchanged"
        yield world.mutant(path, (first.span[0], second.span[1]), new, kind="exchanged", said=said)
    listed = [place for place in spots if place.parent in sides]
    left = sorted(world.codes - {place.text for place in listed})
    for place in listed:
        yield world.valued(path, place, drawn(left, path, place.pointer), kind="swapped")
        if not place.alone:
            yield world.dropped(path, place, kind="dropped")
            yield _moved(world, path, place, first if place.parent == second.pointer else second)


def _moved(world: World, path: str, place: Place, to: Place) -> Mutant:
    """A state taken out of its list, and put at the beginning of another one."""
    text = world.text(path)
    start, end = min(place.entry[0], to.span[0] + 1), max(place.entry[1], to.span[0] + 1)
    entry, at = f"{place.text}, ", to.span[0] + 1
    before = text[start : place.entry[0]] + text[place.entry[1] : end]
    at -= start if at <= place.entry[0] else start + place.entry[1] - place.entry[0]
    said = f"{place.pointer} ({place.text}) → {to.pointer}"
    return world.mutant(path, (start, end), before[:at] + entry + before[at:], kind="moved", said=said)


def _other(world: World, path: str, place: Place, options: tuple[str, ...]) -> Mutant:
    left = [each for each in options if each != place.text]
    return world.valued(path, place, drawn(left, path, place.pointer), kind=place.name)


def _shifted(text: str, *key: object) -> str:
    """A text with one of its digits exchanged for the next."""
    at = drawn([at for at, letter in enumerate(text) if letter.isdecimal()][3:] or [0], text, *key)
    return (
        text[:at]
        + ("0" if text[at] == "9" else str(int(text[at]) + 1) if text[at].isdecimal() else "0")
        + text[at + 1 :]
    )
