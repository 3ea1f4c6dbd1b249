"""Edition: the day for which the facts are asserted is moved, and what follows from that is told before it is done."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from allies.answers.data import because, sentence
from allies.answers.phrases import Phrasebook
from allies.facts.dates import Edtf
from allies.facts.model import Treaty
from allies.facts.read import Facts
from allies.gate.diff import answers, told
from allies.gate.kept import put

OLD, REGISTER, AWAITED = timedelta(days=90), timedelta(days=365), timedelta(days=365 * 15)
NAMED = {  # the files that name the edition's day, and where in them
    "facts/edition.yaml": r'(?<=asserted_for: ")[0-9-]+',
    "CITATION.cff": r'(?<=^version: ")[0-9-]+|(?<=^date-released: ")[0-9-]+',
    "README.md": r"(?<=^  As of )[0-9-]+(?=\.)",  # the answer that it shows
}
SHOWN = 5  # changed answers of a kind that are told in full


def due(facts: Facts, day: date) -> Iterator[str]:
    """What is due for another look on a day, each with its file: an old edition, a register read long ago, a day that
    has come since the edition, a treaty that awaits its entry into force."""
    if day - facts.edition.latest > OLD:
        yield f"`facts/edition.yaml`: the edition is that of {facts.edition}."
    for search in facts.searches.values():
        for name, register in search.registers.items():
            if day - register.read.latest > REGISTER:
                yield f"`facts/searches/{search.id}.yaml`: {name} was last read on {register.read}."
    for treaty in facts.treaties.values():
        yield from _awaited(treaty, facts, day)


def consequences(facts: Facts, day: Edtf) -> Iterator[str]:
    """What moving the edition to a day does, in lines: what is due by then, and which answers change."""
    yield from told(f"Due by {day}", sorted(due(facts, day.latest)), f"Nothing is due by {day}.")
    changed = list(_changed(facts, day))
    yield f"Answers that change: {sum(len(lines) for _, lines in changed)}" if changed else "No answer changes."
    for kind, lines in changed:
        yield f"  {kind}: {len(lines)}"
        yield from (f"    {line}" for line in lines[:SHOWN])


def move(root: Path, day: Edtf) -> list[str]:
    """Writes the day where files name it; the files that changed."""
    changed = []
    for name, pattern in NAMED.items():
        path = root / name
        before = path.read_text("utf-8") if path.is_file() else ""
        after = re.sub(pattern, str(day), before, flags=re.MULTILINE)
        if after != before:
            put(root, path, after)
            changed.append(name)
    return changed


def _changed(facts: Facts, day: Edtf) -> list[tuple[str, list[str]]]:
    """The pairs whose answer becomes another one, by what it was and will be, fewest first."""
    moved, phrases = replace(facts, edition=day), Phrasebook.read(facts.root)
    found: dict[str, list[str]] = defaultdict(list)
    for old, new in answers(facts, moved):
        if old and new:
            said = f"{sentence(moved, new, phrases)} {because(moved, new, phrases)}"
            found[f"{old.said} → {new.said}"].append(f"{new.a}–{new.b}: {said}")
    return sorted(found.items(), key=lambda item: len(item[1]))


def _awaited(treaty: Treaty, facts: Facts, day: date) -> Iterator[str]:
    """What has come, or may have come, of a treaty since the edition."""
    where = f"`facts/treaties/{treaty.id}.yaml`"
    pending = not treaty.entry_into_force and not treaty.ended and not any(map(treaty.start, treaty.parties))
    if pending and day - treaty.signed.latest < AWAITED:
        yield f"{where}: signed on {treaty.signed}; no day of entry into force is recorded."
    for code in treaty.parties:
        for word, edge in (("bound from", treaty.start(code)), ("bound until", treaty.end(code))):
            if edge and facts.edition.latest < edge.day.earliest <= day:
                yield f"{where}: {code} is {word} {edge.day}, which has come."
