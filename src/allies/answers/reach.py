"""Reach: which registers stand behind an absence on a day, compared whole for its year, or followed since they were."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

from allies.facts import model
from allies.facts.dates import Edtf
from allies.facts.read import Facts, remembered


@dataclass(frozen=True)
class Reach:
    """What reaches a day for two states; refs of the years for which a register was compared, and followed."""

    registers: tuple[str, ...] = ()  # that reach the day
    compared: str | None = None  # the year of the day, where one was; else the latest years before it
    followed: str | None = None  # where no register was compared for the year itself

    @property
    def searches(self) -> tuple[str, ...]:
        """The search records with a register that reaches the day."""
        return tuple(dict.fromkeys(ref.partition("#")[0].removeprefix("searches/") for ref in self.registers))

    @property
    def said(self) -> str:
        """The key of the phrase: `compared`, `followed`, or `followed-only` where no comparison went before."""
        return "compared" if not self.followed else "followed" if self.compared else "followed-only"

    @property
    def years(self) -> dict[str, str]:
        """The refs of the years, by what was done for them."""
        return {way: ref for way in ("compared", "followed") if (ref := getattr(self, way))}


def reach(facts: Facts, a: str, b: str, on: Edtf) -> Reach:
    """Which registers reach a day for two states, and how."""
    year, found = on.earliest.year, list[str]()
    compared, last, followed = None, 0, None
    for search, register, ref in _registers(facts):
        if search.covers(a, b):
            until = _until(facts, register, year, a, b)
            if until > last:
                compared, last = f"{ref}/compared", until
            follows = register.followed and register.followed.contains(on)
            followed = followed or (f"{ref}/followed" if follows else None)
            found += [ref] if until == year or follows else []
    return Reach(tuple(found), compared, None if last == year else followed) if found else Reach()


def reached(facts: Facts, code: str) -> list[tuple[int, int]]:
    """The spans of years for which registers of all states reach one: an absence needs both states of a pair there."""
    years: set[int] = set()
    for search, register, _ in _registers(facts):
        for span in (register.compared, register.followed) if search.about == "everyone" else ():
            every = range(span.earliest.year, span.latest.year + 1) if span else ()
            years |= {year for year in every if register.states is None or _listed(facts, code, year)}
    starts = sorted(year for year in years if year - 1 not in years)
    ends = sorted(year for year in years if year + 1 not in years)
    return list(zip(starts, ends, strict=True))


def ever_unfound(facts: Facts, a: str, b: str) -> bool:
    """Whether a register names an alliance of two states, whenever, of which no text was found."""
    return any(_unfound(facts, a, b))


def unfound(facts: Facts, a: str, b: str, on: Edtf) -> tuple[str, ...]:
    """The differences (refs) by which a register that was compared names an alliance of the two in the year, of which
    no text was found."""
    return tuple(sorted(ref for ref, years in _unfound(facts, a, b) if years.contains(on)))


def sources(facts: Facts, differences: tuple[str, ...]) -> list[str]:
    """The registers (ids of sources) from which some differences are."""
    found = (ref.partition("#")[0].removeprefix("comparisons/") for ref in differences)
    return list(dict.fromkeys(facts.comparisons[id].source for id in found))


def years(facts: Facts, a: str, b: str) -> Iterator[Edtf]:
    """Every span of years on whose edges an absence between two states may gain its support or lose it."""
    found = [each for search, each, _ in _registers(facts) if search.covers(a, b)]
    reached = [span for each in found for span in (each.compared, each.followed) if span]
    first = min((span.earliest.year for span in reached), default=0)
    yield from reached
    for number in (*_numbers(facts, a), *_numbers(facts, b)) if reached else ():
        yield Edtf(f"{max(number.since, first)}/{max(number.until, first)}")
    yield from (span for _, span in _unfound(facts, a, b))


@remembered
def _registers(facts: Facts) -> list[tuple[model.Search, model.Register, str]]:
    """Every register that was compared or followed, with its search and its ref."""
    return [
        (search, register, f"searches/{search.id}#/registers/{key}")
        for search in facts.searches_by_reach
        for key, register in search.registers.items()
        if register.compared or register.followed
    ]


def _until(facts: Facts, register: model.Register, year: int, a: str, b: str) -> int:
    """The last year, up to a given one, for which a register was compared for two states; 0 where there is none."""
    if register.compared is None or register.compared.earliest.year > year:
        return 0
    last = min(year, register.compared.latest.year)
    listed = register.states is None or all(_listed(facts, code, last) for code in (a, b))
    return last if listed else 0


@remembered
def _listed(facts: Facts, code: str, year: int) -> bool:
    return any(each.counts(year) for each in _numbers(facts, code))


def _numbers(facts: Facts, code: str) -> list[model.Numbered]:
    """Its numbers in the Correlates of War's list of states, and those of the states that it continues."""
    return [number for each in facts.lineage(code) for number in facts.states[each].cow]


def _unfound(facts: Facts, a: str, b: str) -> Iterator[tuple[str, Edtf]]:
    for ref, each in differences(facts, a, b):
        if each.reason == "text-not-found" and not each.weaker:
            yield ref, each.years


def differences(facts: Facts, a: str, b: str) -> Iterator[tuple[str, model.Difference]]:
    """The differences on record, with their refs, about two states or those that they continue."""
    recorded = _differences(facts)
    for pair in product(facts.lineage(a), facts.lineage(b)):
        yield from recorded.get(frozenset(pair), ())


@remembered
def _differences(facts: Facts) -> dict[frozenset[str], list[tuple[str, model.Difference]]]:
    """The differences on record by the two states that they are about."""
    found = defaultdict[frozenset[str], list[tuple[str, model.Difference]]](list)
    for comparison in facts.comparisons.values():
        for key, each in comparison.differences.items():
            treaty = facts.treaties.get(each.treaty or "")
            for one, other in combinations(sorted(each.states or (treaty.parties if treaty else ())), 2):
                found[frozenset((one, other))].append((f"{comparison.ref}#/differences/{key}", each))
    return found
