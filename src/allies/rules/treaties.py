"""Treaties and their parties."""

import re
from collections.abc import Iterator

from allies.facts import model
from allies.facts.claims import grouped
from allies.facts.dates import Edtf, ImpossibleDate, add
from allies.facts.read import Facts, remembered
from allies.facts.readings import fold
from allies.problems import Problem
from allies.rules.registry import rule

LONGEST_WAIT, LONGEST_WAY = 30, 15  # years until a treaty is in force, and until a state on its way is there


@rule("treaties", "file-year")
def the_year_in_a_file_name_is_that_of_the_signature(treaty: model.Treaty, facts: Facts) -> Iterator[Problem]:
    """The year at the end of a treaty's file name is that of its signature, or next to it."""
    year, signed = re.search(r"-(\d{4})$", treaty.id), treaty.signed
    if year and not signed.earliest.year - 1 <= int(year[1]) <= signed.latest.year + 1:
        what = f"The file's name says {year[1]}, and the treaty was signed on {signed}."
        yield facts.problem(f"{treaty.ref}#/signed", what, "Correct whichever is wrong.")


@rule("treaties", "treaty-parties")
def a_treaty_has_several_parties(treaty: model.Treaty, facts: Facts) -> Iterator[Problem]:
    """A treaty binds several parties."""
    if len(treaty.parties) == 1:
        what = f"{next(iter(treaty.parties))} is the only party."
        yield facts.problem(f"{treaty.ref}#/parties", what, "Add the states with which it made the treaty.")


@rule("treaties", "days-apart")
def the_days_of_a_treaty_are_of_one_time(treaty: model.Treaty, facts: Facts) -> Iterator[Problem]:
    """A treaty enters into force within decades of its signature, and is signed at most some years before both of its
    parties are there."""
    force = treaty.entry_into_force
    if force and force.earliest.year - treaty.signed.latest.year > LONGEST_WAIT:
        what = f"{treaty.signed} and {force} are more than {LONGEST_WAIT} years apart."
        yield facts.problem(f"{treaty.ref}#/signed", what, "Correct the century of whichever is wrong.")
    for code in treaty.parties if len(treaty.parties) == 2 else ():
        oldest = facts.states.get(facts.lineage(code)[-1])
        began = oldest and oldest.began and oldest.began.date
        if began and began.earliest.year - treaty.signed.latest.year > LONGEST_WAY:
            what = f"{treaty.signed} is more than {LONGEST_WAY} years before {code} came into being, {began}."
            yield facts.problem(f"{treaty.ref}#/signed", what, "Correct the date, or name the state of that time.")
            return


@rule("treaties", "notice-period")
def denunciations_respect_the_notice_period(treaty: model.Treaty, facts: Facts) -> Iterator[Problem]:
    """A denunciation takes effect on the day on which the treaty's notice period has run."""
    for state, party in treaty.parties.items() if treaty.notice_period else ():
        notice, ref = party.denunciation, f"{treaty.ref}#/parties/{state}/denunciation/effective"
        if notice is None or notice.effective.surely_before(notice.received) or facts.claims[ref].rows:
            continue  # the order of the days is a rule of its own, and what a source prints needs no reckoning
        effective, period = notice.effective, treaty.notice_period or ""
        try:
            due = add(notice.received, period)
        except ImpossibleDate as error:
            yield facts.problem(f"{treaty.ref}#/notice_period", f"{error}.", "Correct the notice period.")
            continue
        if not due.overlaps(effective):
            when, does = ("before", "shortens") if effective.surely_before(due) else ("after", "lengthens")
            mend = f"Write {due}, or cite the source that {does} the {period} notice."
            yield facts.problem(ref, f"{state} is released on {effective}, {when} {due}.", mend)
        elif not effective.contains(due):
            what = f"{effective} is more precise than the {period} notice tells: {due}."
            yield facts.problem(ref, what, f"Write {due}, or cite the source that prints more.")


@rule("treaties", "treaty-twice")
def one_treaty_has_one_file(treaty: model.Treaty, facts: Facts) -> Iterator[Problem]:
    """Each treaty stands in a single file; none shares with another: the same title, signed on the same day."""
    for other in _by_title(facts)[fold(treaty.title), treaty.signed]:
        if other.id < treaty.id:
            what = f"{treaty.title!r}, signed {treaty.signed}, stands in treaties/{other.id} too."
            yield facts.problem(f"{treaty.ref}#/title", what, "Keep one of the two files.")


@remembered
def _by_title(facts: Facts) -> dict[tuple[str, Edtf], list[model.Treaty]]:
    return grouped(((fold(each.title), each.signed), each) for each in facts.treaties.values())
