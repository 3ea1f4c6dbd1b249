"""Commitments between states, short of a treaty of defense."""

from collections.abc import Iterator

from allies.facts import model
from allies.facts.read import Facts
from allies.problems import Problem
from allies.rules.common import existed, in_order
from allies.rules.registry import rule


@rule("commitments", "commitment-state")
def states_of_a_commitment_existed(commitment: model.Commitment, facts: Facts) -> Iterator[Problem]:
    """The states that undertake something, and those toward which they do, existed on the day."""
    for side in ("by", "to"):
        for at, code in enumerate(getattr(commitment.parties, side)):
            yield from existed(facts, code, commitment.date, f"{commitment.ref}#/parties/{side}/{at}")


@rule("commitments", "commitment-sides")
def a_commitment_is_toward_another_state(commitment: model.Commitment, facts: Facts) -> Iterator[Problem]:
    """Each state that undertakes something does so toward another; both lists are the same, or have no state in
    common."""
    by, to = set(commitment.parties.by), set(commitment.parties.to)
    if not by | to <= facts.states.keys():
        return  # which is a problem of its own
    if by == to and len(by) == 1 or by != to and by & to:
        what = f"{', '.join(sorted(by & to))} would undertake this toward itself."
        mend = "Name everyone under both for a mutual commitment; else each state on one side alone."
        yield facts.problem(f"{commitment.ref}#/parties/to", what, mend)


@rule("commitments", "commitment-days")
def a_commitment_ends_after_it_was_made(commitment: model.Commitment, facts: Facts) -> Iterator[Problem]:
    """A commitment ends after it was made, and after it began to hold; it may hold from before, as laws can."""
    if commitment.ended:
        yield from in_order(facts, commitment.ref, "/date", "/ended/date")
        yield from in_order(facts, commitment.ref, "/in_force_from", "/ended/date")
