"""What tests of pages share: a small repository whose site is built in a second or two."""

import re
import shutil

import pytest
from testing import copy_world

from allies.gate import prose, reviewed

NAV = "nav:\n  - index.md\n  - pairs/arcadia-borduria.md\n\n"
KINDS = ("pairs", "states", "treaties", "organizations")


@pytest.fixture
def small(root, tmp_path):
    """A repository of made-up facts, with the real theme, templates and phrasebook; its sentences are listed as they
    are."""
    folder = copy_world(root / "tests/world", root / "schema", tmp_path / "world")
    settings = (root / "mkdocs.yml").read_text("utf-8")
    (folder / "mkdocs.yml").write_text(re.sub(r"^nav:\n(?: .*\n|\n)+", NAV, settings, flags=re.MULTILINE), "utf-8")
    for kind in KINDS:
        (folder / "docs" / kind).mkdir(exist_ok=True)
        for name in ("_any.md", "index.md"):
            shutil.copy(root / "docs" / kind / name, folder / "docs" / kind / name)
    for name in ("phrases", "assets"):
        shutil.copytree(root / "docs" / name, folder / "docs" / name, dirs_exist_ok=True)
    index = folder / "docs/index.md"
    links = "\n".join(f"[{kind.title()}]({kind}/index.md)" for kind in KINDS[1:])
    index.write_text(f"{index.read_text('utf-8')}\n\n{links}\n", "utf-8")
    _list(folder)
    return folder


@pytest.fixture
def relist():
    """Lists the sentences and calls of a small repository as they are now."""
    return _list


def _list(folder):
    said = {each.text for each in prose.sentences(folder) if not each.where.path.startswith("src/")}
    (folder / prose.LIST).write_text("\n".join(sorted(said)) + "\n", "utf-8")
    (folder / reviewed.LIST).write_text(reviewed.text(folder), "utf-8")
