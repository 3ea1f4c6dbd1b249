"""States and their names."""

import re
from collections.abc import Iterator
from itertools import pairwise

from babel import Locale

from allies.facts import model
from allies.facts.claims import grouped
from allies.facts.dates import Edtf
from allies.facts.read import DEFAULT, RESERVED, Facts, names_of, remembered, reserved
from allies.facts.readings import fold
from allies.problems import Problem
from allies.rules.registry import rule

OWN = re.compile("AA|Q[M-Z]|X[A-Z]|ZZ")  # of two letters, left to whoever needs one
OPEN = 9999  # the year of no end


@rule("states", "name-shared")
def a_name_means_one_state(state: model.State, facts: Facts) -> Iterator[Problem]:
    """No state shares a name, an alias or a code with another."""
    names = [*names_of(state), *filter(None, [state.alpha2])]
    taken = {fold(name): (name, other) for name in names if (other := _another(name, state, facts))}
    for name, other in taken.values():
        pointer = next((pointer for pointer, _, value in facts.documents[state.ref].values if value == name), "")
        what = f"{name!r} is a name of {other} too."
        yield facts.problem(f"{state.ref}#{pointer}", what, "Keep it for one of the two.")


@rule("states", "state-listed")
def spans_of_a_list_follow_one_another(state: model.State, facts: Facts) -> Iterator[Problem]:
    """The years for which the Correlates of War list a state do not overlap, and none ends before it begins."""
    years = [year for span in state.cow for year in (span.since, span.until)]
    for at, (year, later) in enumerate(pairwise(years)):
        if year > later:
            what = f"{later} stands after {year if year < OPEN else 'a span without an end'}."
            mend = "Correct the years, or put the spans in order."
            yield facts.problem(f"{state.ref}#/cow/{(at + 1) // 2}", what, mend)


@rule("states", "state-letters")
def a_two_letter_code_is_one_that_others_know(state: model.State, facts: Facts) -> Iterator[Problem]:
    """The short code of a state that exists is assigned to somebody, or left to whoever needs it."""
    territories = Locale(DEFAULT).territories
    if state.alpha2 and state.status != "former" and not (state.alpha2 in territories or OWN.fullmatch(state.alpha2)):
        mine = {fold(name) for name in names_of(state)}
        code = next((code for code, name in territories.items() if fold(name) in mine), None)
        mend = f"Write {code}." if code else "Look it up, or leave it out: names in other languages come from it."
        yield facts.problem(f"{state.ref}#/alpha2", f"{state.alpha2!r} is the two-letter code of no state.", mend)


def _another(name: str, state: model.State, facts: Facts) -> str | None:
    """The other state to which a name of one belongs: to which it is more than an alias, or which comes first."""
    others = {*_coded(facts).get(name, ())}.union(facts.witnesses.codes_by_name.get(fold(name), ())) - {state.code}
    if not others:
        return None
    other = min(others)
    mine, theirs = (fold(name) in map(fold, facts.states[code].aliases) for code in (state.code, other))
    return other if mine and not theirs or mine == theirs and other < state.code else None


@remembered
def _coded(facts: Facts) -> dict[str | None, list[str]]:
    """The states that a code of two or three letters is for."""
    return grouped((code, each.code) for each in facts.states.values() for code in (each.code, each.alpha2))


@rule("states", "state-tile")
def a_state_has_a_tile_of_its_own(state: model.State, facts: Facts) -> Iterator[Problem]:
    """Every state that has a tile of the map has it to itself."""
    others = [each.code for each in facts.states.values() if state.tile and each.tile == state.tile]
    if others and min(others) < state.code:
        what = f"The tile of {state.code} is that of {min(others)} too."
        yield facts.problem(f"{state.ref}#/tile", what, "Take a free place near its neighbors.")


@rule("states", "state-slug")
def a_state_has_addresses_of_its_own(state: model.State, facts: Facts) -> Iterator[Problem]:
    """The slug of a state is that of no other, present or former, is not reserved, and gives each pair an address of
    its own."""
    known = _slugged(facts)
    for slug, pointer in slugs(state).items():
        where = f"{state.ref}#{pointer}"
        if slug in RESERVED:
            yield facts.problem(where, **reserved(slug))
        if known[slug] != state.code:
            yield facts.problem(where, f"The slug {slug!r} is that of {known[slug]} too.", "Take one that is free.")
        for last in known:
            middle = slug.removesuffix(f"-{last}")
            if middle != slug and (first := next((each for each in known if f"{each}-{middle}" in known), None)):
                what = f"'{first}-{slug}' would be the address of two pairs: {first}-{middle} is a slug too."
                yield facts.problem(where, what, "Take another slug.")


@remembered
def _slugged(facts: Facts) -> dict[str, str]:
    """The first state that has each slug."""
    return {each: other for other in sorted(facts.states, reverse=True) for each in slugs(facts.states[other])}


def slugs(state: model.State) -> dict[str, str]:
    """The slugs of a state and where they stand: that of today, and the former ones."""
    former = {each: f"/former_slugs/{number}" for number, each in enumerate(state.former_slugs)}
    return former | ({state.slug: "/slug"} if state.slug else {})


@rule("states", "state-continued")
def a_state_continues_another(state: model.State, facts: Facts) -> Iterator[Problem]:
    """No state continues itself, by way of others or without."""
    if state.continues and state.code in facts.lineage(state.continues.state):
        what = f"{state.code} would continue itself."
        yield facts.problem(f"{state.ref}#/continues/state", what, "Name the state that came before it.")


@rule("facts", "state-absent")
def states_existed_on_the_days_of_a_fact(fact: model.Fact, facts: Facts) -> Iterator[Problem]:
    """A state that is bound, joins, undertakes something, fights or has relations exists on that day; where it joins or
    has relations, the state that it continues may; a treaty may have been signed on the way there."""
    wrong: dict[str, Problem] = {}
    for pointer, code, day in _there(fact):
        line = [facts.states[each] for each in facts.lineage(code) if each in facts.states] if day else []
        if not day or not line:
            continue
        oldest, state = line[-1], line[0]
        first = oldest.acted or oldest.began
        what = ""
        if oldest.began and first and day.surely_before(first.date):
            what, then = f"{day} is before {oldest.name} came into being, {oldest.began.date}.", "of that time"
        elif state.ended and day.surely_after(state.ended.date) and not _signed_alone(fact, pointer):
            what, then = f"{day} is after {state.name} ceased to exist, {state.ended.date}.", "that followed"
        before = state.continues if not isinstance(fact, model.Relation | model.Organization) else None
        if before and not what and day.surely_before(before.date):
            what, then = (
                f"On {day} {state.name} was not yet: it continues {before.state} from {before.date}.",
                "of that time",
            )
        if what:
            mend = f"Correct the date, or name the state {then}."
            wrong.setdefault(pointer, facts.problem(f"{fact.ref}#{pointer}", what, mend))
    yield from wrong.values()


def _signed_alone(fact: model.Fact, pointer: str) -> bool:
    """Whether a party of several may have signed a treaty and ended before that bound anybody."""
    return isinstance(fact, model.Treaty) and len(fact.parties) > 2 and not pointer.endswith("/bound_from")


def _there(fact: model.Fact) -> Iterator[tuple[str, str, Edtf | None]]:
    """The states that have to exist on a day for what a fact says of it; each with its pointer and the day."""
    match fact:
        case model.Treaty():
            for code, party in fact.parties.items():
                pointer = f"/parties/{code}{'/bound_from' * bool(party.bound_from)}"
                yield pointer, code, party.bound_from or fact.entry_into_force
        case model.Organization():
            yield from ((f"/members/{code}/joined", code, each.joined) for code, each in fact.members.items())
        case model.Commitment():
            for side, codes in (("by", fact.parties.by), ("to", fact.parties.to)):
                yield from ((f"/parties/{side}/{at}", code, fact.date) for at, code in enumerate(codes))
        case model.Conflict():
            for side, codes in (("one", fact.sides.one), ("other", fact.sides.other)):
                ends = ((at, code, end) for at, code in enumerate(codes) for end in (fact.began, fact.ended))
                yield from ((f"/sides/{side}/{at}", code, edge.day) for at, code, end in ends if (edge := end(code)))
        case model.Relation():
            for key, event in fact.events.items():
                yield from ((f"/events/{key}/date", code, event.date) for code in event.between or fact.states)
