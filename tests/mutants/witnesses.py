"""Witnesses: what a fact rests on, exchanged or taken away."""

from collections.abc import Iterator

from allies.facts.claims import Claim
from allies.load import resolve

from .world import Mutation, World, drawn, every_pointer


def source_swapped(world: World) -> Iterator[Mutation]:
    """A source swapped for another"""
    for document in world.documents:
        here = sorted({value for pointer, value in every_pointer(document.data) if pointer.endswith("/source")})
        for pointer, value in every_pointer(document.data):
            if pointer.endswith("/source") and "/evidence/" in pointer:
                others = [each for each in here if each != value] or [
                    each for each in sorted(world.facts.sources) if each != value
                ]
                new = drawn(others, document.path, pointer)
                yield world.mutation(
                    document,
                    pointer,
                    f"{value} becomes {new}",
                    lambda document=document, pointer=pointer, new=new: world.replaced(document, pointer, new),
                )


def source_removed(world: World) -> Iterator[Mutation]:
    """A source removed: its file, or the only row that supports a value"""
    for document in world.folder("sources"):
        yield world.mutation(document, "", "the file removed", lambda: "")
    for claim in world.claims("date", "number"):
        if len(claim.rows) == 1:
            whole = len(resolve(claim.document.data, claim.holder)["evidence"]) == 1
            pointer = f"{claim.holder}/evidence" if whole else claim.rows[0].pointer
            yield world.mutation(
                claim.document,
                pointer,
                f"the only row for {claim.supports} removed",
                lambda claim=claim, pointer=pointer: world.removed(claim.document, pointer),
            )


def dispute_removed(world: World) -> Iterator[Mutation]:
    """A declared dispute removed"""
    for claim in _disputed(world):
        declared = resolve(claim.document.data, f"{claim.holder}/disputed")
        alone = "follows" in declared or len(declared) == 1
        pointer = f"{claim.holder}/disputed" + ("" if alone else f"/{claim.supports}")
        yield world.mutation(
            claim.document,
            pointer,
            f"the dispute over {claim.supports} removed",
            lambda claim=claim, pointer=pointer: world.removed(claim.document, pointer),
        )


def rival_removed(world: World) -> Iterator[Mutation]:
    """A rival reading removed from a dispute"""
    for claim in _disputed(world):
        for rival in world.facts.standing(claim.ref).rivals:
            pointer = rival.row.pointer
            yield world.mutation(
                claim.document,
                pointer,
                f"{rival.row.printed!r} of {rival.row.source} removed",
                lambda claim=claim, pointer=pointer: world.removed(claim.document, pointer),
            )


def search_spoiled(world: World) -> Iterator[Mutation]:
    """A search record removed, shortened, or made older than the edition allows"""
    for document in world.folder("searches"):
        yield world.mutation(document, "", "the file removed", lambda: "")
        for key, register in document.data["registers"].items():
            old = f"{int(register['read'][:4]) - 2}{register['read'][4:]}"
            pointer = f"/registers/{key}"
            yield world.mutation(
                document,
                f"{pointer}/read",
                f"{register['read']} becomes {old}",
                lambda document=document, pointer=f"{pointer}/read", old=old: world.replaced(document, pointer, old),
            )
            yield world.mutation(
                document,
                pointer,
                "the register removed",
                lambda document=document, pointer=pointer: world.removed(document, pointer),
            )


def _disputed(world: World) -> Iterator[Claim]:
    return (claim for claim in world.claims("date", "number", "name", "choice", "state") if claim.dispute)
