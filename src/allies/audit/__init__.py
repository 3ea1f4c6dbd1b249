"""Audit: what is published, held against the raw facts, by code apart from what made it: it proves more than agreement.

From the ground up: `days` and `raw` (facts as plain data), `derivation` (what follows from them, in SQL: answers, what
pages have to say, what data has), `page` (HTML as passages that know what a mark carries), `phrases` (what may be
said); then the checks: `marks`, `citations`, `stands`, `links`, `leads`, `pictures`, `head`, and `beside` and
`dated` for what is no page. What is made of values alone is held whole, to the letter.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from html import escape, unescape
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborNode

from allies import parallel
from allies.audit.around import Around, led, titled
from allies.audit.beside import CALENDAR, FEED, Beside, Made, sections
from allies.audit.citations import Citations
from allies.audit.dated import calendar, feed
from allies.audit.derivation import Derivation
from allies.audit.head import Head
from allies.audit.leads import Leads
from allies.audit.links import HOME, LOST, Base, Ties, broken, loaded, orphans, safe, ties
from allies.audit.marks import Marks, is_name
from allies.audit.page import FLAGS, Mark, Page, Passage, differing, read_page
from allies.audit.phrases import FOLDER, PROSE, THEME, WITHIN, Part, Phrases
from allies.audit.pictures import pictures
from allies.audit.raw import RawFacts, read_facts
from allies.audit.stands import Addresses, stands
from allies.load import settings
from allies.problems import FactsError, Location, Problem

__all__ = ["audit"]

WORTH_SHARING = 100  # pages from which on a second process saves more time than it takes
NAMED = {  # the folder whose names a slot holds
    **dict.fromkeys(("state", "a", "b", "continues", "heir", "adjective", "to", "partners"), "states/"),
    **dict.fromkeys(("treaty", "treaties"), "treaties/"),
    **dict.fromkeys(("organization", "organizations"), "organizations/"),
    "publisher": "sources/",
    "first": "",
    "last": "",
    "copy_of": "sources/",
}
LOOSE = {"value", "name", "term", "printed", "title"}  # slots that hold a value or a name of any kind
HEADED = {  # what has to stand right below a heading, and below no other
    **{f"section/{way}": f'div.table-wrap:has([data-group="{way}"])' for way in ("bound", "disputed", "pending")},
    "section/related": "ul.related",
    "end/disputes": "dl.disputes",
    "end/sources": "details.sources-folded",
}
_TEXT = re.compile(r">([^<>]+)<")
_TITLE = re.compile(r"<title>([^<]*)</title>")
_DESCRIBED = re.compile(r'<meta name="description" content="([^"]*)">')
_FILE = re.compile(r"facts/[a-z]+/[a-z0-9-]+\.yaml|docs/examples/[a-z0-9-]+\.txt")


@dataclass
class Examined:
    """What the audit keeps of a page: its problems, and what can be judged only beside the other pages."""

    problems: list[Problem]
    path: str = ""
    tied: Ties | None = None
    said: set[str] = field(default_factory=set)  # the listed sentences that stand on it
    words: Any = None  # what is searched of it


def audit(site: Path, root: Path) -> list[Problem]:
    """Every problem in a built site, held against the facts of the repository at `root`; by file and line."""
    raw, problems = read_facts(root)
    if problems:
        return sorted(set(problems))
    try:
        examiner = Examiner(site, root, raw)
    except FactsError as error:
        return sorted(error.problems)
    pages = parallel.each(examiner.examine, sorted(site.rglob("*.html")), WORTH_SHARING)
    return sorted(set(examiner.judged(pages)))


ALIAS = (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
    'content="default-src \'self\'"><title>{title}</title><meta name="robots" content="noindex"><meta '
    'http-equiv="refresh" content="0; url=../{name}/"><link rel="canonical" href="../{name}/"></head><body>'
    '<a href="../{name}/">{title}</a></body></html>\n'
)


class Examiner:
    """Holds single pages of a site against the facts. Raises FactsError where the phrasebook cannot be read."""

    def __init__(self, site: Path, root: Path, raw: RawFacts) -> None:
        self.site, self.docs, self.raw = site, root / "docs", raw
        self.phrases = Phrases.read(root)
        self.facts = Derivation.of(raw, raw.edition)
        self.addresses = Addresses(self.facts)
        folders = {f"{path.parent.name}/": self._read(path) for path in site.glob(f"*/{HOME}")}
        titles = {folder: each.heading for folder, each in folders.items() if isinstance(each, Page)}
        home = self._read(site / HOME) if (site / HOME).is_file() else None
        self.base = Base.of(home) if isinstance(home, Page) else Base()
        self.beside = Beside(site, self.docs, self.addresses, self.phrases, self.base)
        self.head, self.marks = Head(self.beside, titles), Marks(self.facts, self.phrases)
        self.citations = Citations(self.marks, self.head.forge)
        self.leads = Leads(self.beside)
        way = settings(root).get("nav", [])
        pages = {path: (site / path).read_text("utf-8", "replace") for path in led(way) if (site / path).is_file()}
        self.way = Around(way, {path: titled(html) for path, html in pages.items()}, self.base)
        asked = [self.addresses.pairs.get(path.stem) for path in (self.docs / "pairs").glob("[!_]*.md")]
        questions = {self.beside.question(*pair) for pair in asked if pair}
        self.known = self.phrases.theme | self.phrases.words | questions
        facts = self.facts
        _ = facts.answers, facts.things, self.addresses.abouts, self.aliases  # for all processes

    def examine(self, path: Path) -> Examined:
        """Everything that can be said of one page by itself."""
        page = self._read(path)
        if isinstance(page, Problem):
            return Examined([page])
        tied = ties(page, self.base)
        if tied.is_alias:
            return Examined([], page.path, tied)
        name = page.path.removesuffix(f"/{HOME}") or page.path
        sources = (f"{name.removesuffix('.html')}.md", f"{name}/index.md")
        by_hand = [each for each in sources if (self.docs / each).is_file()]
        problems = [*self.marks.problems(page), *self.marks.claims(page), *safe(page)]
        problems += [*self.citations.problems(page), *self.leads.problems(page)]
        problems += [each for passage in page.passages for each in self._passage(page, passage)]
        problems += [each for source in by_hand[:1] for each in self._written(page, source)]
        apart = {each.stem for each in self.docs.joinpath(*name.split("/")[:2]).glob("*.md")}
        problems += [*stands(page, self.addresses, bool(by_hand), apart), *self._around(page, bool(by_hand))]
        problems += [*pictures(page, self.beside, self.head.blocks(page)), *self._shown(page)]
        problems += self._headed(page)
        words = sections(page) if by_hand else self.head.indexed(page)
        return Examined(problems, page.path, tied, page.said & self.phrases.prose.keys(), words)

    def judged(self, pages: Iterable[Examined]) -> Iterator[Problem]:
        """Every problem of the examined pages, of what they are beside one another, and of what stands beside them."""
        found = list(pages)
        known = {page.path: page.tied for page in found if page.tied}
        yield from (problem for page in found for problem in page.problems)
        yield from (*broken(self.site, known), *orphans(known), *self.styles())
        yield from self.unsaid(set().union(*(page.said for page in found)))
        words = {page.path: page.words for page in found if page.words is not None}
        aliases = {path for path, tied in known.items() if tied.is_alias}
        yield from self.beside.problems(words, dict.fromkeys(aliases) | self.made(words))

    def made(self, pages: Iterable[str]) -> Made:
        """What makes each file of a site with some pages, but for these and the index for searching."""
        told = {name: partial(tell, self.beside) for name, tell in ((FEED, feed), (CALENDAR, calendar))}
        return {**self.beside.made(pages), **told, **{old: text.encode for old, text in self.aliases.items()}}

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Each page that leads on to that of a state or pair, from every other address that this has or had."""
        moved = self.addresses.moved.items()
        there = ((old, *to) for old, to in moved if (self.site / old.partition("/")[0] / to[0] / HOME).is_file())
        made = {folder for folder in ("pairs", "states") if (self.docs / folder / "_any.md").is_file()}
        return {
            old: ALIAS.format(title=escape(self.beside.asked(*codes)), name=name)
            for old, name, codes in there
            if old.partition("/")[0] in made
        }

    def unsaid(self, said: set[str]) -> Iterator[Problem]:
        """Every listed sentence stands somewhere."""
        for sentence, line in self.phrases.prose.items():
            if sentence not in said and (self.site / HOME).is_file():
                what = f"The sentence {sentence!r} stands on no page of the site."
                yield Problem(where=Location(f"{FOLDER}/{PROSE}", line), what=what, mend="Build the site again.")

    def styles(self) -> Iterator[Problem]:
        """No stylesheet of the site loads anything."""
        for path in sorted(self.site.rglob("*.css")):
            if found := loaded(path.read_text("utf-8", "replace")):
                where = Location(f"{self.site.name}/{path.relative_to(self.site).as_posix()}")
                what = f"The stylesheet loads what does not stand in it, by {found}."
                yield Problem(where=where, what=what, mend="Write it into the stylesheet as data, or do without.")

    def _passage(self, page: Page, passage: Passage) -> Iterator[Problem]:
        """A passage is made of phrases, listed sentences and marks, each with what belongs to it."""
        parts = self.phrases.parts(passage)
        if parts is None:
            what = f'"{passage.text}" is no phrase, and not among the reviewed sentences.'
            start = passage.text[:40].split('"')[0].split("&")[0]
            yield page.problem(start, what, "Let a fact, a phrase or a derived claim say it, or list it.")
            return
        for at, part in enumerate(parts):
            page.shapes.append(self.phrases.shape(part.key))
            strange = {key: self._strange(key, part) for key in self.phrases.alike(part.key)}
            page.said |= {key for key, marks in strange.items() if not marks}
            if misfits := min(strange.values(), key=len):
                what = f"does not belong into {part.key!r}, where it stands."
                yield page.wrong(misfits[0], what, "Pull in what belongs there.")
            if part.key == "" and (claim := part.slots[""][0]).sort == "data-claim":
                yield from self._follows(page, claim, parts[at + 1] if at + 1 < len(parts) else None)

    def _written(self, page: Page, source: str) -> Iterator[Problem]:
        """What somebody wrote stands on its page whole and in its order, but for what stands in the head alone."""
        listed = self.phrases.written.get(f"docs/{source}", {}).values()
        wanted = [(self.phrases.shape(each), each) for each in listed]
        said = [each for each in page.shapes if each in dict(wanted)]
        front, _, rest = (self.docs / source).read_text("utf-8").partition("\n---\n")
        while rest and len(wanted) > len(said) and wanted[0][1] in front:
            wanted.pop(0)
        for one, other in differing(said, (shape for shape, _ in wanted)):
            yield page.problem(f"{one}"[:30], f"Of what docs/{source} says stands {one!r}, where {other!r} belongs.")

    def _headed(self, page: Page) -> Iterator[Problem]:
        """What belongs below a heading stands right below it, and there is no such heading without it."""
        alone = page.path in self.addresses.parts  # all of it is a list of disputes
        for key, form in HEADED.items() if not alone else [("end/sources", HEADED["end/sources"])]:
            words, found = self.phrases.phrases[key], page.tree.css(f"article > {form}")
            over = page.tree.css(f"article > h2:has(+ {form})") if found else ()
            every = [node for node in page.tree.css("article > h2") if _said(node) == words]
            if len(every) != bool(found) or found and words not in map(_said, over):
                yield page.problem(words, f'Below "{words}" does not stand what belongs there.')

    def _shown(self, page: Page) -> Iterator[Problem]:
        """What a page shows of a file is that file, letter by letter, and the file is a fact or an example."""
        for name, text in page.shown:
            path = self.docs.parent / name
            if not _FILE.fullmatch(name) or not path.is_file() or path.read_text("utf-8").strip() != text.strip():
                what = f"The text that the page shows is not that of a fact file or an example, {name!r}."
                yield page.problem(f'data-file="{name}"', what)

    def _strange(self, key: str, part: Part) -> list[Mark]:
        """The marks that do not belong into the slots of one phrase."""
        slots = [slot for slot in self.phrases.slots(key) if slot != WITHIN]
        filled = zip(slots, part.slots.values(), strict=False)
        return [mark for slot, marks in filled for mark in marks if not self._fits(slot, mark, key)]

    def _fits(self, slot: str, mark: Mark, key: str) -> bool:
        """Whether a mark belongs into a slot: a ref in a listed sentence, a name of its kind, or the value so
        called."""
        if not key or slot in LOOSE:
            return True
        if key in self.phrases.prose:
            target = slot.partition("(")[0]
            return (
                mark.ref == slot or mark.ref.startswith((f"{slot}/", f"{slot}#")) or "/" not in target or "." in target
            )
        if slot in NAMED:
            return mark.file.startswith(NAMED[slot]) and (is_name(mark.ref) or slot in mark.ref)
        if mark.sort == "data-claim":
            return slot == mark.ref
        steps = mark.ref.partition("#/")[2].split("/")
        return slot in steps[-2:] or slot in ("since", "signed") and steps[-1] in ("joined", "since", "signed")

    def _follows(self, page: Page, claim: Mark, after: Part | None) -> Iterator[Problem]:
        """After a contest stands why."""
        slots: dict[str, list[Mark]] = after.slots if after is not None else {}
        mark = next(iter(slots.get("because") or slots.get("") or []), None)
        ref, treaty = mark.ref if mark else "", f"treaties/{claim.get('treaty')}#"
        if claim.ref == "contest" and not (ref.startswith(treaty) and ("because" in ref or "/contested" in ref)):
            yield page.wrong(claim, "is not followed by the reason.", "Show why it is contested after it.")

    def _around(self, page: Page, by_hand: bool) -> Iterator[Problem]:
        """The title, the descriptions and the words around the article are the page's own, or the theme's."""
        known = frozenset(self.known | {page.heading, *(passage.text for passage in page.passages)})
        named = self.head.title(*self.addresses.about(page.path)) or page.heading
        own = {named, *(self.known if by_hand or page.path == LOST else ())}
        title, content = (unescape("".join(form.findall(page.html)[:1])).strip() for form in (_TITLE, _DESCRIBED))
        parts = title.removesuffix(f" - {self.beside.name}")
        if parts not in own or page.heading != named:
            what = f'The title is "{title}", the heading "{page.heading}"; what the page is about is called "{named}".'
            yield page.problem("<title>", what, "Make them the same.")
        gist = {self.head.gist(page)} - {""}
        if content not in (gist or own | self.phrases.theme):
            mend = "Use what the page is about, its heading, or a listed sentence."
            yield page.problem('name="description"', f'The description is "{content}".', mend)
        page.said |= {parts, content}
        yield from self._furniture(page, known | gist, parts, self.head.machines(page, parts, content))

    def _furniture(self, page: Page, known: frozenset[str], title: str, told: list[str]) -> Iterator[Problem]:
        """Around the article stands what has to be `told` to machines, the way around the site, and what the theme has,
        to the letter; in attributes, the theme's words, titles and sentences of the page."""
        mend = f"Take it out; if a new theme brought it, list it in {FOLDER}/{THEME}."
        for each in (each for each in told if each not in page.html):
            yield page.problem("</title>", f"The page does not tell machines {each!r}.")
        own = [found[0] for form in (_TITLE, _DESCRIBED) if (found := form.search(page.html))]
        lost, digest = self.way.rest(page, title, own + told)
        for each in lost:
            yield page.problem("</head>", f"Around the article is missing {each!r}.")
        kind = "home" if page.path == HOME else "page"
        if not {f"page {digest}", f"{kind} {digest}"} & self.phrases.theme:
            yield page.problem("</head>", f"What stands around the article ({kind} {digest}) is not the theme's.", mend)
        outside = page.html.partition("<article")[0] + page.html.rpartition("</article>")[2]
        page.said |= {" ".join(unescape(text).split()) for text in _TEXT.findall(outside)}
        texts = {" ".join(text.split()) for text in set(page.spoken) - known}
        for text in sorted(text for text in texts - known if any(map(str.isalnum, text)) and text not in FLAGS):
            what = f'"{text}" stands in an attribute, and is not the theme\'s.'
            yield page.problem(text[:40], what, mend)

    def _read(self, path: Path) -> Page | Problem:
        relative = path.relative_to(self.site).as_posix()
        location = f"{self.site.name}/{relative}"
        try:
            return read_page(path.read_text("utf-8"), relative, location)
        except (UnicodeDecodeError, RecursionError) as error:  # in another encoding, or nested beyond all measure
            return Problem(where=Location(location), what=f"The page cannot be read: {error}.", mend="Build it again.")


def _said(node: LexborNode) -> str:
    return node.text().removesuffix("¶").strip()
