"""Prose: every hand-written sentence is listed in docs/phrases/prose.txt, and says nothing that only a fact may say.

A sentence is a line of a page, a cell of its tables, the title and description at its head, a title in mkdocs.yml, or
the docstring of a rule. Where a fact is pulled in, its pointer stands in braces, so that another pointer is another
sentence.
"""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import yaml

from allies.facts.read import Facts, names_of
from allies.facts.readings import is_month, number_readings
from allies.gate import reviewed
from allies.gate.kept import put
from allies.load import load
from allies.problems import Location, Problem, coded
from allies.rules import RULES
from allies.rules.registry import TABLE as KINDS

LIST = "docs/phrases/prose.txt"
HEAD = (
    "# Every hand-written sentence of the site, reviewed; `allies prose --write` adds and drops lines, and shows them."
)
LONGEST_NAME = 12  # words
Names = set[tuple[str, ...]]  # each as its words

_CALL = re.compile(r"\{\{\s*(.*?)\s*\}\}")
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


@dataclass(frozen=True, order=True)
class Sentence:
    """A sentence as the list has it, and where it stands."""

    where: Location
    text: str


def sentences(root: Path) -> list[Sentence]:
    """Every hand-written sentence of the site, in the order of the files."""
    pages = [path for path in sorted((root / "docs").rglob("*.md")) if not path.is_symlink()]
    found = [each for path in pages for each in _of_page(path, root)]
    found += list(_of_settings(root))
    return found + [each for rule in RULES for each in _of_rule(rule.check)] + list(_of_kinds())


def listed(root: Path) -> dict[str, Location]:
    """The reviewed sentences, each with its line."""
    path = root / LIST
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    return {line: Location(LIST, number) for number, line in enumerate(lines, 1) if line and not line.startswith("# ")}


def changes(root: Path) -> tuple[list[str], list[str]]:
    """The sentences, calls and phrases that are not listed, and the listed ones that no page has any more."""
    now, before = {each.text for each in sentences(root)}, listed(root)
    came, went = reviewed.changes(root)
    return [*sorted(now - before.keys()), *came], [*sorted(before.keys() - now), *went]


def write(root: Path) -> tuple[list[str], list[str]]:
    """Lists the sentences, calls and phrases as they are now; returns what came and what went."""
    changed = changes(root)
    put(root, root / reviewed.LIST, reviewed.text(root))
    put(root, root / LIST, "\n".join([HEAD, *sorted({each.text for each in sentences(root)})]) + "\n")
    return changed


def problems(root: Path, names: Names) -> list[Problem]:
    """What is not listed, is listed and gone, or holds what only a fact may say: a number, a month, a name."""
    if unread := list(coded("page-unreadable", _unread(root))):
        return unread
    known, present = listed(root), sentences(root)
    found = [_unlisted(each) for each in present if each.text not in known]
    found += [_gone(text, where) for text, where in known.items() if text not in {each.text for each in present}]
    first = {each.text: each.where for each in reversed(present)}
    for text in first.keys() | known.keys():
        found += _of_facts(text, first.get(text) or known[text], names)
    return found


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
    """The pages, and the settings, that cannot be read, and pages that are none."""
    for path in sorted((root / "docs").rglob("*.md")):
        where = Location(path.relative_to(root).as_posix())
        if path.is_symlink():
            yield Problem(where=where, what="A symbolic link stands among the pages.", mend="Put the file itself here.")
            continue
        try:
            path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            what = f"The page cannot be read: {error}."
            yield Problem(where=where, what=what, mend="Save it in the encoding UTF-8.")
    try:
        yaml.compose((root / "mkdocs.yml").read_text("utf-8"))
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        what = f"The settings cannot be read: {getattr(error, 'problem', None) or error}."
        where = Location("mkdocs.yml", mark.line + 1 if mark else 1)
        yield Problem(where=where, what=what, mend="Look at this line and the one above it.")


def _of_page(path: Path, root: Path) -> Iterator[Sentence]:
    """The sentences of one page."""
    relative = path.relative_to(root).as_posix()
    at = partial(Location, relative)
    fenced = in_head = False
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        fenced ^= line.lstrip().startswith("```")
        in_head = line == "---" if number == 1 else in_head and line != "---"
        if in_head or line == "---":
            text = re.sub(r"^(?:title|description): ", "", line)
            yield from [Sentence(at(number), text.strip("\"'"))] if text != line else []
        elif not fenced and not line.startswith(("```", "{%", "|---")):
            cells = line.strip("| ").split("|") if line.startswith("|") else [line]
            yield from (Sentence(at(number), text) for cell in cells if (text := _plain(cell)))


def _of_settings(root: Path) -> Iterator[Sentence]:
    """The titles and texts of mkdocs.yml that readers see."""
    settings = yaml.compose((root / "mkdocs.yml").read_text("utf-8"))
    for key, value in settings.value if settings else ():
        told = _titles(value) if key.value == "nav" else [value] if key.value in _SETTINGS else []
        for node in told:
            pieces = (" ".join(piece.split()) for piece in re.split(r"<[^>]*>", node.value))
            where = Location("mkdocs.yml", node.start_mark.line + 1)
            yield from (Sentence(where, piece) for piece in pieces if re.search(r"\w", piece))


def _titles(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """The titles in the navigation, at any depth."""
    for each in node.value if isinstance(node, yaml.SequenceNode) else ():
        for title, below in each.value if isinstance(each, yaml.MappingNode) else ():
            yield title
            yield from _titles(below)


def _of_rule(check: Callable[..., object]) -> Iterator[Sentence]:
    """The docstring of a rule, which the page on checks shows."""
    file = Path(inspect.getsourcefile(check) or "").resolve()
    _, line = inspect.getsourcelines(check)
    text = " ".join((check.__doc__ or "").split())
    yield Sentence(Location("/".join(["src", *file.parts[file.parts.index("allies") :]]), line + 2), text)


def _of_kinds() -> Iterator[Sentence]:
    """What the page on problems shows of each kind; a rule's docstring is counted already."""
    path = f"src/allies/{KINDS.name}"
    table, _ = load(KINDS.read_bytes(), path)
    if table is None:
        return  # the engine's own, and held by a test
    for pointer, _, text in table.values:
        where = Location(path, table.lines[pointer])
        yield from (Sentence(where, each) for each in (pointer.split("/")[1], text))


def _plain(line: str) -> str:
    """A line of Markdown as readers see it, with the pointers of the facts pulled in; nothing where it only calls."""
    text = _CALL.sub(_slot, line)
    for pattern, instead in _MARKUP:
        text = pattern.sub(instead, text)
    text = " ".join(text.split())
    return text if re.search(r"[^\W\d_]", re.sub(r"\{[^}]*\}", "", text)) else ""


def _slot(call: re.Match[str]) -> str:
    pointed = _POINTED.fullmatch(call[1])
    return f"{{{pointed[1] if pointed else call[1]}}}"


def _unlisted(each: Sentence) -> Problem:
    what = f"The sentence {each.text!r} is not among the reviewed ones."
    mend = "Read it once more, then list it with `allies prose --write`."
    return Problem(where=each.where, what=what, mend=mend, code="not-reviewed")


def _gone(text: str, where: Location) -> Problem:
    what = f"The sentence {text!r} is listed, and no page has it."
    mend = "Restore it on its page, or drop it with `allies prose --write`."
    return Problem(where=where, what=what, mend=mend, code="not-reviewed")


def _of_facts(text: str, where: Location, names: Names) -> Iterator[Problem]:
    for said in dict.fromkeys(of_facts(text, names)):
        what = f"The sentence {text!r} holds {said}; that comes from a fact."
        mend = 'Pull it in, as in {{ fact("treaties/rio-treaty#/signed") }}, or say it without.'
        yield Problem(where=where, what=what, mend=mend, code="prose-typed")
