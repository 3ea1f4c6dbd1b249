"""Api: the facts and answers as static files for other programs, under api/v1/ of the site, with their own schema.

Within v1 nothing is renamed or removed and no meaning changes; keys may be added. A break becomes v2, beside v1.
"""

import csv
import io
import json
from pathlib import Path
from typing import Any

from allies import model
from allies.answers import because, csv_text, history
from allies.facts import Facts
from allies.publish import answer_data
from allies.render.plan import Plan

FOLDER = "api/v1"


def write(plan: Plan, target: Path) -> int:
    """Writes every file of the API below `target`, the root of a site; returns their number."""
    count = 0
    for name, text in files(plan):
        path = target / FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        count += 1
    return count


def files(plan: Plan):
    """Every file of the API: its name below api/v1/ and its text."""
    facts = plan.facts
    yield "index.json", _json(index(plan))
    yield "states.json", _json([state(facts, code, plan) for code in plan.states])
    for code in plan.states:
        yield f"states/{code}.json", _json({**state(facts, code, plan), "day": str(plan.on), "answers": answers_of(plan, code)})
    for pair in plan.pairs:
        a, b = sorted(pair)
        yield f"pairs/{a}-{b}.json", _json({**answer_data(facts, plan.answers[pair]), "page": plan.pairs[pair], "history": history(facts, a, b)})
    yield "treaties.json", _json([treaty(each) for each in facts.treaties.values()])
    yield "organizations.json", _json([organization(each) for each in facts.organizations.values()])
    yield "sources.json", _json([{"id": each.id, "publisher": each.publisher, "copy_of": each.copy_of, "title": each.title, "link": each.link, "language": each.language, "kind": each.kind, "read": str(each.read)} for each in facts.sources.values()])
    told = [(each.a, each.b, each.verdict.value, because(each)) for each in sorted(plan.answers.values(), key=lambda each: (each.a, each.b))]
    yield "answers.csv", csv_text(told)
    yield "parties.csv", _csv(("treaty", "state", "from", "until"), [(id, party["state"], party["from"], party["until"]) for id, each in facts.treaties.items() for party in treaty(each)["parties"]])
    yield "members.csv", _csv(("organization", "state", "joined", "left"), [(id, member["state"], member["joined"], member["left"]) for id, each in facts.organizations.items() for member in organization(each)["members"]])
    yield "datapackage.json", _json(datapackage(plan))
    yield "schema.json", _json(SCHEMA)


def index(plan: Plan) -> dict[str, Any]:
    """What there is, and for which day."""
    return {
        "version": "v1",
        "day": str(plan.on),
        "promise": "Within v1 nothing is renamed or removed and no meaning changes; keys may be added.",
        "license": "CC-BY-4.0",
        "files": ["states.json", "states/{code}.json", "pairs/{a}-{b}.json", "treaties.json", "organizations.json", "sources.json", "answers.csv", "parties.csv", "members.csv", "datapackage.json", "schema.json"],
        "pairs": {f"{min(pair)}-{max(pair)}": address for pair, address in plan.pairs.items()},
    }


def state(facts: Facts, code: str, plan: Plan) -> dict[str, Any]:
    """One state: its code, its names, where its page is."""
    each = facts.states[code]
    return {"code": code, "alpha2": each.alpha2, "name": each.name.en, "in_a_sentence": each.in_a_sentence, "names": [name for name in (each.name.es, each.name.ru, *each.aliases) if name], "status": each.status, "page": plan.states[code]}


def answers_of(plan: Plan, code: str) -> dict[str, dict[str, Any]]:
    """The answer of a state for every other one."""
    found = {}
    for other in plan.states:
        if other != code:
            answer = plan.answers[frozenset((code, other))]
            found[other] = {"answer": answer.verdict.value, "because": because(answer), "one_way": answer.one_way}
    return found


def treaty(each: model.Treaty) -> dict[str, Any]:
    """One treaty: its days, obligations, and parties with theirs."""
    obligations = [{"kind": obligation.kind, "article": obligation.article, "owed_by": obligation.owed_by, "owed_to": obligation.owed_to, "summary": obligation.summary.en} for obligation in each.obligations]
    parties = []
    for code in each.parties:
        start, end = each.bound(code)
        parties.append({"state": code, "from": _text(start), "until": _text(end)})
    return {"id": each.id, "title": each.title, "also_known_as": each.also_known_as, "signed": str(each.signed), "entry_into_force": _text(each.entry_into_force), "ended": _text(each.ended.date if each.ended else None), "contested": bool(each.contested), "wartime": each.wartime, "obligations": obligations, "parties": parties}


def organization(each: model.Organization) -> dict[str, Any]:
    """One organization and its members."""
    members = [{"state": code, "joined": str(membership.joined), "left": _text(membership.left), "continues": membership.continues} for code, membership in each.members.items()]
    return {"id": each.id, "name": each.name.en, "abbreviation": each.abbreviation, "kind": each.kind, "complete": not each.partial, "members": members}


def datapackage(plan: Plan) -> dict[str, Any]:
    """The tables as a Data Package (Frictionless)."""
    tables = {"answers": ("a", "b", "answer", "because"), "parties": ("treaty", "state", "from", "until"), "members": ("organization", "state", "joined", "left")}
    resources = [{"name": name, "path": f"{name}.csv", "format": "csv", "encoding": "utf-8", "schema": {"fields": [{"name": field, "type": "string"} for field in fields]}} for name, fields in tables.items()]
    return {"name": "are-they-allies", "title": "Are They Allies?", "version": str(plan.on), "licenses": [{"name": "CC-BY-4.0"}], "resources": resources}


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
            "properties": {"code": {"type": "string"}, "name": {"type": "string"}, "day": {"type": "string", "format": "date"}, "answers": {"type": "object", "additionalProperties": {"type": "object", "required": ["answer", "because"], "properties": {"answer": _VERDICT, "because": {"type": "string"}}}}},
        },
        "treaty": {"title": "an item of treaties.json", "type": "object", "required": ["id", "title", "signed", "parties", "obligations"], "properties": {"id": {"type": "string"}, "title": {"type": "string"}, "signed": _DATE, "entry_into_force": _DATE, "ended": _DATE, "parties": {"type": "array", "items": {"type": "object", "required": ["state", "from", "until"], "properties": {"state": {"type": "string"}, "from": _DATE, "until": _DATE}}}}},
        "organization": {"title": "an item of organizations.json", "type": "object", "required": ["id", "name", "members"], "properties": {"id": {"type": "string"}, "name": {"type": "string"}, "members": {"type": "array"}}},
        "source": {"title": "an item of sources.json", "type": "object", "required": ["id", "publisher", "title", "read"]},
    },
}  # fmt: skip


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
