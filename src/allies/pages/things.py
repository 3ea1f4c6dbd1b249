"""Things: what a page can say of a treaty or an organization on a day, or of a part of what is too much for a page."""

from dataclasses import replace

from markupsafe import Markup

from allies.answers import derive
from allies.facts import model
from allies.facts.evidence import Standing
from allies.pages.marks import Marks
from allies.pages.plan import Plan
from allies.pages.state import StateView


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

    def party(self, code: str) -> Markup:
        """A party, and the state of the day that it has become."""
        state = self.marks.link(f"states/{code.lower()}", self.marks.plain_state(code))
        heir = next((each for each in self.plan.states if code in self.facts.lineage(each)), code)
        return self.marks.say("line/continued", state=state, heir=self.marks.state(heir)) if heir != code else state


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


class PartView:
    """The part at an address: some sources, some disputes, or what a state has too much of for its own page."""

    def __init__(self, marks: Marks, address: str, plan: Plan) -> None:
        folder, self.things = address.partition("/")[0], plan.parts[address]
        owing = plan.whose(address)
        self.marks = replace(marks, most=1) if owing else marks  # the pages of pairs and treaties cite them all
        self.address, self.about = address, (address,)
        self.key = self.things[0].partition("/")[0] if folder == "disputes" else folder
        self.state = StateView(self.marks, owing[0], plan) if owing else None

    @property
    def title(self) -> Markup:
        """What stands on the page: from the first to the last, or what of which state."""
        if self.state:
            return self.marks.say(f"part/{self.key}-of", state=self.state.name)
        first, last = (self._name(self.things[at]) for at in (0, -1))
        return self.marks.say(f"part/{self.key}", first=first, last=last)

    def _name(self, thing: str) -> Markup:
        if self.key == "sources":
            return self.marks.fact(f"sources/{thing}#/publisher", cited=False)
        file = thing.partition("#")[0]
        if self.key == "relations":
            return self.marks.shown(self.marks.facts.relations[file.partition("/")[2]].states)
        return self.marks.name(file)

    @property
    def disputes(self) -> list[Standing]:
        """The disputes of the part."""
        return [self.marks.facts.standing(ref) for ref in self.things]
