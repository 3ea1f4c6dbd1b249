"""What README and the files beside it say of the project is so."""

import json
import re
import shlex
import subprocess

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from allies.answers.data import answer_text
from allies.answers.derive import answer
from allies.answers.phrases import Phrasebook
from allies.cli import main
from allies.facts.model import KINDS
from allies.gate.expected import BONDS


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


def test_who_reviews_what_is_said_of_folders_that_are_there_and_by_roles_that_are_defined(root):
    lines = (root / ".github/CODEOWNERS").read_text("utf-8").splitlines()
    roles = re.findall(r"[Aa]n? \*(\w+)\*", (root / "GOVERNANCE.md").read_text("utf-8"))
    heads = [line for line in lines if re.match(r"# \w+: ", line)]
    assert {line[2:].partition("s: ")[0].lower() for line in heads} == set(roles)
    paths = [line.split()[0] for line in lines if line and line[0] != "#"]
    assert paths[0] == "*"
    assert not [path for path in paths[1:] if not (root / path.strip("/")).exists()]
    assert "/schema/" in paths


SNIPPETS = {  # where what an editor's snippet writes belongs
    "A row of evidence": ("evidence",),
    "A row that a person has to read": ("evidence",),
    "A party that left": ("parties",),
    "An obligation": ("obligations",),
    "A dispute": ("ended", "disputed"),
}


def test_a_snippet_of_the_editor_writes_what_the_schema_takes(root, facts):
    snippets = json.loads((root / ".vscode/facts.code-snippets").read_text("utf-8"))
    assert snippets.keys() == SNIPPETS.keys()
    for name, snippet in snippets.items():
        text = re.sub(r"\$\{\d+[:|]([^},|]*)[^}]*\}", r"\1", "\n".join(snippet["body"]))
        written = yaml.safe_load(text)
        schema = facts.schemas.whole["treaty"]
        for step in SNIPPETS[name]:
            schema = schema["properties"][step]
        jsonschema.validate(written["disputed"] if name == "A dispute" else written, schema)


def test_a_workflow_calls_what_a_contributor_calls(root, steps):
    targets = set(re.findall(r"^([a-z]+):", (root / "Makefile").read_text("utf-8"), re.MULTILINE))
    for name, step in steps:
        command = step.get("run", "")
        made = re.match(r"make (\w+)", command)
        tells = re.search(r"\bgh (pr|issue|release) ", command)  # what only a forge can do
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


def allies(root, *arguments):
    return CliRunner().invoke(main, ["--root", str(root), *arguments])


def git(root, *arguments):
    subprocess.run(["git", "-c", "user.name=x", "-c", "user.email=x@example.org", *arguments], cwd=root, check=True)


@pytest.fixture
def shown(root):
    """The commands that the guide to a first fact shows."""
    text = (root / "docs/examples/first-fact.txt").read_text("utf-8").replace("\\\n", " ")
    return [shlex.split(line.removeprefix("$ allies ")) for line in text.splitlines()]


def test_the_first_fact_is_added_by_the_commands_that_its_guide_shows(copy, shown):
    """The treaty is taken out of a copy, with its sources and what is said of it elsewhere, and put back as shown."""
    begin, others = [each for each in shown if each[0] == "new"], [each for each in shown if each[0] != "new"]
    treaty, bonds = f"facts/treaties/{begin[0][2]}.yaml", copy / BONDS
    sources = [begin[0][begin[0].index("--source") + 1], *(each[2] for each in begin[1:])]
    paths = [treaty, *(f"facts/sources/{id}.yaml" for id in sources)]
    kept = {path: (copy / path).read_text("utf-8") for path in paths}
    guide = copy / "docs/guides/first-fact.md"
    text = guide.read_text("utf-8")
    line = re.search(rf"^  {begin[0][2]}: .*\n", bonds.read_text("utf-8"), re.MULTILINE)[0]
    for path, said in ((bonds, re.escape(line)), (copy / "answers/parties.csv", rf"^{begin[0][2]},.*\n")):
        path.write_text(re.sub(said, "", path.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    for path in (*kept, guide):
        (copy / path).unlink()
    git(copy, "init", "-q")
    git(copy, "add", "-A")
    git(copy, "commit", "-qm", "without it")
    guide.write_text(text, "utf-8")

    for command in begin:
        assert allies(copy, *command).exit_code == 0
    for path, before in kept.items():  # what was given stands in the files as in those that the guide shows
        begun, filled = yaml.safe_load((copy / path).read_text("utf-8")), yaml.safe_load(before)
        given = {key for key, value in begun.items() if value and not isinstance(value, list) and key != "read"}
        assert {key: begun[key] for key in given} == {key: filled[key] for key in given}
    unfilled = allies(copy, "check", str(copy / treaty)).output
    assert re.search(rf"{treaty}:\d+: /obligations/0/summary/en .*\n    A value is missing here", unfilled)

    for path, before in kept.items():
        (copy / path).write_text(before, "utf-8")
    [asked] = re.findall(r"write this line under treaties: `(.*?)`\.", allies(copy, "check").output)
    assert asked == line.strip()
    bonds.write_text(bonds.read_text("utf-8").replace("\ntreaties:\n", f"\ntreaties:\n  {asked}\n", 1), "utf-8")
    results = [allies(copy, *command) for command in [*others[1:], others[0]]]
    assert [result.exit_code for result in results] == [0] * len(results), [result.output for result in results]
    assert f"treaties/{begin[0][2]}#/signed: " in results[-2].output


def test_a_guide_names_commands_and_options_that_there_are(root):
    guides = sorted((root / "docs/guides").glob("*.md"))
    assert guides
    for path in guides:
        text = path.read_text("utf-8")
        for command in re.findall(r"`allies ([a-z -]+)`", text):
            name = command.split()[0]
            assert name in main.commands, f"{path.name} names allies {command}."
            for option in re.findall(r"--[a-z-]+", command):
                opts = [opt for param in main.commands[name].params for opt in param.opts]
                assert option in (*opts, "--help"), f"{path.name} names {option} of allies {name}."


def test_every_guide_is_in_the_navigation(root):
    settings = (root / "mkdocs.yml").read_text("utf-8")
    assert all(f"guides/{path.name}\n" in settings for path in (root / "docs/guides").glob("*.md"))
