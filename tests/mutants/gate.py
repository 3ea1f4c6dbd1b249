"""Gate: the two doors that an error has to pass, and how hundreds of errors are tried at them within minutes.

`make check` is asked over a copy of the repository, the audit over a small site of real facts: each by the one function
behind it, which gives a list of problems. What they said before anything was planted does not count. Several errors, of
different files, are planted at once: an error is caught where a problem stands at its file. The rest are tried again in
smaller groups, and at last alone, until a group in which nothing was found proves that all of it survives.
"""

import multiprocessing
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.pool import Pool
from pathlib import Path

from allies.gate.check import check, check_all
from allies.problems import FactsError, Problem
from allies.site.build import audited, build

from .classes import CHECK
from .small import shrink
from .world import Mutant, World, apply, restore

GROUPS = (32, 6, 1)  # how many errors are tried at once, time after time
TABLES = (
    "answers/",
    "tests/",
    "docs/phrases/prose.txt",
)  # committed beside the facts: a problem there catches an error, too
LEFT_OUT = shutil.ignore_patterns(".*", "site", "__pycache__", "bench")
_WIDE = re.compile(r"facts/(states|sources)/|tests/|docs/phrases/|site/assets/|.*\.(css|js)$")  # seen far away
HERE, TABLE, ELSEWHERE, CRASH = "at its file", "at a table", "elsewhere", "crash"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an error: where a problem was found, if any, and what it says."""

    by: str | None = None
    what: str = ""


class Door:
    """A door with a copy of what it guards for each process. `ask` gives the problems of one copy."""

    def __init__(self, world: World, copies: list[Path], ask: Callable[[Path], list[Problem]]) -> None:
        self.world, self.ask = world, ask
        self.before = {_key(problem) for problem in ask(world.root)}
        self._free: multiprocessing.Queue[Path] = multiprocessing.get_context("fork").Queue()
        for copy in copies:
            shutil.copytree(world.root, copy)
            self._free.put(copy)

    def found(self, mutants: list[Mutant]) -> list[Problem]:
        """What is said of a copy in which these errors stand that was not said before."""
        copy, before = self._free.get(), {}
        try:
            for mutant in mutants:
                before |= apply(copy, mutant, self.world.prefix)
            return [problem for problem in self.ask(copy) if _key(problem) not in self.before]
        finally:
            restore(before)
            self._free.put(copy)

    def verdicts(self, mutants: list[Mutant], alone: bool = False) -> dict[int, Verdict]:
        """What becomes of each error, by its number."""
        verdicts: dict[int, Verdict] = {}
        for size in GROUPS[-1:] if alone else GROUPS:
            left = [number for number in range(len(mutants)) if number not in verdicts]
            groups = _packed(mutants, left, size)
            for group, found in zip(groups, _side_by_side(self, mutants, groups), strict=True):
                verdicts |= self._judged(mutants, group, found)
        return verdicts

    def _judged(self, mutants: list[Mutant], group: list[int], found: list[Problem] | str) -> dict[int, Verdict]:
        if isinstance(found, str):
            return {group[0]: Verdict(CRASH, found)} if len(group) == 1 else {}
        if not found:
            return dict.fromkeys(group, Verdict())
        said = {problem.where.path: problem for problem in found}
        judged = {n: Verdict(HERE, said[mutants[n].path].what) for n in group if mutants[n].path in said}
        if len(group) == 1 and not judged:
            table = next((problem for problem in found if problem.where.path.startswith(TABLES)), None)
            judged[group[0]] = Verdict(TABLE if table else ELSEWHERE, str((table or found[0]).where))
        return judged


def check_door(root: Path, folder: Path) -> Door:
    """The door of `make check`, over copies of a repository."""
    shutil.copytree(root, folder / "check", ignore=LEFT_OUT)
    return Door(World(folder / "check"), _copies(folder, "check"), lambda copy: check_all(copy)[1])


def site_door(root: Path, folder: Path) -> Door:
    """The door of the audit, over copies of the site of a small repository."""
    repository = folder / "small"
    shutil.copytree(root, repository, ignore=LEFT_OUT)
    shrink(repository)
    facts, problems = check(repository)
    if facts is None:
        raise FactsError(*problems)
    site = repository / "built" / "site"
    shutil.copytree(build(facts), site)
    copies = [copy / "site" for copy in _copies(folder, "built")]
    return Door(World(site, "site/"), copies, lambda copy: audited(copy, repository))


def caught(door: str, verdict: Verdict) -> bool:
    """Whether an error is caught: by `make check` where a person mends it or at a committed table, by the audit anywhere."""
    return verdict.by in ((HERE, TABLE) if door == CHECK else (HERE, TABLE, ELSEWHERE))


def processes() -> int:
    return min(4, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1)


def _copies(folder: Path, name: str) -> list[Path]:
    return [folder / f"{name}-{number}" for number in range(processes())]


def _packed(mutants: list[Mutant], numbers: list[int], size: int) -> list[list[int]]:
    """Groups of errors of different files; one that other files may feel is alone."""
    groups: list[list[int]] = []
    full: list[list[int]] = []
    for number in numbers:
        paths = {edit.path for edit in mutants[number].edits}
        if any(_WIDE.match(path) for path in paths):
            full.append([number])
            continue
        taken = (group for group in groups if not paths & {edit.path for n in group for edit in mutants[n].edits})
        group = next(taken, None)
        if group is None:
            groups.append(group := [])
        group.append(number)
        if len(group) == size:
            groups.remove(group)
            full.append(group)
    return full + groups


def _side_by_side(door: Door, mutants: list[Mutant], groups: list[list[int]]) -> list[list[Problem] | str]:
    """What is found for each group, in processes that live for one group, so that none learns from another."""
    _AT_HAND[:] = [(door, mutants)]
    context = multiprocessing.get_context("fork")
    with Pool(processes(), maxtasksperchild=1, context=context) as pool:
        results = [pool.apply_async(_found, (group,)) for group in groups]
        for result in results:
            result.wait()
        return [result.get() if result.successful() else "The engine stops with a traceback." for result in results]


_AT_HAND: list[tuple[Door, list[Mutant]]] = []  # what a process is forked with, so that it need not be sent


def _found(group: list[int]) -> list[Problem]:
    [(door, mutants)] = _AT_HAND
    return door.found([mutants[number] for number in group])


def _key(problem: Problem) -> tuple[str, str, str]:
    """A problem whatever line it stands on."""
    return problem.where.path, problem.where.pointer, problem.what
