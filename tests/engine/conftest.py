"""What many tests start from: a small world of made-up facts, read once or copied to be changed."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from testing import Broken, copy_world

from allies.facts.read import Facts
from allies.facts.validate import Schemas
from allies.gate.check import check, checked
from allies.problems import Problem

TESTS = Path(__file__).parents[1]
SCHEMA = TESTS.parent / "schema"

# The same examples in every run: a red build means a change of ours, never luck.
settings.register_profile("repeatable", derandomize=True, database=None, deadline=2000)
settings.load_profile("repeatable")


@pytest.fixture(scope="session", autouse=True)
def schemas_are_read_once() -> Iterator[None]:
    """The same schemas serve hundreds of checks."""
    read = cache(Schemas.read)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Schemas, "read", lambda folder: read(folder.resolve()))
        yield


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """The checked facts of tests/world. Shared by all tests, so none may change its files."""
    return checked(copy_world(TESTS / "world", SCHEMA, tmp_path_factory.mktemp("shared") / "world"))


@pytest.fixture
def own_world(tmp_path: Path) -> Path:
    """The folder of a copy of tests/world that the test may change."""
    return copy_world(TESTS / "world", SCHEMA, tmp_path / "world")


@pytest.fixture(scope="session")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Broken], tuple[Facts | None, list[Problem]]]:
    """What the check makes of the made-up world with a broken file in it: `outcome(broken)` → the facts and every
    problem."""
    root = copy_world(TESTS / "world", SCHEMA, tmp_path_factory.mktemp("broken") / "world")

    @cache
    def of(broken: Broken) -> tuple[Facts | None, list[Problem]]:
        with broken.laid_over(root):
            return check(root)

    return of
