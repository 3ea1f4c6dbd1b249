"""Data: answers as plain data, as tables, and as lines for a terminal."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from allies.answers import derive, reach, said
from allies.answers.added import added, commitments, standing_between
from allies.answers.derive import Answer, Bond, Fight, Span, Verdict
from allies.answers.phrases import Phrasebook
from allies.facts import model
from allies.facts.dates import Edtf, day
from allies.facts.model import Value
from allies.facts.read import Facts

COLUMNS = ("a", "b", "answer", "because")
SPANS = ("treaty", "state", "from", "until")


def answer_data(facts: Facts, answer: Answer, phrases: Phrasebook) -> dict[str, Any]:
    """An answer as JSON data: the verdict, its reasons with articles and both parties' days, the facts behind them."""
    return {
        "states": [answer.a, answer.b],
        "day": str(answer.day),
        "answer": answer.verdict.value,
        "one_way": answer.one_way,
        "sentence": sentence(facts, answer, phrases),
        "because": because(facts, answer, phrases),
        "reasons": [_bond(facts, bond) for bond in answer.deciding],
        "other_obligations": [_bond(facts, bond) for bond in answer.bonds if bond not in answer.deciding],
        "not_confirmed": [f"treaties/{id}" for id in answer.unclear],
        "pending": {f"treaties/{id}": value for id, value in answer.pending},
        "earlier_alliances": [_span(facts, span) for span in answer.earlier],
        "text_not_found": list(answer.unfound),
        "searches": [f"searches/{id}" for id in answer.reach.searches],
        **{way: facts.value(ref) for way, ref in answer.reach.years.items() if answer.rests_on_absence},
        "added": said.plain(facts, phrases, added(facts, answer)) or None,
        "conflicts": [_conflict(each) for each in derive.fights(facts, answer.a, answer.b)],
        "commitments": [_commitment(each) for each in facts.commitments_between(answer.a, answer.b)],
    }


def taken(thing: model.Part, *keys: str) -> dict[str, Any]:
    """Some values of a fact as JSON data: of what has a day of its own, the day; of a text, the English words."""
    values = {key: getattr(thing, key) for key in keys}
    dated = {key: value.date if isinstance(value, model.Dated) else value for key, value in values.items()}
    return {key: str(value) if isinstance(value, Edtf | model.Text) else value for key, value in dated.items()}


def table(answers: Iterable[Answer]) -> list[tuple[str, str, str, str]]:
    """Each pair's answer as a row; `because` names treaties, or the searches that found none."""
    return [(each.a, each.b, each.verdict.value, grounds(each)) for each in answers]


def parties(facts: Facts) -> Iterator[tuple[str, str, str | None, str | None]]:
    """From when until when each treaty binds each of its parties, as rows; the dates are EDTF."""
    for id, treaty in facts.treaties.items():
        for code in treaty.parties:
            span = span_data(treaty, code)
            yield id, code, span["from"], span["until"]


def grounds(answer: Answer) -> str:
    """What an answer rests on, as ids: treaties with the obligation, then searches."""
    if answer.verdict is Verdict.UNKNOWN:
        return " ".join(answer.unclear or answer.unfound)
    bonds = dict.fromkeys(f"{bond.treaty}:{bond.kind}{'?' if bond.contested else ''}" for bond in answer.deciding)
    return " ".join(bonds) or " ".join(answer.reach.searches)


def csv_text(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A table as CSV with a header."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


def history(facts: Facts, a: str, b: str) -> list[dict[str, str]]:
    """How the answer for a pair changed: each day on which it became another, and what it became."""
    changes: list[dict[str, str]] = []
    for each in sorted({facts.edition.earliest, *_edges(facts, a, b)}):
        answer = derive.answer(facts, a, b, day(each))
        entry = {"answer": answer.verdict.value, "because": grounds(answer)}
        if each <= facts.edition.latest and (not changes or {key: changes[-1][key] for key in entry} != entry):
            changes.append({"from": each.isoformat(), **entry})
    return changes


def answer_text(facts: Facts, answer: Answer, phrases: Phrasebook) -> str:
    """An answer as a few lines for a terminal."""
    tell = partial(said.plain, facts, phrases)
    since = {bond.treaty: tell(said.since(answer, bond)) for bond in answer.deciding}
    why = [because(facts, answer, phrases, since), tell(said.reached(answer))]
    first = phrases.plain("ask/as-of", day=answer.day, because=" ".join(filter(None, why)))
    lines = [sentence(facts, answer, phrases), tell(added(facts, answer)), first, *_further(facts, answer, phrases)]
    return "\n  ".join(filter(None, lines))


def sentence(facts: Facts, answer: Answer, phrases: Phrasebook) -> str:
    """The answer in one sentence."""
    return said.plain(facts, phrases, said.sentence(answer))


def because(facts: Facts, answer: Answer, phrases: Phrasebook, since: Mapping[str, str] | None = None) -> str:
    """The reason, in plain text; after what is owed by a treaty stands since when, where that is given by its id."""
    if not answer.deciding:
        return said.plain(facts, phrases, said.grounds(facts, answer))
    told: dict[str, list[str]] = {}
    for bond in answer.deciding:
        told.setdefault(bond.treaty, []).append(said.plain(facts, phrases, said.owed("bond", answer, bond)))
        if bond.contested:
            told[bond.treaty] += [phrases.plain("contest/contested"), facts.text(bond.contested, phrases.language)]
    return " ".join(filter(None, (each for id, texts in told.items() for each in (*texts, (since or {}).get(id)))))


def _edges(facts: Facts, a: str, b: str) -> Iterator[Any]:
    """Every day on which something that the two have in common may begin or end."""
    for treaty, *parties in derive.common(facts, a, b):
        days: list[Edtf | None] = [treaty.signed]
        days += [edge for each in treaty.exceptions for edge in (each.since, each.until)]
        for party in parties:
            contest = treaty.contested_for.get(party)
            days += [contest.since] if contest else []
            days += [signed] if (signed := treaty.parties[party].signed) else []
            days += [edge.day for edge in (treaty.start(party), treaty.end(party)) if edge]
        yield from (edge for known in days if known for edge in (known.earliest, known.latest))
    for span in reach.years(facts, a, b):
        yield span.earliest
        yield from [span.latest + timedelta(days=1)] if span.latest < facts.edition.latest else []


def _further(facts: Facts, answer: Answer, phrases: Phrasebook) -> Iterator[str]:
    """What a terminal says after the answer: relations, other bonds, earlier alliances, searches, sources."""
    tell, beside, related = partial(said.plain, facts, phrases), added(facts, answer), said.related(facts, answer)
    yield tell(related) if related and not (beside and related.slots["date"] in beside.slots.values()) else ""
    for bond in sorted((each for each in answer.bonds if each not in answer.deciding), key=lambda each: each.open):
        also = phrases.plain(f"ask/also{'-open' * bond.open}", bond=tell(said.owed("bond", answer, bond)))
        yield f"{also} {phrases.plain('contest/contested')}" if bond.contested else also
    yield from map(tell, (*said.pending(answer), *said.earlier(answer)))
    fights = [each for each in derive.fights(facts, answer.a, answer.b) if each.begun(answer.day)]
    for fight in fights:
        stopped = fight.conflict.stopped
        how = phrases.plain("line/stopped", how=phrases.word(stopped.how)) if stopped else ""
        yield f"{tell(said.fought(answer, fight))} {how}".strip()
    yield tell(commitments(facts, answer))
    for id in answer.reach.searches if answer.rests_on_absence else ():
        read = [str(facts.value(f"{ref}/read")) for ref in answer.reach.registers if ref.startswith(f"searches/{id}#")]
        yield phrases.plain("ask/searched", count=len(read), day=max(read), search=f"searches/{id}")
    things = [*standing_between(facts, answer), *(fight.conflict for fight in fights)]
    sources = {row["source"] for each in things for row in facts.rows(f"{each.ref}#")}
    sources |= {row["source"] for bond in answer.bonds for row in facts.rows(bond.ref)}
    sources = sources.union(*(_sources(facts, bond) for bond in answer.deciding))
    slots = [slot for each in (beside, related, *said.earlier(answer)) if each for slot in each.slots.values()]
    shown = [facts.claims[slot] for slot in slots if isinstance(slot, str) and slot in facts.claims]
    sources |= {row.source for claim in shown for row in claim.rows}
    yield phrases.plain("ask/sources", sources=", ".join(sorted(sources))) if sources else ""


def _bond(facts: Facts, bond: Bond) -> dict[str, Any]:
    treaty = facts.treaties[bond.treaty]
    return {
        "treaty": f"treaties/{bond.treaty}",
        "title": treaty.title,
        "obligation": bond.kind,
        "article": treaty.obligations[bond.obligation].article,
        "owed": "mutual" if bond.mutual else "one-way",
        "wartime": treaty.wartime,
        "contested": bond.contested,
        "parties": {party: span_data(treaty, party) for party in (bond.a_as, bond.b_as)},
        "sources": sorted(_sources(facts, bond)),
    }


def _conflict(fight: Fight) -> dict[str, Any]:
    return {
        "conflict": fight.conflict.ref,
        **taken(fight.conflict, "title"),
        "parties": [fight.a_as, fight.b_as],
        **_days(fight.start, fight.end),
        "stopped": fight.conflict.stopped.how if fight.conflict.stopped else None,
        "war": fight.conflict.is_war,
    }


def _commitment(each: model.Commitment) -> dict[str, Any]:
    return {
        "commitment": each.ref,
        **taken(each, "title", "form", "binding", "undertakes"),
        "by": each.parties.by,
        "to": each.parties.to,
        **_days(each.start, each.end),
    }


def _span(facts: Facts, span: Span) -> dict[str, Any]:
    treaty = facts.treaties[span.treaty]
    days = _days(span.start, span.end)
    return {"treaty": treaty.ref, "title": treaty.title, **days, "parties": [span.a_as, span.b_as]}


def span_data(treaty: model.Treaty, party: str) -> dict[str, str | None]:
    """Since when and until when a treaty binds a party, as EDTF."""
    return _days(treaty.start(party), treaty.end(party))


def _days(start: Value | None, end: Value | None) -> dict[str, str | None]:
    return {"from": str(start.day) if start else None, "until": str(end.day) if end else None}


def _sources(facts: Facts, bond: Bond) -> set[str]:
    """The sources of what a treaty promises, and of who is bound by it."""
    at, parties = f"treaties/{bond.treaty}#", (f"/parties/{party}" for party in (bond.a_as, bond.b_as))
    places = ("", f"/obligations/{bond.obligation}", *parties)
    return {row["source"] for place in places for row in facts.rows(f"{at}{place}")}
