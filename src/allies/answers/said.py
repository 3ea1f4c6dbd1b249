"""Said: what there is to say of two states, each sentence as the key of its phrase and what fills it, for any voice."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from allies.answers import derive, reach
from allies.answers.derive import Answer, Bond, Fight, Span
from allies.answers.phrases import Phrasebook, opened
from allies.facts.dates import Edtf, edtf
from allies.facts.model import Commitment, Conflict, Value
from allies.facts.read import Facts

Shown = str | Sequence[str]  # a state by its code, a thing (`treaties/x`), a value (`treaties/x#/signed`); or several


class Said(NamedTuple):
    """One sentence: a phrase by its section and key, what it is worked out for, and what each of its slots shows."""

    kind: str
    value: str
    about: dict[str, str]
    slots: Mapping[str, Shown]


class Entry(NamedTuple):
    """One thing that happened: an event of relations, or a time that began and, it may be, ended."""

    kind: str  # alliance, pact, contested, unsure, conflict, commitment; or the kind of an event
    start: Edtf
    end: Edtf | None
    name: str = ""
    said: Said | None = None
    event: str = ""  # the ref of an event


def sentence(answer: Answer) -> Said:
    """The answer itself."""
    return Said("answer", answer.said, answer.both, answer.both)


def grounds(facts: Facts, answer: Answer) -> Said:
    """Why: the treaties that make allies, or are contested; or that none was found, or what is not confirmed."""
    contested = dict.fromkeys(bond.treaty for bond in answer.deciding if bond.contested)
    bound = "none-found" if answer.rests_on_absence else "bound"
    reason = ("contested" if contested else bound) if answer.deciding else answer.reason
    registers = [witness(facts, id) for id in reach.sources(facts, answer.unfound)]
    treaties = [f"treaties/{id}" for id in contested or answer.treaties]
    return Said("grounds", reason, answer.both, {"treaties": treaties, "registers": registers})


def reached(answer: Answer) -> Said | None:
    """How far the registers reach that stand behind an absence; nothing where the answer rests on a bond."""
    return Said("reach", answer.reach.said, answer.both, answer.reach.years) if answer.rests_on_absence else None


def owed(section: str, answer: Answer, bond: Bond) -> Said:
    """What a treaty makes the two owe each other, or one the other: the `bond` by name, or what one `owes` by it."""
    about = {**answer.both, "treaty": bond.treaty, "obligation": str(bond.obligation)}
    by, to = bond.sides
    return Said(section, bond.said, about, {"treaty": f"treaties/{bond.treaty}", "by": by, "to": to})


def since(answer: Answer, bond: Bond) -> Said | None:
    """Since when a treaty has bound both, where its force is not contested."""
    about = {**answer.both, "treaty": bond.treaty}
    return Said("since", "yes", about, {"date": bond.since.ref}) if bond.since else None


def related(facts: Facts, answer: Answer) -> Said | None:
    """How diplomatic relations stand between the two, derived from the events; nothing where nobody wrote them down."""
    relation = derive.relation(facts, answer.a, answer.b)
    state, since = derive.diplomatic_status(relation, answer.day) if relation else (None, None)
    if relation is None or state is None or since is None:
        return None
    value = {"on": "yes", "lapsed": "no", "severed": "no"}.get(state, state)
    by, slots = relation.events[since].by, {"date": f"{relation.ref}#/events/{since}/date"}
    other = next(each for each in sorted(answer.both.values()) if each != by)
    sides = {"by": _ref(by), "other": _ref(other)} if by else answer.both
    return Said("relations", value, answer.both, sides | slots)


def pending(answer: Answer) -> Iterator[Said]:
    """The treaties that may bind both, or come to."""
    for id, value in answer.pending:
        ref = f"treaties/{id}"
        yield Said("pending", value, {**answer.both, "treaty": id}, {"treaty": ref, "signed": f"{ref}#/signed"})


def earlier(answer: Answer) -> Iterator[Said]:
    """The alliances that bound both and had ended by the day."""
    for span in answer.earlier:
        yield lasted("earlier", "one-way" if span.one_way else "yes", answer, span)


def revised(facts: Facts, answer: Answer) -> Said | None:
    """What the last edition that changed the answer made of it, and why; nothing where it is another one since."""
    pair = "-".join(sorted(answer.both.values()))
    revision, change = facts.revised.get(pair, (None, None))
    if revision is None or change is None or change.now != answer.said:
        return None
    ref, treaties = f"{revision.ref}#/answers/{pair}", [f"treaties/{id}" for id in change.because]
    slots = {"edition": f"{revision.ref}#/edition", "was": f"{ref}/was", "now": f"{ref}/now", "treaties": treaties}
    return Said("revised", change.how, answer.both, slots)


def lasted(section: str, key: str, answer: Answer, span: Span) -> Said:
    """From when until when a treaty bound both."""
    sides = zip(("by", "to"), span.one_way) if key == "one-way" else (("a", span.a_as), ("b", span.b_as))
    slots: dict[str, Shown] = {"treaty": f"treaties/{span.treaty}", **dict(sides), **_days(span.start, span.end)}
    return Said(section, key, {**answer.both, "treaty": span.treaty}, slots)


def fought(answer: Answer, fight: Fight) -> Said:
    """When the two were on opposite sides of an armed conflict."""
    return spent("conflict", answer.both, fight.conflict, fight.start, fight.end, a=fight.a_as, b=fight.b_as)


def spent(
    section: str, about: dict[str, str], conflict: Conflict, start: Value, end: Value | None, **slots: Shown
) -> Said:
    """A time in a conflict: within one day, month or year, over, or going on."""
    within = end is not None and end.day == start.day
    slots |= {"conflict": conflict.ref, **_days(start, None if within else end)}
    value = "within" if within else "over" if end else "ongoing"
    return Said(section, value, {**about, "conflict": conflict.id}, slots)


def held(commitment: Commitment) -> Said:
    """From when until when a commitment stood."""
    days, about = _days(commitment.start, commitment.end), {"commitment": commitment.id}
    return Said("held", "over" if commitment.end else "on", about, {"commitment": commitment.ref, **days})


def plain(facts: Facts, phrases: Phrasebook, said: Said | None) -> str:
    """A sentence as plain text; nothing where there is none."""
    if said is None:
        return ""
    slots: dict[str, Any] = {slot: _shown(facts, phrases, each) for slot, each in said.slots.items()}
    return opened(phrases.plain(f"{said.kind}/{said.value}", **slots))


def _shown(facts: Facts, phrases: Phrasebook, each: Shown) -> str:
    if not isinstance(each, str):
        return phrases.joined(_shown(facts, phrases, one) for one in each).unescape()
    if "#" in each:
        value, of = str(facts.value(each)), facts.sort(each)
        return phrases.day(edtf(value)) if of in ("date", "day") else phrases.word(value) if of == "word" else value
    folder, _, id = each.rpartition("/")
    if folder in ("", "states"):
        return phrases.called(facts.states[id.upper()])
    short: str = getattr(facts, folder)[id].short
    return short


def entries(facts: Facts, answer: Answer) -> list[Entry]:
    """What happened between two states up to a day: treaties that bound both, conflicts, commitments and events of
    their relations, by their first days."""
    found = [each for each in _all(facts, answer) if each.start.earliest <= answer.day.latest]
    return sorted(found, key=lambda each: (each.start.earliest, bool(each.event), each.name))


def history(facts: Facts, answer: Answer, phrases: Phrasebook) -> list[tuple[str, str]]:
    """What happened as lines of text, each with its first day, EDTF."""
    return [(str(each.start), _told(facts, each, phrases)) for each in entries(facts, answer)]


def witness(facts: Facts, source: str) -> str:
    """The ref of who answers for the words of a source."""
    return f"sources/{source}#/{'copy_of' if facts.sources[source].copy_of else 'publisher'}"


def _ref(code: str) -> str:
    return f"states/{code.lower()}"


def _days(start: Value, end: Value | None) -> dict[str, Shown]:
    return {"from": start.ref, **({"until": end.ref} if end else {})}


def _all(facts: Facts, answer: Answer) -> Iterator[Entry]:
    for kind, span in derive.times(facts, answer.a, answer.b, answer.day):
        told = lasted("span", kind if span.end else f"{kind}-on", answer, span)
        yield Entry(kind, span.start.day, span.end and span.end.day, facts.treaties[span.treaty].short, told)
    for fight in derive.fights(facts, answer.a, answer.b):
        end = fight.end and fight.end.day
        yield Entry("conflict", fight.start.day, end, fight.conflict.short, fought(answer, fight))
    for each in facts.commitments_between(answer.a, answer.b):
        yield Entry("commitment", each.start.day, each.end and each.end.day, each.short, held(each))
    if relation := derive.relation(facts, answer.a, answer.b):
        for key, event in relation.events.items():
            yield Entry(event.kind, event.date, None, event=f"{relation.ref}#/events/{key}")


def _told(facts: Facts, entry: Entry, phrases: Phrasebook) -> str:
    if entry.event:
        return f"{phrases.day(entry.start)}: {facts.text(f'{entry.event}/title', phrases.language)}."
    return plain(facts, phrases, entry.said)
