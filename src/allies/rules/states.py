"""States and their names."""

import re
from collections.abc import Iterator

from babel import Locale

from allies.facts import model
from allies.facts.read import DEFAULT, RESERVED, Facts, names_of, reserved
from allies.facts.readings import fold
from allies.problems import Problem
from allies.rules.common import in_order
from allies.rules.registry import rule

OWN = re.compile("AA|Q[M-Z]|X[A-Z]|ZZ")  # of two letters, left to whoever needs one


@rule("states", "name-shared")
def a_name_means_one_state(state: model.State, facts: Facts) -> Iterator[Problem]:
    """No state shares a name, an alias or a code with another."""
    names = [*names_of(state), *filter(None, [state.alpha2])]
    taken = {fold(name): (name, other) for name in names if (other := _another(name, state, facts))}
    for name, other in taken.values():
        pointer = next((pointer for pointer, _, value in facts.documents[state.ref].values if value == name), "")
        what = f"{name!r} is a name of {other} too."
        yield facts.problem(f"{state.ref}#{pointer}", what, "Keep it for one of the two.")


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
    coded = {each.code for each in facts.states.values() if name in (each.code, each.alpha2)}
    others = coded.union(facts.codes_by_name.get(fold(name), ())) - {state.code}
    if not others:
        return None
    other = min(others)
    mine, theirs = (fold(name) in map(fold, facts.states[code].aliases) for code in (state.code, other))
    return other if mine and not theirs or mine == theirs and other < state.code else None


@rule("states", "state-tile")
def a_state_has_a_tile_of_its_own(state: model.State, facts: Facts) -> Iterator[Problem]:
    """Every state that exists has a tile of the map to itself."""
    if state.tile is None and state.status not in ("former", "territory"):
        what = f"{state.code} has no tile on the map."
        mend = "Add tile: {column: …, row: …}, a free place near its neighbors."
        yield facts.problem(state.ref, what, mend)
    others = [each.code for each in facts.states.values() if state.tile and each.tile == state.tile]
    if others and min(others) < state.code:
        what = f"The tile of {state.code} is that of {min(others)} too."
        yield facts.problem(f"{state.ref}#/tile", what, "Take a free place near its neighbors.")


@rule("states", "state-slug")
def a_state_has_addresses_of_its_own(state: model.State, facts: Facts) -> Iterator[Problem]:
    """Every state that exists has a slug, which is the slug of no other state, present or former, is not reserved,
    and gives each pair an address of its own."""
    if state.slug is None and state.status not in ("former", "territory"):
        what = f"{state.code} has no slug, so that its pages have no address."
        yield facts.problem(state.ref, what, "Add slug: …, its name in lower-case letters, digits and hyphens.")
    known = {each: other for other in sorted(facts.states, reverse=True) for each in slugs(facts.states[other])}
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


def slugs(state: model.State) -> dict[str, str]:
    """The slugs of a state and where they stand: that of today, and the former ones."""
    former = {each: f"/former_slugs/{number}" for number, each in enumerate(state.former_slugs)}
    return former | ({state.slug: "/slug"} if state.slug else {})


@rule("states", "state-days")
def a_state_begins_before_it_ends(state: model.State, facts: Facts) -> Iterator[Problem]:
    """A state comes into being before it ceases to exist, and continues another from then on; where it acted in its own
    name before, that was earlier. Only a former state has ceased to exist, and each of them has."""
    if (state.status == "former") != bool(state.ended):
        what = f"{state.code} has the status {state.status}, and {'an' if state.ended else 'no'} end."
        yield facts.problem(f"{state.ref}#/status", what, "Write former with the day on which it ended, or neither.")
    yield from in_order(facts, state.ref, "/acted/date", "/began/date", strictly=True)
    yield from in_order(facts, state.ref, "/began/date", "/ended/date", strictly=True)
    yield from in_order(facts, state.ref, "/began/date", "/continues/date")
    yield from in_order(facts, state.ref, "/continues/date", "/ended/date")
    if state.continues and state.code in facts.lineage(state.continues.state):
        what = f"{state.code} would continue itself."
        yield facts.problem(f"{state.ref}#/continues/state", what, "Name the state that came before it.")
