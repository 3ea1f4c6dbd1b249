"""Added: the one thing that a knowledgeable person would say next, beside the answer: the first that there is."""

from collections.abc import Callable
from datetime import timedelta

from allies.answers.derive import ALLIANCE_KINDS, COOPERATION, Answer, Fight, Verdict, answer, common, fights, present
from allies.answers.said import Said, Shown, related
from allies.facts import model
from allies.facts.dates import Edtf
from allies.facts.read import Facts, remembered

RECENT = timedelta(days=3653)  # for how long an armed conflict that ended is still told: ten years
NAMED = 3  # of many allies in common, how many are named
Found = tuple[str, dict[str, Shown]]  # the key of a phrase under `added/`, and by slot what it shows


def added(facts: Facts, answer: Answer) -> Said | None:
    """What is said beside an answer; None where no rank has anything. Of allies, only the first three ranks are asked;
    of those who may be allies still, no earlier alliance."""
    ranks = ASKED.get(answer.verdict, RANKS)
    found = next((found for rank in ranks if (found := rank(facts, answer))), None)
    return Said("added", found[0], answer.both, found[1]) if found else None


def commitments(facts: Facts, answer: Answer) -> Said | None:
    """What stands between the two short of a treaty of defense, unless that is said beside the answer."""
    beside, found = added(facts, answer), _commitments(facts, answer)
    new = found and not (beside and beside.value == found[0])
    return Said("commitments", "yes", answer.both, found[1]) if found and new else None


def standing_between(facts: Facts, answer: Answer) -> list[model.Commitment]:
    """The commitments between the two that surely hold on the day."""
    return [each for each in facts.commitments_between(answer.a, answer.b) if each.stands(answer.day)]


def neutrality(state: model.State, on: Edtf) -> Said | None:
    """That a state is neutral for good on a day, and since when."""
    if state.neutrality is None or state.neutrality.date.latest > on.earliest:
        return None
    slots: dict[str, Shown] = {"state": state.ref, "since": f"{state.ref}#/neutrality/date"}
    return Said("added", f"neutral-{state.neutrality.kind}", {"state": state.code}, slots)


def _conflict(facts: Facts, answer: Answer, *, together: bool = False) -> Found | None:
    """An armed conflict between the two on the day; of several, the one called a war, else the one that began first."""
    met = fights(facts, answer.a, answer.b, together=together)
    return _foremost([each for each in met if each.covers(answer.day)], together=together)


def _fought(facts: Facts, answer: Answer) -> Found | None:
    """The armed conflict between the two that ended last, where that is no longer ago than what counts as recent."""
    day = answer.day.earliest
    ended = [(each.end.day.latest, each) for each in fights(facts, answer.a, answer.b) if each.end]
    last = max((end for end, _ in ended if day - RECENT <= end < day), default=None)
    return _foremost([each for end, each in ended if end == last])


def _foremost(found: list[Fight], *, together: bool = False) -> Found | None:
    """What is said of one of several armed conflicts: a war, else the one that began first."""
    if not found:
        return None
    fight = min(found, key=lambda each: (not each.conflict.is_war, each.start.day.earliest, each.conflict.id))
    slots: dict[str, Shown] = {"since": fight.start.ref, "conflict": fight.conflict.ref}
    against = "at-war" if fight.conflict.is_war else "in-conflict"
    said = ("were-" if fight.end else "") + ("on-one-side" if together else against)
    if fight.end and fight.end.day == fight.start.day:
        return f"{said}-within", slots
    if fight.end:
        slots["until"] = fight.end.ref
    return said, slots


def _alongside(facts: Facts, answer: Answer) -> Found | None:
    """An armed conflict in which both were on one side on the day."""
    return _conflict(facts, answer, together=True)


def _relations(facts: Facts, answer: Answer) -> Found | None:
    """Diplomatic relations broken off, or none, or no recognition, on the last day of which something is known."""
    told = related(facts, answer)
    if told is None or told.value in ("yes", "recognized"):
        return None
    slots = {slot: each for slot, each in told.slots.items() if slot not in answer.both}
    return {"no": "no-relations", "none": "no-relations-on"}.get(told.value, told.value), slots


def _pending(facts: Facts, answer: Answer) -> Found | None:
    """An alliance that both have signed and that is not known to be in force, the latest."""
    waiting = {id for id, value in answer.pending if value == "awaited"}
    found = [
        treaty
        for treaty, *parties in common(facts, answer.a, answer.b)
        if treaty.id in waiting
        and _alliance(treaty, *parties)
        and all(_signed(treaty, each, answer.day) for each in parties)
    ]
    treaty = max(found, key=lambda each: (each.signed.latest, each.id), default=None)
    if treaty is None:
        return None
    return "pending", {"treaty": treaty.ref, "date": f"{treaty.ref}#/signed"}


def _alliance(treaty: model.Treaty, a: str, b: str) -> bool:
    alliance = [each for each in treaty.obligations if each.kind in ALLIANCE_KINDS]
    return any(each.owed(a, b) or each.owed(b, a) for each in alliance)


def _signed(treaty: model.Treaty, party: str, on: Edtf) -> bool:
    """Whether a party signed a treaty with the first, rather than come to it later."""
    entry = treaty.parties[party]
    return entry.consent != "accession" and not (entry.signed and entry.signed.latest > on.earliest)


def _lesser(facts: Facts, answer: Answer) -> Found | None:
    """A closed pact short of defense that nobody contests."""
    bonds = answer.deciding if answer.verdict is Verdict.LESSER_PACT else ()
    bond = next((each for each in bonds if not each.contested), None)
    return (f"pact-of-{bond.kind}", {"treaty": f"treaties/{bond.treaty}"}) if bond else None


def _commitments(facts: Facts, answer: Answer) -> Found | None:
    """Commitments short of a treaty of defense."""
    found = standing_between(facts, answer)
    return ("commitments", {"commitments": [each.ref for each in found]}) if found else None


def _cooperation(facts: Facts, answer: Answer) -> Found | None:
    """A closed treaty of cooperation in defense that nobody contests."""
    bonds = (each for each in answer.bonds if each.kind == COOPERATION and not (each.contested or each.open))
    bond = next(bonds, None)
    return (COOPERATION, {"treaty": f"treaties/{bond.treaty}"}) if bond else None


def _neutral(facts: Facts, answer: Answer) -> Found | None:
    """That both, in the order of their codes, or one of them are neutral for good."""
    states = (facts.states[code] for code in sorted(answer.both.values()))
    found = {slot: told for slot, state in zip("ab", states, strict=True) if (told := neutrality(state, answer.day))}
    if len(found) > 1:
        since = {f"{slot}_since": told.slots["since"] for slot, told in found.items()}
        return "neutral-both", {slot: told.slots["state"] for slot, told in found.items()} | since
    return next(((told.value, dict(told.slots)) for told in found.values()), None)


def _common(facts: Facts, answer: Answer) -> Found | None:
    """The allies that both have, some of them where they are many."""
    found = sorted(_allies(facts, answer.a, answer.day) & _allies(facts, answer.b, answer.day))
    said = "common-allies-and-others" if len(found) > NAMED else "common-allies"
    return (said, {"others": [f"states/{code.lower()}" for code in found[:NAMED]]}) if found else None


@remembered
def _allies(facts: Facts, code: str, on: Edtf) -> set[str]:
    """The allies of a state on a day."""
    ours, states = facts.treaties_of(code).keys(), present(facts, on)
    tied = [each for each in states if each != code and ours & facts.treaties_of(each).keys()] if code in states else ()
    return {each for each in tied if answer(facts, code, each, on).verdict is Verdict.ALLIES}


def _earlier(facts: Facts, answer: Answer) -> Found | None:
    """The alliance between them that ended last, but for those made for a war, of which hundreds were allies."""
    ended = [(span.end, span) for span in answer.earlier if span.end and not facts.treaties[span.treaty].wartime]
    if not ended:
        return None
    end, span = max(ended, key=lambda each: (each[0].day.latest, each[1].treaty))
    return "earlier", {"treaty": f"treaties/{span.treaty}", "until": end.ref}


RANKS: tuple[Callable[[Facts, Answer], Found | None], ...] = (
    _conflict,
    _fought,
    _relations,
    _pending,
    _alongside,
    _lesser,
    _commitments,
    _cooperation,
    _neutral,
    _common,
    _earlier,
)
ASKED = {Verdict.ALLIES: RANKS[:3], Verdict.DISPUTED: RANKS[:-1], Verdict.UNKNOWN: RANKS[:-1]}
