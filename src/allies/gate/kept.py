"""Kept: what was found once is not looked for again, as long as every file that it came from stays as it is.

Under `.cache/` stand the facts that were found right, what came of each fact file, and what passed the whole gate; each
with a digest of all that it rests on and one of itself, so that it is never stale, and never half of something.
"""

import gc
import hashlib
import os
import pickle  # of our own making, as Python's own __pycache__ is
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

from allies.facts.claims import grouped
from allies.facts.read import Facts, Outcome, read, stamp
from allies.problems import FactsError, Problem

Kept = TypeVar("Kept")
Outcomes = dict[str, tuple[object, Outcome]]  # with the stamps of the files, by their paths
Right = dict[bytes, tuple[str, ...]]  # as in `Facts`, by the keys of files, see `_keys`

CACHE = ".cache"
FACTS, FILES, PASSED = "facts", "files", "passed"  # below it
NAMES = "names.json"  # in schema/: what editors complete, which is no part of any form
FORM = ("schema", "requirements.lock")  # what the outcome of a file comes from, besides the file
READ = ("facts", *FORM)  # what facts come from
HELD = (*READ, "docs", "answers", "mkdocs.yml", "tests/answers.yaml", "tests/bonds.yaml")  # what the gate looks at
ENGINE = Path(__file__).parents[1]
LENGTH = hashlib.blake2b().digest_size
TRIES = 3  # at work for which nobody may write to the files meanwhile
FEW = 30  # changed files up to which it takes less time to read them again than to keep them all anew


@dataclass
class Memory:
    """What one check leaves to the next, for one state of schema/ and of the engine: what came of each file, and in
    which files the rules that look at nothing else found nothing."""

    stamp: Callable[[Path], object] = stamp
    outcomes: Outcomes = field(default_factory=dict)
    right: Right = field(default_factory=dict)
    keys: dict[str, bytes] = field(default_factory=dict)  # those of the last reading, by path

    def read(self, root: Path) -> tuple[Facts | None, list[Problem]]:
        """As `facts.read`, but for what is known from before."""
        facts, problems = read(root, self.outcomes, self.stamp)
        self.keys = dict(_keys(facts, self.outcomes)) if facts else {}
        if facts:
            facts.right.update({path: self.right[key] for path, key in self.keys.items() if key in self.right})
        return facts, problems

    def learn(self, facts: Facts, problems: Iterable[Problem], unprinted: Iterable[str]) -> None:
        """Takes in what all rules found in the facts of the last reading, and which values of theirs are unprinted."""
        wrong = {each.where.path for each in problems}
        bare = grouped((f"facts/{ref.partition('#')[0]}.yaml", ref) for ref in unprinted)
        facts.right.update({path: tuple(bare.get(path, ())) for path in self.keys if path not in wrong})
        self.right |= {self.keys[path]: refs for path, refs in facts.right.items()}


def _keys(facts: Facts, outcomes: Outcomes) -> Iterator[tuple[str, bytes]]:
    """For each file, a digest of what the rules that look at nothing else depend on, see `Rule`."""
    about = (sorted(facts.ids["states"]), sorted(facts.witnesses.state_names.items()), str(facts.edition))
    shared = hashlib.blake2b(repr(about).encode()).digest()
    stamps = {ref: outcomes[document.path][0] for ref, document in facts.documents.items()}
    for ref, document in facts.documents.items():
        named = outcomes[document.path][1].sources
        rests_on = (stamps[ref], [(each, stamps.get(f"sources/{each}")) for each in named])
        yield document.path, hashlib.blake2b(shared + repr(rests_on).encode(), digest_size=16).digest()


@contextmanager
def memory(root: Path) -> Iterator[Memory]:
    """What the last check left, kept for the next one once this one is done."""
    state = _state(root, FORM)
    kept: tuple[Outcomes, Right] = _kept(root, FILES, state) or ({}, {})
    outcomes, right = kept
    found = Memory(lambda path: _content(path) or stamp(path), dict(outcomes), dict(right))
    yield found
    now = {path: found.outcomes[path] for path in found.keys}
    sound = {key: found.right[key] for key in found.keys.values() if key in found.right}
    new = sum(name not in outcomes or outcomes[name][0] != each[0] for name, each in now.items())
    many = max(new, len(sound.keys() - right), len(right.keys() - sound)) > FEW
    if found.keys and many and state == _state(root, FORM):
        _keep(root, FILES, state, (now, sound))


def lend(root: Path, to: Path) -> None:
    """What came of each file here is known in another copy of the repository, too."""
    with suppress(OSError):
        (to / CACHE).mkdir(exist_ok=True)
        shutil.copy(root / CACHE / FILES, to / CACHE)


def checked(root: Path) -> Facts:
    """The facts of a repository, read and checked anew only where they are others than last time. Raises FactsError."""

    def found() -> Facts:
        from allies.gate import check  # here, for it brings pages and the audit along

        with memory(root) as known:
            facts = replace(check.checked(root, known))  # without what was derived on the way
        _ = facts.state_lookup, facts.searches_by_reach, facts.witnesses  # what every question asks for
        return facts

    return _known(root, FACTS, READ, found)


def passed(root: Path) -> str:
    """How much the whole check looked at, made only where anything that it looks at is another than when it last
    passed. Raises FactsError."""

    def found() -> str:
        from allies.gate import check

        with memory(root) as known:
            facts, problems = check.check_all(root, known)
        if facts is None or problems:
            raise FactsError(*problems)
        return f"{len(facts.documents)} fact files, {len(facts.claims)} claims"

    return _known(root, PASSED, HELD, found)


def steady(root: Path, work: Callable[[Facts], Kept]) -> Kept:
    """What comes of work on the checked facts, begun anew where it failed and somebody had written to any of the files
    meanwhile. Raises FactsError."""
    for _ in range(TRIES):
        before = _state(root, HELD)
        try:
            return work(checked(root))
        except FactsError:
            if before == _state(root, HELD):
                raise
    return work(checked(root))


def _known(root: Path, name: str, rests_on: Iterable[str], find: Callable[[], Kept]) -> Kept:
    """What was kept under a name, found anew, and kept, where anything that it rests on is another than then."""
    state = _state(root, rests_on)
    known: Kept | None = _kept(root, name, state)
    if known is None:
        known = find()
        if state == _state(root, rests_on):
            _keep(root, name, state, known)
    return known


def _kept(root: Path, name: str, state: bytes) -> Any | None:
    """What was kept under a name for a state; None where it was for another, or is damaged."""
    with suppress(OSError):
        content = (root / CACHE / name).read_bytes()
        of, digest, packed = content[:LENGTH], content[LENGTH : 2 * LENGTH], memoryview(content)[2 * LENGTH :]
        if state and of == state and digest == hashlib.blake2b(packed).digest():
            return _unpacked(packed)
    return None


def _keep(root: Path, name: str, state: bytes, value: object) -> None:
    """Keeps something for a state; where nothing can be kept, nothing is."""
    new = root / CACHE / f"{name}.{os.getpid()}"  # two commands at once write two files, and the last one stays
    with suppress(OSError):
        packed = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        new.parent.mkdir(exist_ok=True)
        try:
            new.write_bytes(state + hashlib.blake2b(packed).digest() + packed)
            new.replace(root / CACHE / name)
        finally:
            new.unlink(missing_ok=True)


def put(root: Path, path: Path, text: str) -> None:
    """Writes a file whole, so that whoever reads it meanwhile reads what was there or what is there now. Raises
    OSError, about that file."""
    new = root / CACHE / f"{path.name}.{os.getpid()}"  # not beside it, where it would be a stray file
    try:
        new.parent.mkdir(exist_ok=True)
        new.write_text(text, "utf-8")
        new.replace(path)
    except (FileExistsError, NotADirectoryError):  # there is no room to prepare it
        path.write_text(text, "utf-8")
    except OSError as error:
        new.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(path)) from None


def _unpacked(packed: memoryview) -> Any:
    was = gc.isenabled()
    gc.disable()  # nothing in there is garbage, now or later
    try:
        return pickle.loads(packed)  # noqa: S301
    finally:
        gc.freeze()
        if was:
            gc.enable()


def _state(root: Path, names: Iterable[str]) -> bytes:
    """A digest of the engine and of all that stands under these names; empty where not all can be read."""
    where = "" if names is FORM else root  # what came of a file says nothing of where that stands
    found = hashlib.blake2b(f"{sys.version}\0{where}".encode())
    with suppress(OSError):
        for start in (*(str(root / name) for name in names), str(ENGINE)):
            alone = [(start, os.path.isfile(start) and not os.path.islink(start))] * os.path.exists(start)
            for path, plain in _files(start) if os.path.isdir(start) else alone:
                if not plain:
                    return b""  # what leads elsewhere, perhaps to what never ends, is not opened
                with open(path, "rb", buffering=0) as file:
                    content = file.read()
                found.update(f"{path[len(os.path.dirname(start)) :]}\0{len(content)}\0".encode())
                found.update(content)
        return found.digest()
    return b""


def _content(path: Path) -> bytes | None:
    """A digest of what a plain file holds; None for anything else."""
    with suppress(OSError):
        if not path.is_symlink() and path.is_file():
            with open(path, "rb", buffering=0) as file:
                return hashlib.blake2b(file.read(), digest_size=16).digest()
    return None


def _files(folder: str) -> Iterator[tuple[str, bool]]:
    """Every file below a folder, whatever it is called, in order, and whether it is a plain one; not what Python made
    of the engine."""
    for entry in sorted(os.scandir(folder), key=attrgetter("name")):
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path) if entry.name != "__pycache__" else ()
        elif entry.name != NAMES:
            yield entry.path, entry.is_file(follow_symlinks=False)
