"""Common: what several rules need."""

from collections.abc import Iterator

from allies.facts.read import Facts
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
