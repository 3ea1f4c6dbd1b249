"""Check: everything that a person can get wrong, as one list of problems; the gate that every command goes through."""

from functools import partial
from pathlib import Path
from typing import Any

from allies import parallel, rules
from allies.answers.data import table
from allies.audit.derivation import disagreements
from allies.facts.read import Facts, read
from allies.gate import committed, expected, phrases, prose, reviewed
from allies.pages import write as pages
from allies.pages.plan import Plan
from allies.problems import FactsError, Problem, gathered

HALVES = 2  # in which the rules are run side by side


def check(root: Path) -> tuple[Facts | None, list[Problem]]:
    """The facts as far as they could be built, and every problem in them, in the order of files and lines."""
    facts, problems = read(root)
    return facts, gathered([*problems, *(rules.problems(facts) if facts else ())])


def checked(root: Path) -> Facts:
    """The facts of a repository. Raises FactsError with every problem there is."""
    facts, problems = check(root)
    if facts is None or problems:
        raise FactsError(*problems)
    return facts


def check_all(root: Path, remembered: dict[str, Any] | None = None) -> tuple[Facts | None, list[Problem]]:
    """As `check`, and what is wrong in prose and phrases, or else in pages, tables and the second derivation.

    `remembered`, where given, is what `read` keeps of files that stay as they are.
    """
    facts, problems = read(root, remembered)
    if facts is None or problems:
        return facts, gathered([*problems, *_texts(root, facts), *(rules.problems(facts) if facts else ())])
    _ = facts.witnesses  # worked out once, for all processes need them
    halves = [partial(rules.problems, facts, half, HALVES) for half in range(HALVES)]
    found = _together([*halves, partial(_texts, root, facts)])
    if not found:
        plan = Plan(facts)
        _ = plan.answers
        derived = [partial(committed.problems, plan), partial(expected.problems, facts)]
        found = _together(
            [partial(pages.problems, plan), partial(disagreements, root, table(plan.answers.values())), *derived]
        )
    return facts, gathered(found or reviewed.problems(root))  # read once more what is right in all else


def _texts(root: Path, facts: Facts | None) -> list[Problem]:
    """What is wrong in the hand-written sentences and in the phrasebooks."""
    if facts is None:
        return []
    names = prose.names(facts)
    return [*prose.problems(root, names), *phrases.problems(root, facts.schemas), *phrases.kinds(facts.schemas)]


def _together(tasks: list[partial[list[Problem]]]) -> list[Problem]:
    """The problems that several searches find, side by side."""
    return [each for found in parallel.each(lambda at: tasks[at](), range(len(tasks)), least=2) for each in found]
