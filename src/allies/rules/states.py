"""States and their names."""

from collections.abc import Iterator

from allies.facts import model
from allies.facts.read import Facts, names_of
from allies.facts.readings import fold
from allies.problems import Problem
from allies.rules.common import in_order
from allies.rules.registry import rule


@rule("states", "name-shared")
def a_name_means_one_state(state: model.State, facts: Facts) -> Iterator[Problem]:
    """No state shares a name, an alias or a code with another."""
    earlier = {other.code: other for other in facts.states.values() if other.code < state.code}
    taken = {name: [code for code in facts.codes_by_name[fold(name)] if code in earlier] for name in names_of(state)}
    for other in facts.states.values():
        for code in {other.code, other.alpha2} & taken.keys() if other != state else ():
            taken[code or ""] = [other.code]
    if state.alpha2:
        taken[state.alpha2] = [code for code, other in earlier.items() if other.alpha2 == state.alpha2]
    for name, others in taken.items():
        if others:
            pointer = next((pointer for pointer, _, value in facts.documents[state.ref].values if value == name), "")
            what = f"{name!r} is a name of {others[0]} too."
            yield facts.problem(f"{state.ref}#{pointer}", what, "Keep it for one of the two.")


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


@rule("states", "state-days")
def a_state_begins_before_it_ends(state: model.State, facts: Facts) -> Iterator[Problem]:
    """A state comes into being before it ceases to exist, and continues another from then on; where it acted in its own
    name before, that was earlier."""
    yield from in_order(facts, state.ref, "/acted/date", "/began/date", strictly=True)
    yield from in_order(facts, state.ref, "/began/date", "/ended/date", strictly=True)
    yield from in_order(facts, state.ref, "/began/date", "/continues/date")
    yield from in_order(facts, state.ref, "/continues/date", "/ended/date")
    if state.continues and state.code in facts.lineage(state.continues.state):
        what = f"{state.code} would continue itself."
        yield facts.problem(f"{state.ref}#/continues/state", what, "Name the state that came before it.")
