"""Records of searches that found nothing."""

from collections.abc import Iterator

from allies.facts import model
from allies.facts.dates import add
from allies.facts.read import Facts
from allies.problems import Problem
from allies.rules.registry import rule

MAX_SEARCH_AGE = "P1Y"  # how old a search record may be before an absence has to be looked for again


@rule("searches")
def a_search_is_no_older_than_the_edition_allows(search: model.Search, facts: Facts) -> Iterator[Problem]:
    """An absence rests on registers read within the year before the edition, and not after it."""
    for key, register in search.registers.items():
        where = facts.at(f"{search.ref}#/registers/{key}/read")
        if register.read.surely_after(facts.edition):
            what = f"The register was read on {register.read}, after the edition, {facts.edition}."
            yield Problem(where=where, what=what, mend="Correct the day, or raise asserted_for in facts/edition.yaml.")
        elif add(register.read, MAX_SEARCH_AGE).surely_before(facts.edition):
            what = f"The register was read on {register.read}, more than a year before the edition, {facts.edition}."
            yield Problem(where=where, what=what, mend="Read it again, and record the day and the result.")
