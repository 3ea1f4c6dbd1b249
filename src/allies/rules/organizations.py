"""Organizations and their members."""

from collections.abc import Iterator

from allies.facts import model
from allies.facts.dates import Edtf
from allies.facts.read import Facts
from allies.problems import Problem
from allies.rules.registry import rule


@rule("organizations", "seat-continued")
def a_continued_seat_was_held_before(organization: model.Organization, facts: Facts) -> Iterator[Problem]:
    """A member that carries on a seat does so from the day its predecessor gave it up, and the state's own file says
    that it continues it; where that is so, it is said."""
    for code, membership in organization.members.items():
        ref, joined = f"{organization.ref}#/members/{code}", membership.joined
        seats = [each for each in facts.lineage(code)[1:] if _given_up(organization, each, joined)]
        for earlier in seats if not membership.continues else ():
            what = (
                f"{code} joined on {joined}, when {earlier}, which it continues, left; "
                "nothing says that it carries on the seat."
            )
            yield facts.problem(ref, what, f"Add continues: {earlier}, or correct the dates.")
        seat = membership.continues
        if seat and not _given_up(organization, seat, joined):
            what = f"{code} carries on the seat of {seat} from {joined}, but {seat} did not leave then."
            yield facts.problem(f"{ref}/continues", what, f"Give members/{seat} the same day as `left`.")
        if seat and code in facts.states and seat not in facts.lineage(code):
            what = f"facts/states/{code.lower()}.yaml does not say that {code} continues {seat}."
            mend = "Add `continues` there, with its evidence, or take it out here."
            yield facts.problem(f"{ref}/continues", what, mend)


def _given_up(organization: model.Organization, code: str, on: Edtf) -> bool:
    """Whether a member left on a day."""
    member = organization.members.get(code)
    return bool(member and member.left and member.left.overlaps(on))


@rule("organizations", "count-official")
def official_counts_are_met(organization: model.Organization, facts: Facts) -> Iterator[Problem]:
    """The members add up to the number that the organization itself, or a good source, counts."""
    official = organization.official_count
    if official:
        groups = [organization.members] + ([] if official.states_only else [organization.member_organizations])
        members = [membership.spells for group in groups for membership in group.values()]
        sure = sum(any(spell.surely(official.as_of) for spell in spells) for spells in members)
        possible = sum(any(spell.possibly(official.as_of) for spell in spells) for spells in members)
        if not sure <= official.count <= possible:
            listed = f"the members listed for {official.as_of} add up to {sure}"
            what = f"The official count is {official.count}, but {listed}."
            mend = "Look for the member that is missing or one too many, or correct the count and its evidence."
            yield facts.problem(f"{organization.ref}#/official_count/count", what, mend)
