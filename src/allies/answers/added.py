"""Added: the one thing that a knowledgeable person would say next, beside the answer: the first rank that has something."""

from collections.abc import Callable
from dataclasses import dataclass

from allies.answers.derive import Answer, fights
from allies.facts.read import Facts


@dataclass(frozen=True)
class Added:
    """The key of a phrase under `added/`, and by slot what it shows: the ref of a value, or of a thing by its name."""

    said: str
    slots: dict[str, str]


def added(facts: Facts, answer: Answer) -> Added | None:
    """What is said beside an answer; None where no rank has anything."""
    return next((found for rank in RANKS if (found := rank(facts, answer))), None)


def _conflict(facts: Facts, answer: Answer) -> Added | None:
    """An armed conflict between the two on the day; of several, the one called a war, else the latest."""
    found = [each for each in fights(facts, answer.a, answer.b) if each.covers(answer.day)]
    if not found:
        return None
    fight = max(found, key=lambda each: (each.conflict.is_war, each.start.day.earliest, each.conflict.id))
    slots = {"since": f"{fight.ref}#{fight.start.pointer}", "conflict": fight.ref}
    if fight.end:
        slots["until"] = f"{fight.ref}#{fight.end.pointer}"
    said = ("were-" if fight.end else "") + ("at-war" if fight.conflict.is_war else "in-conflict")
    return Added(said, slots)


RANKS: tuple[Callable[[Facts, Answer], Added | None], ...] = (_conflict,)
