"""The typed model: what the engine reads of a fact once its file has been checked.

The schemas say what a fact is; here stands what code asks of it, and nothing else: a test holds each field against its
schema, and another looks for whoever reads it. Rows and disputes are those of claims.
Every class is a frozen value. Dates are `Edtf`; states are ISO 3166 alpha-3 codes; texts for readers are `Text`.
"""

import datetime
from typing import Any, ClassVar, NamedTuple, dataclass_transform

import msgspec

from allies.facts.dates import Edtf, edtf


class Value(NamedTuple):
    """A day together with its address: the ref of where it stands, such as `treaties/rio-treaty#/signed`."""

    day: Edtf
    ref: str


@dataclass_transform(frozen_default=True, field_specifiers=(msgspec.field,))  # for type checkers
class Part(msgspec.Struct, frozen=True):
    """What every part of a fact is: immutable, with named fields; what nobody reads is left out."""


class Fact(Part):
    """What one file holds; its id is the file's name."""

    folder: ClassVar[str]
    named: ClassVar[tuple[str, ...]] = ("/title",)  # pointers of its short name: the first that leads somewhere
    id: str

    @property
    def short(self) -> str:
        """What it is called in short."""
        for key in (pointer.split("/")[1] for pointer in self.named):
            if found := getattr(self, key, None):
                return str(found[0] if isinstance(found, list) else found)
        return self.id

    @property
    def ref(self) -> str:
        """The file's name below facts/, without its ending: `treaties/rio-treaty`."""
        return f"{self.folder}/{self.id}"

    def value(self, day: Edtf, pointer: str) -> Value:
        """A day of the fact with its address."""
        return Value(day, f"{self.ref}#{pointer}")


class Text(Part):
    """The same words in each language of the site."""

    en: str
    es: str | None = None
    ru: str | None = None

    @property
    def all(self) -> list[str]:
        """The words in every language they are given in."""
        return [words for words in (self.en, self.es, self.ru) if words]

    def said(self, language: str) -> str:
        """The words in a language; the English ones where it has none."""
        return getattr(self, language, None) or self.en

    def __str__(self) -> str:
        return self.en


class Dated(Part):
    """Something with a day of its own, such as a founding."""

    date: Edtf


class Term(Part):
    """For how many years something was agreed."""

    years: int

    def until(self, start: Edtf | None) -> datetime.date | None:
        """The last day of a term that began on a day; None where that is not known to the day."""
        if start is None or start.earliest != start.latest:
            return None
        first = start.earliest
        return first.replace(year=first.year + self.years, day=28 if (first.month, first.day) == (2, 29) else first.day)


class Continuation(Dated):
    state: str


class Tile(Part):
    column: int
    row: int


class Numbered(Part):
    """A number in the Correlates of War's list of states, which ATOP uses, too, and the years for which it stands
    there."""

    number: int
    since: int
    until: int = 9999

    def counts(self, year: int) -> bool:
        """Whether the list has the state in a year."""
        return self.since <= year <= self.until


class Neutrality(Dated, kw_only=True):
    kind: str


class State(Fact):
    folder: ClassVar[str] = "states"
    named = ("/with_article", "/name")
    name: Text
    code: str
    status: str
    tile: Tile | None = None
    with_article: str | None = None
    adjective: str | None = None
    alpha2: str | None = None
    aliases: list[str] = []
    capital: Text | None = None
    acted: Dated | None = None
    began: Dated | None = None
    ended: Dated | None = None
    neutrality: Neutrality | None = None
    continues: Continuation | None = None
    cow: list[Numbered] = []
    slug: str | None = None
    former_slugs: list[str] = []

    def called(self, language: str) -> str:
        """The name as it stands inside a sentence; in English, with its article."""
        return (self.with_article if language == "en" else None) or self.name.said(language)


class Stay(Part):
    """A time as a member."""

    joined: Edtf
    left: Edtf | None = None

    def surely(self, on: Edtf) -> bool:
        """Whether a day lies within it, whatever days its dates mean."""
        return self.joined.latest <= on.earliest and (self.left is None or self.left.earliest > on.latest)

    def possibly(self, on: Edtf) -> bool:
        """Whether a day can lie within it."""
        return self.joined.earliest <= on.latest and (self.left is None or self.left.latest > on.earliest)


class Spell(Stay, kw_only=True):
    left: Edtf


class Membership(Stay):
    continues: str | None = None
    earlier: list[Spell] = []

    @property
    def spells(self) -> list[Stay]:
        """The times as a member, the last one first."""
        return [self, *self.earlier]


class Count(Part):
    count: int
    as_of: Edtf
    states_only: bool = False


class Roll(Part):
    source: str
    as_of: Edtf
    printed: list[str]
    part: bool = False


class Absence(Part):
    date: Edtf | None = None


class Organization(Fact):
    folder: ClassVar[str] = "organizations"
    named = ("/abbreviation", "/name")
    name: Text
    kind: str
    members: dict[str, Membership]
    abbreviation: str | None = None
    aliases: list[str] = []
    treaty: str | None = None
    founded: Dated | None = None
    official_count: Count | None = None
    prominence: int | None = None  # 1 for what readers know best; pages name it first
    partial: bool = False  # only some members are listed: an absence from the list means nothing
    changes: dict[str, Dated] = {}
    member_organizations: dict[str, Membership] = {}
    rolls: list[Roll] = []
    absences: dict[str, Absence] = {}


class Obligation(Part):
    kind: str
    summary: Text
    article: str | None = None
    owed_by: list[str] = []
    owed_to: list[str] = []

    def owed(self, by: str, to: str) -> bool:
        """Whether one party owes this to another, both being bound."""
        return (not self.owed_by or by in self.owed_by) and (not self.owed_to or to in self.owed_to)


class Denunciation(Part):
    received: Edtf
    effective: Edtf


class Party(Part):
    consent: str | None = None
    signed: Edtf | None = None
    bound_from: Edtf | None = None
    bound_until: Edtf | None = None
    denunciation: Denunciation | None = None


class Contest(Part):
    since: Edtf


class PairException(Part):
    between: list[str]
    kind: str
    since: Edtf
    until: Edtf | None = None


class End(Dated):
    how: str


class Registration(Part):
    series: str
    year: int | None = None
    number: int | None = None
    volume: int | None = None
    page: int | None = None


class Treaty(Fact):
    folder: ClassVar[str] = "treaties"
    named = ("/also_known_as/0", "/title")
    title: str
    signed: Edtf
    obligations: list[Obligation]
    parties: dict[str, Party]
    also_known_as: list[str] = []
    subject: Text | None = None
    depositary: str | None = None
    registration: Registration | None = None
    entry_into_force: Edtf | None = None
    agreed_for: Term | None = None
    ended: End | None = None
    notice_period: str | None = None
    wartime: bool = False
    open: bool = False  # a convention open to the world, or the charter of an organization
    union: str | None = None  # the party that stands for the one state that the treaty made of all
    unread: Text | None = None
    counted_by: dict[str, bool] = {}
    contested: Text | None = None
    rolls: list[Roll] = []
    contested_for: dict[str, Contest] = {}
    exceptions: list[PairException] = []

    @property
    def silent(self) -> bool:
        """Whether nothing is known of what it promises, since its text was not read."""
        return self.unread is not None and not self.obligations

    def heirs(self, a: str, b: str) -> bool:
        """Whether two parties both succeed to one side of a treaty of two: it binds each to the other side, and not
        the two to each other (Vienna Convention on Succession of States in respect of Treaties, Article 34)."""
        sides = [code for code, party in self.parties.items() if party.consent != "succession"]
        return len(sides) == 2 and a not in sides and b not in sides

    def start(self, party: str) -> Value | None:
        """The day from which a party is bound: its own, or the treaty's entry into force; None: neither is known."""
        if own := self.parties[party].bound_from:
            return self.value(own, f"/parties/{party}/bound_from")
        return self.value(self.entry_into_force, "/entry_into_force") if self.entry_into_force else None

    def end(self, party: str) -> Value | None:
        """The day on which a party ceased to be bound, by its own notice or with the treaty, whichever came first."""
        entry, at = self.parties[party], f"/parties/{party}"
        ends = [self.value(self.ended.date, "/ended/date")] if self.ended else []
        if entry.denunciation:
            ends.append(self.value(entry.denunciation.effective, f"{at}/denunciation/effective"))
        elif entry.bound_until:
            ends.append(self.value(entry.bound_until, f"{at}/bound_until"))
        return min(ends, key=lambda end: end.day.earliest, default=None)


class Event(Dated, kw_only=True):
    kind: str
    title: Text
    by: str | None = None
    between: list[str] = []
    summary: Text | None = None


class Mission(Part):
    kind: str
    of: str
    head: str | None = None
    summary: Text | None = None


class Visit(Dated, kw_only=True):
    to: str
    summary: Text | None = None


class Vote(Dated, kw_only=True):
    positions: dict[str, str]
    totals: Part | None = None


class Statement(Dated, kw_only=True):
    kind: str
    words: str | None = None


class Correction(Part):
    points_to: str


class Relation(Fact):
    folder: ClassVar[str] = "relations"
    states: list[str]
    events: dict[str, Event] = {}
    missions: dict[str, Mission] = {}
    visits: dict[str, Visit] = {}
    votes: dict[str, Vote] = {}
    statements: dict[str, Statement] = {}
    unconfirmed: list[Text] = []
    corrections: dict[str, Correction] = {}


class ConceptType(Part):
    label: str | None = None


class Adopted(Part):
    article: str | None = None
    signed: Edtf | None = None
    entry_into_force: Edtf | None = None


class Concept(Fact):
    folder: ClassVar[str] = "concepts"
    named = ("/term",)
    term: Text
    types: dict[str, ConceptType] = {}
    adopted: Adopted | None = None


class Register(Part):
    source: str
    read: Edtf
    covers: Edtf | None = None
    compared: Edtf | None = None
    followed: Edtf | None = None
    states: str | None = None  # cow: those on the Correlates of War's list; all where left out
    found: list[str] = []


class Search(Fact):
    folder: ClassVar[str] = "searches"
    about: list[str] | str  # codes, or the word everyone
    registers: dict[str, Register]
    would_change: list[Text]
    not_read: list[Text] = []

    def covers(self, *codes: str) -> bool:
        """Whether the search was made for all of these states."""
        return self.about == "everyone" or set(codes) <= set(self.about)


class Difference(Part):
    """A span of years for which a register joins states and the facts do not, in an alliance or by a weaker promise."""

    years: Edtf
    reason: str
    treaty: str | None = None
    number: str | None = None
    states: list[str] = []  # every two of them; the parties of the treaty where left out
    weaker: bool = False
    because: Text | None = None


class Comparison(Fact):
    """What came of holding the answers against a register, pair by pair."""

    folder: ClassVar[str] = "comparisons"
    source: str
    format: str
    years: Edtf
    compared: Edtf
    sha256: str
    differences: dict[str, Difference]


class Revised(Part):
    """An answer that an edition changed, and why."""

    was: str
    now: str
    how: str
    because: list[str] = []  # treaties


class Revision(Fact):
    """The answers that an edition changed, by the codes of the two states: `FRA-VNM`."""

    folder: ClassVar[str] = "revisions"
    edition: Edtf
    answers: dict[str, Revised]


class Between(Part):
    by: list[str]
    to: list[str]


class Lapse(Dated):
    summary: Text | None = None


class Commitment(Fact):
    """An undertaking short of a treaty of defense."""

    folder: ClassVar[str] = "commitments"
    named = ("/also_known_as/0", "/title")
    title: str
    form: str
    binding: str
    parties: Between
    date: Edtf
    undertakes: str
    also_known_as: list[str] = []
    in_force_from: Edtf | None = None
    agreed_for: Term | None = None
    ended: Lapse | None = None

    @property
    def start(self) -> Value:
        """First day on which it holds."""
        own = self.in_force_from
        return self.value(own, "/in_force_from") if own else self.value(self.date, "/date")

    @property
    def end(self) -> Value | None:
        """The day on which it ceased to hold."""
        return self.value(self.ended.date, "/ended/date") if self.ended else None

    @property
    def mutual(self) -> bool:
        """Whether each undertakes it toward the others."""
        return set(self.parties.by) == set(self.parties.to)

    def stands(self, on: Edtf) -> bool:
        """Whether it surely holds on a day."""
        return self.start.day.latest <= on.earliest and not (self.ended and self.ended.date.earliest <= on.latest)


class Sides(Part):
    one: list[str]
    other: list[str]


class TookPart(Part):
    since: Edtf | None = msgspec.field(name="from", default=None)
    until: Edtf | None = None


class Counted(Part):
    number: int
    since: int = msgspec.field(name="from")
    until: int
    intensity: int | None = None
    also: list[int] = []


class Conflict(Fact):
    """One spell of fighting between states."""

    folder: ClassVar[str] = "conflicts"
    title: str
    start: Edtf
    sides: Sides
    stopped: End | None = None
    last_seen: Dated | None = None
    took_part: dict[str, TookPart] = {}
    counted_by: dict[str, Counted] = {}
    called: dict[str, Part] = {}

    @property
    def is_war(self) -> bool:
        """Whether a data set counts at least a thousand battle deaths in a year."""
        return any(count.intensity in (None, 2) for count in self.counted_by.values())

    def began(self, state: str) -> Value:
        """The first day of a state in it."""
        spell = self.took_part.get(state)
        own = spell.since if spell else None
        return self.value(own, f"/took_part/{state}/from") if own else self.value(self.start, "/start")

    def ended(self, state: str) -> Value | None:
        """The last day of a state in it; None while it goes on."""
        spell = self.took_part.get(state)
        if spell and spell.until:
            return self.value(spell.until, f"/took_part/{state}/until")
        return self.value(self.stopped.date, "/stopped/date") if self.stopped else None


class Source(Fact):
    folder: ClassVar[str] = "sources"
    publisher: str
    title: str
    language: str
    kind: str
    read: Edtf
    link: str | None = None
    archived: str | None = None
    copy_of: str | None = None
    figures: bool = False
    columns: list[str] = []
    numbered: int = 0
    covers: str | None = None
    note: str | None = None

    @property
    def witness(self) -> str:
        """Who answers for the words: two sources are independent only when this differs."""
        return self.copy_of or self.publisher


# In this order: the name of a kind is that of its class.
KINDS: dict[str, type[Fact]] = {kind.__name__.lower(): kind for kind in Fact.__subclasses__()}
FOLDERS = {kind.folder: name for name, kind in KINDS.items()}  # facts/treaties/ holds kind treaty


def build(kind: str, id: str, data: dict[str, Any]) -> Any:
    """The typed fact of a kind from data that its schema accepts. Raises msgspec.ValidationError for any other."""
    return msgspec.convert({"id": id, **data}, KINDS[kind], dec_hook=_decode)


def _decode(wanted: type, value: Any) -> Any:
    if wanted is Edtf:
        return edtf(value)
    raise NotImplementedError(f"no way to build {wanted} from {value!r}")
