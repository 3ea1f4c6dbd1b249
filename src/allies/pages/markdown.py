"""Markdown: what stands in a page's own text beside words, calls and plain Markdown, which is next to nothing."""

import html
import re
from collections.abc import Iterator

from allies.load import UNSEEN
from allies.problems import Location, Problem
from allies.rules.plain import LINK, private

_TAG = re.compile(r'</?([a-z]+)((?: [a-z-]+(?:="[\w ./-]*")?)*)>')
_NAME = re.compile(r' ([a-z-]+)(?:="[^"]*")?')  # of each attribute of a tag
_ALLOWED = {"details": {"open"}, "summary": set()}
# Admonitions, folds, blocks of code, definitions, columns set to a side, pictures: no page is made of them.
_OTHER = re.compile(r"^(?:!!!|\?\?\?|```|~~~|: {3})[^\n]*|^\|[ |:-]*:[ |:-]*$|!\[[^\n]*", re.MULTILINE)
_BRACE = re.compile(r"(?<!\{)\{(?![{%])(?!:? ?(?:[.#][\w-]+ ?)+\})[^}\n]*\}?")  # opens no call and no list of classes
_TARGET = re.compile(r"\]\(\s*<?([^\s)>]*)|^ {0,3}\[[^\]\n]+\]:\s*<?([^\s>]+)", re.MULTILINE)
_SCHEME = re.compile(r"[A-Za-z][\w+.-]*:")

Found = tuple[int, str, str]  # where in the text, what, and how to mend it


def forbidden(text: str, path: str) -> Iterator[Problem]:
    """What a page may not hold: raw HTML but for a few elements, snippets, attributes, links to what is not public,
    what is more than text, headings, lists, quotations and tables, letters that nobody sees.

    One problem for each line; `path` is the page's below the repository.
    """
    by_line: dict[int, Found] = {}
    for found in (*_links(text), *_attributes(text), *_elements(text), *_strange(text)):
        by_line.setdefault(text.count("\n", 0, found[0]) + 1, found)
    for line, (_, what, mend) in sorted(by_line.items()):
        yield Problem(where=Location(path, line), what=what, mend=mend)


def _strange(text: str) -> Iterator[Found]:
    """Other forms of Markdown, and what nobody sees."""
    for found in _OTHER.finditer(text):
        what = f"{found[0][:40]!r} is no text, heading, list, quotation or table, of which a page is made."
        yield found.start(), what, "Write it as one of these; pictures are drawn from facts, by a call."
    for found in UNSEEN.finditer(text):
        if found[0] != "\t":
            what = f"The line holds the invisible character U+{ord(found[0]):04X}."
            yield found.start(), what, "Delete it; typing the line anew is the surest way."


def _elements(text: str) -> Iterator[Found]:
    for found in re.finditer("<", text):
        at, tag = found.start(), _TAG.match(text, found.start())
        if text.startswith("--8<--", at - 3):
            yield at, "'--8<--' pulls another file in, which a page may not do.", "Write the text itself here."
        elif not tag or tag[1] not in _ALLOWED or not set(_NAME.findall(tag[2])) <= _ALLOWED[tag[1]]:
            what = f"Raw HTML stands in the page: {text[at : at + 40].partition(chr(10))[0]!r}."
            yield at, what, "Write it in Markdown; a sentence writes the sign itself as &lt;."


def _attributes(text: str) -> Iterator[Found]:
    for found in _BRACE.finditer(text):
        what = f"{found[0]!r} is neither a call nor a list of classes."
        yield found.start(), what, "Write {{ … }} for a call, or { .class } for classes."


def _links(text: str) -> Iterator[Found]:
    mend = "Link to a page of the site, or to one that everybody can read."
    for found in (*LINK.finditer(text), *_TARGET.finditer(text)):
        link = re.sub(r"[\x00-\x20]", "", html.unescape(found[found.lastindex or 0])).replace("\\", "/")
        link = f"https:{link}" if link.startswith("//") else link
        leads_away = _SCHEME.match(link) and not link.startswith("mailto:")
        why = "is not written out" if "{" in link else private(link) if leads_away else None
        if why:
            yield found.start(), f"The link {link} {why}.", mend
