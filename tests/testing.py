"""Testing: what tests need in order to read like prose."""

import inspect
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from allies.facts.model import FOLDERS as KINDS
from allies.load import load
from allies.problems import Problem

_EDITION = Path(__file__).parents[1] / "facts/edition.yaml"
EDITION = load(_EDITION.read_bytes(), "facts/edition.yaml")[0].data["asserted_for"]


def each(collection: Iterable[Any] | Mapping[str, Any]) -> Callable:
    """Runs a test for every member of a collection, as its first argument; a failure is named after the member's
    file."""
    members = list(collection.values() if isinstance(collection, Mapping) else collection)

    def runs(test: Callable) -> Callable:
        argument = next(iter(inspect.signature(test).parameters))
        return pytest.mark.parametrize(argument, members, ids=map(_name, members))(test)

    return runs


def assert_clean(problems: Iterable[Problem]) -> None:
    """Fails with the problems as a contributor would read them."""
    found = [str(problem) for problem in problems]
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def copy_world(world: Path, schema: Path, to: Path) -> Path:
    """A copy of a repository of made-up facts, with the project's own schemas and phrasebook."""
    shutil.copytree(world, to)
    (to / "schema").symlink_to(schema)
    (to / "docs/phrases").mkdir()
    shutil.copy(schema.resolve().parent / "docs/phrases/en.yaml", to / "docs/phrases/en.yaml")
    return to


@contextmanager
def edited(path: Path, old: str, new: str, times: int = 1) -> Iterator[None]:
    """Meanwhile a file has something else in the place of a text, which it has to hold."""
    before = path.read_text("utf-8")
    assert re.search(old, before, re.DOTALL), f"{path.name} does not hold {old}."
    path.write_text(re.sub(old, new, before, count=times, flags=re.DOTALL), "utf-8")
    try:
        yield
    finally:
        path.write_text(before, "utf-8")


@dataclass(frozen=True)
class Broken:
    """A fact file with exactly one mistake. Its opening comment says what it shows, and every problem it has to cause.

    `# Rule:` names the rule that catches it, `# Error:` a class of error that comes before all rules. `# As:` is the
    place it takes in the repository (its own folder and name under facts/ where left out); an arrow makes it a symbolic
    link.
    """

    path: Path
    rule: str | None
    error: str | None
    place: str
    target: str | None
    expected: str

    @classmethod
    def read(cls, path: Path) -> "Broken":
        heading, expected = _opening_comment(path)
        place, _, target = heading.get("As", f"facts/{path.parent.name}/{path.name}").partition(" -> ")
        return cls(path, heading.get("Rule"), heading.get("Error"), place, target or None, expected)

    @contextmanager
    def laid_over(self, root: Path) -> Iterator[None]:
        """Meanwhile the file stands in its place in a repository, over whatever stood there."""
        place = root / self.place
        folder_is_new, before = not place.parent.exists(), place.read_bytes() if place.exists() else None
        place.parent.mkdir(exist_ok=True)
        place.unlink(missing_ok=True)
        if self.target:
            place.symlink_to(self.target)
        else:
            place.write_bytes(self._with_its_schema())
        try:
            yield
        finally:
            place.unlink()
            if before is not None:
                place.write_bytes(before)
            if folder_is_new:
                place.parent.rmdir()

    def _with_its_schema(self) -> bytes:
        """The file as it stands, its first line being the one that every fact file has."""
        raw, folder = self.path.read_bytes(), self.place.split("/")[1]
        kind = KINDS.get(folder, "edition")
        line = f"# yaml-language-server: $schema={'../' * self.place.count('/')}schema/{kind}.schema.json"
        return re.sub(rb"^# (Rule|Error): .*", line.encode(), raw, count=1)


def _opening_comment(path: Path) -> tuple[dict[str, str], str]:
    """The `# Key: value` lines of a file, and the lines below `# Expected:`."""
    heading: dict[str, str] = {}
    expected: list[str] = []
    for line in path.read_bytes().decode("utf-8", "replace").splitlines():
        if not line.startswith("#"):
            break
        if "Expected" in heading:
            expected.append(line.removeprefix("#   "))
        else:
            key, _, value = line.removeprefix("# ").partition(":")
            heading[key] = value.strip()
    return heading, "\n".join(expected)


def _name(member: Any) -> str:
    if isinstance(member, Broken):
        member = member.path
    if isinstance(member, Path):
        return f"{member.parent.name}/{member.stem}"
    return str(getattr(member, "id", None) or getattr(member, "name", None) or member)
