"""Pages: built pages changed afterwards, in what they say, leave out, hide, and point to."""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape

from .prose import NAMED, NAMELESS
from .world import Edit, Mutant, World, drawn, shown

OTHERS = ("Are Serbia and Kosovo allies?", "Serbia and Kosovo are allies", "Allies of Canada and Denmark")
HIDING = ("hidden", 'aria-hidden="true"', 'style="display:none"', 'style="visibility:hidden"', 'style="font-size:0"')
HIDING += ('style="position:absolute;left:-9999px"', "inert", 'style="opacity:0"', 'class="md-toggle"')
WRAPS = (
    ("<template>", "</template>"),
    ("<details><summary>More</summary>", "</details>"),
    ("<noscript>", "</noscript>"),
)
WRAPS += (("<!--", "-->"), ("<dialog>", "</dialog>"))
OPERANDS = ("a", "b", "state", "treaty", "organization", "on", "of", "source")

_ARTICLE = re.compile(r"<article\b.*?</article>", re.DOTALL)
_MARK = re.compile(r"<(time|data|span)\b([^<>]*\bdata-(?:fact|claim|evidence)=\"[^\"]*\"[^<>]*)>([^<>]+)</\1>")
_BLOCK = re.compile(r"<(p|li|tr|dd|blockquote)\b[^<>]*>(?:(?!<\1\b).)*?</\1>", re.DOTALL)
_CITES = re.compile(r"(<sup>)?(?:<a\b[^<>]*\bclass=\"cite\"[^<>]*>[^<>]*</a>\s*)+(?(1)</sup>)")
_LINK = re.compile(r"<a\b[^<>]*\bhref=\"([^\"]+)\"[^<>]*>")
_ATTRIBUTE = re.compile(r"<(?!meta\b)\w[^<>]*\s(alt|aria-label|title|placeholder)=\"([^\"]*)\"")
_NEGATION = re.compile(r"\b(not |never |No\. |no |none of |None of |neither )", re.IGNORECASE)


def nameless_sentence(world: World) -> Iterator[Mutant]:
    """A sentence without a name added to the article"""
    yield from _added(world, NAMELESS, _in_article)


def named_sentence(world: World) -> Iterator[Mutant]:
    """A claim about named states added to the article"""
    yield from _added(world, NAMED, _in_article)


def sentence_beside_the_article(world: World) -> Iterator[Mutant]:
    """A sentence without a name added to the header, the footer or the navigation"""
    yield from _added(world, NAMELESS, _around)


def claim_deleted(world: World) -> Iterator[Mutant]:
    """The paragraph of the verdict, or of the first claim of a page, deleted"""
    for path, text, start, end in _articles(world):
        block = next((each for each in _BLOCK.finditer(text, start, end) if "data-claim=" in each[0]), None)
        if block:
            yield world.mutant(path, block.span(), "", kind=page_kind(world, path))


def row_deleted(world: World) -> Iterator[Mutant]:
    """A row of a table or an item of a list deleted"""
    for path, block in _blocks(world, "tr", "li"):
        if '<th scope="col"' not in block[0]:
            yield world.mutant(path, block.span(), "", kind=page_kind(world, path) + block[1])


def citations_deleted(world: World) -> Iterator[Mutant]:
    """The citations of a fact or a claim deleted"""
    for path, text, start, end in _articles(world):
        for found in _CITES.finditer(text, start, end):
            yield world.mutant(path, found.span(), "", kind=page_kind(world, path))


def hidden_by_attribute(world: World) -> Iterator[Mutant]:
    """A claim hidden by an attribute or an inline style"""
    for path, block in _blocks(world, "p", "tr", "li", "dd"):
        at = block.start() + 1 + len(block[1])
        yield world.mutant(path, (at, at), " " + drawn(list(HIDING), path, at), kind=page_kind(world, path))


def hidden_by_markup(world: World) -> Iterator[Mutant]:
    """A claim put into a template, folded away, or commented out"""
    for path, block in _blocks(world, "p"):
        before, after = drawn(list(WRAPS), path, block.start())
        new = before + block[0] + after
        yield world.mutant(
            path, block.span(), new, kind=page_kind(world, path), said=f"{shown(block[0])} → {before}…{after}"
        )


def hidden_by_stylesheet(world: World) -> Iterator[Mutant]:
    """A claim hidden by a style element, by a stylesheet of the site, or by an added one"""
    [home] = world.paths("assets/allies.css")
    end = len(world.text(home))
    for path, block in _blocks(world, "p", "table", "tr", "li"):
        text, rule = world.text(path), f"{_selector(block)}{{{drawn(['display:none', 'visibility:hidden'], path)}}}"
        head, way = text.index("</head>"), drawn(["element", "added", "own"], path, block.start())
        if way == "element":
            yield world.mutant(path, (head, head), f"<style>{rule}</style>", kind=way)
        elif way == "added":
            sheet = Edit(f"{world.prefix}assets/extra.css", (0, 0), rule)
            link = f'<link rel="stylesheet" href="{_up(world, path)}assets/extra.css">'
            yield world.mutant(path, (head, head), link, sheet, kind=way, said=f"no stylesheet → {rule}")
        else:
            yield world.mutant(home, (end, end), f"\n{rule}\n", kind=way)


def text_by_stylesheet(world: World) -> Iterator[Mutant]:
    """Text put on a page by CSS"""
    [home] = world.paths("assets/allies.css")
    end = len(world.text(home))
    for path, block in _blocks(world, "p", "li", "dd"):
        said = drawn(["not ", "secretly allied. ", "Denounced. ", "until 1999"], path, block.start())
        rule = f'{_selector(block)}::{drawn(["before", "after"], path)}{{content:"{said}"}}'
        head = world.text(path).index("</head>")
        yield world.mutant(path, (head, head), f"<style>{rule}</style>", kind="element")
        yield world.mutant(home, (end, end), f"\n{rule}\n", kind="own")


def label_changed(world: World) -> Iterator[Mutant]:
    """A label that CSS shows changed (data-label)"""
    for path, text, start, end in _articles(world):
        for found in re.compile(r'data-label="([^"]*)"').finditer(text, start, end):
            new = drawn(
                [each for each in ("Until", "Bound from", "Denounced", "Against") if each != found[1]],
                path,
                found.start(),
            )
            yield world.mutant(path, found.span(1), new, kind=page_kind(world, path))


def title_of_others(world: World) -> Iterator[Mutant]:
    """The title or the description of a page names other states"""
    for path in _html(world):
        for found in re.compile(r'<title>([^<]*)|<meta name="description" content="([^"]*)').finditer(world.text(path)):
            yield world.mutant(
                path, found.span(1 if found[1] else 2), drawn(list(OTHERS), path), kind=page_kind(world, path)
            )


def attribute_of_others(world: World) -> Iterator[Mutant]:
    """An attribute that readers see or hear (alt, aria-label, title, placeholder) names other states"""
    for path, text, start, end in _articles(world):
        for found in _ATTRIBUTE.finditer(text):
            yield world.mutant(path, found.span(2), drawn(list(OTHERS), path, found.start()), kind=found[1])
        for block in _BLOCK.finditer(text, start, end):
            name, at = drawn(["title", "aria-label", "alt"], path, block.start()), block.start() + 1 + len(block[1])
            new = f' {name}="{drawn(list(OTHERS), path)}"'
            yield world.mutant(path, (at, at), new, kind=f"{name} added")


def mark_text_changed(world: World) -> Iterator[Mutant]:
    """What a mark shows changed"""
    for path, mark in _marks(world):
        yield world.mutant(path, mark.span(3), changed(mark[3], path, mark.start()), kind=page_kind(world, path))


def mark_value_changed(world: World) -> Iterator[Mutant]:
    """The machine-readable value of a mark changed"""
    for path, mark in _marks(world):
        found = re.search(r'\b(?:datetime|value|data-value|data-evidence)="([^"]*)"', mark[2])
        if found:
            span = (mark.start(2) + found.start(1), mark.start(2) + found.end(1))
            yield world.mutant(path, span, changed(found[1], path, mark.start()), kind=page_kind(world, path))


def mark_pointer_changed(world: World) -> Iterator[Mutant]:
    """A mark points to another value of the same kind"""
    pointers: dict[str, list[str]] = {}
    found = [(path, mark, ref) for path, mark in _marks(world) if (ref := re.search(r'data-fact="([^"]+)"', mark[2]))]
    for _, _, ref in found:
        pointers.setdefault(re.sub(r"/[a-z0-9-]+#|[A-Z]{3}|\d", "", ref[1]), []).append(ref[1])
    for kind, refs in pointers.items():
        pointers[kind] = sorted(set(refs))
    for path, mark, ref in found:
        others = [each for each in pointers[re.sub(r"/[a-z0-9-]+#|[A-Z]{3}|\d", "", ref[1])] if each != ref[1]]
        if others:
            span = (mark.start(2) + ref.start(1), mark.start(2) + ref.end(1))
            yield world.mutant(path, span, drawn(others, path, mark.start()), kind=page_kind(world, path))


def claim_about_others(world: World) -> Iterator[Mutant]:
    """A claim's mark names another state, treaty, organization or day"""
    operand = re.compile(rf'(<[^<>]*\bdata-claim="[^<>]*\bdata-({"|".join(OPERANDS)})=")([^"]+)')
    found = [(path, each) for path, text, start, end in _articles(world) for each in operand.finditer(text, start, end)]
    values: dict[str, list[str]] = {}
    for _, each in found:
        values.setdefault(each[2], []).append(each[3])
    values = {name: sorted(set(said)) for name, said in values.items()}
    for path, each in found:
        others = [value for value in values[each[2]] if value != each[3]] or [changed(each[3], path)]
        yield world.mutant(path, each.span(3), drawn(others, path, each.start()), kind=page_kind(world, path))


def marks_exchanged(world: World) -> Iterator[Mutant]:
    """Two marks of one page exchanged"""
    for path, text, _, _ in _articles(world):
        marks = [mark for each, mark in _marks(world) if each == path][:400]
        for one in marks:
            other = drawn(marks, path, one.start())
            between = text[one.end() : other.start()]
            if one[1] == other[1] and one[3] != other[3] and re.search(r"</(p|li|tr|td|dd)>", between):
                said = f"{one[0]} and {other[0]} exchanged"
                new = other[0] + between + one[0]
                yield world.mutant(path, (one.start(), other.end()), new, kind=page_kind(world, path), said=said)


def not_dropped_from_claim(world: World) -> Iterator[Mutant]:
    """A negation dropped from a verdict or another claim"""
    for path, block in _blocks(world, "p", "li", "td"):
        for found in _NEGATION.finditer(world.text(path), *block.span()):
            if not re.search(r"<[^<>]*$", world.text(path)[block.start() : found.start()]):
                around = re.sub(r"<[^<>]*>", "", world.text(path)[found.start() - 90 : found.end() + 30])
                said = f"{found[0]!r} in {around!r} → nothing"
                yield world.mutant(path, found.span(), "", kind=page_kind(world, path), said=said)


def claim_word_changed(world: World) -> Iterator[Mutant]:
    """The word of a verdict changed, in a table, a list or a sentence"""
    words: dict[str, dict[str, str]] = {}
    found = []
    for path, mark in _marks(world):
        kind, value = re.search(r'data-claim="([^"]+)"', mark[2]), re.search(r'data-value="([^"]*)"', mark[2])
        if kind and value and not mark[3].strip().isdecimal():
            words.setdefault(kind[1], {})[value[1]] = mark[3]
            found.append((path, mark, kind[1], value[1]))
    for path, mark, kind, value in found:
        others = [word for each, word in sorted(words[kind].items()) if each != value and word != mark[3]]
        if others:
            new = drawn(others, path, mark.start())
            yield world.mutant(path, mark.span(3), new, kind=f"{page_kind(world, path)} {kind}")


def link_changed(world: World) -> Iterator[Mutant]:
    """A link leads to another page"""
    for path, link in _links(world, r"(?!#|[a-z]+:)"):
        others = sorted(
            {each[1] for place, each in _links(world, r"(?!#|[a-z]+:)") if place == path and each[1] != link[1]}
        )
        new = drawn(others or [f"{_up(world, path)}method/"], path, link.start())
        yield world.mutant(path, link.span(1), new, kind=page_kind(world, path))


def source_link_changed(world: World) -> Iterator[Mutant]:
    """The link of a source leads elsewhere"""
    for path, link in _links(world, "https?://"):
        new = drawn(
            ["https://example.org/", link[1].rstrip("/") + "-2", link[1].replace("://", "://www2.")], path, link.start()
        )
        yield world.mutant(path, link.span(1), new, kind=page_kind(world, path))


def citation_exchanged(world: World) -> Iterator[Mutant]:
    """A citation leads to another source of the page"""
    for path, text, start, end in _articles(world):
        cites = list(re.compile(r'class="cite"[^<>]*href="#([^"]+)"').finditer(text, start, end))
        for cite in cites:
            if others := sorted({each[1] for each in cites} - {cite[1]}):
                yield world.mutant(path, cite.span(1), drawn(others, path, cite.start()), kind=page_kind(world, path))


def page_missing(world: World) -> Iterator[Mutant]:
    """A page taken away, or one added that is no page of the site"""
    for path in _html(world):
        yield world.gone(path)
        yield world.added(path.replace("/index.html", "-2/index.html"), world.text(path), path)


def inline_script_changed(world: World) -> Iterator[Mutant]:
    """A script or other data inside a page changed by a letter"""
    for path in _html(world):
        for found in re.compile(r"<script(?![^>]*\bsrc=)[^>]*>([^<]+)</script>").finditer(world.text(path)):
            at = drawn(
                [found.start(1) + at for at, letter in enumerate(found[1]) if letter.isalpha()], path, found.start()
            )
            yield world.mutant(path, (at, at + 1), _next(world.text(path)[at]), kind=page_kind(world, path))


def changed_around(world: World) -> Iterator[Mutant]:
    """A letter changed, or an element dropped, of what stands before the way around the site or after an article"""
    for path in _html(world):
        text = world.text(path)
        start, end = text.index('<nav class="md-nav'), text.index("</article>")
        for part, (first, last) in {"before": (0, start), "after": (end, len(text))}.items():
            letters = list(re.compile("[a-z]").finditer(text, first, last))
            for number in range(3):
                at = drawn(letters, path, part, number).start()
                yield world.mutant(path, (at, at + 1), _next(text[at]), kind=f"{page_kind(world, path)} {part}")
            dropped = drawn(list(re.compile(r"<[a-z][^<>]*>").finditer(text, first, last)), path, part)
            yield world.mutant(path, dropped.span(), "", kind=f"{page_kind(world, path)} {part} dropped")


def page_kind(world: World, path: str) -> str:
    """What kind of page it is; a pair that somebody wrote is a flagship."""
    place = path.removeprefix(world.prefix).removesuffix("index.html").strip("/")
    if place.startswith("pairs/") and (world.root.parent / f"docs/{place}.md").exists():
        return "flagship"
    return place.partition("/")[0] + ("" if place.count("/") or not place else " list") if place else "home"


def changed(text: str, *key: object) -> str:
    """A text that says something else: another digit, one word less, or another word."""
    digits = [at for at, letter in enumerate(text) if letter.isdecimal()]
    words = text.split(" ")
    if digits:
        at = drawn(digits, text, *key)
        return text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]
    if len(words) > 2:
        at = drawn(list(range(1, len(words))), text, *key)
        return " ".join(words[:at] + words[at + 1 :])
    return drawn([name for name in ("Portugal", "Malta", "Chile") if name != text], text, *key)


def _html(world: World) -> list[str]:
    """The pages of a site that are more than a redirection."""
    return [path for path in world.paths("**/*.html") if "<article" in world.text(path)]


def _articles(world: World) -> Iterator[tuple[str, str, int, int]]:
    for path in _html(world):
        text = world.text(path)
        found = _ARTICLE.search(text)
        if found:
            yield path, text, *found.span()


@lru_cache(maxsize=2)
def _marks(world: World) -> list[tuple[str, re.Match[str]]]:
    """Every mark that holds nothing but words, with its page."""
    return [(path, mark) for path, text, start, end in _articles(world) for mark in _MARK.finditer(text, start, end)]


def _blocks(world: World, *names: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Every paragraph, row or item that holds a mark, with its page."""
    for path, text, start, end in _articles(world):
        for block in _BLOCK.finditer(text, start, end):
            if block[1] in names and re.search(r"data-(fact|claim)=", block[0]):
                yield path, block


@lru_cache(maxsize=4)
def _links(world: World, form: str) -> list[tuple[str, re.Match[str]]]:
    """Every link in an article to an address of some form, with its page."""
    return [
        (path, link)
        for path, text, start, end in _articles(world)
        for link in _LINK.finditer(text, start, end)
        if re.match(form, unescape(link[1]))
    ]


def _added(world: World, sentences: tuple[str, ...], spots: object) -> Iterator[Mutant]:
    for path in _html(world):
        for at, form, kind in spots(world, path):
            sentence = drawn(list(sentences), path, at)
            yield world.mutant(path, (at, at), form.format(sentence), kind=kind)


def _in_article(world: World, path: str) -> Iterator[tuple[int, str, str]]:
    text, kind = world.text(path), page_kind(world, path)
    start, end = _ARTICLE.search(text).span()
    yield from (
        (found.end(), "<p>{}</p>", kind) for found in re.compile(r"</h[12]>|</table>|</ul>").finditer(text, start, end)
    )
    yield from ((found.start(), " {}", kind) for found in re.compile(r"</(p|li|td|dd)>").finditer(text, start, end))


def _around(world: World, path: str) -> Iterator[tuple[int, str, str]]:
    text = world.text(path)
    for name in ("header", "footer", "nav"):
        for found in re.compile(f"<{name}\\b[^<>]*>|</{name}>").finditer(text):
            yield (
                (found.start() if found[0].startswith("</") else found.end()),
                "<p>{}</p>",
                f"{page_kind(world, path)} {name}",
            )


def _selector(block: re.Match[str]) -> str:
    named = re.match(r'<\w+[^<>]*\bclass="([^" ]+)', block[0])
    return f".{named[1]}" if named else f"article {block[1]}"


def _up(world: World, path: str) -> str:
    """The way from a page to the folder of the site."""
    return "../" * path.removeprefix(world.prefix).count("/")


def _next(letter: str) -> str:
    return "q" if letter != "q" else "x"
