"""Claims: each claim derived for a page is worked out anew; its sentence is the phrase of what came out, letter by
letter."""

from collections.abc import Callable, Iterator

from allies.audit.days import bounds, printed
from allies.audit.derivation import Derivation
from allies.audit.marks import is_name
from allies.audit.page import SLOT, Mark, Page
from allies.audit.phrases import Phrases
from allies.problems import Problem

Wanted = dict[str, set[str]]  # by slot, the files or refs of which its marks have to be; in a list, all of them
LISTS = {"others", "partners", "treaties", "registers", "organizations", "states", "commitments", "by", "to"}


def claims(page: Page, facts: Derivation, phrases: Phrases) -> Iterator[Problem]:
    """Each derived claim has the value that the facts give, in the words for it, with its own states and treaties."""
    for mark in page.marks:
        if mark.sort == "data-claim":
            try:
                value, slots = VALUES[mark.ref](facts, mark)
            except (KeyError, ValueError, IndexError, TypeError):
                what = "is a claim of no kind, or of nothing that the facts know."
                yield page.wrong(mark, what, "Render the page again.")
                continue
            if mark.get("value") != value or (on := mark.attributes.get("data-on", facts.day)) != facts.day:
                said = mark.get("value") if mark.get("value") != value else on
                yield page.wrong(mark, f"claims {said!r}; the facts give {value!r}.", "Find out which is wrong.")
            elif mark.ref == "due":
                if mark.text != (said := printed(value, None, phrases.fill, phrases.language)):
                    yield page.wrong(mark, f"shows another day than {said}.", f"Show {said}.")
            elif mark.ref == "count":
                if mark.text.replace(",", "").replace("\u00a0", "") != value:
                    yield page.wrong(mark, f"shows another number than {value}.", f"Show {value}.")
            else:
                yield from _wording(page, mark, f"{mark.ref}/{value}", slots, phrases)


def _wording(page: Page, mark: Mark, key: str, slots: Wanted, phrases: Phrases) -> Iterator[Problem]:
    """The words are the phrase's, and in each slot stands what the claim is about."""
    shape, at = "", 0
    for inner in mark.inner:
        shape, at = shape + mark.text[at : inner.start - mark.start] + SLOT, inner.end - mark.start
    filled = phrases.match(key, shape + mark.text[at:], mark.inner)
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
        return mark.get("of")
    return mark.file if is_name(mark.ref) or mark.file.startswith("sources/") else mark.ref


def _pair(facts: Derivation, mark: Mark) -> tuple[str, str, Wanted]:
    a, b = mark.get("a"), mark.get("b")
    return a, b, {"a": _family(facts, a), "b": _family(facts, b)}


def _family(facts: Derivation, code: str) -> set[str]:
    return {f"states/{each.lower()}" for each in facts.raw.family(code)}


def _states(codes: set[str]) -> set[str]:
    return {f"states/{code.lower()}" for code in codes}


def _answer(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    a, b, slots = _pair(facts, mark)
    return facts.answer(a, b), slots


def _grounds(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    a, b, _ = _pair(facts, mark)
    unclear = facts.unclear(a, b)
    if facts.answer(a, b) == "not-allies":
        return "none-found", {}
    if facts.answer(a, b) == "unknown":
        value = "unconfirmed" if unclear else "text-not-found" if facts.unfound(a, b) else "not-reached"
        registers = {f"sources/{id}" for id in facts.counting(a, b)}
        return value, {"treaties": {f"treaties/{id}" for id in unclear}, "registers": registers}
    deciding = facts.deciding(a, b)
    value = "contested" if any(bond[3] == "contested" for bond in deciding) else "bound"
    return value, {"treaties": {f"treaties/{bond[0]}" for bond in deciding}}


def _reach(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    a, b, _ = _pair(facts, mark)
    value, compared, followed = facts.reach(a, b)
    return value if facts.answer(a, b) in ("not-allies", "lesser-pact") else "no", {
        "compared": {compared},
        "followed": {followed},
    }


def _owes(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    a, b, _ = _pair(facts, mark)
    treaty, number = mark.get("treaty"), int(mark.get("obligation"))
    found = next(each for each in facts.bonds(a, b) if each[:2] == (treaty, number) and each[3] != "unknown")
    slots = {"by": _states({found[4]}), "to": _states({found[5]})}
    return found[2] if found[6] else f"{found[2]}-one-way", slots


def _sure(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    a, b, _ = _pair(facts, mark)
    value = "open" if facts.open_points(a, b) else "yes"
    return value if facts.deciding(a, b) else "", {"count": {f"open:{a}:{b}"}}


def _unworded(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    treaty, number = mark.get("treaty"), int(mark.get("obligation"))
    value = "no" if facts.worded(treaty, number) else "coded" if facts.kind_rows(treaty, number) else "yes"
    return value, {"treaty": {f"treaties/{treaty}"}}


def _pending(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    a, b, _ = _pair(facts, mark)
    treaty = mark.get("treaty")
    return facts.pending(a, b)[treaty], {"treaty": {f"treaties/{treaty}"}, "signed": {f"treaties/{treaty}#/signed"}}


def _span(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    a, b, slots = _pair(facts, mark)
    treaty = mark.get("treaty")
    kind, start, end = facts.times(a, b)[treaty]
    days = {"from": {start}, "until": {end} if end else set()}
    return kind if end else f"{kind}-on", {**slots, **days, "treaty": {f"treaties/{treaty}"}}


def _held(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    id, at = mark.get("commitment"), f"commitments/{mark.get('commitment')}#"
    data = facts.raw.folder("commitments")[id]
    days = {"from": {f"{at}/{'in_force_from' if 'in_force_from' in data else 'date'}"}, "until": {f"{at}/ended/date"}}
    return "over" if "ended" in data else "on", {"commitment": {f"commitments/{id}"}, **days}


def _common_allies(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    common = set(facts.allies(mark.get("a"))) & set(facts.allies(mark.get("b")))
    return "yes" if common else "no", {"states": _states(common)}


def _changed(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    value, treaty, day = facts.last_change(mark.get("a"), mark.get("b")) or ("", "", "")
    return value, {"treaty": {f"treaties/{treaty}"}, "date": {day}}


def _both(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    a, b, id = mark.get("a"), mark.get("b"), mark.get("organization")
    seats = {facts.carried(state, id) for state in (a, b)}
    days = {f"organizations/{id}#/members/{seat}/joined" for seat in seats}
    last = max(bounds(facts.raw.value(day))[0] for day in days)
    belong = facts.member(a, id) == facts.member(b, id) == "yes"
    joined = {day for day in days if bounds(facts.raw.value(day))[0] == last}
    return "yes" if belong else "no", {"organization": {f"organizations/{id}"}, "joined": joined}


def _since(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    a, b, _ = _pair(facts, mark)
    days = since(facts, mark.get("treaty"), a, b)
    bound = any(each[0] == mark.get("treaty") and each[3] == "yes" for each in facts.bonds(a, b))
    return "yes" if days and bound else "no", {"date": days}


def since(facts: Derivation, treaty: str, *states: str) -> set[str]:
    """The refs of the day from which a treaty has bound all of some states, the latest; none where one is unknown."""
    starts = [edges(facts, treaty, party)[0] if (party := facts.acting(treaty, state)) else set() for state in states]
    if not all(starts):
        return set()
    begun = {ref: bounds(facts.raw.value(ref))[0] for refs in starts for ref in refs}
    return {ref for ref, day in begun.items() if day == max(begun.values())}


def _contest(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    a, b, _ = _pair(facts, mark)
    values = {each[3] for each in facts.bonds(a, b) if each[0] == mark.get("treaty")}
    return "contested" if "contested" in values else "no", {}


def _relations(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    a, b, slots = _pair(facts, mark)
    value, event = facts.related(a, b) or ("", "")
    return value, {**slots, "date": {f"{event}/date"}}


def _added(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    a, b, _ = _pair(facts, mark)
    said, slots = facts.added(a, b) or ("", {})
    if said == "earlier":  # it ended for both when it did for the first of them
        slots = {**slots, "until": sorted(ends(facts, slots["treaty"].partition("/")[2], a, b))}
    return said, {slot: set(refs) if isinstance(refs, list) else {refs} for slot, refs in slots.items()}


def ends(facts: Derivation, treaty: str, *states: str) -> set[str]:
    """The refs of the days on which a treaty ceased to bind one of two states, the first that was surely over."""
    parties = [party for state in states if (party := facts.acting(treaty, state))]
    refs = set().union(*(edges(facts, treaty, party)[1] for party in parties))
    first = min(bounds(facts.raw.value(ref))[1] for ref in refs)
    return {ref for ref in refs if bounds(facts.raw.value(ref))[1] == first}


def _conflict(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    a, b, _ = _pair(facts, mark)
    conflict, a_as, b_as, *days = next(each for each in facts.opposed(a, b) if each[0] == mark.get("conflict"))
    parties = (a_as, b_as) if a < b else (b_as, a_as)
    value, slots = _spent(facts, conflict, *days)
    return value, {**slots, **{slot: _states({code}) for slot, code in zip("ab", parties, strict=True)}}


def _fought(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    conflict, side, *days = next(each for each in facts.fought(mark.get("state")) if each[0] == mark.get("conflict"))
    sides = facts.raw.folder("conflicts")[conflict]["sides"]
    value, slots = _spent(facts, conflict, *days)
    return value, {**slots, "states": _states(set(sides["other" if side == "one" else "one"]))}


def _spent(facts: Derivation, conflict: str, start: str, end: str | None) -> tuple[str, Wanted]:
    slots = {"conflict": {f"conflicts/{conflict}"}, "from": {start}}
    if end is None:
        return "ongoing", slots
    within = facts.raw.value(start) == facts.raw.value(end)
    return ("within", slots) if within else ("over", {**slots, "until": {end}})


def _counted_as(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    source = mark.get("source")
    count = facts.raw.folder("conflicts")[mark.get("conflict")]["counted_by"][source]
    return "conflict" if count.get("intensity") == 1 else "war", {"publisher": {f"sources/{source}"}}


def _commitments(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    a, b, _ = _pair(facts, mark)
    standing = {f"commitments/{id}" for id in facts.commitments(a, b) if facts.stands(id)}
    return "yes" if standing else "no", {"commitments": standing}


def _undertaken(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    parties = facts.raw.folder("commitments")[mark.get("commitment")]["parties"]
    by, to = _states(set(parties["by"])), _states(set(parties["to"]))
    return ("mutual", {"by": by}) if by == to else ("one-way", {"by": by, "to": to})


def _shared(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    a, b, _ = _pair(facts, mark)
    ids = mark.get("organizations").split()
    belong = all(facts.member(state, id) == "yes" for id in ids for state in (a, b))
    value = "also" if mark.get("value") == "also" else "yes"
    return value if ids and belong else "no", {"organizations": {f"organizations/{id}" for id in ids}}


def _none_is_alliance(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    a, b, _ = _pair(facts, mark)
    return "no" if any(facts.is_alliance(id) for id in facts.bilateral(a, b)) else "yes", {}


def _earlier(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    a, b, slots = _pair(facts, mark)
    treaty = mark.get("treaty")
    parties = [party for code in (a, b) if (party := facts.acting(treaty, code))]
    known = [edges(facts, treaty, party) for party in parties]
    days = {slot: {day for each in known for day in each[at]} for at, slot in enumerate(("from", "until"))}
    return "yes" if treaty in facts.earlier(a, b) else "no", {**slots, **days, "treaty": {f"treaties/{treaty}"}}


def edges(facts: Derivation, treaty: str, party: str) -> tuple[set[str], set[str]]:
    """The refs of the days that can begin, and of those that can end, the time in which a treaty binds a party."""
    data, at = facts.raw.folder("treaties")[treaty], f"treaties/{treaty}#"
    entry = data["parties"][party]
    start = f"{at}/parties/{party}/bound_from" if "bound_from" in entry else f"{at}/entry_into_force"
    ends = [f"{at}/parties/{party}/denunciation/effective", f"{at}/parties/{party}/bound_until", f"{at}/ended/date"]
    return {start} if facts.raw.has(start) else set(), {end for end in ends if facts.raw.has(end)}


def _agreed(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    kinds = (("commitments", "commitment"), ("treaties", "treaty"))
    ref = next(f"{folder}/{id}" for folder, kind in kinds if (id := mark.get(kind)))
    return "until" if facts.due(ref) else "for", {"years": {f"{ref}#/agreed_for/years"}, "day": {ref}}


def _due(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    return facts.due(mark.get("of")), {}


def _counted(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    source = mark.get("source")
    counts = facts.raw.folder("treaties")[mark.get("treaty")]["counted_by"][source]
    return "yes" if counts else "no", {"publisher": {f"sources/{source}"}}


def _alliances(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    state = mark.get("state")
    allies = facts.allies(state)
    slots = {"state": _states({state}), "count": {f"allies:{state}"}, "partners": _states(set(allies))}
    slots["treaties"] = {f"treaties/{bond[0]}" for ally in allies for bond in facts.deciding(state, ally)}
    return {0: "none", 1: "one"}.get(len(allies), "many"), slots


def _partners(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    group = mark.get("group")
    return group, {"partners": _states(facts.partners[mark.get("state")][group, mark.get("treaty")])}


def _with(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    state, said = mark.get("state"), mark.get("group")
    others = {code for code in facts.present if code != state and facts.answer(state, code) == said}
    return said if others else "", {"state": _states({state}), "states": _states(others)}


def _party(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    return facts.party(mark.get("treaty"), mark.get("state")), {}


def _in_force(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    return facts.in_force(mark.get("treaty")), {}


def _owed(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    owed = facts.raw.folder("treaties")[mark.get("treaty")]["obligations"][int(mark.get("obligation"))]["owed_by"]
    return "alone", {"states": _states(set(owed))}


def _promises(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    data = facts.raw.folder("treaties")[mark.get("treaty")]
    return "nothing" if not data["obligations"] and "unread" not in data else "something", {}


def _member(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    return facts.member(mark.get("state"), mark.get("organization")), {}


def _count(facts: Derivation, mark: Mark) -> tuple[str, Wanted]:
    kind, _, rest = mark.get("of").partition(":")
    if kind == "bilateral":
        number = len(facts.bilateral(*rest.split(":")))
    elif kind == "open":
        number = facts.open_points(*rest.split(":"))
    elif kind == "common":
        number = len(set.intersection(*(set(facts.allies(state)) for state in rest.split(":"))))
    elif kind == "shared":
        number = len(facts.shared(*rest.split(":")))
    elif kind == "allies":
        number = len(facts.allies(rest))
    elif kind == "members":
        number = facts.members(rest)
    elif kind == "items":
        number = len(facts.raw.value(rest))
    else:
        raise ValueError(kind)
    return str(number), {}


VALUES: dict[str, Callable[[Derivation, Mark], tuple[str, Wanted]]] = {
    "answer": _answer,
    "with": _with,
    "partners": _partners,
    "grounds": _grounds,
    "reach": _reach,
    "owes": _owes,
    "sure": _sure,
    "unworded": _unworded,
    "pending": _pending,
    "span": _span,
    "held": _held,
    "agreed": _agreed,
    "due": _due,
    "common-allies": _common_allies,
    "both": _both,
    "changed": _changed,
    "since": _since,
    "contest": _contest,
    "relations": _relations,
    "commitments": _commitments,
    "undertaken": _undertaken,
    "added": _added,
    "conflict": _conflict,
    "fought": _fought,
    "counted-as": _counted_as,
    "shared": _shared,
    "none-is-alliance": _none_is_alliance,
    "earlier": _earlier,
    "counted": _counted,
    "alliances": _alliances,
    "party": _party,
    "in-force": _in_force,
    "owed": _owed,
    "promises": _promises,
    "member": _member,
    "count": _count,
}
