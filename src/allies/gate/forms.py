"""Forms: problems as other programs read them: JSON, annotations of a forge, SARIF 2.1.0."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from allies.problems import Problem
from allies.rules import kinds


def as_json(problems: list[Problem]) -> str:
    """A list of objects: path, line, pointer, what, mend, code."""
    rows = [{**asdict(each.where), "what": each.what, "mend": each.mend, "code": each.code} for each in problems]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def as_sarif(problems: list[Problem]) -> str:
    """A log of one run, with the kinds that were met."""
    met = {each.code for each in problems}
    rules = [
        {"id": kind.code, "shortDescription": {"text": kind.means}, "help": {"text": kind.mend}}
        for kind in kinds()
        if kind.code in met
    ]
    run = {"tool": {"driver": {"name": "allies", "rules": rules}}, "results": [_result(each) for each in problems]}
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


FORMS: dict[str, Callable[[list[Problem]], str]] = {
    "json": as_json,
    "github": lambda told: "\n".join(map(_annotation, told)),
    "sarif": as_sarif,
}


def _annotation(problem: Problem) -> str:
    """A workflow command of GitHub's."""
    path, title = (_property(text) for text in (problem.where.path, f"{problem.code} {problem.where.pointer}".strip()))
    said = _escaped(f"{problem.what} To mend: {problem.mend}")
    return f"::error file={path},line={problem.where.line},title={title}::{said}"


def _result(problem: Problem) -> dict[str, Any]:
    place = {"artifactLocation": {"uri": quote(problem.where.path)}, "region": {"startLine": problem.where.line}}
    where = {"physicalLocation": place, "logicalLocations": [{"fullyQualifiedName": problem.where.pointer}]}
    said = {"text": f"{problem.what} To mend: {problem.mend}"}
    return {"ruleId": problem.code, "level": "error", "message": said, "locations": [where]}


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def _escaped(text: str) -> str:
    """A text as GitHub's workflow commands want it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
