"""Reviewed: what each page pulls in, and what each phrase says, is what docs/phrases/reviewed.txt lists, in this order.

A call exchanged for another, or a phrase turned into its opposite, reads as well as before; so it is refused until
somebody lists it with `allies prose --write`, and shows in the difference.
"""

import difflib
import re
from itertools import chain
from pathlib import Path

from allies.answers.phrases import FOLDER
from allies.load import load
from allies.problems import Location, Problem, coded

LIST = f"{FOLDER}/reviewed.txt"
HEAD = (
    "# What each page pulls in, and what each phrase says, reviewed; "
    "`allies prose --write` lists it anew, and shows what changed."
)
_CALL = re.compile(r"\{\{\s*(.*?)\s*\}\}|\{%\s*(.*?)\s*%\}", re.DOTALL)
Lines = dict[str, list[tuple[int, str]]]  # by file: the line and the text of each call or phrase


def present(root: Path) -> Lines:
    """What the pages and the phrasebooks have now."""
    pages = sorted(path for path in (root / "docs").rglob("*.md") if not path.is_symlink())
    found = {path.relative_to(root).as_posix(): _calls(path.read_text("utf-8")) for path in pages}
    books = sorted((root / FOLDER).glob("*.yaml"))
    found |= {path.relative_to(root).as_posix(): _phrases(path) for path in books}
    return {name: lines for name, lines in found.items() if lines}


def listed(root: Path) -> Lines:
    """What was reviewed."""
    found: Lines = {}
    lines = (root / LIST).read_text("utf-8").splitlines() if (root / LIST).is_file() else []
    for number, line in enumerate(lines, 1):
        if line.startswith("  "):
            found[list(found)[-1]].append((number, line.strip()))
        elif line and not line.startswith("#"):
            found[line] = []
    return found


def text(root: Path, lines: Lines | None = None) -> str:
    """The list as it would be written now, or with other lines."""
    found = present(root) if lines is None else lines
    blocks = [[name, *(f"  {said}" for _, said in lines)] for name, lines in found.items()]
    return "\n".join([HEAD, *(line for block in blocks for line in block)]) + "\n"


def changes(root: Path) -> tuple[list[str], list[str]]:
    """What is not listed in its place, and what is listed and gone."""
    now, before = text(root).splitlines()[1:], text(root, listed(root)).splitlines()[1:]
    told = list(difflib.ndiff(before, now))
    return [line[2:].strip() for line in told if line[0] == "+"], [line[2:].strip() for line in told if line[0] == "-"]


def problems(root: Path) -> list[Problem]:
    """Each call and phrase that is not the one reviewed in its place, and each one reviewed that is gone."""
    now, before = present(root), listed(root)
    told = (_differences(name, before.get(name, []), now.get(name, [])) for name in now | before)
    return [*coded("not-reviewed", chain.from_iterable(told))]


def _differences(name: str, before: list[tuple[int, str]], now: list[tuple[int, str]]) -> list[Problem]:
    found = []
    old, new = [said for _, said in before], [said for _, said in now]
    for _, i, j, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if old[i:j] != new[start:end]:
            where = Location(name, now[min(start, len(now) - 1)][0]) if now else Location(LIST, before[i][0])
            said = f"has {_quoted(new[start:end])}" if start < end else "lacks something"
            what = f"This place {said}; what was reviewed here is {_quoted(old[i:j]) if i < j else 'nothing'}."
            found.append(
                Problem(where=where, what=what, mend="Read it once more, then list it with `allies prose --write`.")
            )
    return found


def _quoted(said: list[str]) -> str:
    return ", ".join(map(repr, said[:2])) + (f" and {len(said) - 2} more" if len(said) > 2 else "")


def _calls(page: str) -> list[tuple[int, str]]:
    """The calls of a page, with their lines."""
    return [
        (page.count("\n", 0, each.start()) + 1, " ".join((each[1] or each[2]).split())) for each in _CALL.finditer(page)
    ]


def _phrases(path: Path) -> list[tuple[int, str]]:
    """The phrases of a phrasebook, with their lines; none where it cannot be read, which is a problem of its own."""
    document, unread = load(path.read_bytes(), path.as_posix())
    if document is None or unread:
        return []
    return [
        (document.at(f"/{section}/{key}").line, f"{section}/{key}: {' '.join(str(said).split())}")
        for section, phrases in document.data.items()
        for key, said in (phrases.items() if isinstance(phrases, dict) else ())
    ]
