"""The editorial rules, each held against the real facts. What they mean stands in their docstrings, in allies.rules."""

import pytest

from allies.gate import committed as answers
from allies.pages.plan import Plan
from allies.rules import RULES


def test_every_fact_file_has_the_form_that_its_schema_gives(reading):
    _, problems = reading
    assert not problems, "\n".join(map(str, problems))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_holds(rule, facts):
    assert rule.subjects(facts), f"No fact is held against the rule: {rule.text}"
    problems = list(rule.problems(facts))
    assert not problems, f"{rule.text}\n" + "\n".join(map(str, problems))


def test_the_committed_answers_are_those_that_the_facts_give(facts):
    problems = answers.problems(Plan(facts))
    assert not problems, "\n".join(map(str, problems))
