"""Leads: each link leads to what its words name, or where the one who wrote the page has it lead."""

import re
from collections.abc import Iterator
from functools import cached_property
from posixpath import dirname, join

from selectolax.lexbor import LexborNode

from allies.audit.around import file
from allies.audit.beside import CALENDAR, Beside
from allies.audit.links import HOME, LOST, internal
from allies.audit.page import Page
from allies.audit.stands import THINGS
from allies.problems import Problem

_WRITTEN = re.compile(r"\[([^\]]*)\]\((?!(?!https?:|mailto:)[\w+.-]+:)([^)\s]+)\)")
_NAVIGATION = re.compile(r"^\s+- (?:([^:\n]+): )?(\S+\.md)$", re.MULTILINE)
FINDER = (
    '<form class="finder" id="finder" action="{up}pairs/" data-api="{up}api/v1/"{flags} data-close="{close}" '
    'data-closed="{closed}">\n<label>{one-state} <input type="text" name="a" list="finder-states" required="" '
    'autocomplete="off"></label>\n<label>{another-state} <input type="text" name="b" list="finder-states" required="" '
    'autocomplete="off"></label>\n<label>{day-asked} <input name="on" type="date"></label>\n'
    '<button class="md-button md-button--primary" type="submit">{ask}</button>\n<output aria-live="polite"></output>\n'
    '<datalist id="finder-states"></datalist>\n</form>'
)
Lead = tuple[str, str]  # the words of a link, and where it leads: the file of a page below the site, or an address


class Leads:
    """Where the links of pages have to lead."""

    def __init__(self, beside: Beside) -> None:
        self.docs, self.addresses, self.pairs = beside.docs, beside.addresses, beside.pairs
        self.beside, self.base = beside, beside.base
        self._written: dict[str, set[Lead] | None] = {}  # by the text of a page

    def problems(self, page: Page) -> Iterator[Problem]:
        """Every link of a page that leads elsewhere; those of maps, citations and sources are held where these are."""
        held = {
            node.mem_id for node in page.tree.css("figure a, nav.crumbs a, aside.reference a, a.cite, ol.sources a")
        }
        for node in page.tree.css("article a[href]"):
            if node.mem_id not in held and not self._right(page, node):
                href = node.attributes["href"] or ""
                what = f'The link "{_words(node)}" leads to {href}, which is not what its words name.'
                yield page.problem(f'href="{href}"', what)
        for mark, href in ((each, each.flags["disputed"]) for each in page.marks if "disputed" in each.flags):
            if href not in {f"#dispute-{re.sub('[#/]+', '-', each.ref)}" for each in (mark, *mark.inner)}:
                yield page.wrong(mark, f"is disputed, which leads to {href}.", "Lead to the dispute over it.")
        yield from (*self._missing(page), *self._forms(page))

    def _missing(self, page: Page) -> Iterator[Problem]:
        """The page of a pair leads to both states, that of a folder to everything in it, that for a missing one
        to where its text does."""
        (kind, codes), folder = self.addresses.about(page.path), dirname(page.path)
        states = self.addresses.states
        wanted = {f"{folder}/{id}/{HOME}" for id in self.addresses.facts.raw.folder(folder) if folder in THINGS}
        if kind == "states":
            wanted = {path for path, (_, code) in self.addresses.apart.items() if (code,) == codes}
        elif kind == "pairs" and not (self.docs / f"{folder}.md").is_file():
            wanted = {f"states/{states[code]}/{HOME}" for code in codes}
        elif page.path in (LOST, f"states/{HOME}"):
            every = {f"states/{name}/{HOME}" for name in states.values()}
            wanted = {path for _, path in self.written(LOST)} if page.path == LOST else every
        found = {
            internal(node.attributes["href"] or "", page.path, self.base) for node in page.tree.css("article a[href]")
        }
        for path in sorted(wanted - {each[0] for each in found if each}):
            yield page.problem("", f"The page does not lead to {path}.")

    def _forms(self, page: Page) -> Iterator[Problem]:
        """A finder is the phrasebook's, and asks the site's own data; the page for a missing address has one."""
        phrases, lost = self.beside.phrases.phrases, page.path == LOST
        up = self.base.path if lost else "../" * page.path.count("/")
        flags = ' data-lost=""' if lost else ' data-address=""' if page.path == f"pairs/{HOME}" else ""
        words = {name: phrases[f"label/{name}"] for name in ("one-state", "another-state", "day-asked", "ask")}
        said = {"close": phrases["cite/close"], "closed": phrases["ask/closed"]}
        wanted = FINDER.format(up=up, flags=flags, **said, **words)
        forms = [form.html for form in page.tree.css("form.finder")]
        if any(form != wanted for form in forms) or lost and not forms and (self.docs / "404.md").is_file():
            yield page.problem('class="finder"', "The finder is missing, or another than it has to be.")

    def _right(self, page: Page, node: LexborNode) -> bool:
        href, words = node.attributes["href"] or "", _words(node)
        files = {(mark.attributes["data-fact"] or "").partition("#")[0] for mark in node.css("[data-fact]")}
        up, classes = "../" * page.path.count("/"), (node.attributes.get("class") or "").split()
        path, _ = internal(href, page.path, self.base) or (href, "")
        if "disputed" in classes or (words, path) in self.parts:
            return True  # the first is held by the mark that it is about
        if len(files) == 1 and (file := files.pop()).startswith(("states/", *(f"{folder}/" for folder in THINGS))):
            return href in {f"{up}{address}" for address in self._pages(page, file)}
        if href.startswith("#"):
            return self._below(page, node, href[1:], words)
        if path in self.addresses.apart:
            folder, code = self.addresses.apart[path]
            about = self.addresses.about(page.path)
            return words == self.beside.phrases.phrases[f"line/{folder}-of"] and about == ("states", (code,))
        if not words:
            return path == HOME or page.path == LOST
        return (words, path) in self.everywhere or (words, path) in self.written(page.path)

    def _pages(self, page: Page, file: str) -> Iterator[str]:
        """The addresses of the pages about a thing, as a page may lead to it."""
        folder, _, id = file.partition("/")
        if folder != "states":
            yield f"{file}/"
            return
        code = self.addresses.facts.raw.folder("states")[id]["code"]
        if code in self.addresses.states:
            yield f"states/{self.addresses.states[code]}/"
        kind, about = self.addresses.about(page.path)
        if kind in ("states", "commitments", "ended"):
            yield self.beside.page_of(about[0], code)

    def _below(self, page: Page, node: LexborNode, anchor: str, words: str) -> bool:
        """Whether a link within a page leads to the heading that it stands in, or that has its words."""
        target = page.tree.css_first(f'[id="{anchor}"]')
        if target is None:
            return False
        own = node.parent is not None and node.parent.mem_id == target.mem_id
        return own or _words(target).removesuffix("¶").strip() == words

    def written(self, path: str) -> set[Lead]:
        """The links that the text of a page has."""
        name = path.removesuffix(f"/{HOME}").removesuffix(".html")
        for source in (f"{name}.md", f"{name}/index.md", f"{dirname(name)}/_any.md"):
            if source not in self._written:
                file = self.docs / source
                self._written[source] = _links(file.read_text("utf-8"), source) if file.is_file() else None
            if (found := self._written[source]) is not None:
                return found
        return set()

    def _part(self, path: str) -> str:
        """What the page of some sources or disputes is called, by the first and the last of them."""
        things, raw = self.addresses.parts[path], self.addresses.facts.raw
        files = [each.partition("#")[0] for each in things]
        kind = "sources" if path.startswith("sources/") else files[0].partition("/")[0]
        named = [raw.folder("sources")[id]["publisher"] for id in things] if kind == "sources" else []
        ends = named or [self.beside.named(file) for file in files]
        return self.beside.phrases.fill(f"part/{kind}", first=ends[0], last=ends[-1])

    @cached_property
    def parts(self) -> set[Lead]:
        """The links to the pages of sources and of disputes, by the first and the last thing on each."""
        return {(self._part(path), path) for path in self.addresses.parts}

    @cached_property
    def everywhere(self) -> set[Lead]:
        """The links of the navigation, and the questions that lead to the pages of pairs."""
        settings = (self.docs.parent / "mkdocs.yml").read_text("utf-8")
        asked = {(pair, f"{address}{HOME}") for pair, address in self.pairs.items()}
        questions = {(self.beside.question(*pair), path) for pair, path in asked}
        navigation = {(words, file(target)) for words, target in _NAVIGATION.findall(settings) if words}
        home = (self.docs / "index.md").read_text("utf-8")
        own = {(title, HOME) for title in re.findall(r"^(?:# |title: )(.+)$", home, re.MULTILINE)[:1]}
        registers = {(self.beside.phrases.phrases["line/registers"], f"registers/{HOME}")}
        registers.add((self.beside.phrases.phrases["line/calendar"], CALENDAR))
        return navigation | questions | own | registers


def _links(text: str, source: str) -> set[Lead]:
    """The links that a text of docs/ has."""
    found = _WRITTEN.findall(text)
    return {
        (" ".join(words.split()), target if "://" in target else file(join(dirname(source), target)))
        for words, target in found
    }


def _words(node: LexborNode) -> str:
    return " ".join(node.text().split())
