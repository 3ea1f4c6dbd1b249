"""What a release promised holds: its API may only grow, and a file of facts that had its form still has it."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from releases.__main__ import commands, said
from testing import each

from allies.facts.read import kind_of
from allies.facts.validate import Schemas, validate
from allies.load import load

RELEASES = sorted(path for path in (Path(__file__).parents[1] / "releases").iterdir() if re.match(r"\d", path.name))
MANY = {"treaties": "treaty", "organizations": "organization", "sources": "source", "former": "former"}


@pytest.fixture(scope="module")
def now() -> dict[str, str]:
    """What the API says now of the made-up world, by file."""
    return said()


@each(RELEASES)
def test_what_the_api_says_still_has_the_form_that_the_release_promised(release: Path, now):
    promised = _growing(json.loads((release / "api/schema.json").read_text("utf-8")))
    validators = {name: Draft202012Validator({**promised, "$ref": f"#/$defs/{name}"}) for name in promised["$defs"]}
    held = 0
    for name, text in now.items():
        kind = MANY.get(name.removesuffix(".json"))
        things = json.loads(text) if kind else [json.loads(text)] if name.startswith(("pairs/", "states/")) else []
        for thing in things:
            validators[kind or ("pair" if name.startswith("pairs/") else "state")].validate(thing)
            held += 1
    assert held > len(promised["$defs"])


@each(RELEASES)
def test_keys_and_columns_are_only_added(release: Path, now):
    for path in sorted((release / "api").rglob("*.*")):
        before, after = path.read_text("utf-8"), now[path.relative_to(release / "api").as_posix()]
        if path.suffix == ".csv":
            old, new = (next(csv.reader([text.partition("\n")[0]])) for text in (before, after))
            assert new[: len(old)] == old
        else:
            gone = set(_keys(json.loads(before))) - set(_keys(json.loads(after)))
            assert not gone, f"{path.name} lacks what release {release.name} has."


@each(RELEASES)
def test_commands_and_options_are_only_added(release: Path):
    present = commands()
    for name, options in json.loads((release / "commands.json").read_text("utf-8")).items():
        assert set(options) <= set(present[name]), f"allies {name} lacks what release {release.name} has."


@each([path for release in RELEASES for path in sorted((release / "facts").rglob("*.yaml"))])
def test_a_file_of_facts_that_had_its_form_still_has_it(path: Path, root: Path):
    release = next(release for release in RELEASES if path.is_relative_to(release))
    document, problems = load(path.read_bytes(), path.relative_to(release).as_posix())
    assert document
    assert not problems
    assert validate(document, kind_of(document), Schemas.read(root / "schema")) == []


def test_the_release_of_the_package_is_kept(root):
    version = re.search(r'^version = "(\d+\.\d+)\.\d+"$', (root / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    assert version
    assert version[1] in {release.name for release in RELEASES}, f"Keep it: python -m tests.releases {version[1]}"


def _growing(schema: Any) -> Any:
    """A schema under which keys may be added."""
    if isinstance(schema, dict):
        closed = ("additionalProperties", "unevaluatedProperties")
        return {key: _growing(value) for key, value in schema.items() if not (key in closed and value is False)}
    return [_growing(part) for part in schema] if isinstance(schema, list) else schema


def _keys(value: Any, at: str = "") -> Iterator[str]:
    """Where keys stand, with their sort of value; one entry of a list, or of what is keyed by ids, is like another."""
    yield f"{at}: {type(value).__name__}" if value is not None else at
    if isinstance(value, dict):
        for key, child in value.items():
            yield from _keys(child, f"{at}/{key if re.fullmatch('[$a-z0-9_]+', key) else '*'}")
    for child in value if isinstance(value, list) else ():
        yield from _keys(child, f"{at}/*")
