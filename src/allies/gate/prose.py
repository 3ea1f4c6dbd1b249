"""Prose: what is written by hand is what docs/phrases/prose.txt lists, piece by piece, in this order.

A piece is a sentence, a call by which a page pulls something in, or a phrase. A sentence is a line of a page, a cell of
its tables, the title and description at its head, a title in mkdocs.yml, or the docstring of a rule, and says nothing
that only a fact may say; where a fact is pulled in, its pointer stands in braces. So what is exchanged, or turned into
its opposite, reads as well as before, and is refused until somebody lists it with `allies prose --write`.
"""

import difflib
import inspect
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from allies.answers.phrases import FOLDER
from allies.facts.read import Facts, names_of
from allies.facts.readings import is_month, number_readings
from allies.gate.kept import put
from allies.load import load, read, steps
from allies.pages import write as pages
from allies.pages.sandbox import CALL
from allies.problems import FactsError, Location, Problem
from allies.rules import RULES
from allies.rules.registry import TABLE as KINDS

LIST = f"{FOLDER}/prose.txt"
HEAD = "# What is written by hand, reviewed; `allies prose --write` lists it anew, and shows what changed."
LONGEST_NAME = 12  # words
ENGINE = KINDS.parents[2]  # where src/ stands
Names = set[tuple[str, ...]]  # each as its words
Piece = tuple[int, str]  # its line and its text
Pieces = dict[str, list[Piece]]  # by file, in order

_POINTED = re.compile(r'(?:fact|text|name)\("([^"]+)".*\)')
_MARKUP = [
    (re.compile(r"<!--.*?-->|<[^>]*>"), ""),  # elements
    (re.compile(r"\{:?\s*[.#][^}]*\}"), ""),  # attributes of a link or heading
    (re.compile(r"!?\[([^\]]*)\]\([^)]*\)"), r"\1"),  # links
    (re.compile(r"^\s*(?:#{1,6}|[-*+]|\d+\.|>)\s+"), ""),  # headings and items
    (re.compile(r"\*\*|__|`|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)"), ""),  # emphasis and code
]
_SETTINGS = ("site_name", "site_description", "copyright")
_TOKEN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")


def present(root: Path) -> Pieces:
    """What is written by hand now."""
    found: Pieces = {}
    for path in sorted((root / "docs").rglob("*.md")):
        if not path.is_symlink():
            text = path.read_text("utf-8")
            found[path.relative_to(root).as_posix()] = sorted(
                [*_sentences(text), *_calls(text)], key=lambda each: each[0]
            )
    found[pages.SETTINGS] = list(_of_settings(root))
    for rule in RULES:
        path, (_, line) = Path(inspect.getsourcefile(rule.check) or ""), inspect.getsourcelines(rule.check)
        found.setdefault(path.resolve().relative_to(ENGINE).as_posix(), []).append((line + 2, rule.text))
    found[KINDS.relative_to(ENGINE).as_posix()] = list(_of_kinds())
    for path in sorted((root / FOLDER).glob("*.yaml")):
        found[path.relative_to(root).as_posix()] = list(_phrases(path))
    return {name: pieces for name, pieces in found.items() if pieces}


def listed(root: Path) -> Pieces:
    """What was reviewed."""
    found: Pieces = {}
    lines = (root / LIST).read_text("utf-8").splitlines() if (root / LIST).is_file() else []
    for number, line in enumerate(lines, 1):
        if line.startswith("  "):
            found[list(found)[-1]].append((number, line[2:]))
        elif line and not line.startswith("#"):
            found[line] = []
    return found


def text(found: Pieces) -> str:
    """A list as it is written."""
    blocks = ([name, *(f"  {said}" for _, said in pieces)] for name, pieces in found.items())
    return "\n".join([HEAD, *chain.from_iterable(blocks)]) + "\n"


def changes(root: Path) -> tuple[list[str], list[str]]:
    """What is not listed in its place, and what is listed and gone."""
    told = list(difflib.ndiff(text(listed(root)).splitlines(), text(present(root)).splitlines()))
    came, went = ([line[2:].strip() for line in told if line[0] == sign] for sign in "+-")
    return came, went


def write(root: Path) -> tuple[list[str], list[str]]:
    """Lists what is written by hand as it is now; returns what came and what went."""
    changed = changes(root)
    put(root, root / LIST, text(present(root)))
    return changed


def problems(root: Path, names: Names) -> list[Problem]:
    """What cannot be read, or else the sentences that hold what only a fact may say: a number, a month, a name."""
    if unread := list(_unread(root)):
        return unread
    found = ((name, pieces) for name, pieces in present(root).items() if not name.startswith(FOLDER))
    sentences = {said: Location(name, line) for name, pieces in found for line, said in pieces if not CALL.match(said)}
    return [problem for said, where in sentences.items() for problem in _of_facts(said, where, names)]


def unreviewed(root: Path) -> list[Problem]:
    """Each piece that is not the one reviewed in its place, and each one reviewed that is gone."""
    if any(_unread(root)):
        return []
    now, before = present(root), listed(root)
    return [*chain.from_iterable(_differences(name, before.get(name, []), now.get(name, [])) for name in now | before)]


def of_facts(text: str, names: Names) -> Iterator[str]:
    """What a sentence says that only a fact may say, its slots left out."""
    bare = re.sub(r"\{[^}]*\}", " ", text)
    if numbers := number_readings(bare, "en"):
        yield f"the number {numbers[0]}"
    words = _TOKEN.findall(bare)
    yield from (f"the month {word!r}" for word in words if is_month(word, "en"))
    for start in range(len(words)):
        for end in range(start + 1, min(start + LONGEST_NAME, len(words)) + 1):
            if tuple(words[start:end]) in names:
                yield f"the name {' '.join(words[start:end])!r}"


def names(facts: Facts) -> Names:
    """Every name that the facts know, as words: of states in all languages, of organizations and of treaties."""
    found: list[Iterable[str | None]] = []
    for state in facts.states.values():
        found += [names_of(state), [state.with_article, state.adjective]]
    for body in facts.organizations.values():
        found += [body.name.all, [body.abbreviation], body.aliases]
    for treaty in facts.treaties.values():
        found += [[treaty.title, *treaty.also_known_as]]
    return {tuple(_TOKEN.findall(name)) for group in found for name in group if name} - {()}


def _unread(root: Path) -> Iterator[Problem]:
    """The settings, and the pages, that cannot be read or hold what no page may, and pages that are none."""
    _, wrong = read(root / pages.SETTINGS, pages.SETTINGS)
    yield from wrong
    for path in sorted((root / "docs").rglob("*")):
        if path.is_symlink():
            where, what = Location(path.relative_to(root).as_posix()), "A symbolic link stands among the pages."
            yield Problem(where=where, what=what, mend="Put the file itself here.", code="page-unreadable")
        elif path.suffix == ".md":
            try:
                pages.written(root, path.relative_to(root / "docs").as_posix())
            except FactsError as error:
                yield from error.problems


def _sentences(page: str) -> Iterator[Piece]:
    """The sentences of one page."""
    fenced = in_head = False
    for number, line in enumerate(page.splitlines(), 1):
        fenced ^= line.lstrip().startswith("```")
        in_head = line == "---" if number == 1 else in_head and line != "---"
        if in_head or line == "---":
            said = re.sub(r"^(?:title|description): ", "", line)
            yield from [(number, said.strip("\"'"))] if said != line else []
        elif not fenced and not line.startswith(("```", "{%", "|---")):
            cells = line.strip("| ").split("|") if line.startswith("|") else [line]
            yield from ((number, said) for cell in cells if (said := _plain(cell)))


def _calls(page: str) -> Iterator[Piece]:
    """The calls of one page."""
    return ((page.count("\n", 0, each.start()) + 1, " ".join(each[0].split())) for each in CALL.finditer(page))


def _of_settings(root: Path) -> Iterator[Piece]:
    """The titles and texts of mkdocs.yml that readers see."""
    settings, _ = read(root / pages.SETTINGS, pages.SETTINGS)
    texts = {f"/{key}": settings.data.get(key, "") for key in _SETTINGS} if settings else {}
    for pointer, line in settings.lines.items() if settings else ():
        title = steps(pointer)[-1] if pointer.startswith("/nav/") else ""
        pieces = (" ".join(piece.split()) for piece in re.split(r"<[^>]*>", texts.get(pointer, title)))
        yield from ((line, piece) for piece in pieces if re.search(r"\w", piece) and not piece.isdecimal())


def _of_kinds() -> Iterator[Piece]:
    """What the page on problems shows of each kind; a rule's docstring is counted already."""
    table, _ = read(KINDS, KINDS.name)
    assert table is not None  # noqa: S101 the engine's own, and held by a test
    for pointer, _, said in table.values:
        yield from ((table.lines[pointer], each) for each in (steps(pointer)[0], said))


def _phrases(path: Path) -> Iterator[Piece]:
    """The phrases of a phrasebook; none where it cannot be read, which is a problem of its own."""
    document, unread = load(path.read_bytes(), path.as_posix())
    if document and not unread:
        yield from ((document.lines[at], f"{at[1:]}: {' '.join(str(said).split())}") for at, _, said in document.values)


def _plain(line: str) -> str:
    """A line of Markdown as readers see it, with the pointers of the facts pulled in; nothing where it only calls."""
    text = CALL.sub(_slot, line)
    for pattern, instead in _MARKUP:
        text = pattern.sub(instead, text)
    text = " ".join(text.split())
    return text if re.search(r"[^\W\d_]", re.sub(r"\{[^}]*\}", "", text)) else ""


def _slot(call: re.Match[str]) -> str:
    said = call[1] or ""
    pointed = _POINTED.fullmatch(said)
    return f"{{{pointed[1] if pointed else said}}}"


def _differences(name: str, before: list[Piece], now: list[Piece]) -> Iterator[Problem]:
    old, new = [said for _, said in before], [said for _, said in now]
    for _, i, j, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if old[i:j] != new[start:end]:
            where = Location(name, now[min(start, len(now) - 1)][0]) if now else Location(LIST, before[i][0])
            said = f"has {_quoted(new[start:end])}" if start < end else "lacks something"
            what = f"This place {said}; what was reviewed here is {_quoted(old[i:j]) if i < j else 'nothing'}."
            mend = "Read it once more, then list it with `allies prose --write`."
            yield Problem(where=where, what=what, mend=mend, code="not-reviewed")


def _quoted(said: list[str]) -> str:
    return ", ".join(map(repr, said[:2])) + (f" and {len(said) - 2} more" if len(said) > 2 else "")


def _of_facts(text: str, where: Location, names: Names) -> Iterator[Problem]:
    for said in dict.fromkeys(of_facts(text, names)):
        what = f"The sentence {text!r} holds {said}; that comes from a fact."
        mend = 'Pull it in, as in {{ fact("treaties/rio-treaty#/signed") }}, or say it without.'
        yield Problem(where=where, what=what, mend=mend, code="prose-typed")
