"""Stale: which facts are due for another look on a day. Usage: python -m upkeep.stale [DAY] [ROOT]"""

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from allies.facts.read import Facts, read
from allies.gate.edition import due


def main() -> None:
    """Prints the report for the day named (today's by default)."""
    today = date.fromisoformat(sys.argv[1]) if len(sys.argv) > 1 else datetime.now(UTC).date()
    facts, problems = read(Path(sys.argv[2] if len(sys.argv) > 2 else "."))
    if facts is None:
        sys.exit("\n".join(map(str, problems)))
    print("\n".join(report(facts, today)))


def report(facts: Facts, today: date) -> Iterator[str]:
    """Markdown: what is due, each with the file that holds it; or that nothing is."""
    yield "## Due for another look"
    yield from [f"- [ ] {line}" for line in sorted(due(facts, today))] or ["Nothing."]


if __name__ == "__main__":
    main()
