"""Marks: each value in a page that names its fact is the fact's value, rightly rendered."""

import re
from collections.abc import Iterator
from typing import Any

from allies.audit.days import in_english, is_date, is_plain, period_in_english
from allies.audit.page import MARKS, Mark, Page
from allies.audit.raw import REF, RawFacts
from allies.audit.words import Lexicon
from allies.problems import Problem

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
FORMS = (None, "year", "month")
_CHOICE = re.compile(r"[a-z]+(-[a-z0-9]+)*")
_CODE = re.compile(r"[A-Z]{3}")
_QUOTES = str.maketrans("‘’ʼ“”„«»", '\'\'\'"""""')


def marks(page: Page, raw: RawFacts, lexicon: Lexicon) -> Iterator[Problem]:
    """Each marked element points to a fact, its machine value is the fact's, and its visible text says the same."""
    for mark in page.marks:
        if len([name for name in MARKS if name in mark.attributes]) > 1:
            yield page.problem_with(mark, f'The words "{mark.text}" carry two kinds of marks.', "Keep one of the two.")
        if mark.sort == "data-fact":
            yield from _fact(page, mark, raw, lexicon)
        elif mark.sort == "data-evidence":
            yield from _evidence(page, mark, raw)
        elif mark.tag != "span" and mark.ref != "run":
            yield page.problem_with(mark, f"A derived claim stands in <{mark.tag}>.", "Use <span>.")


def expected(value: Any, form: str | None, lexicon: Lexicon) -> list[str]:
    """The texts in which a page may show a raw value; the first is the plain one."""
    if isinstance(value, bool):
        return ["yes" if value else "no", *lexicon.choices.get(str(value).lower(), [])]
    if isinstance(value, int):
        return [str(value), f"{value:,}", f"{value:,}".replace(",", " ")]
    if is_date(value):
        return [in_english(value, form)]
    if period := period_in_english(value):
        return [period]
    if _CHOICE.fullmatch(value):
        return [value.replace("-", " "), value, *lexicon.choices.get(value, [])]
    return [value]


def resolved(placeholder: str, ref: str, raw: RawFacts) -> str | None:
    """The ref that a placeholder in a text stands for: a field of the text's entry, a path in its file, or another file's."""
    if "#" in placeholder:
        return placeholder
    name, _, pointer = ref.partition("#")
    steps = pointer.split("/")[1:-2]  # the entry that the text, keyed by language, belongs to
    for depth in range(len(steps), -1, -1):
        candidate = f"{name}#{''.join(f'/{step}' for step in steps[:depth])}/{placeholder}"
        if raw.has(candidate):
            return candidate
    return None


def _fact(page: Page, mark: Mark, raw: RawFacts, lexicon: Lexicon) -> Iterator[Problem]:
    if not REF.fullmatch(mark.ref) or not raw.has(mark.ref):
        near = raw.nearest(mark.ref)
        mend = f"Write {near}." if near else "Point it to a fact, as in treaties/rio-treaty#/signed."
        yield page.problem_with(mark, f'"{mark.text}" points to {mark.ref}, and no such fact exists.', mend)
        return
    value = raw.value(mark.ref)
    if value is None or isinstance(value, (dict, list)):
        yield page.problem_with(
            mark, f'"{mark.text}" points to {mark.ref}, which holds more than one value.', "Point to one of its values."
        )
    elif mark.tag == "span":
        yield from _text(page, mark, value, raw, lexicon)
    elif mark.tag in ("time", "data"):
        yield from _value(page, mark, value, lexicon)
    else:
        yield page.problem_with(
            mark,
            f"{mark.ref} is shown in <{mark.tag}>.",
            "Show a date in <time>, another value in <data>, a text in <span>.",
        )


def _value(page: Page, mark: Mark, value: Any, lexicon: Lexicon) -> Iterator[Problem]:
    wanted = "time" if isinstance(value, str) and is_plain(value) else "data"
    name = "datetime" if mark.tag == "time" else "value"
    machine = str(value).lower() if isinstance(value, bool) else str(value)
    if mark.tag != wanted and not (mark.tag == "data" and wanted == "time" and not _is_day(mark.ref)):
        yield page.problem_with(mark, f"{mark.ref} is shown in <{mark.tag}>.", f"Show it in <{wanted}>.")
    if mark.attributes.get(name) != machine:
        said = f'{name}="{mark.attributes[name]}"' if name in mark.attributes else f"no {name}"
        yield page.problem_with(
            mark, f'"{mark.text}" has {said}, but {mark.ref} is {machine!r}.', f'Write {name}="{machine}".'
        )
    form = mark.attributes.get("data-form")
    if form not in FORMS:
        yield page.problem_with(mark, f'"{mark.text}" has data-form="{form}".', "Write year or month, or leave it out.")
    elif mark.inner:
        yield page.problem_with(mark, f'"{mark.text}" holds another mark.', "Show one value in each mark.")
    else:
        right = expected(value, form, lexicon)
        if not any(_same(mark.text, text, value) for text in right):
            yield page.problem_with(
                mark, f'"{mark.text}" is shown for {mark.ref}, which is {machine!r}.', f'Show "{right[0]}".'
            )


def _text(page: Page, mark: Mark, value: Any, raw: RawFacts, lexicon: Lexicon) -> Iterator[Problem]:
    """The words are the fact's, and where the fact has a placeholder stands the mark of the value that it pulls in."""
    if not isinstance(value, str):
        yield page.problem_with(mark, f"{mark.ref} is no text, but stands in <span>.", "Show it in <data>.")
        return
    wanted = [
        piece if at % 2 == 0 else resolved(piece, mark.ref, raw) for at, piece in enumerate(PLACEHOLDER.split(value))
    ]
    shown = list(mark.pieces())
    if len(wanted) != len(shown) or not all(_fits(one, other, raw) for one, other in zip(shown, wanted)):
        right = "".join(piece if at % 2 == 0 else f"[{piece}]" for at, piece in enumerate(wanted))
        yield page.problem_with(
            mark, f'"{mark.text}" is shown for {mark.ref}, which says something else.', f'Show "{right}".'
        )


def _evidence(page: Page, mark: Mark, raw: RawFacts) -> Iterator[Problem]:
    """A quotation of what a source prints is that row's printed form, in its language, under that source."""
    row = raw.value(mark.ref) if raw.has(mark.ref) else None
    if not isinstance(row, dict) or "source" not in row or "/evidence/" not in mark.ref:
        yield page.problem_with(
            mark,
            f'"{mark.text}" points to {mark.ref}, which is no row of evidence.',
            "Point to a row, as in …/evidence/0.",
        )
        return
    if not _same(mark.text, printed := row.get("printed", ""), printed):
        yield page.problem_with(
            mark, f'"{mark.text}" is quoted for {mark.ref}, which prints "{printed}".', f'Quote "{printed}".'
        )
    language = row.get("language") or raw.folder("sources").get(row["source"], {}).get("language")
    if mark.tag != "q" or mark.attributes.get("lang") != language:
        yield page.problem_with(
            mark, f'"{mark.text}" is not quoted in its language.', f'Write <q lang="{language}" …>.'
        )
    if mark.item is not None and mark.item != row["source"]:
        yield page.problem_with(
            mark,
            f'"{mark.text}" is quoted under {mark.item}, but {row["source"]} prints it.',
            f"Move it to {row['source']}.",
        )


def _fits(shown: str | Mark, wanted: str | None, raw: RawFacts) -> bool:
    """Whether a piece of a text is as wanted: words, or the mark of a value; where the value is a state's code, that of its name."""
    if isinstance(shown, str) or wanted is None:
        return isinstance(shown, str) and wanted is not None and _same(shown, wanted, None)
    code = raw.value(wanted) if raw.has(wanted) else None
    name = f"states/{code.lower()}#" if isinstance(code, str) and _CODE.fullmatch(code) else None
    return shown.ref == wanted or name is not None and shown.ref in (f"{name}/name/en", f"{name}/with_article")


def _same(shown: str, wanted: str, value: Any) -> bool:
    """Whether two texts are the same but for spaces, the shape of quotation marks and a first letter made a capital."""
    shown, wanted = (" ".join(text.translate(_QUOTES).split()) for text in (shown, wanted))
    if isinstance(value, str) and _CHOICE.fullmatch(value):
        return shown.casefold() == wanted.casefold()
    return shown == wanted or shown == wanted[:1].upper() + wanted[1:]


def _is_day(ref: str) -> bool:
    """Whether a value that looks like a year is one, and not the number of an article or a resolution."""
    return ref.rpartition("/")[2] not in ("article", "resolution", "label", "title", "name", "words")
