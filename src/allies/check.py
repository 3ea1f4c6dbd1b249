"""Check: a repository's facts, held against schemas and rules; the one gate that every command goes through."""

from pathlib import Path

from allies import rules
from allies.facts import Facts, read
from allies.problems import FactsError, Problem


def check(root: Path) -> tuple[Facts | None, list[Problem]]:
    """The facts as far as they could be built, and every problem in them, in the order of files and lines."""
    facts, problems = read(root)
    if facts is not None:
        problems = problems + rules.problems(facts)
    return facts, sorted(set(problems))


def checked(root: Path) -> Facts:
    """The facts of a repository. Raises FactsError with every problem there is."""
    facts, problems = check(root)
    if problems:
        raise FactsError(*problems)
    return facts
