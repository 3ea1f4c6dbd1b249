"""Committed: the derived answers, kept beside the facts, so that a change of fact shows what it changes.

`answers/pairs.csv` has a line for each pair whose answer is anything but unknown or "not allies", `answers/parties.csv`
for each party to a treaty, with the days on which it is bound first and last; for a pair with a page written by hand,
`answers/<pair>.json` has the whole answer and how it changed over time.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path

from allies.answers import derive
from allies.answers.data import COLUMNS, SPANS, answer_data, csv_text, history, parties, table
from allies.answers.derive import Verdict
from allies.gate.kept import put
from allies.pages import write as pages
from allies.pages.plan import Plan
from allies.problems import Location, Problem, coded

SILENT = (Verdict.UNKNOWN.value, Verdict.NOT_ALLIES.value)  # answers that no file tells
MEND = "Run `make answers`, read the difference with `git diff answers/`, and commit it if that is what you mean."


def files(plan: Plan) -> dict[str, str]:
    """The contents of every file in answers/, by name."""
    facts = plan.facts
    told = [row for row in table(plan.answers.values()) if row[2] not in SILENT]
    result = {"pairs.csv": csv_text(COLUMNS, told), "parties.csv": csv_text(SPANS, parties(facts))}
    for page in pages.authored(plan):
        if "pair" not in page.about:
            continue
        a, b = sorted(page.about["pair"])
        answer = derive.answer(facts, a, b, facts.edition)
        data = {**answer_data(facts, answer, plan.phrases), "history": history(facts, a, b)}
        result[f"{a}-{b}.json".lower()] = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    return result


def problems(plan: Plan) -> list[Problem]:
    """What is stale in answers/: a file that says something else than the facts, is missing, or belongs to nothing."""
    return [*coded("answers-stale", (_problem(*each) for each in _stale(plan)))]


def write(plan: Plan) -> list[Path]:
    """Writes answers/ anew and returns the files that changed."""
    changed = list(_stale(plan))
    for path, _, text in changed:
        path.parent.mkdir(exist_ok=True)
        path.unlink() if text is None else put(plan.facts.root, path, text)
    return [path for path, _, _ in changed]


def _stale(plan: Plan) -> Iterator[tuple[Path, str | None, str | None]]:
    """Each file of answers/ that is not as it should be: what it says, and what it should; nothing, where it is not."""
    folder, wanted = plan.facts.root / "answers", files(plan)
    for path in sorted({*folder.glob("*"), *(folder / name for name in wanted)}):
        present, text = path.read_text("utf-8") if path.is_file() else None, wanted.get(path.name)
        if present != text:
            yield path, present, text


def _problem(path: Path, present: str | None, text: str | None) -> Problem:
    where = Location(f"answers/{path.name}")
    if text is None:
        what, mend = "This file belongs to no answer.", "Delete it; answers/ is written by `make answers` alone."
        return Problem(where=where, what=what, mend=mend)
    if present is None:
        return Problem(where=where, what="The file of derived answers is missing.", mend=MEND)
    line, said = _first_difference(present.splitlines(), text.splitlines())
    return Problem(where=replace(where, line=line), what=f"The committed answers are stale: {said}.", mend=MEND)


def _first_difference(old: list[str], new: list[str]) -> tuple[int, str]:
    """The first line in which two texts differ, and how: it is missing, no longer right, or another."""
    matching = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    kind, start, _, at, _ = next(each for each in matching if each[0] != "equal")
    was, now = ((lines[place : place + 1] or [""])[0].strip() for lines, place in ((old, start), (new, at)))
    told = {"insert": f"{now!r} is missing", "delete": f"{was!r} is no longer so"}
    return start + 1, told.get(kind, f"{was!r} is now {now!r}")
