"""Facts: a folder of files becomes the checked facts, or all problems at once."""

import os
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, partial, wraps
from itertools import chain
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from babel import Locale

from allies import load, parallel
from allies.facts import model
from allies.facts.claims import STATE, Claim, Name, Stray, claims, grouped, named, ref_of, strays
from allies.facts.dates import Edtf, ImpossibleDate, day, edtf
from allies.facts.evidence import Standing, Witnesses, standing
from allies.facts.form import schema_line
from allies.facts.readings import fold
from allies.facts.validate import Schemas, validate
from allies.load import Document, resolve, table
from allies.problems import FactsError, Location, NotKnown, Problem, nearest

P = ParamSpec("P")
Result = TypeVar("Result")

READING_LANGUAGES = ("en", "es", "ru", "fr", "de", "pt")  # in which sources name states
OURS = ("day", "word")  # sorts of values that nobody prints
DEFAULT = "en"  # the language that every text for readers has
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")  # in a text for readers: a value pulled in, see Facts.pulled_in
CODES = Path(__file__).with_name("codes.yaml")  # ours by those that others have
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")  # the name of a file
RESERVED = {*"index readme 404 con prn aux nul".split(), *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
NO_EDITION = Problem(
    where=Location("facts/edition.yaml"),
    what="The edition is missing: no day is given for which the facts are asserted.",
    mend='Add facts/edition.yaml with asserted_for: "2026-11-22".',
    code="edition-missing",
)
MARKERS = ("facts", "mkdocs.yml")  # what a repository of facts holds
CLOSE = 0.8  # how like a name a word is that is taken for it misspelled
CODE = 4  # letters up to which a name is rather a code, of which the nearest one is hardly meant
MANY = 300  # files from which on a second process saves more time than it takes


@dataclass(frozen=True)
class Outcome:
    """What came of reading one file."""

    document: Document | None = None
    claims: tuple[Claim, ...] = ()
    names: tuple[Name, ...] = ()
    problems: tuple[Problem, ...] = ()

    @cached_property
    def sources(self) -> list[str]:
        """The sources that its claims name."""
        return sorted({source for claim in self.claims for source in claim.sources})


def remembered(work: Callable[Concatenate["Facts", P], Result]) -> Callable[Concatenate["Facts", P], Result]:
    """Has facts remember what is derived from them, for as long as there are these facts."""

    @wraps(work)
    def known(facts: "Facts", /, *asked: P.args, **named: P.kwargs) -> Result:
        key = (work, asked, *named.items()) if named else (work, asked)
        found: Result | None = facts.derived.get(key)
        if found is None:
            found = facts.derived[key] = work(facts, *asked, **named)
        return found

    return known


@dataclass(frozen=True, eq=False)
class Facts:
    """All facts of a repository that could be built, with the documents they stand in."""

    root: Path
    schemas: Schemas
    documents: dict[str, Document]  # by ref, such as treaties/rio-treaty
    claims: dict[str, Claim]  # by ref, such as treaties/rio-treaty#/signed
    names: dict[str, tuple[Name, ...]]  # of other files, by the ref of the file in which they stand
    sorts: dict[str, str]  # of values that are no claims, by ref: a day of our own work, or a word of an enumeration
    broken: frozenset[str]  # refs of files that could not be built
    edition: Edtf
    states: dict[str, model.State]  # by code
    organizations: dict[str, model.Organization]
    treaties: dict[str, model.Treaty]
    relations: dict[str, model.Relation]
    concepts: dict[str, model.Concept]
    searches: dict[str, model.Search]
    comparisons: dict[str, model.Comparison]
    revisions: dict[str, model.Revision]
    commitments: dict[str, model.Commitment]
    conflicts: dict[str, model.Conflict]
    sources: dict[str, model.Source]
    # The files in which rules that look at nothing else find nothing, by their paths: the refs of what is unprinted.
    right: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def value(self, ref: str) -> Any:
        """The value under `folder/id#/pointer`. Raises KeyError where it leads nowhere."""
        name, _, pointer = ref.partition("#")
        return resolve(self.documents[name].data, pointer)

    def rows(self, ref: str) -> list[dict[str, Any]]:
        """The rows of evidence of the entry under a ref, as they stand there."""
        found: list[dict[str, Any]] = self.value(ref).get("evidence", [])
        return found

    def sort(self, ref: str) -> str:
        """What sort of value stands under a ref, as the schema says."""
        claim = self.claims.get(ref)
        return claim.sort if claim else self.sorts.get(ref, "")

    def at(self, ref: str) -> Location:
        """Where the value under a ref stands."""
        name, _, pointer = ref.partition("#")
        return self.documents[name].at(pointer)

    def problem(self, ref: str, what: str, mend: str, code: str = "") -> Problem:
        """What is wrong with the value under a ref, and how to mend it."""
        return Problem(where=self.at(ref), what=what, mend=mend, code=code)

    def nearest(self, ref: str) -> str | None:
        """The ref most like one that leads nowhere, or not to a value: that of a file, or of what stands in it."""
        name, _, pointer = ref.partition("#")
        if name not in self.documents:
            return nearest(name, self.documents)
        claimed = [claim.pointer for claim in self.claims_by_file.get(name, ())]
        near = nearest(pointer, claimed) or nearest(pointer, self.documents[name].lines.keys() - {pointer})
        return f"{name}#{near}" if near else None

    def pulled_in(self, text_ref: str, name: str) -> str:
        """The ref that a placeholder in a text means: `{date}` a value beside the text, `{events/x/date}` one in the
        same file, `{folder/id#/pointer}` one in another. `text_ref` names the text, its language included or not."""
        if "#" in name:
            return name
        file, _, pointer = text_ref.partition("#")
        if "/" in name:
            return f"{file}#/{name}"
        entry = re.sub(r"/(en|es|ru)$", "", pointer).rpartition("/")[0]
        entry = re.sub(r"/(unconfirmed|would_change|not_read)$", "", entry)
        return f"{file}#{entry}/{name}"

    def said(self, ref: str, language: str) -> tuple[str, Any]:
        """A text for readers in a language, or any other value as it is: its own ref, and what it says. Raises
        KeyError."""
        value = self.value(ref)
        chosen = (language if language in value else DEFAULT) if isinstance(value, dict) else None
        return (f"{ref}/{chosen}", value[chosen]) if chosen else (ref, value)

    def text(self, ref: str, language: str) -> str:
        """A text for readers in a language, with the values that it pulls in as they stand in their files."""
        at, words = self.said(ref, language)
        return PLACEHOLDER.sub(lambda found: str(self.value(self.pulled_in(at, found[1]))), words)

    def lineage(self, code: str) -> list[str]:
        """A state and the states it continues, the present one first: RUS, SUN."""
        line = [code]
        while (state := self.states.get(line[-1])) and state.continues and state.continues.state not in line:
            line.append(state.continues.state)
        return line

    def whole(self, *folders: str) -> bool:
        """Whether every file of these folders could be built; where not, what seems missing may only be broken."""
        return not any(ref.partition("/")[0] in folders for ref in self.broken)

    @cached_property
    def ids(self) -> dict[str, set[str]]:
        """The ids in each folder, those of files that could not be built included: they have problems of their own."""
        found: dict[str, set[str]] = {folder: set() for folder in model.FOLDERS}
        for ref in (*self.documents, *self.broken):
            folder, _, id = ref.partition("/")
            found.setdefault(folder, set()).add(id)
        return found

    @remembered
    def treaties_of(self, code: str) -> dict[str, str]:
        """The treaties that can bind or have bound a state to something, and the party by which each does."""
        return {id: party for party in reversed(self.lineage(code)) for id in self._bound.get(party, ())}

    @cached_property
    def _bound(self) -> dict[str, list[str]]:
        """The treaties with an obligation, or with a text that may have one, by each of their parties."""
        owed = ((id, each.parties) for id, each in self.treaties.items() if each.obligations or each.silent)
        return grouped((party, id) for id, parties in owed for party in parties)

    @cached_property
    def unions(self) -> list[model.Treaty]:
        """The treaties that made one state of their parties."""
        return [treaty for treaty in self.treaties.values() if treaty.union]

    @cached_property
    def revised(self) -> dict[str, tuple[model.Revision, model.Revised]]:
        """The last change of each answer that an edition changed, by the codes of the two states: `FRA-VNM`."""
        ordered = sorted(self.revisions.values(), key=lambda each: each.edition.earliest)
        return {pair: (each, change) for each in ordered for pair, change in each.answers.items()}

    @cached_property
    def searches_by_reach(self) -> list[model.Search]:
        """The searches, those for named states before those for everyone."""
        return sorted(self.searches.values(), key=lambda search: (search.about == "everyone", search.id))

    def commitments_between(self, a: str, b: str) -> list[model.Commitment]:
        """What one of two states undertakes toward the other short of a treaty of defense, oldest first."""
        return self._commitments.get(frozenset((a, b)), [])

    @cached_property
    def commitments_in_order(self) -> list[model.Commitment]:
        """All of them, oldest first."""
        return sorted(self.commitments.values(), key=lambda each: (each.start.day.earliest, each.id))

    def commitments_of(self, code: str) -> list[str]:
        """The ids of the commitments that a state gives or receives."""
        return [each.id for each in self.commitments_in_order if code in (*each.parties.by, *each.parties.to)]

    @cached_property
    def _commitments(self) -> dict[frozenset[str], list[model.Commitment]]:
        sides = ((each, each.parties.by, each.parties.to) for each in self.commitments_in_order)
        pairs = ((each, {frozenset((a, b)) for a in by for b in to if a != b}) for each, by, to in sides)
        return grouped((pair, each) for each, own in pairs for pair in own)

    @remembered
    def conflicts_of(self, code: str) -> dict[str, tuple[str, str]]:
        """The conflicts of a state, or of one that it continues: the side it was on, and as which state."""
        found: dict[str, tuple[str, str]] = {}
        for id, conflict in self.conflicts.items():
            sides = (("one", conflict.sides.one), ("other", conflict.sides.other))
            where = [(side, each) for each in self.lineage(code) for side, states in sides if each in states]
            if where:
                found[id] = where[0]
        return found

    @cached_property
    def claims_by_file(self) -> dict[str, list[Claim]]:
        """The claims of each file, by its ref."""
        return grouped((ref_of(claim.document), claim) for claim in self.claims.values())

    @cached_property
    def facts(self) -> dict[str, model.Fact]:
        """All facts by their refs."""
        return {fact.ref: fact for folder in model.FOLDERS for fact in getattr(self, folder).values()}

    @cached_property
    def cited(self) -> Counter[str]:
        """The sources that any fact cites, and how often."""
        return Counter(each.id for names in self.names.values() for each in names if each.kind == "source")

    @cached_property
    def sources_by_link(self) -> dict[str, list[str]]:
        """The sources by what makes their links different."""
        return grouped((plain_link(source.link or ""), id) for id, source in self.sources.items())

    def strays(self, document: Document) -> list[Stray]:
        """The rows of evidence in a file that support no value of their entry."""
        return list(strays(document, self.claims_by_file.get(ref_of(document), [])))

    @cached_property
    def witnesses(self) -> Witnesses:
        return Witnesses(
            {id: self.documents[f"sources/{id}"].data for id in self.sources},
            {code: names_of(state) for code, state in self.states.items()},
        )

    @cached_property
    def bodies_by_name(self) -> dict[str, list[str]]:
        """The organizations that a name, folded, can mean."""
        bodies = (
            (id, {str(each.name), each.abbreviation or "", *each.aliases}) for id, each in self.organizations.items()
        )
        return grouped((name, id) for id, names in bodies for name in set(map(fold, names)))

    @remembered
    def standing(self, ref: str) -> Standing:
        """How well the claim of a ref is supported. Raises KeyError where there is none."""
        return standing(self.claims[ref], self.witnesses)

    @cached_property
    def unprinted(self) -> dict[str, None]:
        """The refs of the values that no source was seen to print, of those that a source should."""
        claims = ((ref, each) for ref, each in self.claims.items() if "x-evidence" in each.schema)
        asked = ((ref, each) for ref, each in claims if each.document.path not in self.right)
        bare = (ref for ref, each in asked if not (self.standing(ref).confirmed or self._is_named(each)))
        return dict.fromkeys(chain(*self.right.values(), bare))

    def _is_named(self, claim: Claim) -> bool:
        """Whether a claim is a party that a row for the title, or for the parties, names."""
        beside = self.claims_by_file[ref_of(claim.document)]
        rows = (row for each in beside if each.pointer.startswith(("/title", "/parties")) for row in each.rows)
        return claim.sort == STATE and claim.value in self.witnesses.told(rows)

    @cached_property
    def derived(self) -> dict[Any, Any]:
        """What was derived from these facts before, see `remembered`."""
        return {}

    @cached_property
    def state_lookup(self) -> dict[str, str]:
        """Codes by every name, alias and code of a state, folded."""
        found: dict[str, str] = {}
        for code, state in self.states.items():
            for name in (code, state.alpha2, state.with_article, *names_of(state)):
                if name:
                    found.setdefault(fold(name), code)
        return found

    def state_called(self, text: str) -> tuple[str | None, list[str]]:
        """The code of the state that a name or code is for; none, and the names of those of today that may be meant,
        where it is only a part of their names, as Korea is."""
        words, code = fold(text), self.state_lookup.get(fold(text))
        state = self.states[code] if code else None
        own = (state.code, state.alpha2, state.with_article, *state.name.all) if state else ()
        today = [each for each in self.states.values() if not each.ended]
        parts = sorted(each.name.all[0] for each in today if _within(words, each.name.all))
        sure = code and (" " in words or len(parts) < 2 or words in map(fold, filter(None, own)))
        return (code, []) if sure else (None, parts)

    def state_named(self, text: str) -> str:
        """The code of the state that a name or code is for. Raises NotKnown, which says which ones may be meant."""
        code, others = self.state_called(text)
        if code:
            return code
        if others:
            raise NotKnown(f"{text[:60]!r} may be: {', '.join(others)}")
        near = nearest(text, self.state_lookup, CLOSE) if len(text) > CODE else None
        meant = self.state_meant(text) or (self.state_lookup[near] if near else None)
        hint = f". Did you mean {self.states[meant].name}?" if meant else ""
        raise NotKnown(f"No state is called {text[:60]!r}{hint}")

    def state_meant(self, text: str) -> str | None:
        """The code of the state that somebody calls so: by any name, or by a code that others have for it."""
        meant = self.state_lookup.get(fold(text)) or table(CODES).get(text.upper())
        return meant if meant in self.states else None


def _within(words: str, names: Iterable[str]) -> bool:
    """Whether folded words are a part of one of some names."""
    return words != "" and any(f" {words} " in f" {fold(name)} " for name in names)


def kind_of(document: Document) -> str:
    """The kind of fact a document holds, by its folder."""
    folder = document.path.split("/")[1]
    return "edition" if folder == "edition.yaml" else model.FOLDERS[folder]


def plain_link(link: str) -> str:
    """A link without what does not make it another: the scheme, www, who led there, a place on the page, a slash at the
    end. A page of a printed file does."""
    aside = r"(?i)^https?://(www\.)?|(?<=[?&])(utm_\w+|fbclid|gclid)=[^&#]*&?|#(?![!/]|page=).*"
    return re.sub(aside, "", link).rstrip("/?&")


def names_of(state: model.State) -> tuple[str, ...]:
    """Every name by which sources may print a state: ours, its aliases, and CLDR's in many languages."""
    ours = [*state.name.all, *state.aliases]
    cldr = [Locale(language).territories.get(state.alpha2) for language in READING_LANGUAGES] if state.alpha2 else []
    return tuple(dict.fromkeys(name for name in [*ours, *cldr] if name))


def find_root(start: Path) -> Path:
    """The nearest folder, from `start` upward, that holds facts/ and mkdocs.yml. Raises FactsError."""
    for folder in (start, *start.parents):
        if all((folder / marker).exists() for marker in MARKERS):
            return folder
    what = "No folder from here upward holds facts/ and mkdocs.yml."
    mend = "Change into the repository, or name it with --root DIR."
    raise FactsError(Problem(where=Location(str(start)), what=what, mend=mend, code="no-repository"))


def stamp(path: Path) -> tuple[int, int, int]:
    """What changes when a file does."""
    status = os.lstat(path)
    return status.st_ino, status.st_mtime_ns, status.st_size


def read(
    root: Path, remembered: dict[str, tuple[object, Outcome]] | None = None, stamp: Callable[[Path], object] = stamp
) -> tuple[Facts | None, list[Problem]]:
    """Whatever facts could be built from a repository, and every problem of form met on the way.

    `remembered`, where given, keeps what came of each file from one reading to the next, for files of which the stamp
    stays as it is; it holds for one state of schema/.
    """
    schemas = _schemas(root)
    if isinstance(schemas, Problem):
        return None, [schemas]
    known = {} if remembered is None else remembered
    outcomes = _outcomes(root, schemas, known, stamp)
    problems = [problem for _, outcome in outcomes for problem in outcome.problems]
    codes = (code.lower() for _, each in outcomes if each.problems and (code := _code(each)))
    broken = frozenset([*(ref for ref, each in outcomes if each.problems), *(f"states/{code}" for code in codes)])
    sound = {ref: outcome for ref, outcome in outcomes if not outcome.problems}
    if backward := _edition_goes_back(sound):
        return None, [backward]
    if "edition" in sound:
        facts = _facts(root, schemas, sound, broken)
        return facts, [_with_code(each, dict(outcomes), facts) for each in problems]
    return None, problems if "edition" in broken else [*problems, NO_EDITION]


def _edition_goes_back(sound: dict[str, Outcome]) -> Problem | None:
    """That the facts are asserted for a day before the last edition on record, for which thousands of them are too
    late."""
    last = max((ref for ref in sound if ref.startswith("revisions/")), default="").removeprefix("revisions/")
    document = sound["edition"].document if "edition" in sound else None
    if document is None or document.data["asserted_for"] >= last:
        return None
    what = f"The edition is of {document.data['asserted_for']}, before the last one on record, {last}."
    mend = f"Write {last} again, or a later day: `allies edition DAY` moves it on."
    return document.problem("/asserted_for", what, mend, "edition-back")


def _schemas(root: Path) -> Schemas | Problem:
    """The schemas of a repository, or why they cannot be read."""
    try:
        schemas = Schemas.read(root / "schema")
        for kind in (*model.KINDS, "edition", "common"):
            schemas.validators[kind]
    except FactsError as error:
        return error.problems[0]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        what, mend = f"The schemas cannot be read: {error}.", "Restore the folder schema/ from the repository."
        return Problem(where=Location("schema"), what=what, mend=mend, code="schema-unreadable")
    return schemas


def _code(outcome: Outcome) -> str:
    """The code of the state in a file that has problems."""
    code = outcome.document.data.get("code") if outcome.document else None
    return code if isinstance(code, str) else ""


def _with_code(problem: Problem, outcomes: dict[str, Outcome], facts: Facts) -> Problem:
    """A problem; where no code of a state is written, but it can be told which one is meant, that one is offered."""
    outcome = outcomes.get(problem.where.path.removeprefix("facts/").removesuffix(".yaml"))
    if problem.code != "state-form" or outcome is None or outcome.document is None:
        return problem
    value = resolve(outcome.document.data, problem.where.pointer)
    said = value if isinstance(value, str) else problem.where.pointer.rpartition("/")[2]
    code = facts.state_meant(said)
    return replace(problem, mend=f"Write {code}, the code of {facts.states[code].called('en')}.") if code else problem


def _facts(root: Path, schemas: Schemas, sound: dict[str, Outcome], broken: frozenset[str]) -> Facts:
    """The facts in the files that could be read, the edition's among them."""
    documents = {ref: outcome.document for ref, outcome in sound.items() if outcome.document}
    made = [claim for outcome in sound.values() for claim in outcome.claims]
    sorts = {claim.ref: claim.sort for claim in made if claim.sort in OURS}
    found: dict[str, Claim] = {}
    for claim in made:
        if claim.sort not in OURS:
            found.setdefault(claim.ref if claim.sort != "state" else f"{claim.ref}#state", claim)
    edition = day(documents["edition"].data["asserted_for"])
    names = {ref: outcome.names for ref, outcome in sound.items()}
    return Facts(root, schemas, documents, found, names, sorts, broken, edition, **_built(documents))


def _built(documents: dict[str, Document]) -> dict[str, Any]:
    """The typed facts of each folder by id, states by code."""
    built: dict[str, dict[str, Any]] = {folder: {} for folder in model.FOLDERS}
    for ref, document in documents.items():
        if ref != "edition":
            built[ref.partition("/")[0]][document.id] = model.build(kind_of(document), document.id, document.data)
    built["states"] = {state.code: state for state in built["states"].values()}
    return built


def _outcomes(
    root: Path, schemas: Schemas, remembered: dict[str, tuple[object, Outcome]], stamp: Callable[[Path], object]
) -> list[tuple[str, Outcome]]:
    """What came of each file, by its ref, read anew where it is another than the one remembered."""
    files = [(path, name, stamp(path)) for path, name in _files(root)]
    changed = [file for file in files if file[1] not in remembered or remembered[file[1]][0] != file[2]]
    results = parallel.each(partial(_outcome, root, schemas), changed, MANY)
    for (path, name, before), outcome in zip(changed, results, strict=True):
        written = stamp(path) != before  # while it was read: which of the two it was is not known
        remembered[name] = (secrets.token_bytes() if written else before, outcome)
    return [(name.removeprefix("facts/").removesuffix(path.suffix), remembered[name][1]) for path, name, _ in files]


def _outcome(root: Path, schemas: Schemas, file: tuple[Path, str, object]) -> Outcome:
    """The document in a file, its claims, and its problems of form: place, YAML, schema, name, dates that exist."""
    path, relative, _ = file
    document, problems = None, list(_out_of_place(path, relative, root))
    if not problems and path.is_file():
        document, problems = load.read(path, relative)
    if document is None or problems or (problems := validate(document, kind_of(document), schemas)):
        return Outcome(document, problems=tuple(_moved(document, schemas) or problems if document else problems))
    kind = kind_of(document)
    if unnamed := _schema_line(document):
        return Outcome(document, problems=(unnamed,))
    found, names = tuple(claims(document, kind, schemas)), tuple(named(document.data, schemas.whole[kind]))
    return Outcome(document, found, names, (*_id_problems(document, kind), *_impossible_dates(document, found)))


def _moved(document: Document, schemas: Schemas) -> list[Problem]:
    """That a file which is wrong where it stands is a right one of the kind that its first line names."""
    named = [(folder, kind) for folder, kind in model.FOLDERS.items() if document.head == schema_line(kind).rstrip()]
    for folder, kind in named:
        if kind != kind_of(document) and not validate(document, kind, schemas):
            what = f"By its first line and its keys this is a {kind}, and stands where another kind of fact does."
            mend = f"Move it to facts/{folder}/."
            return [Problem(where=Location(document.path), what=what, mend=mend, code="file-stray")]
    return []


def _schema_line(document: Document) -> Problem | None:
    """What is wrong with the first line, by which an editor knows the schema."""
    wanted = schema_line(kind_of(document)).rstrip()
    if document.head == wanted:
        return None
    what = "The first line does not name the schema of this kind of fact, from which editors complete and check."
    where = Location(document.path)
    return Problem(where=where, what=what, mend=f"Write there `{wanted}`.", code="schema-line")


def _files(root: Path) -> Iterator[tuple[Path, str]]:
    """Whatever stands among the facts, sorted, with its printable path below the repository; not what a stray folder
    holds, and nothing hidden, such as what editors put there."""
    folders = ["", *(folder for folder in model.FOLDERS if not (root / "facts" / folder).is_symlink())]
    for folder in sorted(folders):
        base = root / "facts" / folder
        for name in sorted(os.listdir(base) if base.is_dir() else ()):
            if not name.startswith("."):
                relative = f"facts/{folder}/{name}" if folder else f"facts/{name}"
                plain = relative.isprintable()
                yield base / name, relative if plain else "".join(c if c.isprintable() else "?" for c in relative)


def _out_of_place(path: Path, relative: str, root: Path) -> Iterator[Problem]:
    """What is no plain YAML file in the folder of its kind."""
    where, top = Location(relative), path.parent == root / "facts"
    if path.is_symlink() or path.exists() and not (path.is_dir() or path.is_file()):
        kind = "symbolic link" if path.is_symlink() else "pipe or device"
        what, mend = f"A {kind} stands among the facts.", "Put the file itself here."
        yield Problem(where=where, what=what, mend=mend, code="file-linked")
    elif path.is_dir() and not (top and path.name in model.FOLDERS):
        near = nearest(path.name, model.FOLDERS) if top else None
        instead = f"Put its files into one of the folders {', '.join(model.FOLDERS)}."
        mend = f"Rename it facts/{near}/." if near else instead
        yield Problem(where=where, what="This is no folder for facts.", mend=mend, code="folder-unknown")
    elif not path.is_dir() and (not path.is_file() or path.suffix != ".yaml" or top and path.name != "edition.yaml"):
        what = f"{relative.rpartition('/')[2]!r} is not a fact file in the folder of its kind."
        mend = "Name it <id>.yaml and put it into the folder of its kind, or take it out of facts/."
        yield Problem(where=where, what=what, mend=mend, code="file-stray")


def _impossible_dates(document: Document, found: Iterable[Claim]) -> Iterator[Problem]:
    for claim in found:
        if claim.sort in ("date", "day"):
            try:
                edtf(claim.value)
            except ImpossibleDate as error:
                yield document.problem(claim.pointer, f"{error}.", "Correct the date.", "date-impossible")


def reserved(name: str) -> dict[str, str]:
    """What is wrong with a reserved name, and how to mend it."""
    what = f"{name!r} is reserved: it is a page of every site's own, or no file can be called so on Windows."
    return {"what": what, "mend": "Take another name, for instance a longer one."}


def _id_problems(document: Document, kind: str) -> Iterator[Problem]:
    """A file's name is an id, and that of a state or relation goes with its codes."""
    if not ID.fullmatch(document.id):
        what, mend = f"The file's name {document.id!r} is not an id.", "Use lower-case letters, digits and hyphens."
        yield Problem(where=Location(document.path), what=what, mend=mend, code="file-name")
        return
    if document.id in RESERVED:
        yield Problem(where=Location(document.path), code="file-name", **reserved(document.id))
    key = {"state": "code", "relation": "states"}.get(kind)
    codes = sorted([document.data[key]] if kind == "state" else document.data[key]) if key else []
    wanted = "-".join(codes).lower()
    if codes and document.id != wanted:
        what = f"The file is called {document.id!r}, which does not go with its {key}, {', '.join(codes)}."
        mend = f"Name the file {wanted}.yaml, or correct {key}."
        yield document.problem(f"/{key}", what, mend, "file-name")
