"""Check: a repository's facts, held against schemas and rules; the one gate that every command goes through."""

from pathlib import Path

from allies import parallel, rules
from allies.facts.read import Facts, read
from allies.gate import committed as answers
from allies.pages import write as pages
from allies.problems import FactsError, Problem


def check(root: Path) -> tuple[Facts | None, list[Problem]]:
    """The facts as far as they could be built, and every problem in them, in the order of files and lines."""
    facts, problems = read(root)
    return facts, sorted({*problems, *(rules.problems(facts) if facts else ())})


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
    _ = facts.witnesses  # worked out once, for both processes need them
    in_facts, beyond = parallel.each(lambda find: find(facts), (rules.problems, _beyond_or_none), least=2)
    return facts, in_facts or (_beyond(facts) if beyond is None else beyond)


def _beyond(facts: Facts) -> list[Problem]:
    """What is wrong in the written pages and the committed answers."""
    return [*pages.problems(facts), *answers.problems(facts)]


def _beyond_or_none(facts: Facts) -> list[Problem] | None:
    """The same; None where pages or answers cannot even be made, as may be with facts that break a rule."""
    try:
        return _beyond(facts)
    except Exception:
        return None
