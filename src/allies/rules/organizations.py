"""Organizations and their members."""

from collections.abc import Iterator
from itertools import pairwise

from allies.facts import model
from allies.facts.read import Facts
from allies.problems import Problem
from allies.rules.common import existed, in_order, roll_is_met
from allies.rules.registry import rule


@rule("organizations")
def members_join_after_the_founding_and_leave_after_joining(
    organization: model.Organization, facts: Facts
) -> Iterator[Problem]:
    """A member joins on or after the founding day, leaves after it joined, and is never a member twice at a time."""
    name = f"organizations/{organization.id}"
    founded = organization.founded.date if organization.founded else None
    for group in ("members", "member_organizations"):
        for id, membership in getattr(organization, group).items():
            at = f"/{group}/{id}"
            spells = [
                *((f"{at}/earlier/{index}", spell) for index, spell in enumerate(membership.earlier)),
                (at, membership),
            ]
            for pointer, spell in spells:
                yield from in_order(facts, name, [("/founded/date", founded), (f"{pointer}/joined", spell.joined)])
                yield from in_order(
                    facts, name, [(f"{pointer}/joined", spell.joined), (f"{pointer}/left", spell.left)], strictly=True
                )
            for (pointer, spell), (later, following) in pairwise(spells):
                yield from in_order(
                    facts, name, [(f"{pointer}/left", spell.left), (f"{later}/joined", following.joined)]
                )


@rule("organizations")
def members_existed_when_they_joined(organization: model.Organization, facts: Facts) -> Iterator[Problem]:
    """A state joins an organization only once it, or the state it continues, exists."""
    for code, membership in organization.members.items():
        yield from existed(facts, code, membership.joined, f"organizations/{organization.id}#/members/{code}/joined")


@rule("organizations")
def a_continued_seat_was_held_before(organization: model.Organization, facts: Facts) -> Iterator[Problem]:
    """A member that carries on a seat does so from the day its predecessor gave it up, and the state's own file says that it continues it; where that is so, it is said."""
    name = f"organizations/{organization.id}"
    for code, membership in organization.members.items():
        for earlier in facts.lineage(code)[1:] if not membership.continues else ():
            before = organization.members.get(earlier)
            if before and before.left and before.left.overlaps(membership.joined):
                yield Problem(
                    where=facts.at(f"{name}#/members/{code}"),
                    what=f"{code} joined on {membership.joined}, when {earlier}, which it continues, left; nothing says that it carries on the seat.",
                    mend=f"Add continues: {earlier}, or correct the dates.",
                )
        if membership.continues:
            before, state = organization.members.get(membership.continues), facts.states.get(code)
            if before is None or before.left is None or not before.left.overlaps(membership.joined):
                yield Problem(
                    where=facts.at(f"{name}#/members/{code}/continues"),
                    what=f"{code} carries on the seat of {membership.continues} from {membership.joined}, but {membership.continues} did not leave then.",
                    mend=f"Give members/{membership.continues} the same day as `left`.",
                )
            if state and membership.continues not in facts.lineage(code):
                yield Problem(
                    where=facts.at(f"{name}#/members/{code}/continues"),
                    what=f"facts/states/{code.lower()}.yaml does not say that {code} continues {membership.continues}.",
                    mend="Add `continues` there, with its evidence, or take it out here.",
                )


@rule("organizations")
def official_counts_are_met(organization: model.Organization, facts: Facts) -> Iterator[Problem]:
    """The members add up to the number that the organization itself, or a good source, counts."""
    official = organization.official_count
    if official:
        groups = [organization.members] + ([] if official.states_only else [organization.member_organizations])
        members = [membership.spells for group in groups for membership in group.values()]
        sure = sum(any(spell.surely(official.as_of) for spell in spells) for spells in members)
        possible = sum(any(spell.possibly(official.as_of) for spell in spells) for spells in members)
        if not sure <= official.count <= possible:
            yield Problem(
                where=facts.at(f"organizations/{organization.id}#/official_count/count"),
                what=f"The official count is {official.count}, but the members listed for {official.as_of} add up to {sure}.",
                mend="Look for the member that is missing or one too many, or correct the count and its evidence.",
            )


@rule("organizations")
def rolls_of_members_are_met(organization: model.Organization, facts: Facts) -> Iterator[Problem]:
    """Every list of members that a source prints names the members of that day."""
    for index, roll in enumerate(organization.rolls):
        states, others = (
            {id for id, membership in group.items() if any(spell.possibly(roll.as_of) for spell in membership.spells)}
            for group in (organization.members, organization.member_organizations)
        )
        yield from roll_is_met(facts, f"organizations/{organization.id}#/rolls/{index}", roll, states, others)
