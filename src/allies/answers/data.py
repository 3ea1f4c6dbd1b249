"""Data: answers as plain data, as tables, and as lines for a terminal."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import chain
from typing import Any

from allies.answers import derive, reach
from allies.answers.added import added
from allies.answers.derive import Answer, Bond, Fight, Span, Verdict
from allies.answers.phrases import Phrasebook
from allies.facts import model
from allies.facts.dates import Edtf, day, edtf
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
        "added": said_beside(facts, answer, phrases),
        "conflicts": [_conflict(each) for each in derive.fights(facts, answer.a, answer.b)],
        "commitments": [_commitment(each) for each in facts.commitments_between(answer.a, answer.b)],
    }


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
    days = {bond.treaty: bond.since.day for bond in answer.deciding if bond.since}
    since = (phrases.plain("since/yes", date=phrases.day(each)) for each in days.values())
    why = [because(facts, answer, phrases), *since, reached(facts, answer, phrases)]
    first = phrases.plain("ask/as-of", day=answer.day, because=" ".join(filter(None, why)))
    beside = [said] if (said := said_beside(facts, answer, phrases)) else []
    return "\n  ".join([sentence(facts, answer, phrases), *beside, first, *_further(facts, answer, phrases)])


def sentence(facts: Facts, answer: Answer, phrases: Phrasebook) -> str:
    """The answer in one sentence."""
    a, b = (phrases.called(facts.states[code]) for code in (answer.a, answer.b))
    return opened(phrases.plain(f"answer/{answer.said}", a=a, b=b))


def because(facts: Facts, answer: Answer, phrases: Phrasebook) -> str:
    """The reason, in plain text."""
    if answer.deciding:
        return " ".join(_because(facts, bond, phrases) for bond in answer.deciding)
    treaties = phrases.joined(facts.treaties[id].short for id in answer.unclear).unescape()
    registers = phrases.joined(facts.sources[id].witness for id in reach.sources(facts, answer.unfound)).unescape()
    return phrases.plain(f"grounds/{answer.reason}", treaties=treaties, registers=registers)


def reached(facts: Facts, answer: Answer, phrases: Phrasebook) -> str:
    """How far the registers reach that stand behind an absence, in plain text; nothing where the answer rests on a
    bond."""
    if not answer.rests_on_absence:
        return ""
    slots = {name: phrases.day(edtf(facts.value(ref))) for name, ref in answer.reach.years.items()}
    return phrases.plain(f"reach/{answer.reach.said}", **slots)


def said_beside(facts: Facts, answer: Answer, phrases: Phrasebook) -> str | None:
    """The one thing that a knowledgeable person would say next, in plain text; None where there is none."""
    found = added(facts, answer)
    if found is None:
        return None
    slots = {slot: _shown(facts, ref, phrases) for slot, ref in found.slots.items()}
    return phrases.plain(f"added/{found.said}", **slots)


def _shown(facts: Facts, ref: str | list[str], phrases: Phrasebook) -> str:
    if isinstance(ref, list):
        return phrases.joined(_shown(facts, each, phrases) for each in ref).unescape()
    if "#" in ref:
        return phrases.day(edtf(facts.value(ref)))
    folder, _, id = ref.partition("/")
    return phrases.called(facts.states[id.upper()]) if folder == "states" else getattr(facts, folder)[id].short


def opened(text: str) -> str:
    """A text in which each sentence opens with a capital: a name may begin with its article."""
    head, stop, rest = text.partition(". ")
    return head[:1].upper() + head[1:] + stop + (opened(rest) if stop else "")


def bond_text(facts: Facts, bond: Bond, phrases: Phrasebook) -> str:
    """What a bond makes the two states owe, in one sentence."""
    by, to = (phrases.called(facts.states[code]) for code in bond.sides)
    return phrases.plain(f"bond/{bond.said}", treaty=facts.treaties[bond.treaty].short, by=by, to=to)


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
    """What a terminal says after the answer: other bonds, earlier alliances, searches, sources."""
    for bond in answer.bonds:
        if bond not in answer.deciding:
            yield phrases.plain("ask/also", bond=bond_text(facts, bond, phrases))
    for treaty, value in ((facts.treaties[id], value) for id, value in answer.pending):
        yield phrases.plain(f"pending/{value}", treaty=treaty.short, signed=phrases.day(treaty.signed))
    for span in answer.earlier:
        a, b = (phrases.called(facts.states[code]) for code in (span.a_as, span.b_as))
        days = {"from": phrases.day(span.start.day), "until": phrases.day(span.end.day) if span.end else ""}
        yield phrases.plain("earlier/yes", treaty=facts.treaties[span.treaty].short, a=a, b=b, **days)
    for fight in derive.fights(facts, answer.a, answer.b):
        if fight.start.day.earliest <= answer.day.latest:
            yield fought(facts, fight, phrases)
    standing = [each for each in facts.commitments_between(answer.a, answer.b) if each.stands(answer.day)]
    said = added(facts, answer)
    if standing and not (said and said.said == "commitments"):
        yield phrases.plain("commitments/yes", commitments=phrases.joined(each.short for each in standing).unescape())
    for id in answer.reach.searches if answer.rests_on_absence else ():
        read = [str(facts.value(f"{ref}/read")) for ref in answer.reach.registers if ref.startswith(f"searches/{id}#")]
        yield phrases.plain("ask/searched", count=len(read), day=max(read), search=f"searches/{id}")
    rows = [row for bond in answer.deciding for row in _rows(facts.treaties[bond.treaty], bond)]
    sources = sorted({row.source for row in (*rows, *(row for each in standing for row in each.evidence))})
    if sources:
        yield phrases.plain("ask/sources", sources=", ".join(sources))


def fought(facts: Facts, fight: Fight, phrases: Phrasebook) -> str:
    a, b = (phrases.called(facts.states[code]) for code in (fight.a_as, fight.b_as))
    slots = {"conflict": fight.conflict.title, "from": phrases.day(fight.start.day)}
    if fight.end and fight.end.day != fight.start.day:
        slots["until"] = phrases.day(fight.end.day)
    value = "over" if "until" in slots else "within" if fight.end else "ongoing"
    return opened(phrases.plain(f"conflict/{value}", a=a, b=b, **slots))


def _because(facts: Facts, bond: Bond, phrases: Phrasebook) -> str:
    said = bond_text(facts, bond, phrases)
    if not bond.contested:
        return said
    return f"{said} {phrases.plain('contest/contested')} {facts.text(bond.contested, phrases.language)}"


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
        "sources": sorted({row.source for row in _rows(treaty, bond)}),
    }


def _conflict(fight: Fight) -> dict[str, Any]:
    return {
        "conflict": fight.ref,
        "title": fight.conflict.title,
        "parties": [fight.a_as, fight.b_as],
        "from": str(fight.start.day),
        "until": str(fight.end.day) if fight.end else None,
        "stopped": fight.conflict.stopped.how if fight.conflict.stopped else None,
        "war": fight.conflict.is_war,
    }


def _commitment(each: model.Commitment) -> dict[str, Any]:
    return {
        "commitment": f"commitments/{each.id}",
        "title": each.title,
        **{key: getattr(each, key) for key in ("form", "binding", "undertakes")},
        "by": each.parties.by,
        "to": each.parties.to,
        "from": str(each.start),
        "until": str(each.ended.date) if each.ended else None,
    }


def span_data(treaty: model.Treaty, party: str) -> dict[str, str | None]:
    """Since when and until when a treaty binds a party, as EDTF."""
    start, end = treaty.start(party), treaty.end(party)
    return {"from": str(start.day) if start else None, "until": str(end.day) if end else None}


def _rows(treaty: model.Treaty, bond: Bond) -> list[model.Row]:
    parties = (treaty.parties[party].evidence for party in (bond.a_as, bond.b_as))
    return list(chain(treaty.evidence, treaty.obligations[bond.obligation].evidence, *parties))


def _span(facts: Facts, span: Span) -> dict[str, Any]:
    return {
        "treaty": f"treaties/{span.treaty}",
        "title": facts.treaties[span.treaty].title,
        "from": str(span.start.day),
        "until": str(span.end.day) if span.end else None,
        "parties": [span.a_as, span.b_as],
    }
