"""Diff: what a change alters for readers, in plain words: answers, claims, pages."""

import io
import shutil
import subprocess
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from allies.answers import derive
from allies.answers.data import because, sentence
from allies.answers.derive import Answer
from allies.answers.phrases import Phrasebook
from allies.facts.read import Facts
from allies.gate import kept
from allies.pages import write as pages
from allies.pages.plan import Plan
from allies.problems import FactsError, Location, Problem

SHOWN = 20  # pages listed by their addresses; of the others, the number by folder


class Change(NamedTuple):
    """A claim that is another than it was: its file, its place there, and both values; None, where there is none."""

    file: str
    pointer: str
    was: Any
    now: Any

    def __str__(self) -> str:
        was, now = _plain(self.was), _plain(self.now)
        said = f"{was!r} → {now!r}" if was is not None else f"{now!r} is new"
        return f"{self.file}#{self.pointer}: {said if now is not None else f'{was!r} is gone'}"


def diff(now: Facts, revision: str) -> Iterator[str]:
    """What differs between a revision and the working tree, in lines. Raises FactsError for a revision that git
    lacks."""
    with at(now.root, revision) as before:
        yield from told("Answers changed", _answers(before, now), "No answer changes.")
        changed = (str(each) for each in claims(before, now) if _plain(each.was) != _plain(each.now))
        yield from told("Claims changed", changed, "No claim changes.")
        plans = Plan(before), Plan(now)
        yield from told("Addresses moved", _moved(*plans), "No address moves.")
        yield from told("Pages changed", _pages(*plans), "No page changes.", most=SHOWN)


@contextmanager
def at(root: Path, revision: str) -> Iterator[Facts]:
    """The facts as they were at a revision, for as long as their files are needed. Raises FactsError."""
    with tempfile.TemporaryDirectory() as folder:
        _extract(root, revision, Path(folder))
        for schema in (root / "schema").glob("*.schema.json"):  # of kinds of facts that there were not yet
            if not (Path(folder) / "schema" / schema.name).exists():
                shutil.copy(schema, Path(folder) / "schema")
        kept.lend(root, Path(folder))
        with kept.memory(Path(folder)) as known:
            facts, problems = known.read(Path(folder))
        if facts is None:
            raise FactsError(*problems)
        yield facts


def answers(before: Facts, now: Facts) -> Iterator[tuple[Answer | None, Answer | None]]:
    """What was answered for two states, each by the facts of its edition, and what is, where that is another; None,
    where one of the two did not exist."""
    then = {(each.a, each.b): each for each in derive.answers(before, before.edition)}
    for each in derive.answers(now, now.edition):
        old = then.pop((each.a, each.b), None)
        if old is None or old.said != each.said:
            yield old, each
    yield from ((old, None) for old in then.values())


def claims(before: Facts, now: Facts) -> Iterator[Change]:
    """The claims that are others, in the order of their refs."""
    old, new = ({ref: claim.value for ref, claim in facts.claims.items()} for facts in (before, now))
    for ref in sorted(old.keys() | new.keys()):
        file, _, pointer = ref.partition("#")
        if old.get(ref) != new.get(ref):
            yield Change(file, pointer, old.get(ref), new.get(ref))


def _plain(value: Any) -> Any:
    """A value as it is told: of a mapping, such as that of the parties, the keys, with what stands there in a word."""
    if not isinstance(value, dict):
        return value
    words = {key: " ".join(each) if isinstance(each, list) else each for key, each in value.items()}
    return ", ".join(key if isinstance(each, dict) else f"{key} {each}" for key, each in words.items())


def told(title: str, found: Iterable[str], nothing: str, most: int | None = None) -> Iterator[str]:
    """A list under its title and number, or that there is nothing; of those beyond `most`, the number by folder."""
    lines = list(found)
    yield f"{title}: {len(lines)}" if lines else nothing
    yield from (f"  {line}" for line in lines[:most])
    if most and len(lines) > most:
        rest = Counter(line.partition("/")[0] for line in lines[most:])
        yield f"  and {', '.join(f'{number} more of {folder}/' for folder, number in sorted(rest.items()))}"


def _answers(before: Facts, now: Facts) -> Iterator[str]:
    phrases = Phrasebook.read(now.root)
    for old, new in answers(before, now):
        if new:
            said = f"{sentence(now, new, phrases)} {because(now, new, phrases)}"
            yield f"{new.a}–{new.b}: {old.said if old else 'no answer'} → {new.said}. {said}"
        elif old:
            yield f"{old.a}–{old.b}: no answer any more"


def _moved(old: Plan, new: Plan) -> Iterator[str]:
    """Every address of a state, pair, treaty or organization where nothing stands any more, and what does instead."""
    then, there = old.addresses, new.addresses
    for thing, address in then.items():
        if there.get(thing) != address:
            led = "" if address in new.moved else ", and nothing leads on"
            yield f"{address} → {there[thing]}{led}" if thing in there else f"{address} is gone"


def _pages(old: Plan, new: Plan) -> Iterator[str]:
    """Pages that somebody wrote are compared as readers see them; those made from facts, by these facts."""
    before, now = old.facts, new.facts
    earlier = {each.path: each for each in pages.authored(old)}
    for each in pages.authored(new):
        was = earlier.pop(each.path, None)
        if was is None or _finished(was, old) != pages.finished(each, new):
            yield each.path
    yield from (f"{path} (gone)" for path in earlier)
    changed = {ref for ref in before.documents.keys() | now.documents.keys() if _data(before, ref) != _data(now, ref)}
    for ref in sorted(changed):
        if ref.split("/")[0] in ("states", "treaties", "organizations"):
            yield (new if ref in now.documents else old).page(ref) or ref
    for pair, address in new.pairs.items():
        if pair not in old.pairs or old.answers[pair] != new.answers[pair]:
            yield address


def _finished(page: pages.Page, plan: Plan) -> str | None:
    """The page as it was; None where today's engine needs a phrase that the revision lacks."""
    try:
        return pages.finished(page, plan)
    except FactsError:
        return None


def _data(facts: Facts, ref: str) -> object:
    return facts.documents[ref].data if ref in facts.documents else None


def _extract(root: Path, revision: str, target: Path) -> None:
    """The files of a revision."""
    result = subprocess.run(["git", "-C", str(root), "archive", revision], capture_output=True)
    if result.returncode:
        what = result.stderr.decode(errors="replace").strip().splitlines()[-1]
        raise FactsError(
            Problem(
                where=Location("."),
                what=f"git cannot give the revision {revision!r}: {what}.",
                mend="Name a commit, branch or tag of this repository, as in: allies diff HEAD.",
            )
        )
    with tarfile.open(fileobj=io.BytesIO(result.stdout)) as archive:
        archive.extractall(target, filter="data")
