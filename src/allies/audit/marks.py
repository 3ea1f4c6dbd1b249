"""Marks: each value in a page that names its fact is the fact's value, rightly rendered, among its own, and cited."""

import re
from collections.abc import Iterator
from typing import Any

from babel.numbers import format_decimal

from allies.audit.days import is_date, is_plain, printed
from allies.audit.page import SLOT, Mark, Page
from allies.audit.phrases import Phrases
from allies.audit.raw import REF, Holder, RawFacts
from allies.problems import Problem, nearest

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
NAMES = ("name", "with_article", "adjective", "abbreviation", "title", "titles", "also_known_as", "term", "publisher")
UNCITED = (*NAMES, "copy_of", "label")  # what a thing or an event is called needs no citation
TEXTS = ("article", "resolution", "label", "title", "name", "words", "code")  # values that only look like days
_CHOICE = re.compile(r"[a-z]+(-[a-z0-9]+)*")
_CODE = re.compile(r"[A-Z]{3}")


def marks(page: Page, raw: RawFacts, phrases: Phrases) -> Iterator[Problem]:
    """Each marked element points to a fact, its machine value is the fact's, and its visible text says the same."""
    for mark in page.marks:
        if mark.sort == "data-evidence":
            yield from _evidence(page, mark, raw)
        elif mark.sort == "data-fact":
            if not REF.fullmatch(mark.ref) or not raw.has(mark.ref):
                near = nearest(mark.ref, [f"{mark.file}#/{key}" for key in raw.documents.get(mark.file, {})])
                yield page.wrong(mark, "points to no fact.", f"Write {near}." if near else "Point it to a fact.")
            else:
                yield from _fact(page, mark, raw, phrases)
                yield from _backed(page, mark, raw)
                yield from _own(page, mark, raw)


def shown(value: Any, form: str | None, phrases: Phrases, pointer: str = "") -> str:
    """The text in which a page shows a raw value."""
    if isinstance(value, bool):
        value = str(value).lower()
    elif isinstance(value, int):
        return str(value) if form == "plain" else format_decimal(value, locale=phrases.language)
    if is_date(value) and pointer.rpartition("/")[2] not in TEXTS:
        return printed(value, form, phrases.fill, phrases.language)
    if f"word/{value}" in phrases.phrases:
        return phrases.phrases[f"word/{value}"]
    return str(value)


def is_name(ref: str) -> bool:
    """Whether a ref leads to the name of a thing."""
    return ref.partition("#/")[2].partition("/")[0] in NAMES


def _fact(page: Page, mark: Mark, raw: RawFacts, phrases: Phrases) -> Iterator[Problem]:
    value = raw.value(mark.ref)
    if value is None or isinstance(value, (dict, list)):
        yield page.wrong(mark, "points to more than one value.", "Point to one of its values.")
    elif mark.tag == "span":
        yield from _text(page, mark, value, raw)
    elif mark.tag in ("time", "data") and not mark.inner:
        yield from _value(page, mark, value, phrases)
    else:
        mend = "Show a date in <time>, another value in <data>, a text in <span>."
        yield page.wrong(mark, f"stands in <{mark.tag}>.", mend)


def _value(page: Page, mark: Mark, value: Any, phrases: Phrases) -> Iterator[Problem]:
    dated = isinstance(value, str) and is_plain(value) and mark.ref.rpartition("/")[2] not in TEXTS
    tag, name = ("time", "datetime") if dated else ("data", "value")
    machine = str(value).lower() if isinstance(value, bool) else str(value)
    if mark.tag != tag or mark.attributes.get(name) != machine:
        said = mark.attributes.get("datetime") or mark.attributes.get("value")
        yield page.wrong(mark, f"says {said!r} in <{mark.tag}>.", f'Write <{tag} {name}="{machine}">.')
    right = shown(value, mark.attributes.get("data-form"), phrases, mark.ref)
    spaced = right.replace("-", " ") if isinstance(value, str) and _CHOICE.fullmatch(value) else right
    if mark.text not in (right, spaced, right[:1].upper() + right[1:]):
        yield page.wrong(mark, f"is shown for {machine!r}.", f'Show "{right}".')


def _text(page: Page, mark: Mark, value: Any, raw: RawFacts) -> Iterator[Problem]:
    """The words are the fact's, and where the fact has a placeholder stands the mark of the value that it pulls in."""
    words = PLACEHOLDER.split(str(value))
    refs = [pulled(name, mark.ref, raw) for name in words[1::2]]
    led = all(_leads(inner, ref, raw) for inner, ref in zip(mark.inner, refs, strict=False))
    if mark.shape.split() != SLOT.join(words[::2]).split() or not led:
        yield page.wrong(mark, "says something else than the fact.", f'Show "{value}".')


def pulled(placeholder: str, ref: str, raw: RawFacts) -> str:
    """The ref that a placeholder in a text stands for: a field of its entry, a path in its file, or another file's."""
    if "#" in placeholder:
        return placeholder
    name, _, pointer = ref.partition("#")
    steps = pointer.split("/")[1:-2]  # the entry that the text, keyed by language, belongs to
    depths = range(len(steps), -1, -1)
    tried = ["/".join([f"{name}#", *steps[:depth], placeholder]) for depth in depths]
    return next((each for each in tried if raw.has(each)), placeholder)


def _leads(mark: Mark, ref: str, raw: RawFacts) -> bool:
    """Whether a mark shows the value of a ref; where that is a state's code, or a text, its name or its words."""
    code = raw.value(ref) if raw.has(ref) else None
    if isinstance(code, str) and _CODE.fullmatch(code):
        return mark.file == f"states/{code.lower()}" and is_name(mark.ref)
    return mark.ref == ref or mark.ref.startswith(f"{ref}/")


def _evidence(page: Page, mark: Mark, raw: RawFacts) -> Iterator[Problem]:
    """A quotation of what a source prints is that row's printed form, in its language, under that source."""
    row = raw.value(mark.ref) if raw.has(mark.ref) else None
    if not isinstance(row, dict) or "source" not in row or "/evidence/" not in mark.ref:
        yield page.wrong(mark, "is no row of evidence.", "Point to a row, as in …/evidence/0.")
        return
    language = row.get("language") or raw.folder("sources").get(row["source"], {}).get("language")
    right = "q", language, " ".join(str(row.get("printed", "")).split())
    if (mark.tag, mark.attributes.get("lang"), mark.text) != right:
        yield page.wrong(mark, "is not what the row prints.", f'Write <q lang="{language}" …>{row.get("printed")}</q>.')


def _backed(page: Page, mark: Mark, raw: RawFacts) -> Iterator[Problem]:
    """Behind each value that has evidence, a source that prints it is cited; doubt is shown, and only where it is."""
    key = mark.ref.partition("#/")[2].partition("/")[0]
    holder = None if key in UNCITED or mark.place.item or mark.place.in_dispute else raw.holder(mark.ref)
    if holder is None:
        if mark.flags:
            yield page.wrong(mark, f"is called {' and '.join(sorted(mark.flags))}.", "Delete the flag.")
        return
    wanted = {row["source"] for row in holder.rows} | {str(holder.entry.get("source"))}
    claimed = is_date(raw.value(mark.ref)) or isinstance(raw.value(mark.ref), int)
    exact = {row["source"] for row in holder.supporting} or wanted
    needed = bool(holder.supporting) or mark.tag == "span" and mark.outer is None
    right = exact if claimed else wanted
    if needed and not mark.backing() & right and not _beside(page, mark, right, claimed):
        yield page.wrong(mark, "has no citation.", f"Cite {' or '.join(sorted(exact - {'None'})[:3])} right after it.")
    elif strange := set(mark.cited) - wanted:
        what = f"cites {min(strange)}, which does not support it."
        yield page.wrong(mark, what, "Cite the sources of its entry alone.")
    if mark.is_value and claimed:
        yield from _doubt(page, mark, holder)


def _doubt(page: Page, mark: Mark, holder: Holder) -> Iterator[Problem]:
    """A value that is disputed, or that no source was seen to print, is called so, and no other."""
    seen = any("printed" in row for row in holder.supporting)
    due = {"disputed"} if holder.disputed else set() if seen else {"unconfirmed"}
    if due - mark.flagged() or mark.flags - due:
        said = " and ".join(sorted(due)) or "neither disputed nor unconfirmed"
        yield page.wrong(mark, f"is {said}, and the page says otherwise.", "Put the flag after it, or take it away.")


def _beside(page: Page, mark: Mark, wanted: set[str], strictly: bool) -> bool:
    """Whether a source of its entry is cited beside another mark: in the same place or, unless strictly so, in the same
    element that is about something."""
    if mark.outer is not None and mark.outer.tag == "span" and mark.outer.sort == "data-fact":
        return True  # a value that a text pulls in is the text's own business
    near = page.marks if strictly or not mark.place.about else page.abouts[mark.place.about]
    return any(set(each.cited) & wanted and (not strictly or each.place is mark.place) for each in near)


def _own(page: Page, mark: Mark, raw: RawFacts) -> Iterator[Problem]:
    """In an element that is about something, each value is of that thing, and each state is one that it concerns."""
    about = mark.place.about
    if not about or mark.outer is not None:
        return
    if not is_name(mark.ref):
        if not _belongs(mark.ref, about):
            yield page.wrong(mark, f"stands in what is about {about}.", "Pull in a value of its own.")
    elif mark.file.startswith("states/") and not _concerns(about, mark.file, raw):
        what = f"stands in what is about {about}, which does not concern it."
        yield page.wrong(mark, what, "Name a state that it concerns.")


def _belongs(ref: str, about: str) -> bool:
    """Whether a value is of a thing: below it or, in the same file, not below another thing of its kind."""
    name, _, pointer = about.partition("#")
    if not ref.startswith(f"{name}#"):
        return ref == "edition#/asserted_for"
    own, other = pointer.split("/")[1:3], ref.partition("#")[2].split("/")[1:3]
    return not own or own[0] != other[0] or own == other


def _concerns(about: str, file: str, raw: RawFacts) -> bool:
    """Whether a thing names a state: by its pointer, or in its values, or as one of the two that it is between."""
    code = file.partition("/")[2].upper()
    name, _, pointer = about.partition("#")
    keyed = [step for step in pointer.split("/") if _CODE.fullmatch(step)]
    ref = about if "#" in about else f"{about}#"
    entry = raw.value(ref) if raw.has(ref) else {}
    if not keyed:
        keyed = re.findall(r"\b[A-Z]{3}\b", repr(entry)) + list(raw.documents[name].get("states", ()))
    keyed += [str(entry.get("continues", ""))] if isinstance(entry, dict) else []
    return any(code in raw.family(each) for each in keyed if each)
