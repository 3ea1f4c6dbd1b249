"""Claims: each derived claim in a page is worked out again, and its sentence says what came out."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from allies.audit import derived
from allies.audit.marks import expected
from allies.audit.page import HIDDEN, Mark, Page
from allies.audit.raw import RawFacts
from allies.audit.reading import Reader, Reading
from allies.audit.words import Name, Phrases, tokens
from allies.load import resolve
from allies.problems import Problem

# What each kind of claim is about, besides the day, in the order of the function that works it out
ARGUMENTS: dict[str, tuple[str, ...]] = {
    "answer": ("a", "b"),
    "relations": ("a", "b"),
    "member": ("state", "organization"),
    "party": ("state", "treaty"),
    "bound-both": ("a", "b", "treaty"),
    "count": ("of",),
    "none-is-alliance": ("a", "b"),
    "earlier": ("a", "b"),
    "searched": ("search",),
    "shared": ("a", "b", "organizations"),
    "alliances": ("state",),
    "counted": ("treaty", "source"),
    "no-obligation": ("treaty",),
    "in-force": ("treaty",),
    "owed": ("treaty", "obligation"),
}
TIMELESS = {"none-is-alliance", "searched", "counted", "no-obligation", "owed"}
LISTS = {"earlier", "alliances"}  # their values are ids, in any order, or none
FUNCTIONS: dict[str, Callable[..., str]] = {kind: getattr(derived, kind.replace("-", "_")) for kind in ARGUMENTS}


def claims(page: Page, raw: RawFacts, reader: Reader) -> Iterator[Problem]:
    """Each derived claim is what the facts give, rests on facts that exist, and is put into words that say so."""
    for mark in page.marks:
        if mark.sort == "data-claim":
            if mark.ref == "run":
                yield from _run(page, mark, raw, reader)
            elif mark.ref not in ARGUMENTS:
                mend = f"Use one of {', '.join([*ARGUMENTS, 'run'])}."
                yield page.problem_with(
                    mark, f'"{mark.text}" is a claim of the kind "{mark.ref}", which does not exist.', mend
                )
            elif missing := [name for name in _needed(mark.ref) if not mark.attributes.get(f"data-{name}")]:
                yield page.problem_with(
                    mark, f'"{mark.text}" is a derived claim without data-{missing[0]}.', f"Add data-{missing[0]}."
                )
            else:
                yield from _value(page, mark, raw)
                yield from _day(page, mark, raw)
                if _worked_out(raw, mark.ref, *_asked(mark)) is not None:
                    yield from _rests(page, mark, raw)
                    yield from _wording(page, mark, raw, reader)


def _run(page: Page, mark: Mark, raw: RawFacts, reader: Reader) -> Iterator[Problem]:
    """What a page reports of a run of the tests is what the run itself wrote down, and speaks of no state."""
    name, _, pointer = (mark.attributes.get("data-of") or "").partition("#")
    try:
        value = resolve(raw.runs[name], pointer)
    except KeyError:
        yield page.problem_with(
            mark,
            f'"{mark.text}" reports {name}#{pointer}, which no run wrote down.',
            "Run the tests, then render the page again.",
        )
        return
    right = expected(value, None, reader.lexicon)
    if mark.attributes.get("data-value") != str(value) or mark.text not in [*right, str(value)]:
        yield page.problem_with(
            mark, f'"{mark.text}" is reported for {name}#{pointer}, which is {str(value)!r}.', f'Show "{right[0]}".'
        )
    reading = reader.read(mark.text)
    if reading.states or reading.names:
        yield page.problem_with(
            mark, f'"{mark.text}" is reported of a run, but names what facts are about.', "Use a mark that fits."
        )


def _needed(kind: str) -> Iterator[str]:
    yield from ARGUMENTS[kind]
    yield from ("value", "rests-on") if kind in TIMELESS else ("on", "value", "rests-on")


def _asked(mark: Mark) -> list[str]:
    """What a claim is worked out for: its arguments and, unless it holds on any day, the day."""
    return [
        mark.attributes[f"data-{name}"] or ""
        for name in ARGUMENTS[mark.ref] + (() if mark.ref in TIMELESS else ("on",))
    ]


def _value(page: Page, mark: Mark, raw: RawFacts) -> Iterator[Problem]:
    """The claim's value is what follows from the raw facts."""
    about = " ".join(_asked(mark))
    said = mark.attributes["data-value"] or ""
    said = " ".join(sorted(said.split())) if mark.ref in LISTS else said
    value = _worked_out(raw, mark.ref, *_asked(mark))
    if value is None:
        what = f'"{mark.text}" is about {about}, which the facts do not know.'
        yield page.problem_with(mark, what, "Use codes and ids of existing facts.")
    elif said != value:
        what = f'"{mark.text}" claims {said!r} ({mark.ref}, {about}), but the facts give {value!r}.'
        yield page.problem_with(
            mark,
            what,
            "Render the page again; if that does not help, the engine and the audit disagree: find out which is wrong.",
        )


@lru_cache(maxsize=1 << 12)
def _worked_out(raw: RawFacts, kind: str, *asked: str) -> str | None:
    """What the raw facts give, or None where they do not know what is asked of; once for the many claims that ask the same."""
    try:
        return FUNCTIONS[kind](raw, *asked)
    except (KeyError, TypeError):
        return None


@lru_cache(maxsize=1 << 12)
def _deciding_answer(raw: RawFacts, a: str, b: str, on: str) -> set[str]:
    return derived.deciding(raw, a, b, on)


def _day(page: Page, mark: Mark, raw: RawFacts) -> Iterator[Problem]:
    """A claim holds for the edition's day, or says for which other day it holds."""
    on = mark.attributes.get("data-on")
    if (
        mark.ref not in TIMELESS
        and on != raw.edition
        and not any(inner.attributes.get("datetime") == on for inner in mark.everywhere())
    ):
        what = f'"{mark.text}" is worked out for {on}, while the facts are asserted for {raw.edition}.'
        yield page.problem_with(mark, what, f"Use {raw.edition}, or show the day in the sentence.")


def _rests(page: Page, mark: Mark, raw: RawFacts) -> Iterator[Problem]:
    """The facts that a claim names as its grounds exist, and the ones that decide it are among them."""
    refs = _grounds(mark)
    for ref in refs:
        if not raw.has(ref if "#" in ref else f"{ref}#"):
            near = raw.nearest(ref)
            yield page.problem_with(
                mark,
                f'"{mark.text}" rests on {ref}, and no such fact exists.',
                f"Write {near}." if near else "Delete it.",
            )
    wanted = _deciding(mark, raw)
    if wanted and not wanted & {ref.partition("#")[0] for ref in refs}:
        what = f'"{mark.text}" does not name {" or ".join(sorted(wanted))} among the facts it rests on.'
        yield page.problem_with(mark, what, "Add it to data-rests-on.")


def _grounds(mark: Mark) -> list[str]:
    return (mark.attributes.get("data-rests-on") or "").split()


def _deciding(mark: Mark, raw: RawFacts) -> set[str]:
    """The files one of which a claim has to rest on."""
    given = {name: mark.attributes.get(f"data-{name}") or "" for name in ARGUMENTS[mark.ref]}
    match mark.ref:
        case "answer":
            return _deciding_answer(raw, given["a"], given["b"], mark.attributes["data-on"] or "")
        case "member":
            return {f"organizations/{given['organization']}"}
        case "shared":
            return {f"organizations/{id}" for id in given["organizations"].split()}
        case "alliances":
            return {f"treaties/{id}" for id in (mark.attributes["data-value"] or "").replace("none", "").split()}
        case "party" | "in-force" | "owed" | "bound-both" | "counted" | "no-obligation":
            return {f"treaties/{given['treaty']}"}
        case "searched":
            return {f"searches/{given['search']}"}
        case "relations":
            return {
                f"relations/{id}"
                for id, data in raw.folder("relations").items()
                if set(data["states"]) == {given["a"], given["b"]}
            }
    return set()


def _wording(page: Page, mark: Mark, raw: RawFacts, reader: Reader) -> Iterator[Problem]:
    """The sentence of a claim says its value: negated where it is negative, about its own states and treaties, and nothing more."""
    bare = _bare(mark)
    reading, lists = reader.read(bare), reader.lexicon.phrases
    run = tokens(bare)
    value = mark.attributes["data-value"] or ""
    for key in _polarity(mark.ref, value):
        needs, never = lists("wording", mark.ref, "needs", key), lists("wording", mark.ref, "never", key)
        if needs and not all(needs.within(tokens(part)) for part in _assertions(bare, reader)):
            what = f'"{mark.text}" says nothing of the value {value!r} ({mark.ref}).'
            yield page.problem_with(mark, what, f"Say {_some(reader, mark.ref, key)}.")
        for word in dict.fromkeys(never.within(run)):
            what = f'"{mark.text}" says "{word}", against its value {value!r} ({mark.ref}).'
            yield page.problem_with(mark, what, f'Delete "{word}", or render the claim anew.')
    for word, negation in reader.lexicon.lists["wording"][mark.ref].get("beside", {}).items():
        if word in bare and not lists("wording", mark.ref, "beside", word).within(run):
            yield page.problem_with(
                mark, f'"{mark.text}" says "{word}" without "{negation}".', f'Say "{negation}" beside it.'
            )
    allowed = lists("wording", mark.ref, "about")
    for word in reading.claims:
        if not allowed.within(tokens(word)):
            yield page.problem_with(
                mark,
                f'"{mark.text}" also says "{word}", which no {mark.ref} carries.',
                "Let a claim of its own say that.",
            )
    yield from _numbers(page, mark, bare, reading, reader)
    yield from _subjects(page, mark, raw, reading, reader)


def _assertions(bare: str, reader: Reader) -> list[str]:
    """The sentences of a claim that hold a claim word; the whole, where none does."""
    parts = [part for part in re.split(r"[.!?]\s+", bare) if reader.read(part).claims]
    return parts or [bare]


def _polarity(kind: str, value: str) -> Iterator[str]:
    """The keys of words.yaml under which a value's words stand."""
    if kind in LISTS:
        yield "none" if value == "none" else "some"
    elif kind == "searched":
        results = set(value.split())
        yield from results if len(results) == 1 else ()
    else:
        yield value


def _some(reader: Reader, kind: str, key: str) -> str:
    words = reader.lexicon.lists["wording"][kind]["needs"][key]
    return " or ".join(f'"{word.strip().strip(chr(34))}"' for word in words.split(",")[:3])


def _numbers(page: Page, mark: Mark, bare: str, reading: Reading, reader: Reader) -> Iterator[Problem]:
    """A claim that counts shows its number and no other; any other claim shows none of its own."""
    if mark.ref != "count":
        for text in reading.numbers:
            yield page.problem_with(
                mark, f'"{mark.text}" says "{text}", which no {mark.ref} carries.', "Show it in a mark of its own."
            )
        return
    value, found = mark.attributes["data-value"] or "", [str(number) for number in reader.counts(bare)]
    if found != [value] and not (value == "0" and not found and {"no", "none"} & {token.key for token in tokens(bare)}):
        shown = " and ".join(found) or "no number"
        yield page.problem_with(mark, f'"{mark.text}" shows {shown}, but counts {value}.', f"Show {value}.")


def _subjects(page: Page, mark: Mark, raw: RawFacts, reading: Reading, reader: Reader) -> Iterator[Problem]:
    """The states, treaties and organizations in a claim's sentence are those it is about, or rests on."""
    states = [
        mark.attributes[f"data-{name}"] or "" for name in ("a", "b", "state") if mark.attributes.get(f"data-{name}")
    ]
    states += [
        part for part in (mark.attributes.get("data-of") or "").split(":")[1:] if len(part) == 3 and part.isupper()
    ]
    grounds = {ref.partition("#")[0] for ref in _grounds(mark)} | _deciding(mark, raw) | {"edition"}
    kin = {f"states/{code.lower()}" for state in states for code in raw.family(state)}
    if mark.ref == "alliances":
        bound = [file.partition("/")[2] for file in grounds if file.startswith("treaties/") and file in raw.documents]
        kin |= {
            f"states/{code.lower()}"
            for treaty in bound
            for code in derived.partners(raw, treaty, mark.attributes["data-on"] or "")
        }
    grounds |= {f"sources/{mark.attributes['data-source']}"} if mark.ref == "counted" else set()
    names: Phrases = reader.lexicon.names
    named: list[tuple[str, str]] = []  # the words, and the file they name, in order
    for text in reading.states + tuple(text for text, _ in reading.names):
        found: list[Name] = names.within(tokens(text))
        named += [(text, name.ref.partition("#")[0]) for name in found]
    named += [(inner.text, inner.ref.partition("#")[0]) for inner in mark.inner if inner.sort == "data-fact"]
    for text, file in named:
        if file not in grounds | kin and (states or not file.startswith("states/")):
            yield page.problem_with(
                mark,
                f'"{mark.text}" names "{text}", which it neither is about nor rests on.',
                "Name only what the claim is about.",
            )
    for word in reading.unknown:
        yield page.problem_with(
            mark, f'"{mark.text}" names "{word}", which no fact knows.', "Name only what the claim is about."
        )
    first = next((file for file in _in_order(mark, reading, names) if file.startswith("states/")), None)
    counts_one = (mark.attributes.get("data-of") or "").startswith("organizations-only:")
    if counts_one and first and first not in {f"states/{code.lower()}" for code in raw.family(states[0])}:
        what = f'"{mark.text}" names another state before {states[0]}, whose memberships it counts.'
        yield page.problem_with(mark, what, "Name the state that is a member first.")


def _in_order(mark: Mark, reading: Reading, names: Phrases) -> Iterator[str]:
    """The files of all names in a claim, marked or not, in the order of its words."""
    found: list[tuple[int, str]] = []
    for text in reading.states:
        for name in names.within(tokens(text))[:1]:
            found.append((mark.text.find(text), name.ref.partition("#")[0]))
    found += [(mark.text.find(inner.text), inner.ref.partition("#")[0]) for inner in mark.inner]
    yield from (file for _, file in sorted(found))


def _bare(mark: Mark) -> str:
    """The claim's own words, with those of nested marks blotted out."""
    return "".join(piece if isinstance(piece, str) else HIDDEN for piece in mark.pieces()).strip()
