"""Revisions: what editions changed of the answers."""

from collections.abc import Iterator

from allies.facts import model
from allies.facts.read import Facts
from allies.problems import Problem
from allies.rules.registry import rule


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
