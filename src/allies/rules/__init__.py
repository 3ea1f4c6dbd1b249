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
    """Every problem that any rule finds in the facts, or in some files; of several parts of the rules, one."""
    return sorted({problem for each in RULES[part::parts] for problem in each.problems(facts, of)})
