"""Parts: one page of what is too much for a single one, such as all sources."""

from dataclasses import replace

from markupsafe import Markup

from allies.facts.evidence import Standing
from allies.pages.marks import Marks
from allies.pages.plan import Plan
from allies.pages.state import StateView


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
