"""Context: a right value in the wrong place is a wrong claim, so the words around a mark have to fit the fact that it shows."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from allies.audit.page import Mark, Page, Passage, Row, Sentence
from allies.audit.raw import RawFacts, walk
from allies.audit.words import Lexicon, tokens
from allies.problems import Problem

BODIES = {"data-organization": "organizations", "data-treaty": "treaties"}

NAMES = ("name", "abbreviation", "aliases", "title", "titles", "also_known_as", "publisher", "copy_of")
_KEYED = re.compile(r"/(?:members|parties|positions|absences|contested_for)/([A-Z]{3})(?:/|$)")
_CORRECTED = re.compile(r"(.*/corrections/[^/]+)/(claim|finding)/.*")
_CODE = re.compile(r"[A-Z]{3}")
_ENTRY = re.compile(r"((?:relations|searches)/.*#/(?:events|missions|visits|votes|statements|registers)/[^/]+)/.*")


def context(page: Page, raw: RawFacts, lexicon: Lexicon) -> Iterator[Problem]:
    """A mark stands among words of its own field and beside its own state, organization and treaty; a row keeps to one thing."""
    rows: dict[int, Row] = {}
    head = _states([passage for passage in page.passages if passage.kind == "h1"], lexicon)
    for passage in page.passages:
        if passage.row:
            rows[id(passage.row)] = passage.row
        for sentence in passage.sentences if passage.marks else ():
            for mark in sentence.marks:
                if mark.sort == "data-claim" and mark.ref != "run":
                    yield from _claim(page, sentence, mark, head, raw, lexicon)
                elif mark.is_value and raw.has(mark.ref):
                    yield from _topic(page, sentence, mark, raw, lexicon)
                    yield from _owner(page, sentence, mark, raw, lexicon)
        for sentence in passage.sentences if not passage.row and len(passage.marks) > 1 else ():
            if any(mark.tag == "span" and _ENTRY.fullmatch(mark.ref) for mark in sentence.marks):
                yield from _one_subject(page, list(sentence.marks), "sentence", raw)
    for row in rows.values():
        yield from _one_subject(page, [mark for passage in row.passages for mark in passage.marks], "row", raw)
    yield from _corrections(page)


def _topic(page: Page, sentence: Sentence, mark: Mark, raw: RawFacts, lexicon: Lexicon) -> Iterator[Problem]:
    """Where words beside a value name a field, such as "signed", the value is of that field."""
    fields = _fields(mark, raw)
    known = {field for field in fields if field in lexicon.lists["topics"]}
    head = " ".join(head.text for head in sentence.passage.column)
    for words in (_window(sentence, mark), head):
        said = lexicon.topics.within(tokens(words)) if known else []
        if len(said) > 1 and words is head:
            continue  # a column of several values, such as "for, against, abstaining"
        if said and not any(known & meant for meant in said):
            meant = " or ".join(sorted(set().union(*said)))
            what = f'"{mark.text}" stands beside the words "{words.strip()}", which speak of {meant}, but shows {mark.ref}.'
            yield page.problem_with(mark, what, "Pull in the fact that the words speak of, or correct the words.")
            return


def _window(sentence: Sentence, mark: Mark) -> str:
    """The words between the mark before and the mark after."""
    marks, text, offset = sentence.marks, sentence.passage.text, sentence.marks.index(mark)
    start = marks[offset - 1].end if offset else sentence.start
    end = marks[offset + 1].start if offset + 1 < len(marks) else sentence.end
    return f"{text[start : mark.start].strip()} {text[mark.end : end].strip()}"


def _fields(mark: Mark, raw: RawFacts) -> set[str]:
    """What a value may be called: its key, the key around it, and the kind of the entry it stands in."""
    name, _, pointer = mark.ref.partition("#")
    steps = pointer.split("/")[1:]
    fields = set(steps[-2:])
    entry = raw.value(f"{name}#{''.join(f'/{step}' for step in steps[:-1])}") if steps else None
    if isinstance(entry, dict) and steps[-1] == "date" and isinstance(entry.get("kind"), str):
        fields.add(entry["kind"])
    return fields


def _owner(page: Page, sentence: Sentence, mark: Mark, raw: RawFacts, lexicon: Lexicon) -> Iterator[Problem]:
    """Where a state, organization or treaty is named beside a value, the value is one of its own."""
    passage = sentence.passage
    around = passage.row.passages if passage.row else [passage] if not passage.lead else [passage.lead, passage]
    keyed = _KEYED.search(mark.ref)
    if keyed:
        named = _states(passage.column, lexicon) or _states(
            passage.row.passages[:1] if passage.row else [sentence], lexicon
        )
        if named and not named & raw.family(keyed[1]):
            what = f'"{mark.text}" stands beside {" and ".join(sorted(named))}, but shows {mark.ref}.'
            yield page.problem_with(mark, what, f"Pull in the value of {min(named)}, or name {keyed[1]}.")
    name = mark.ref.partition("#")[0]
    folder = name.partition("/")[0]
    if folder in ("organizations", "treaties"):
        beside = [other for near in around for other in near.marks] if passage.row else sentence.marks
        others = {
            other.ref.partition("#")[0] for other in beside if other is not mark and other.is_value and _is_name(other)
        }
        bodies = {other for other in others if other.startswith(("organizations/", "treaties/"))}
        others = {other for other in bodies if other.startswith(folder)} or (set() if passage.row else bodies)
        before = [body for body in _bodies_before(sentence, mark) if body.startswith(folder)] if not passage.row else []
        if before and name not in (
            before[0],
            before[-1],
        ):  # what a sentence goes on to say is of its subject, or of what was named last
            others = {before[0]}
        through = {other.partition("/")[2] for other in others} & set(mark.ref.split("/"))  # as a member of the other
        if others and name not in others and not through and not _is_name(mark):
            what = f'"{mark.text}" stands beside the name of {" and ".join(sorted(others))}, but shows {mark.ref}.'
            yield page.problem_with(mark, what, f"Pull in the value of {min(others)}, or name {name}.")


def _bodies_before(sentence: Sentence, mark: Mark) -> list[str]:
    """The organizations and treaties that a sentence has named before a mark, in order."""
    names = (
        other.ref.partition("#")[0]
        for other in sentence.marks
        if other.start < mark.start and other.is_value and _is_name(other)
    )
    return [name for name in names if name.startswith(("organizations/", "treaties/"))]


def _claim(
    page: Page, sentence: Sentence, mark: Mark, head: set[str], raw: RawFacts, lexicon: Lexicon
) -> Iterator[Problem]:
    """A derived claim stands beside the states, the organization and the treaty that it is about."""
    passage, row = sentence.passage, sentence.passage.row
    about = _about(mark)
    kin = {code for state in about for code in raw.family(state)}
    if row:
        named = _states(passage.column, lexicon) or _states(row.passages[:1], lexicon)
        stray = set() if named & kin else named
    elif "data-of" in mark.attributes:
        stray = _states([sentence], lexicon) - kin
    else:
        stray = set() if _named(mark, lexicon) or len(head) != 2 else head - kin
    if about and stray:
        what = f'"{mark.text}" is about {" and ".join(about)}, but stands where {" and ".join(sorted(stray))} is spoken of.'
        yield page.problem_with(mark, what, "Render the claim that belongs here.")
    own = {f"{folder}/{mark.attributes[name]}" for name, folder in BODIES.items() if name in mark.attributes}
    beside = [other for near in row.passages for other in near.marks] if row else []
    others = {
        name
        for other in beside
        if _is_name(other) and (name := other.ref.partition("#")[0]).startswith(("organizations/", "treaties/"))
    }
    if own and others and not own & others:
        what = f'"{mark.text}" is about {min(own)}, but stands in the row of {" and ".join(sorted(others))}.'
        yield page.problem_with(mark, what, "Render the claim that belongs here.")


def _about(mark: Mark) -> list[str]:
    """The states that a derived claim is about."""
    states = [mark.attributes.get(f"data-{name}") for name in ("a", "b", "state")]
    counted = [part for part in (mark.attributes.get("data-of") or "").split(":")[1:] if _CODE.fullmatch(part)]
    return [state for state in states if state] + counted


def _named(mark: Mark, lexicon: Lexicon) -> set[str]:
    return {name.state for name in lexicon.names.within(tokens(mark.text)) if name.state}


def _one_subject(page: Page, marks: list[Mark], beside: str, raw: RawFacts) -> Iterator[Problem]:
    """What stands in one row of a table, or beside a text of an event, a visit or a vote, is of one thing, and of its states."""
    shown = [mark for mark in marks if mark.sort == "data-fact" and raw.has(mark.ref)]
    telling = [mark for mark in shown if not _is_name(mark) and _subject(mark)]
    if not telling:
        return
    first = telling[0]
    for mark in telling:
        if _subject(mark) != _subject(first):
            what = f'"{mark.text}" shows {mark.ref} in a {beside} that also shows {first.ref}.'
            yield page.problem_with(
                mark, what, f"Pull in the value of {_subject(first)}, or move it to a {beside} of its own."
            )
    concerned = _concerned(_subject(first) or "", raw)
    for mark in shown:
        if mark.ref.startswith("states/") and mark.ref.partition("#")[0] not in concerned:
            what = f'"{mark.text}" stands in a {beside} on {_subject(first)}, which has nothing to do with that state.'
            yield page.problem_with(mark, what, "Name a state that it concerns.")


@lru_cache(maxsize=4096)
def _concerned(subject: str, raw: RawFacts) -> frozenset[str]:
    """The files of the states that a thing names: parties, members, sender and receiver, and those whose place they took."""
    name, _, pointer = subject.partition("#")
    value = raw.value(f"{name}#{pointer}")
    words = {word for where, leaf in walk(value) for word in (*where.split("/"), str(leaf))} | set(
        raw.documents[name].get("states", ())
    )
    return frozenset(f"states/{code.lower()}" for word in words if _CODE.fullmatch(word) for code in raw.family(word))


def _subject(mark: Mark) -> str | None:
    """What a value tells of: an organization, a treaty, a source, an entry of a relation or search; None for what may stand beside it."""
    if entry := _ENTRY.fullmatch(mark.ref):
        return entry[1]
    file = mark.ref.partition("#")[0]
    return file if file.startswith(("organizations/", "treaties/", "sources/")) else None


def _corrections(page: Page) -> Iterator[Problem]:
    """A claim that the evidence does not bear out is shown only with the finding right after it."""
    outer = [mark for passage in page.passages for mark in passage.marks]
    for mark, following in zip(outer, [*outer[1:], None]):
        match = _CORRECTED.fullmatch(mark.ref)
        if match and match[2] == "claim" and not (following and following.ref.startswith(f"{match[1]}/finding/")):
            what = f'"{mark.text}" is a claim that the evidence does not bear out, and its finding does not follow.'
            yield page.problem_with(mark, what, f"Show {match[1]}/finding after it.")


def _states(places: Iterable[Passage | Sentence], lexicon: Lexicon) -> set[str]:
    """The codes of all states named in some texts, by hand or in marks."""
    return {name.state for place in places for name in lexicon.names.within(tokens(place.text)) if name.state}


def _is_name(mark: Mark) -> bool:
    return mark.ref.partition("#/")[2].partition("/")[0] in NAMES
