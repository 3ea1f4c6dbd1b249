"""History: what happened between two states up to a day, in order, as lines of text."""

from collections.abc import Iterator

from allies.answers import derive
from allies.answers.data import fought
from allies.answers.derive import Answer
from allies.answers.phrases import Phrasebook
from allies.facts.dates import Edtf
from allies.facts.read import Facts

Told = tuple[Edtf, str]  # the day from which something was, and a sentence


def history(facts: Facts, answer: Answer, phrases: Phrasebook) -> list[tuple[str, str]]:
    """Treaties that bound both, conflicts, commitments, events of their relations: each with its first day, EDTF."""
    found = [each for tell in (_treaties, _conflicts, _commitments, _events) for each in tell(facts, answer, phrases)]
    return [(str(day), said) for day, said in sorted(found, key=lambda each: (each[0].earliest, each[1]))]


def _treaties(facts: Facts, answer: Answer, phrases: Phrasebook) -> Iterator[Told]:
    for kind, span in derive.times(facts, answer.a, answer.b, answer.day):
        a, b = (phrases.called(facts.states[code]) for code in (span.a_as, span.b_as))
        slots = {"treaty": facts.treaties[span.treaty].short, "a": a, "b": b}
        days = _days(phrases, span.start.day, span.end and span.end.day)
        yield span.start.day, phrases.plain(f"span/{kind}" if span.end else f"span/{kind}-on", **slots, **days)


def _conflicts(facts: Facts, answer: Answer, phrases: Phrasebook) -> Iterator[Told]:
    for fight in derive.fights(facts, answer.a, answer.b):
        if fight.start.day.earliest <= answer.day.latest:
            yield fight.start.day, fought(facts, fight, phrases)


def _commitments(facts: Facts, answer: Answer, phrases: Phrasebook) -> Iterator[Told]:
    for each in facts.commitments_between(answer.a, answer.b):
        if each.start.earliest <= answer.day.latest:
            days = _days(phrases, each.start, each.ended.date if each.ended else None)
            yield each.start, phrases.plain(f"held/{'over' if each.ended else 'on'}", commitment=each.short, **days)


def _events(facts: Facts, answer: Answer, phrases: Phrasebook) -> Iterator[Told]:
    id = "-".join(sorted((answer.a, answer.b))).lower()
    for key, event in facts.relations[id].events.items() if id in facts.relations else ():
        if event.date.earliest <= answer.day.latest:
            title = facts.text(f"relations/{id}#/events/{key}/title", phrases.language)
            yield event.date, f"{phrases.day(event.date)}: {title}."


def _days(phrases: Phrasebook, start: Edtf, end: Edtf | None) -> dict[str, str]:
    return {"from": phrases.day(start)} | ({"until": phrases.day(end)} if end else {})
