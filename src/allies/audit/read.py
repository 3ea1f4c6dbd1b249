"""Read: the HTML of one page becomes its passages, marks, citations and sources."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from selectolax.lexbor import LexborNode

from allies.audit.page import MARKS, SPOKEN, Block, Cite, Mark, Page, Passage, Row, Source

ARTICLE = ".md-banner, .md-content__inner"
UNREAD = {"script", "style", "template", "code", "pre"}
BLOCKS = set("p li tr dd dt caption figcaption summary h1 h2 h3 h4 h5 h6 blockquote".split())
FLOW = BLOCKS | set(
    "address article aside body center details div dl fieldset figure footer form header hgroup hr label legend main menu nav ol "
    "option section table tbody td tfoot th thead ul".split()
)

_ESCAPED = re.compile(r"[&<>\"'\n\u00a0]")
_SPACE = re.compile(r"\s+")
_IGNORED = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")  # characters that nobody sees
_NUMBER_OF_CITE = re.compile(r"\[?\d+\]?")


def read_page(html: str, path: str, location: str) -> Page:
    """The page in an HTML text. Raises RecursionError for elements nested beyond all measure."""
    page = Page(path, location, html)
    for node in page.tree.css("title"):
        if node.parent.tag == "head":
            _attribute(page, "title", node.text(), before="<title>")
    for node in page.tree.css("meta[content]"):
        name = node.attributes.get("name") or node.attributes.get("property") or ""
        if re.search(r"(^|:)(description|title|alt)$", name):
            _attribute(page, "description", node.attributes["content"] or "", before='content="')
    articles = page.tree.css(ARTICLE)
    if not page.tree.css_matches(".md-content__inner"):
        articles = [page.tree.body] if page.tree.body else []
    for article in articles:
        _Reader(page).read(article)
    return page


@dataclass(frozen=True)
class _Place:
    """Where in the page the reader is."""

    block: Block
    kind: str = "article"
    item: str | None = None
    in_dispute: bool = False
    heads: dict[int, list[Passage]] = field(default_factory=dict)
    row: Row | None = None
    column: list[Passage] = field(default_factory=list)
    lead: Passage | None = None


class _Reader:
    """Walks an article in reading order."""

    def __init__(self, page: Page) -> None:
        self.page, self.place = page, _Place(Block("article"))
        self.mark: Mark | None = None
        self.definitions, self.defines = 0, False  # how many definitions are open; whether the passage holds one
        self.passage, self.pieces, self.length = Passage(), [], 0

    def read(self, article: LexborNode) -> None:
        self._children(article)
        self._flush()

    def _children(self, node: LexborNode) -> None:
        for child in node.iter(include_text=True):
            if child.is_text_node:
                self._text(child.text_content)
            elif child.is_element_node and child.tag not in UNREAD:
                self._element(child)

    def _element(self, node: LexborNode) -> None:
        attributes = node.attributes
        classes = (attributes.get("class") or "").split()
        if self._is_furniture(node, attributes, classes):
            return
        for name in SPOKEN:
            if attributes.get(name):
                _attribute(self.page, f"{name} attribute", attributes[name])
        if any(name in attributes for name in MARKS):
            self._marked(node, attributes)
        elif node.tag in FLOW or "md-button" in classes:
            self._flow(node, attributes, classes)
        elif node.tag == "br":
            self._break()
        else:
            self._defining(node, attributes)

    def _is_furniture(self, node: LexborNode, attributes: dict, classes: list[str]) -> bool:
        """Citations, flags and the site generator's own links: they are recorded, and their text is not read."""
        if node.tag not in ("a", "span"):
            return False
        text, target = node.text().strip(), attributes.get("href") or ""
        if "cite" in classes:
            cite = Cite(
                target.removeprefix("#source-") if target.startswith("#source-") else "",
                text.strip("[]"),
                f'href="{target}"',
            )
            self.place.block.cite(cite.source)
            self.page.cites.append(cite)
        if "cite" in classes or "footnote-ref" in classes:
            return _NUMBER_OF_CITE.fullmatch(text) is not None
        if "headerlink" in classes or "footnote-backref" in classes:
            return not any(map(str.isalnum, text))
        return text == ("disputed" if node.tag == "a" else "unconfirmed") and text in classes

    def _marked(self, node: LexborNode, attributes: dict) -> None:
        place, sort = self.place, next(name for name in MARKS if name in attributes)
        mark = Mark(
            sort,
            attributes[sort] or "",
            node.tag,
            attributes,
            self.passage,
            place.block,
            self.mark,
            place.item,
            place.in_dispute,
            self.length,
        )
        (self.mark.inner if self.mark else self.passage.marks).append(mark)
        self.page.marks.append(mark)
        self.mark = mark
        self._defining(node, attributes)
        self.mark = mark.outer
        mark.end = self.length
        mark.flags = set(_flags_after(node))

    def _flow(self, node: LexborNode, attributes: dict, classes: list[str]) -> None:
        self._break()
        before, filled = self.place, len(self.place.row.passages) if self.place.row else 0
        self.place = self._inside(node, attributes, classes)
        self._defining(node, attributes)
        self._break()
        if node.tag in ("td", "th") and before.row:
            _close_cell(before.row, attributes, before.row.passages[filled:])
        self.place = before

    def _inside(self, node: LexborNode, attributes: dict, classes: list[str]) -> _Place:
        """The place of what stands directly in an element."""
        place, tag, id = self.place, node.tag, attributes.get("id") or ""
        if tag in BLOCKS or "card" in classes:
            place = replace(place, block=Block("card" if "card" in classes else tag, place.block))
        if tag in ("td", "th", "dt") or tag in BLOCKS and place.kind not in ("td", "th", "dt"):
            place = replace(place, kind=tag)
        if tag == "li" and id.startswith("source-"):
            place = replace(place, item=id.removeprefix("source-"))
            self.page.sources.setdefault(place.item, _source(node, place.item))
        if id.startswith("dispute-"):
            place = replace(place, in_dispute=True)
        last = self.page.passages[-1] if self.page.passages else None
        match tag:
            case "table":
                return replace(place, heads={}, row=None)
            case "tr":
                return replace(place, row=Row(node.parent.tag == "thead", place.heads))
            case "td" | "th" if place.row and not place.row.is_head:
                return replace(place, column=place.heads.get(place.row.width, []))
            case "ul" | "ol" if last and last.text.endswith(":") and last.kind != "td":
                return replace(place, lead=last)
            case "dd":
                return replace(
                    place,
                    lead=next((passage for passage in reversed(self.page.passages) if passage.kind == "dt"), None),
                )
        return place

    def _defining(self, node: LexborNode, attributes: dict) -> None:
        """What stands in an element, with an eye to whether it is a definition."""
        opens = "data-definition" in attributes
        self.definitions += opens
        self.defines |= opens
        self._children(node)
        self.definitions -= opens

    def _text(self, text: str | None) -> None:
        html, text = _start(text or ""), _SPACE.sub(" ", _IGNORED.sub("", text or ""))
        if text.startswith(" ") and (not self.length or self.pieces[-1].endswith(" ")):
            text = text[1:]
        if text:
            if not self.mark:
                self.passage.html = self.passage.html or html
            self.pieces.append(text)
            self.length += len(text)

    def _break(self) -> None:
        """The border of a passage; within a mark, which no border may cut, a space."""
        if self.mark:
            self._text(" ")
        else:
            self._flush()

    def _flush(self) -> None:
        passage, place = self.passage, self.place
        passage.text = "".join(self.pieces).rstrip()
        if passage.text:
            passage.kind, passage.row, passage.column, passage.lead = place.kind, place.row, place.column, place.lead
            passage.definition = self.defines or self.definitions > 0
            self.page.passages.append(passage)
            if place.row:
                place.row.passages.append(passage)
        self.passage, self.pieces, self.length, self.defines = Passage(), [], 0, False


def _close_cell(row: Row, attributes: dict, passages: list[Passage]) -> None:
    wide = attributes.get("colspan") or "1"
    start, row.width = row.width, row.width + (min(int(wide), 100) if wide.isdecimal() else 1)
    if row.is_head:
        for column in range(start, row.width):
            row.heads.setdefault(column, []).extend(passages)


def _attribute(page: Page, kind: str, text: str, before: str = "") -> None:
    html, text = before + _start(text), _SPACE.sub(" ", _IGNORED.sub("", text)).strip()
    if text:
        page.passages.append(Passage(kind, text, html))


def _start(text: str) -> str:
    """The first words of a text, as far as they surely stand in the HTML as they are."""
    return _ESCAPED.split(text.strip())[0][:40]


def _flags_after(node: LexborNode) -> Iterator[str]:
    """The flags that follow an element, before any other word."""
    while (node := node.next) is not None:
        text = node.text_content if node.is_text_node else node.text()
        classes = [] if node.is_text_node else (node.attributes.get("class") or "").split()
        if flags := {"disputed", "unconfirmed"} & set(classes):
            yield from flags
        elif node.tag != "sup" and any(map(str.isalnum, text or "")):
            return


def _source(node: LexborNode, id: str) -> Source:
    place = None
    if node.parent.tag == "ol":
        place, before = 1, node.prev
        while before is not None:
            place, before = place + (before.tag == "li"), before.prev
    return Source(id, place, [link.attributes for link in node.css("a[href]")], _SPACE.sub(" ", node.text()))
