"""Claims: each claim derived for a page is looked up in what the facts give; its sentence is the phrase of the value
there, letter by letter."""

from collections.abc import Iterator

from allies.audit.days import printed
from allies.audit.derivation import Derivation
from allies.audit.marks import is_name
from allies.audit.page import Mark, Page
from allies.audit.phrases import Phrases
from allies.problems import Problem

Wanted = dict[str, set[str]]  # by slot, the files or refs of which its marks have to be; in a list, all of them
LISTS = {"others", "partners", "treaties", "registers", "organizations", "states", "commitments", "by", "to"}
ABOUT = ("state", "group", "treaty", "obligation", "organization", "commitment", "conflict", "source", "of")


def claims(page: Page, facts: Derivation, phrases: Phrases) -> Iterator[Problem]:
    """Each derived claim has the value that the facts give, in the words for it, with its own states and treaties."""
    every = [mark for mark in page.marks if mark.sort == "data-claim"]
    named = {_pair(mark) for mark in every if {"a", "b"} <= {*phrases.slots(f"{mark.ref}/{mark.get('value')}")}}
    for mark in every:
        if _pair(mark) not in {*named, ("", "")}:
            yield page.wrong(mark, "is of two states that no sentence on the page names.")
        if (found := _derived(facts, mark)) is None:
            yield page.wrong(mark, "is a claim of no kind, or of nothing that the facts know.")
        else:
            yield from _told(page, mark, *found, facts.day, phrases)


def _told(page: Page, mark: Mark, value: str, slots: Wanted, day: str, phrases: Phrases) -> Iterator[Problem]:
    """A claim has the value that the facts give for the day, and says it."""
    if mark.get("value") != value or (on := mark.attributes.get("data-on", day)) != day:
        said = mark.get("value") if mark.get("value") != value else on
        yield page.wrong(mark, f"claims {said!r}; the facts give {value!r}.", "Find out which is wrong.")
    elif mark.ref == "due":
        if mark.text != (shown := printed(value, None, phrases.fill, phrases.language)):
            yield page.wrong(mark, f"shows another day than {shown}.", f"Show {shown}.")
    elif mark.ref == "count":
        if mark.text.replace(",", "").replace("\u00a0", "") != value:
            yield page.wrong(mark, f"shows another number than {value}.", f"Show {value}.")
    else:
        yield from _wording(page, mark, f"{mark.ref}/{value}", slots, phrases)


def _pair(mark: Mark) -> tuple[str, str]:
    """The two states that a claim is of; empty for another."""
    return mark.get("a"), mark.get("b")


def key(mark: Mark) -> str:
    """A claim's kind and what it is about, other than the two states that it is of."""
    of = _counted(mark.get("of"))
    return " ".join([mark.ref, *(each for name in ABOUT if (each := of if name == "of" else mark.get(name)))])


def _derived(facts: Derivation, mark: Mark) -> tuple[str, Wanted] | None:
    """The value of a claim and what belongs into its slots; None of one that does not follow from the facts."""
    of = mark.get("of").split(":")
    pair = _pair(mark) if mark.get("a") else tuple(of[1:]) if len(of) == 3 else ()
    if mark.ref == "shared":
        return _shared(facts, mark)
    if mark.ref == "due":
        return (due, {}) if of[0] in facts.raw.documents and (due := facts.due(of[0])) else None
    if mark.ref == "agreed":
        return _agreed(facts, mark)
    if mark.ref == "count" and of[0] == "items":
        items = facts.raw.value(of[1]) if facts.raw.has(of[1]) else None
        return (str(len(items)), {}) if isinstance(items, (dict, list)) else None
    found = facts.between(*pair).said.get(key(mark)) if len(pair) == 2 else facts.things.get(key(mark))
    if found is None:
        return None
    slots = {slot: {refs} if isinstance(refs, str) else set(refs) for slot, refs in found[1].items()}
    own = {slot: {f"states/{each.lower()}" for each in facts.raw.family(mark.get(slot))} for slot in "ab" if pair}
    return found[0], own | slots


def _agreed(facts: Derivation, mark: Mark) -> tuple[str, Wanted] | None:
    """For how long a treaty or commitment was agreed."""
    id = mark.get("commitment")
    ref = f"commitments/{id}" if id else f"treaties/{mark.get('treaty')}"
    slots = {"years": {f"{ref}#/agreed_for/years"}, "day": {ref}}
    return ("until" if facts.due(ref) else "for", slots) if facts.raw.has(f"{ref}#/agreed_for/years") else None


def _shared(facts: Derivation, mark: Mark) -> tuple[str, Wanted] | None:
    """Some organizations that both belong to, as many as are named at once."""
    ids, known = mark.get("organizations").split(), facts.between(mark.get("a"), mark.get("b")).said
    if not ids or any(f"both {id}" not in known for id in ids):
        return None
    organizations = {f"organizations/{id}" for id in ids}
    return "also" if mark.get("value") == "also" else "yes", {"organizations": organizations}


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
