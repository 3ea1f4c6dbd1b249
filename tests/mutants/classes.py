"""Classes: the kinds of errors that are planted. The docstring of each is its name for readers."""

from collections.abc import Callable, Iterator

from . import bonds, dates, form, pages, witnesses
from .world import Mutation, World

CLASSES: dict[str, Callable[[World], Iterator[Mutation]]] = {
    each.__name__.replace("_", "-"): each
    for each in (
        dates.a_day,
        dates.a_month,
        dates.a_year,
        dates.a_century,
        dates.day_and_month_swapped,
        dates.digits_swapped,
        dates.precision_raised,
        dates.precision_lowered,
        dates.dates_exchanged,
        dates.printed_form_edited,
        dates.official_count_off,
        bonds.member_added,
        bonds.member_dropped,
        bonds.leave_date_dropped,
        bonds.party_swapped,
        bonds.obligation_changed,
        bonds.treaty_made_to_bind_both,
        bonds.denunciation_removed,
        bonds.entry_into_force_removed,
        bonds.continuation_removed,
        form.unknown_id,
        form.wrong_kind_of_id,
        form.duplicate_entry,
        form.duplicate_key,
        form.required_key_dropped,
        form.wrong_type,
        witnesses.source_swapped,
        witnesses.source_removed,
        witnesses.dispute_removed,
        witnesses.rival_removed,
        witnesses.search_spoiled,
        pages.bare_date,
        pages.bare_number,
        pages.bare_membership,
        pages.bare_alliance,
        pages.pointer_swapped,
        pages.negation_dropped,
        pages.text_changed_after_building,
    )
}


def planted(name: str, world: World, count: int) -> list[tuple[Mutation, str]]:
    """The errors of one class that are planted, with the text of each: half where the first answer rests on it, spread over files."""
    candidates = sorted(CLASSES[name](world), key=lambda mutation: mutation.rank)
    matter, others = ([each for each in candidates if each.matters == wanted] for wanted in (True, False))
    chosen = list(_drawn(matter, count // 2))
    chosen += _drawn(others, count - len(chosen))
    if len(chosen) < count:
        already = {id(mutation) for mutation, _ in chosen}
        chosen += _drawn([each for each in matter if id(each) not in already], count - len(chosen))
    return sorted(chosen, key=lambda pair: (pair[0].path, pair[0].line, pair[0].what))


def _drawn(candidates: list[Mutation], count: int) -> Iterator[tuple[Mutation, str]]:
    """The first ones that can be planted, a different file each time as long as there are files."""
    left, found = candidates, 0
    while left and found < count:
        later, seen = [], set()
        for mutation in left:
            if mutation.path in seen:
                later.append(mutation)
            elif found < count and (text := mutation.make()) is not None:
                seen.add(mutation.path)
                found += 1
                yield mutation, text
        left = later
