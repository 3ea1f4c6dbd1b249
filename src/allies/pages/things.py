"""Treaties and organizations: what a page can say of one of them on a day."""

from markupsafe import Markup

from allies.answers import derive
from allies.facts import model
from allies.pages.marks import Marks
from allies.pages.plan import Plan


class TreatyView:
    """One treaty, its parties through time."""

    def __init__(self, marks: Marks, id: str, plan: Plan) -> None:
        self.marks, self.facts, self.on, self.plan = marks, marks.facts, plan.on, plan
        self.treaty, self.ref = self.facts.treaties[id], f"treaties/{id}"
        self.about = (id,)
        self.title = marks.name(self.ref)

    @property
    def status(self) -> Markup:
        """Whether the treaty is in force on the day, as a claim."""
        start, end = self.treaty.entry_into_force, self.treaty.ended.date if self.treaty.ended else None
        if start is None or start.surely_after(self.on):
            value = "no"
        elif end and end.latest <= self.on.earliest:
            value = "over"
        elif self.treaty.contested:
            value = "contested"
        else:
            printed = self.facts.standing(f"{self.ref}#/entry_into_force").confirmed
            value = "yes" if printed and start.latest <= self.on.earliest else "unknown"
        return self.marks.claim("in-force", value, {"treaty": self.treaty.id})

    @property
    def parties(self) -> dict[str, str]:
        """How each party stands to it on the day, by name."""
        codes = sorted(self.treaty.parties, key=lambda code: str(self.facts.states[code].name))
        return {code: derive.standing(self.facts, self.treaty, code, self.on) for code in codes}


class OrganizationView:
    """One organization and its members."""

    def __init__(self, marks: Marks, id: str, plan: Plan) -> None:
        self.marks, self.facts, self.on, self.plan = marks, marks.facts, plan.on, plan
        self.organization, self.ref = self.facts.organizations[id], f"organizations/{id}"
        self.about = (id,)
        self.title = marks.fact(f"{self.ref}#/name", cited=False)

    @property
    def standings(self) -> dict[str, str]:
        """How each member, past or present, stands to it on the day."""
        return {code: derive.belonging(member, self.on) for code, member in self.organization.members.items()}

    @property
    def members(self) -> list[tuple[str, model.Membership]]:
        """Every member, past and present, by name."""
        return sorted(self.organization.members.items(), key=lambda item: str(self.facts.states[item[0]].name))
