"""Api: the facts and answers as static files for other programs, under api/v1/ of the site, with their own schema.

Within v1 nothing is renamed or removed and no meaning changes; keys may be added. A break becomes v2, beside v1.
"""

import csv
import io
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from allies import parallel
from allies.answers.data import COLUMNS, answer_data, csv_text, grounds, history
from allies.facts import model
from allies.facts.read import Facts
from allies.pages.plan import Plan

FOLDER = "api/v1"
MANY = 300  # files from which on a second process saves more time than it takes


def write(plan: Plan, target: Path) -> int:
    """Writes every file of the API below `target`, the root of a site; returns their number."""
    found = files(plan)
    for folder in {(target / FOLDER / name).parent for name in found}:
        folder.mkdir(parents=True, exist_ok=True)
    parallel.each(lambda name: (target / FOLDER / name).write_text(found[name](), "utf-8"), list(found), MANY)
    return len(found)


def files(plan: Plan) -> dict[str, Callable[[], str]]:
    """Every file of the API: its name below api/v1/, and what makes its text."""
    found = {name: partial(make, plan) for name, make in _WHOLE.items()}
    found |= {f"states/{code}.json": partial(_state_file, plan, code) for code in plan.states}
    return found | {f"pairs/{min(pair)}-{max(pair)}.json": partial(_pair_file, plan, pair) for pair in plan.pairs}


def _state_file(plan: Plan, code: str) -> str:
    return _json({**state(plan.facts, code, plan), "day": str(plan.on), "answers": answers_of(plan, code)})


def _pair_file(plan: Plan, pair: frozenset[str]) -> str:
    return _json(
        {
            **answer_data(plan.facts, plan.answers[pair]),
            "page": plan.pairs[pair],
            "history": history(plan.facts, *sorted(pair)),
        }
    )


def index(plan: Plan) -> dict[str, Any]:
    """What there is, and for which day."""
    return {
        "version": "v1",
        "day": str(plan.on),
        "promise": "Within v1 nothing is renamed or removed and no meaning changes; keys may be added.",
        "license": "CC-BY-4.0",
        "files": [
            "states.json",
            "states/{code}.json",
            "pairs/{a}-{b}.json",
            "treaties.json",
            "organizations.json",
            "sources.json",
            "answers.csv",
            "parties.csv",
            "members.csv",
            "datapackage.json",
            "schema.json",
        ],
        "pairs": {f"{min(pair)}-{max(pair)}": address for pair, address in plan.pairs.items()},
    }


def state(facts: Facts, code: str, plan: Plan) -> dict[str, Any]:
    """One state: its code, its names, where its page is."""
    each = facts.states[code]
    return {
        "code": code,
        "alpha2": each.alpha2,
        "name": each.name.en,
        "in_a_sentence": each.in_a_sentence,
        "names": [name for name in (each.name.es, each.name.ru, *each.aliases) if name],
        "status": each.status,
        "began": _text(each.began and each.began.date),
        "page": plan.states[code],
    }


def answers_of(plan: Plan, code: str) -> dict[str, dict[str, Any]]:
    """The answer of a state for every other one."""
    found = {}
    for other in plan.states:
        if other != code:
            answer = plan.answers[frozenset((code, other))]
            found[other] = {"answer": answer.verdict.value, "because": grounds(answer), "one_way": answer.one_way}
    return found


def treaty(each: model.Treaty) -> dict[str, Any]:
    """One treaty: its days, obligations, and parties with theirs."""
    obligations = [
        {
            "kind": obligation.kind,
            "article": obligation.article,
            "owed_by": obligation.owed_by,
            "owed_to": obligation.owed_to,
            "summary": obligation.summary.en,
        }
        for obligation in each.obligations
    ]
    parties = []
    for code in each.parties:
        start, end = each.bound(code)
        parties.append({"state": code, "from": _text(start), "until": _text(end)})
    return {
        "id": each.id,
        "title": each.title,
        "also_known_as": each.also_known_as,
        "signed": str(each.signed),
        "entry_into_force": _text(each.entry_into_force),
        "ended": _text(each.ended.date if each.ended else None),
        "contested": bool(each.contested),
        "wartime": each.wartime,
        "obligations": obligations,
        "parties": parties,
    }


def organization(each: model.Organization) -> dict[str, Any]:
    """One organization and its members."""
    members = [
        {
            "state": code,
            "joined": str(membership.joined),
            "left": _text(membership.left),
            "continues": membership.continues,
        }
        for code, membership in each.members.items()
    ]
    return {
        "id": each.id,
        "name": each.name.en,
        "abbreviation": each.abbreviation,
        "kind": each.kind,
        "complete": not each.partial,
        "members": members,
    }


def source(each: model.Source) -> dict[str, Any]:
    """One source: who publishes it, what it is, when it was read."""
    return {
        "id": each.id,
        "publisher": each.publisher,
        "copy_of": each.copy_of,
        "title": each.title,
        "link": each.link,
        "language": each.language,
        "kind": each.kind,
        "read": str(each.read),
    }


def answers_table(plan: Plan) -> str:
    """Every pair's answer as CSV."""
    return csv_text(
        [
            (each.a, each.b, each.verdict.value, grounds(each))
            for each in sorted(plan.answers.values(), key=lambda each: (each.a, each.b))
        ]
    )


def parties_table(plan: Plan) -> str:
    """Every party of every treaty as CSV."""
    return _csv(
        _TABLES["parties"],
        [
            (id, party["state"], party["from"], party["until"])
            for id, each in plan.facts.treaties.items()
            for party in treaty(each)["parties"]
        ],
    )


def members_table(plan: Plan) -> str:
    """Every member of every organization as CSV."""
    return _csv(
        _TABLES["members"],
        [
            (id, member["state"], member["joined"], member["left"])
            for id, each in plan.facts.organizations.items()
            for member in organization(each)["members"]
        ],
    )


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
        for name, fields in _TABLES.items()
    ]
    return {
        "name": "are-they-allies",
        "title": "Are They Allies?",
        "version": str(plan.on),
        "licenses": [{"name": "CC-BY-4.0"}],
        "resources": resources,
    }


_TABLES = {
    "answers": COLUMNS,
    "parties": ("treaty", "state", "from", "until"),
    "members": ("organization", "state", "joined", "left"),
}
_VERDICT = {"enum": ["allies", "disputed", "lesser-pact", "not-allies", "unknown"]}
_DATE = {"type": ["string", "null"], "description": "EDTF, as precise as the sources."}
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Are They Allies? API v1",
    "$defs": {
        "pair": {
            "title": "pairs/{a}-{b}.json",
            "type": "object",
            "required": ["states", "day", "answer", "sentence", "because", "reasons", "history", "page"],
            "properties": {
                "states": {"type": "array", "items": {"type": "string", "pattern": "^[A-Z]{3}$"}, "minItems": 2, "maxItems": 2},
                "day": {"type": "string", "format": "date"},
                "answer": _VERDICT,
                "one_way": {"type": "boolean"},
                "sentence": {"type": "string"},
                "because": {"type": "string"},
                "reasons": {"type": "array", "items": {"$ref": "#/$defs/reason"}},
                "history": {"type": "array", "items": {"type": "object", "required": ["from", "answer", "because"], "properties": {"from": {"type": "string", "format": "date"}, "answer": _VERDICT, "because": {"type": "string"}}}},
                "page": {"type": "string"},
            },
        },
        "reason": {"type": "object", "required": ["treaty", "obligation", "owed", "parties"], "properties": {"treaty": {"type": "string"}, "obligation": {"type": "string"}, "article": {"type": ["string", "null"]}, "owed": {"enum": ["mutual", "one-way"]}, "parties": {"type": "object"}}},
        "state": {
            "title": "states/{code}.json",
            "type": "object",
            "required": ["code", "name", "day", "answers"],
            "properties": {"code": {"type": "string"}, "name": {"type": "string"}, "began": _DATE, "day": {"type": "string", "format": "date"}, "answers": {"type": "object", "additionalProperties": {"type": "object", "required": ["answer", "because"], "properties": {"answer": _VERDICT, "because": {"type": "string"}}}}},
        },
        "treaty": {"title": "an item of treaties.json", "type": "object", "required": ["id", "title", "signed", "parties", "obligations"], "properties": {"id": {"type": "string"}, "title": {"type": "string"}, "signed": _DATE, "entry_into_force": _DATE, "ended": _DATE, "parties": {"type": "array", "items": {"type": "object", "required": ["state", "from", "until"], "properties": {"state": {"type": "string"}, "from": _DATE, "until": _DATE}}}}},
        "organization": {"title": "an item of organizations.json", "type": "object", "required": ["id", "name", "members"], "properties": {"id": {"type": "string"}, "name": {"type": "string"}, "members": {"type": "array"}}},
        "source": {"title": "an item of sources.json", "type": "object", "required": ["id", "publisher", "title", "read"]},
    },
}  # fmt: skip


_WHOLE: dict[str, Callable[[Plan], str]] = {
    "index.json": lambda plan: _json(index(plan)),
    "states.json": lambda plan: _json([state(plan.facts, code, plan) for code in plan.states]),
    "treaties.json": lambda plan: _json([treaty(each) for each in plan.facts.treaties.values()]),
    "organizations.json": lambda plan: _json([organization(each) for each in plan.facts.organizations.values()]),
    "sources.json": lambda plan: _json([source(each) for each in plan.facts.sources.values()]),
    "answers.csv": answers_table,
    "parties.csv": parties_table,
    "members.csv": members_table,
    "datapackage.json": lambda plan: _json(datapackage(plan)),
    "schema.json": lambda plan: _json(SCHEMA),
}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def _csv(columns: tuple[str, ...], rows: list[tuple]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


def _text(value: object) -> str | None:
    return None if value is None else str(value)
