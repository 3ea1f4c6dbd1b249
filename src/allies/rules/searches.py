"""What editions changed of the answers, searches that found nothing, and comparisons with registers."""

from collections.abc import Iterator

from allies.facts import model
from allies.facts.dates import add
from allies.facts.read import Facts
from allies.problems import Problem
from allies.rules.registry import rule

MAX_SEARCH_AGE = "P1Y"  # how old a search record may be before an absence has to be looked for again


@rule("revisions", "revision-day")
def a_revision_is_named_after_its_edition(revision: model.Revision, facts: Facts) -> Iterator[Problem]:
    """What an edition changed stands in a file named after its day."""
    if revision.id != str(revision.edition):
        what = f"The file {revision.id!r} is of the edition of {revision.edition}."
        yield facts.problem(f"{revision.ref}#/edition", what, "Have `allies changelog --write` write it anew.")


@rule("revisions", "revision-answer")
def a_revision_is_of_answers_that_changed(revision: model.Revision, facts: Facts) -> Iterator[Problem]:
    """A revision is about pairs of states whose answer changed, for treaties that can bind both."""
    for pair, change in revision.answers.items():
        codes, ref = pair.split("-"), f"{revision.ref}#/answers/{pair}"
        if codes != sorted(code for code in {*codes} if code.lower() in facts.ids["states"]):
            mend = "Write the codes of two states, the first in the alphabet first."
            yield facts.problem(ref, f"{pair!r} is not two states in the order of their codes.", mend)
        elif change.was == change.now:
            what = f"The answer is said to have changed from {change.was!r} to the same."
            yield facts.problem(ref, what, "Write what it was, or delete the line.")
        for index, id in enumerate(change.because):
            if id in facts.treaties and not all(id in facts.treaties_of(code) for code in codes):
                what, mend = f"{id!r} is no treaty that can bind both.", "Name the treaty for which the answer changed."
                yield facts.problem(f"{ref}/because/{index}", what, mend)


@rule("searches", "search-age")
def a_search_is_no_older_than_the_edition_allows(search: model.Search, facts: Facts) -> Iterator[Problem]:
    """An absence rests on registers read within the year before the edition."""
    for key, register in search.registers.items():
        where = facts.at(f"{search.ref}#/registers/{key}/read")
        if add(register.read, MAX_SEARCH_AGE).surely_before(facts.edition):
            what = f"The register was read on {register.read}, more than a year before the edition, {facts.edition}."
            yield Problem(where=where, what=what, mend="Read it again, and record the day and the result.")


@rule("searches", "register-years")
def a_register_is_compared_for_years_that_it_covers(search: model.Search, facts: Facts) -> Iterator[Problem]:
    """A register is compared for years that it covers, and followed until the year in which it was read at most."""
    for key, register in search.registers.items():
        covers, read = register.covers or facts.edition, f"the year in which it was read, {register.read}"
        limits = (
            ("compared", covers.earliest.year, covers.latest.year, f"the years that it covers, {register.covers}"),
            ("followed", 0, register.read.latest.year, read),
        )
        for way, first, last, limit in limits:
            years = getattr(register, way)
            if years and not (first <= years.earliest.year and years.latest.year <= last):
                what = f"The register was {way} for {years}, beyond {limit}."
                ref = f"{search.ref}#/registers/{key}/{way}"
                yield facts.problem(ref, what, "Write the years for which that was done.")


@rule("searches", "register-comparison")
def a_register_compared_for_everyone_has_its_comparison(search: model.Search, facts: Facts) -> Iterator[Problem]:
    """A register that was compared for every pair of states has a comparison on record for these years."""
    for key, register in search.registers.items():
        known = [each for each in facts.comparisons.values() if each.source == register.source]
        years = register.compared if search.about == "everyone" and facts.whole("comparisons") else None
        if years and not any(each.years.contains(years) for each in known):
            what = f"No comparison with {register.source!r} is on record for {years}."
            mend = "Run `allies compare`, and record its outcome under facts/comparisons/."
            yield facts.problem(f"{search.ref}#/registers/{key}/compared", what, mend)


@rule("comparisons", "difference-years")
def a_difference_is_about_states_in_years_compared(comparison: model.Comparison, facts: Facts) -> Iterator[Problem]:
    """A difference is about several states, or the parties of a treaty, within the years compared."""
    for key, each in comparison.differences.items():
        ref = f"{comparison.ref}#/differences/{key}"
        if not (each.states or each.treaty):
            mend = "Name the states, or the treaty whose parties they are."
            yield facts.problem(ref, "The difference is about no states.", mend)
        if not comparison.years.contains(each.years):
            what = f"{each.years} goes beyond the years compared, {comparison.years}."
            yield facts.problem(ref, what, "Write the years for which the two differ.")


@rule("comparisons", "difference-dating")
def a_difference_of_dating_is_about_parties(comparison: model.Comparison, facts: Facts) -> Iterator[Problem]:
    """A difference of dating names a treaty to which its states are parties, and years from its signature to its
    end."""
    for key, each in comparison.differences.items():
        treaty = facts.treaties.get(each.treaty or "")
        if each.reason == "dating" and treaty and all(code.lower() in facts.ids["states"] for code in treaty.parties):
            strangers = [code for code in each.states if not treaty.parties.keys() & set(facts.lineage(code))]
            ended = treaty.ended.date.latest.year if treaty.ended else each.years.latest.year
            if strangers or each.years.earliest.year < treaty.signed.earliest.year or each.years.latest.year > ended:
                told = f"{strangers[0]} is no party of it" if strangers else f"{each.years} is outside its time"
                what = f"The days of {treaty.id!r} cannot explain the difference: {told}."
                mend = "Correct the states and years, or give another reason."
                yield facts.problem(f"{comparison.ref}#/differences/{key}", what, mend)
