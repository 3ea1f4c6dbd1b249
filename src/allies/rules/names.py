"""What is named exists: sources, states, organizations, treaties, facts."""

from collections.abc import Iterator
from itertools import pairwise

from allies.facts import model
from allies.facts.claims import Name, ref_of
from allies.facts.model import KINDS
from allies.facts.read import ID, Facts, kind_of, plain_link
from allies.load import Document
from allies.problems import Problem, nearest
from allies.rules.common import unresolved
from allies.rules.registry import rule

ALIKE = 0.8  # how like an id has to be in order to be offered, for there are thousands


@rule("documents", "source-unknown")
def every_cited_source_exists(document: Document, facts: Facts) -> Iterator[Problem]:
    """Every source that is cited has a file of its own."""
    yield from _unknown(document, "source", facts)


@rule("sources", "source-unused")
def every_source_is_used(source: model.Source, facts: Facts) -> Iterator[Problem]:
    """Every source is cited by some fact."""
    if source.id not in facts.cited and not facts.broken:
        what = f"No fact cites the source {source.id!r}."
        yield facts.problem(source.ref, what, "Cite it where it supports a value, or delete the file.")


@rule("sources", "source-same")
def one_page_is_one_source(source: model.Source, facts: Facts) -> Iterator[Problem]:
    """No page is cited as several sources."""
    for other in facts.sources_by_link.get(plain_link(source.link or ""), []):
        if other < source.id and source.link:
            mend = f"Cite {other!r} where this one is cited, and delete this file."
            yield facts.problem(f"{source.ref}#/link", f"The source {other!r} has the same link.", mend)


@rule("documents", "states-order")
def states_stand_in_the_order_of_their_codes(document: Document, facts: Facts) -> Iterator[Problem]:
    """The parties of a treaty and the members of an organization stand in the order of their codes."""
    for group in ("parties", "members"):
        codes = list(document.data.get(group, {})) if kind_of(document) in ("treaty", "organization") else []
        codes = [code for code in codes if code.lower() in facts.ids["states"]]  # else it is another problem
        late = next(((one, two) for one, two in pairwise(codes) if two < one), None)
        if late:
            what = f"{late[1]} stands after {late[0]}."
            yield document.problem(f"/{group}/{late[1]}", what, f"Put them A to Z; `allies fix {document.path}` does.")


@rule("documents", "state-unknown")
def every_state_named_exists(document: Document, facts: Facts) -> Iterator[Problem]:
    """Every state that a fact names has a file of its own."""
    for name in _names(document, "state", facts):
        if name.id.lower() not in facts.ids["states"]:
            meant, path = facts.state_meant(name.id), f"facts/states/{name.id.lower()}.yaml"
            mend = f"Write {meant}, the code of {facts.states[meant].called('en')}." if meant else f"Add {path}."
            yield document.problem(name.pointer, f"No state has the code {name.id!r}.", mend)


@rule("organizations", "organization-unknown")
def organizations_and_treaties_named_exist(organization: model.Organization, facts: Facts) -> Iterator[Problem]:
    """Every organization and treaty that an organization names has a file of its own."""
    for kind in ("organization", "treaty"):
        yield from _unknown(facts.documents[organization.ref], kind, facts)


@rule("searches", "search-found")
def treaties_found_by_a_search_exist(search: model.Search, facts: Facts) -> Iterator[Problem]:
    """Every treaty that a search found has a file of its own, and a search that found something says what."""
    document = facts.documents[search.ref]
    yield from _unknown(document, "treaty", facts)
    for key, register in search.registers.items():
        if (register.result == "found") != bool(register.found):
            listed = "something" if register.found else "nothing"
            what = f"The result is {register.result!r}, but {listed} is listed under `found`."
            mend = "Write result: found with the list, or result: none without it."
            yield document.problem(f"/registers/{key}/result", what, mend)


@rule("comparisons", "treaty-unknown")
def treaties_named_by_a_comparison_exist(comparison: model.Comparison, facts: Facts) -> Iterator[Problem]:
    """Every treaty that a comparison names has a file of its own."""
    yield from _unknown(facts.documents[comparison.ref], "treaty", facts)


@rule("relations", "correction-nowhere")
def corrections_point_to_a_fact(relation: model.Relation, facts: Facts) -> Iterator[Problem]:
    """Every correction of a claim met elsewhere points to the fact that carries the evidence."""
    document = facts.documents[relation.ref]
    for key, correction in relation.corrections.items():
        pointer, name = f"/corrections/{key}/points_to", correction.points_to
        ref = name if "#" in name else f"{relation.ref}#/{name}"
        yield from unresolved(document, pointer, ref, facts, called=repr(name), value=False)


def _unknown(document: Document, kind: str, facts: Facts) -> Iterator[Problem]:
    """The names of a kind in a file that are those of nothing."""
    folder = KINDS[kind].folder
    known = facts.ids[folder]
    for pointer, _, id in _names(document, kind, facts):
        if id not in known and all(map(ID.fullmatch, known)):  # else a file may be named wrongly, and is meant
            near, path = nearest(id, known, ALIKE), f"facts/{folder}/{id}.yaml"
            mend = f"Write {near!r}, or add {path}." if near else f"Add {path}."
            yield document.problem(pointer, f"No {kind} is called {id!r}.", mend, f"{kind}-unknown")


def _names(document: Document, kind: str, facts: Facts) -> list[Name]:
    return [name for name in facts.names[ref_of(document)] if name.kind == kind]
