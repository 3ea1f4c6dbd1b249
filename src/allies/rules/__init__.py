"""Rules: what a schema cannot say. Each rule is a generator of problems; its docstring is the rule as readers see it.

A module for each thing that rules are about; they are listed, and run, in this order.
"""

from collections.abc import Container

from allies.facts.read import Facts
from allies.problems import Problem

from allies.rules import names, order, rows, plain, treaties  # isort: skip  # noqa: F401
from allies.rules import organizations, between, searches, states  # isort: skip  # noqa: F401
from allies.rules.registry import RULES, Kind, Rule, kinds

__all__ = ["RULES", "Kind", "Rule", "kinds", "problems"]


def problems(facts: Facts, part: int = 0, parts: int = 1, of: Container[str] | None = None) -> list[Problem]:
    """Every problem that any rule finds in the facts, or in some files; of several parts of the rules, one. Those that
    look at nothing else leave out the files that are known to be right."""
    asked = None if of is None else {ref: None for ref, each in facts.documents.items() if each.path in of}
    paths = ((ref, facts.documents[ref].path) for ref in (facts.documents if asked is None else asked))
    left = {ref: None for ref, path in paths if path not in facts.right}
    held = {False: asked, True: left if facts.right else asked}
    return sorted({problem for each in RULES[part::parts] for problem in each.problems(facts, held[each.alone])})
