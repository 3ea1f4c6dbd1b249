"""Relations between two states."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from allies.answers import derive
from allies.answers.derive import Verdict
from allies.answers.reach import reach
from allies.facts import model
from allies.facts.dates import Edtf
from allies.facts.read import Facts
from allies.problems import Problem
from allies.rules.common import existed
from allies.rules.registry import rule

_NEEDS: dict[str, set[str | None]] = {  # how relations have to stand for an event
    "established": {None, "none"},
    "lapsed": {"on"},
    "recognized": {None, "none", "on", "lapsed", "severed"},
    "severed": {"on", "lapsed"},
    "restored": {"severed", "lapsed"},
    "raised": {"on"},
    "lowered": {"on"},
    "continued": {"on"},
    "none": {None, "none"},
}
_STAND = {
    None: "there were no relations yet",
    "none": "there were no relations",
    "on": "there are relations",
    "lapsed": "relations have lapsed",
    "severed": "relations are severed",
}


@rule("relations", "relation-sequence")
def diplomatic_events_form_a_legal_sequence(relation: model.Relation, facts: Facts) -> Iterator[Problem]:
    """Diplomatic events follow each other in time and in law: nothing is restored that was not severed, nothing severed
    that did not exist."""
    early = list(_before_the_entry_above(relation.events))
    for key, date, above in early:
        what = f"{date} is before {above}, the event above it."
        mend = "Put the events in the order of their days, or correct the date."
        yield facts.problem(f"{relation.ref}#/events/{key}/date", what, mend)
    state: str | None = None
    for key, event in relation.events.items() if not early else ():  # out of order, their law cannot be judged
        begins = key == next(iter(relation.events)) and event.kind in ("severed", "continued")  # in the middle
        if state not in _NEEDS[event.kind] and not begins:
            what = f"Relations cannot be {event.kind!r} on {event.date}: {_STAND[state]} by then."
            mend = "Correct the kind, or add the event that is missing in between."
            yield facts.problem(f"{relation.ref}#/events/{key}/kind", what, mend)
        state = derive.after(state, event.kind)


@rule("relations", "relation-order")
def the_parts_of_a_relation_are_in_order(relation: model.Relation, facts: Facts) -> Iterator[Problem]:
    """Visits, votes and statements stand in the order of their days; both states, in that of their codes."""
    if relation.states != sorted(relation.states):
        what = f"The states stand as {', '.join(relation.states)}."
        yield facts.problem(f"{relation.ref}#/states", what, f"Write [{', '.join(sorted(relation.states))}].")
    for group in ("visits", "votes", "statements"):
        for key, date, above in _before_the_entry_above(getattr(relation, group)):
            what = f"{date} is before {above}, the entry above it."
            mend = "Put the entries in the order of their days, or correct the date."
            yield facts.problem(f"{relation.ref}#/{group}/{key}/date", what, mend)


@rule("relations", "relation-state")
def states_of_a_relation_existed(relation: model.Relation, facts: Facts) -> Iterator[Problem]:
    """The states between which something happened existed on that day."""
    for key, event in relation.events.items():
        for code in event.between or relation.states:
            yield from existed(facts, code, event.date, f"{relation.ref}#/events/{key}/date")


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
        what = f"No search record is about {' and '.join(relation.states)}."
        record = f"facts/searches/{relation.id}-defense.yaml"
        mend = f"Add {record}: which registers were read, for what, when, and with what result."
        yield facts.problem(relation.ref, what, mend)


def _before_the_entry_above(entries: Mapping[str, Any]) -> Iterator[tuple[str, Edtf, Edtf]]:
    """Key and date of each dated entry that lies before the one above it, and that one's date."""
    keys = list(entries)
    for above, key in pairwise(keys):
        if entries[key].date.surely_before(entries[above].date):
            yield key, entries[key].date, entries[above].date
