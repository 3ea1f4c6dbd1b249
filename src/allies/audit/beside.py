"""Beside: what is published beside the pages is what the facts give: data, index, map, scripts and styles."""

import csv
import gzip
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from allies import parallel
from allies.audit.days import bounds
from allies.audit.derivation import Derivation, Slots
from allies.audit.links import HOME, LOST, Base
from allies.audit.marks import PLACEHOLDER, pulled, shown
from allies.audit.page import Page
from allies.audit.phrases import Phrases
from allies.audit.raw import in_words
from allies.audit.stands import Addresses, slug
from allies.problems import Location, Problem

API, INDEX, MAP = "api/v1/", "search/search_index.json", "sitemap.xml"
FEED, CALENDAR = "feed.xml", "calendar.ics"
NAME = "Are They Allies?"
MANIFEST = "manifest.json"  # which publishing holds against every file
MEND = "Build the site again; if that does not help, the engine and the audit disagree: find out which is wrong."
ALLIANCE = ("defense", "offense")
WORTH_SHARING = 1000  # files of data from which on a second process saves more time than it takes
TABLES, TAIL = ("answers.csv", "parties.csv", "members.csv"), ("datapackage.json", "schema.json")
SCHEMA = files("allies.site").joinpath("api-v1.schema.json")
_TAG = re.compile(r"<[^>]+>")
_HEADING = re.compile(r'<h[1-6] id="([^"]*)">(.*?)</h[1-6]>', re.DOTALL)
PLACES = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{}</urlset>'
)
PLACE = "    <url>\n         <loc>{}</loc>\n         <lastmod>{}</lastmod>\n    </url>\n"
Made = dict[str, Callable[[], bytes] | None]  # what makes each file, by its name; None: nothing does
RECORDS = ("earlier_alliances", "text_not_found", "searches", "conflicts", "commitments")  # of two states


class Beside:
    """What stands in a site beside its pages, held against the facts."""

    def __init__(self, site: Path, docs: Path, addresses: Addresses, phrases: Phrases, base: Base) -> None:
        self.site, self.docs, self.addresses, self.phrases, self.base = site, docs, addresses, phrases, base
        self.facts, self.raw, self.name = addresses.facts, addresses.facts.raw, phrases.phrases.get("site/name", NAME)
        folders = [path for path in sorted((site / "pairs").glob("*")) if path.name in addresses.pairs]
        self.pairs = {addresses.pairs[path.name]: f"pairs/{path.name}/" for path in folders}

    def problems(self, pages: dict[str, Any], made: Made) -> Iterator[Problem]:
        """What is wrong, missing or strange in the files that are no pages, of which each has to be as it is `made`; in
        the index for searching stands what `pages` have, by path."""
        paths = (path.relative_to(self.site).as_posix() for path in self.site.rglob("*") if path.is_file())
        names = {path for path in paths if not path.endswith(".html")} - {INDEX, MANIFEST}
        every = parallel.each(lambda name: self.differs(name, made.get(name)), sorted(names | {*made}), WORTH_SHARING)
        yield from (problem for found in every for problem in found)
        try:
            yield from self._index(pages, json.loads((self.site / INDEX).read_bytes())["docs"])
        except (LookupError, TypeError, ValueError, AttributeError, OSError) as error:
            yield self.wrong(INDEX, f"cannot be read as what it has to be ({error})")

    def differs(self, name: str, make: Callable[[], bytes] | None) -> list[Problem]:
        """A file is what is made for it, byte for byte."""
        path = self.site / name
        if make is None or not path.is_file():
            return [self.wrong(name, "is missing" if make else "belongs to nothing")]
        found, wanted = path.read_bytes(), make()
        if found == wanted:
            return []
        same = (at for at, pair in enumerate(zip(found, wanted, strict=False)) if pair[0] != pair[1])
        at = max(0, next(same, min(len(found), len(wanted))) - 20)
        one, other = (text[at : at + 90].decode("utf-8", "replace") for text in (found, wanted))
        return [self.wrong(name, f"has {one!r}, where the facts, docs/ or the theme give {other!r}")]

    def made(self, pages: Iterable[str]) -> Made:
        """What makes each file that is no page, but for the index for searching."""
        _ = self.histories, self.facts.rows("parties.csv")  # for all processes
        place = partial(self._map, {*pages} - {LOST})
        found: Made = {MAP: place, f"{MAP}.gz": lambda: gzip.compress(place(), mtime=0)}
        found |= {name: path.read_bytes for name, path in self._assets().items()}
        found |= {API + name: partial(packed, given) for name, given in self.data().items()}
        found |= {API + name: partial(self._table, name) for name in TABLES}
        return {**found, f"{API}schema.json": SCHEMA.read_bytes}

    def _assets(self) -> dict[str, Path]:
        """Every script, style and image, byte for byte as docs/ or the theme gives it, by its name."""
        theme = Path(str(files("material").joinpath("templates")))
        own = [
            path for path in self.docs.rglob("*") if path.suffix != ".md" and self.docs / "phrases" not in path.parents
        ]
        found = {path.relative_to(self.docs).as_posix(): path for path in own if path.is_file()}
        given = {path.relative_to(theme).as_posix(): path for path in (theme / "assets").rglob("*") if path.is_file()}
        return given | found

    def data(self) -> dict[str, Callable[[], Any]]:
        """What each file of the API has to hold, by its name."""
        found: dict[str, Callable[[], Any]] = {
            "index.json": self._contents,
            "states.json": lambda: [self._state(code) for code in self.addresses.states],
            "former.json": self._former,
            **{name: partial(self.facts.records, name) for name in ("treaties.json", "organizations.json")},
            "sources.json": lambda: [self._source(id, each) for id, each in self.raw.folder("sources").items()],
            "phrases.json": lambda: {name: self.phrases.section(name) for name in ("answer", "grounds", "ask")},
            "datapackage.json": self._package,
        }
        found |= {f"states/{code}.json": partial(self._state_file, code) for code in self.addresses.states}
        for pair in map(sorted, self.pairs):
            found[f"pairs/{'-'.join(pair)}.json"] = partial(self._pair, *pair)
        return found

    def _contents(self) -> dict[str, Any]:
        pairs = {f"{min(pair)}-{max(pair)}": address for pair, address in self.pairs.items()}
        single = [name for name in self.data() if "/" not in name and name not in TAIL]
        names = [*single, "states/{code}.json", "pairs/{a}-{b}.json", *TABLES, *TAIL]
        promise = json.loads(SCHEMA.read_bytes())["description"]
        about = {"version": "v1", "day": self.facts.day, "promise": promise, "license": "CC-BY-4.0"}
        return {**about, "files": names, "pairs": dict(sorted(pairs.items()))}

    def _package(self) -> dict[str, Any]:
        """The tables and their columns, as a Data Package."""
        resources = [
            {"name": name[:-4], "path": name, "format": "csv", "encoding": "utf-8"}
            | {"schema": {"fields": [{"name": column, "type": "string"} for column in head]}}
            for name, head in ((name, self.facts.table(name)[0]) for name in TABLES)
        ]
        about = {"name": "are-they-allies", "title": "Are They Allies?", "version": self.facts.day}
        return {**about, "licenses": [{"name": "CC-BY-4.0"}], "resources": resources}

    def _state(self, code: str) -> dict[str, Any]:
        heir, row, said, slots = self._states[code]
        neutral = self._added(said, json.loads(slots)) if said else None
        page = f"states/{self.addresses.states[heir]}/" if heir in self.addresses.states else "states/"
        return {**json.loads(row), "in_a_sentence": self.called(code), "neutrality": neutral, "page": page}

    @cached_property
    def _states(self) -> dict[str, list[str]]:
        """Of each state the one that continues it, or itself, its data, and what is said of its neutrality."""
        return {code: found for code, *found in self.facts.rows("states")}

    def _former(self) -> list[dict[str, Any]]:
        """Each state that is no more, with how its answers changed while it was, where a treaty ever told them or left
        them open."""
        found: dict[str, dict[str, Any]] = {}
        for code, end, other in self.facts.rows("former"):
            each = found.setdefault(code, {**self._state(code), "ended": end, "histories": {}})
            changes = self.histories[min(code, other), max(code, other)] if other else []
            changes = [change for change in changes if change["from"] < bounds(end)[1]]
            if any(change["answer"] != "not-allies" and change["because"] for change in changes):
                each["histories"][other] = changes
        return list(found.values())

    @cached_property
    def histories(self) -> dict[tuple[str, str], list[dict[str, str]]]:
        """How the answers of all pairs with data, and of the states that are no more, changed."""
        pairs = {(min(pair), max(pair)) for pair in self.pairs}
        pairs |= {(min(code, other), max(code, other)) for code, _, other in self.facts.rows("former") if other}
        return Derivation.of(self.raw, self.facts.day, pairs).histories

    def _state_file(self, code: str) -> dict[str, Any]:
        answers = {other: self._answered(code, other) for other in self.addresses.states if other != code}
        told = [other for other in answers if {(code, other), (other, code)} & self.pairs.keys()]
        return {**self._state(code), "day": self.facts.day, "answers": answers, "pairs": told}

    def _answered(self, a: str, b: str) -> dict[str, Any]:
        answer, pair = self.facts.answer(a, b).replace("one-way", "allies"), (min(a, b), max(a, b))
        return {"answer": answer, "because": self.facts.grounds(a, b), "one_way": pair in self.facts.one_way}

    def _pair(self, a: str, b: str) -> dict[str, Any]:
        said, bonds = self.facts.between(a, b).said, self.facts.rows("bonds", a, b)
        names, answer = {"a": self.called(a), "b": self.called(b)}, self._answered(a, b)
        reach = said.get("reach", ("", {}))[1]
        doubtful = (treaty for treaty, kind, value, *_ in bonds if value == "unknown" and kind in ("", *ALLIANCE))
        pending = (each for key, each in said.items() if key.startswith("pending "))
        others = [row for *_, value, decides, row in bonds if not decides and value != "unknown"]
        return {
            "states": [a, b],
            "day": self.facts.day,
            "answer": answer["answer"],
            "one_way": answer["one_way"],
            "sentence": opened(self.phrases.fill(f"answer/{said['answer'][0]}", **names)),
            "because": self.because(a, b),
            "reasons": [json.loads(row) for *_, decides, row in bonds if decides],
            "other_obligations": [json.loads(row) for row in others],
            "not_confirmed": [f"treaties/{id}" for id in dict.fromkeys(doubtful)],
            "pending": {str(slots["treaty"]): value for value, slots in pending},
            **{name: self.facts.records(name, a, b) for name in RECORDS[:3]},
            **{way: self.raw.value(str(ref)) for way, ref in reach.items()},
            "added": self._added(*said["added"]) if "added" in said else None,
            **{name: self.facts.records(name, a, b) for name in RECORDS[3:]},
            "page": self.page_of(a, b),
            "history": self.histories[a, b],
        }

    def page_of(self, a: str, b: str) -> str:
        """The address that answers for two states: their page's, or that of the question."""
        return self.pairs.get((a, b)) or self.pairs.get((b, a)) or f"pairs/?a={a}&b={b}"

    def _added(self, said: str, slots: Slots) -> str:
        if said == "earlier":
            slots = {**slots, "until": min(slots["until"])}
        return opened(self.phrases.fill(f"added/{said}", **{slot: self.named(ref) for slot, ref in slots.items()}))

    def because(self, a: str, b: str) -> str:
        """The reason, from the phrases of the bonds that decide, or of the grounds."""
        said = []
        for treaty, kind, by, to, mutual, contest in self.facts.rows("because", a, b):
            slots = {"treaty": self.named(f"treaties/{treaty}"), "by": self.called(by), "to": self.called(to)}
            said.append(self.phrases.fill(f"bond/{kind}" if mutual else f"bond/{kind}-one-way", **slots))
            said += [self.phrases.phrases["contest/contested"], self.text(contest)] if contest else []
        if said:
            return " ".join(said)
        key, refs = self.facts.between(a, b).said["grounds"]
        sources = [self.raw.documents[id] for id in refs["registers"]]
        registers = self.phrases.joined([each.get("copy_of") or each["publisher"] for each in sources])
        return self.phrases.fill(f"grounds/{key}", treaties=self.named(refs["treaties"]), registers=registers)

    def text(self, ref: str) -> str:
        """A text for readers, with the values that it pulls in as they stand in their files."""
        words = in_words(self.raw.value(ref), self.phrases.language)
        at = f"{ref}/{self.phrases.language}"
        return PLACEHOLDER.sub(lambda found: str(self.raw.value(pulled(found[1], at, self.raw))), words)

    def _source(self, id: str, each: dict[str, Any]) -> dict[str, Any]:
        keys = ("publisher", "copy_of", "title", "link", "language", "kind", "read")
        pages = self._pages_of_sources
        return {"id": id, **{key: each.get(key) for key in keys}, "page": pages[id]}

    @cached_property
    def _pages_of_sources(self) -> dict[str, str]:
        parts = self.addresses.parts.items()
        return {id: path.removesuffix(HOME) for path, ids in parts if path.startswith("sources/") for id in ids}

    def _table(self, name: str) -> bytes:
        """A table of data as the tables of the derivation have it, a line a row."""
        columns, rows = self.facts.table(name)
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([columns, *rows])
        return out.getvalue().encode()

    def called(self, code: str) -> str:
        each = self.raw.documents[f"states/{code.lower()}"]
        language = self.phrases.language
        return str((each.get("with_article") if language == "en" else None) or in_words(each["name"], language))

    def asked(self, *codes: str) -> str:
        """The question of the page of a state, or of two in an order."""
        return self.question(*codes) if codes[1:] else self.phrases.fill("question/state", state=self.called(*codes))

    def question(self, a: str, b: str) -> str:
        """What the page of a pair is called."""
        return self.phrases.fill("question/pair", a=self.called(a), b=self.called(b))

    def named(self, ref: str | list[str]) -> str:
        """What a slot shows of a ref, or of several, as text: a value, or the short name of what a file is about."""
        if isinstance(ref, list):
            return self.phrases.joined([self.named(each) for each in ref])
        if "#" in ref:
            return shown(self.raw.value(ref), None, self.phrases)
        data, folder = self.raw.documents[ref], ref.partition("/")[0]
        if folder in ("states", "relations"):
            return self.phrases.joined([self.called(code) for code in data.get("states", [data.get("code")])])
        if folder == "organizations":
            short = data.get("abbreviation") if self.phrases.language == "en" else None
            return str(short or in_words(data["name"], self.phrases.language))
        return str((data.get("also_known_as") or [data["title"]])[0] if folder != "conflicts" else data["title"])

    def _index(self, pages: dict[str, Any], entries: list[dict[str, Any]]) -> Iterator[Problem]:
        """The index for searching has of each page what it has to: one entry, or the words of each of its sections."""
        found: dict[str, list[dict[str, Any]]] = {}
        for entry in entries:
            address = entry["location"].partition("#")[0]
            page = f"{address}{HOME}" if not address or address.endswith("/") else address
            own = {key: squeezed(text) for key, text in entry.items()} if isinstance(pages.get(page), list) else entry
            found.setdefault(page, []).append(own)
        wanted = {page: each if isinstance(each, list) else [each] for page, each in pages.items() if page != LOST}
        for page in sorted(page for page in wanted | found if wanted.get(page) != found.get(page)):
            rest = [each for each in found.get(page, ()) if each not in wanted.get(page, ())]
            yield self.wrong(INDEX, f"says of {page} what that does not, or not all of it: {str(rest)[:200]}")

    def tags(self, page: str) -> list[str]:
        """The plain names by which the states of a page are found besides their own."""
        kind, codes = self.addresses.about(page)
        known = [self.raw.documents[f"states/{code.lower()}"] for code in codes if kind in ("states", "pairs")]
        names = {name for each in known for name in (in_words(each["name"]), *each.get("aliases", ()))}
        plain = {slug(name).replace("-", " ") for name in names}
        return sorted(plain - {in_words(each["name"]).lower() for each in known} - {""})

    def _map(self, pages: Iterable[str]) -> bytes:
        """The map of the site: every page, with the edition's day."""
        found = (PLACE.format(self.base.address + page.removesuffix(HOME), self.facts.day) for page in pages)
        return PLACES.format("".join(sorted(found))).encode()

    def wrong(self, name: str, what: str) -> Problem:
        return Problem(where=Location(f"{self.site.name}/{name}"), what=f"{name} {what}.", mend=MEND)


def sections(page: Page) -> list[dict[str, str]]:
    """What the index for searching has of a page that somebody wrote, squeezed: each heading, and the text below it."""
    tree = LexborHTMLParser((page.article.html if page.article else "") or "")
    for node in tree.css("[data-search-exclude], a.headerlink"):
        node.decompose()
    before, *parts = _HEADING.split((tree.body.html if tree.body else "") or "")
    address, found = page.path.removesuffix(HOME), list(zip(parts[::3], parts[1::3], parts[2::3], strict=True))
    if found and not squeezed(before):
        found[0] = ("", *found[0][1:])
    elif found:
        found.insert(0, ("", found[0][1], before))
    return [
        {"location": f"{address}#{id}" if id else address, "title": squeezed(said), "text": squeezed(text)}
        for id, said, text in found
    ]


def squeezed(html: str) -> str:
    """The words of a page without elements and spaces, as the index for searching is compared."""
    return "".join(_TAG.sub("", html).split())


def opened(text: str) -> str:
    """A text in which each sentence opens with a capital: a name may begin with its article."""
    head, stop, rest = text.partition(". ")
    return head[:1].upper() + head[1:] + stop + (opened(rest) if stop else "")


def packed(given: Callable[[], Any]) -> bytes:
    """Data as a file of JSON has it."""
    return json.dumps(given(), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
