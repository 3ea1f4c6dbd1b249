"""Exceptions: sentences that may say something by hand, each with its reason, for as long as they are needed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from allies.audit.naked import Finding
from allies.load import Document, load
from allies.problems import Location, Problem

FILE = "tests/audit-exceptions.yaml"
KEYS = {"page", "text", "reason"}


@dataclass(frozen=True)
class Allowed:
    """One exception: on this page (its path below the site) this text may stand."""

    page: str
    text: str
    where: Location


def read_exceptions(root: Path) -> tuple[list[Allowed], list[Problem]]:
    """The exceptions of a repository, and what is wrong with their file; none where it has no such file."""
    path = root / FILE
    if not path.is_file():
        return [], []
    document, problems = load(path.read_bytes(), FILE)
    if document is None:
        return [], problems
    entries = document.data.get("exceptions")
    if not isinstance(entries, list):
        what = "The file has no list called `exceptions`."
        return [], [
            *problems,
            Problem(where=document.at(), what=what, mend="Write exceptions: [] where there are none."),
        ]
    problems += [problem for at, entry in enumerate(entries) if (problem := _malformed(document, at, entry))]
    right = [(at, entry) for at, entry in enumerate(entries) if not _malformed(document, at, entry)]
    return [
        Allowed(entry["page"], " ".join(entry["text"].split()), document.at(f"/exceptions/{at}")) for at, entry in right
    ], problems


def sift(findings: Iterable[Finding], allowed: list[Allowed]) -> Iterator[Problem]:
    """The problems that no exception allows, and a problem for each exception that nothing needs."""
    known = {(entry.page, entry.text): entry for entry in allowed}
    used = set()
    for finding in findings:
        key = finding.page, finding.text
        used.add(key)
        if key not in known:
            yield finding.problem
    for key, entry in known.items():
        if key not in used:
            what = f'The exception for "{entry.text}" on {entry.page} is no longer needed.'
            yield Problem(where=entry.where, what=what, mend="Delete it.")


def _malformed(document: Document, at: int, entry: object) -> Problem | None:
    if (
        isinstance(entry, dict)
        and set(entry) == KEYS
        and all(isinstance(value, str) and value.strip() for value in entry.values())
    ):
        return None
    what = "An exception is not made of a page, a text and a reason."
    return Problem(
        where=document.at(f"/exceptions/{at}"), what=what, mend='Write {page: "index.html", text: "…", reason: "…"}.'
    )
