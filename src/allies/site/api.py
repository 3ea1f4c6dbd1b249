"""Api: the facts and answers as static files for other programs, under api/v1/ of the site, with their own schema.

Within v1 nothing is renamed or removed and no meaning changes; keys may be added. A break becomes v2, beside v1.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib.resources import files as packaged
from typing import Any

from allies.answers.added import neutrality
from allies.answers.data import (
    COLUMNS,
    SPANS,
    answer_data,
    csv_text,
    grounds,
    history,
    parties,
    span_data,
    table,
    taken,
)
from allies.answers.derive import Verdict
from allies.answers.reach import reached
from allies.answers.said import plain
from allies.facts import model
from allies.facts.read import Facts
from allies.pages.plan import Plan

FOLDER = "api/v1"
SCHEMA = "api-v1.schema.json"
TABLES = {"answers": COLUMNS, "parties": SPANS, "members": ("organization", "state", "joined", "left")}


def files(plan: Plan) -> dict[str, Callable[[], str]]:
    """Every file of the API: its name below api/v1/, and what makes its text."""
    found: dict[str, Callable[[], str]] = {"schema.json": _schema}
    found |= {
        f"{name}.json": partial(_json, make, plan) for name, make in (*LISTS.items(), ("datapackage", datapackage))
    }
    found |= {f"{name}.csv": partial(_table, plan, name) for name in TABLES}
    found |= {f"states/{code}.json": partial(_json, state_file, plan, code) for code in plan.states}
    pairs = {f"pairs/{min(pair)}-{max(pair)}.json": partial(_json, pair_file, plan, pair) for pair in plan.pairs}
    return found | pairs


def index(plan: Plan) -> dict[str, Any]:
    """What there is, and for which day."""
    lists, tables = (f"{name}.json" for name in LISTS), (f"{name}.csv" for name in TABLES)
    return {
        "version": "v1",
        "day": str(plan.on),
        "promise": json.loads(_schema())["description"],
        "license": "CC-BY-4.0",
        "files": [*lists, "states/{code}.json", "pairs/{a}-{b}.json", *tables, "datapackage.json", "schema.json"],
        "pairs": {f"{min(pair)}-{max(pair)}": address for pair, address in plan.pairs.items()},
    }


def state(plan: Plan, code: str) -> dict[str, Any]:
    """One state: its code, its names, where its page is."""
    each = plan.facts.states[code]
    return {
        **taken(each, "code", "alpha2", "name"),
        "in_a_sentence": plan.phrases.called(each),
        "names": [*each.name.all[1:], *each.aliases],
        **taken(each, "status", "began"),
        "united": _united(plan.facts, code),
        "neutrality": plain(plan.facts, plan.phrases, neutrality(each, plan.on)) or None,
        "reached": reached(plan.facts, code),
        "page": plan.states.get(_heir(plan, code), "states/"),
    }


def _united(facts: Facts, code: str) -> dict[str, str | None] | None:
    """With which state it was one, no state of its own, and from when to when."""
    union = next((each for each in facts.unions if code in each.parties and code != each.union), None)
    if union is None:
        return None
    days = {"from": union.start(code), "until": union.end(code)}
    return {"with": union.union, **{key: str(each.day) if each else None for key, each in days.items()}}


def former(plan: Plan, code: str) -> dict[str, Any]:
    """One state that is no more: when it ended, and how its answers changed before, for every other state where
    a treaty ever told them or left them open."""
    facts, ended = plan.facts, plan.facts.states[code].ended
    last = ended.date.latest.isoformat() if ended else ""
    partners = {other for each in facts.treaties.values() if code in each.parties for other in each.parties} - {code}
    changes = {
        other: [each for each in history(facts, *sorted((code, other))) if each["from"] < last]
        for other in sorted(partners)
    }
    told = {other: each for other, each in changes.items() if any(_is_told(one) for one in each)}
    return {**state(plan, code), **taken(facts.states[code], "ended"), "histories": told}


def _gone(facts: Facts) -> list[str]:
    """The states that are no more, and that registers reach while they were."""
    ends = {code: each.ended.date.latest.year for code, each in facts.states.items() if each.ended}
    return [code for code, year in ends.items() if any(first <= year for first, _ in reached(facts, code))]


def _is_told(change: dict[str, str]) -> bool:
    """Whether a change of an answer names a treaty."""
    return change["answer"] != Verdict.NOT_ALLIES.value and bool(change["because"])


def _heir(plan: Plan, code: str) -> str:
    """The present state that continues a former one; a present one itself."""
    states = plan.facts.states.items()
    return next((other for other, each in states if each.continues and each.continues.state == code), code)


def treaty(each: model.Treaty) -> dict[str, Any]:
    """One treaty: its days, obligations, and parties with theirs."""
    return {
        **taken(each, "id", "title", "also_known_as", "signed", "entry_into_force", "ended"),
        "contested": bool(each.contested),
        **taken(each, "wartime"),
        "obligations": [taken(owed, "kind", "article", "owed_by", "owed_to", "summary") for owed in each.obligations],
        "parties": [{"state": code, **span_data(each, code)} for code in each.parties],
    }


def organization(each: model.Organization) -> dict[str, Any]:
    """One organization and its members."""
    members = [{"state": code, **taken(one, "joined", "left", "continues")} for code, one in each.members.items()]
    return {**taken(each, "id", "name", "abbreviation", "kind"), "complete": not each.partial, "members": members}


def sources(plan: Plan) -> Iterator[dict[str, Any]]:
    """Each source: who publishes it, what it is, when it was read, and the page that lists it."""
    pages = {id: address for address, ids in plan.parts.items() if address.startswith("sources/") for id in ids}
    for id, each in plan.facts.sources.items():
        keys = ("id", "publisher", "copy_of", "title", "link", "language", "kind", "read")
        yield {**taken(each, *keys), "page": pages[id]}


def datapackage(plan: Plan) -> dict[str, Any]:
    """The tables as a Data Package (Frictionless)."""
    resources = [
        {
            "name": name,
            "path": f"{name}.csv",
            "format": "csv",
            "encoding": "utf-8",
            "schema": {"fields": [{"name": field, "type": "string"} for field in fields]},
        }
        for name, fields in TABLES.items()
    ]
    about = {"name": "are-they-allies", "title": "Are They Allies?", "version": str(plan.on)}
    return {**about, "licenses": [{"name": "CC-BY-4.0"}], "resources": resources}


def _schema() -> str:
    return packaged("allies.site").joinpath(SCHEMA).read_text("utf-8")


def _table(plan: Plan, name: str) -> str:
    """Every pair's answer, every party of every treaty, or every member of every organization, as CSV."""
    rows: Iterable[Iterable[object]]
    if name == "answers":
        rows = table(sorted(plan.answers.values(), key=lambda each: (each.a, each.b)))
    elif name == "parties":
        rows = parties(plan.facts)
    else:
        bodies = plan.facts.organizations.items()
        rows = [(id, code, each.joined, each.left) for id, body in bodies for code, each in body.members.items()]
    return csv_text(TABLES[name], rows)


def state_file(plan: Plan, code: str) -> dict[str, Any]:
    """A state, its answers, and the pairs that have pages."""
    answers = {
        other: {"answer": answer.verdict.value, "because": grounds(answer), "one_way": answer.one_way}
        for other, _, answer in plan.answers_of(code)
    }
    told = [other for other, pair, _ in plan.answers_of(code) if pair in plan.pairs]
    return {**state(plan, code), "day": str(plan.on), "answers": answers, "pairs": told}


def pair_file(plan: Plan, pair: frozenset[str]) -> dict[str, Any]:
    """An answer, and how it changed."""
    data = answer_data(plan.facts, plan.answers[pair], plan.phrases)
    return {**data, "page": plan.pairs[pair], "history": history(plan.facts, *sorted(pair))}


def _json(make: Callable[..., Any], *about: Any) -> str:
    return json.dumps(make(*about), ensure_ascii=False, separators=(",", ":")) + "\n"


LISTS: dict[str, Callable[[Plan], Any]] = {
    "index": index,
    "states": lambda plan: [state(plan, code) for code in plan.states],
    "former": lambda plan: [former(plan, code) for code in _gone(plan.facts)],
    "treaties": lambda plan: [treaty(each) for each in plan.facts.treaties.values()],
    "organizations": lambda plan: [organization(each) for each in plan.facts.organizations.values()],
    "sources": lambda plan: [*sources(plan)],
    "phrases": lambda plan: {name: plan.phrases.document.data[name] for name in ("answer", "grounds", "ask")},
}
