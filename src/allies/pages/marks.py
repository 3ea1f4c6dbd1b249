"""Marks: a value of a fact as HTML that a machine can read back, with its citations.

The page counts its citations and disputes as they come, so that its lists of them at the end hold just what it used.
"""

from dataclasses import dataclass, field
from functools import cache

from markupsafe import Markup, escape

from allies.answers.derive import Answer, Verdict
from allies.facts.claims import Claim, Row, ref_of
from allies.facts.dates import edtf
from allies.facts.evidence import Standing
from allies.facts.read import PLACEHOLDER, Facts
from allies.load import escape as escape_step
from allies.load import resolve
from allies.pages.words import shown
from allies.problems import FactsError, Location, Problem, nearest

CITED_AT_MOST = 3
RANK = {"primary": 0, "official": 1, "scholarly": 2, "press": 3, "encyclopedia": 4}
_IN_WORDS = {
    "kind",
    "consent",
    "how",
    "extent",
    "outcome",
    "status",
}  # values of enumerations, shown with spaces for hyphens
_MARKDOWN = str.maketrans({mark: f"&#{ord(mark)};" for mark in "\\`*_[]{}|~^"})


def plain(text: object) -> Markup:
    """A text as text: neither HTML nor Markdown in it means anything any more."""
    return Markup(str(escape(str(text))).translate(_MARKDOWN))


@cache  # a page of every pair repeats the same few names
def value_mark(facts: Facts, ref: str, form: str = "long") -> Markup:
    """The mark of one value that is no text for readers. Raises KeyError where the ref leads nowhere."""
    value, known = facts.value(ref), facts.claims.get(ref)
    if known and known.sort == "date" or _is_day(ref, value):
        day = edtf(value)
        extra = f' data-form="{form}"' if form != "long" else ""
        tag, name = ("data", "value") if day.is_interval or day.qualified else ("time", "datetime")
        return Markup(f'<{tag} {name}="{value}" data-fact="{ref}"{extra}>{shown(day, form)}</{tag}>')
    if isinstance(value, bool):
        words = "yes" if value else "no"
    elif isinstance(value, int):
        words = f"{value:,}"
    else:
        in_words = ref.rpartition("/")[2] in _IN_WORDS or known and known.sort == "choice"
        words = str(value).replace("-", " ") if in_words else str(value)
    return Markup(f'<data value="{plain(value)}" data-fact="{ref}">{plain(words)}</data>')


def claim(kind: str, value: object, sentence: Markup, rests_on: list[str], **arguments: object) -> Markup:
    """A derived claim: the sentence, the machine value, and the refs of the facts it rests on."""
    attributes = "".join(f' data-{name}="{escape(argument)}"' for name, argument in arguments.items())
    return Markup(
        f'<span data-claim="{kind}"{attributes} data-value="{escape(value)}" data-rests-on="{" ".join(rests_on)}">{escape(sentence)}</span>'
    )


def rests_on(answer: Answer) -> list[str]:
    """The facts on which an answer stands or falls: obligations, treaties that are not confirmed, or searches."""
    if answer.verdict is Verdict.UNKNOWN:
        return [f"treaties/{id}" for id in answer.unclear] or ["edition#/asserted_for"]
    return [bond.ref for bond in answer.deciding] or [f"searches/{id}" for id in answer.searches]


def count(number: int, of: str, rests_on: list[str], on: object) -> Markup:
    """A number that was counted, as a claim."""
    return claim("count", number, Markup("{:,}").format(number), rests_on, of=of, on=on)


@dataclass
class Marks:
    """The marks of one page: its facts, and the citations and disputes used so far."""

    facts: Facts
    path: str  # of the page, for problems
    numbers: dict[str, int] = field(default_factory=dict)  # source id → number on the page
    used: dict[str, dict[str, Claim]] = field(default_factory=dict)  # source id → rows cited, by ref of the row
    disputes: dict[str, Standing] = field(default_factory=dict)  # ref → standing
    unconfirmed: dict[str, Claim] = field(default_factory=dict)

    def fact(self, ref: str, form: str = "long", cited: bool = True) -> Markup:
        """The value under `folder/id#/pointer`, marked, with its citations. Raises FactsError where the ref leads nowhere."""
        value = self._value(ref)
        if isinstance(value, dict) and isinstance(value.get("en"), str):
            return self.text(ref, cited)
        if isinstance(value, (dict, list)):
            raise self._error(
                ref,
                "is a whole entry, not one value",
                [f"{ref}/{key}" for key in value] if isinstance(value, dict) else [],
            )
        claim = self.facts.claims.get(ref)
        return value_mark(self.facts, ref, form) + (self.cite(ref) if cited and claim else Markup())

    def text(self, ref: str, cited: bool = False) -> Markup:
        """A text for readers, with the values it pulls in."""
        value = self._value(ref)
        ref, words = (f"{ref}/en", value["en"]) if isinstance(value, dict) else (ref, value)
        parts, at = [], 0
        for found in PLACEHOLDER.finditer(words):
            pulled = self.facts.pulled_in(ref, found[1])
            own = (
                pulled.rpartition("/")[0] == ref.rpartition("/")[0].rpartition("/")[0]
            )  # a value beside the text is cited beside it
            parts += [plain(words[at : found.start()]), self.fact(pulled, cited=not own)]
            at = found.end()
        parts.append(plain(words[at:]))
        mark = Markup('<span data-fact="{}">{}</span>').format(ref, Markup("").join(parts))
        return mark + (self.cite_entry(ref) if cited else Markup())

    def name(self, ref: str) -> Markup:
        """The short name of a state (`states/mex`), organization, treaty or concept, marked."""
        folder = ref.partition("/")[0]
        self._value(f"{ref}#")
        data = self.facts.documents[ref].data
        match folder:
            case "treaties":
                pointer = "/also_known_as/0" if data.get("also_known_as") else "/title"
            case "organizations":
                pointer = "/abbreviation" if data.get("abbreviation") else "/name/en"
            case "states":
                pointer = "/with_article" if data.get("with_article") else "/name/en"
            case "concepts":
                pointer = "/term/en"
            case _:
                pointer = "/title"
        return value_mark(self.facts, f"{ref}#{pointer}")

    def state(self, code: str, form: str = "name") -> Markup:
        """A state's name as it stands in a sentence, or its adjective, marked."""
        ref = f"states/{code.lower()}"
        if form == "adjective" and "adjective" in self.facts.documents[ref].data:
            return value_mark(self.facts, f"{ref}#/adjective")
        return self.name(ref)

    def cite(self, ref: str) -> Markup:
        """The citations of one claim, with a label where it is disputed or unconfirmed."""
        claim = self.facts.claims[ref]
        standing = self.facts.standing(ref)
        agreeing = {reading.row.source: reading.row for reading in standing.agreeing}
        rows = sorted(agreeing.values(), key=self._rank) or sorted(
            {row.source: row for row in claim.rows}.values(), key=self._rank
        )
        return self._numbers(claim, rows[:CITED_AT_MOST]) + self._label(ref, claim, standing)

    def cite_entry(self, ref: str) -> Markup:
        """The citations of the entry that a text belongs to: the nearest one around it that has evidence."""
        file, _, pointer = ref.partition("#")
        data = self.facts.documents[file].data
        while pointer and not (isinstance(entry := resolve(data, pointer), dict) and "evidence" in entry):
            pointer = pointer.rpartition("/")[0]
        rows = resolve(data, pointer).get("evidence", [])
        claimed = {
            row.source: claim for claim in self._claims_of(file) if claim.holder == pointer for row in claim.rows
        }
        sources = sorted(dict.fromkeys(row["source"] for row in rows), key=self._source_rank)[:CITED_AT_MOST]
        for source in sources:
            used = self.used.setdefault(source, {})
            if source in claimed:
                row = next(row for row in claimed[source].rows if row.source == source)
                used[f"{file}#{row.pointer}"] = claimed[source]
        return self._citations(sources)

    def cite_source(self, source: str) -> Markup:
        """A citation of a whole source, where no single value of it is meant."""
        self.used.setdefault(source, {})
        return self._citations([source])

    def rivals(self, standing: Standing) -> list[tuple[Markup, Markup]]:
        """The readings other than the adopted one, each as its words and its citations; most widely held first."""
        by_value: dict[str, list] = {}
        for reading in (*standing.rivals, *standing.agreeing):
            if str(reading.value) != str(standing.claim.value):
                by_value.setdefault(str(reading.value), []).append(reading)
        ordered = sorted(by_value.items(), key=lambda item: (-len(item[1]), item[0]))
        return [
            (
                self._quoted(standing.claim, readings),
                self._numbers(standing.claim, [reading.row for reading in readings]),
            )
            for _, readings in ordered
        ]

    def supporters(self, standing: Standing) -> Markup:
        """The citations of every row that prints the adopted value itself."""
        rows = {
            reading.row.source: reading.row
            for reading in standing.agreeing
            if str(reading.value) == str(standing.claim.value)
        }
        return self._numbers(standing.claim, sorted(rows.values(), key=self._rank))

    def because(self, claim: Claim) -> str:
        """Ref of the text that argues for the adopted reading of a disputed claim."""
        declared = self.facts.value(f"{ref_of(claim.document)}#{claim.holder}/disputed")
        field = "" if "follows" in declared else f"/{escape_step(claim.supports)}"
        return f"{ref_of(claim.document)}#{claim.holder}/disputed{field}/because"

    def headline(self, claim: Claim) -> Markup:
        """What a disputed claim is about: the title of its entry or file, and which of its values."""
        file = ref_of(claim.document)
        entry = resolve(claim.document.data, claim.holder)
        if isinstance(entry.get("title"), dict):
            return self.text(f"{file}#{claim.holder}/title")
        what = claim.pointer.rpartition("/")[2].replace("_", " ")
        state = next((step for step in claim.pointer.split("/") if step in self.facts.states), None)
        where = (
            Markup("{}, {}").format(self.name(file), self.state(state))
            if state
            else self.name(file)
            if not file.startswith("relations/")
            else Markup(plain(claim.holder.rpartition("/")[2]))
        )
        return Markup("{}: {}").format(where, what)

    def printed(self, source: str) -> list[tuple[str, str, Markup]]:
        """Language, ref and words of every fragment of a source that the page has cited."""
        found = []
        for ref, claim in sorted(self.used[source].items()):
            row = next(row for row in claim.rows if f"{ref_of(claim.document)}#{row.pointer}" == ref)
            if row.printed:
                found.append((self.facts.witnesses.language(row), ref, plain(row.printed)))
        return found

    def cite_pointed(self, own: str, pointed: str) -> Markup:
        """The citations of the entry that a correction points to."""
        ref = pointed if "#" in pointed else f"{own}#/{pointed}"
        if ref in self.facts.claims:
            return self.cite(ref)
        below = [
            claim for claim in self._claims_of(ref.partition("#")[0]) if claim.ref.startswith(f"{ref}/") and claim.rows
        ]
        return (
            self._numbers(below[0], list({row.source: row for row in below[0].rows}.values())[:CITED_AT_MOST])
            if below
            else Markup()
        )

    def _quoted(self, claim: Claim, readings: list) -> Markup:
        """One rival reading, as a source prints it."""
        row = readings[0].row
        language = self.facts.witnesses.language(row)
        ref = f"{claim.ref.partition('#')[0]}#{row.pointer}"
        return Markup('<q lang="{}" data-evidence="{}">{}</q>').format(language, ref, plain(row.printed))

    def _numbers(self, claim: Claim, rows: list) -> Markup:
        for row in rows:
            self.used.setdefault(row.source, {})[f"{claim.ref.partition('#')[0]}#{row.pointer}"] = claim
        return self._citations([row.source for row in rows])

    def _citations(self, sources: list[str]) -> Markup:
        """The small numbers that lead to the sources at the end of the page."""
        numbers = ((source, self.numbers.setdefault(source, len(self.numbers) + 1)) for source in sources)
        links = [
            f'<a class="cite" role="doc-noteref" href="#source-{source}">{number}</a>' for source, number in numbers
        ]
        return Markup(f"<sup>{' '.join(links)}</sup>") if links else Markup()

    def _label(self, ref: str, claim: Claim, standing: Standing) -> Markup:
        if claim.dispute:
            self.disputes[ref] = standing
            return Markup(' <a class="disputed" href="#{}">disputed</a>').format(dispute_id(ref))
        if not standing.confirmed and claim.sort in ("date", "number"):
            self.unconfirmed[ref] = claim
            return Markup(' <span class="unconfirmed">unconfirmed</span>')
        return Markup()

    def _value(self, ref: str) -> object:
        try:
            return self.facts.value(ref)
        except KeyError:
            name = ref.partition("#")[0]
            if name not in self.facts.documents:
                near = nearest(name, self.facts.documents)
                raise self._error(
                    ref, f"names a file that does not exist: facts/{name}.yaml", [near] if near else []
                ) from None
            known = [claim.ref for claim in self._claims_of(name)]
            near = nearest(ref, known)
            raise self._error(ref, "leads nowhere", [near] if near else known[:1]) from None

    def _error(self, ref: str, why: str, near: list[str]) -> FactsError:
        return FactsError(
            Problem(
                where=Location(self.path),
                what=f"The pointer {ref!r} {why}.",
                mend=f"Write {near[0]!r}, or point to another value." if near else "Point to a value that exists.",
            )
        )

    def _claims_of(self, name: str) -> list[Claim]:
        return self.facts.claims_by_file.get(name, [])

    def _rank(self, row: Row) -> tuple:
        return *self._source_rank(row.source), row.printed is None

    def _source_rank(self, id: str) -> tuple:
        source = self.facts.sources[id]
        return RANK[source.kind], bool(source.copy_of)


def dispute_id(ref: str) -> str:
    """The anchor of a dispute on its page."""
    return "dispute-" + ref.replace("#/", "-").replace("/", "-")


def _is_day(ref: str, value: object) -> bool:
    """Days that are no claims, since they tell of our own work."""
    return isinstance(value, str) and ref.rpartition("/")[2] in ("read", "as_of", "asserted_for")
