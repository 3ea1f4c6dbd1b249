"""What many tests start from: a small world of made-up facts, read once or copied to be changed."""

from functools import cache
from pathlib import Path

import pytest

from allies.check import checked
from allies.facts import Facts
from allies.testing import copy_world
from allies.validate import Schemas

TESTS = Path(__file__).parent.parent
SCHEMA = TESTS.parent / "schema"


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """The checked facts of tests/world. Shared by all tests, so none may change its files."""
    return checked(copy_world(TESTS / "world", SCHEMA, tmp_path_factory.mktemp("shared") / "world"))


@pytest.fixture
def own_world(tmp_path: Path) -> Path:
    """The folder of a copy of tests/world that the test may change."""
    return copy_world(TESTS / "world", SCHEMA, tmp_path / "world")


@pytest.fixture(scope="session", autouse=True)
def schemas_are_read_once() -> None:
    """Hundreds of checks over the same schemas need not compile them hundreds of times."""
    with pytest.MonkeyPatch.context() as patch:
        read = cache(lambda _folder: Schemas.read(SCHEMA))
        yield patch
