"""Registry: what a rule is, and all there are."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from allies.facts.read import Facts
from allies.problems import Problem

Check = Callable[[Any, Facts], Iterator[Problem]]


@dataclass(frozen=True)
class Rule:
    """One editorial rule: what it is held against (a collection of `Facts`), and the generator that holds it."""

    over: str
    check: Check

    @property
    def name(self) -> str:
        return self.check.__name__

    @property
    def text(self) -> str:
        return " ".join((self.check.__doc__ or "").split())

    def subjects(self, facts: Facts) -> list[Any]:
        return list(getattr(facts, self.over).values())

    def problems(self, facts: Facts) -> Iterator[Problem]:
        for subject in self.subjects(facts):
            yield from self.check(subject, facts)


RULES: list[Rule] = []


def rule(over: str) -> Callable[[Check], Check]:
    """Registers a generator as a rule over one collection of the facts."""

    def register(check: Check) -> Check:
        RULES.append(Rule(over, check))
        return check

    return register
