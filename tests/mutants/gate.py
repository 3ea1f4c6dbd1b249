"""Gate: the two doors that an error has to pass, and how thousands of errors are tried at them within minutes.

`make check` is asked over a copy of the repository, the audit over the site of a small one. Of each error the quick way
asks first what the door says of the changed file alone; only where that is nothing, the whole door is asked. As a rule
says the same of a fact whether or not others are asked as well, both ways come to one verdict; `--unabridged` goes
without the first.
"""

import gc
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from allies import parallel, rules
from allies.audit import Examiner
from allies.audit.raw import read_facts
from allies.facts.read import Facts, Outcome, read
from allies.gate import expected, phrases, prose
from allies.gate.check import check, check_all
from allies.gate.kept import Memory
from allies.problems import FactsError, Problem
from allies.site.build import audited, build

from .small import shrink
from .world import Mutant, World, apply, restore

CHECK, SITE = "check", "site"
TABLES = ("answers/", "tests/", prose.LIST)  # committed beside the facts: a problem there counts, too
LEFT_OUT = shutil.ignore_patterns(".*", "site", "__pycache__", "bench")
HERE, TABLE, ELSEWHERE, CRASH = "at its file", "at table", "elsewhere", "traceback"
PLACES = (HERE, TABLE, ELSEWHERE)  # the nearest first


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an error: where a problem was found, if any, and what it says."""

    by: str | None = None
    what: str = ""

    @property
    def caught(self) -> bool:
        """Whether the door stays shut, with a message."""
        return self.by in PLACES


def _nearer(said: Verdict, problem: Problem, mutant: Mutant) -> Verdict:
    """What is said nearest to where the error was planted."""
    path = problem.where.path
    by = HERE if path == mutant.path else TABLE if path.startswith(TABLES) else ELSEWHERE
    nearer = not said.by or PLACES.index(by) < PLACES.index(said.by)
    return Verdict(by, f"{problem.where} {problem.what}") if nearer else said


class Door:
    """A door, with a copy of what it guards for each process. Raises FactsError where something is wrong before any
    error."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._copies: dict[int, Path] = {}
        if problems := self.whole(world.root):
            raise FactsError(*problems)

    def verdicts(self, mutants: list[Mutant], unabridged: bool = False) -> list[Verdict]:
        """What becomes of each error, several tried side by side."""
        self.unabridged = unabridged
        return parallel.each(self._verdict, mutants, least=2)

    def quick(self, copy: Path, mutant: Mutant) -> Iterator[Problem]:
        """What the door says of the changed files."""
        raise NotImplementedError

    def whole(self, copy: Path) -> list[Problem]:
        """All that the door says."""
        raise NotImplementedError

    def _verdict(self, mutant: Mutant) -> Verdict:
        copy = self._copy()
        touched = apply(copy, mutant, self.world.prefix)
        try:
            with mock.patch.object(parallel, "processors", return_value=1):  # errors are what is tried side by side
                return self._judged(copy, mutant)
        except Exception as error:
            return Verdict(CRASH, repr(error))
        finally:
            restore(touched, copy, self.world.root)

    def _judged(self, copy: Path, mutant: Mutant) -> Verdict:
        said = Verdict()
        for problem in self.quick(copy, mutant) if not self.unabridged else ():
            said = _nearer(said, problem, mutant)
            if said.by == HERE:
                return said
        if not said.by:
            for problem in self.whole(copy):
                said = _nearer(said, problem, mutant)
        return said

    def _copy(self) -> Path:
        """This process's own copy: links to the files of the world, each of which an error exchanges for another
        file."""
        number = os.getpid()
        if number not in self._copies:
            self._copies[number] = self.world.root.parent / f"copy-{number}" / self.world.root.name
            shutil.copytree(self.world.root, self._copies[number], copy_function=os.link)
            self.settle(self._copies[number])
            gc.freeze()  # what is here by now stays, and need not be looked through for garbage time after time
        return self._copies[number]

    def settle(self, copy: Path) -> None:
        """Whatever a process needs besides its copy."""


class CheckDoor(Door):
    """The door of `make check`, over copies of a repository."""

    def __init__(self, root: Path, folder: Path) -> None:
        shutil.copytree(root, folder / "repository", ignore=LEFT_OUT)
        self.outcomes: dict[str, tuple[object, Outcome]] = {}
        read(folder / "repository", self.outcomes)
        super().__init__(World(folder / "repository"))

    def whole(self, copy: Path) -> list[Problem]:
        return check_all(copy, Memory(outcomes=dict(self.outcomes)))[1]

    def settle(self, copy: Path) -> None:
        self.facts, _ = read(copy, dict(self.outcomes))

    def quick(self, copy: Path, mutant: Mutant) -> Iterator[Problem]:
        paths = {edit.path for edit in mutant.edits}
        facts: Facts | None = self.facts
        if any(path.startswith(("facts/", "schema/")) for path in paths):
            facts, problems = read(copy, dict(self.outcomes))
            yield from problems
        if facts is None:
            return
        if facts is not self.facts:
            yield from _of_files(facts, paths)
            rest = rules.problems(facts)
            yield from rest
            if rest or problems:
                return
        texts = [*prose.problems(copy, prose.names(facts)), *phrases.problems(copy, facts)]
        yield from texts or expected.problems(facts) or prose.unreviewed(copy)


class SiteDoor(Door):
    """The door of the audit, over copies of the site of a small repository."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.repository = folder / "small"
        shutil.copytree(root, self.repository, ignore=LEFT_OUT)
        shrink(self.repository)
        facts, problems = check(self.repository)
        if facts is None:
            raise FactsError(*problems)
        site = folder / "built" / "site"
        shutil.copytree(build(facts), site)
        super().__init__(World(site, "site/"))
        self.settle(site)
        self.examined = {path.relative_to(site): self.examiner.examine(path) for path in site.rglob("*.html")}

    def whole(self, copy: Path) -> list[Problem]:
        return audited(copy, self.repository)

    def settle(self, copy: Path) -> None:
        self.examiner = Examiner(copy, self.repository, read_facts(self.repository)[0])

    def quick(self, copy: Path, mutant: Mutant) -> Iterator[Problem]:
        paths = [Path(edit.path.removeprefix(self.world.prefix)) for edit in mutant.edits]
        present = [path for path in paths if (copy / path).exists()]
        same = (
            len(present) == sum((self.world.root / path).exists() for path in paths) and Path("index.html") not in paths
        )
        examiner = self.examiner if same else Examiner(copy, self.repository, self.examiner.raw)
        pages = {path: each for path, each in self.examined.items() if path not in paths}
        pages = {path: examiner.examine(copy / path) for path in present if path.suffix == ".html"} | pages
        yield from examiner.judged(pages.values())


DOORS: dict[str, type[Any]] = {CHECK: CheckDoor, SITE: SiteDoor}


def _of_files(facts: Facts, paths: set[str]) -> Iterator[Problem]:
    """What the rules say of the facts in some files."""
    mine = {
        rule.over: [each for each in rule.subjects(facts) if _place(rule.over, each) in paths] for rule in rules.RULES
    }
    for rule in rules.RULES:
        for subject in mine[rule.over]:
            yield from rule.check(subject, facts)


def _place(over: str, subject: Any) -> str:
    if over == "claims":
        return subject.document.path
    return subject.path if over == "documents" else f"facts/{over}/{subject.id}.yaml"
