"""Citations: numbered in reading order, leading to the words relied on and back, in a list that is as it has to be, to
the letter."""

import re
from collections import defaultdict
from collections.abc import Iterator
from html import escape
from itertools import chain, count, product
from string import ascii_lowercase

from selectolax.lexbor import LexborNode

from allies.audit.marks import Marks
from allies.audit.page import Mark, Page, differing
from allies.audit.raw import RawFacts, first_date
from allies.problems import Problem

SCRIPT = "assets/citations.js"
SAID = {"close": "cite/close", "see": "cite/see", "report": "cite/report", "listed": "cite/listed"}
OWN = ("publisher", "copy_of", "kind", "language", "read")  # what the list says of a source, besides its title
_MARK = re.compile(
    r'<li id="source-([^"]*)|<(span|data|time|q)\b[^<>]*\bdata-(?:fact|evidence)="([^"<>]*)"[^<>]*>[^<>]*</\2>'
)
_EMPTY = re.compile(r'<ul class="printed">\s*</ul>')
_ROW = re.compile(r'data-evidence="([^"]*)"')
Seen = dict[str, list[str]]  # by source, the ids of its citations, in the order in which it is cited first


class Citations:
    """What the citations of pages and their lists of sources have to be."""

    def __init__(self, marks: Marks, forge: str) -> None:
        self.marks, self.raw, self.phrases, self.forge = marks, marks.raw, marks.phrases, forge
        self._known: dict[str, list[str]] = {}

    def problems(self, page: Page) -> Iterator[Problem]:
        """The citations of a page open to what stands behind each value, and without a script lead there and back."""
        seen: Seen = defaultdict(list)
        yield from self._numbered(page, seen)
        lists, listed = page.tree.css("ol.sources"), set[str]()
        for node in lists:
            listed |= set(_ROW.findall(node.html or ""))
            found = filter(None, map(str.strip, self._unmarked(node.html or "").split("\n")))
            for one, other in differing(found, self._list(node, seen, listed)):
                snippet = (one or "")[:20].partition("{")[0]
                yield page.problem(snippet, f"The list of sources has {one!r}, where the facts give {other!r}.")
        for mark in page.marks:
            for source in mark.cited:
                left = _relied(mark, source, self.raw)
                if left and not left & listed:
                    what = f"cites {source}, and the list of sources leaves out its words ({min(left)})."
                    yield page.wrong(mark, what)
        sources = [node.attributes.get("src") or "" for node in page.tree.css("script[src]")]
        if seen and (not lists or not any(each.endswith(SCRIPT) for each in sources)):
            yield page.problem("</body>", f"The page has citations, and no list of sources, or does not load {SCRIPT}.")

    def _unmarked(self, html: str) -> str:
        """A list of sources with the ref of each mark in its place, where the mark is as it has to be."""
        sources = [""]

        def ref(found: re.Match[str]) -> str:
            if found[1]:
                sources.append(found[1])
                return found[0]
            whole = f"sources/{sources[-1]}{found[3]}" if found[3].startswith("#") else found[3]
            right = self.marks.html(whole, found[3]) if self.raw.has(whole) else ()
            return f"{{{found[3]}}}" if found[0] in right else found[0]

        return _MARK.sub(ref, _EMPTY.sub("", html))

    def _numbered(self, page: Page, seen: Seen) -> Iterator[Problem]:
        """The citations have their numbers in reading order; takes note of each in `seen`."""
        for node in page.tree.css("a.cite"):
            source = (node.attributes.get("href") or "").removeprefix("#source-")
            seen[source].append(node.attributes.get("id") or "")
            number, time = str([*seen].index(source) + 1), len(seen[source])
            if (node.text().strip(), seen[source][-1]) != (number, f"cite-{number}" + f"-{time}" * (time > 1)):
                yield page.problem('class="cite"', f"A citation of {source} is not numbered {number}, time {time}.")

    def _list(self, node: LexborNode, seen: Seen, rows: set[str]) -> Iterator[str]:
        """Each line of a list of sources, a mark as the ref that it names: of those that the page cites with their
        `rows`, or of all that it has."""
        if "sources--all" in (node.attributes.get("class") or ""):
            yield '<ol class="sources sources--all" data-search-exclude="">'
            for id in (str(item.attributes.get("id")).removeprefix("source-") for item in node.css("li[id]")):
                yield from (f'<li id="source-{id}">', *self._source(id))
                noted = "note" in self.raw.folder("sources").get(id, ())
                yield "<br><small>{#/note}</small></li>" if noted else "</li>"
        else:
            said = {key: self.phrases.phrases[name] for key, name in (*SAID.items(), ("disputed", "end/disputes"))}
            said |= {"forge": self.forge} if self.forge else {}
            attributes = "".join(f' data-{key}="{escape(text)}"' for key, text in said.items())
            yield f'<ol class="sources" data-search-exclude=""{attributes}>'
            for number, (id, times) in enumerate(seen.items(), 1):
                title, *line = self._source(id)
                printed = [row for ref in sorted(rows) for row in self._row(ref, id)]
                yield from (f'<li id="source-{id}" value="{number}">', title)
                yield " ".join([*line, self._back(times)])
                yield from ['<ul class="printed">', *printed, "</ul>"] if printed else []
                yield "</li>"
        yield "</ol>"

    def _back(self, ids: list[str]) -> str:
        """What leads from a source back to each of its citations."""
        label = f'aria-label="{escape(self.phrases.phrases["cite/back"])}"'
        if not ids[1:]:
            return f'<a class="back" href="#{ids[0]}" {label}>↑</a>'
        letters = map("".join, chain.from_iterable(product(ascii_lowercase, repeat=size) for size in count(1)))
        links = (f' <a href="#{id}">{letter}</a>' for id, letter in zip(ids, letters, strict=False))
        return f'<span class="back" role="group" {label}>↑{"".join(links)}</span>'

    def _source(self, id: str) -> list[str]:
        """The title of a source, leading to where it was read, and what it is."""
        if id not in self._known:
            data = self.raw.folder("sources").get(id, {})
            title = self.phrases.fill("source/unlinked", title="{#/title}", no_link="{#/no_link}")
            if link := data.get("link"):
                title = f'<a href="{escape(link)}" rel="noopener external">{{#/title}}</a>'
            kind = "source/copy" if "copy_of" in data else "source/of"
            self._known[id] = [f"{title}<br>", self.phrases.fill(kind, **{key: f"{{#/{key}}}" for key in OWN})]
        return self._known[id]

    def _row(self, ref: str, source: str) -> Iterator[str]:
        """The words of a row of a source, with what they support, and the columns of a table."""
        row = self.raw.value(ref) if self.raw.has(ref) else {}
        if row.get("source") == source:
            name, _, pointer = ref.partition("#")
            supports = row.get("supports") or first_date(self.raw.value(ref.rpartition("/evidence/")[0]))
            names = self.raw.value(f"sources/{source}#").get("columns", ())
            marked = self.phrases.joined([f"{{#/columns/{at}}}" for at in range(len(names))])
            told = f"<br><small>{self.phrases.fill('cite/columns', columns=marked)}</small>"
            columns = told if names and len(names) == len(row.get("printed", "").split(",")) else ""
            place = f'data-supports="{supports}" data-line="{self.raw.lines[name].get(pointer)}"'
            yield f"<li {place}>{{{ref}}}{columns}</li>"


def _relied(mark: Mark, source: str, raw: RawFacts) -> set[str]:
    """The rows of a source that print the value of a mark; for a text, any of its entry; for a quotation, itself or
    those of the source that say the same."""
    if not raw.has(mark.ref) or mark.sort == "data-claim":
        return set()
    row = raw.value(mark.ref) if mark.sort == "data-evidence" else {}
    if row.get("source") == source:
        return {mark.ref}
    ref, _, entry = mark.ref.partition("/evidence/")
    holder = raw.holder(f"{ref}/{row.get('supports') or first_date(raw.value(ref))}" if entry else mark.ref)
    if holder is None:
        return set()
    own = [row for row in holder.supporting if row["source"] == source] or holder.rows
    return {
        f"{holder.ref}/evidence/{at}"
        for at, row in enumerate(holder.rows)
        if row in own and row["source"] == source and "printed" in row
    }
