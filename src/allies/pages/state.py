"""State: what a page can say of one state on a day: its alliances and organizations, its answer for every other."""

from functools import cached_property

from markupsafe import Markup

from allies.answers import derive
from allies.answers.added import neutrality
from allies.answers.said import spent
from allies.facts import model
from allies.facts.claims import grouped
from allies.pages.marks import Marks
from allies.pages.plan import Plan

FEW = 4  # partners named of a treaty that has ended
SEVERAL = 3  # treaties, above which they are named in the list of them alone
ALLIED = ("allies", "one-way")  # the answers that make allies


class StateView:
    """Sentences are ready marks; lists are for templates."""

    def __init__(self, marks: Marks, code: str, plan: Plan) -> None:
        self.marks, self.facts, self.code, self.on, self.plan = marks, marks.facts, code, plan.on, plan
        self.state, self.ref = self.facts.states[code], f"states/{code.lower()}"
        self.name, self.about = marks.state(code), (code,)

    @property
    def question(self) -> Markup:
        """The question that the page answers."""
        return self.marks.say("question/state", state=self.name)

    @property
    def organizations(self) -> list[tuple[str, str]]:
        """The organizations that the state belongs to on the day, and the member by which it does; by name."""
        bodies = self.facts.organizations
        found = [(id, derive.member(self.facts, body, self.code, self.on)) for id, body in bodies.items()]
        return sorted(((id, member) for id, member in found if member), key=lambda pair: str(bodies[pair[0]].name))

    @property
    def given(self) -> list[model.Commitment]:
        """What the state undertakes toward others short of a treaty of defense, oldest first."""
        return [each for each in self.facts.commitments_in_order if self.code in each.parties.by]

    @property
    def received(self) -> list[model.Commitment]:
        """What others alone undertake toward the state, oldest first."""
        both = ((each.parties.by, each.parties.to, each) for each in self.facts.commitments_in_order)
        return [each for by, to, each in both if self.code in to and self.code not in by]

    def apart(self, folder: str) -> str:
        """The address of the page on which its commitments, or ended alliances, stand that are too many for its own."""
        address = self.plan.states[self.code].replace("states", folder, 1)
        return address if address in self.plan.parts else ""

    def told(self, commitments: list[model.Commitment], elsewhere: bool) -> list[model.Commitment]:
        """Those of some commitments that the page of a pair tells whole, or those that none does."""
        pages = [self.facts.commitments_between(self.code, other) for other in self.plan.states]
        return [each for each in commitments if any(each in page for page in pages) is elsewhere]

    @cached_property
    def partners(self) -> dict[str, dict[str, list[str]]]:
        """By treaty, the states with which it makes an alliance, bound or disputed, or may make any bond, pending."""
        found: dict[str, dict[str, list[str]]] = {"bound": {}, "disputed": {}, "pending": {}}
        for other, _, answer in self.plan.answers_of(self.code):
            groups = {
                ("disputed" if bond.contested else "bound", bond.treaty)
                for bond in answer.bonds
                if bond.kind in derive.ALLIANCE_KINDS
            }
            for group, treaty in [*groups, *(("pending", treaty) for treaty, _ in answer.pending)]:
                found[group].setdefault(treaty, []).append(other)
        return found

    @cached_property
    def groups(self) -> dict[str, list[tuple[model.Treaty, str]]]:
        """The treaties that are bound, disputed or pending, and the alliances that have ended; each as whom, oldest
        first."""
        parties = self.facts.treaties_of(self.code)
        ids = {**self.partners, "ended": self.plan.ended(self.code)}
        treaties = {name: [self.facts.treaties[id] for id in found] for name, found in ids.items() if found}
        return {
            name: [(each, parties[each.id]) for each in sorted(found, key=lambda each: (each.signed.earliest, each.id))]
            for name, found in treaties.items()
        }

    @cached_property
    def by_answer(self) -> dict[str, list[str]]:
        """The other states, in the order of names, by what their answers say."""
        return grouped((answer.said, other) for other, _, answer in self.plan.answers_of(self.code))

    @property
    def alliances_sentence(self) -> Markup:
        """How many allies the state has, and by which treaties."""
        allied = [code for said in ALLIED for code in self.by_answer.get(said, ())]
        many = "several" if len(self.partners["bound"]) > SEVERAL else "many"
        return self.marks.claim(
            "alliances",
            {0: "none", 1: "one"}.get(len(allied), many),
            {"state": self.code},
            state=self.name,
            count=self.marks.count(len(allied), f"allies:{self.code}"),
            partners=self.marks.shown([f"states/{code.lower()}" for code in allied]),
            treaties=self.marks.shown([f"treaties/{id}" for id in sorted(self.partners["bound"])]),
        )

    @property
    def neutral_sentence(self) -> Markup:
        """That the state is neutral for good; nothing where it is not."""
        told = neutrality(self.state, self.on)
        since = {"since": self.marks.shown(told.slots["since"])} if told else {}
        return self.marks.claim(told.kind, told.value, told.about, state=self.name, **since) if told else Markup()

    def with_answer(self, said: str) -> Markup:
        """The states for which the answer is the same, each leading to it."""
        about, states = {"state": self.code, "group": said}, self.named(self.by_answer[said])
        return self.marks.claim("with", said, about, state=self.name, states=states)

    def named(self, codes: list[str]) -> Markup:
        """Some states, each leading to the answer for it and this one."""
        return self.marks.phrases.joined(self.paired(code, self.marks.state(code)) for code in codes)

    def paired(self, code: str, name: Markup) -> Markup:
        """The name of another state, leading to the answer for both; that of a state that is no more leads nowhere."""
        if code not in self.plan.states or code == self.code:
            return name
        return Markup('<a href="{}{}">{}</a>').format(self.marks.up, self.plan.between(self.code, code), name)

    @property
    def standings(self) -> dict[str, str]:
        """The answer for every other state."""
        return {code: said for said, codes in self.by_answer.items() for code in codes} | {self.code: "self"}

    def with_whom(self, treaty: model.Treaty, group: str) -> Markup:
        """The partners in a treaty, each leading to the answer for both; of one that has ended, the first few."""
        if group in self.partners:
            about, names = {"state": self.code, "group": group, "treaty": treaty.id}, self.partners[group][treaty.id]
            return self.marks.claim("partners", group, about, partners=self.named(names))
        others = sorted(set(treaty.parties) - set(self.facts.lineage(self.code)), key=self._by_name)
        key = "partners-and-others" if len(others) > FEW else "partners"
        return self.marks.say(f"line/{key}", partners=self.marks.shown(others[:FEW]))

    def stands(self, treaty: model.Treaty, party: str) -> str:
        """Whether a treaty binds the state on the day, as a certain party."""
        return derive.standing(self.facts, treaty, party, self.on)

    @property
    def conflicts(self) -> list[Markup]:
        """Every armed conflict of the state, or one that it continues, with its days and opponents, the latest
        first."""
        found = [(self.facts.conflicts[id], *side) for id, side in self.facts.conflicts_of(self.code).items()]
        found.sort(key=lambda each: (each[0].start.earliest, each[0].id), reverse=True)
        return [self._fought(*each) for each in found]

    def _fought(self, conflict: model.Conflict, side: str, party: str) -> Markup:
        others = conflict.sides.other if side == "one" else conflict.sides.one
        days, states = (conflict.began(party), conflict.ended(party)), sorted(others, key=self._by_name)
        return self.marks.told(spent("fought", {"state": self.code}, conflict, *days, states=states))

    def _by_name(self, code: str) -> str:
        return str(self.facts.states[code].name)
