"""Between states: diplomatic relations, commitments short of a treaty of defense, and conflicts."""

import re
from collections.abc import Iterator
from itertools import pairwise

from allies.answers import derive
from allies.answers.derive import Verdict
from allies.answers.reach import reach
from allies.facts import model
from allies.facts.read import Facts
from allies.problems import Problem
from allies.rules.registry import rule

_FIRST = {None, "recognized", "none", "unrecognized"}
_NEEDS: dict[str, set[str | None]] = {  # how relations have to stand for an event
    "established": _FIRST,
    "lapsed": {"on"},
    "recognized": _FIRST | {"on", "lapsed", "severed"},
    "severed": {"on", "lapsed"},
    "restored": {"severed", "lapsed"},
    "raised": {"on"},
    "lowered": {"on"},
    "continued": {"on"},
    "none": _FIRST,
    "unrecognized": _FIRST,
}
_STAND = {
    **dict.fromkeys((None, "recognized"), "there were no relations yet"),
    "none": "there were no relations",
    "unrecognized": "one did not recognize the other",
    "on": "there are relations",
    "lapsed": "relations have lapsed",
    "severed": "relations are severed",
}


@rule("relations", "relation-sequence")
def diplomatic_events_form_a_legal_sequence(relation: model.Relation, facts: Facts) -> Iterator[Problem]:
    """Diplomatic events follow each other in law: nothing is restored that was not severed, nothing severed that did
    not exist."""
    state: str | None = None
    early = any(two.date.surely_before(one.date) for one, two in pairwise(relation.events.values()))
    for key, event in relation.events.items() if not early else ():  # out of order, their law cannot be judged
        begins = key == next(iter(relation.events)) and event.kind in ("severed", "continued")  # in the middle
        if state not in _NEEDS[event.kind] and not begins:
            what = f"Relations cannot be {event.kind!r} on {event.date}: {_STAND[state]} by then."
            mend = "Correct the kind, or add the event that is missing in between."
            yield facts.problem(f"{relation.ref}#/events/{key}/kind", what, mend)
        state = derive.after(state, event.kind)


@rule("relations", "event-between")
def events_are_between_the_states_of_their_relation(relation: model.Relation, facts: Facts) -> Iterator[Problem]:
    """An event is between the states of its relation, or with a state that is no more in the place of its successor."""
    for key, event in relation.events.items():
        for at, code in enumerate(event.between or ()):
            state = facts.states.get(code)
            if state and state.status != "former" and code not in relation.states:
                what = f"{code} is neither of {' and '.join(relation.states)}, nor a state that is no more."
                mend = "Name the states of that time, or tell the event in the file of the two."
                yield facts.problem(f"{relation.ref}#/events/{key}/between/{at}", what, mend)


@rule("relations", "search-missing")
def an_absence_has_its_search_record(relation: model.Relation, facts: Facts) -> Iterator[Problem]:
    """A pair that has a page of its own and no alliance has a search record that says where an alliance was looked
    for."""
    if not set(relation.states) <= set(facts.states) or not facts.whole("searches", "treaties"):
        return
    a, b = relation.states
    if reach(facts, a, b, facts.edition).searches:
        return
    if derive.answer(facts, a, b, facts.edition).verdict not in (Verdict.ALLIES, Verdict.DISPUTED):
        if world := next((each for each in facts.searches.values() if each.about == "everyone"), None):
            what, mend = f"No register of all states reaches {facts.edition}.", "Follow one to that day, and record it."
            yield facts.problem(f"{world.ref}#/registers", what, mend)
            return
        what = f"No search record is about {' and '.join(relation.states)}."
        record = f"facts/searches/{relation.id}-defense.yaml"
        mend = f"Add {record}: which registers were read, for what, when, and with what result."
        yield facts.problem(relation.ref, what, mend)


@rule("facts", "commitment-sides")
def a_commitment_is_toward_another_state(fact: model.Fact, facts: Facts) -> Iterator[Problem]:
    """Each state that undertakes or owes something does so toward another; both lists are the same, or have no state
    in common."""
    sides: list[tuple[str, list[str], list[str]]] = []
    if isinstance(fact, model.Commitment):
        sides = [("/parties/to", fact.parties.by, fact.parties.to)]
    elif isinstance(fact, model.Treaty):
        sides = [(f"/obligations/{at}/owed_to", each.owed_by, each.owed_to) for at, each in enumerate(fact.obligations)]
    for pointer, by, to in sides:
        twice = sorted({*by} & {*to} & facts.states.keys())
        if twice and (len({*by}) == 1 or {*by} != {*to}):
            what = f"{', '.join(twice)} would undertake this toward itself."
            mend = "Name everyone under both for a mutual commitment; else each state on one side alone."
            yield facts.problem(f"{fact.ref}#{pointer}", what, mend)


@rule("conflicts", "conflict-sides")
def no_state_is_on_both_sides(conflict: model.Conflict, facts: Facts) -> Iterator[Problem]:
    """No state fights itself."""
    both = set(conflict.sides.one) & set(conflict.sides.other)
    if both:
        what = f"{', '.join(sorted(both))} would fight itself."
        mend = "Name each state on one side alone; who changed sides fought in two conflicts."
        yield facts.problem(f"{conflict.ref}#/sides/other", what, mend)


@rule("conflicts", "conflict-names")
def names_of_a_conflict_stand_side_by_side(conflict: model.Conflict, facts: Facts) -> Iterator[Problem]:
    """The names that the states of a conflict have for it come from both sides, or from neither."""
    silent = [side for side in ("one", "other") if not {*getattr(conflict.sides, side)} & {*conflict.called}]
    if conflict.called and silent:
        mend = "Add the name that a state of the other side uses, or leave both out."
        yield facts.problem(f"{conflict.ref}#/called", f"No state of the side {silent[0]} has its name.", mend)


@rule("conflicts", "conflict-lasting")
def a_conflict_that_goes_on_is_seen_to(conflict: model.Conflict, facts: Facts) -> Iterator[Problem]:
    """A conflict goes on only where a data set counts it in the last year that it covers, or where an official body and
    independent publishers besides it have said so since."""
    if conflict.stopped and not conflict.last_seen:
        return
    where = facts.at(ref := f"{conflict.ref}#{'/last_seen' if conflict.last_seen else ''}")
    if conflict.stopped:
        yield Problem(where=where, what="The conflict has stopped.", mend="Delete last_seen, or stopped.")
        return
    covers = {id: int(source.covers[-4:]) for id, source in facts.sources.items() if source.covers}
    if any(count.until == covers.get(id) for id, count in conflict.counted_by.items()):
        return
    last, seen = max(covers.values(), default=0), conflict.last_seen
    if seen is None or seen.date.earliest.year <= last:
        what = f"Nothing says that the conflict went on after {last}, up to which data sets were read."
    elif not _spoken_for([facts.sources[id] for row in facts.rows(ref) if (id := row["source"]) in facts.sources]):
        what = "Not both an official body and two independent publishers say that the conflict goes on."
    else:
        return
    mend = "Add stopped, or last_seen with the rows of an official body and of two independent publishers."
    yield Problem(where=where, what=what, mend=mend)


def _spoken_for(sources: list[model.Source]) -> bool:
    official = {source.witness for source in sources if source.kind in ("primary", "official")}
    return bool(official) and len({source.witness for source in sources}) > len(official) + 1


@rule("conflicts", "conflict-twice")
def a_conflict_stands_in_one_file(conflict: model.Conflict, facts: Facts) -> Iterator[Problem]:
    """No data set's number of a conflict stands in several files for the same years."""
    for id, count in conflict.counted_by.items():
        mine = count.number, count.since, count.until
        for other in facts.conflicts.values():
            theirs = other.counted_by.get(id) if other.id > conflict.id else None
            if theirs and (theirs.number, theirs.since, theirs.until) == mine:
                what = f"{id} counts {other.ref} under {count.number} for the same years, too."
                mend = "Keep one of the two files, or correct the number or the years."
                yield facts.problem(f"{conflict.ref}#/counted_by/{id}/number", what, mend)


@rule("conflicts", "conflict-unnamed")
def each_state_of_a_conflict_is_named(conflict: model.Conflict, facts: Facts) -> Iterator[Problem]:
    """Each state of a conflict is named by a row that supports its sides."""
    named = facts.witnesses.told(facts.claims[f"{conflict.ref}#/sides"].rows)
    for side in ("one", "other"):
        for at, code in enumerate(getattr(conflict.sides, side)):
            if code in facts.witnesses.state_names and code not in named:
                what = f"No row that supports the sides names {code}."
                mend = "Add a row with supports: sides that prints its name, or take the state out."
                yield facts.problem(f"{conflict.ref}#/sides/{side}/{at}", what, mend)


@rule("conflicts", "conflict-count")
def a_count_is_printed(conflict: model.Conflict, facts: Facts) -> Iterator[Problem]:
    """Each number, year and grade by which a data set counts a conflict is a cell of a row that supports the count."""
    for id, count in conflict.counted_by.items():
        ref = f"{conflict.ref}#/counted_by/{id}"
        cells = {
            cell for row in facts.claims[ref].rows if row.source == id for cell in re.split("[,;]", row.printed or "")
        }
        wanted = {"from": count.since, "until": count.until, "intensity": count.intensity}
        wanted |= {f"also/{at}": number for at, number in enumerate(count.also)}
        for key, figure in wanted.items():
            if figure is not None and str(figure) not in cells:
                what = f"No row of {id} prints {figure}."
                mend = f"Add a row with supports: counted_by/{id} that prints it, or correct the figure."
                yield facts.problem(f"{ref}/{key}", what, mend)
