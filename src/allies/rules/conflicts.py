"""Conflicts between states: who fought whom, for how long, and who says so."""

import re
from collections.abc import Iterator

from allies.facts import model
from allies.facts.read import Facts
from allies.facts.readings import names_in
from allies.problems import Problem
from allies.rules.registry import rule


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
    where = facts.at(f"{conflict.ref}#{'/last_seen' if conflict.last_seen else ''}")
    if conflict.stopped:
        yield Problem(where=where, what="The conflict has stopped.", mend="Delete last_seen, or stopped.")
        return
    covers = {id: int(source.covers[-4:]) for id, source in facts.sources.items() if source.covers}
    if any(count.until == covers.get(id) for id, count in conflict.counted_by.items()):
        return
    last, seen = max(covers.values(), default=0), conflict.last_seen
    if seen is None or seen.date.earliest.year <= last:
        what = f"Nothing says that the conflict went on after {last}, up to which data sets were read."
    elif not _spoken_for([facts.sources[row.source] for row in seen.evidence if row.source in facts.sources]):
        what = "Not both an official body and two independent publishers say that the conflict goes on."
    else:
        return
    mend = "Add stopped, or last_seen with the rows of an official body and of two independent publishers."
    yield Problem(where=where, what=what, mend=mend)


def _spoken_for(sources: list[model.Source]) -> bool:
    official = {source.witness for source in sources if source.kind in ("primary", "official")}
    return bool(official) and len({source.witness for source in sources}) > len(official) + 1


@rule("conflicts", "conflict-unnamed")
def each_state_of_a_conflict_is_named(conflict: model.Conflict, facts: Facts) -> Iterator[Problem]:
    """Each state of a conflict is named by a row that supports its sides."""
    rows = facts.claims[f"{conflict.ref}#/sides"].rows
    read = {code for row in rows for code in (row.reads or "").split()}
    for side in ("one", "other"):
        for at, code in enumerate(getattr(conflict.sides, side)):
            names = facts.witnesses.state_names.get(code, ())
            but_not = facts.witnesses.longer_names(code) if names else ()
            named = any(names_in(row.printed or "", names, but_not=but_not) for row in rows)
            if names and not named and code not in read:
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
