"""What tests of pages share: a small repository whose site is built in a second or two."""

import pytest
from testing import copy_world

THEME = "site_name: Are They Allies?\nsite_url: https://allies.example/\nstrict: true\ntheme: {name: material, font: false}\nplugins: [search]\n"
EXCEPTIONS = "exceptions:\n  - page: 404.html\n    text: 404 - Not found\n    reason: The heading that the site generator gives to the page for a missing address.\n"


@pytest.fixture
def small(root, tmp_path):
    """A repository of made-up facts, with the real theme."""
    folder = copy_world(root / "tests/world", root / "schema", tmp_path / "world")
    (folder / "mkdocs.yml").write_text(THEME, "utf-8")
    (folder / "tests").mkdir()
    (folder / "tests/audit-exceptions.yaml").write_text(EXCEPTIONS, "utf-8")
    return folder
