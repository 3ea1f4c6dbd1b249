"""State: what a page can say of one state on a day: its alliances, its organizations, its answer for every other state."""

from markupsafe import Markup

from allies.answers import derive
from allies.answers.derive import Answer, Bound, Verdict
from allies.facts import model
from allies.facts.dates import Edtf
from allies.facts.read import Facts
from allies.pages.marks import Marks, claim, count, rests_on
from allies.pages.words import joined

VERDICT_WORDS = {
    Verdict.ALLIES: "allies",
    Verdict.DISPUTED: "disputed",
    Verdict.LESSER_PACT: "not allies; a lesser pact",
    Verdict.NOT_ALLIES: "not allies",
    Verdict.UNKNOWN: "unknown",
}


class StateView:
    """Sentences are ready marks; lists are for templates."""

    def __init__(self, facts: Facts, marks: Marks, code: str, on: Edtf) -> None:
        self.facts, self.marks, self.code, self.on = facts, marks, code, on
        self.state = facts.states[code]
        self.ref = f"states/{code.lower()}"
        self.name = marks.state(code)

    @property
    def possessive(self) -> Markup:
        """The name in the possessive: `Mexico's`, `the United States'`."""
        return (
            Markup("{}’").format(self.name)
            if self.state.in_a_sentence.endswith("s")
            else Markup("{}’s").format(self.name)
        )

    @property
    def organizations(self) -> list[tuple[str, str]]:
        """The organizations that the state belongs to on the day, and the member by which it does; by name."""
        found = [
            (id, derive.member(self.facts, organization, self.code, self.on))
            for id, organization in self.facts.organizations.items()
        ]
        return sorted(
            ((id, member) for id, member in found if member), key=lambda pair: self.facts.organizations[pair[0]].short
        )

    def verdict(self, answer: Answer) -> Markup:
        """The answer for the state and another one, in a word or two, as a claim."""
        return claim(
            "answer",
            answer.verdict.value,
            Markup(VERDICT_WORDS[answer.verdict]),
            rests_on(answer),
            a=answer.a,
            b=answer.b,
            on=self.on,
        )

    @property
    def alliances(self) -> list[tuple[model.Treaty, str, Bound]]:
        """Every treaty of defense or offense that the state is or was party to, as whom, and whether it binds on the day."""
        return [
            (treaty, party, derive.bound(treaty, party, self.on))
            for treaty, party in derive.alliances(self.facts, self.code)
        ]

    @property
    def alliances_sentence(self) -> Markup:
        """Which treaties of defense or offense bind the state on the day."""
        in_force = [treaty for treaty, party, bound in self.alliances if self._standing(treaty, party, bound) == "yes"]
        rests_on = (
            [f"treaties/{treaty.id}" for treaty in in_force]
            or [f"treaties/{treaty.id}" for treaty, _, _ in self.alliances]
            or [self.ref]
        )
        if in_force:
            partners = dict.fromkeys(partner for treaty in in_force for partner in self.partners(treaty))
            number = count(len(in_force), f"alliances:{self.code}", rests_on, self.on)
            words = Markup("{} is bound by {} {} of defense, with {}.").format(
                self.name,
                number,
                "treaty" if len(in_force) == 1 else "treaties",
                joined(self.marks.state(partner) for partner in sorted(partners, key=self._by_name)),
            )
        else:
            words = Markup("No treaty that promises defense and binds {} was found.").format(self.name)
        return claim(
            "alliances",
            " ".join(treaty.id for treaty in in_force) or "none",
            words,
            rests_on,
            state=self.code,
            on=self.on,
        )

    def partners(self, treaty: model.Treaty) -> list[str]:
        """The other parties that a treaty binds on the day, or ever bound where it binds nobody any more; by name."""
        others = sorted(
            (party for party in treaty.parties if party not in self.facts.lineage(self.code)), key=self._by_name
        )
        return [party for party in others if derive.bound(treaty, party, self.on) is Bound.YES] or others

    def status(self, treaty: model.Treaty, party: str, bound: Bound) -> Markup:
        """Whether a treaty binds the state on the day, as a claim."""
        value = self._standing(treaty, party, bound)
        start, _ = treaty.bound(party)
        over = "no longer in force" if start and start.latest <= self.on.earliest else "not in force"
        words = {"yes": "in force", "no": over, "contested": "contested", "unknown": "not confirmed"}[value]
        return claim(
            "party", value, Markup(words), [f"treaties/{treaty.id}"], state=self.code, treaty=treaty.id, on=self.on
        )

    def since(self, treaty: model.Treaty, party: str) -> Markup:
        """The mark of the day from which a treaty binds a party, or nothing."""
        if treaty.parties[party].bound_from:
            return self.marks.fact(f"treaties/{treaty.id}#/parties/{party}/bound_from")
        return self.marks.fact(f"treaties/{treaty.id}#/entry_into_force") if treaty.entry_into_force else Markup()

    def until(self, treaty: model.Treaty, party: str) -> Markup:
        """The mark of the day on which a treaty ceased to bind a party, or nothing."""
        entry = treaty.parties[party]
        own = (
            (entry.denunciation, f"/parties/{party}/denunciation/effective"),
            (entry.bound_until, f"/parties/{party}/bound_until"),
            (treaty.ended, "/ended/date"),
        )
        return next(
            (self.marks.fact(f"treaties/{treaty.id}#{pointer}") for present, pointer in own if present), Markup()
        )

    def _standing(self, treaty: model.Treaty, party: str, bound: Bound) -> str:
        """Whether a treaty binds a party on the day: yes, no, contested, or unknown where no source was seen to print since when."""
        if bound is not Bound.YES:
            return "no" if bound is Bound.NO else "unknown"
        contest = treaty.contested_for.get(party)
        if treaty.contested or (contest and contest.since.earliest <= self.on.latest):
            return "contested"
        return "yes" if derive.confirmed(self.facts, treaty, party) else "unknown"

    def _by_name(self, code: str) -> str:
        return self.facts.states[code].name.en
