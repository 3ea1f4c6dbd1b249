"""Registry: what a rule is, and all there are."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from allies.facts.read import Facts
from allies.load import table
from allies.problems import Problem, coded

TABLE = Path(__file__).parents[1] / "problems.yaml"
Check = Callable[[Any, Facts], Iterator[Problem]]


@dataclass(frozen=True)
class Rule:
    """One editorial rule: what it is held against (a collection of `Facts`), the code of its problems, the generator
    that holds it, and whether that looks at nothing but the file, the sources that it names, the names of states and
    the day of the edition."""

    over: str
    code: str
    check: Check
    alone: bool = False

    @property
    def name(self) -> str:
        return self.check.__name__

    @property
    def text(self) -> str:
        return " ".join((self.check.__doc__ or "").split())

    def subjects(self, facts: Facts) -> list[Any]:
        return list(getattr(facts, self.over).values())

    def problems(self, facts: Facts, of: Collection[str] | None = None) -> Iterator[Problem]:
        """What it finds in all facts, or in some files, by their refs."""
        for subject in self.subjects(facts) if of is None else self._among(facts, of):
            yield from coded(self.code, self.check(subject, facts))

    def _among(self, facts: Facts, of: Collection[str]) -> list[Any]:
        """What it is held against in some files."""
        if self.over == "claims":
            return [claim for ref in of for claim in facts.claims_by_file.get(ref, ())]
        if self.over in ("documents", "facts"):
            return [each for ref in of if (each := getattr(facts, self.over).get(ref))]
        return [each for each in self.subjects(facts) if each.ref in of]


RULES: list[Rule] = []


def rule(over: str, code: str, alone: bool = False) -> Callable[[Check], Check]:
    """Registers a generator as a rule over one collection of the facts; `code` is that of its problems, `alone` as in
    `Rule`."""

    def register(check: Check) -> Check:
        RULES.append(Rule(over, code, check, alone))
        return check

    return register


class Kind(NamedTuple):
    """One kind of problem: its code, what it means (where a rule tells it, the rule's docstring) and how to mend it."""

    code: str
    means: str
    mend: str


def kinds() -> list[Kind]:
    """Every kind of problem that a check can tell, by code: what `problems.yaml` says, and the rules."""
    texts = {each.code: each.text for each in RULES}
    return [Kind(code, texts.get(code) or said["means"], said["mend"]) for code, said in sorted(table(TABLE).items())]
