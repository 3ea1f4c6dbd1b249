"""What is named exists: sources, states, organizations, treaties, facts."""

from collections.abc import Iterator

from allies.facts import model
from allies.facts.claims import ref_of
from allies.facts.model import KINDS
from allies.facts.read import ID, Facts, plain_link
from allies.load import Document
from allies.problems import Problem, nearest
from allies.rules.order import pointed
from allies.rules.registry import rule

ALIKE = 0.8  # how like an id has to be in order to be offered, for there are thousands


@rule("documents", "name-unknown")
def every_name_is_that_of_a_file(document: Document, facts: Facts) -> Iterator[Problem]:
    """Every source, state, treaty and organization that a fact names has a file of its own."""
    for pointer, kind, id, _ in facts.names[ref_of(document)]:
        folder = KINDS[kind].folder
        name, known = id.lower() if kind == "state" else id, facts.ids[folder]
        if name not in known and all(map(ID.fullmatch, known)):  # else a file may be named wrongly, and is meant
            meant, path = facts.state_meant(id) if kind == "state" else None, f"facts/{folder}/{name}.yaml"
            near = nearest(id, known, ALIKE) if kind != "state" else None
            mend = f"Write {near!r}, or add {path}." if near else f"Add {path}."
            mend = f"Name the state that it is or was, or add {path} for a state." if kind == "state" else mend
            mend = f"Write {meant}, the code of {facts.states[meant].called('en')}." if meant else mend
            yield document.problem(pointer, f"No {kind} is called {id!r}.", mend)


@rule("documents", "name-stray", alone=True)
def every_name_is_among_those_it_belongs_to(document: Document, facts: Facts) -> Iterator[Problem]:
    """Who owes an obligation, or whose obligations are contested, is a party; who took part in a conflict is on a side
    of it."""
    for name in facts.names[ref_of(document)]:
        around = [value for pointer in name.among for _, value in pointed(document.data, name.pointer, pointer)]
        known = name.id.lower() in facts.ids["states"]  # else it is another problem
        if name.among and known and not any(name.id in each for each in around):
            where = " or ".join(pointer.lstrip("/") for pointer in name.among)
            what, mend = f"{name.id} is not named under {where}.", "Name one that is, or add it there."
            yield document.problem(name.pointer, what, mend)


@rule("sources", "source-unused")
def every_source_is_used(source: model.Source, facts: Facts) -> Iterator[Problem]:
    """Every source is cited by some fact."""
    if source.id not in facts.cited and not facts.broken:
        what = f"No fact cites the source {source.id!r}."
        yield facts.problem(source.ref, what, "Cite it where it supports a value, or delete the file.")


@rule("sources", "source-same")
def one_page_is_one_source(source: model.Source, facts: Facts) -> Iterator[Problem]:
    """No page is cited as several sources, whatever its link begins and ends with beside the address."""
    same = facts.sources_by_link[plain_link(source.link)] if source.link else []
    for other in sorted(same, key=lambda id: (-facts.cited[id], id)):
        if other == source.id:
            return
        mend = f"Cite {other!r} where this one is cited, and delete this file."
        yield facts.problem(f"{source.ref}#/link", f"The source {other!r} has the same link.", mend)


@rule("relations", "correction-nowhere")
def corrections_point_to_a_fact(relation: model.Relation, facts: Facts) -> Iterator[Problem]:
    """Every correction of a claim met elsewhere points to the fact that carries the evidence."""
    document = facts.documents[relation.ref]
    for key, correction in relation.corrections.items():
        pointer, name = f"/corrections/{key}/points_to", correction.points_to
        ref = name if "#" in name else f"{relation.ref}#/{name}"
        yield from unresolved(document, pointer, ref, facts, called=repr(name), value=False)


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
        near = facts.nearest(ref)
        mend = f"Point to a value that exists{f', such as {near}' if near else ''}."
        yield document.problem(pointer, f"{called} leads {leads}.", mend)
