"""Double entry: how often each written page denies something, as tests/denials.yaml has it.

A "not" that gets lost turns a sentence round. Where the sentence is about states, the audit finds it; where it says what the
site does and does not do, no fact can, so the second entry does.
"""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
DENIALS = yaml.safe_load((ROOT / "tests/denials.yaml").read_text("utf-8"))
WORD = re.compile(r"\b(cannot|neither|never|no|nobody|none|nor|not|nothing|without)\b|n['’]t\b", re.IGNORECASE)
CALL = re.compile(r"\A---\n.*?\n---\n|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


def denials(text: str) -> int:
    """How often the words of a page deny something, its calls left out."""
    return len(WORD.findall(CALL.sub("", text)))


def test_every_written_page_has_its_second_entry():
    pages = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert set(DENIALS) == pages, (
        f"Only one of the two has {sorted(set(DENIALS) ^ pages)}. Add or delete the line in tests/denials.yaml."
    )


@pytest.mark.parametrize("path", DENIALS)
def test_a_page_denies_as_often_as_its_second_entry_says(path):
    found = denials((ROOT / path).read_text("utf-8"))
    assert found == DENIALS[path], (
        f"{path} denies {found} times, not {DENIALS[path]}. Restore the word that got lost, or write the number into tests/denials.yaml if you mean it."
    )
