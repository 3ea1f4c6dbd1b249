"""Bonds: who belongs to what and who owes what, told wrongly."""

import re
from collections.abc import Iterator

from allies.facts.claims import Claim
from allies.load import Document, resolve

from .world import FLAGSHIP, Mutation, World, drawn

KINDS = ("defense", "offense", "neutrality", "nonaggression", "consultation")


def member_added(world: World) -> Iterator[Mutation]:
    """A plausible but wrong member added"""
    for document in world.folder("organizations"):
        present = set(document.data["members"])
        group = list(document.data["members"])
        wanted = [code for code in ("MEX", "RUS") if code not in present] + _strangers(world, present, document.path, 2)
        for code in wanted:
            like = max((each for each in group if each < code), default=group[0])
            yield world.mutation(
                document,
                f"/members/{like}",
                f"{code} added, told as {like} is",
                lambda document=document, code=code, like=like: world.sorted_in(document, "/members", code, like),
            )


def member_dropped(world: World) -> Iterator[Mutation]:
    """A member dropped"""
    for document in world.folder("organizations"):
        for code, entry in document.data["members"].items():
            if "left" not in entry:
                yield world.mutation(
                    document,
                    f"/members/{code}",
                    "dropped",
                    lambda document=document, code=code: world.removed(document, f"/members/{code}"),
                )


def leave_date_dropped(world: World) -> Iterator[Mutation]:
    """The day on which a member left dropped, with its evidence"""
    for claim in world.claims("date"):
        if claim.document.path.startswith("facts/organizations/") and claim.pointer.endswith("/left"):
            yield world.mutation(
                claim.document, claim.pointer, f"{claim.value!r} dropped", lambda claim=claim: without(world, claim)
            )


def party_swapped(world: World) -> Iterator[Mutation]:
    """A party swapped for another state"""
    for document in world.folder("treaties"):
        present = set(document.data["parties"])
        for code in present:
            [new] = _strangers(world, present, f"{document.path} {code}", 1)
            yield world.mutation(
                document,
                f"/parties/{code}",
                f"{code} becomes {new}",
                lambda document=document, code=code, new=new: _renamed(world, document, f"/parties/{code}", new),
            )


def obligation_changed(world: World) -> Iterator[Mutation]:
    """The kind of an obligation changed"""
    for claim in world.claims("choice"):
        if re.fullmatch(r"/obligations/\d+/kind", claim.pointer):
            new = drawn([kind for kind in KINDS if kind != claim.value], claim.ref)
            yield world.mutation(
                claim.document,
                claim.pointer,
                f"{claim.value} becomes {new}",
                lambda claim=claim, new=new: world.replaced(claim.document, claim.pointer, new),
            )


def treaty_made_to_bind_both(world: World) -> Iterator[Mutation]:
    """An alliance made to bind both of a pair that it does not bind"""
    for document in world.folder("treaties"):
        parties = set(document.data["parties"])
        here, there = "MEX" in parties, bool({"RUS", "SUN"} & parties)
        promised = {obligation["kind"] for obligation in document.data["obligations"]}
        if here != there and promised & {"defense", "offense"}:
            new = "RUS" if here else "MEX"
            yield world.mutation(
                document,
                "/parties",
                f"{new} added",
                lambda document=document, new=new: world.sorted_in(document, "/parties", new, None),
            )


def denunciation_removed(world: World) -> Iterator[Mutation]:
    """A denunciation, or the end of a party's bond, removed"""
    for document in world.folder("treaties"):
        for code, party in document.data["parties"].items():
            if "denunciation" in party:
                pointer = f"/parties/{code}/denunciation"
                yield world.mutation(
                    document,
                    pointer,
                    "removed",
                    lambda document=document, pointer=pointer: world.removed(document, pointer),
                )
    for claim in world.claims("date"):
        if claim.pointer.endswith("/bound_until"):
            yield world.mutation(
                claim.document, claim.pointer, f"{claim.value!r} removed", lambda claim=claim: without(world, claim)
            )


def entry_into_force_removed(world: World) -> Iterator[Mutation]:
    """An entry into force removed, with its evidence"""
    for claim in world.claims("date"):
        if claim.pointer == "/entry_into_force":
            yield world.mutation(
                claim.document, claim.pointer, f"{claim.value!r} removed", lambda claim=claim: without(world, claim)
            )


def continuation_removed(world: World) -> Iterator[Mutation]:
    """The continuation of one state by another removed"""
    for document in world.folder("states", "organizations"):
        holders = (
            [""]
            if document.path.startswith("facts/states/")
            else [f"/members/{code}" for code in document.data["members"]]
        )
        for holder in holders:
            if "continues" in resolve(document.data, holder):
                pointer = f"{holder}/continues"
                yield world.mutation(
                    document,
                    pointer,
                    "removed",
                    lambda document=document, pointer=pointer: world.removed(document, pointer),
                )


def without(world: World, claim: Claim) -> str | None:
    """The file without a value, its rows, and the dispute over it."""
    document = claim.document
    rows = [row.pointer for row in claim.rows]
    entry = resolve(document.data, claim.holder)
    if rows and len(rows) == len(entry.get("evidence", [])):
        rows = [f"{claim.holder}/evidence"]
    if claim.dispute:
        declared = entry["disputed"]
        alone = "follows" in declared or len(declared) == 1
        rows.append(f"{claim.holder}/disputed" if alone else f"{claim.holder}/disputed/{claim.supports}")
    return world.removed(document, claim.pointer, *rows)


def _strangers(world: World, present: set[str], seed: str, count: int) -> list[str]:
    """States that do not stand in a list."""
    codes = sorted(
        code
        for code, state in world.facts.states.items()
        if state.status == "un-member" and code not in present and code not in FLAGSHIP
    )
    first = drawn(list(range(len(codes))), seed) if codes else 0
    return [codes[(first + step * 7) % len(codes)] for step in range(min(count, len(codes)))]


def _renamed(world: World, document: Document, pointer: str, new: str) -> str | None:
    lines, at = world.lines(document.path), document.lines[pointer] - 1
    old = pointer.rpartition("/")[2]
    changed = re.sub(rf"(?<![\w-]){old}:", f"{new}:", lines[at], count=1)
    return "".join([*lines[:at], changed, *lines[at + 1 :]]) if changed != lines[at] else None
