"""Claims: each claim derived for a page is looked up in what the facts give; its sentence is the phrase of the value
there, letter by letter."""

from collections.abc import Iterator

from allies.audit.derivation import Derivation
from allies.audit.marks import is_name, shown
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
    elif mark.ref in ("due", "count"):
        if mark.text != (right := shown(int(value) if mark.ref == "count" else value, None, phrases)):
            yield page.wrong(mark, f"shows another day or number than {right}.", f"Show {right}.")
    else:
        yield from _wording(page, mark, f"{mark.ref}/{value}", slots, phrases)


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
