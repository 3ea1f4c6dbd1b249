"""Marks: each value in a page that names its fact is the fact's, rightly rendered, among its own, and cited; each claim
derived for a page is what the facts give, and its sentence the phrase of the value there, letter by letter."""

import re
from collections.abc import Iterator
from html import escape
from typing import Any

from babel import Locale
from babel.numbers import format_decimal
from selectolax.lexbor import LexborHTMLParser

from allies.audit.days import is_date, is_plain, printed
from allies.audit.derivation import Derivation
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
Wanted = dict[str, set[str]]  # by slot, the files or refs of which its marks have to be; in a list, all of them
LISTS = {"others", "partners", "treaties", "registers", "organizations", "states", "commitments", "by", "to"}
ABOUT = ("state", "group", "treaty", "obligation", "organization", "commitment", "conflict", "source", "of")


class Marks:
    """How pages show values, and say what is derived."""

    def __init__(self, facts: Derivation, phrases: Phrases) -> None:
        self.facts, self.raw, self.phrases = facts, facts.raw, phrases
        self._known: dict[tuple[str, str, str | None], dict[str, None]] = {}

    def problems(self, page: Page) -> Iterator[Problem]:
        """Each marked element points to a fact and is one of the ways in which a page shows that, to the letter."""
        for mark in (each for each in page.marks if each.sort != "data-claim"):
            value = self.raw.value(mark.ref) if REF.fullmatch(mark.ref) and self.raw.has(mark.ref) else None
            if value is None or isinstance(value, list) or isinstance(value, dict) != (mark.sort == "data-evidence"):
                near = nearest(mark.ref, [f"{mark.file}#/{key}" for key in self.raw.documents.get(mark.file, {})])
                mend = f"Write {near}." if near else "Point it to a fact, or to a row of evidence."
                yield page.wrong(mark, "points to no single fact.", mend)
                continue
            if mark.tag == "span" and mark.attributes.keys() == {mark.sort}:
                yield from _text(page, mark, value, self.raw)
            elif mark.html not in (right := self.html(mark.ref, *map(mark.attributes.get, (mark.sort, "data-form")))):
                yield page.wrong(mark, "is not how a page shows the fact.", f"Write {next(iter(right), 'no mark')}.")
            if mark.sort == "data-fact":
                yield from (*_backed(page, mark, self.raw), *_own(page, mark, self.raw))

    def claims(self, page: Page) -> Iterator[Problem]:
        """Each derived claim has the value that the facts give, in the words for it, with its own states and
        treaties."""
        every, slots = [mark for mark in page.marks if mark.sort == "data-claim"], self.phrases.slots
        named = {_pair(mark) for mark in every if {"a", "b"} <= {*slots(f"{mark.ref}/{mark.get('value')}")}}
        for mark in every:
            if _pair(mark) not in {*named, ("", "")}:
                yield page.wrong(mark, "is of two states that no sentence on the page names.")
            if (found := _derived(self.facts, mark)) is None or any(
                not key.startswith("data-") for key in mark.attributes
            ):
                yield page.wrong(mark, "is a claim of no kind, or of nothing that the facts know.")
            elif (mark.get("value"), mark.attributes.get("data-on", self.facts.day)) != (found[0], self.facts.day):
                yield page.wrong(
                    mark, f"claims {mark.get('value')!r}; the facts give {found[0]!r} on {self.facts.day}."
                )
            elif any(mark.get(name) not in ("", id) for name, id in _things(mark.place.about)):
                yield page.wrong(mark, f"stands in what is about {mark.place.about}.")
            elif mark.ref in ("due", "count"):
                if mark.text != (
                    right := shown(int(found[0]) if mark.ref == "count" else found[0], None, self.phrases)
                ):
                    yield page.wrong(mark, f"shows another day or number than {right}.")
            else:
                yield from _wording(page, mark, f"{mark.ref}/{found[0]}", found[1], self.phrases)

    def html(self, ref: str, at: str | None, form: str | None = None) -> dict[str, None]:
        """The ways in which a page may show a value or a row of evidence, whose ref it writes as `at`."""
        key = ref, at or "", form
        if key not in self._known:
            nodes = (LexborHTMLParser(html).css_first("q, span, time, data") for html in self._html(*key))
            self._known[key] = dict.fromkeys(str(node.html) for node in nodes if node)
        return self._known[key]

    def _html(self, ref: str, at: str, form: str | None) -> Iterator[str]:
        value = self.raw.value(ref)
        if isinstance(value, dict):
            source = self.raw.folder("sources").get(value.get("source", ""), {})
            language = value.get("language") or source.get("language")
            yield f'<q lang="{language}" data-evidence="{at}">{escape(str(value.get("printed")))}</q>'
            return
        dated = isinstance(value, str) and is_plain(value) and ref.rpartition("/")[2] not in TEXTS
        tag, name = ("time", "datetime") if dated else ("data", "value")
        machine = str(value).lower() if isinstance(value, bool) else str(value)
        text = shown(value, form, self.phrases, ref)
        spaced = text.replace("-", " ") if _CHOICE.fullmatch(str(value)) else text
        formed = f' data-form="{form}"' if form else ""
        for each in map(escape, (text, spaced, text[:1].upper() + text[1:])):
            yield f'<{tag} {name}="{escape(machine)}" data-fact="{at}"{formed}>{each}</{tag}>'
            yield f'<span data-fact="{at}">{each}</span>'


def shown(value: Any, form: str | None, phrases: Phrases, pointer: str = "") -> str:
    """The text in which a page shows a raw value."""
    if pointer.endswith("#/language"):
        return str(Locale(phrases.language).languages.get(value, value))
    if isinstance(value, bool):
        value = str(value).lower()
    elif isinstance(value, int):
        return str(value) if form == "plain" else format_decimal(value, locale=phrases.language)
    if is_date(value) and pointer.rpartition("/")[2] not in TEXTS:
        return printed(value, form, phrases.fill, phrases.language)
    return phrases.phrases.get(f"word/{value}", str(value))


def is_name(ref: str) -> bool:
    """Whether a ref leads to the name of a thing."""
    return ref.partition("#/")[2].partition("/")[0] in NAMES


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


def _backed(page: Page, mark: Mark, raw: RawFacts) -> Iterator[Problem]:
    """Behind each value that has evidence, a source that prints it is cited; doubt is shown, and only where it is."""
    key = mark.ref.partition("#/")[2].partition("/")[0]
    holder = None if key in UNCITED or mark.place.in_dispute else raw.holder(mark.ref)
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
    if due - mark.flagged() or mark.flags.keys() - due:
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


def _things(about: str) -> Iterator[tuple[str, str]]:
    """Of which thing, by its kind, each claim has to be in an element that is about something."""
    for kind, id in re.findall(r"(treaties|organizations|commitments|conflicts|parties|members)/([\w-]+)", about):
        yield {"treaties": "treaty", "parties": "state", "members": "state"}.get(kind, kind.removesuffix("s")), id


def _pair(mark: Mark) -> tuple[str, str]:
    """The two states that a claim is of; empty for another."""
    return mark.get("a"), mark.get("b")


def keys(mark: Mark) -> list[str]:
    """A claim's kind and what it is about, other than the two states that it is of; of several bodies named at once,
    that both belong to each."""
    if mark.ref == "shared":
        return [f"both {id}" for id in mark.get("organizations").split()]
    of = _counted(mark.get("of"))
    return [" ".join([mark.ref, *(each for name in ABOUT if (each := of if name == "of" else mark.get(name)))])]


def _derived(facts: Derivation, mark: Mark) -> tuple[str, Wanted] | None:
    """The value of a claim and what belongs into its slots; None of one that does not follow from the facts."""
    of = mark.get("of").split(":")
    pair = _pair(mark) if mark.get("a") else tuple(of[1:]) if len(of) == 3 else ()
    said, asked = facts.between(*pair).said if len(pair) == 2 else facts.things, keys(mark)
    found = [said[key] for key in asked if key in said]
    if not found or len(found) < len(asked):
        return None
    if mark.ref == "shared":
        named = {str(slots["organization"]) for _, slots in found}
        return "also" if mark.get("value") == "also" else "yes", {"organizations": named}
    slots = {slot: {refs} if isinstance(refs, str) else set(refs) for slot, refs in found[0][1].items()}
    own = {slot: {f"states/{each.lower()}" for each in facts.raw.family(mark.get(slot))} for slot in "ab" if pair}
    return found[0][0], own | slots


def _counted(of: str) -> str:
    """What was counted; where that is of two states, these in the order of their codes."""
    what, *states = of.split(":")
    return ":".join([what, *sorted(states)])


def _wording(page: Page, mark: Mark, key: str, slots: Wanted, phrases: Phrases) -> Iterator[Problem]:
    """The words are the phrase's, and in each slot stands what the claim is about."""
    filled = phrases.match(key, mark.shape, mark.inner)
    if filled is None:
        yield page.wrong(mark, f"is not the phrase {key}.", f'Say "{phrases.phrases.get(key, "")}".')
        return
    for slot, marks in filled.items():
        found = {_target(each) for each in marks}
        right = slots.get(slot, set())
        if found != right if slot in LISTS else not (len(marks) == 1 and found <= right):
            what = f"has {', '.join(sorted(found))} in the slot {{{slot}}}."
            yield page.wrong(mark, what, f"Put {', '.join(sorted(right)) or 'nothing'} there.")


def _target(mark: Mark) -> str:
    """What a mark in a slot shows: the file of a name, else its ref; for a number that was counted, what was."""
    if mark.sort == "data-claim":
        return _counted(mark.get("of"))
    return mark.file if is_name(mark.ref) or mark.file.startswith("sources/") else mark.ref
