"""Problems: what is wrong in a fact file, where, and how to mend it."""

import difflib
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

_ONE_CAUSE = ("language-unread", "name-unknown")
_UNSOUND = ("printed-otherwise", "dispute-follows", "roll-unmet")  # against evidence; no other is judged by it yet
_JUDGED = (
    *("count-official", "date-future", "days-apart", "days-order", "entries-order", "notice-period", "state-absent"),
)


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file: its path below the repository, the line (from 1) and the JSON Pointer, where there is one."""

    path: str
    line: int = 1
    pointer: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:" + (f" {self.pointer}" if self.pointer else "")


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Problem:
    """One broken rule. Rules yield problems; they never raise them."""

    where: Location
    what: str  # a whole sentence that quotes the offending value
    mend: str  # a whole sentence in the imperative: what the contributor does next
    code: str = ""  # its kind, see problems.yaml; a rule gives its own

    def __str__(self) -> str:
        code = f" [{self.code}]" if self.code else ""
        return f"{self.where}{code}\n    {self.what}\n    To mend: {self.mend}"


class FactsError(Exception):
    """Work cannot go on: the facts, or a page that uses them, have these problems."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


class NotKnown(ValueError):
    """A value that cannot be what it is given for: no number, no state, no id."""


def coded(code: str, problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems, under a code where they have none yet."""
    return (each if each.code else replace(each, code=code) for each in problems)


def gathered(problems: Iterable[Problem]) -> list[Problem]:
    """The problems in order, without those that follow from others; of those with one cause, a name of nothing, the
    first alone, which tells of the others."""
    found: dict[tuple[str, ...] | Problem, list[Problem]] = {}
    told = set(problems)
    missing = any(each.code in _ONE_CAUSE for each in told)
    wrong = {(each.where.path, _entry(each)) for each in told if each.code in _UNSOUND}
    follow = {each for each in told if missing and each.code == "source-unused"}
    follow |= {each for each in told if each.code in _JUDGED and any(_follows(each, *entry) for entry in wrong)}
    for each in sorted(told - follow):
        found.setdefault((each.code, each.what) if each.code in _ONE_CAUSE else each, []).append(each)
    return [
        replace(first, what=f"{first.what} {len(more) + 1} places name it.") if more else first
        for first, *more in found.values()
    ]


def _entry(problem: Problem) -> str:
    """The pointer of the entry whose evidence or dispute a problem is about; empty for the whole file."""
    return re.split("/(?:evidence|disputed)(?:/|$)", problem.where.pointer)[0]


def _follows(problem: Problem, path: str, entry: str) -> bool:
    """Whether a problem may come from an unsound value of an entry: it is in that, or counts all of them."""
    inside = f"{problem.where.pointer}/".startswith(f"{entry}/") or problem.code == "count-official"
    return problem.where.path == path and inside


def nearest(word: str, known: Collection[str], alike: float = 0.6) -> str | None:
    """The known word most like `word`, or None where nothing is close, from 0 for anything to 1 for the same."""
    if len(word) > 100:
        return None
    lowered = {candidate.lower(): candidate for candidate in known}
    near = difflib.get_close_matches(word.lower(), lowered, n=1, cutoff=alike)
    return lowered[near[0]] if near else None
