"""Publish: an answer becomes plain data (JSON) and plain text."""

import csv
import io
from typing import Any

from allies.answers import derive
from allies.answers.derive import Answer, Bond, Span, Verdict
from allies.facts import model
from allies.facts.dates import Edtf, day
from allies.facts.read import Facts

COLUMNS = ("a", "b", "answer", "because")

_SENTENCES = {
    Verdict.ALLIES: "Yes. {both} are formal allies.",
    Verdict.DISPUTED: "Disputed. A treaty says that {both} are allies, but its force between them is contested.",
    Verdict.LESSER_PACT: "No. {both} are not formal allies, though a lesser pact binds them.",
    Verdict.NOT_ALLIES: "No. {both} are not formal allies.",
    Verdict.UNKNOWN: "Unknown. Whether {both} are allies cannot be told from the facts here.",
}


def answer_data(facts: Facts, answer: Answer) -> dict[str, Any]:
    """An answer as JSON data: the verdict, its reasons with articles and both parties' days, and the facts behind them."""
    return {
        "states": [answer.a, answer.b],
        "day": str(answer.day),
        "answer": answer.verdict.value,
        "one_way": answer.one_way,
        "sentence": sentence(facts, answer),
        "because": because(facts, answer),
        "reasons": [_bond(facts, bond) for bond in answer.deciding],
        "other_obligations": [_bond(facts, bond) for bond in answer.bonds if bond not in answer.deciding],
        "not_confirmed": [f"treaties/{id}" for id in answer.unclear],
        "earlier_alliances": [_span(facts, span) for span in answer.earlier],
        "searches": [f"searches/{id}" for id in answer.searches],
    }


def table(facts: Facts, on: Edtf) -> list[tuple[str, str, str, str]]:
    """Every pair's answer for a day; `because` names treaties, or the searches that found none."""
    return [(each.a, each.b, each.verdict.value, grounds(each)) for each in derive.answers(facts, on)]


def grounds(answer: Answer) -> str:
    """What an answer rests on, as ids: treaties with the obligation, then searches."""
    if answer.verdict is Verdict.UNKNOWN:
        return " ".join(answer.unclear)
    bonds = dict.fromkeys(f"{bond.treaty}:{bond.kind}{'?' if bond.contested else ''}" for bond in answer.deciding)
    return " ".join(bonds) or " ".join(answer.searches)


def csv_text(rows: list[tuple[str, str, str, str]]) -> str:
    """A table as CSV with a header."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return out.getvalue()


def history(facts: Facts, a: str, b: str) -> list[dict[str, str]]:
    """How the answer for a pair changed: each day on which it became another, and what it became."""
    days = {facts.edition.earliest}
    for treaty, *parties in derive.common(facts, a, b):
        for party in parties:
            contest = treaty.contested_for.get(party)
            known = [*treaty.bound(party), contest and contest.since]
            known += [edge for exception in treaty.exceptions for edge in (exception.since, exception.until)]
            days |= {edge for known_day in known if known_day for edge in (known_day.earliest, known_day.latest)}
    changes: list[dict[str, str]] = []
    for each in sorted(days):
        answer = derive.answer(facts, a, b, day(each))
        entry = {"answer": answer.verdict.value, "because": grounds(answer)}
        if each <= facts.edition.latest and (not changes or {key: changes[-1][key] for key in entry} != entry):
            changes.append({"from": each.isoformat(), **entry})
    return changes


def answer_text(facts: Facts, answer: Answer) -> str:
    """An answer as a few lines for a terminal."""
    lines = [sentence(facts, answer), f"  As of {answer.day}. {because(facts, answer)}"]
    for bond in answer.bonds:
        if bond not in answer.deciding:
            lines.append(f"  Also: {bond.kind} under the {facts.treaties[bond.treaty].short} (treaties/{bond.treaty})")
    for span in answer.earlier:
        lines.append(
            f"  Earlier: allies under the {facts.treaties[span.treaty].short}, {span.start} to {span.end}{_acting(facts, answer, span)} (treaties/{span.treaty})"
        )
    for id in answer.searches:
        if answer.verdict in (Verdict.NOT_ALLIES, Verdict.LESSER_PACT):
            registers = facts.searches[id].registers.values()
            lines.append(
                f"  Searched: {len(registers)} registers, the latest read on {max(str(register.read) for register in registers)} (searches/{id})"
            )
    sources = sorted({row.source for bond in answer.deciding for row in facts.treaties[bond.treaty].evidence})
    if sources:
        lines.append(f"  Sources: {', '.join(sources)}")
    return "\n".join(lines)


def sentence(facts: Facts, answer: Answer) -> str:
    """The answer in one sentence."""
    first = _name(facts, answer.a)
    if answer.verdict in (Verdict.ALLIES, Verdict.LESSER_PACT, Verdict.NOT_ALLIES):
        first = first[0].upper() + first[1:]  # it opens a sentence
    text = _SENTENCES[answer.verdict].format(both=f"{first} and {_name(facts, answer.b)}")
    return (
        text.replace("are formal allies", "are formal allies, by a promise that only one of them owes")
        if answer.one_way
        else text
    )


def because(facts: Facts, answer: Answer) -> str:
    """The reason, in plain text."""
    match answer.verdict:
        case Verdict.NOT_ALLIES:
            return "No treaty in force was found that binds both of them to defend each other."
        case Verdict.UNKNOWN if answer.unclear:
            return f"It hangs on a treaty that is not confirmed: {', '.join(facts.treaties[id].short for id in answer.unclear)}."
        case Verdict.UNKNOWN:
            return "No treaty is recorded here, and no search record says that none exists."
    return " ".join(_because(facts, bond) for bond in answer.deciding)


def _because(facts: Facts, bond: Bond) -> str:
    treaty = facts.treaties[bond.treaty]
    article = treaty.obligations[bond.obligation].article
    who = (
        "both owe each other"
        if bond.mutual
        else f"{_name(facts, bond.a_as if bond.a_owes else bond.b_as)} owes the other"
    )
    doubt = f" Contested: {facts.value(bond.contested)['en']}" if bond.contested else ""
    wartime = ", a wartime pact" if treaty.wartime else ""
    where = f", {article if article[0].isalpha() else f'Article {article}'}" if article else ""
    return f"Under the {treaty.short}{where}{wartime}, {who} {bond.kind}.{doubt}"


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
        "parties": {
            party: dict(zip(("from", "until"), map(_text, treaty.bound(party)))) for party in (bond.a_as, bond.b_as)
        },
        "sources": sorted({row.source for row in _rows(treaty, bond)}),
    }


def _rows(treaty: model.Treaty, bond: Bond) -> list[model.Row]:
    entries = [treaty, treaty.obligations[bond.obligation], treaty.parties[bond.a_as], treaty.parties[bond.b_as]]
    return [row for entry in entries for row in entry.evidence]


def _span(facts: Facts, span: Span) -> dict[str, Any]:
    return {
        "treaty": f"treaties/{span.treaty}",
        "title": facts.treaties[span.treaty].title,
        "from": str(span.start),
        "until": _text(span.end),
        "parties": [span.a_as, span.b_as],
    }


def _acting(facts: Facts, answer: Answer, span: Span) -> str:
    others = [_name(facts, party) for party, code in ((span.a_as, answer.a), (span.b_as, answer.b)) if party != code]
    return f" (as {' and '.join(others)})" if others else ""


def _name(facts: Facts, code: str) -> str:
    return facts.states[code].in_a_sentence


def _text(value: object) -> str | None:
    return None if value is None else str(value)
