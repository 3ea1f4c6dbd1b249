"""The house: each room of the engine imports only from its own floor and those below, and never in a circle."""

import ast
import re

import pytest

PACKAGE = "allies"


@pytest.fixture(scope="module")
def floors(root):
    """The floor of each room, as the README's table has it; the doors are on top."""
    rows = re.findall(r"^\| (doors|\d|ground) \| (.+?) \|", (root / "README.md").read_text("utf-8"), re.MULTILINE)
    heights = {"doors": 99, "ground": 0}
    return {
        room: heights.get(floor, int(floor) if floor.isdigit() else 0)
        for floor, rooms in rows
        for room in re.findall(r"`(\w+)`", rooms)
    }


@pytest.fixture(scope="module")
def imports(root):
    """Which rooms each room imports."""
    base = root / "src" / PACKAGE
    found: dict[str, set[str]] = {}
    for path in base.rglob("*.py"):
        room = path.relative_to(base).parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = []
            if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == PACKAGE:
                names = [node.module.split(".")[1]] if "." in node.module else [alias.name for alias in node.names]
            elif isinstance(node, ast.Import):
                names = [alias.name.split(".")[1] for alias in node.names if alias.name.startswith(f"{PACKAGE}.")]
            found.setdefault(room, set()).update(name for name in names if name != room)
    return found


def test_every_room_has_its_floor_in_the_readme(floors, imports):
    assert set(imports) - {"__init__", "__main__"} == set(floors)


def test_a_room_imports_only_from_its_own_floor_and_those_below(floors, imports):
    upward = [
        f"{room} imports {other}"
        for room, others in imports.items()
        for other in others
        if room in floors and floors[other] > floors[room]
    ]
    assert not upward, upward


def test_no_rooms_import_each_other_in_a_circle(imports):
    def reach(room, seen=()):
        assert room not in seen, f"A circle: {' → '.join([*seen, room])}"
        for other in imports.get(room, ()):
            reach(other, (*seen, room))

    for room in imports:
        reach(room)


def test_the_audit_shares_nothing_with_what_made_the_pages(imports):
    assert imports["audit"] <= {"problems", "load", "parallel"}


def test_loading_and_deriving_know_nothing_of_pages(imports):
    for room in ("load", "facts", "rules", "answers"):
        assert not imports[room] & {"pages", "site", "audit"}
