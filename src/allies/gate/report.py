"""Report: how well the facts are supported, in figures."""

from collections.abc import Callable
from typing import Any

from allies.facts.model import Source
from allies.facts.read import Facts

TOLD = {  # the figures, as a terminal has them; beside those further in stands their share of the claims
    "files": "Fact files",
    "claims": "Dates and numbers",
    "two_publishers": "  by two independent publishers",
    "primary": "  by a primary source",
    "unconfirmed": "  unconfirmed (nothing printed)",
    "disputed": "Disputed",
    "rows": "Rows of evidence",
    "printed": "  with the printed form",
    "read_by_a_person": "  read by a person",
    "oldest_reading": "Oldest reading of a source",
}
SHARES = ("two_publishers", "primary", "unconfirmed")
LISTS = {"disputed": "Disputed", "unconfirmed": "Unconfirmed"}


def report(facts: Facts) -> dict[str, Any]:
    """The figures for a repository's facts: coverage of the claims that need evidence; lists hold refs, in the order of
    the files."""
    standings = {ref: facts.standing(ref) for ref, claim in facts.claims.items() if claim.sort in ("date", "number")}
    behind = [[facts.sources[reading.row.source] for reading in each.agreeing] for each in standings.values()]
    rows = [row for claim in facts.claims.values() for row in claim.rows]

    def claims_with(enough: Callable[[list[Source]], bool]) -> int:
        return sum(map(enough, behind))

    return {
        "files": len(facts.documents),
        "claims": len(standings),
        "two_publishers": claims_with(lambda sources: len({source.witness for source in sources}) >= 2),
        "primary": claims_with(lambda sources: any(source.kind == "primary" for source in sources)),
        "disputed": [ref for ref, claim in facts.claims.items() if claim.dispute],
        "unconfirmed": [ref for ref, standing in standings.items() if not standing.confirmed],
        "rows": len(rows),
        "printed": sum(bool(row.printed) for row in rows),
        "read_by_a_person": sum(row.reads is not None for row in rows),
        "oldest_reading": min(str(source.read) for source in facts.sources.values()),
    }


def text(figures: dict[str, Any]) -> str:
    """The figures as lines for a terminal."""
    counts = {key: len(each) if isinstance(each, list) else each for key, each in figures.items()}
    claims = counts["claims"]
    shares = {key: f" of {claims}  ({counts[key] / claims:.0%})" for key in SHARES if claims}
    lines = [f"{label:<34}{counts[key]:>5}{shares.get(key, '')}" for key, label in TOLD.items()]
    for key, title in LISTS.items():
        lines += ["", f"{title}:", *(f"  {ref}" for ref in figures[key])] if figures[key] else []
    return "\n".join(lines)
