"""Marks: a value of a fact as HTML that a machine can read back, with its citations.

The page counts its citations and disputes as they come, so that its lists of them at the end hold just what it used.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from string import ascii_lowercase

from markupsafe import Markup, escape

from allies.answers import derive
from allies.answers.phrases import Phrasebook
from allies.answers.said import Said, Shown
from allies.facts.claims import Claim, Row, grouped, ref_of
from allies.facts.dates import Edtf, edtf
from allies.facts.evidence import Standing
from allies.facts.model import FOLDERS, KINDS, Commitment, Source, Treaty
from allies.facts.read import DEFAULT, PLACEHOLDER, Facts
from allies.load import resolve
from allies.problems import FactsError, Location, Problem

CITED_AT_MOST = 3
RANK = {"primary": 0, "official": 1, "scholarly": 2, "press": 3, "encyclopedia": 4}
TITLED = re.compile(
    r"^(?!states/)[^#]*#/(?:title|publisher|copy_of|also_known_as/\d+|abbreviation|name)$"
    r"|^sources/[^#]*#/kind$"
)
_UNNUMBERED = re.compile(r'<a class="cite" role="doc-noteref" href="#source-([^"]+)"></a>')
_MARKDOWN = str.maketrans({mark: f"&#{ord(mark)};" for mark in "\\`*_[]{}|~^"})


def plain(text: object) -> Markup:
    """A text as text: neither HTML nor Markdown in it means anything any more."""
    return Markup(str(escape(str(text))).translate(_MARKDOWN))


@dataclass
class Marks:
    """The marks of one page: its facts and phrases, and the citations and disputes used so far."""

    facts: Facts
    phrases: Phrasebook
    path: str  # of the page, for problems
    addresses: Callable[[str], str | None]  # where the page of a state, treaty or organization stands
    forge: str = ""  # where the repository can be seen, if anywhere
    most: int = CITED_AT_MOST  # sources of one value
    known: dict[tuple[str, str], Markup] = field(
        default_factory=dict
    )  # marks made before, shared by the pages of a run
    numbers: dict[str, int] = field(default_factory=dict)  # source id → number on the page
    times: Counter[str] = field(default_factory=Counter)  # how often each source has been cited
    used: dict[str, dict[str, Claim]] = field(default_factory=dict)  # source id → rows cited, by ref of the row
    due: list[str] = field(default_factory=list)  # what ends on a day to come that the page says
    closed: bool = False  # whether what closes the page stands on it already
    disputes: dict[str, Standing] = field(default_factory=dict)  # ref → standing

    def say(self, key: str, /, **slots: object) -> Markup:
        """A phrase with marks in its slots."""
        return self.phrases.say(key, **slots)

    def claim(self, kind: str, value: str, about: Mapping[str, object], **slots: object) -> Markup:
        """A derived claim: the phrase of its kind and value, and what it is worked out for."""
        return _claimed(kind, about, value, self.phrases.say(f"{kind}/{value}", **slots))

    def count(self, number: int, of: str) -> Markup:
        """A number that was counted, as a claim."""
        return _claimed("count", {"of": of}, number, self.phrases.number(number))

    def fact(self, ref: str, form: str = "long", cited: bool = True, most: int | None = None) -> Markup:
        """The value under `folder/id#/pointer`, marked, with its citations. Raises FactsError for a ref to nowhere."""
        value = self._value(ref)
        if isinstance(value, dict) and isinstance(value.get(DEFAULT), str):
            return self.text(ref, cited)
        if isinstance(value, (dict, list)):
            raise self._error(ref, "is a whole entry, not one value", self.facts.nearest(ref))
        mark = self._mark(ref, value, form)
        return mark + self.cite(ref, most) if cited and ref in self.facts.claims else mark

    def text(self, ref: str, cited: bool = False) -> Markup:
        """A text for readers, with the values it pulls in."""
        self._value(ref)
        ref, value = self.facts.said(ref, self.phrases.language)
        parts = PLACEHOLDER.split(str(value))
        entry = ref.rpartition("/")[0].rpartition("/")[0]
        for at, name in enumerate(parts):
            if at % 2:
                pulled = self.facts.pulled_in(ref, name)  # a value beside the text is cited beside it
                parts[at] = self.fact(pulled, cited=pulled.rpartition("/")[0] != entry)
            else:
                parts[at] = plain(name)
        mark = Markup('<span data-fact="{}">{}</span>').format(ref, Markup("").join(parts))
        return mark + (self.cite_entry(ref) if cited else Markup())

    def name(self, ref: str) -> Markup:
        """The short name of a state (`states/mex`), organization, treaty, concept or source, marked."""
        if (ref, "name") not in self.known:
            self.known[ref, "name"] = self._name(ref)
        return self.known[ref, "name"]

    def _name(self, ref: str) -> Markup:
        self._value(f"{ref}#")
        pointers = KINDS[FOLDERS[ref.partition("/")[0]]].named
        if self.phrases.language != DEFAULT and pointers[-1] == "/name":
            pointers = pointers[-1:]  # articles and abbreviations are English
        for pointer in pointers:
            with suppress(KeyError):
                return self._mark(*self.facts.said(f"{ref}#{pointer}", self.phrases.language), "long")
        raise self._error(ref, "has no name")

    def told(self, said: Said | None) -> Markup:
        """What is said of facts, as a claim with marks in its slots; nothing where there is nothing."""
        if said is None:
            return Markup()
        return self.claim(
            said.kind, said.value, said.about, **{slot: self.shown(each) for slot, each in said.slots.items()}
        )

    def shown(self, each: Shown) -> Markup:
        """What fills a slot: the name of a state, a value, a name that leads to its page, or several of these."""
        if not isinstance(each, str):
            return self.phrases.joined(map(self.shown, each))
        return self.fact(each) if "#" in each else self.linked(each) if "/" in each else self.state(each)

    def treaties(self, ids: Iterable[str]) -> Markup:
        """The names of some treaties, each leading to its page."""
        return self.shown([f"treaties/{id}" for id in ids])

    def contest(self, ref: str) -> Markup:
        """Why the force of a treaty is contested, and since when."""
        place = ref.removesuffix("/because")
        if place == ref:
            return self.text(ref, cited=True)
        return self.say("line/contested-since", since=self.fact(f"{place}/since"), because=self.text(ref))

    def state(self, code: str) -> Markup:
        """A state's name as it stands in a sentence, marked."""
        return self.name(f"states/{code.lower()}")

    def plain_state(self, code: str) -> Markup:
        """A state's name as it stands by itself, without an article, marked."""
        return self.fact(f"states/{code.lower()}#/name", cited=False)

    def link(self, ref: str, name: Markup) -> Markup:
        """A name, leading to its page; a state that is no more has none."""
        address = self.addresses(ref)
        return Markup('<a href="{}{}">{}</a>').format(self.up, address, name) if address else name

    def linked(self, ref: str, whole: bool = False) -> Markup:
        """The short name of a thing, or its whole one, leading to its page; made once in a run, as `_mark` is."""
        key = f"{self.up}{ref}", "whole" if whole else "short"
        if key not in self.known:
            name = self.fact(f"{ref}#/name", cited=False) if whole else self.name(ref)
            self.known[key] = self.link(ref, name)
        return self.known[key]

    @cached_property
    def up(self) -> str:
        """What leads from the page to the root of the site."""
        folder, _, name = self.path.removeprefix("docs/").rpartition("/")
        return "../" * (len(folder.split("/")) * bool(folder) + (name != "index.md"))

    def agreed(self, thing: Treaty | Commitment) -> Markup:
        """For how many years something was agreed, and until when; nothing where no term is known."""
        if thing.agreed_for is None:
            return Markup()
        until, kind = derive.term(thing), "commitment" if isinstance(thing, Commitment) else "treaty"
        slots = {"years": self.fact(f"{thing.ref}#/agreed_for/years")}
        if until:
            slots["day"] = _claimed("due", {"of": thing.ref}, until, self.phrases.day(Edtf(until.isoformat())))
            if until > self.facts.edition.latest and not thing.ended:
                self.due.append(thing.ref)
        return self.claim("agreed", "until" if until else "for", {kind: thing.id}, **slots)

    def cite(self, ref: str, most: int | None = None) -> Markup:
        """The citations of one claim, with a label where it is disputed or unconfirmed."""
        claim, standing = self.facts.claims[ref], self.facts.standing(ref)
        agreeing = {reading.row.source: reading.row for reading in standing.agreeing}
        rows = agreeing or {row.source: row for row in claim.rows}
        return self.cite_rows(claim, sorted(rows.values(), key=self._rank)[: most or self.most]) + self._label(
            ref, standing
        )

    def cite_entry(self, ref: str) -> Markup:
        """The citations of the entry that a text belongs to: the nearest one around it that has evidence."""
        file, _, pointer = ref.partition("#")
        data = self.facts.documents[file].data
        while pointer and not (isinstance(entry := resolve(data, pointer), dict) and "evidence" in entry):
            pointer = pointer.rpartition("/")[0]
        rows = resolve(data, pointer).get("evidence", [])
        claims = [claim for claim in self._claims_of(file) if claim.holder == pointer]
        claimed = sorted(((row, claim) for claim in claims for row in claim.rows), key=lambda each: not each[0].printed)
        sources = sorted(dict.fromkeys(row["source"] for row in rows), key=self._source_rank)[: self.most]
        for source in sources:
            own = [each for each in claimed if each[0].source == source][:1]
            self.used.setdefault(source, {}).update({f"{file}#{row.pointer}": claim for row, claim in own})
        return self._citations(sources)

    def cite_source(self, source: str) -> Markup:
        """A citation of a whole source, where no single value of it is meant."""
        self.used.setdefault(source, {})
        return self._citations([source])

    def cite_pointed(self, own: str, pointed: str) -> Markup:
        """The citations of the entry that a correction points to."""
        ref = pointed if "#" in pointed else f"{own}#/{pointed}"
        if ref in self.facts.claims:
            return self.cite(ref)
        claims = self._claims_of(ref.partition("#")[0])
        below = next((claim for claim in claims if claim.ref.startswith(f"{ref}/") and claim.rows), None)
        rows = {row.source: row for row in below.rows} if below else {}
        return self.cite_rows(below, list(rows.values())[: self.most]) if below else Markup()

    def rivals(self, standing: Standing) -> list[tuple[Markup, Markup]]:
        """The readings other than the adopted one, each as its words and its citations; most widely held first."""
        every = (*standing.rivals, *standing.agreeing)
        by_value = grouped((each.value, each) for each in every if each.value != str(standing.claim.value))
        ordered = sorted(by_value.values(), key=lambda readings: (-len(readings), readings[0].value))
        return [
            (
                self.quoted(standing.claim, readings[0].row),
                self.cite_rows(standing.claim, [each.row for each in readings]),
            )
            for readings in ordered
        ]

    def supporters(self, standing: Standing) -> Markup:
        """The citations of every row that prints the adopted value itself."""
        exact = [reading for reading in standing.agreeing if reading.value == str(standing.claim.value)]
        rows = {reading.row.source: reading.row for reading in exact}
        return self.cite_rows(standing.claim, sorted(rows.values(), key=self._rank))

    def because(self, claim: Claim) -> str:
        """Ref of the text that argues for the adopted reading of a disputed claim."""
        return f"{ref_of(claim.document)}#{claim.disputed}/because"

    def headline(self, claim: Claim) -> Markup:
        """What a disputed claim is about: what its entry is called, or the name of its file and which of its values."""
        file, entry = ref_of(claim.document), resolve(claim.document.data, claim.holder)
        both = self.phrases.joined(self.state(code) for code in claim.document.data.get("states", ()))
        for called in ("title", "summary", "subject"):
            if claim.holder and isinstance(entry.get(called), dict):
                title = self.text(f"{file}#{claim.holder}/{called}")
                return self.say("dispute/about-event", name=both, title=title) if both else title
        key = claim.pointer.rpartition("/")[2]
        what = self.say(f"field/{key}")
        if both:
            return self.say("dispute/about", name=both, field=what)
        state = next((step for step in claim.pointer.split("/") if step in self.facts.states), None)
        if state:
            return self.say("dispute/about-state", name=self.name(file), state=self.state(state), field=what)
        return self.say("dispute/about", name=self.name(file), field=what)

    def source(self, source: Source) -> Markup:
        """Who published a source, of what kind it is and when it was read; made once in a run."""
        key = ("source", source.id)
        if key not in self.known:
            names = ("publisher", "kind", "language", "read", *(("copy_of",) if source.copy_of else ()))
            slots = {name: self.own(source, name) for name in names}
            self.known[key] = self.say("source/copy" if source.copy_of else "source/of", **slots)
        return self.known[key]

    def own(self, source: Source, name: str) -> Markup:
        """A value of the source that the element around it is about: its ref need not say of which."""
        ref = f"sources/{source.id}"
        return Markup(str(self.fact(f"{ref}#/{name}")).replace(f'data-fact="{ref}#/', 'data-fact="#/'))

    def worded(self, obligation: str) -> list[Row]:
        """The rows that print the operative words of a promise; the figures of a data set are none."""
        rows = self.facts.claims[f"{obligation}/kind"].rows
        return [row for row in rows if row.printed and not self.facts.sources[row.source].figures]

    def printed(self, source: str) -> list[tuple[Markup, Markup, str, int]]:
        """Every fragment of a source that the page has cited, the names of its columns where it is a row of a table,
        what of its entry it supports, and its line there."""
        found = []
        for ref, claim in sorted(self.used[source].items()):
            row = next(row for row in claim.rows if f"{ref_of(claim.document)}#{row.pointer}" == ref)
            if row.printed:
                line = claim.document.at(row.pointer).line
                found.append((self.quoted(claim, row), self._columns(row), claim.supports, line))
        return found

    def _columns(self, row: Row) -> Markup:
        """The names of the columns of a row that has a cell for each that its source declares."""
        source = self.facts.sources[row.source]
        if not source.columns or len((row.printed or "").split(",")) != len(source.columns):
            return Markup()
        names = (self.own(source, f"columns/{at}") for at in range(len(source.columns)))
        return self.say("cite/columns", columns=self.phrases.joined(names))

    def back(self, source: str) -> list[tuple[str, str]]:
        """The address of each citation of a source, and the letter by which its item leads back there."""
        ids = [_cite(self.numbers[source], time) for time in range(1, self.times[source] + 1)]
        return [(f"#{id}", _letters(time)) for time, id in enumerate(ids)]

    def numbered(self, html: str) -> str:
        """A piece of the page, its citations numbered in the order in which they are read; each has an id of its
        own."""
        return _UNNUMBERED.sub(self._number, html)

    def _number(self, found: re.Match[str]) -> str:
        source = found[1]
        number = self.numbers.setdefault(source, len(self.numbers) + 1)
        self.times[source] += 1
        id = _cite(number, self.times[source])
        return f'<a class="cite" id="{id}" role="doc-noteref" href="#source-{source}">{number}</a>'

    def quoted(self, claim: Claim, row: Row) -> Markup:
        """What a row prints, in the source's own language."""
        language, ref = self.facts.witnesses.language(row), f"{ref_of(claim.document)}#{row.pointer}"
        return Markup('<q lang="{}" data-evidence="{}">{}</q>').format(language, ref, plain(row.printed))

    def _mark(self, ref: str, value: object, form: str) -> Markup:
        """The mark of one value, made once in a run, since the pages of every pair repeat the same few."""
        if (ref, form) not in self.known:
            self.known[ref, form] = self._made(ref, value, form)
        return self.known[ref, form]

    def _made(self, ref: str, value: object, form: str) -> Markup:
        of = self.facts.sort(ref)
        if of in ("date", "day"):
            day = edtf(str(value))
            extra = f' data-form="{form}"' if form != "long" else ""
            tag, name = ("data", "value") if day.is_interval or day.qualified else ("time", "datetime")
            return Markup(f'<{tag} {name}="{value}" data-fact="{ref}"{extra}>{self.phrases.day(day, form)}</{tag}>')
        if ref.endswith("#/language"):
            words = self.phrases.language_name(str(value))
        elif of in ("choice", "word") or isinstance(value, bool) or f"word/{value}" in self.phrases:
            words = self.phrases.word(value)
        else:  # a plain number is one that counts nothing, as that of a page or a year
            words = self.phrases.number(value) if isinstance(value, int) and form != "plain" else str(value)
        if TITLED.search(ref) and words == value and "{" not in words:  # a text: it says no other value than it shows
            return Markup(f'<span data-fact="{ref}">{plain(words)}</span>')
        extra = ' data-form="plain"' if form == "plain" and isinstance(value, int) else ""
        return Markup(f'<data value="{plain(value)}" data-fact="{ref}"{extra}>{plain(words)}</data>')

    def cite_rows(self, claim: Claim, rows: list[Row]) -> Markup:
        """The citations of some rows of a claim."""
        for row in rows:
            self.used.setdefault(row.source, {})[f"{ref_of(claim.document)}#{row.pointer}"] = claim
        return self._citations([row.source for row in rows])

    def _citations(self, sources: list[str]) -> Markup:
        """The citations of sources at the end of the page, which get their numbers where they come to stand."""
        links = (f'<a class="cite" role="doc-noteref" href="#source-{source}"></a>' for source in sources)
        return Markup(f"<sup>{' '.join(links)}</sup>") if sources else Markup()

    def _label(self, ref: str, standing: Standing) -> Markup:
        if standing.claim.dispute:
            self.disputes[ref] = standing
            return Markup(' <a class="disputed" href="#{}">{}</a>').format(dispute_id(ref), self.say("flag/disputed"))
        if not standing.confirmed and standing.claim.sort in ("date", "number"):
            return Markup(' <span class="unconfirmed">{}</span>').format(self.say("flag/unconfirmed"))
        return Markup()

    def _value(self, ref: str) -> object:
        with suppress(KeyError):
            return self.facts.value(ref)
        name = ref.partition("#")[0]
        there = name in self.facts.documents
        why = "leads nowhere" if there else f"names a file that does not exist: facts/{name}.yaml"
        raise self._error(ref, why, self.facts.nearest(ref))

    def _error(self, ref: str, why: str, near: str | None = None) -> FactsError:
        mend = f"Write {near!r}, or point to another value." if near else "Point to a value that exists."
        return FactsError(Problem(where=Location(self.path, 1, ref), what=f"The pointer {ref!r} {why}.", mend=mend))

    def _claims_of(self, name: str) -> list[Claim]:
        return self.facts.claims_by_file.get(name, [])

    def _rank(self, row: Row) -> tuple[int, bool, bool]:
        return *self._source_rank(row.source), not row.printed

    def _source_rank(self, id: str) -> tuple[int, bool]:
        source = self.facts.sources[id]
        return RANK[source.kind], bool(source.copy_of)


def _claimed(kind: str, about: Mapping[str, object], value: object, said: str) -> Markup:
    """What is said as a derived claim, with what it is worked out for, and its value."""
    attributes = "".join(f' data-{name}="{escape(argument)}"' for name, argument in (*about.items(), ("value", value)))
    return Markup(f'<span data-claim="{kind}"{attributes}>{said}</span>')


def _cite(number: int, time: int) -> str:
    """The id of a citation: `cite-4` is the first of the source numbered 4, `cite-4-2` the second."""
    return f"cite-{number}" + (f"-{time}" if time > 1 else "")


def _letters(at: int) -> str:
    """a to z, then aa, ab …"""
    return (_letters(at // 26 - 1) if at >= 26 else "") + ascii_lowercase[at % 26]


def dispute_id(ref: str) -> str:
    """The anchor of a dispute on its page."""
    return "dispute-" + ref.replace("#/", "-").replace("/", "-")
