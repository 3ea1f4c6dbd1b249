"""Keeps a release: `python -m tests.releases 1.1` writes the schema of its API, what that says of the made-up world
and a fact or two of each kind, all of which is held against what comes after (`tests/engine/test_releases.py`)."""

import json
import shutil
import sys
import tempfile
from pathlib import Path

from allies.cli import main as doors
from allies.gate.check import checked
from allies.pages.plan import Plan
from allies.site import api

TESTS = Path(__file__).parents[1]
SHOWN = ("index", "states", "former", "treaties", "organizations", "sources", "datapackage")


def main(version: str) -> None:
    release, made = TESTS / "releases" / version, said()
    release.mkdir()  # one that was kept is never changed
    (release / "commands.json").write_text(json.dumps(commands(), indent=1) + "\n", "utf-8")
    for name, text in made.items():
        (release / "api" / name).parent.mkdir(parents=True, exist_ok=True)
        (release / "api" / name).write_text(text, "utf-8")
    for folder in sorted((TESTS / "world/facts").iterdir()):
        kept = sorted(folder.glob("*.yaml"))[:2] if folder.is_dir() else [folder]
        for path in kept:
            to = release / path.relative_to(TESTS / "world")
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, to)


def commands() -> dict[str, list[str]]:
    """The commands, with the names of their options and arguments."""
    found = doors.commands.items()
    return {name: sorted(word for each in command.params for word in each.opts) for name, command in found}


def said() -> dict[str, str]:
    """The files of the API for the made-up world: one of each kind, those of a pair and of a state included."""
    with tempfile.TemporaryDirectory() as folder:
        world = Path(folder) / "world"
        shutil.copytree(TESTS / "world", world)
        shutil.copytree(TESTS.parent / "schema", world / "schema")
        shutil.copytree(TESTS.parent / "docs/phrases", world / "docs/phrases")
        made = api.files(Plan(checked(world)))
        state = next(name for name in made if name.startswith("states/"))
        pair = next(name for name in made if name.startswith("pairs/") and json.loads(made[name]())["reasons"])
        single = (*(f"{name}.json" for name in SHOWN), *(f"{name}.csv" for name in api.TABLES))
        names = [*single, "schema.json", state, pair]
        return {name: made[name]() for name in names}


if __name__ == "__main__":
    main(sys.argv[1])
