"""Around: what stands on a built page around its claims, changed: the way to it, how it is cited, the head."""

import re
from collections.abc import Iterator
from itertools import pairwise

from .pages import OTHERS, changed, page_kind
from .tree import Span
from .world import Mutant, World, drawn

_CRUMBS = re.compile(r"<nav class=\"crumbs\".*?</nav>", re.DOTALL)
_CITE = re.compile(r"<aside class=\"reference\".*?</aside>", re.DOTALL)
_SOURCES = re.compile(r"<ol class=\"sources.*?</ol>", re.DOTALL)
_DISPUTE = re.compile(r"<div id=\"dispute-.*?</div>", re.DOTALL)
_HEAD = re.compile(r"<head>.*?</head>", re.DOTALL)
_ENTRY = re.compile(r"<li id=\"source-(?:(?!\n<li id=).)*?(?=\n<li id=|\n</ol>)", re.DOTALL)
_WORDS = re.compile(r">\s*([^<>\s][^<>]*?)\s*<")
_META = re.compile(r'<(?:meta|link) [^<>]*?\b(?:property|name|rel)="([^"]+)"[^<>]*?\b(?:content|href)="([^"]+)"[^<>]*>')
_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
_WAY = re.compile(r"<nav class=\"md-nav md-nav--primary\".*?(?=<div class=\"md-content\")", re.DOTALL)
_STEP = re.compile(r"<li class=\"md-nav__item[^\"]*\">\s*<a href=\"([^\"]*)\".*?</li>", re.DOTALL)
_AROUND = {  # letters of what stands around an article, or all of it
    "class": re.compile(r"(?<=class=\")md-[^\"]+"),
    "beside": re.compile(r"<link rel=\"(?:prev|next)\"[^<>]*>"),
    "policy": re.compile(r"'sha256-[^']*'"),
    "depth": re.compile(r"(?<=\")\.\./(?=[a-z.])"),
    "space": re.compile(r"(?<=[a-z\"]) (?=[a-z-]+=\")"),
    "skip": re.compile(r"(?<=href=\"#)[^\"]*(?=\" class=\"md-skip)"),
}
_WHOLE = re.compile(r"<article\b.*?</article>", re.DOTALL)
_GIVEN = [
    f" {name}"
    for name in (
        'class="mermaid"',
        'class="footnote-backref"',
        'lang="ru"',
        'dir="rtl"',
        'role="none"',
        'tabindex="-1"',
        'data-md-color-scheme="slate"',
        'title="Malta"',
        "hidden",
    )
]
_LOST = "404.html"


def crumbs_changed(world: World) -> Iterator[Mutant]:
    """The way to a page: a name or a link of it changed, a step dropped, or all of it"""
    for path, part in _parts(world, _CRUMBS):
        yield world.mutant(path, part.span(), "", kind="whole")
        yield from _inside(world, path, part, re.compile(r"<li>.*?</li>"), 0, "step dropped", "")
        yield from _worded(world, path, part)
        yield from _linked(world, path, part)


def way_around_changed(world: World) -> Iterator[Mutant]:
    """The way around the site: a step dropped, told twice, or exchanged with another; or the lists of headings"""
    for path, part in _parts(world, _WAY):
        text, steps = world.text(path), list(_STEP.finditer(part[0]))
        for step, other in pairwise(steps):
            first, second = ((part.start() + each.start(), part.start() + each.end()) for each in (step, other))
            yield world.mutant(path, first, "", kind=f"{page_kind(world, path)} dropped")
            yield world.mutant(path, first, step[0] * 2, kind=f"{page_kind(world, path)} twice")
            new = other[0] + text[first[1] : second[0]] + step[0]
            yield world.mutant(path, (first[0], second[1]), new, kind=f"{page_kind(world, path)} exchanged")
        yield from _linked(world, path, part)


def spot_around_changed(world: World) -> Iterator[Mutant]:
    """Around the article: a class, an address, the next page, a rule for scripts or a space changed or dropped"""
    for path, part in _parts(world, re.compile(r"<!doctype.*?(?=<article)", re.DOTALL)):
        for kind, form in _AROUND.items():
            yield from _inside(world, path, part, form, 0, kind, None if kind in ("class", "skip") else "")


def element_changed(world: World) -> Iterator[Mutant]:
    """An element of an article: a class changed, dropped or added, an attribute added, another one in its place"""
    for path, part in _parts(world, _WHOLE):
        kind, text = page_kind(world, path), world.text(path)
        yield from _inside(world, path, part, re.compile(r'(?<= class=")[a-z][\w -]*'), 0, f"{kind} class")
        yield from _inside(world, path, part, re.compile(r' class="[^"]*"'), 0, f"{kind} class dropped", "")
        for found in re.compile(r"<(?:p|li|td|h2|span|table|ul|div|details|time)(?=>)").finditer(text, *part.span()):
            new = drawn(_GIVEN, path, found.start())
            yield world.mutant(path, (found.end(), found.end()), new, kind=f"{kind} {new}")
        for found in re.compile(r"<(figure|dl|h2|summary)\b.*?</\1>", re.DOTALL).finditer(text, *part.span()):
            new = (
                f"<details>\n<summary>The sources, with the words that they print</summary>\n{found[0]}\n</details>"
                if found[1] != "summary"
                else ""
            )
            yield world.mutant(path, found.span(), new, kind=f"{kind} {found[1]} folded")


def order_changed(world: World) -> Iterator[Mutant]:
    """What is written by hand: a section, paragraph, item or heading exchanged with the next, dropped, or told twice"""
    forms = (r"<h2 .*?(?=<h2 |</article>)", r"<(p|h2|ul)\b[^<>]*>(?:(?!<\1\b).)*?</\1>", r"<li>[^<>]*</li>")
    for path, part in _parts(world, _WHOLE):
        if re.match(r"site/(guides|decisions|checks)/", path):
            for number, form in enumerate(forms):
                blocks = [each.span() for each in re.compile(form, re.DOTALL).finditer(world.text(path), *part.span())]
                yield from (mutant for pair in pairwise(blocks) for mutant in _moved(world, path, *pair, number))


def _moved(world: World, path: str, one: Span, other: Span, number: int) -> Iterator[Mutant]:
    """Two blocks, one after the other: exchanged, the first one dropped, and told twice."""
    text = world.text(path)
    first, second = text[slice(*one)], text[slice(*other)]
    if first != second and re.search(r"[.?:](?=<|$)", first):
        yield world.mutant(
            path, (one[0], other[1]), second + text[one[1] : other[0]] + first, kind=f"{number} exchanged"
        )
        yield world.mutant(path, one, "", kind=f"{number} dropped")
        yield world.mutant(path, one, first * 2, kind=f"{number} twice")


def citation_block_changed(world: World) -> Iterator[Mutant]:
    """How a page is cited: its day, title or address changed, a line or a form of it dropped, or all of it"""
    for path, part in _parts(world, _CITE):
        yield world.mutant(path, part.span(), "", kind="whole")
        forms = re.compile(r"<h3>.*?(?=<h3>|</details>)", re.DOTALL)
        yield from _inside(world, path, part, forms, 0, "form dropped", "")
        lines = re.compile(r"(?<=\n)[^\n<>]+\n(?=[^<])")
        yield from _inside(world, path, part, lines, 0, "line dropped", "")
        digits, address = re.compile(r"\d+"), re.compile(r"https://[^\s<}]+")
        yield from _inside(world, path, part, digits, 0, "digits")
        yield from _inside(world, path, part, address, 0, "address")
        yield from _worded(world, path, part)
        yield from _linked(world, path, part)


def sources_listed_otherwise(world: World) -> Iterator[Mutant]:
    """The list of a page's sources: words, a link, a number or a way back changed, a source or its words dropped"""
    for path, part in _parts(world, _SOURCES):
        for entry in _ENTRY.finditer(part[0]):
            span = (part.start() + entry.start(), part.start() + entry.end() + 1)
            yield world.mutant(path, span, "", kind=f"{page_kind(world, path)} source dropped")
        printed = re.compile(r"<li data-supports.*?</li>\n?")
        yield from _inside(world, path, part, printed, 0, "words dropped", "")
        quotes = re.compile(r"<q\b[^<>]*>([^<>]+)</q>")
        yield from _inside(world, path, part, quotes, 1, "words changed")
        tokens = re.compile(r'\b(?:value|data-supports|data-line|id)="([^"]+)"')
        yield from _inside(world, path, part, tokens, 1, "attribute")
        yield from _worded(world, path, part)
        yield from _linked(world, path, part)


def dispute_told_otherwise(world: World) -> Iterator[Mutant]:
    """What is told of a dispute: the adopted value, a rival or its words changed or dropped, or all of it"""
    for path, part in _parts(world, _DISPUTE):
        yield world.mutant(path, part.span(), "", kind=f"{page_kind(world, path)} whole")
        rows = re.compile(r"<d[dt]>.*?</d[dt]>\n?")
        yield from _inside(world, path, part, rows, 0, f"{page_kind(world, path)} dropped", "")
        yield from _worded(world, path, part)
        yield from _linked(world, path, part)


def head_changed(world: World) -> Iterator[Mutant]:
    """What programs read in the head of a page: a title, a description, an address, a picture changed or dropped"""
    for path, head in _parts(world, _HEAD):
        for found in _META.finditer(head[0]):
            if found[1] not in ("viewport", "generator", "author", "prev", "next", "stylesheet", "icon"):
                kind, at = f"{page_kind(world, path)} {found[1]}", head.start()
                yield world.mutant(path, (at + found.start(), at + found.end()), "", kind=kind)
                new = drawn([changed(found[2], path), *OTHERS], path, found[1])
                yield world.mutant(path, (at + found.start(2), at + found.end(2)), new, kind=kind)


def page_data_changed(world: World) -> Iterator[Mutant]:
    """A value of the data in the head of a page (JSON-LD) changed, or an entry dropped, or all of them"""
    for path, data in _parts(world, _DATA):
        kind = page_kind(world, path)
        yield world.mutant(path, data.span(), "", kind=f"{kind} whole")
        values = re.compile(r'": "([^"]+)"')
        yield from _inside(world, path, data, values, 1, kind)
        entries = re.compile(r'"\w+": "[^"]+", ')
        yield from _inside(world, path, data, entries, 0, f"{kind} dropped", "")
        steps = re.compile(r', \{"@type": "ListItem"[^{}]*\}')
        yield from _inside(world, path, data, steps, 0, f"{kind} step dropped", "")


def lost_page_changed(world: World) -> Iterator[Mutant]:
    """The page of addresses that there are not: its words, its links, or the finder on it changed or dropped"""
    for path, part in _parts(world, _WHOLE, _LOST):
        yield from _worded(world, path, part)
        yield from _linked(world, path, part)
        whole = re.compile(r"<(form|label|input|output|datalist|ul|li|button)\b.*?(?:</\1>|(?=</))", re.DOTALL)
        yield from _inside(world, path, part, whole, 0, "dropped", "")
        attributes = re.compile(r'\b(action|data-api|name|list|type|data-closed|data-close|id)="([^"]+)"')
        yield from _inside(world, path, part, attributes, 2, "attribute")


def feed_changed(world: World) -> Iterator[Mutant]:
    """An entry of the feed dropped, or its words, its day, its address or its link changed"""
    for path in world.paths("feed.xml"):
        for entry in re.compile(r"\s*<entry>.*?</entry>", re.DOTALL).finditer(world.text(path)):
            yield world.mutant(path, entry.span(), "", kind="dropped")
            yield from _inside(world, path, entry, re.compile(r"\n\s*<[^/][^\n]*>(?=\n)"), 0, "line", "")
            yield from _worded(world, path, entry)
            yield from _linked(world, path, entry)


def _parts(world: World, form: re.Pattern[str], *only: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Each part of some form of the pages, with its page."""
    for path in world.paths(*(only or ("**/*.html",))):
        if "<article" in world.text(path):
            yield from ((path, found) for found in form.finditer(world.text(path)))


def _inside(
    world: World, path: str, part: re.Match[str], form: re.Pattern[str], group: int, kind: str, new: str | None = None
) -> Iterator[Mutant]:
    """An error for each spot of some form inside a part: other words there, or those given."""
    for found in form.finditer(world.text(path), *part.span()):
        other = changed(found[group], path, found.start()) if new is None else new
        yield world.mutant(path, found.span(group), other, kind=kind)


def _worded(world: World, path: str, part: re.Match[str]) -> Iterator[Mutant]:
    for found in _WORDS.finditer(world.text(path), *part.span()):
        if re.search(r"\w", found[1]):
            new = changed(found[1], path, found.start())
            yield world.mutant(path, found.span(1), new, kind=f"{page_kind(world, path)} words")


def _linked(world: World, path: str, part: re.Match[str]) -> Iterator[Mutant]:
    links = list(re.compile(r'\bhref="([^"]+)"').finditer(world.text(path), *part.span()))
    for link in links:
        others = sorted({each[1] for each in links} - {link[1]}) or [f"{link[1]}2"]
        new = drawn(others, path, link.start())
        yield world.mutant(path, link.span(1), new, kind=f"{page_kind(world, path)} link")
