"""Form: ids, keys and types as a slip of the hand leaves them."""

import json
import re
from collections.abc import Iterator

from allies.facts.read import kind_of
from allies.load import Document

from .world import Mutation, World, drawn, every_pointer


def unknown_id(world: World) -> Iterator[Mutation]:
    """An id that nothing has"""
    for document, pointer, value in _ids(world):
        new = value[:-1] + ("Q" if value[-1] != "Q" else "X") if value.isupper() else value[:-1]
        known = (
            world.facts.ids["states"] if value.isupper() else world.facts.ids["sources"] | world.facts.ids["treaties"]
        )
        if new.lower() not in known:
            yield world.mutation(
                document,
                pointer,
                f"{value} becomes {new}",
                lambda document=document, pointer=pointer, new=new: world.replaced(document, pointer, new),
            )


def wrong_kind_of_id(world: World) -> Iterator[Mutation]:
    """An id of the wrong kind of thing"""
    treaties, sources = sorted(world.facts.treaties), sorted(world.facts.sources)
    for document, pointer, value in _ids(world):
        if not value.isupper():
            new = drawn(treaties if pointer.endswith("/source") else sources, document.path, pointer)
            yield world.mutation(
                document,
                pointer,
                f"{value} becomes {new}",
                lambda document=document, pointer=pointer, new=new: world.replaced(document, pointer, new),
            )


def duplicate_entry(world: World) -> Iterator[Mutation]:
    """An entry told twice"""
    for document in world.documents:
        for pointer, value in every_pointer(document.data):
            group, _, _key = pointer.rpartition("/")
            if (
                group.endswith("/evidence")
                and isinstance(value, dict)
                or re.fullmatch(r"/(events|visits|votes|statements|corrections|missions|registers|changes)", group)
            ):
                yield world.mutation(
                    document,
                    pointer,
                    "told twice",
                    lambda document=document, pointer=pointer: _doubled(
                        world, document, pointer, again=not pointer.rpartition("/")[2].isdecimal()
                    ),
                )
    for document in world.folder("treaties", "concepts", "searches"):
        path = document.path.replace(".yaml", "-again.yaml")
        text = world.text(document.path)
        yield Mutation(path, 1, f"the whole of {document.path} told twice", lambda text=text: text)


def duplicate_key(world: World) -> Iterator[Mutation]:
    """A key given twice"""
    for document in world.documents:
        for pointer, value in every_pointer(document.data):
            if not pointer.rpartition("/")[2].isdecimal() and not isinstance(value, list):
                yield world.mutation(
                    document,
                    pointer,
                    "given twice",
                    lambda document=document, pointer=pointer: _doubled(world, document, pointer, again=False),
                )


def required_key_dropped(world: World) -> Iterator[Mutation]:
    """A key dropped that has to be there"""
    for document in world.documents:
        required = world.facts.schemas[kind_of(document)].get("required", [])
        pointers = [f"/{key}" for key in required]
        inner = {
            "joined",
            "source",
            "date",
            "kind",
            "summary",
            "count",
            "state",
            "read",
            "result",
            "follows",
            "because",
        }
        pointers += [
            pointer
            for pointer, _ in every_pointer(document.data)
            if pointer.count("/") > 1 and pointer.rpartition("/")[2] in inner
        ]
        for pointer in pointers:
            yield world.mutation(
                document,
                pointer,
                "dropped",
                lambda document=document, pointer=pointer: world.removed(document, pointer),
            )


def wrong_type(world: World) -> Iterator[Mutation]:
    """A value of the wrong type"""
    for document in world.documents:
        for pointer, value in every_pointer(document.data):
            if isinstance(value, (str, int, bool)) and not pointer.rpartition("/")[2].isdecimal():
                yield world.mutation(
                    document,
                    pointer,
                    "put into a list" if isinstance(value, str) else f"{json.dumps(value)} put into quotes",
                    lambda document=document, pointer=pointer, value=value: _retyped(world, document, pointer, value),
                )


def _ids(world: World) -> Iterator[tuple[Document, str, str]]:
    """Every place of a fact that names something by its id."""
    for document in world.documents:
        for pointer, value in every_pointer(document.data):
            key = pointer.rpartition("/")[2]
            named = key in ("source", "treaty", "of", "to", "in", "state") or re.search(
                r"/(follows|found|between|about|owed_by|owed_to)/\d+$", pointer
            )
            if named and isinstance(value, str) and re.fullmatch(r"[A-Z]{3}|[a-z0-9]+(-[a-z0-9]+)*", value):
                yield document, pointer, value


def _doubled(world: World, document: Document, pointer: str, again: bool) -> str | None:
    span = world.span(document, pointer)
    if span is None:
        return None
    block = world.lines(document.path)[span[0] : span[1]]
    if again:
        key = pointer.rpartition("/")[2]
        block = [block[0].replace(f"{key}:", f"{key}-again:", 1), *block[1:]]
    return world.inserted(document, span[1], *block)


def _retyped(world: World, document: Document, pointer: str, value: object) -> str | None:
    lines, at = world.lines(document.path), document.lines[pointer] - 1
    key, written = pointer.rpartition("/")[2], json.dumps(value) if not isinstance(value, str) else value
    found = re.search(
        rf"(?<![\w-])({re.escape(key)}:\s*)((?P<quote>[\"']?){re.escape(written)}(?P=quote))(?=[\s,}}\]]|$)", lines[at]
    )
    if found is None:
        return None
    new = f"[{found[2]}]" if isinstance(value, str) else f'"{written}"'
    return "".join([*lines[:at], lines[at][: found.start(2)] + new + lines[at][found.end(2) :], *lines[at + 1 :]])
