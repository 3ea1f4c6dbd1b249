"""Common: what several rules need."""

from collections.abc import Iterator

from allies.facts import model
from allies.facts.read import Facts
from allies.facts.readings import fold
from allies.load import Document
from allies.problems import Problem, nearest


def unresolved(
    document: Document, pointer: str, ref: str, facts: Facts, *, called: str, value: bool
) -> Iterator[Problem]:
    """What is `called` so, at a place of a document, leads somewhere; to a `value`, where an entry would not do."""
    try:
        whole = isinstance(facts.value(ref), (dict, list))
        leads = "to a whole entry, not to a value" if whole and value else ""
    except KeyError:
        leads = "nowhere" if ref.partition("#")[0] not in facts.broken else ""
    if leads:
        near = nearest(ref, [claim.ref for claim in facts.claims.values()])
        mend = f"Point to a value that exists{f', such as {near}' if near else ''}."
        yield document.problem(pointer, f"{called} leads {leads}.", mend)


def roll_is_met(facts: Facts, ref: str, roll: model.Roll, states: set[str], others: set[str]) -> Iterator[Problem]:
    """Each printed name read back to a member; each member printed, unless the source names only a part."""
    read = [
        {*facts.codes_by_name.get(fold(name), ()), *facts.bodies_by_name.get(fold(name), ())} for name in roll.printed
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
