"""Report: how well the facts are supported, in figures."""

from dataclasses import dataclass

from allies.facts.read import Facts


@dataclass(frozen=True)
class Report:
    """Coverage of the claims that need evidence; lists hold refs, in the order of the files."""

    files: int
    claims: int
    two_publishers: int
    primary: int
    disputed: list[str]
    unconfirmed: list[str]
    rows: int
    printed: int
    read_by_a_person: int
    oldest_reading: str


def report(facts: Facts) -> Report:
    """The figures for a repository's facts."""
    standings = {ref: facts.standing(ref) for ref, claim in facts.claims.items() if claim.sort in ("date", "number")}
    rows = [row for claim in facts.claims.values() for row in claim.rows]
    return Report(
        files=len(facts.documents),
        claims=len(standings),
        two_publishers=sum(
            len({facts.sources[reading.row.source].witness for reading in standing.agreeing}) >= 2
            for standing in standings.values()
        ),
        primary=sum(
            any(facts.sources[reading.row.source].kind == "primary" for reading in standing.agreeing)
            for standing in standings.values()
        ),
        disputed=[ref for ref, claim in facts.claims.items() if claim.dispute],
        unconfirmed=[ref for ref, standing in standings.items() if not standing.confirmed],
        rows=len(rows),
        printed=sum(bool(row.printed) for row in rows),
        read_by_a_person=sum(row.reads is not None for row in rows),
        oldest_reading=min(str(source.read) for source in facts.sources.values()),
    )


def text(report: Report) -> str:
    """The figures as lines for a terminal."""

    def share(part: int) -> str:
        return f"{part:>5} of {report.claims}  ({part / report.claims:.0%})" if report.claims else "0"

    lines = [
        f"Fact files                        {report.files:>5}",
        f"Dates and numbers                 {report.claims:>5}",
        f"  by two independent publishers   {share(report.two_publishers)}",
        f"  by a primary source             {share(report.primary)}",
        f"  unconfirmed (nothing printed)   {share(len(report.unconfirmed))}",
        f"Disputed                          {len(report.disputed):>5}",
        f"Rows of evidence                  {report.rows:>5}",
        f"  with the printed form           {report.printed:>5}",
        f"  read by a person                {report.read_by_a_person:>5}",
        f"Oldest reading of a source        {report.oldest_reading}",
    ]
    for title, refs in (("Disputed", report.disputed), ("Unconfirmed", report.unconfirmed)):
        lines += ["", f"{title}:", *(f"  {ref}" for ref in refs)] if refs else []
    return "\n".join(lines)
