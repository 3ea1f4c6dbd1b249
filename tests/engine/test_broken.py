"""Every rule bites, and every error that people meet says what is wrong, where, and how to mend it: word for word."""

from contextlib import ExitStack
from pathlib import Path

import pytest
from testing import Broken, each

from allies import rules
from allies.gate.check import check

TESTS = Path(__file__).parents[1]
BROKEN = [Broken.read(path) for path in sorted((TESTS / "broken").rglob("*.*"))]
WORLD = sorted(path.relative_to(TESTS / "world").as_posix() for path in (TESTS / "world/facts").rglob("*.yaml"))

# What a contributor can get wrong, in plain words; pages have theirs in tests/pages/.
ERRORS = {
    "misspelt key", "missing key", "missing value", "missing evidence",
    "unknown source", "unknown state", "unknown organization", "unknown treaty",
    "malformed date", "impossible date", "unquoted date", "number for a year", "no or on as a value",
    "repeated key", "tab", "not UTF-8", "empty file", "list where a mapping belongs", "alias bomb", "broken YAML",
    "invisible character", "letters of two scripts",
    "file whose name is not its id", "symbolic link", "unknown folder", "stray file",
    "printed form that contradicts its value", "ambiguous printed form", "unreadable printed form",
    "undeclared dispute", "dispute that no evidence shows", "rival that the dispute does not name",
    "rival that no row shows", "more precise than the sources", "less precise than the sources",
    "word that is not allowed", "key of the wrong form", "value stands twice", "wrong number of entries",
    "key that does not go with its neighbors",
    "number below zero", "number too high",
    "no space after a colon", "typographic quotation marks", "dispute in a wrong shape", "schema not named",
    "number that is not whole", "link that is no address", "reserved file name",
}  # fmt: skip


@each(BROKEN)
def test_a_broken_file_has_exactly_the_problem_that_its_comment_announces(broken: Broken, outcome):
    _facts, problems = outcome(broken)
    assert "\n".join(map(str, problems)) == broken.expected


@each([broken for broken in BROKEN if broken.rule])
def test_a_broken_file_is_caught_by_the_rule_that_its_comment_names(broken: Broken, outcome):
    facts, problems = outcome(broken)
    [rule] = [rule for rule in rules.RULES if rule.name == broken.rule]
    assert set(rule.problems(facts)) == set(problems)


def test_one_mistake_gives_one_problem():
    assert not [broken.path for broken in BROKEN if broken.expected.count("To mend:") != 1]


def test_a_problem_is_told_in_whole_sentences():
    parts = [(broken.path, *broken.expected.splitlines()) for broken in BROKEN]
    assert not [
        path
        for path, _where, what, mend in parts
        if not (
            what.startswith("    ") and what.endswith(".") and mend.startswith("    To mend: ") and mend.endswith(".")
        )
    ]


@each(rules.RULES)
def test_every_rule_has_a_broken_file_that_it_catches(rule: rules.Rule):
    assert rule.name in {broken.rule for broken in BROKEN}


def test_every_error_that_people_will_meet_has_a_broken_file():
    assert {broken.error for broken in BROKEN if broken.error} == ERRORS


def test_a_broken_file_says_what_it_shows():
    assert not [broken.path for broken in BROKEN if not (broken.error or broken.rule)]


@each(WORLD)
def test_a_file_that_cannot_be_read_causes_no_problems_elsewhere(path: str, own_world: Path):
    with (own_world / path).open("a", encoding="utf-8") as file:
        file.write("colour: red\n")
    [problem] = check(own_world)[1]
    assert (problem.where.path, problem.where.pointer) == (path, "/colour")


@pytest.mark.parametrize("count", [2, 5])
def test_all_problems_are_told_in_one_run(count: int, own_world: Path):
    for number in range(count):
        (own_world / f"facts/treaties/empty-{number}.yaml").touch()
    assert len(check(own_world)[1]) == count


def test_problems_come_in_the_order_of_files_and_lines(own_world: Path):
    with ExitStack() as stack:
        for broken in BROKEN[::7]:
            stack.enter_context(broken.laid_over(own_world))
        problems = check(own_world)[1]
    assert [problem.where for problem in problems] == sorted(problem.where for problem in problems)
