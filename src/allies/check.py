"""Check: a repository's facts, held against schemas and rules; the one gate that every command goes through."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from allies import answers, pages, parallel, rules
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


def check_all(root: Path) -> tuple[Facts | None, list[Problem]]:
    """As `check`; where the facts are right, the written pages and the committed answers are held against them, too."""
    facts, problems = read(root)
    if facts is None or problems:
        return facts, sorted({*problems, *(rules.problems(facts) if facts else ())})
    _ = facts.claims, facts.witnesses  # worked out once, for both processes need them
    of_rules, beyond = parallel.each(partial(_hold, facts), (rules.problems, _beyond), least=2)
    return facts, of_rules or (_beyond(facts) if beyond is None else beyond)


def _beyond(facts: Facts) -> list[Problem]:
    return [*pages.problems(facts), *answers.problems(facts)]


def _hold(facts: Facts, check: Callable[[Facts], list[Problem]]) -> list[Problem] | None:
    """What a check finds; None where it fails, as it may on facts that break a rule."""
    try:
        return check(facts)
    except Exception:
        if check is rules.problems:
            raise
        return None
