"""Pair: what a page can say of two states on a day. Sentences are ready marks; lists are for templates."""

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from markupsafe import Markup

from allies.answers import derive, reach
from allies.answers.added import Added, added
from allies.answers.derive import ALLIANCE_KINDS, Answer, Bond, Fight, Shared, Span
from allies.facts import model
from allies.pages import history
from allies.pages.history import Entry
from allies.pages.marks import Marks
from allies.pages.things import TreatyView

if TYPE_CHECKING:
    from allies.pages.plan import Plan

LAST = 9  # the prominence of a body that says none
HIGHLIGHTS = 3  # the bodies that a reader will know best


class Pair:
    """The answer for two states and what goes with it."""

    def __init__(self, marks: Marks, a: str, b: str, plan: "Plan") -> None:
        self.marks, self.facts, self.a, self.b, self.on, self.plan = marks, marks.facts, a, b, marks.on, plan
        known = plan.answers.get(frozenset((a, b))) if self.on == plan.on and (a, b) == tuple(sorted((a, b))) else None
        self.answer: Answer = known or derive.answer(self.facts, a, b, self.on)
        key = "-".join(sorted((a, b))).lower()
        self.relation: model.Relation | None = self.facts.relations.get(key)
        self.ref = f"relations/{key}"
        self.x, self.y = marks.state(a), marks.state(b)
        self.both, self.about = {"a": a, "b": b}, (a, b)

    # Sentences

    @property
    def question(self) -> Markup:
        """The question that the page answers."""
        return self.marks.say("question/pair", a=self.x, b=self.y)

    @property
    def sentence(self) -> Markup:
        """The answer in one sentence."""
        return self.marks.claim("answer", self.answer.said, self.both, a=self.x, b=self.y)

    @property
    def because(self) -> Markup:
        """Why: the treaties that decide, and what is contested in them; or that none was found, or what is not
        confirmed."""
        contested = next((bond.contested for bond in self.answer.deciding if bond.contested), None)
        reason = ("contested" if contested else "bound") if self.answer.deciding else self.answer.reason
        registers = map(self.marks.witness, reach.sources(self.facts, self.answer.unfound))
        treaties = dict.fromkeys(bond.treaty for bond in self.answer.deciding) or self.answer.unclear
        slots = {"treaties": self.marks.names(f"treaties/{id}" for id in treaties)}
        slots["registers"] = self.marks.phrases.joined(registers)
        said = self.marks.claim("grounds", reason, self.both, **slots)
        return said + Markup(" ") + self._contest(contested) if contested else said

    @property
    def reached(self) -> Markup:
        """How far the registers reach that stand behind an absence; nothing where the answer rests on a bond."""
        if not self.answer.rests_on_absence:
            return Markup()
        slots = {way: self.marks.fact(ref) for way, ref in self.answer.reach.years.items()}
        return self.marks.claim("reach", self.answer.reach.said, self.both, **slots)

    @property
    def sure(self) -> Markup:
        """Whether what decides the answer is confirmed, or how many points of it are open; nothing where no treaty
        decides."""
        if not self.answer.deciding:
            return Markup()
        open_points = len({bond.ref for bond in self.unworded if bond in self.answer.deciding})
        count = self.marks.count(open_points, f"open:{self.a}:{self.b}")
        return self.marks.claim("sure", "open" if open_points else "yes", self.both, count=count)

    def treaties(self, open_to_the_world: bool) -> list[tuple[str, list[Bond]]]:
        """The treaties that bind both, closed or open to the world, and what each makes them owe: those that decide
        first."""
        found: dict[str, list[Bond]] = {}
        for bond in [*self.answer.deciding, *(each for each in self.answer.bonds if each not in self.answer.deciding)]:
            if bond.open is open_to_the_world:
                found.setdefault(bond.treaty, []).append(bond)
        return list(found.items())

    @property
    def unworded(self) -> list[Bond]:
        """The promises of which no source was seen to print the words."""
        return [bond for bond in self.answer.bonds if not self.marks.worded(bond.ref)]

    def owes(self, bond: Bond) -> Markup:
        """What a treaty makes the two owe each other, or one the other."""
        by, to = map(self.marks.state, bond.sides)
        about = {**self.both, "treaty": bond.treaty, "obligation": bond.obligation}
        return self.marks.claim("owes", bond.said, about, by=by, to=to)

    def force(self, bond: Bond) -> Markup:
        """Since when a treaty has bound both, or why that is contested."""
        about = {**self.both, "treaty": bond.treaty}
        if bond.contested:
            said = self.marks.claim("contest", "contested", about)
            return said + Markup(" ") + self._contest(bond.contested)
        if bond.since is None:
            return Markup()
        return self.marks.claim(
            "since", "yes", about, date=self.marks.fact(f"treaties/{bond.treaty}#{bond.since.pointer}")
        )

    def wording(self, bond: Bond) -> Markup:
        """The article, the kind and the sense of a promise."""
        return TreatyView(self.marks, bond.treaty, self.plan).obligation(bond.obligation)

    def not_seen(self, bond: Bond) -> Markup:
        """That the words of a promise were not seen, and whether a data set says what kind it is."""
        return TreatyView(self.marks, bond.treaty, self.plan).not_seen(bond.obligation)

    @property
    def pending(self) -> list[Markup]:
        """The treaties that may bind both, or come to."""
        found = []
        for id, value in self.answer.pending:
            ref = f"treaties/{id}"
            slots = {"treaty": self.marks.linked(ref), "signed": self.marks.fact(f"{ref}#/signed")}
            found.append(self.marks.claim("pending", value, {**self.both, "treaty": id}, **slots))
        return found

    @cached_property
    def allies_of_both(self) -> list[str]:
        """The states that are allies of both, by name."""
        both = self.plan.allies[self.a] & self.plan.allies[self.b]
        return [code for code in self.plan.states if code in both]

    @property
    def common_allies(self) -> Markup:
        """Who is an ally of both."""
        names = self.marks.names(f"states/{code.lower()}" for code in self.allies_of_both)
        return self.marks.claim("common-allies", "yes", self.both, states=names)

    def together(self, shared: Shared) -> Markup:
        """An organization of both, and the later of the two days of joining."""
        id, body = shared.organization, self.facts.organizations[shared.organization]
        seats = [seat for code in (self.a, self.b) if (seat := derive.seat(self.facts, body, code, self.on))]
        last = max(seats, key=lambda seat: body.members[seat].joined.earliest)
        joined = self.marks.fact(f"organizations/{id}#/members/{last}/joined", most=1)
        name = self.marks.link(f"organizations/{id}", self.marks.fact(f"organizations/{id}#/name", cited=False))
        return self.marks.claim("both", "yes", {**self.both, "organization": id}, organization=name, joined=joined)

    @property
    def history(self) -> list[Entry]:
        """What happened between the two, in order."""
        return history.entries(self.marks, self)

    @property
    def picture(self) -> Markup:
        """The same as a picture, where there is enough to draw."""
        return history.drawn(self.marks, self.history)

    @property
    def last_change(self) -> Markup:
        """When an alliance last began or ceased to bind both, where that is clear."""
        found = derive.last_change(self.facts, self.a, self.b, self.on)
        if found is None:
            return Markup()
        value, treaty, day = found
        slots = {"treaty": self.marks.linked(f"treaties/{treaty}")}
        slots["date"] = self.marks.fact(f"treaties/{treaty}#{day.pointer}")
        return self.marks.claim("changed", value, self.both, **slots)

    @property
    def related(self) -> list[tuple[str, Markup]]:
        """The pairs of each of the two with its nearest, as addresses and questions."""
        pairs = [(code, near) for code in (self.a, self.b) for near in self.plan.nearest(code)]
        found = {frozenset(pair): pair for pair in pairs if {*pair} != {self.a, self.b}}
        ordered = [self.plan.ordered(pair) for pair in found]
        return [
            (
                self.plan.between(*pair),
                self.marks.say("question/pair", a=self.marks.state(pair[0]), b=self.marks.state(pair[1])),
            )
            for pair in ordered
        ]

    @property
    def relations_sentence(self) -> Markup:
        """Whether they have diplomatic relations, derived from the events; nothing where nobody wrote them down."""
        state, since = derive.diplomatic_status(self.relation, self.on) if self.relation else (None, None)
        if since is None:
            return Markup()
        date = f"{self.ref}#/events/{since}/date"
        slots = {"a": self.x, "b": self.y, "date": self.marks.fact(date, cited=False)}
        return self.marks.claim(
            "relations", {"on": "yes", "none": "none"}.get(state or "", "no"), self.both, **slots
        ) + self.marks.cite(date)

    @property
    def commitments_sentence(self) -> Markup:
        """What stands between them short of a treaty of defense; nothing where nothing is recorded."""
        refs = [f"commitments/{each.id}" for each in self.commitments if each.stands(self.on)]
        if not refs or self._beside and self._beside.said == "commitments":
            return Markup()
        return self.marks.claim("commitments", "yes", self.both, commitments=self.marks.names(refs))

    @property
    def added(self) -> Markup:
        """The one thing that a knowledgeable person would say next; nothing where there is none."""
        found = self._beside
        if found is None:
            return Markup()
        slots = {slot: self._shown(ref) for slot, ref in found.slots.items()}
        return self.marks.claim("added", found.said, self.both, **slots)

    @cached_property
    def _beside(self) -> Added | None:
        return added(self.facts, self.answer)

    def _shown(self, ref: str | list[str]) -> Markup:
        if isinstance(ref, list):
            return self.marks.names(ref)
        return self.marks.fact(ref) if "#" in ref else self.marks.linked(ref)

    def fight(self, fight: Fight) -> Markup:
        """When the two were on opposite sides of an armed conflict."""
        about = {**self.both, "conflict": fight.conflict.id}
        slots = {"a": self.marks.state(fight.a_as), "b": self.marks.state(fight.b_as)}
        return self.marks.spent("conflict", about, fight.ref, fight.start, fight.end, **slots)

    def counts(self, conflict: model.Conflict) -> Iterator[Markup]:
        """Which data sets count an armed conflict, and as what."""
        for source, count in conflict.counted_by.items():
            who = "copy_of" if self.facts.sources[source].copy_of else "publisher"
            about = {"conflict": conflict.id, "source": source}
            publisher = self.marks.fact(f"sources/{source}#/{who}")
            value = "conflict" if count.intensity == 1 else "war"
            yield self.marks.claim("counted-as", value, about, publisher=publisher) + self.marks.cite(
                f"{conflict.ref}#/counted_by/{source}"
            )

    @property
    def shared_sentence(self) -> Markup:
        """That they meet in organizations, the best known named."""
        return self._shared(self.highlights)

    @property
    def also(self) -> Markup:
        """The organizations that both belong to, besides the best known."""
        return self._shared(self.further, "also")

    def _shared(self, found: list[Shared], value: str = "yes") -> Markup:
        if not found:
            return Markup()
        refs = [f"organizations/{shared.organization}" for shared in found]
        about = {**self.both, "organizations": " ".join(shared.organization for shared in found)}
        whole = (self.marks.link(ref, self.marks.fact(f"{ref}#/name", cited=False)) for ref in refs)
        names = self.marks.names(refs) if value == "yes" else self.marks.phrases.joined(whole)
        return self.marks.claim("shared", value, about, organizations=names)

    def _contest(self, ref: str) -> Markup:
        """Why the force of a treaty is contested, and as to whom."""
        text, keyed = self.marks.text(ref, cited=True), ref.partition("/contested_for/")[2]
        return self.marks.say("line/as-to", state=self.marks.state(keyed[:3]), because=text) if keyed else text

    @property
    def bilateral_sentence(self) -> Markup:
        """How many instruments there are between the two, and whether one is an alliance."""
        number = self.marks.count(len(self.bilateral), f"bilateral:{self.a}:{self.b}")
        kinds = {obligation.kind for treaty in self.bilateral for obligation in treaty.obligations}
        none = self.marks.claim("none-is-alliance", "no" if kinds & set(ALLIANCE_KINDS) else "yes", self.both)
        return self.marks.say("line/instruments", count=number, a=self.x, b=self.y) + Markup(" ") + none

    @property
    def earlier_sentences(self) -> Markup:
        """The alliances that bound both and had ended by the day."""
        return Markup(" ").join(self._earlier(span) for span in self.answer.earlier)

    def _earlier(self, span: Span) -> Markup:
        ref = f"treaties/{span.treaty}"
        days = {"from": self.marks.fact(f"{ref}#{span.start.pointer}")}
        if span.end:
            days["until"] = self.marks.fact(f"{ref}#{span.end.pointer}")
        a, b = self.marks.state(span.a_as), self.marks.state(span.b_as)
        about = {**self.both, "treaty": span.treaty}
        said = self.marks.claim("earlier", "yes", about, treaty=self.marks.linked(ref), a=a, b=b, **days)
        return Markup(" ").join([said, *self._counted_by(span.treaty)])

    def _counted_by(self, treaty: str) -> Iterator[Markup]:
        """Which data sets count a treaty as an alliance, and which do not."""
        for source, counts in self.facts.treaties[treaty].counted_by.items():
            publisher = self.marks.witness(source)
            about = {"treaty": treaty, "source": source}
            said = self.marks.claim("counted", "yes" if counts else "no", about, publisher=publisher)
            yield said + self.marks.cite_source(source)

    @property
    def search(self) -> model.Search | None:
        return next((self.facts.searches[id] for id in self.answer.reach.searches), None)

    @property
    def searched_sentence(self) -> Markup:
        """How many registers were searched, and up to when."""
        if self.search is None:
            return Markup()
        number = self.marks.count(len(self.search.registers), f"items:searches/{self.search.id}#/registers")
        return self.marks.say("line/searched", count=number, asserted_for=self.marks.fact("edition#/asserted_for"))

    # Lists for templates

    def entries(self, group: str, *kinds: str) -> list[tuple[str, model.Part]]:
        """Ref and value of each entry of a group of the relation, of the kinds named (all, when none is)."""
        found = getattr(self.relation, group).items() if self.relation else ()
        return [(f"{self.ref}#/{group}/{key}", entry) for key, entry in found if not kinds or entry.kind in kinds]

    @property
    def commitments(self) -> list[model.Commitment]:
        return self.facts.commitments_between(self.a, self.b)

    @cached_property
    def fights(self) -> list[Fight]:
        return derive.fights(self.facts, self.a, self.b)

    @cached_property
    def organizations(self) -> list[Shared]:
        return derive.organizations(self.facts, self.a, self.b, self.on)

    @cached_property
    def shared(self) -> list[Shared]:
        """The bodies that both belong to, the best known first."""
        found = [shared for shared in self.organizations if shared.a_as and shared.b_as]
        return sorted(found, key=lambda shared: (self._prominence(shared), self._name(shared)))

    @cached_property
    def highlights(self) -> list[Shared]:
        """The best known of them."""
        return [shared for shared in self.shared if self._prominence(shared) < LAST][:HIGHLIGHTS]

    @property
    def further(self) -> list[Shared]:
        """The shared bodies besides the best known."""
        return [shared for shared in self.shared if shared not in self.highlights]

    def only(self, code: str) -> list[Shared]:
        """The organizations that one of the two is a member of and the other is not."""
        mine, others = ("a_as", "b_as") if code == self.a else ("b_as", "a_as")
        found = [shared for shared in self.organizations if getattr(shared, mine) and not getattr(shared, others)]
        return sorted(found, key=self._name)

    def joined(self, organization: str, code: str) -> Markup:
        """When a state joined: its own day and, where it carries on a seat, that of the state before."""
        members = self.facts.organizations[organization].members
        line = [each for each in self.facts.lineage(code) if each in members]
        days = [self.marks.fact(f"organizations/{organization}#/members/{each}/joined") for each in line]
        if line[0] != code:
            return self.marks.say("line/joined-as", joined=days[0], state=self.marks.state(line[0]))
        if len(line) > 1 and members[code].continues:
            return self.marks.say("line/carried-on", joined=days[1], state=self.marks.state(line[1]), since=days[0])
        return days[0]

    @cached_property
    def bilateral(self) -> list[model.Treaty]:
        return derive.bilateral(self.facts, self.a, self.b)

    def _name(self, shared: Shared) -> str:
        return str(self.facts.organizations[shared.organization].name)

    def _prominence(self, shared: Shared) -> int:
        return self.facts.organizations[shared.organization].prominence or LAST
