"""History: what happened between two states up to a day, in order."""

from collections.abc import Iterator
from typing import NamedTuple

from allies.answers import derive, said
from allies.answers.data import opened
from allies.answers.derive import Answer
from allies.answers.phrases import Phrasebook
from allies.answers.said import Said
from allies.facts.dates import Edtf
from allies.facts.read import Facts


class Entry(NamedTuple):
    """One thing that happened: an event of relations, or a time that began and, it may be, ended."""

    kind: str  # alliance, pact, contested, conflict, commitment; or the kind of an event
    start: Edtf
    end: Edtf | None
    name: str = ""
    said: Said | None = None
    event: str = ""  # the ref of an event


def entries(facts: Facts, answer: Answer) -> list[Entry]:
    """Treaties that bound both, conflicts, commitments and events of their relations, by their first days."""
    found = [each for each in _all(facts, answer) if each.start.earliest <= answer.day.latest]
    return sorted(found, key=lambda each: (each.start.earliest, bool(each.event), each.name))


def history(facts: Facts, answer: Answer, phrases: Phrasebook) -> list[tuple[str, str]]:
    """The same as lines of text, each with its first day, EDTF."""
    return [(str(each.start), _told(facts, each, phrases)) for each in entries(facts, answer)]


def _all(facts: Facts, answer: Answer) -> Iterator[Entry]:
    for kind, span in derive.times(facts, answer.a, answer.b, answer.day):
        told = said.lasted("span", kind if span.end else f"{kind}-on", answer, span)
        yield Entry(kind, span.start.day, span.end and span.end.day, facts.treaties[span.treaty].short, told)
    for fight in derive.fights(facts, answer.a, answer.b):
        end = fight.end and fight.end.day
        yield Entry("conflict", fight.start.day, end, fight.conflict.short, said.fought(answer, fight))
    for each in facts.commitments_between(answer.a, answer.b):
        yield Entry("commitment", each.start, each.ended.date if each.ended else None, each.short, said.held(each))
    if relation := derive.relation(facts, answer.a, answer.b):
        for key, event in relation.events.items():
            yield Entry(event.kind, event.date, None, event=f"{relation.ref}#/events/{key}")


def _told(facts: Facts, entry: Entry, phrases: Phrasebook) -> str:
    if entry.event:
        return f"{phrases.day(entry.start)}: {facts.text(f'{entry.event}/title', phrases.language)}."
    told = said.plain(facts, phrases, entry.said)
    return opened(told) if entry.kind == "conflict" else told
