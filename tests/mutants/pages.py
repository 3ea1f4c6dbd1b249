"""Pages: claims typed by hand, and what was built changed afterwards."""

import re
from collections.abc import Iterator
from html import unescape

from .world import Mutation, World, drawn

DATED = (
    "Relations began on 11 December 1890.",
    "The treaty was signed in September 1947.",
    "Both sides met on 4 August 1924.",
    "The break came in 1930.",
    "It ended on the sixth of September 2004.",
    "Los dos firmaron el 2 de septiembre de 1947.",
    "This has been so since MCMXLII.",
)
NUMBERED = (
    "The group has 19 countries.",
    "Some 141 states voted for it.",
    "There are twenty-one parties.",
    "Dozens of agreements were signed.",
    "Two treaties bind both.",
    "The third article says so.",
    "About 80 % of them agreed.",
)
MEMBERSHIP = (
    "Mexico is a member of BRICS.",
    "Russia joined the Organization of American States.",
    "Both belong to NATO.",
    "Russia is still a party to the Rio Treaty.",
    "Mexico left the United Nations.",
    "The two are members of the OECD.",
    "Moscow takes part in the USMCA.",
)
ALLIANCE = (
    "Mexico and Russia are allies.",
    "They have been allies since the war.",
    "The two are bound by a defense pact.",
    "Moscow would defend Mexico if it were attacked.",
    "Mexico signed an alliance with the Russian Federation.",
    "Neither is the other's ally.",
    "Russia and Belarus are not allied.",
    "Mexican and Russian troops would fight beside each other.",
)
BLOCK = re.compile(r"(?=<h2 )")
VALUE = re.compile(r"<(time|data)\b[^<>]*\bdata-fact=\"([^\"]+)\"[^<>]*>([^<>]+)</\1>")
CLAIM = re.compile(
    r"(<span\b[^<>]*\bdata-claim=[^<>]*>)((?:(?!</span>).)*?)\b(is not|are not|not|never|no|No|neither|nothing|none)\b ",
    re.DOTALL,
)
PROSE = re.compile(
    r"^(?!\||#|\{|<|[a-z]+:|---).*\b(not|no|nobody|never|nothing|cannot|No|Nothing|Nobody)\b.*$", re.MULTILINE
)
NEGATIONS = {
    "nobody": "somebody",
    "Nobody": "Somebody",
    "never": "always",
    "nothing": "something",
    "Nothing": "Something",
    "cannot": "can",
    "no": "a",
    "No": "A",
    "not": "",
}


def bare_date(world: World) -> Iterator[Mutation]:
    """A sentence with a bare date typed into a page"""
    yield from _typed(world, DATED)


def bare_number(world: World) -> Iterator[Mutation]:
    """A sentence with a bare number typed into a page"""
    yield from _typed(world, NUMBERED)


def bare_membership(world: World) -> Iterator[Mutation]:
    """A sentence on a membership typed into a page"""
    yield from _typed(world, MEMBERSHIP)


def bare_alliance(world: World) -> Iterator[Mutation]:
    """A sentence on an alliance typed into a page"""
    yield from _typed(world, ALLIANCE)


def pointer_swapped(world: World) -> Iterator[Mutation]:
    """A pointer to a fact swapped for another of the same type"""
    refs = sorted(claim.ref for claim in world.claims("date", "number"))
    sorts = {claim.ref: claim.sort for claim in world.claims("date", "number")}
    for path in _docs(world):
        for found in re.finditer(r'fact\("([^"]+)"', world.text(path)):
            for other in [ref for ref in refs if sorts[ref] == sorts.get(found[1]) and ref != found[1]][
                :: max(1, len(refs) // 6)
            ]:
                yield _edited(world, path, found.start(1), found.end(1), other, f"{found[1]} becomes {other}")
    for path in world.pages:
        text = world.page(path)
        for found in VALUE.finditer(text):
            same = [
                ref
                for ref in refs
                if sorts[ref] == sorts.get(found[2])
                and world.facts.claims[ref].value != world.facts.claims[found[2]].value
            ]
            if same:
                other = drawn(same, path, found.start())
                yield _built(path, text, found.start(2), found.end(2), other, f"data-fact {found[2]} becomes {other}")


def negation_dropped(world: World) -> Iterator[Mutation]:
    """A negation dropped from a sentence of a page"""
    for path in _docs(world):
        for found in PROSE.finditer(world.text(path)):
            new = NEGATIONS[found[1]]
            end = found.end(1) + (not new)
            yield _edited(world, path, found.start(1), end, new, f"{found[1]!r} dropped from {found[0].strip()!r}")
    for path in world.pages:
        text = world.page(path)
        for found in CLAIM.finditer(text):
            yield _built(
                path,
                text,
                found.start(3),
                found.end(3) + 1,
                "is " if found[3] == "is not" else "are " if found[3] == "are not" else "",
                f"{found[3]!r} dropped from a claim, {_plain(found[2] + found[3])[-60:]!r}",
            )


def text_changed_after_building(world: World) -> Iterator[Mutation]:
    """A fact's text changed in the page after building"""
    for path in world.pages:
        text = world.page(path)
        for found in VALUE.finditer(text):
            old = found[3]
            digits = [at for at, letter in enumerate(old) if letter.isdigit()]
            if digits:
                at = drawn(digits, path, found.start())
                new = old[:at] + str((int(old[at]) + 1) % 10) + old[at + 1 :]
            else:
                new = drawn(
                    [name for name in ("Mexico", "Russia", "Brazil", "Organization of American States") if name != old],
                    path,
                    found.start(),
                )
            yield _built(path, text, found.start(3), found.end(3), new, f"{_plain(old)!r} becomes {new!r}")


def _typed(world: World, sentences: tuple[str, ...]) -> Iterator[Mutation]:
    for path in _docs(world):
        text = world.text(path)
        body = text.index("\n---\n", 3) + 5 if text.startswith("---") else 0
        for number, found in enumerate(re.finditer(r"\n\n(?=[A-Z*])", text[body:])):
            at = body + found.end()
            if not text[at:].startswith(("# ", "|")):
                sentence = drawn(list(sentences), path, number)
                yield _edited(world, path, at, at, sentence + "\n", f"{sentence!r} typed in")
        for sentence in sentences:
            at = len(text.rstrip("\n"))
            yield _edited(world, path, at, at, f"\n\n{sentence}", f"{sentence!r} typed at the end")


def _docs(world: World) -> list[str]:
    return sorted(path.relative_to(world.root).as_posix() for path in (world.root / "docs").rglob("*.md"))


def _edited(world: World, path: str, start: int, end: int, new: str, what: str) -> Mutation:
    text = world.text(path)
    return Mutation(
        path,
        text.count("\n", 0, start) + 1,
        what,
        lambda: text[:start] + new + text[end:],
        "mexico-russia" in path or path == "docs/index.md",
    )


def _built(path: str, text: str, start: int, end: int, new: str, what: str) -> Mutation:
    line = text.count("\n", 0, start) + 1
    return Mutation(
        f"site/{path}", line, what, lambda: text[:start] + new + text[end:], "mexico-russia" in path, html=True
    )


def _plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>?", "", html)).split())
