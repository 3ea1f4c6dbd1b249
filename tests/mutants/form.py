"""Form: ids, keys, lines and types as a slip of the hand leaves them."""

import re
from collections.abc import Iterator

from .tree import Place
from .world import Mutant, World, drawn

FOLDERS = ("treaties", "organizations", "relations", "states", "searches", "concepts", "commitments", "conflicts")
WORDS = {"subject", "summary", "note", "purpose", "remark", "title", "titles", "because", "name"}  # keys of words alone
WORDS |= {"also_known_as", "aliases", "abbreviation", "adjective", "capital", "term", "definition", "city", "question"}
WORDS |= {
    "alpha2",
    "with_article",
    "consent",
    "counted_by",
    "depositary",
    "office",
    "size",
    "example",
}  # may be left out
WORDS |= {"source", "printed", "reads", "supports", "evidence", "en", "es", "ru"}  # rows have classes of their own
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ID = re.compile(r"[A-Z]{3}|[a-z0-9]+(-[a-z0-9]+)*")


def unknown_id(world: World) -> Iterator[Mutant]:
    """An id that nothing has, of a state, a treaty or an event"""
    for path, place in _ids(world):
        text = place.text or ""
        new = text[:-1] + ("Q" if text[-1] != "Q" else "X") if text.isupper() else text[:-1]
        cited = place.name == "source" or "/follows/" in place.pointer
        if not cited and not world.paths(f"facts/*/{new.lower()}.yaml"):
            yield world.valued(path, place, new)


def wrong_kind_of_id(world: World) -> Iterator[Mutant]:
    """An id of the wrong kind of thing"""
    treaties, sources = world.paths("facts/treaties/*.yaml"), world.paths("facts/sources/*.yaml")
    for path, place in _ids(world):
        if not (place.text or "").isupper():
            other = drawn(treaties if place.name == "source" else sources, path, place.pointer)
            yield world.valued(path, place, other.rpartition("/")[2].removesuffix(".yaml"))


def told_twice(world: World) -> Iterator[Mutant]:
    """An entry or a whole file told twice"""
    for path, spots in world.facts(*FOLDERS):
        for place in spots:
            if re.search(r"/evidence/\d+$", place.pointer) and not place.flow:
                yield _doubled(world, path, place, place.name)
            elif re.fullmatch(r"/(events|visits|votes|statements|missions|registers|changes)/[^/]+", place.pointer):
                yield _doubled(world, path, place, f"{place.name}-again")
    for path in world.paths("facts/treaties/*.yaml", "facts/concepts/*.yaml", "facts/searches/*.yaml"):
        yield world.added(path.replace(".yaml", "-again.yaml"), world.text(path), path)


def key_given_twice(world: World) -> Iterator[Mutant]:
    """A key given twice"""
    for path, spots in world.facts(*FOLDERS):
        for place in spots:
            if place.key != (place.span[0], place.span[0]) and not place.flow:
                yield _doubled(world, path, place, place.name)


def line_dropped(world: World) -> Iterator[Mutant]:
    """A line dropped without which a fact says something else"""
    for path, spots in world.facts(*FOLDERS):
        for place in spots:
            entry = world.text(path)[slice(*place.entry)].strip()
            if not (place.flow or place.name in WORDS or place.name.isdecimal() or "\n" in entry):
                yield world.dropped(path, place, kind=f"{path.split('/')[1]} {place.name.strip(_CAPITALS)}")


def wrong_type(world: World) -> Iterator[Mutant]:
    """A value of the wrong type"""
    for path, spots in world.facts(*FOLDERS):
        for place in spots:
            old = world.written(path, place)
            if place.text and not place.name.isdecimal() and "\n" not in old:
                plain = re.fullmatch(r"\d+|true|false", old)
                new = f'"{old}"' if plain else f"[{old}]"
                yield world.mutant(path, place.span, new, said=f"{place.pointer}: {old} → {new}")


def _ids(world: World) -> Iterator[tuple[str, Place]]:
    """Every place of a fact that names something by its id."""
    for path, spots in world.facts(*FOLDERS):
        for place in spots:
            listed = re.search(r"/(follows|found|between|about|owed_by|owed_to)/\d+$", place.pointer)
            if (place.name in ("source", "treaty", "of", "to", "in", "state") or listed) and _ID.fullmatch(
                place.text or ""
            ):
                yield path, place


def _doubled(world: World, path: str, place: Place, name: str) -> Mutant:
    """An error that tells an entry a second time, right after the first, perhaps under another key."""
    text = world.text(path)
    start = text.rfind("\n", 0, place.entry[0]) + 1
    indent = re.sub(r"\S", " ", text[start : place.entry[0]])
    entry = text[slice(*place.entry)].rstrip() + "\n"
    if text[start : place.entry[0]].strip():  # the first key of an item, after its dash
        entry = indent + entry
    twin = re.sub(rf"^(\s*)([\"']?){re.escape(place.name)}\b", rf"\g<1>\g<2>{name}", entry, count=1)
    at = text.find("\n", place.entry[1] - 1) + 1 or len(text)
    return world.mutant(
        path,
        (at, at),
        twin if twin.startswith(" ") or not indent else indent + twin,
        said=f"{place.pointer} → told twice, as {name}",
    )
