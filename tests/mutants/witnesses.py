"""Witnesses: what a fact rests on, exchanged or taken away."""

import re
from collections import Counter
from collections.abc import Iterator

from .tree import Place
from .world import Mutant, World, drawn

FOLDERS = ("treaties", "organizations", "relations", "states", "concepts", "commitments", "conflicts")


def source_mistyped(world: World) -> Iterator[Mutant]:
    """The id of a source mistyped"""
    known = {path.rpartition("/")[2].removesuffix(".yaml") for path in world.paths("facts/sources/*.yaml")}
    for path, spots in world.facts(*FOLDERS, "searches"):
        for place in spots:
            if place.text in known and (place.name == "source" or "/follows/" in place.pointer):
                at = drawn(list(range(len(place.text))), path, place.pointer)
                new = place.text[:at] + place.text[at + 1 :]
                if new not in known:
                    yield world.valued(path, place, new)


def source_swapped(world: World) -> Iterator[Mutant]:
    """A source swapped for another of the same file"""
    for path, spots in world.facts(*FOLDERS):
        rows = [place for place in spots if place.name == "source" and "/evidence/" in place.pointer]
        for place in rows:
            if others := sorted({each.text or "" for each in rows} - {place.text or ""}):
                yield world.valued(path, place, drawn(others, path, place.pointer))


def only_row_dropped(world: World) -> Iterator[Mutant]:
    """The only row that supports a value dropped; a title does without"""
    for path, spots in world.facts(*FOLDERS):
        said = {place.pointer: place for place in spots}
        supported = {row: place.text or "" for row in said if (place := said.get(f"{row}/supports"))}
        for row, place in said.items():
            if re.search(r"/evidence/\d+$", row):
                holder = place.parent.removesuffix("/evidence")
                beside = [supported.get(each, "") for each in said if said[each].parent == place.parent]
                value = said.get(f"{holder}/{supported.get(row, '')}")
                if place.alone and f"{row}/printed" in said:
                    yield world.dropped(path, said[place.parent], kind=f"{path.split('/')[1]}, all")
                elif (
                    value
                    and value.text
                    and value.name != "title"
                    and Counter(beside)[supported[row]] == 1
                    and "" not in beside
                ):
                    yield world.dropped(path, place, kind=path.split("/")[1])


def dispute_dropped(world: World) -> Iterator[Mutant]:
    """A declared dispute dropped"""
    for path, spots in world.facts(*FOLDERS):
        said = {place.pointer for place in spots}
        for place in spots:
            whole = place.name == "disputed" and (f"{place.pointer}/follows" in said or _single(spots, place))
            if whole or (place.parent.endswith("/disputed") and f"{place.pointer}/follows" in said and not place.alone):
                yield world.dropped(path, place)


def rival_dropped(world: World) -> Iterator[Mutant]:
    """The row of a rival reading dropped from a dispute"""
    for path, spots in world.facts(*FOLDERS):
        said = {place.pointer: place for place in spots}
        rivals = {
            (re.sub("/rivals/.*", "", place.pointer), place.text) for place in spots if "/rivals/" in place.pointer
        }
        for row, place in said.items():
            source, holder = said.get(f"{row}/source"), place.parent.removesuffix("/evidence")
            about = said[f"{row}/supports"].text if f"{row}/supports" in said else ""
            over = {f"{holder}/disputed/{about}", f"{holder}/disputed" if about != "how" else ""}
            if source and not place.alone and any((each, source.text) in rivals for each in over):
                yield world.dropped(path, place)


def search_spoiled(world: World) -> Iterator[Mutant]:
    """A search dropped, a register of it dropped, or read longer ago than the edition allows"""
    for path, spots in world.facts("searches"):
        yield world.gone(path)
        for place in spots:
            if re.fullmatch(r"/registers/[^/]+", place.pointer):
                yield world.dropped(path, place, kind="register")
            elif place.name == "read" and place.text:
                yield world.valued(path, place, f"{int(place.text[:4]) - 2}{place.text[4:]}", kind="read")


def mark_dropped(world: World) -> Iterator[Mutant]:
    """A mark dropped that keeps a claim modest: unread, contested, partial"""
    for path, spots in world.facts("treaties", "organizations"):
        for place in spots:
            if place.name in ("unread", "contested", "contested_for", "partial", "part") or _is_single(place):
                yield world.dropped(path, place, kind=place.name if place.name == "unread" else "")


def _is_single(place: Place) -> bool:
    return re.fullmatch(r"/contested_for/[A-Z]{3}", place.pointer) is not None and not place.alone


def _single(spots: list[Place], holder: Place) -> bool:
    return any(place.parent == holder.pointer and place.alone for place in spots)
