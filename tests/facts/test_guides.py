"""What README and the files beside it say of the project is so."""

import json
import re

import pytest
import yaml

from allies.answers.data import answer_text
from allies.answers.derive import answer
from allies.answers.phrases import Phrasebook
from allies.facts.model import KINDS


@pytest.fixture(scope="module")
def steps(root):
    found = []
    for path in sorted((root / ".github/workflows").glob("*.yml")):
        workflow = yaml.safe_load(path.read_text("utf-8"))
        assert workflow["permissions"] == {}, f"{path.name} has rights for every job; give each job its own."
        found += [(path.name, step) for job in workflow["jobs"].values() for step in job["steps"]]
    assert found
    return found


def test_the_answer_that_readme_shows_is_the_one_that_the_command_gives(root, facts):
    shown = re.search(r"allies ask Mexico Russia\n(.*?)\n\n", (root / "README.md").read_text("utf-8"), re.DOTALL)[1]
    told = answer_text(facts, answer(facts, "MEX", "RUS", facts.edition), Phrasebook.read(root))
    assert shown == told, "Run `allies ask Mexico Russia` and put what it says into README.md."


def test_the_citation_names_the_edition(root, facts):
    citation = yaml.safe_load((root / "CITATION.cff").read_text("utf-8"))
    assert {citation["version"], citation["date-released"]} == {str(facts.edition)}, "Move CITATION.cff to the edition."


def test_an_editor_knows_the_schema_of_every_kind_of_fact(root):
    text = re.sub(r"//[^\n\"]*\n", "\n", (root / ".vscode/settings.json").read_text("utf-8"))
    known = json.loads(text)["yaml.schemas"]
    assert not {f"./schema/{kind}.schema.json" for kind in KINDS} - set(known)


def test_a_workflow_calls_what_a_contributor_calls(root, steps):
    targets = set(re.findall(r"^([a-z]+):", (root / "Makefile").read_text("utf-8"), re.MULTILINE))
    for name, step in steps:
        command = step.get("run", "")
        made = re.match(r"make (\w+)", command)
        tells = re.search(r"\bgh (pr|issue) ", command)  # what only a forge can do: post what a command found
        known = "uses" in step or command == "bash .ci/run" or made and made[1] in targets or tells
        assert known, f"{name} runs {command!r}."


def test_a_robot_is_led_to_the_map_of_the_site(root):
    base = re.search(r"^site_url: (\S+)$", (root / "mkdocs.yml").read_text("utf-8"), re.MULTILINE)[1]
    assert f"Sitemap: {base}sitemap.xml" in (root / "docs/robots.txt").read_text("utf-8")


def test_every_answer_has_a_card_to_be_passed_on_with(root):
    answers = yaml.safe_load((root / "docs/phrases/en.yaml").read_text("utf-8"))["answer"]
    cards = {path.stem for path in (root / "docs/assets/cards").glob("*.png")}
    assert cards == {"site", *answers}, "Draw the missing card in docs/assets/cards/, or delete the one no answer has."


def test_an_action_is_pinned_by_its_digest(steps):
    for name, step in steps:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step.get("uses", f"a/b@{'0' * 40}")), f"{name}: {step['uses']}"
