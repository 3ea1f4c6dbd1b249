"""Prose: what is typed into a page or a phrase by hand, and the calls that pull facts into it."""

import re
from collections.abc import Iterator
from itertools import combinations

from .world import Mutant, World, drawn

HARMLESS = (
    "This page was read twice.",
    "Read on, for the details matter.",
    "A reader may well ask for more.",
    "The rest of the page says why.",
    "Nothing here is meant as advice.",
    "Words are chosen with care.",
    "What follows is short.",
)
NAMELESS = (
    "Both governments hate each other.",
    "The treaty was denounced in secret.",
    "None of the rows above can be relied on.",
    "They would fight side by side.",
    "That promise is no longer kept.",
    "One side has already given notice.",
    "Neither is the other's ally.",
)
NAMED = (
    "Brazil and Argentina are allies under a secret treaty.",
    "Mexico is a member of BRICS.",
    "Russia joined the Organization of American States.",
    "Both belong to NATO.",
    "Russia is still a party to the Rio Treaty.",
    "Moscow would defend Mexico if it were attacked.",
    "Mexican and Russian troops would fight beside each other.",
    "Russia and Belarus are not allied.",
)
FIGURED = (
    "Relations began on 11 December 1890.",
    "The treaty was signed in September.",
    "The break came in 1930.",
    "It ended on the sixth of the month.",
    "Los dos firmaron el 2 de septiembre.",
    "This has been so since MCMXLII.",
    "The group has 19 countries.",
    "There are twenty-one parties.",
    "Dozens of agreements were signed.",
    "About 80 % of them agreed.",
)
NEGATIONS = {"nobody": "somebody", "never": "always", "nothing": "something", "none": "all", "neither": "each"}
NEGATIONS |= {"cannot": "can", "no": "a", "not": ""}
_NEGATION = re.compile(rf"\b({'|'.join(NEGATIONS)})\b( ?)", re.IGNORECASE)
_PROSE = re.compile(r"^(?!\||#|\{%|<|[a-z_]+:|---).+$", re.MULTILINE)
_CALL = re.compile(r"(\w+)\(([\"'])([^\"']+)\2")
_REF = re.compile(r"([a-z]+)/([a-z0-9-]+)(#.*)?")


def harmless_sentence(world: World) -> Iterator[Mutant]:
    """A sentence that claims nothing typed into a page"""
    yield from _typed(world, HARMLESS)


def nameless_claim(world: World) -> Iterator[Mutant]:
    """A claim about states that names none typed into a page"""
    yield from _typed(world, NAMELESS)


def named_claim(world: World) -> Iterator[Mutant]:
    """A claim about a named state, treaty or organization typed into a page"""
    yield from _typed(world, NAMED)


def bare_figure(world: World) -> Iterator[Mutant]:
    """A date or a number typed into a page"""
    yield from _typed(world, FIGURED)


def not_dropped_from_prose(world: World) -> Iterator[Mutant]:
    """A negation dropped from a sentence of a page"""
    for path in _pages(world):
        for line in _PROSE.finditer(world.text(path)):
            yield from _affirmed(world, path, line.start(), line.end())


def sentence_dropped(world: World) -> Iterator[Mutant]:
    """A sentence dropped from a page"""
    for path in _pages(world):
        for line in _PROSE.finditer(world.text(path)):
            if re.match(r"[A-Z*-].*[.:]$", line[0]) and "{{" not in line[0]:
                yield world.mutant(path, (line.start(), line.end() + 1), "")


def not_dropped_from_phrase(world: World) -> Iterator[Mutant]:
    """A negation dropped from a phrase"""
    for path in world.paths("docs/phrases/*.yaml"):
        for place in world.places(path):
            if place.text:
                yield from _affirmed(world, path, *place.span)


def slots_exchanged(world: World) -> Iterator[Mutant]:
    """Two slots of a phrase exchanged"""
    for path in world.paths("docs/phrases/*.yaml"):
        for place in world.places(path):
            slots = list(dict.fromkeys(re.findall(r"\{\w+\}", place.text or "")))
            if len(slots) > 1 and not re.search(r"\}(, | and | or )\{", place.text or ""):  # where order means nothing
                turned = {slots[0]: slots[1], slots[1]: slots[0]}
                new = re.sub(
                    r"\{\w+\}", lambda slot, turned=turned: turned.get(slot[0], slot[0]), world.written(path, place)
                )
                yield world.mutant(path, place.span, new)


def pointer_exchanged(world: World) -> Iterator[Mutant]:
    """What a call on a page points to exchanged for another of the same kind"""
    for path in _pages(world):
        for call in _CALL.finditer(world.text(path)):
            found = _REF.fullmatch(call[3])
            others = _same_kind(world, found) if found else sorted(world.codes) if call[3] in world.codes else []
            others = [other for other in others if other != call[3]]
            for number in range(min(3, len(others))):
                yield world.mutant(path, call.span(3), drawn(others, path, call.start(), number))


def calls_exchanged(world: World) -> Iterator[Mutant]:
    """Two calls of one page exchanged"""
    for path in _pages(world):
        text = world.text(path)
        calls = [call for call in _CALL.finditer(text) if _REF.fullmatch(call[3]) or call[3] in world.codes]
        for one, other in combinations(calls, 2):
            apart = re.sub(r"\{\{.*?\}\}", "", "{{" + text[one.end() : other.start()] + "}}", flags=re.DOTALL)
            if one[1] == other[1] and one[3] != other[3] and re.search(r"[A-Za-z]{3}", apart):
                new = other[3] + text[one.end(3) : other.start(3)] + one[3]
                yield world.mutant(path, (one.start(3), other.end(3)), new, said=f"{one[3]}, {other[3]} → exchanged")


def _typed(world: World, sentences: tuple[str, ...]) -> Iterator[Mutant]:
    """Each sentence at the beginning of a paragraph, after a sentence, and at the end of a page."""
    for path in _pages(world):
        text = world.text(path)
        body = text.index("\n---\n", 3) + 5 if text.startswith("---") else 0
        starts = [found.end() for found in re.finditer(r"\n\n(?=[A-Z*])", text) if found.end() > body]
        ends = [found.end() for found in re.finditer(r"[a-z]\.$", text, re.MULTILINE) if found.end() > body]
        for number, at in enumerate(starts):
            yield world.mutant(path, (at, at), drawn(list(sentences), path, number) + "\n")
        for number, at in enumerate(ends):
            yield world.mutant(path, (at, at), " " + drawn(list(sentences), path, -number))
        at = len(text.rstrip("\n"))
        yield from (world.mutant(path, (at, at), f"\n\n{sentence}") for sentence in sentences)


def _affirmed(world: World, path: str, start: int, end: int) -> Iterator[Mutant]:
    for found in _NEGATION.finditer(world.text(path), start, end):
        new = NEGATIONS[found[1].lower()]
        new = new.capitalize() if found[1][0].isupper() else new
        around = " ".join(world.text(path)[max(start, found.start() - 40) : found.end() + 30].split())
        yield world.mutant(path, found.span(), new and new + found[2], said=f"{found[1]!r} in {around!r} → {new}")


def _same_kind(world: World, found: re.Match[str]) -> list[str]:
    """Every reference to a thing of the same folder, or to a value of the same name in it."""
    folder, pointer = found[1], (found[3] or "")[1:]
    if not pointer:
        return [f"{folder}/{path.rpartition('/')[2][:-5]}{found[3] or ''}" for path, _ in world.facts(folder)]
    name, steps = pointer.rpartition("/")[2], pointer.count("/")
    return [
        f"{folder}/{path.rpartition('/')[2][:-5]}#{place.pointer}"
        for path, spots in world.facts(folder)
        for place in spots
        if place.name == name and place.pointer.count("/") == steps
    ]


def _pages(world: World) -> list[str]:
    return [path for path in world.paths("docs/**/*.md") if not path.startswith("docs/phrases/")]
