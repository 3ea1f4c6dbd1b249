"""Relations between two states."""

from collections.abc import Iterator
from itertools import pairwise

from allies.answers import derive
from allies.answers.derive import Verdict
from allies.answers.reach import reach
from allies.facts import model
from allies.facts.read import Facts
from allies.problems import Problem
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
