"""Check: everything that a person can get wrong, as one list of problems; the gate that every command goes through."""

from collections.abc import Callable, Collection
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from allies import parallel, rules
from allies.answers.data import table
from allies.audit.derivation import disagreements
from allies.facts.read import Facts
from allies.gate import committed, editors, expected, phrases, prose
from allies.gate.kept import Memory
from allies.pages import write as pages
from allies.pages.plan import Plan
from allies.problems import FactsError, Problem, gathered

HALVES = 2  # in which the rules are run side by side


def check(root: Path, memory: Memory | None = None) -> tuple[Facts | None, list[Problem]]:
    """The facts as far as they could be built, and every problem in them, in the order of files and lines."""
    known = memory or Memory()
    facts, problems = known.read(root)
    found = gathered([*problems, *(rules.problems(facts) if facts else ())])
    if facts:
        known.learn(facts, found, facts.unprinted)
        editors.refresh(facts)
    return facts, found


def check_files(root: Path, files: Collection[str], memory: Memory | None = None) -> list[Problem]:
    """What is wrong in some files of facts alone (`facts/states/mex.yaml`): their form, and what the rules say of them;
    not what they do to other files, to pages and to answers."""
    facts, problems = (memory or Memory()).read(root)
    told = [each for each in problems if each.where.path in files or facts is None]
    return gathered([*told, *(rules.problems(facts, of=files) if facts else ())])


def checked(root: Path, memory: Memory | None = None) -> Facts:
    """The facts of a repository. Raises FactsError with every problem there is."""
    facts, problems = check(root, memory)
    if facts is None or problems:
        raise FactsError(*problems)
    return facts


def check_all(root: Path, memory: Memory | None = None) -> tuple[Facts | None, list[Problem]]:
    """As `check`, and what is wrong in prose and phrases, or else in pages, tables and the second derivation; and what
    was not reviewed."""
    known = memory or Memory()
    facts, problems = known.read(root)
    if facts:
        editors.refresh(facts)
    if facts is None or problems:
        others = [*_texts(root, facts), *rules.problems(facts)] if facts else []
        return facts, gathered([*problems, *others, *(_unreviewed(root, others) if facts else ())])
    _ = facts.witnesses  # worked out once, for all processes need them
    halves = [partial(rules.problems, facts, half, HALVES) for half in range(HALVES)]
    *told, unprinted = _together([*halves, partial(_texts, root, facts), lambda: [*facts.unprinted]])
    found = list(chain(*told))
    known.learn(facts, found, unprinted)
    if not found:
        plan = Plan(facts)
        _ = plan.answers
        derived = [partial(committed.problems, plan), partial(expected.problems, facts)]
        second = partial(disagreements, facts.documents, table(plan.answers.values()))
        found = list(chain(*_together([partial(pages.problems, plan), second, *derived])))
    unlisted = _unreviewed(root, found)
    worded = any(each.where.path.startswith("docs/phrases/") for each in unlisted)  # the sentences in answers/ follow
    return facts, gathered([*(each for each in found if not (worded and each.where.path.endswith(".json"))), *unlisted])


def _unreviewed(root: Path, found: list[Problem]) -> list[Problem]:
    """What was not reviewed, on lines where nothing else is wrong, and in lists of what could be read."""
    wrong = {(each.where.path, each.where.line if each.code != "page" else None) for each in found}
    unread = any(each.where.path.startswith("docs/phrases/") and each.code != "phrase" for each in found)
    at = ((each, each.where) for each in prose.unreviewed(root))
    told = [each for each, where in at if not {(where.path, where.line), (where.path, None)} & wrong]
    return [each for each in told if not (unread and each.where.path.endswith(".txt"))]


def _texts(root: Path, facts: Facts) -> list[Problem]:
    """What is wrong in the hand-written sentences and in the phrasebooks."""
    names = prose.names(facts)
    return [*prose.problems(root, names), *phrases.problems(root, facts), *phrases.kinds(facts.schemas)]


def _together(tasks: list[Callable[[], list[Any]]]) -> list[list[Any]]:
    """What several searches find, side by side."""
    return parallel.each(lambda at: tasks[at](), range(len(tasks)), least=2)
