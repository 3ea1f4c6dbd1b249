"""Pair: the answer for two states as sentences, each marked as a claim with what it rests on."""

from collections.abc import Iterator
from functools import cached_property

from markupsafe import Markup

from allies.answers import derive
from allies.answers.derive import ALLIANCE_KINDS, Answer, Bond, Span, Verdict
from allies.facts import model
from allies.facts.dates import Edtf
from allies.facts.read import Facts
from allies.pages.marks import Marks, claim, count, plain, rests_on
from allies.pages.words import joined

KIND_WORDS = {
    "defense": "defense",
    "offense": "fighting side by side",
    "neutrality": "neutrality",
    "nonaggression": "nonaggression",
    "consultation": "consultation",
}


class Pair:
    """What a page can say of two states on a day. Lists are for templates; sentences are ready marks."""

    def __init__(self, facts: Facts, marks: Marks, a: str, b: str, on: Edtf) -> None:
        self.facts, self.marks, self.a, self.b, self.on = facts, marks, a, b, on
        self.answer: Answer = derive.answer(facts, a, b, on)
        key = "-".join(sorted((a, b))).lower()
        self.relation: model.Relation | None = facts.relations.get(key)
        self.ref = f"relations/{key}"
        self.x, self.y = marks.state(a), marks.state(b)
        self.both = Markup("{} and {}").format(self.x, self.y)

    # Sentences

    @property
    def sentence(self) -> Markup:
        """The answer in one sentence."""
        match self.answer.verdict:
            case Verdict.ALLIES if self.answer.one_way:
                words = Markup("Yes, one way: {} are allies by a promise that only one of them owes.").format(self.both)
            case Verdict.ALLIES:
                words = Markup("Yes. {} are formal allies.").format(self.both)
            case Verdict.DISPUTED:
                words = Markup(
                    "Disputed: a treaty says that {} are allies, but its force between them is contested."
                ).format(self.both)
            case Verdict.LESSER_PACT:
                words = Markup("No. {} are not formal allies, though a lesser pact binds them.").format(self.both)
            case Verdict.NOT_ALLIES:
                words = Markup("No. {} are not formal allies.").format(self.both)
            case _:
                words = Markup("Unknown: whether {} are allies cannot be told from the facts here.").format(self.both)
        return self.verdict_claim(words)

    def verdict_claim(self, words: Markup) -> Markup:
        """Any sentence that says no more than the verdict, marked as such."""
        return claim("answer", self.answer.verdict.value, words, rests_on(self.answer), a=self.a, b=self.b, on=self.on)

    @property
    def because(self) -> Markup:
        """Why, in one or two sentences."""
        match self.answer.verdict:
            case Verdict.NOT_ALLIES:
                return self.verdict_claim(
                    Markup("No treaty in force was found that binds both of them to defend each other.")
                )
            case Verdict.UNKNOWN if self.answer.unclear:
                return Markup("It hangs on a treaty that is not confirmed: {}.").format(
                    joined(self.marks.name(f"treaties/{id}") for id in self.answer.unclear)
                )
            case Verdict.UNKNOWN:
                return Markup("No treaty is recorded here, and no search record says that none exists.")
        return Markup(" ").join(self.bond_sentence(bond) for bond in self.answer.deciding)

    @property
    def others(self) -> list[Bond]:
        """The obligations between the two that do not make the verdict what it is."""
        return [bond for bond in self.answer.bonds if bond not in self.answer.deciding]

    def bond_sentence(self, bond: Bond) -> Markup:
        """One obligation: the treaty, its promise, and its doubts."""
        why = Markup(" {}").format(self.marks.text(bond.contested, cited=True)) if bond.contested else Markup()
        sentence = Markup("Under the {}{}, {} {} {}").format(
            self.marks.name(f"treaties/{bond.treaty}"),
            ", whose force between them is contested" if bond.contested else "",
            "both owe each other"
            if bond.mutual
            else self.marks.state(bond.a_as if bond.a_owes else bond.b_as) + Markup(" owes"),
            KIND_WORDS[bond.kind] + ":",
            self.marks.text(f"{bond.ref}/summary", cited=True),
        )
        value = "contested" if bond.contested else "yes"
        return (
            claim("bound-both", value, sentence, [bond.ref], a=self.a, b=self.b, treaty=bond.treaty, on=self.on) + why
        )

    @property
    def relations_sentence(self) -> Markup:
        """Whether they have diplomatic relations, derived from the events."""
        related, since = derive.diplomatic_status(self.relation, self.on)
        event = f"{self.ref}#/events/{since}"
        words = (
            Markup("{} have diplomatic relations, unbroken since {}.")
            if related
            else Markup("{} have had no diplomatic relations since {}.")
        )
        sentence = words.format(self.both, self.marks.fact(f"{event}/date", cited=False))
        return claim(
            "relations", "yes" if related else "no", sentence, [event], a=self.a, b=self.b, on=self.on
        ) + self.marks.cite(f"{event}/date")

    @property
    def shared_sentence(self) -> Markup:
        """That they meet in organizations, the three best known named."""
        names = joined(self.marks.name(f"organizations/{shared.organization}") for shared in self.highlights)
        words = Markup(
            "Both are members of the {}; sharing an organization is not a military or political alliance."
        ).format(names)
        return self._shared(self.highlights, words)

    @property
    def together(self) -> Markup:
        """Every organization that both belong to, each with the way to its page."""
        links = [
            Markup('<a href="../../organizations/{}/">{}</a>').format(
                shared.organization, self.marks.name(f"organizations/{shared.organization}")
            )
            for shared in self.shared
        ]
        return self._shared(
            self.shared,
            Markup("Both are members of {}; sharing an organization is not an alliance.").format(joined(links)),
        )

    def _shared(self, found: list[derive.Shared], words: Markup) -> Markup:
        ids = [shared.organization for shared in found]
        return claim(
            "shared",
            "yes",
            words,
            [f"organizations/{id}#/members" for id in ids],
            a=self.a,
            b=self.b,
            on=self.on,
            organizations=" ".join(ids),
        )

    @property
    def bilateral_sentence(self) -> Markup:
        """How many instruments there are between the two, and that none is an alliance."""
        treaties = self.bilateral
        rests_on = [f"treaties/{treaty.id}" for treaty in treaties]
        number = count(len(treaties), f"bilateral:{self.a}:{self.b}", rests_on, self.on)
        none = not any(obligation.kind in ALLIANCE_KINDS for treaty in treaties for obligation in treaty.obligations)
        words = (
            Markup("None of them promises help in case of attack.")
            if none
            else Markup("At least one of them promises help in case of attack.")
        )
        return Markup("The record holds {} instruments between {}. {}").format(
            number, self.both, claim("none-is-alliance", "yes" if none else "no", words, rests_on, a=self.a, b=self.b)
        )

    @property
    def earlier_sentences(self) -> Markup:
        """The alliances that bound both and had ended by the day."""
        if not self.answer.earlier:
            return Markup()
        return Markup(" ").join(self._earlier(span) for span in self.answer.earlier)

    def _earlier(self, span: Span) -> Markup:
        treaty = f"treaties/{span.treaty}"
        words = Markup("{} bound {} and {} to fight on the same side, from {} to {}.").format(
            Markup("The ") + self.marks.name(treaty),
            self.marks.state(span.a_as),
            self.marks.state(span.b_as),
            self._day_of(span, span.start),
            self._day_of(span, span.end),
        )
        earlier = claim(
            "earlier",
            " ".join(span.treaty for span in self.answer.earlier),
            words,
            [treaty],
            a=self.a,
            b=self.b,
            on=self.on,
        )
        return Markup(" ").join([earlier, *self._counted_by(span.treaty)])

    def _counted_by(self, treaty: str) -> Iterator[Markup]:
        """Which data sets count a treaty as an alliance, and which do not."""
        for source, counts in self.facts.treaties[treaty].counted_by.items():
            words = Markup("{} counts it as an alliance.") if counts else Markup("{} does not count it as an alliance.")
            who = "copy_of" if self.facts.sources[source].copy_of else "publisher"
            title = self.marks.fact(f"sources/{source}#/{who}")
            yield claim(
                "counted",
                "yes" if counts else "no",
                words.format(title),
                [f"treaties/{treaty}#/counted_by/{source}"],
                treaty=treaty,
                source=source,
            ) + self.marks.cite_source(source)

    def _day_of(self, span: Span, day: Edtf) -> Markup:
        """The mark of the day that begins or ends a span."""
        treaty = self.facts.treaties[span.treaty]
        pointers = [
            f"/parties/{code}/{key}"
            for code in (span.a_as, span.b_as)
            for key in ("bound_from", "bound_until", "denunciation/effective")
        ]
        for pointer in [*pointers, "/entry_into_force", "/ended/date"]:
            ref = f"treaties/{treaty.id}#{pointer}"
            try:
                if self.facts.value(ref) == day.text:
                    return self.marks.fact(ref)
            except KeyError:
                continue
        return plain(day.text)

    @property
    def search(self) -> model.Search | None:
        return self.facts.searches[self.answer.searches[0]] if self.answer.searches else None

    @property
    def searched_sentence(self) -> Markup:
        """What was searched, and that nothing was found there that binds both today."""
        search = self.search
        results = " ".join(register.result for register in search.registers.values())
        ref = f"searches/{search.id}#/registers"
        number = count(len(search.registers), f"items:{ref}", [ref], self.on)
        words = Markup("The question was put to {} registers and data sets, read up to {}.").format(
            number, self.marks.fact("edition#/asserted_for")
        )
        return claim("searched", results, words, [ref], search=search.id)

    # Lists for templates

    def label(self, code: str) -> str:
        """A state's name for the label of a table's cell, which is no text of the page."""
        return self.facts.states[code].name.en

    @property
    def events(self) -> Iterator[tuple[str, model.Event]]:
        yield from ((f"{self.ref}#/events/{key}", event) for key, event in self.relation.events.items())

    def entries(self, group: str, *kinds: str) -> list[tuple[str, model.Value]]:
        """Ref and value of each entry of a group of the relation, of the kinds named (all, when none is)."""
        found = getattr(self.relation, group).items() if self.relation else ()
        return [(f"{self.ref}#/{group}/{key}", entry) for key, entry in found if not kinds or entry.kind in kinds]

    @cached_property
    def organizations(self) -> list[derive.Shared]:
        return derive.organizations(self.facts, self.a, self.b, self.on)

    @property
    def shared(self) -> list[derive.Shared]:
        order = {"un": 0, "g20": 1, "apec": 2}
        found = [shared for shared in self.organizations if shared.a_as and shared.b_as]
        return sorted(
            found,
            key=lambda shared: (order.get(shared.organization, 9), self.facts.organizations[shared.organization].short),
        )

    @property
    def highlights(self) -> list[derive.Shared]:
        """The three shared bodies that a reader will know best: United Nations, G20, APEC."""
        return [shared for shared in self.shared if shared.organization in ("un", "g20", "apec")]

    @property
    def further(self) -> list[derive.Shared]:
        """The shared bodies besides the best known."""
        return [shared for shared in self.shared if shared not in self.highlights]

    def only(self, code: str) -> list[derive.Shared]:
        """The organizations that one of the two is a member of and the other is not."""
        mine, others = ("a_as", "b_as") if code == self.a else ("b_as", "a_as")
        found = [shared for shared in self.organizations if getattr(shared, mine) and not getattr(shared, others)]
        return sorted(found, key=lambda shared: self.facts.organizations[shared.organization].short)

    def joined(self, organization: str, code: str) -> Markup:
        """When a state joined: its own day and, where it carries on a seat, that of the state before."""
        members = self.facts.organizations[organization].members
        line = [each for each in self.facts.lineage(code) if each in members]
        ref = f"organizations/{organization}#/members/"
        own = (
            self.marks.fact(f"{ref}{line[0]}/joined")
            if line[0] == code
            else Markup("{} (as {})").format(self.marks.fact(f"{ref}{line[0]}/joined"), self.marks.state(line[0]))
        )
        if line[0] == code and len(line) > 1 and members[code].continues:
            return Markup("{} as {}; carried on from {}").format(
                self.marks.fact(f"{ref}{line[1]}/joined"), self.marks.state(line[1]), own
            )
        return own

    @property
    def bilateral(self) -> list[model.Treaty]:
        return derive.bilateral(self.facts, self.a, self.b)
