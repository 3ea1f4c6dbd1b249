"""Treaties and organizations: what a page can say of one of them on a day."""

from markupsafe import Markup

from allies.answers import derive
from allies.answers.derive import Bound
from allies.facts import model
from allies.facts.dates import Edtf
from allies.facts.read import Facts
from allies.pages.marks import Marks, claim, count
from allies.pages.state import StateView
from allies.pages.words import joined


class TreatyView:
    """One treaty, its parties through time."""

    def __init__(self, facts: Facts, marks: Marks, id: str, on: Edtf) -> None:
        self.facts, self.marks, self.on = facts, marks, on
        self.treaty, self.ref = facts.treaties[id], f"treaties/{id}"
        self.title = marks.name(self.ref)

    @property
    def status(self) -> Markup:
        """Whether the treaty is in force on the day, as a claim."""
        start, end = self.treaty.entry_into_force, self.treaty.ended.date if self.treaty.ended else None
        if start is None or start.surely_after(self.on):
            value, words = "no", "not in force"
        elif end and end.latest <= self.on.earliest:
            value, words = "no", "no longer in force"
        else:
            value, words = ("contested", "in force, but contested") if self.treaty.contested else ("yes", "in force")
        return claim("in-force", value, Markup(words), [self.ref], treaty=self.treaty.id, on=self.on)

    def owed(self, index: int) -> Markup:
        """Who alone owes an obligation, as a claim."""
        codes = self.treaty.obligations[index].owed_by
        words = Markup("Owed by {} alone.").format(joined(self.marks.state(code) for code in codes))
        rests_on = [f"{self.ref}#/obligations/{index}", *(f"states/{code.lower()}" for code in codes)]
        return claim("owed", " ".join(codes), words, rests_on, treaty=self.treaty.id, obligation=index)

    @property
    def parties(self) -> list[tuple[str, StateView, Bound]]:
        """Every party, its view, and whether the treaty binds it on the day; by name."""
        codes = sorted(self.treaty.parties, key=lambda code: self.facts.states[code].name.en)
        return [
            (code, StateView(self.facts, self.marks, code, self.on), derive.bound(self.treaty, code, self.on))
            for code in codes
        ]


class OrganizationView:
    """One organization and its members."""

    def __init__(self, facts: Facts, marks: Marks, id: str, on: Edtf) -> None:
        self.facts, self.marks, self.on = facts, marks, on
        self.organization, self.ref = facts.organizations[id], f"organizations/{id}"
        self.title = marks.fact(f"{self.ref}#/name/en", cited=False)

    @property
    def number(self) -> Markup:
        """How many members are listed for the day, as a claim."""
        members = [
            code
            for code, membership in self.organization.members.items()
            if membership.joined.earliest <= self.on.latest
            and not (membership.left and membership.left.latest <= self.on.earliest)
        ]
        return count(len(members), f"members:{self.organization.id}", [f"{self.ref}#/members"], self.on)

    @property
    def members(self) -> list[tuple[str, model.Membership]]:
        """Every member, past and present, by name."""
        return sorted(self.organization.members.items(), key=lambda item: self.facts.states[item[0]].name.en)
