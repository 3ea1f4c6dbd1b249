"""State: what a page can say of one state on a day: its alliances, its organizations, its answer for every other state."""

from functools import cached_property

from markupsafe import Markup

from allies.answers import derive
from allies.answers.derive import Answer, Bound
from allies.facts import model
from allies.pages.marks import Marks


class StateView:
    """Sentences are ready marks; lists are for templates."""

    def __init__(self, marks: Marks, code: str) -> None:
        self.marks, self.facts, self.code, self.on = marks, marks.facts, code, marks.on
        self.state, self.ref = self.facts.states[code], f"states/{code.lower()}"
        self.name = marks.state(code)

    @property
    def question(self) -> Markup:
        """The question that the page answers."""
        return self.marks.say("question/state", state=self.name)

    @property
    def organizations(self) -> list[tuple[str, str]]:
        """The organizations that the state belongs to on the day, and the member by which it does; by name."""
        bodies = self.facts.organizations
        found = [(id, derive.member(self.facts, body, self.code, self.on)) for id, body in bodies.items()]
        return sorted(((id, member) for id, member in found if member), key=lambda pair: bodies[pair[0]].short)

    @property
    def given(self) -> list[model.Commitment]:
        """What the state undertakes toward others short of a treaty of defense, oldest first."""
        return [each for each in self.facts.commitments_in_order if self.code in each.parties.by]

    @property
    def received(self) -> list[model.Commitment]:
        """What others alone undertake toward the state, oldest first."""
        both = ((each.parties.by, each.parties.to, each) for each in self.facts.commitments_in_order)
        return [each for by, to, each in both if self.code in to and self.code not in by]

    def verdict(self, answer: Answer) -> Markup:
        """The answer for the state and another one, in a word or two."""
        return self.marks.claim("verdict", answer.said, {"a": answer.a, "b": answer.b})

    @cached_property
    def alliances(self) -> list[tuple[model.Treaty, str]]:
        """Every treaty of defense or offense that the state is or was party to, and as whom."""
        return derive.alliances(self.facts, self.code)

    @property
    def alliances_sentence(self) -> Markup:
        """Which treaties of defense or offense bind the state on the day."""
        in_force = [treaty for treaty, party in self.alliances if self.standing(treaty, party) == "yes"]
        partners = dict.fromkeys(partner for treaty in in_force for partner in self.partners(treaty))
        return self.marks.claim(
            "alliances",
            {0: "none", 1: "one"}.get(len(in_force), "many"),
            {"state": self.code},
            state=self.name,
            count=self.marks.count(len(in_force), f"alliances:{self.code}"),
            partners=self.marks.names(f"states/{each.lower()}" for each in sorted(partners, key=self._by_name)),
        )

    def partners(self, treaty: model.Treaty) -> list[str]:
        """The other parties that a treaty binds on the day, or ever bound where it binds nobody any more; by name."""
        others = sorted(
            (party for party in treaty.parties if party not in self.facts.lineage(self.code)), key=self._by_name
        )
        return [party for party in others if derive.bound(treaty, party, self.on) is Bound.YES] or others

    def with_whom(self, treaty: model.Treaty, most: int = 4) -> Markup:
        """The partners in a treaty, the first few by name."""
        partners = self.partners(treaty)
        key = "partners-and-others" if len(partners) > most else "partners"
        return self.marks.say(f"line/{key}", partners=self.marks.states(partners[:most]))

    def status(self, treaty: model.Treaty, party: str) -> Markup:
        """Whether a treaty binds the state on the day, as a claim."""
        about = {"state": self.code, "treaty": treaty.id}
        return self.marks.claim("party", self.standing(treaty, party), about)

    def since(self, treaty: model.Treaty, party: str) -> Markup:
        """The day from which a treaty binds a party, marked."""
        start = treaty.start(party)
        return self.marks.fact(f"treaties/{treaty.id}#{start.pointer}") if start else self.marks.say("missing/day")

    def until(self, treaty: model.Treaty, party: str) -> Markup:
        """The day on which a treaty ceased to bind a party, marked."""
        end = treaty.end(party)
        return self.marks.fact(f"treaties/{treaty.id}#{end.pointer}") if end else self.marks.say("missing/end")

    def standing(self, treaty: model.Treaty, party: str) -> str:
        """Whether a treaty binds a party on the day: yes, over, no, contested, or unknown where no source prints since when."""
        bound, start = derive.bound(treaty, party, self.on), treaty.start(party)
        if bound is Bound.NO:
            return "over" if start and start.day.latest <= self.on.earliest else "no"
        contest = treaty.contested_for.get(party)
        if bound is Bound.YES and (treaty.contested or (contest and contest.since.earliest <= self.on.latest)):
            return "contested"
        return "yes" if bound is Bound.YES and derive.confirmed(self.facts, treaty, party) else "unknown"

    @property
    def conflicts(self) -> list[Markup]:
        """Every armed conflict of the state, or of one that it continues, with its days and opponents, the latest first."""
        found = [(self.facts.conflicts[id], *side) for id, side in self.facts.conflicts_of(self.code).items()]
        found.sort(key=lambda each: (each[0].start.earliest, each[0].id), reverse=True)
        return [self._fought(*each) for each in found]

    def _fought(self, conflict: model.Conflict, side: str, party: str) -> Markup:
        others = conflict.sides.other if side == "one" else conflict.sides.one
        states = self.marks.states(sorted(others, key=self._by_name))
        about, ref = {"state": self.code, "conflict": conflict.id}, f"conflicts/{conflict.id}"
        return self.marks.spent("fought", about, ref, conflict.began(party), conflict.ended(party), states=states)

    def _by_name(self, code: str) -> str:
        return str(self.facts.states[code].name)
