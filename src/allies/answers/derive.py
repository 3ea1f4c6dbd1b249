"""Derive: facts + a day → answers with their reasons. Pure: no clock, no files, no network; the day is an argument.

What decides an answer is set out in docs/method.md; the kinds of obligation are ATOP's (Leeds et al., Alliance Treaty
Obligations and Provisions), and a treaty binds a state as the Vienna Convention on the Law of Treaties has it: from its
entry into force for that state until its end or the effect of a denunciation.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import combinations

from msgspec.structs import replace

from allies.answers.reach import Reach, reach, unfound
from allies.facts import model
from allies.facts.dates import Edtf
from allies.facts.model import Value
from allies.facts.read import Facts, remembered

ALLIANCE_KINDS = ("defense", "offense")
LESSER_KINDS = ("neutrality", "nonaggression", "consultation")
COOPERATION = "cooperation"  # in defense, without a promise of help: neither an alliance nor a pact
AS_OF = ("none", "unrecognized")  # events that say how it was on a day: of several the latest counts
OFF = ("lapsed", "severed", *AS_OF)  # events from which on there are no relations, as far as is known


class Verdict(Enum):
    """The answer to "Are X and Y allies?"; `value` is the word used in files and phrases."""

    ALLIES = "allies"
    DISPUTED = "disputed"
    LESSER_PACT = "lesser-pact"
    NOT_ALLIES = "not-allies"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Bond:
    """One obligation between the two states of a question, on the day asked for."""

    treaty: str
    obligation: int  # its place in the treaty's list
    kind: str
    a_as: str  # the party that acts for each state: the state itself, or one that it continues
    b_as: str
    a_owes: bool
    b_owes: bool
    contested: str | None = None  # ref of the text that says why its force is contested
    open: bool = False  # whether the treaty is open to the world: it never makes the answer
    since: Value | None = None  # the day from which it has bound both; where its force is contested, none is told

    @property
    def mutual(self) -> bool:
        return self.a_owes and self.b_owes

    @property
    def ref(self) -> str:
        return f"treaties/{self.treaty}#/obligations/{self.obligation}"

    @property
    def said(self) -> str:
        """The key of the phrase for the bond: `defense`, or `defense-one-way`."""
        return self.kind if self.mutual else f"{self.kind}-one-way"

    @property
    def sides(self) -> tuple[str, str]:
        """The party that owes, and the one that it is owed to; where both owe, in the order of the question."""
        return (self.a_as, self.b_as) if self.a_owes else (self.b_as, self.a_as)


@dataclass(frozen=True)
class Span:
    """A time during which one treaty bound both states to defend or to fight beside each other."""

    treaty: str
    start: Value
    end: Value | None
    a_as: str
    b_as: str
    one_way: tuple[str, ...] = ()  # the party that alone promised help, and the one that it was promised to


@dataclass(frozen=True)
class Fight:
    """A time during which two states were on opposite sides of an armed conflict, or on one."""

    conflict: model.Conflict
    start: Value
    end: Value | None  # the last day; None while it goes on
    a_as: str
    b_as: str

    def begun(self, on: Edtf) -> bool:
        """Whether it can have begun by a day."""
        return self.start.day.earliest <= on.latest

    def covers(self, on: Edtf) -> bool:
        """Whether the two surely fought on a day."""
        return self.start.day.latest <= on.earliest and (self.end is None or self.end.day.earliest >= on.latest)


@dataclass(frozen=True)
class Shared:
    """An organization and the entries by which each of the two states is a member on the day."""

    organization: str
    a_as: str | None
    b_as: str | None


@dataclass(frozen=True)
class Answer:
    """Whether two states are allies on a day, and everything that the answer rests on."""

    a: str
    b: str
    day: Edtf
    verdict: Verdict
    bonds: tuple[Bond, ...]  # every obligation in force between the two, of any kind
    unclear: tuple[str, ...]  # treaties of which the facts cannot tell whether they bind both
    unfound: tuple[str, ...]  # differences from a register that names an alliance of which no text was found
    reach: Reach  # what supports an absence on the day
    earlier: tuple[Span, ...]  # alliances that had ended by the day
    pending: tuple[tuple[str, str], ...] = ()  # treaties that may bind both, or come to: `unconfirmed` or `awaited`

    @property
    def both(self) -> dict[str, str]:
        """The two states, by the names that they have in a phrase."""
        return {"a": self.a, "b": self.b}

    @property
    def deciding(self) -> tuple[Bond, ...]:
        """The bonds that make the verdict what it is."""
        match self.verdict:
            case Verdict.ALLIES:
                return tuple(bond for bond in self.bonds if bond.kind in ALLIANCE_KINDS and not bond.contested)
            case Verdict.DISPUTED:
                return tuple(bond for bond in self.bonds if bond.kind in ALLIANCE_KINDS)
            case Verdict.LESSER_PACT:
                return tuple(bond for bond in self.bonds if bond.kind in LESSER_KINDS and not bond.open)
            case _:
                return ()

    @property
    def treaties(self) -> list[str]:
        """The treaties that decide the answer; where none does, those that leave it open."""
        return list(dict.fromkeys(bond.treaty for bond in self.deciding)) or list(self.unclear)

    @property
    def said(self) -> str:
        """The key of the phrase for the answer: its value, or `one-way`."""
        return "one-way" if self.verdict is Verdict.ALLIES and self.one_way else self.verdict.value

    @property
    def rests_on_absence(self) -> bool:
        """Whether the answer is a no, so that it needs registers that reach the day."""
        return self.verdict in (Verdict.NOT_ALLIES, Verdict.LESSER_PACT)

    @property
    def reason(self) -> str:
        """The key of the phrase for the grounds, where no bond is one: `none-found`, or why it is unknown."""
        if self.verdict is Verdict.NOT_ALLIES:
            return "none-found"
        return "unconfirmed" if self.unclear else "text-not-found" if self.unfound else "not-reached"

    @property
    def one_way(self) -> bool:
        """Whether only one of two allies owes help to the other."""
        deciding = self.deciding
        return bool(deciding) and not (any(bond.a_owes for bond in deciding) and any(bond.b_owes for bond in deciding))


def answer(facts: Facts, a: str, b: str, on: Edtf) -> Answer:
    """The answer for two states (codes) on one exact day. Raises KeyError for a state no fact file defines."""
    for code in (a, b):
        facts.states[code]
    bonds: list[Bond] = []
    unclear: list[str] = []
    pending: list[tuple[str, str]] = []
    for treaty, a_as, b_as in common(facts, a, b):
        between, stands = list(_bonds(treaty, a_as, b_as, on)), _stands(facts, treaty, a_as, b_as, on)
        if stands == "yes":
            bonds += between
        elif (between or treaty.silent) and stands != "no":
            pending.append((treaty.id, stands))
            alliance = not between or any(bond.kind in ALLIANCE_KINDS for bond in between)
            unclear += [treaty.id] if alliance and stands == "unconfirmed" else []
    missing, reached = unfound(facts, a, b, on), reach(facts, a, b, on)
    verdict = _verdict(bonds, bool(unclear or missing or not reached.registers))
    alliances = (span for kind, span in times(facts, a, b, on) if kind == "alliance")
    earlier = tuple(span for span in alliances if _surely_over(facts, span, on))
    return Answer(a, b, on, verdict, tuple(bonds), tuple(unclear), missing, reached, earlier, tuple(pending))


def answers(facts: Facts, on: Edtf) -> tuple[Answer, ...]:
    """The answer for every two states of a day, in the order of their codes."""
    return tuple(answer(facts, a, b, on) for a, b in combinations(present(facts, on), 2))


def answers_again(facts: Facts, before: Facts, known: Mapping[frozenset[str], Answer]) -> Iterator[Answer]:
    """The same for the day of the edition, where those for other facts, read before, are known: derived are those that
    rest on what is another."""
    concerned = _concerned(facts, before)
    for a, b in combinations(present(facts, facts.edition), 2):
        both = frozenset((a, b))
        anew = concerned is None or both <= concerned or both not in known
        yield answer(facts, a, b, facts.edition) if anew else known[both]


def _concerned(facts: Facts, before: Facts) -> set[str] | None:
    """The states of which any two may have another answer than by other facts; None for all of them."""
    refs = facts.documents.keys() | before.documents.keys()
    changed = {ref for ref in refs if facts.documents.get(ref) is not before.documents.get(ref)}
    folders = {ref.partition("/")[0] for ref in changed}
    if folders & {"edition", "states", "searches", "comparisons"}:
        return None
    found, sources = set[str](), {ref.removeprefix("sources/") for ref in changed if ref.startswith("sources/")}
    for each in (facts, before):
        for treaty in each.treaties.values():
            claims = each.claims_by_file.get(treaty.ref, ()) if sources else ()
            if treaty.ref in changed or not all(sources.isdisjoint(claim.sources) for claim in claims):
                found |= {code for code in each.states if treaty.id in each.treaties_of(code)}
    return found


def present(facts: Facts, on: Edtf) -> list[str]:
    """The codes of the states of a day, in order."""
    states = facts.states.items()
    return sorted(code for code, state in states if state.status != "territory" and exists(facts, code, on))


def exists(facts: Facts, code: str, on: Edtf) -> bool:
    """Whether a state had come into being by a day, perhaps, and had not surely ended, nor was surely one with another;
    one that continues another, only after it."""
    state = facts.states[code]
    begun = state.began is None or state.began.date.earliest <= on.latest
    over = union(facts, code, on) or (state.ended is not None and state.ended.date.latest <= on.earliest)
    before = state.continues.state if state.continues else None
    return begun and not over and not (before in facts.states and exists(facts, before, on))


def union(facts: Facts, code: str, on: Edtf) -> model.Treaty | None:
    """The treaty by which a state was surely none of its own on a day, but one with the party that stands for both."""
    for treaty in facts.unions:
        if code in treaty.parties and code != treaty.union:
            start, end = treaty.start(code), treaty.end(code)
            if start and start.day.latest <= on.earliest and not (end and end.day.earliest <= on.latest):
                return treaty
    return None


def common(facts: Facts, a: str, b: str) -> list[tuple[model.Treaty, str, str]]:
    """Every treaty that has an obligation, or may, to which both states are or were parties, and as which party each:
    itself, or a state that it continues. In the order of ids."""
    ours, theirs = facts.treaties_of(a), facts.treaties_of(b)
    return [
        (facts.treaties[id], ours[id], theirs[id])
        for id in sorted(ours.keys() & theirs.keys())
        if theirs[id] != ours[id] and not facts.treaties[id].heirs(ours[id], theirs[id])
    ]


def awaited(treaty: model.Treaty, party: str, on: Edtf) -> bool:
    """Whether a treaty has been signed, is not known to be in force, for a party or at all, and has not ended."""
    start, force, end = treaty.start(party), treaty.entry_into_force, treaty.end(party)
    begun = any(day and not day.surely_after(on) for day in (start and start.day, force))
    over = end is not None and end.day.latest <= on.earliest
    return treaty.signed.latest <= on.earliest and not begun and not over


def is_alliance(treaty: model.Treaty) -> bool:
    """Whether it promises defense or offense."""
    return any(obligation.kind in ALLIANCE_KINDS for obligation in treaty.obligations)


def term(thing: model.Treaty | model.Commitment) -> date | None:
    """The last day of the years for which something was agreed; None where that is not known."""
    start = thing.start.day if isinstance(thing, model.Commitment) else thing.entry_into_force
    return thing.agreed_for.until(start) if thing.agreed_for else None


def confirmed(facts: Facts, treaty: model.Treaty, party: str) -> bool:
    """Whether the text of a treaty was read, and a source was seen to print the day from which it binds a party."""
    start = None if treaty.unread else treaty.start(party)
    return start is not None and start.ref in facts.claims and start.ref not in facts.unprinted


def standing(facts: Facts, treaty: model.Treaty, party: str, on: Edtf) -> str:
    """Whether a treaty binds a party on a day: yes, over, no, contested; unknown: the days leave it open, or no source
    prints since when."""
    start, end, signed = treaty.start(party), treaty.end(party), treaty.parties[party].signed or treaty.signed
    over = end is not None and end.day.latest <= on.earliest
    if over and (start is None or start.day.latest <= on.earliest):
        return "over"
    # What ended was in force; since when after its signature, nobody knows.
    begun = start.day.earliest <= on.latest if start else treaty.ended is not None
    if over or not begun or signed.earliest > on.latest:
        return "no"
    if start is None or start.day.latest > on.earliest or (end and end.day.earliest <= on.latest):
        return "unknown"
    contest = treaty.contested_for.get(party)
    if treaty.contested or (contest and contest.since.earliest <= on.latest):
        return "contested"
    return "yes" if confirmed(facts, treaty, party) else "unknown"


def fights(facts: Facts, a: str, b: str, *, together: bool = False) -> list[Fight]:
    """Every armed conflict in which two states, or states that they continue, were on opposite sides, or `together` on
    one, oldest first."""
    ours, theirs, found = facts.conflicts_of(a), facts.conflicts_of(b), []
    for id in ours.keys() & theirs.keys():
        (side, a_as), (other, b_as), conflict = ours[id], theirs[id], facts.conflicts[id]
        start = max((conflict.began(code) for code in (a_as, b_as)), key=lambda each: each.day.earliest)
        ends = [end for code in (a_as, b_as) if (end := conflict.ended(code))]
        end = min(ends, key=lambda each: each.day.latest, default=None)
        met = a_as != b_as and (side == other) is together
        if met and not (end and end.day.surely_before(start.day)):
            found.append(Fight(conflict, start, end, a_as, b_as))
    return sorted(found, key=lambda each: (each.start.day.earliest, each.conflict.id))


def times(facts: Facts, a: str, b: str, on: Edtf) -> list[tuple[str, Span]]:
    """Every time up to a day in which a treaty that is closed to the world bound both, oldest first: as an `alliance`,
    a `pact`, `cooperation`, `contested`, or `unsure`, where its text was not read, or no source prints since when."""
    found = []
    for treaty, a_as, b_as in common(facts, a, b):
        bonds, start = list(_bonds(treaty, a_as, b_as, on)), _since(treaty, a_as, b_as)
        ends = [end for party in (a_as, b_as) if (end := treaty.end(party)) and not end.day.surely_after(on)]
        end = min(ends, key=lambda each: _bounds(each)[::-1], default=None)
        if (bonds or treaty.silent) and start and not treaty.open and start.day.earliest <= on.latest:
            kind = _kind(bonds)
            if end is None or end.day.latest > start.day.earliest:
                if end is None and any(bond.contested for bond in bonds):
                    kind = "contested"
                elif treaty.unread or end is None and _stands(facts, treaty, a_as, b_as, on) == "unconfirmed":
                    kind = "unsure"
                signed = max((treaty.parties[each].signed or treaty.signed).earliest for each in (a_as, b_as))
                span = Span(treaty.id, start, end, a_as, b_as, _one_way(bonds))
                found.append((max(start.day.earliest, signed), kind, span))
    return [(kind, span) for _, kind, span in sorted(found, key=lambda each: (each[0], each[2].treaty))]


def _kind(bonds: list[Bond]) -> str:
    """What some bonds make of a treaty, by the strongest of them."""
    kinds = {bond.kind for bond in bonds}
    pact = "pact" if kinds.intersection(LESSER_KINDS) else COOPERATION
    return "alliance" if kinds.intersection(ALLIANCE_KINDS) else pact


def _one_way(bonds: list[Bond]) -> tuple[str, ...]:
    """Who alone promised to defend, or to fight beside, whom; nothing where both did."""
    sides = {() if bond.mutual else bond.sides for bond in bonds if bond.kind in ALLIANCE_KINDS}
    return sides.pop() if len(sides) == 1 else ()


def last_change(facts: Facts, a: str, b: str, on: Edtf) -> tuple[str, str, Value] | None:
    """The last day on which a treaty `began` or `ended` to make allies of two states, and which; None where there was
    none, where the order of the days is not sure, or where anything else stood between them meanwhile."""
    found = [each for each in times(facts, a, b, on) if each[0] != COOPERATION]
    edges = [
        (value, span.treaty, day)
        for _, span in found
        for value, day in (("began", span.start), ("ended", span.end))
        if day
    ]
    if not edges or any(kind != "alliance" for kind, _ in found):
        return None
    last = max(edges, key=lambda edge: edge[2].day.earliest)
    others = [edge for edge in edges if edge is not last]
    sure = all(edge[2].day.latest < last[2].day.earliest for edge in others) and last[2].day.latest <= on.earliest
    alone = all(span.end for _, span in found if span.treaty != last[1])
    return last if sure and alone else None


def seat(facts: Facts, organization: model.Organization, code: str, on: Edtf) -> str | None:
    """The member by whose day of joining a state counts as a member since then: the one that it continues, where it
    carries on a seat."""
    by = member(facts, organization, code, on)
    return organization.members[by].continues or by if by else None


def member(facts: Facts, organization: model.Organization, code: str, on: Edtf) -> str | None:
    """The member by which a state surely belongs to an organization on a day: itself, or the state it continues."""
    for state in facts.lineage(code):
        membership = organization.members.get(state)
        if membership and (any(spell.surely(on) for spell in membership.spells) or membership.joined.overlaps(on)):
            return state
    return None


@remembered
def seats(facts: Facts, code: str, on: Edtf) -> dict[str, str]:
    """The organizations to which a state surely belongs on a day, and the member by which it does."""
    found = ((id, member(facts, organization, code, on)) for id, organization in facts.organizations.items())
    return {id: by for id, by in found if by}


def belonging(member: model.Membership, on: Edtf) -> str:
    """Whether somebody is listed as a member for a day: yes, over, or no: not yet."""
    over = member.left and member.left.latest <= on.earliest
    return "over" if over else "yes" if member.joined.earliest <= on.latest else "no"


def organizations(facts: Facts, a: str, b: str, on: Edtf) -> list[Shared]:
    """Every organization with both states, or one of them, as members on a day; with a partial list, only with both."""
    ours, theirs = seats(facts, a, on), seats(facts, b, on)
    found = [Shared(id, ours.get(id), theirs.get(id)) for id in facts.organizations if id in ours or id in theirs]
    return [
        shared
        for shared in found
        if (shared.a_as and shared.b_as)
        or ((shared.a_as or shared.b_as) and not facts.organizations[shared.organization].partial)
    ]


def bilateral(facts: Facts, a: str, b: str) -> list[model.Treaty]:
    """Every treaty whose only parties are the two states or states they continue or followed, oldest first."""
    line_a, line_b = _forebears(facts, a), _forebears(facts, b)
    found = [
        treaty
        for treaty in facts.treaties.values()
        if len(treaty.parties) == 2 and set(treaty.parties) & line_a and set(treaty.parties) & line_b
    ]
    return sorted(found, key=lambda treaty: (treaty.signed.earliest, treaty.id))


def relation(facts: Facts, a: str, b: str) -> model.Relation | None:
    """What was written down of two states' relations, if anything; of states of earlier times, in the file of those
    that came after them."""
    return facts.relations.get("-".join(sorted((a, b))).lower()) or _of_earlier_states(facts).get(frozenset((a, b)))


@remembered
def _of_earlier_states(facts: Facts) -> dict[frozenset[str], model.Relation]:
    """By two states that events name in the stead of those of their file, these events."""
    found: dict[frozenset[str], model.Relation] = {}
    for _, whole in sorted(facts.relations.items()):
        for pair in {frozenset(each.between) for each in whole.events.values() if each.between}:
            events = {key: each for key, each in whole.events.items() if frozenset(each.between) == pair}
            found.setdefault(pair, replace(whole, events=events))
    return found


def diplomatic_status(relation: model.Relation, on: Edtf) -> tuple[str | None, str | None]:
    """How relations stand between two states on a day (`on`, `recognized`, one of `OFF`, or None where nothing was
    written down), and the event (its key) that made it so."""
    state, since = None, None
    for key, event in relation.events.items():
        if event.date.latest <= on.earliest:
            left = after(state, event.kind)
            if left != state or event.kind in ("established", "restored", *AS_OF):
                state, since = left, key
    return state, since


def after(state: str | None, event: str) -> str | None:
    """How relations stand after an event of a kind: recognition alone makes none, but ends a lapse."""
    if event == "recognized":
        return "on" if state == "lapsed" else state or event
    return event if event in OFF else "on"


def _forebears(facts: Facts, code: str) -> set[str]:
    """A state, those it continues, and those named beside it in the events of a relation: states of earlier times."""
    line = set(facts.lineage(code))
    for relation in facts.relations.values():
        if code in relation.states:
            other = next(state for state in relation.states if state != code)
            for event in relation.events.values():
                if other in event.between:
                    line |= set(event.between) - {other}
    return line


def _surely_over(facts: Facts, span: Span, on: Edtf) -> bool:
    """Whether a time had ended by a day, of a treaty whose text was read and that nobody contests."""
    treaty = facts.treaties[span.treaty]
    over = span.end is not None and span.end.day.latest <= on.earliest
    return over and not treaty.contested and not treaty.unread


def _stands(facts: Facts, treaty: model.Treaty, a_as: str, b_as: str, on: Edtf) -> str:
    """Whether a treaty binds two parties: yes, perhaps contested; no; awaited; or that is not confirmed."""
    found = {standing(facts, treaty, party, on) for party in (a_as, b_as)}
    if found & {"no", "over"}:
        return "awaited" if found == {"no"} and all(awaited(treaty, each, on) for each in (a_as, b_as)) else "no"
    return "unconfirmed" if "unknown" in found else "yes"


def _bonds(treaty: model.Treaty, a_as: str, b_as: str, on: Edtf) -> Iterator[Bond]:
    contested = _contested(treaty, a_as, b_as, on)
    for index, obligation in enumerate(treaty.obligations):
        owes = obligation.owed(a_as, b_as), obligation.owed(b_as, a_as)
        if any(owes):
            since = None if contested else _since(treaty, a_as, b_as)
            yield Bond(treaty.id, index, obligation.kind, a_as, b_as, *owes, contested, treaty.open, since)


def _since(treaty: model.Treaty, *parties: str) -> Value | None:
    """The day from which a treaty binds both: the later of theirs; None where one is not known."""
    starts = [start for start in map(treaty.start, parties) if start]
    return max(starts, key=_bounds) if len(starts) == len(parties) else None


def _bounds(value: Value) -> tuple[date, date]:
    """The first and the last day that a value can be: of two that begin or end alike, the vaguer comes last."""
    return value.day.earliest, value.day.latest


def _contested(treaty: model.Treaty, a: str, b: str, on: Edtf) -> str | None:
    """Ref of the text that says why a treaty's force between two parties is contested or suspended on a day."""
    ref = f"{treaty.ref}#"
    for index, exception in enumerate(treaty.exceptions):
        over = exception.until and exception.until.latest <= on.earliest
        if {a, b} == set(exception.between) and exception.since.earliest <= on.latest and not over:
            return f"{ref}/exceptions/{index}/because"
    for party in (a, b):
        contest = treaty.contested_for.get(party)
        if contest and contest.since.earliest <= on.latest:
            return f"{ref}/contested_for/{party}/because"
    return f"{ref}/contested" if treaty.contested else None


def _verdict(bonds: list[Bond], doubt: bool) -> Verdict:
    alliances = [bond for bond in bonds if bond.kind in ALLIANCE_KINDS]
    if any(not bond.contested for bond in alliances):
        return Verdict.ALLIES
    if alliances:
        return Verdict.DISPUTED
    if doubt:
        return Verdict.UNKNOWN
    lesser = any(bond.kind in LESSER_KINDS and not bond.open for bond in bonds)
    return Verdict.LESSER_PACT if lesser else Verdict.NOT_ALLIES
