"""Organizations and their members; lists that a source prints of these on a day, or of the parties to a treaty."""

from collections.abc import Iterator

from allies.facts import model
from allies.facts.dates import Edtf
from allies.facts.read import Facts
from allies.facts.readings import fold
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


@rule("organizations", "organization-name")
def a_name_means_one_organization(organization: model.Organization, facts: Facts) -> Iterator[Problem]:
    """No organization shares a name, an abbreviation or an alias with another."""
    mine = _names(organization)
    for other in facts.organizations.values():
        for name in mine.keys() & _names(other).keys() if other.id > organization.id else ():
            what = f"{mine[name]!r} is a name of {other.ref} too."
            yield facts.problem(organization.ref, what, "Keep it for one of the two.")


@rule("organizations", "organization-treaty")
def an_alliance_has_a_treaty_of_defense(organization: model.Organization, facts: Facts) -> Iterator[Problem]:
    """An organization that is an alliance names the treaty that binds its members to defend each other."""
    treaty = facts.treaties.get(organization.treaty or "")
    unread = organization.treaty and not treaty  # which is a problem of its own
    owed = {each.kind for each in (treaty.obligations if treaty else ())}
    if organization.kind == "alliance" and not unread and "defense" not in owed:
        what = "It is called an alliance, and no treaty of defense is named under `treaty`."
        yield facts.problem(f"{organization.ref}#/kind", what, "Name the treaty, or write kind: organization.")


def _names(organization: model.Organization) -> dict[str, str]:
    """The names of an organization, as folded for comparing."""
    known = [*organization.name.all, *organization.aliases, organization.abbreviation]
    return {fold(name): name for name in known if name}


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


@rule("facts", "roll-unmet")
def rolls_are_met(fact: model.Fact, facts: Facts) -> Iterator[Problem]:
    """Every list of parties or members that a source prints names those of that day."""
    for index, roll in enumerate(fact.rolls if isinstance(fact, model.Treaty | model.Organization) else ()):
        yield from _unmet(facts, f"{fact.ref}#/rolls/{index}", roll, *_listed(fact, roll.as_of))


def _listed(fact: model.Fact, on: Edtf) -> tuple[set[str], set[str]]:
    """The states and the organizations that may be parties or members on a day."""
    if isinstance(fact, model.Organization):
        groups = (fact.members.items(), fact.member_organizations.items())
        states, others = (
            {id for id, each in group if any(stay.possibly(on) for stay in each.spells)} for group in groups
        )
        return states, others
    assert isinstance(fact, model.Treaty)  # noqa: S101 nothing else has rolls
    edges = {code: (fact.start(code), fact.end(code)) for code in fact.parties}
    begun = {code: end for code, (start, end) in edges.items() if start and start.day.earliest <= on.latest}
    return {code for code, end in begun.items() if end is None or end.day.latest > on.earliest}, set()


def _unmet(facts: Facts, ref: str, roll: model.Roll, states: set[str], others: set[str]) -> Iterator[Problem]:
    """Each printed name read back to a member; each member printed, unless the source names only a part."""
    read = [
        {*facts.witnesses.codes_by_name.get(fold(name), ()), *facts.bodies_by_name.get(fold(name), ())}
        for name in roll.printed
    ]
    unknown = (states - facts.states.keys()) | (others - facts.organizations.keys())
    if unknown or not all(read) and not facts.whole("states", "organizations"):
        return  # the name may be that of a file with problems of its own, or of none
    for index, (name, codes) in enumerate(zip(roll.printed, read, strict=True)):
        if len(codes) > 1 and codes <= facts.states.keys():
            continue  # a name that several states share is a problem of its own
        if len(codes) != 1:
            meant = " and of ".join(sorted(codes)) or "no state or organization known here"
            mend = "Add the printed form to the aliases of the state it means, or copy the name again."
            yield facts.problem(f"{ref}/printed/{index}", f"{name!r} is a name of {meant}.", mend)
        elif not codes <= states | others:
            what = f"{roll.source} prints {name!r} for {roll.as_of}, but {min(codes)} is not listed here for that day."
            yield facts.problem(f"{ref}/printed/{index}", what, "Add it with its dates, or correct the list.")
    named = set().union(*read)
    missing = (states | others if others & named else states) - named
    if missing and not roll.part and all(len(codes) == 1 for codes in read):
        what = f"{roll.source} does not print {', '.join(sorted(missing))}, listed here for {roll.as_of}."
        mend = "Take it out or correct its dates; where the source names only some, write part: true."
        yield facts.problem(ref, what, mend)
