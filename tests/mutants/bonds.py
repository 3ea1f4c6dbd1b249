"""Bonds: who belongs to what and who owes what, told wrongly, in the facts and in their second entries."""

import re
from collections.abc import Iterator

from .tree import Place
from .world import Mutant, World, drawn

KINDS = ("defense", "offense", "neutrality", "nonaggression", "consultation", "cooperation")
ANSWERS = ("allies", "not-allies", "disputed", "unknown")
_CODE = re.compile(r"\b[A-Z]{3}\b")
_ENTRY = re.compile(r"/(members|parties)/([A-Z]{3})")


def party_swapped(world: World) -> Iterator[Mutant]:
    """A party swapped for another state"""
    yield from _swapped(world, "treaties")


def member_swapped(world: World) -> Iterator[Mutant]:
    """A member swapped for another state"""
    yield from _swapped(world, "organizations")


def entry_added(world: World) -> Iterator[Mutant]:
    """A plausible but wrong party or member added"""
    for path, spots in world.facts("treaties", "organizations"):
        for place in filter(_is_entry, spots):
            for new in _strangers(world, path, place.name):
                entry = world.text(path)[slice(*place.entry)]
                twin = re.sub(rf"\b{place.name}:", f"{new}:", entry, count=1)
                if twin != entry and not place.flow:
                    at = (place.entry[1], place.entry[1])
                    yield world.mutant(
                        path, at, twin.rstrip() + "\n", said=f"no {new} → {new}, told as {place.name} is"
                    )


def entry_dropped(world: World) -> Iterator[Mutant]:
    """A party or a member dropped"""
    for path, spots in world.facts("treaties", "organizations"):
        yield from (world.dropped(path, place) for place in filter(_is_entry, spots) if not place.alone)


def obligation_changed(world: World) -> Iterator[Mutant]:
    """The kind of an obligation changed"""
    for path, spots in world.facts("treaties"):
        for place in spots:
            if re.fullmatch(r"/obligations/\d+/kind", place.pointer):
                yield world.valued(
                    path, place, drawn([each for each in KINDS if each != place.text], path, place.pointer)
                )


def obligation_dropped(world: World) -> Iterator[Mutant]:
    """An obligation, or who owes it to whom, dropped"""
    for path, spots in world.facts("treaties"):
        for place in spots:
            if re.fullmatch(r"/obligations/\d+(/owed_(by|to))?", place.pointer) and not place.alone:
                yield world.dropped(path, place, kind=place.name.strip("0123456789"))


def end_dropped(world: World) -> Iterator[Mutant]:
    """The end of a treaty or of a bond dropped, with its evidence"""
    for path, spots in world.facts("treaties", "organizations"):
        for place in spots:
            if place.name in ("denunciation", "ended", "bound_until", "left") and not place.alone:
                yield without(world, path, place, kind=place.name)


def beginning_dropped(world: World) -> Iterator[Mutant]:
    """An entry into force, or the day on which a party was bound or a member joined, dropped with its evidence"""
    for path, spots in world.facts("treaties", "organizations"):
        for place in spots:
            if place.name in ("entry_into_force", "bound_from", "joined") and place.text and not place.alone:
                yield without(world, path, place, kind=place.name)


def continuation_dropped(world: World) -> Iterator[Mutant]:
    """The continuation of one state by another dropped"""
    for path, spots in world.facts("states", "organizations"):
        yield from (world.dropped(path, place) for place in spots if place.name == "continues")


def bonds_edited(world: World) -> Iterator[Mutant]:
    """The second entry of parties, members and obligations edited: a state dropped or swapped, a kind, a date, an
    entry"""
    [path] = world.paths("tests/bonds.yaml")
    for place in world.places(path):
        if place.name in ("parties", "members") and place.text and " " in place.text:
            codes = place.text.split()
            code = drawn(codes, place.pointer)
            yield world.valued(path, place, " ".join(each for each in codes if each != code), kind="dropped")
            [new] = _strangers(world, place.text, place.pointer)
            yield world.valued(path, place, place.text.replace(code, new), kind="swapped")
        elif place.text in KINDS:
            yield world.valued(
                path, place, drawn([kind for kind in KINDS if kind != place.text], place.pointer), kind="owes"
            )
        elif place.text and place.pointer.startswith("/unprinted/"):
            year = place.text[:4]
            other = f"{int(year) + 1}{place.text[4:]}" if year.isdecimal() else f"{place.text}x"
            yield world.valued(path, place, other, kind="unprinted")
        elif place.pointer.count("/") == 2 and not place.pointer.startswith("/unprinted/"):
            yield world.dropped(path, place, kind="entry")


def answers_edited(world: World) -> Iterator[Mutant]:
    """The reviewed answers edited: the answer, or a state that it is about"""
    [path] = world.paths("tests/answers.yaml")
    answers = {place.parent: place.text for place in world.places(path) if place.name == "answer"}
    by = {place.pointer: f"facts/treaties/{place.text}.yaml" for place in world.places(path) if "/by/" in place.pointer}
    for place in world.places(path):
        if place.name == "answer":
            other = drawn([each for each in ANSWERS if each != place.text], place.pointer)
            yield world.valued(path, place, other, kind="answer")
        elif place.pointer.endswith("/pair/1") and answers.get(entry := place.parent.removesuffix("/pair")) == "allies":
            bound = [world.text(treaty) for at, treaty in by.items() if at.startswith(f"{entry}/by/")]
            [new] = _strangers(world, "".join([world.text(path), *bound]), place.pointer)
            yield world.valued(path, place, new, kind="pair")


def without(world: World, path: str, place: Place, **said: str) -> Mutant:
    """An error that takes a value away together with the rows that support it and the dispute over it."""
    beside = [
        each
        for each in world.places(path)
        if each.pointer == f"{place.parent}/disputed/{place.name}"
        or (each.parent == f"{place.parent}/evidence" and _supports(world, path, each) == place.name)
    ]
    return world.dropped(path, place, *beside, **said)


def _supports(world: World, path: str, row: Place) -> str | None:
    return next((each.text for each in world.places(path) if each.pointer == f"{row.pointer}/supports"), None)


def _swapped(world: World, folder: str) -> Iterator[Mutant]:
    for path, spots in world.facts(folder):
        for place in filter(_is_entry, spots):
            for new in _strangers(world, path, place.name):
                yield world.mutant(path, place.key, new, said=f"{place.pointer} → {new}")


def _is_entry(place: Place) -> bool:
    return _ENTRY.fullmatch(place.pointer) is not None


def _strangers(world: World, path: str, *key: object) -> list[str]:
    """A state that a file does not name yet, drawn; in a list, as there may be none."""
    left = sorted(world.codes - set(_CODE.findall(world.text(path) if path.endswith(".yaml") else path)))
    return [drawn(left, path, *key)] if left else []
