"""Good changes side by side: each adds a treaty, its source, a row elsewhere and a second entry, and they merge in any
order into a main that passes."""

import json
import shutil
import subprocess

import pytest
import yaml
from testing import assert_clean

from allies.facts.edit import with_row
from allies.gate import committed, expected
from allies.gate.check import check, checked
from allies.pages.plan import Plan

PAIRS = (("QAC", "QAE"), ("QAC", "QAF"), ("QAE", "QAF"), ("QAA", "QAF"), ("QAA", "QAE"))
TREATY = """\
# yaml-language-server: $schema=../../schema/treaty.schema.json
title: 'Pact {number}'
signed: "19{number}-01-31"
entry_into_force: "19{number}-01-31"
obligations:
  - kind: defense
    summary: {{en: 'Each helps the other against an attack.'}}
    evidence:
      - {{source: gazette-{number}, supports: kind, printed: 'an armed attack on one is an attack on the other'}}
parties: {{{a}: {{}}, {b}: {{}}}}
evidence:
  - {{source: gazette-{number}, supports: title, printed: 'Pact {number}'}}
  - {{source: gazette-{number}, supports: parties, printed: the two, reads: '{a} {b}', note: as its heading has them}}
  - {{source: gazette-{number}, supports: signed, printed: '31 January 19{number}'}}
  - {{source: gazette-{number}, supports: entry_into_force, printed: '31 January 19{number}'}}
"""
SOURCE = """\
# yaml-language-server: $schema=../../schema/source.schema.json
publisher: 'Gazette {number}'
title: 'Pact {number}'
link: 'https://gazette.example/{number}'
language: en
kind: official
read: "{read}"
"""


@pytest.fixture
def git(own_world, root):
    """Runs git in a repository of made-up facts, with its second entry and its committed answers."""

    def run(*arguments, ok=True):
        identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        result = subprocess.run(["git", *identity, *arguments], cwd=own_world, capture_output=True, text=True)
        assert not ok or result.returncode == 0, result.stdout + result.stderr
        return result

    shutil.copy(root / ".gitattributes", own_world)
    (own_world / "tests").mkdir()
    (own_world / expected.ANSWERS).write_text("answers: []\n")
    sections = expected.entries(checked(own_world))
    lines = [line for name, each in sections.items() for line in (f"{name}:", *_second_entry(each))]
    (own_world / expected.BONDS).write_text("\n".join(lines) + "\n", "utf-8")
    committed.write(Plan(checked(own_world)))
    run("init", "-q", "-b", "main")
    run("add", "-A")
    run("commit", "-qm", "base")
    return run


@pytest.fixture
def branches(git, own_world, world):
    """Five branches off main, each with a change as a contributor sends it, and which passes by itself."""
    names, olds = [], sorted((own_world / "facts/treaties").glob("*.yaml"))
    for number, (a, b) in enumerate(PAIRS, 75):
        git("switch", "-qc", f"change-{number}", "main")
        old = olds[number % len(olds)]
        row = next(each for each in yaml.safe_load(old.read_text("utf-8"))["evidence"] if "printed" in each)
        old.write_text(with_row(old.read_text("utf-8"), "", {**row, "source": f"gazette-{number}"}), "utf-8")
        known = {"number": number, "a": a, "b": b, "read": world.edition}
        (own_world / f"facts/treaties/pact-{number}.yaml").write_text(TREATY.format(**known), "utf-8")
        (own_world / f"facts/sources/gazette-{number}.yaml").write_text(SOURCE.format(**known), "utf-8")
        facts = checked(own_world)
        bonds = own_world / expected.BONDS
        [line] = _second_entry({f"pact-{number}": expected.entries(facts)["treaties"][f"pact-{number}"]})
        bonds.write_text(bonds.read_text("utf-8").replace("organizations:", f"{line}\norganizations:"), "utf-8")
        committed.write(Plan(facts))
        assert_clean(problems(own_world))
        git("add", "-A")
        git("commit", "-qm", f"pact-{number}")
        names.append(f"change-{number}")
    return names


@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)], ids=["forward", "backward"])
def test_changes_made_side_by_side_merge_in_any_order_into_a_main_that_passes(order, git, branches, own_world):
    """Nothing that a person wrote conflicts; where derived answers do, they are derived anew."""
    git("switch", "-q", "main")
    for branch in branches[order]:
        if git("merge", "-q", "-m", branch, branch, ok=False).returncode:
            torn = git("diff", "--name-only", "--diff-filter=U").stdout.split()
            assert torn
            assert {name.partition("/")[0] for name in torn} == {"answers"}
            committed.write(Plan(checked(own_world)))
            git("add", "answers")
            git("commit", "-qm", branch)
        assert_clean(problems(own_world))
    assert {f"pact-{number}" for number in range(75, 80)} <= checked(own_world).treaties.keys()


def test_two_changes_of_one_value_conflict_where_a_person_must_decide(git, own_world):
    path = own_world / "facts/treaties/trade-1930.yaml"
    before = path.read_text("utf-8")
    for day in ("1", "2"):
        git("switch", "-qc", f"day-{day}", "main")
        path.write_text(before.replace("title:", f"title: 'x{day}' #"), "utf-8")
        git("commit", "-qam", day)
    merge = git("merge", "day-1", ok=False)
    assert merge.returncode == 1
    assert "CONFLICT (content): Merge conflict in facts/treaties/trade-1930.yaml" in merge.stdout


def test_one_line_of_the_second_entry_said_in_two_ways_is_a_problem_at_its_line(git, own_world):
    bonds = own_world / expected.BONDS
    before = bonds.read_text("utf-8")
    for mark in ("open", "wartime"):
        git("switch", "-qc", mark, "main")
        bonds.write_text(before.replace('"is": "in force"', f'"is": "in force", "marks": "{mark}"', 1), "utf-8")
        git("commit", "-qam", mark)
    git("merge", "-q", "-m", "both", "open")
    assert "key-twice" in {each.code for each in problems(own_world)}


def problems(root):
    """What is wrong in facts, committed answers and the second entry."""
    facts, found = check(root)
    return [*found, *committed.problems(Plan(facts)), *expected.problems(facts)]


def _second_entry(entries):
    return [f"  {json.dumps(key)}: {json.dumps(line, ensure_ascii=False)}" for key, line in entries.items()]
