"""Pair: what a page can say of two states on a day. Sentences are ready marks; the rest is for templates."""

from functools import cached_property

from markupsafe import Markup

from allies.answers import derive, said
from allies.answers.added import added, commitments
from allies.answers.derive import ALLIANCE_KINDS, Answer, Bond, Fight, Shared
from allies.answers.said import Entry, Said, entries
from allies.facts import model
from allies.facts.claims import grouped
from allies.pages.history import Picture
from allies.pages.marks import Marks
from allies.pages.plan import Plan

LAST = 9  # the prominence of a body that says none
HIGHLIGHTS = 3  # the bodies that a reader will know best


class Pair:
    """The answer for two states and what goes with it."""

    def __init__(self, marks: Marks, a: str, b: str, plan: Plan) -> None:
        self.marks, self.facts, self.a, self.b, self.on, self.plan = marks, marks.facts, a, b, plan.on, plan
        known = plan.answers.get(frozenset((a, b))) if a < b else None
        self.answer: Answer = known or derive.answer(self.facts, a, b, self.on)
        self.relation = derive.relation(self.facts, a, b)
        self.x, self.y = marks.state(a), marks.state(b)
        self.both, self.about = self.answer.both, (a, b)

    # Sentences

    @property
    def question(self) -> Markup:
        """The question that the page answers."""
        return self.marks.say("question/pair", a=self.x, b=self.y)

    @property
    def sentence(self) -> Markup:
        """The answer in one sentence."""
        return self.marks.told(said.sentence(self.answer))

    @property
    def because(self) -> Markup:
        """Why: the treaties that decide, and what is contested in them; or that none was found, or what is not
        confirmed."""
        contested = next((bond.contested for bond in self.answer.deciding if bond.contested), None)
        why = self.marks.told(said.grounds(self.facts, self.answer))
        return why + Markup(" ") + self.marks.contest(contested) if contested else why

    @property
    def last_change(self) -> Markup:
        """When an alliance last began or ceased to bind both, where that is clear; and which edition last changed the
        answer, and why."""
        told, found = [said.revised(self.facts, self.answer)], derive.last_change(self.facts, self.a, self.b, self.on)
        if found:
            value, treaty, day = found
            told.insert(0, Said("changed", value, self.both, {"treaty": f"treaties/{treaty}", "date": day.ref}))
        return Markup(" ").join(self.marks.told(each) for each in told if each)

    @property
    def relations_sentence(self) -> Markup:
        """How diplomatic relations stand between them; nothing where nobody wrote them down."""
        return self.marks.told(said.related(self.facts, self.answer))

    @property
    def shared_sentence(self) -> Markup:
        """That they meet in organizations, the best known named."""
        return self.meet("yes", self.highlights)

    def meet(self, value: str, found: list[Shared]) -> Markup:
        """That both are members of some organizations, the best known of all (`yes`) or `also` of others."""
        refs = [f"organizations/{shared.organization}" for shared in found]
        about = {**self.both, "organizations": " ".join(shared.organization for shared in found)}
        names = self.marks.phrases.joined(self.marks.linked(ref, whole=value == "also") for ref in refs)
        return self.marks.claim("shared", value, about, organizations=names) if found else Markup()

    @property
    def bilateral_sentence(self) -> Markup:
        """How many instruments there are between the two, and whether one is an alliance."""
        number = self.marks.count(len(self.bilateral), f"bilateral:{self.a}:{self.b}")
        kinds = {obligation.kind for treaty in self.bilateral for obligation in treaty.obligations}
        none = self.marks.claim("none-is-alliance", "no" if kinds & set(ALLIANCE_KINDS) else "yes", self.both)
        return self.marks.say("line/instruments", count=number, a=self.x, b=self.y) + Markup(" ") + none

    @property
    def earlier_sentences(self) -> Markup:
        """The alliances that bound both and had ended by the day, and which data sets count them as such."""
        found = []
        for span, each in zip(self.answer.earlier, said.earlier(self.answer), strict=True):
            found.append(self.marks.told(each))
            for source, counts in self.facts.treaties[span.treaty].counted_by.items():
                about, slots = (
                    {"treaty": span.treaty, "source": source},
                    {"publisher": said.witness(self.facts, source)},
                )
                counted = self.marks.told(Said("counted", "yes" if counts else "no", about, slots))
                found.append(counted + self.marks.cite_source(source))
        return Markup(" ").join(found)

    @property
    def searched_sentence(self) -> Markup:
        """How many registers were searched, and up to when."""
        if self.search is None:
            return Markup()
        number = self.marks.count(len(self.search.registers), f"items:searches/{self.search.id}#/registers")
        return self.marks.say("line/searched", count=number, asserted_for=self.marks.fact("edition#/asserted_for"))

    # What templates tell, or go through

    @cached_property
    def added(self) -> Said | None:
        return added(self.facts, self.answer)

    @cached_property
    def further_commitments(self) -> Said | None:
        return commitments(self.facts, self.answer)

    def treaties(self, open_to_the_world: bool) -> list[tuple[str, list[Bond]]]:
        """The treaties that bind both, closed or open to the world, and what each makes them owe: those that decide
        first."""
        first = [*self.answer.deciding, *(each for each in self.answer.bonds if each not in self.answer.deciding)]
        return list(grouped((bond.treaty, bond) for bond in first if bond.open is open_to_the_world).items())

    @cached_property
    def unworded(self) -> list[Bond]:
        """The promises of which no source was seen to print the words."""
        return [bond for bond in self.answer.bonds if not self.marks.worded(bond.ref)]

    @cached_property
    def open_points(self) -> int:
        """How many of the promises that decide are among them."""
        return len({bond.ref for bond in self.unworded if bond in self.answer.deciding})

    @cached_property
    def allies_of_both(self) -> list[str]:
        """The states that are allies of both, by name."""
        both = self.plan.allies[self.a] & self.plan.allies[self.b]
        return [f"states/{code.lower()}" for code in self.plan.states if code in both]

    def joined_both(self, organization: str) -> str:
        """The ref of the later of the two days of joining an organization."""
        body = self.facts.organizations[organization]
        seats = [seat for code in (self.a, self.b) if (seat := derive.seat(self.facts, body, code, self.on))]
        return f"{body.ref}#/members/{max(seats, key=lambda seat: body.members[seat].joined.earliest)}/joined"

    @cached_property
    def history(self) -> list[Entry]:
        """What happened between the two, in order."""
        return entries(self.facts, self.answer)

    @cached_property
    def picture(self) -> Picture | None:
        """The same as a picture, where there is enough to draw."""
        relations = self.marks.phrases.plain("picture/relations")
        return Picture(self.history, self.facts.edition, relations) if len(self.history) > 1 else None

    @property
    def related(self) -> list[tuple[str, str]]:
        """The pairs of each of the two with its nearest."""
        pairs = [(code, near) for code in (self.a, self.b) for near in self.plan.nearest(code)]
        return [self.plan.ordered(pair) for pair in dict.fromkeys(map(frozenset, pairs)) if pair != {self.a, self.b}]

    @property
    def search(self) -> model.Search | None:
        """The record of where a treaty was looked for."""
        return next((self.facts.searches[id] for id in self.answer.reach.searches), None)

    def entries(self, group: str, *kinds: str) -> list[tuple[str, model.Part]]:
        """Ref and value of each entry of a group of the relation, of the kinds named (all, when none is)."""
        if self.relation is None:
            return []
        found = getattr(self.relation, group).items()
        ref = f"{self.relation.ref}#/{group}"
        return [(f"{ref}/{key}", entry) for key, entry in found if not kinds or entry.kind in kinds]

    @property
    def commitments(self) -> list[model.Commitment]:
        return self.facts.commitments_between(self.a, self.b)

    @cached_property
    def fights(self) -> list[Fight]:
        return derive.fights(self.facts, self.a, self.b)

    @cached_property
    def organizations(self) -> list[Shared]:
        """The bodies of both or of one, by name."""
        found = derive.organizations(self.facts, self.a, self.b, self.on)
        return sorted(found, key=lambda shared: str(self.facts.organizations[shared.organization].name))

    @cached_property
    def shared(self) -> list[Shared]:
        """The bodies that both belong to, the best known first."""
        return sorted((shared for shared in self.organizations if shared.a_as and shared.b_as), key=self._prominence)

    @cached_property
    def highlights(self) -> list[Shared]:
        """The best known of them."""
        return [shared for shared in self.shared if self._prominence(shared) < LAST][:HIGHLIGHTS]

    @property
    def further(self) -> list[Shared]:
        """The shared bodies besides the best known."""
        return self.shared[len(self.highlights) :]

    def only(self, code: str) -> list[Shared]:
        """The organizations that one of the two is a member of and the other is not."""
        mine, others = ("a_as", "b_as") if code == self.a else ("b_as", "a_as")
        return [shared for shared in self.organizations if getattr(shared, mine) and not getattr(shared, others)]

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

    def _prominence(self, shared: Shared) -> int:
        return self.facts.organizations[shared.organization].prominence or LAST
