"""Plan: which pages a site has and where they stand, so that pages can link to one another."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import combinations, groupby, permutations
from operator import itemgetter

from markupsafe import Markup

from allies.answers import derive
from allies.answers.derive import ALLIANCE_KINDS, Answer, Verdict
from allies.answers.phrases import Phrasebook
from allies.answers.reach import ever_unfound
from allies.facts.read import Facts
from allies.facts.readings import slug
from allies.load import settings
from allies.pages.marks import Marks

SOURCES, DISPUTES = 150, 30  # on one page at most
OWN = {"commitments": 5, "ended": 10}  # of a state, on its own page at most
NEAR = 2  # related questions of each state on the page of a pair
PRESENT = ("un-member", "observer", "other")  # the status of states that exist


class Plan:
    """The pages of a site in one language: every state, treaty and organization, and the pairs there is something to
    say of.

    `all_pairs` gives every pair a page, whatever there is to say. Of a plan made `before`, of other facts, the answers
    are taken that stay as they are. Raises FactsError where there is no phrasebook.
    """

    def __init__(
        self, facts: Facts, all_pairs: bool = False, language: str | None = None, before: "Plan | None" = None
    ) -> None:
        self.facts, self.on, self.all_pairs = facts, facts.edition, all_pairs
        self._before = (before.facts, before.answers) if before else (facts, {})
        self.phrases = Phrasebook.read(facts.root, language)
        self.texts: dict[str, str] = {}  # of the files of docs/ that were read, by path
        self._known: dict[tuple[str, str], Markup] = {}
        self._nearest: dict[str, list[str]] = {}

    def marks(self, path: str) -> Marks:
        """The marks of one page; `path` is named in problems."""
        return Marks(self.facts, self.phrases, path, self.page, self.forge, known=self._known)

    @cached_property
    def settings(self) -> dict[str, str]:
        """The texts among the settings of the site generator, such as where the site will stand; none without them."""
        return {key: text for key, text in settings(self.facts.root).items() if isinstance(text, str)}

    @property
    def forge(self) -> str:
        """Where the repository can be seen, if anywhere."""
        return self.settings.get("repo_url", "").rstrip("/")

    @cached_property
    def states(self) -> dict[str, str]:
        """The address of each present state, by its code, in the order of names."""
        present = [state for state in self.facts.states.values() if state.status in PRESENT]
        slugs = {state.code: state.slug or slug(str(state.name)) for state in present}  # revisions may lack slugs
        return {code: f"states/{name}/" for code, name in sorted(slugs.items(), key=lambda item: item[1])}

    @cached_property
    def answers(self) -> dict[frozenset[str], Answer]:
        """The answer for every two present states."""
        found = derive.answers_again(self.facts, *self._before)
        del self._before
        return {frozenset((answer.a, answer.b)): answer for answer in found}

    def answers_of(self, code: str) -> Iterator[tuple[str, frozenset[str], Answer]]:
        """Every other present state, the pair that it makes with this one, and its answer; in the order of names."""
        for other in self.states:
            if other != code:
                pair = frozenset((code, other))
                yield other, pair, self.answers[pair]

    @cached_property
    def allies(self) -> dict[str, set[str]]:
        """The allies of each present state, one way or both."""
        found: dict[str, set[str]] = {code: set() for code in self.states}
        for answer in self.answers.values():
            if answer.verdict is Verdict.ALLIES:
                found[answer.a].add(answer.b)
                found[answer.b].add(answer.a)
        return found

    def nearest(self, code: str) -> list[str]:
        """The few states with which one has most to do: bonds, commitments, conflicts, then what both belong to; of as
        much, by name."""
        if code not in self._nearest:
            others = sorted(self.answers_of(code), key=lambda each: self._closeness(each[2]), reverse=True)
            self._nearest[code] = [other for other, pair, _ in others if pair in self.pairs][:NEAR]
        return self._nearest[code]

    def _closeness(self, answer: Answer) -> tuple[int, int]:
        bonds = len({bond.treaty for bond in answer.bonds if not bond.open})
        commitments = len(self.facts.commitments_between(answer.a, answer.b))
        between = 3 * bonds + 2 * min(commitments, 3) + 2 * bool(derive.fights(self.facts, answer.a, answer.b))
        seats = (derive.seats(self.facts, code, self.on) for code in (answer.a, answer.b))
        return between, len(set.intersection(*map(set, seats)))

    @cached_property
    def pairs(self) -> dict[frozenset[str], str]:
        """The address of each pair that has a page, in the order of names."""
        every = combinations(derive.present(self.facts, self.on), 2)
        told = (frozenset(both) for both in every if self.all_pairs or self._told(*both))
        return {pair: self._address(*self.ordered(pair)) for pair in told}

    @cached_property
    def parts(self) -> dict[str, list[str]]:
        """What is too much for one page, by the address of each page on which a part of it stands: the ids of sources,
        by the first letters of their publishers, the refs of disputed values, by the folders of their files, and the
        ids of the commitments, and of the alliances that have ended, of a state that has many."""
        sources = sorted(self.facts.sources.values(), key=lambda each: (slug(each.publisher), each.id))
        disputed = sorted(ref for ref, claim in self.facts.claims.items() if claim.dispute)
        found = [*_cut("sources", ((letter(each.publisher), each.id) for each in sources), SOURCES)]
        found += _cut("disputes", ((ref.partition("/")[0], ref) for ref in disputed), DISPUTES)
        for code, address in self.states.items():
            has = {"commitments": self.facts.commitments_of(code), "ended": self.ended(code)}
            apart = {address.replace("states", folder, 1): ids for folder, ids in has.items() if len(ids) > OWN[folder]}
            found += apart.items()
        return dict(found)

    def ended(self, code: str) -> list[str]:
        """The alliances of a state that bind it, surely or perhaps, to no other any more, oldest first."""
        treaties = [self.facts.treaties[id] for id in self.facts.treaties_of(code) if id not in self._living[code]]
        ended = [treaty for treaty in treaties if derive.is_alliance(treaty)]
        return [treaty.id for treaty in sorted(ended, key=lambda each: (each.signed.earliest, each.id))]

    @cached_property
    def _living(self) -> dict[str, set[str]]:
        """The alliances that bind each present state to another, surely or perhaps."""
        found: dict[str, set[str]] = {code: set() for code in self.states}
        for answer in self.answers.values():
            told = {bond.treaty for bond in answer.bonds if bond.kind in ALLIANCE_KINDS} | dict(answer.pending).keys()
            for code in (answer.a, answer.b) if told else ():
                found[code] |= told
        return found

    def whose(self, part: str) -> tuple[str, ...]:
        """The state that a part is about, by the address of the part; none, where it is about no single one."""
        folder, _, name = part.partition("/")
        return tuple(code for code, at in self.states.items() if folder in OWN and at == f"states/{name}")

    @cached_property
    def registers(self) -> str | None:
        """The address of the page of all registers, where somebody wrote one."""
        return "registers/" if (self.facts.root / "docs/registers.md").is_file() else None

    def between(self, a: str, b: str) -> str:
        """The address that answers for two present states: the page of their pair, or that of any question."""
        return self.pairs.get(frozenset((a, b))) or f"pairs/?a={a}&b={b}"

    def page(self, ref: str) -> str | None:
        """The address of the page of a state of today, a treaty or an organization, by its ref; nothing else has
        one."""
        folder, _, id = ref.partition("/")
        if folder == "states":
            return self.states.get(id.upper())
        return f"{folder}/{id}/" if folder in ("treaties", "organizations") else None

    def ordered(self, pair: frozenset[str]) -> tuple[str, str]:
        """The two states of a pair in the order of their names, as on its page."""
        a, b = sorted(pair, key=lambda code: self.states[code].rstrip("/"))
        return a, b

    @property
    def addresses(self) -> dict[str, str]:
        """The address of every page about states and their treaties and organizations, by what it is about."""
        refs = {ref: address for ref in self.facts.documents if (address := self.page(ref))}
        return refs | {"-".join(sorted(pair)): address for pair, address in self.pairs.items()}

    @cached_property
    def moved(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """Every address that leads on to another: that of a pair in the other order, those with former slugs; by
        address, the one it leads to, and the states in the order in which it names them."""
        states, found = self.facts.states, dict[str, tuple[str, tuple[str, ...]]]()
        slugs = {code: [at.split("/")[1], *states[code].former_slugs] for code, at in self.states.items()}
        for code, (_, *former) in slugs.items():
            found |= {f"states/{old}/": (self.states[code], (code,)) for old in former}
        for pair, address in self.pairs.items():
            for one, other in permutations(pair):
                ways = (f"pairs/{x}-{y}/" for x in slugs[one] for y in slugs[other])
                found |= {way: (address, (one, other)) for way in ways if way != address}
        return found

    def title(self, ref: str) -> str:
        """What the page of a state, treaty or organization is called, as text."""
        folder, _, id = ref.partition("/")
        if folder == "states":
            state = self.phrases.called(self.facts.states[id.upper()])
            return self.phrases.plain("question/state", state=state)
        if folder == "treaties":
            return self.facts.treaties[id].short
        return self.facts.organizations[id].name.said(self.phrases.language)

    def question(self, a: str, b: str) -> str:
        """What the page of a pair is called, as text."""
        names = (self.phrases.called(self.facts.states[code]) for code in (a, b))
        return self.phrases.plain("question/pair", **dict(zip("ab", names)))

    def _address(self, a: str, b: str) -> str:
        return f"pairs/{self.states[a].split('/')[1]}-{self.states[b].split('/')[1]}/"

    def _told(self, a: str, b: str) -> bool:
        """Whether there is something to say of two states, in the order of their codes: a treaty, past or present, a
        commitment, conflict or relation, or both in a club."""
        facts = self.facts
        if f"{a}-{b}".lower() in facts.relations or a in self._club and b in self._club:
            return True
        if derive.common(facts, a, b) or facts.commitments_between(a, b):
            return True
        return bool(derive.fights(facts, a, b)) or ever_unfound(facts, a, b)

    @cached_property
    def _club(self) -> set[str]:
        """The members of the best known forum: of any two of them, readers ask."""
        forums = [body for body in self.facts.organizations.values() if body.kind == "forum" and body.prominence]
        best = sorted(forums, key=lambda body: body.prominence or 0)[:1]
        return {code for body in best for code in self.states if derive.member(self.facts, body, code, self.on)}


def _cut(folder: str, things: Iterable[tuple[str, str]], most: int) -> Iterator[tuple[str, list[str]]]:
    """Things in order, by the address of the page on which they stand: one for each key, or several numbered ones."""
    for key, group in groupby(things, key=itemgetter(0)):
        ids = [id for _, id in group]
        for number, start in enumerate(range(0, len(ids), most), 1):
            yield f"{folder}/{key}{f'-{number}' if number > 1 else ''}/", ids[start : start + most]


def letter(name: str) -> str:
    """The letter under which a name stands in a list; `other`, where it begins with none."""
    first = slug(name)[:1]
    return first if first.isalpha() else "other"
