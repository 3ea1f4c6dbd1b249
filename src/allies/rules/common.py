"""Common: what several rules need."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any

from allies.facts import model
from allies.facts.claims import ref_of
from allies.facts.dates import Order
from allies.facts.read import Facts
from allies.facts.readings import fold
from allies.load import Document, escape
from allies.problems import Problem, nearest


@lru_cache(maxsize=4096)  # several rules ask for them
def values(document: Document) -> tuple[tuple[str, str, Any], ...]:
    """Pointer, key and value of everything in a document that is no mapping and no list."""
    return tuple(_scalars(document.data))


def _scalars(value: Any, pointer: str = "", key: str = "") -> Iterator[tuple[str, str, Any]]:
    if isinstance(value, dict):
        for name, child in value.items():
            yield from _scalars(child, f"{pointer}/{escape(name)}", name)
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _scalars(child, f"{pointer}/{index}", key)
    else:
        yield pointer, key, value


def unresolved(document: Document, pointer: str, name: str, facts: Facts, what: str = "") -> Iterator[Problem]:
    own = ref_of(document)
    ref = facts.pulled_in(f"{own}#{pointer}", name) if "{" in what else name if "#" in name else f"{own}#/{name}"
    try:
        whole = isinstance(facts.value(ref), (dict, list))
        leads = "to a whole entry, not to a value" if whole and what else ""
    except KeyError:
        leads = "nowhere" if ref.partition("#")[0] not in facts.broken else ""
    if leads:
        near = nearest(ref, [claim.ref for claim in facts.claims.values()])
        yield Problem(
            where=document.at(pointer),
            what=f"{what or repr(name)} leads {leads}.",
            mend=f"Point to a value that exists{f', such as {near}' if near else ''}.",
        )


def in_order(facts: Facts, name: str, days: Iterable[tuple[str, Any]], strictly: bool = False) -> Iterator[Problem]:
    """The days are known to follow one another, as far as they can be told apart; `strictly`, none is the day before it."""
    known = [(pointer, day) for pointer, day in days if day]
    for (first, before), (second, after) in pairwise(known):
        same = strictly and after.compare(before) is Order.SAME
        if after.surely_before(before) or same:
            what = f"{after} ({second.lstrip('/')}) is {'the same day as' if same else 'before'} {before} ({first.lstrip('/')})."
            yield Problem(where=facts.at(f"{name}#{second}"), what=what, mend="Correct whichever of the two is wrong.")


def existed(facts: Facts, code: str, day: Any, ref: str) -> Iterator[Problem]:
    line = [facts.states[each] for each in facts.lineage(code) if each in facts.states]
    if not day or not line:
        return
    oldest, state = line[-1], line[0]
    if oldest.began and day.surely_before(oldest.began.date):
        yield Problem(
            where=facts.at(ref),
            what=f"{day} is before {oldest.name} came into being, {oldest.began.date}.",
            mend="Correct the date, or name the state of that time.",
        )
    elif state.ended and day.surely_after(state.ended.date):
        yield Problem(
            where=facts.at(ref),
            what=f"{day} is after {state.name} ceased to exist, {state.ended.date}.",
            mend="Correct the date, or name the state that followed.",
        )


def roll_is_met(facts: Facts, ref: str, roll: model.Roll, states: set[str], others: set[str]) -> Iterator[Problem]:
    """Each printed name read back to a member; each member printed, unless the source names only a part."""
    named, unread = set(), False
    organizations = {
        id: [str(organization.name), organization.abbreviation or "", *organization.aliases]
        for id, organization in facts.organizations.items()
    }
    for index, name in enumerate(roll.printed):
        codes = set(facts.codes_by_name.get(fold(name), ()))
        codes |= {id for id, names in organizations.items() if fold(name) in set(map(fold, names))}
        where = facts.at(f"{ref}/printed/{index}")
        if not codes and not facts.whole("states", "organizations"):
            return  # the name may be that of a file with problems of its own
        unread = unread or len(codes) != 1
        if len(codes) != 1:
            yield Problem(
                where=where,
                what=f"{name!r} is a name of {' and of '.join(sorted(codes)) or 'no state or organization known here'}.",
                mend="Add the printed form to the aliases of the state it means, or copy the name again.",
            )
        elif not codes <= states | others:
            yield Problem(
                where=where,
                what=f"{roll.source} prints {name!r} for {roll.as_of}, but {min(codes)} is not listed here for that day.",
                mend="Add it with its dates, or correct the list.",
            )
        named |= codes
    missing = (states | others) - named
    if missing and not roll.part and not unread and (others & named or not states <= named):
        missing = missing if others & named else missing & states
        if missing:
            yield Problem(
                where=facts.at(ref),
                what=f"{roll.source} does not print {', '.join(sorted(missing))}, listed here for {roll.as_of}.",
                mend="Take it out or correct its dates; where the source names only some, write part: true.",
            )
