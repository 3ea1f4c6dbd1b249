"""Answers: the derived answers, committed beside the facts, so that a change of fact shows what it changes.

`answers/pairs.csv` has a line for each pair whose answer is anything but unknown or "not allies"; for a pair with a
relation of its own, `answers/<pair>.json` has the whole answer and how it changed over time; `answers/checks.json` says
which rules the facts were held against, and how many facts each. `answers/mutants.json` is written by `make mutants`.
"""

import json
from itertools import zip_longest
from pathlib import Path

from allies.answers import derive
from allies.answers.data import answer_data, csv_text, history, table
from allies.answers.derive import Verdict
from allies.facts.read import Facts
from allies.problems import Location, Problem
from allies.rules import RULES

MUTANTS = "mutants.json"  # the outcome of the mutation tests, written by them


def files(facts: Facts) -> dict[str, str]:
    """The contents of every file in answers/, by name."""
    told = [
        row for row in table(facts, facts.edition) if row[2] not in (Verdict.UNKNOWN.value, Verdict.NOT_ALLIES.value)
    ]
    result = {"pairs.csv": csv_text(told)}
    for relation in facts.relations.values():
        a, b = relation.states
        data = {**answer_data(facts, derive.answer(facts, a, b, facts.edition)), "history": history(facts, a, b)}
        result[f"{relation.id}.json"] = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    checks = {
        rule.name: {"text": rule.text, "over": rule.over, "held_against": len(rule.subjects(facts))} for rule in RULES
    }
    result["checks.json"] = json.dumps(checks, ensure_ascii=False, indent=2) + "\n"
    return result


def problems(facts: Facts) -> list[Problem]:
    """What is stale in answers/: a file that says something else than the facts, is missing, or belongs to nothing."""
    found = []
    wanted = files(facts)
    for name, text in wanted.items():
        path = facts.root / "answers" / name
        present = path.read_text("utf-8") if path.is_file() else None
        if present != text:
            line, was, now = _first_difference(present or "", text)
            what = (
                f"The committed answers are stale: {was!r} is now {now!r}."
                if present is not None
                else "The file of derived answers is missing."
            )
            found.append(
                Problem(
                    where=Location(f"answers/{name}", line),
                    what=what,
                    mend="Run `make answers`, read the difference with `git diff answers/`, and commit it if that is what you mean.",
                )
            )
    for path in sorted((facts.root / "answers").glob("*")):
        if path.name not in {*wanted, MUTANTS}:
            found.append(
                Problem(
                    where=Location(f"answers/{path.name}"),
                    what="This file belongs to no answer.",
                    mend="Delete it; answers/ is written by `make answers` alone.",
                )
            )
    return found


def write(facts: Facts) -> list[Path]:
    """Writes answers/ anew and returns the files that changed."""
    folder = facts.root / "answers"
    folder.mkdir(exist_ok=True)
    wanted, changed = files(facts), []
    for path in folder.glob("*"):
        if path.name not in {*wanted, MUTANTS}:
            path.unlink()
            changed.append(path)
    for name, text in wanted.items():
        path = folder / name
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            changed.append(path)
    return changed


def _first_difference(old: str, new: str) -> tuple[int, str, str]:
    """Line and contents of the first line in which two texts differ; a line that one of them lacks is empty."""
    pairs = zip_longest(old.splitlines(), new.splitlines(), fillvalue="")
    return next((number, was.strip(), now.strip()) for number, (was, now) in enumerate(pairs, 1) if was != now)
