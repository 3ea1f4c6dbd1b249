"""Derived: what follows from the raw facts, worked out a second time, in plain code that shares nothing with the engine's.

Each function answers one kind of question for a day. What the facts do not decide is `unknown`; a state, treaty or
organization that no file defines raises KeyError.
"""

from collections.abc import Callable, Iterator
from typing import Any

from allies.audit.days import bounds, surely_after, surely_by
from allies.audit.raw import RawFacts

ALLIANCE = {"defense", "offense"}
BROKEN = {"severed", "lapsed"}


def answer(raw: RawFacts, a: str, b: str, on: str) -> str:
    """Whether two states are allies: allies, disputed, lesser-pact, not-allies or unknown."""
    _known(raw, a, b)
    sure, contested, lesser, unclear = [], [], [], []
    for id in sorted(raw.treaties_of(a) & raw.treaties_of(b)):
        treaty = raw.folder("treaties")[id]
        kinds = set(_kinds_between(raw, treaty, a, b))
        match bound_both(raw, a, b, id, on) if kinds else "no":
            case "unknown" if _is_alliance(treaty):
                unclear.append(id)
            case "contested":
                (contested if kinds & ALLIANCE else lesser).append(id)
            case "yes":
                (sure if kinds & ALLIANCE else lesser).append(id)
    if sure:
        return "allies"
    if contested:
        return "disputed"
    if unclear:
        return "unknown"
    if lesser:
        return "lesser-pact"
    return "not-allies" if any(_is_about(search, a, b) for search in raw.folder("searches").values()) else "unknown"


def relations(raw: RawFacts, a: str, b: str, on: str) -> str:
    """Whether two states have diplomatic relations: the last event by the day decides."""
    _known(raw, a, b)
    events = [
        event
        for relation in _between(raw, a, b)
        for event in relation.get("events", {}).values()
        if surely_by(event["date"], on)
    ]
    last = max(events, key=lambda event: bounds(event["date"])[1], default=None)
    return "yes" if last and last["kind"] not in BROKEN else "no"


def member(raw: RawFacts, state: str, organization: str, on: str) -> str:
    """Whether a state, by itself or in the seat of one that it continues, is a member of an organization."""
    data = raw.folder("organizations")[organization]
    members = data["members"]
    _known(raw, state)
    found = {_belongs(members[code], on) for code in raw.lineage(state) if code in members}
    return "yes" if "yes" in found else "unknown" if "unknown" in found or data.get("partial") else "no"


def party(raw: RawFacts, state: str, treaty: str, on: str) -> str:
    """Whether a treaty binds a state: yes, no, contested or unknown; unknown, too, where no source was seen to print since when."""
    _known(raw, state)
    data = raw.folder("treaties")[treaty]
    code = _acting(raw, data, state)
    if code is None:
        return "no"
    bound = _is_bound(data, data["parties"][code], on)
    if bound != "yes":
        return bound
    if data.get("contested") or _runs(data.get("contested_for", {}).get(code), on):
        return "contested"
    return "yes" if _is_printed(raw, treaty, code) else "unknown"


def bound_both(raw: RawFacts, a: str, b: str, treaty: str, on: str) -> str:
    """Whether a treaty binds both of two states."""
    data = raw.folder("treaties")[treaty]
    if _acting(raw, data, a) == _acting(raw, data, b):
        return "no"
    both = {party(raw, state, treaty, on) for state in (a, b)}
    pair = {_acting(raw, data, a), _acting(raw, data, b)}
    if both == {"yes"} and any(
        set(exception["between"]) == pair and _runs(exception, on) for exception in data.get("exceptions", ())
    ):
        return "contested"
    return next((value for value in ("no", "unknown", "contested") if value in both), "yes")


def shared(raw: RawFacts, a: str, b: str, organizations: str, on: str) -> str:
    """Whether both states are members of each of some organizations."""
    found = {member(raw, state, id, on) for id in organizations.split() for state in (a, b)}
    return "yes" if found == {"yes"} else "no" if "no" in found else "unknown"


def alliances(raw: RawFacts, state: str, on: str) -> str:
    """The treaties of defense or offense that bind a state: ids in alphabetical order, or none."""
    found = [
        id
        for id in sorted(raw.treaties_of(state))
        if _is_alliance(raw.folder("treaties")[id]) and party(raw, state, id, on) == "yes"
    ]
    return " ".join(found) or "none"


def partners(raw: RawFacts, treaty: str, on: str) -> set[str]:
    """The parties that a treaty binds on a day, or ever bound."""
    parties = raw.folder("treaties")[treaty]["parties"]
    return {code for code in parties if party(raw, code, treaty, on) in ("yes", "contested")} or set(parties)


def in_force(raw: RawFacts, treaty: str, on: str) -> str:
    """Whether a treaty itself is in force on a day: yes, no or contested."""
    data = raw.folder("treaties")[treaty]
    start, end = data.get("entry_into_force"), data.get("ended", {}).get("date")
    if start is None or surely_after(start, on) or (end and surely_by(end, on)):
        return "no"
    return "contested" if data.get("contested") else "yes"


def owed(raw: RawFacts, treaty: str, obligation: str) -> str:
    """The parties that alone owe an obligation, in the order of the file."""
    return " ".join(raw.folder("treaties")[treaty]["obligations"][int(obligation)]["owed_by"])


def counted(raw: RawFacts, treaty: str, source: str) -> str:
    """Whether a data set counts a treaty as an alliance."""
    return "yes" if raw.folder("treaties")[treaty]["counted_by"][source] else "no"


def no_obligation(raw: RawFacts, treaty: str) -> str:
    """Whether a treaty that was read promises nothing in case of attack, war or crisis."""
    data = raw.folder("treaties")[treaty]
    return "yes" if not data["obligations"] and "unread" not in data else "no"


def none_is_alliance(raw: RawFacts, a: str, b: str) -> str:
    """Whether none of the treaties between just the two states promises defense or offense."""
    return "no" if any(_is_alliance(raw.folder("treaties")[id]) for id in _bilateral(raw, a, b)) else "yes"


def earlier(raw: RawFacts, a: str, b: str, on: str) -> str:
    """The alliances that bound both states and had ended by the day: ids in alphabetical order, or none."""
    _known(raw, a, b)
    found = []
    for id in sorted(raw.treaties_of(a) & raw.treaties_of(b)):
        treaty = raw.folder("treaties")[id]
        acting = [_acting(raw, treaty, state) for state in (a, b)]
        if None not in acting and acting[0] != acting[1] and _is_alliance(treaty) and not treaty.get("contested"):
            starts = [start for code in acting if (start := _start(treaty, treaty["parties"][code]))]
            ends = [end for code in acting for end in _ends(treaty, treaty["parties"][code])]
            began = max((bounds(start)[0] for start in starts), default="")
            if (
                len(starts) == 2
                and ends
                and min(bounds(end)[1] for end in ends) > began
                and any(surely_by(end, on) for end in ends)
            ):
                found.append(id)
    return " ".join(found) or "none"


def searched(raw: RawFacts, search: str) -> str:
    """What each register of a search gave, in the order of the file."""
    return " ".join(register["result"] for register in raw.folder("searches")[search]["registers"].values())


def count(raw: RawFacts, of: str, on: str) -> str:
    """How many there are of something: `bilateral:MEX:RUS`, `members:csto`, `items:relations/mex-rus#/votes` …"""
    kind, _, rest = of.partition(":")
    return str(COUNTS[kind](raw, on, *(rest.split(":") if kind not in ("items", "files") else [rest])))


def deciding(raw: RawFacts, a: str, b: str, on: str) -> set[str]:
    """The files on which an answer stands or falls: treaties that bind both, or the searches that found none."""
    common = raw.treaties_of(a) & raw.treaties_of(b)
    treaties = {id for id in common if set(_kinds_between(raw, raw.folder("treaties")[id], a, b))}
    wanted = ("unknown",) if answer(raw, a, b, on) == "unknown" else ("yes", "contested")
    binding = {f"treaties/{id}" for id in treaties if bound_both(raw, a, b, id, on) in wanted}
    return binding or {f"searches/{id}" for id, search in raw.folder("searches").items() if _is_about(search, a, b)}


def _organizations(raw: RawFacts, on: str, a: str, b: str, both: bool) -> int:
    """How many organizations have the first state as a member and the second too, or not."""
    found = [(member(raw, a, id, on), member(raw, b, id, on)) for id in raw.folder("organizations")]
    return found.count(("yes", "yes" if both else "no"))


def _members(raw: RawFacts, on: str, organization: str) -> int:
    """How many states are members of an organization."""
    return [_belongs(entry, on) for entry in raw.folder("organizations")[organization]["members"].values()].count("yes")


COUNTS: dict[str, Callable[..., int]] = {
    "bilateral": lambda raw, on, a, b: len(_bilateral(raw, a, b)),
    "shared-organizations": lambda raw, on, a, b: _organizations(raw, on, a, b, both=True),
    "organizations-only": lambda raw, on, a, b: _organizations(raw, on, a, b, both=False),
    "alliances": lambda raw, on, state: len(alliances(raw, state, on).replace("none", "").split()),
    "members": _members,
    "items": lambda raw, on, ref: len(raw.value(ref)),
    "files": lambda raw, on, folder: len(raw.folder(folder)),
}


def _is_about(search: dict[str, Any], *codes: str) -> bool:
    """Whether a search was made for some states."""
    return search["about"] == "everyone" or set(codes) <= set(search["about"])


def _known(raw: RawFacts, *codes: str) -> None:
    for code in codes:
        raw.documents[f"states/{code.lower()}"]


def _belongs(entry: dict[str, Any], on: str) -> str:
    """Whether an entry of membership, with its earlier spells, covers the day."""
    found = {
        _covers(spell["joined"], [spell["left"]] if "left" in spell else [], on)
        for spell in (entry, *entry.get("earlier", ()))
    }
    return "yes" if "yes" in found else "unknown" if "unknown" in found else "no"


def _is_bound(treaty: dict[str, Any], entry: dict[str, Any], on: str) -> str:
    start = _start(treaty, entry)
    return _covers(start, _ends(treaty, entry), on) if start else "no"


def _start(treaty: dict[str, Any], entry: dict[str, Any]) -> str | None:
    return entry.get("bound_from") or treaty.get("entry_into_force")


def _ends(treaty: dict[str, Any], entry: dict[str, Any]) -> list[str]:
    """The days on which the treaty ended for a party, by its own notice or for all."""
    own = entry.get("denunciation", {}).get("effective") or entry.get("bound_until")
    return [end for end in (own, treaty.get("ended", {}).get("date")) if end]


def _covers(start: str, ends: list[str], on: str) -> str:
    """Whether a time that begins on `start` and ends with the first of `ends` covers a day."""
    if surely_after(start, on) or any(surely_by(end, on) for end in ends):
        return "no"
    return "yes" if surely_by(start, on) and all(surely_after(end, on) for end in ends) else "unknown"


def _runs(doubt: dict[str, Any] | None, on: str) -> bool:
    """Whether a contest or suspension may have begun by a day and has not surely ended."""
    return (
        doubt is not None
        and not surely_after(doubt["since"], on)
        and not ("until" in doubt and surely_by(doubt["until"], on))
    )


def _is_printed(raw: RawFacts, treaty: str, code: str) -> bool:
    """Whether a source was seen to print the day from which a treaty binds a party."""
    data = raw.folder("treaties")[treaty]
    ref = f"treaties/{treaty}#" + (
        f"/parties/{code}/bound_from" if "bound_from" in data["parties"][code] else "/entry_into_force"
    )
    holder = raw.holder(ref)
    return holder is not None and any("printed" in row for row in raw.supporting(holder))


def _is_alliance(treaty: dict[str, Any]) -> bool:
    return any(obligation["kind"] in ALLIANCE for obligation in treaty["obligations"])


def _kinds_between(raw: RawFacts, treaty: dict[str, Any], a: str, b: str) -> Iterator[str]:
    """The kinds of obligation that either state would owe the other under a treaty."""
    pair = _acting(raw, treaty, a), _acting(raw, treaty, b)
    if None not in pair and pair[0] != pair[1]:
        for obligation in treaty["obligations"]:
            for by, to in (pair, pair[::-1]):
                if by in obligation.get("owed_by", [by]) and to in obligation.get("owed_to", [to]):
                    yield obligation["kind"]


def _acting(raw: RawFacts, treaty: dict[str, Any], state: str) -> str | None:
    """The party as which a treaty concerns a state: the state itself, or one that it continues."""
    return next((code for code in raw.lineage(state) if code in treaty["parties"]), None)


def _between(raw: RawFacts, a: str, b: str) -> list[dict[str, Any]]:
    return [relation for relation in raw.folder("relations").values() if set(relation["states"]) == {a, b}]


def _bilateral(raw: RawFacts, a: str, b: str) -> list[str]:
    """The treaties whose only two parties are the two states, or states in whose place they stand."""
    _known(raw, a, b)
    sides = [{*raw.lineage(state), *_forerunners(raw, state)} for state in (a, b)]
    found = []
    for id, treaty in raw.folder("treaties").items():
        parties = list(treaty["parties"])
        if len(parties) == 2 and any(one in sides[0] and other in sides[1] for one, other in (parties, parties[::-1])):
            found.append(id)
    return found


def _forerunners(raw: RawFacts, state: str) -> Iterator[str]:
    """The states that stood in a state's place in the events of its relations."""
    for relation in raw.folder("relations").values():
        if state in relation["states"]:
            others = set(relation["states"]) - {state}
            for event in relation.get("events", {}).values():
                between = set(event.get("between", ()))
                if others & between:
                    yield from between - others
