"""Commitments between states, short of a treaty of defense."""

from collections.abc import Iterator

from allies.facts import model
from allies.facts.read import Facts
from allies.problems import Problem
from allies.rules.registry import rule


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
