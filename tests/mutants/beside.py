"""Beside the pages: the data, indexes, scripts and styles of a built site changed afterwards."""

import re
from collections.abc import Iterator

from .pages import changed
from .tree import Place
from .world import Mutant, World, drawn

MANY = 12  # files of one kind that are looked at
FINDER = ("api/v1/index.json", "api/v1/states.json", "api/v1/former.json")


def api_value_changed(world: World) -> Iterator[Mutant]:
    """A value in a file of the API changed"""
    yield from (mutant for path in _api(world) for mutant in _values(world, path))


def api_entry_dropped(world: World) -> Iterator[Mutant]:
    """An entry of a file of the API dropped"""
    yield from (mutant for path in _api(world) for mutant in _drops(world, path))


def api_entry_added(world: World) -> Iterator[Mutant]:
    """An entry added to a file of the API"""
    yield from (mutant for path in _api(world) for mutant in _adds(world, path))


def api_file_missing(world: World) -> Iterator[Mutant]:
    """A file of the API taken away, or one added"""
    for path in _api(world):
        yield world.gone(path)
        yield world.added(path.replace(".", "-2.", 1), world.text(path), path)


def finder_edited(world: World) -> Iterator[Mutant]:
    """The finder's data edited: a name, a page, an entry"""
    for path in (world.prefix + each for each in FINDER):
        yield from (*_values(world, path), *_drops(world, path), *_adds(world, path))


def search_index_edited(world: World) -> Iterator[Mutant]:
    """The search index edited: an entry dropped, added, changed, its first word cut"""
    for path in world.paths("search/search_index.json", "search/**/*.json"):
        yield from (*_values(world, path), *_drops(world, path), *_adds(world, path))
        for place in (each for each in world.places(path) if each.name in ("text", "title") and each.text):
            old = world.written(path, place)[1:-1]
            if "\\" not in old and " " in old and old[0] != "<":
                yield world.mutant(path, place.span, f'"{old.partition(" ")[2]}"', kind=f"{place.name} cut")


def sitemap_edited(world: World) -> Iterator[Mutant]:
    """The sitemap or a feed edited: an entry dropped, added, changed"""
    for path in world.paths("*.xml", "**/*.atom", "**/feed*.xml", "**/feed*.json"):
        text = world.text(path)
        for entry in re.compile(r"[ \t]*<(url|entry|item)>.*?</\1>\n?", re.DOTALL).finditer(text):
            yield world.mutant(path, entry.span(), "", kind=f"{path} dropped")
            twin = re.sub(r"/(</(?:loc|link|id|guid)>)", r"-2/\1", entry[0])
            yield world.mutant(path, (entry.end(), entry.end()), twin, kind=f"{path} added")
            for value in re.compile(r">([^<>\s]+)<").finditer(text, *entry.span()):
                yield world.mutant(path, value.span(1), changed(value[1], path, value.start()), kind=f"{path} changed")


def asset_changed(world: World) -> Iterator[Mutant]:
    """A script, a style or another asset changed by a letter"""
    for path in world.paths("**/*.js", "**/*.css", "**/*.svg", "**/*.gz", "**/*.png", "**/*.map"):
        text = world.text(path)
        spots = [found.start() for found in re.compile("[a-z]").finditer(text)]
        for number in range(3 if spots else 0):
            at = drawn(spots, path, number)
            around = text[max(0, at - 20) : at + 20]
            new = "q" if text[at] != "q" else "x"
            yield world.mutant(
                path, (at, at + 1), new, kind=path.rpartition(".")[2], said=f"{text[at]!r} in {around!r} → {new}"
            )


def asset_added(world: World) -> Iterator[Mutant]:
    """A script or a style added that is no asset of the site, or one taken away"""
    for path in world.paths("assets/*.js", "assets/*.css", "assets/**/*.min.js", "assets/**/*.min.css"):
        yield world.gone(path)
        yield world.added(path.replace(".", "-2.", 1), world.text(path), path)


def _api(world: World) -> list[str]:
    """Every kind of file of the API, and some of the files of a kind of which there are many."""
    found = world.paths("api/**/*.json", "api/**/*.csv")
    few = [path for path in found if path.removeprefix(world.prefix).count("/") < 3]
    return few + sorted({drawn(sorted(set(found) - set(few)), number) for number in range(2 * MANY)})


def _values(world: World, path: str) -> Iterator[Mutant]:
    if path.endswith(".csv"):
        for cell in re.compile(r"[^,\n]+").finditer(world.text(path), world.text(path).index("\n")):
            yield world.mutant(path, cell.span(), changed(cell[0], path, cell.start()), kind=_kind(path))
    for place in world.places(path):
        if place.text and place.name != "$schema":
            old = world.written(path, place)
            if old[0] == '"' and "\\" not in old:
                yield world.valued(path, place, changed(place.text, path, place.pointer), kind=_kind(path))
            elif old in ("true", "false", "null") or old.isdecimal():
                new = {"true": "false", "false": "true", "null": "1"}.get(old) or str(int(old) + 1)
                yield world.valued(path, place, new, kind=_kind(path))


def _drops(world: World, path: str) -> Iterator[Mutant]:
    if path.endswith(".csv"):
        for line in re.compile(r"[^\n]+\n").finditer(world.text(path), world.text(path).index("\n") + 1):
            yield world.mutant(path, line.span(), "", kind=f"{_kind(path)} dropped")
    yield from (world.dropped(path, place, kind=f"{_kind(path)} dropped") for place in world.places(path))


def _adds(world: World, path: str) -> Iterator[Mutant]:
    """An entry like another of a list, mapping or table, under another name."""
    text = world.text(path)
    if path.endswith(".csv"):
        for line in re.compile(r"[^\n]+\n").finditer(text, text.index("\n") + 1):
            yield world.mutant(
                path, (line.end(), line.end()), changed(line[0], path, line.start()), kind=f"{_kind(path)} added"
            )
    for place in world.places(path):
        twin = text[place.key[0] : place.span[1]]
        if _is_item(place) or (place.text is None and place.pointer.count("/") > 1):
            new = re.sub(r'(?<=")([A-Za-z][\w-]*)(?=")', r"\1X", twin, count=1) + ","
            yield world.mutant(
                path, (place.key[0],) * 2, new, kind=f"{_kind(path)} added", said=f"{place.pointer} → {new}"
            )


def _is_item(place: Place) -> bool:
    return place.name.isdecimal()


def _kind(path: str) -> str:
    """A file of the API by itself, one of many by its folder."""
    folder, _, name = path.rpartition("/")
    return folder if re.match(r"[A-Z]{3}", name) else path
