"""Changelog: what a reader would notice between two states of the facts, with the reasons that their history gives."""

import html
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from allies.answers.data import because, grounds
from allies.answers.derive import Answer
from allies.answers.phrases import Phrasebook
from allies.facts.claims import STATE
from allies.facts.form import schema_line
from allies.facts.read import Facts
from allies.gate.diff import Change, answers, at, claims
from allies.gate.kept import put

LOG = "CHANGELOG.md"
TITLE = "### From the history of the facts"  # of the part that is written
MANY = 6  # pairs, or values, from which on their number is told
SHOWN = 30  # new files of a kind that are named
LONG = 10  # lines of a list, from which on the file has names alone
_TRAILER = re.compile(r" (?:Sources?|Answers changed): ")  # what belongs below the subject of a commit
Reasons = dict[str, list[str]]  # of the commits that touched a file, by its path


def changelog(now: Facts, revision: str) -> Iterator[str]:
    """The changes since a revision as a section of CHANGELOG.md, in lines. Raises FactsError for a revision that git
    lacks."""
    reasons = _reasons(now.root, revision)
    with at(now.root, revision) as before:
        yield f"## Edition of {now.edition}"
        told = (each for each in claims(before, now) if not each.pointer.endswith(f"#{STATE}"))
        changes = [each for each in told if not isinstance(each.now, dict)]
        yield from _section("Answers changed", _answers(before, now, reasons))
        old, new = ([each for each in changes if (each.was is None) is new] for new in (False, True))
        yield from _section("Corrected", _corrected(now, old, reasons))
        yield from _section("Added", _added(before, now))
        yield from _section("Completed", _completed(before, now, new, reasons))


def record(now: Facts, revision: str) -> Iterator[str]:
    """Writes which answers the edition changed since a revision, and why, to facts/revisions/, from where pages and
    the feed have it; the path of the file, where it changed any."""
    with at(now.root, revision) as before:
        changed = [
            f"  {new.a}-{new.b}: {{was: {old.said}, now: {new.said}, {_how(before, now, old, new)}}}\n"
            for old, new in answers(before, now)
            if old and new
        ]
        text = f'{schema_line("revision")}edition: "{now.edition}"\nsince: "{before.edition}"\nanswers:\n'
    if changed:
        path = f"facts/revisions/{now.edition}.yaml"
        (now.root / path).parent.mkdir(exist_ok=True)
        put(now.root, now.root / path, text + "".join(changed))
        yield path


def _how(before: Facts, now: Facts, old: Answer, new: Answer) -> str:
    """Why an answer changed, with the treaties that were recorded or corrected, or of which a day came."""
    ids = [id for id in (new if new.deciding or new.unclear else old).treaties if id in now.treaties]
    refs = {id: f"treaties/{id}" for id in ids}
    fresh = [id for id in ids if refs[id] not in before.documents]
    data = {id: [facts.documents[refs[id]].data for facts in (before, now)] for id in ids if id not in fresh}
    other = [id for id, (old_data, new_data) in data.items() if old_data != new_data]
    came = ids if before.edition != now.edition else []
    how, found = next(
        (each for each in (("recorded", fresh), ("corrected", other), ("time", came)) if each[1]), ("other", [])
    )
    return f"how: {how}" + (f", because: [{', '.join(found)}]" if found else "")


def write(root: Path, lines: Iterable[str]) -> None:
    """Puts the section of an edition into CHANGELOG.md: below what stands there by hand, in the place of what was
    written before. A list that is long there names alone what it is about."""
    heading, *rest = _shortened(lines)
    part = "\n".join([TITLE, *(f"#{line}" if line.startswith("#") else line for line in rest)])
    head, *editions = re.split(r"^(?=## )", (root / LOG).read_text("utf-8"), flags=re.MULTILINE)
    if not editions or editions[0].partition("\n")[0] != heading:
        editions.insert(0, f"{heading}\n\n")
    by_hand = re.sub(rf"^{TITLE}$.*?(?=^### |\Z)", "", editions[0], flags=re.MULTILINE | re.DOTALL)
    editions[0] = f"{by_hand.rstrip()}\n\n{part}\n\n"
    put(root, root / LOG, f"{head}{''.join(editions)}".rstrip() + "\n")


def _shortened(lines: Iterable[str]) -> Iterator[str]:
    for listed, group in groupby(lines, lambda line: line.startswith("- ")):
        each = list(group)
        names = [line.split("**")[1] for line in each if "**" in line]
        yield from [f"- {'; '.join(names)}."] if listed and len(each) > LONG else each


def named(facts: Facts, file: str) -> str:
    """What a fact file is about, in words."""
    folder, _, id = file.partition("/")
    each = getattr(facts, folder)[id.upper() if folder == "states" else id]
    if folder == "relations":
        return " and ".join(str(facts.states[code].name) for code in each.states)
    return str(each.name if folder == "states" else each.short)


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    found = list(lines)
    yield from ("", f"### {title}", "", *found) if found else ()


def _answers(before: Facts, now: Facts, reasons: Reasons) -> Iterator[str]:
    """The pairs whose answer of the edition's day is another one; those that changed alike and for the same treaties
    together."""
    phrases, alike = Phrasebook.read(now.root), defaultdict[tuple[str, str, str], list[Answer]](list)
    for old, new in answers(before, now):
        if new:
            was = phrases.plain(f"verdict/{old.said}") if old else "no answer"
            why = grounds(new if new.deciding or new.unclear or old is None else old)
            alike[was, phrases.plain(f"verdict/{new.said}"), why].append(new)
    for (was, verdict, why), group in sorted(alike.items()):
        pairs = [" and ".join(phrases.called(now.states[code]) for code in (each.a, each.b)) for each in group]
        told = "; ".join(pairs[:MANY]) + (f" and {len(pairs) - MANY} more pairs" if len(pairs) > MANY else "")
        files = [f"treaties/{part.partition(':')[0]}" for part in why.split()]
        yield f"- **{told}**: from “{was}” to “{verdict}”. {because(now, group[0], phrases)}{_why(files, reasons)}"


def _place(change: Change) -> str:
    return change.pointer[1:].replace("/", " ")


def _corrected(now: Facts, changes: list[Change], reasons: Reasons) -> Iterator[str]:
    """The values that are others, or gone, file by file."""
    for file, group in groupby(changes, attrgetter("file")):
        if file not in now.documents:
            yield f"- **{file}** is no more.{_why([file], reasons)}"
            continue
        told = [
            f"{_place(each)}: {each.now}, not {each.was}" if each.now is not None else f"{_place(each)} is gone"
            for each in group
            if not isinstance(each.was, dict)
        ]
        if told:
            yield f"- **{named(now, file)}**: {_list(told)}.{_why([file], reasons)}"


def _added(before: Facts, now: Facts) -> Iterator[str]:
    """New files, by their folder."""
    fresh = sorted(now.documents.keys() - before.documents.keys())
    for folder, files in groupby(fresh, lambda file: file.partition("/")[0]):
        if folder not in ("sources", "revisions"):
            yield f"- **{folder}**: {_list([named(now, file) for file in files], SHOWN)}."


def _completed(before: Facts, now: Facts, changes: list[Change], reasons: Reasons) -> Iterator[str]:
    """New values in files that were there."""
    for file, group in groupby(changes, attrgetter("file")):
        if file in before.documents:
            yield f"- **{named(now, file)}**: {_list([_place(each) for each in group])}.{_why([file], reasons)}"


def _list(told: list[str], most: int = MANY) -> str:
    return "; ".join(told[:most]) + (f" and {len(told) - most} more" if len(told) > most else "")


def _why(files: list[str], reasons: Reasons) -> str:
    """The reasons that the history of some files gives."""
    said = list(dict.fromkeys(reason for file in files for reason in reasons.get(f"facts/{file}.yaml", [])))
    return f" ({'; '.join(said[:3])})" if said else ""


def _reasons(root: Path, revision: str) -> Reasons:
    """The subjects of the commits since a revision, by the files that they touched."""
    asked = ["git", "-C", str(root), "log", "--format=%x00%s", "--name-only", f"{revision}..", "--", "facts"]
    log = subprocess.run(asked, capture_output=True, text=True, encoding="utf-8", errors="replace").stdout
    found: Reasons = defaultdict(list)
    for entry in log.split("\0")[1:]:
        subject, *files = entry.splitlines()
        for file in filter(None, files):
            found[file].append(html.escape(_TRAILER.split(subject)[0], quote=False))
    return found
