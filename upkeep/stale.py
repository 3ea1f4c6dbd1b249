"""Stale: which facts are due for another look on a day. Usage: python -m upkeep.stale [DAY] [ROOT]

The edition is old; a register was last read long ago; a treaty was signed and has no day of entry into force yet, or
an announced day has come since the edition.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from allies.facts.model import Treaty
from allies.facts.read import Facts, read

EDITION, REGISTER, AWAITED = timedelta(days=90), timedelta(days=365), timedelta(days=365 * 15)


def main() -> None:
    """Prints the report for the day named (today's by default)."""
    today = date.fromisoformat(sys.argv[1]) if len(sys.argv) > 1 else datetime.now(UTC).date()
    facts, problems = read(Path(sys.argv[2] if len(sys.argv) > 2 else "."))
    if facts is None:
        sys.exit("\n".join(map(str, problems)))
    print("\n".join(report(facts, today)))


def report(facts: Facts, today: date) -> Iterator[str]:
    """Markdown: what is due, each with the file that holds it; or that nothing is."""
    due = sorted(_due(facts, today))
    yield "## Due for another look"
    yield from due or ["Nothing."]


def _due(facts: Facts, today: date) -> Iterator[str]:
    if today - facts.edition.latest > EDITION:
        yield f"- [ ] `facts/edition.yaml`: the edition is that of {facts.edition}."
    for search in facts.searches.values():
        for name, register in search.registers.items():
            if today - register.read.latest > REGISTER:
                yield f"- [ ] `facts/searches/{search.id}.yaml`: {name} was last read on {register.read}."
    for treaty in facts.treaties.values():
        yield from _awaited(treaty, facts, today)


def _awaited(treaty: Treaty, facts: Facts, today: date) -> Iterator[str]:
    """What has come, or may have come, of a treaty since the edition."""
    where = f"- [ ] `facts/treaties/{treaty.id}.yaml`"
    pending = not treaty.entry_into_force and not treaty.ended and not any(map(treaty.start, treaty.parties))
    if pending and today - treaty.signed.latest < AWAITED:
        yield f"{where}: signed on {treaty.signed}; no day of entry into force is recorded."
    for code in treaty.parties:
        for word, edge in (("bound from", treaty.start(code)), ("bound until", treaty.end(code))):
            if edge and facts.edition.latest < edge.day.earliest <= today:
                yield f"{where}: {code} is {word} {edge.day}, which has come."


if __name__ == "__main__":
    main()
