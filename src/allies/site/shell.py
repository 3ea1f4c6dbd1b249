"""Shell: the site generator makes one page for each kind of thing, and the pages of all things are filled in from it.

Thousands of pages made from facts differ only in their values. So the generator gets each template once, with a token
in the place of every value; what comes back is the shell of all pages of that kind. `allies render` writes the same
pages whole, for a generator that takes them one by one.
"""

import gzip
import html
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

from markupsafe import escape

from allies.facts.claims import grouped
from allies.pages import write as pages
from allies.pages.page import fill
from allies.pages.plan import Plan
from allies.pages.write import Page
from allies.problems import FactsError, Location, Problem
from allies.site.head import Head

TITLE, GIST, SLUG = "alliestitletoken", "alliesgisttoken", "alliesslugtoken"
_EXPRESSION = re.compile(r"\{\{\s*(.+?)\s*\}\}")
_SLOT = re.compile(r"(<p>)?allies(\d+|title|gist|slug)token(?(1)</p>)")
_POLICY = "default-src 'self'"  # of a page that does nothing but lead on
_ALIAS = (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
    '<meta http-equiv="Content-Security-Policy" content="{policy}"><title>{title}</title>'
    '<meta name="robots" content="noindex"><meta http-equiv="refresh" content="0; url={target}">'
    '<link rel="canonical" href="{target}"></head><body><a href="{target}">{title}</a></body></html>\n'
)
_SHELL = re.compile(rf"[ \t]*<url>(?:(?!</url>).)*?([a-z]+)/{SLUG}/.*?</url>\n?", re.DOTALL)  # in the map of a site
_ENTRY = re.compile(r" *<url>.*?</url>\n", re.DOTALL)
_ENTRIES = re.compile(rf"(?:{_ENTRY.pattern})+", re.DOTALL)
_INDENTED = re.compile(r"\n\s+")  # a quarter of what stands around an article
_BLOCK = re.compile(r"<(div|p|ul|ol|dl|table|details|form|figure|nav|aside|h\d)\b")


@dataclass(frozen=True)
class Shell:
    """The page of a kind as the generator made it, cut at its tokens: between two parts, how one stood, and which."""

    source: str
    expressions: tuple[str, ...]
    pieces: tuple[str, ...]

    def filled(self, each: Page, plan: Plan) -> str:
        """The finished HTML of one page. Raises FactsError."""
        values = fill(self.expressions, plan, f"docs/{self.source}", **each.about)
        known = {str(number): value for number, value in enumerate(values)}
        known |= {"title": str(escape(pages.title(each, plan))), "gist": str(escape(pages.gist(each, plan)))}
        known["slug"] = Path(each.path).stem
        first, *rest = self.pieces
        filled = (
            _in_place(known[slot], bool(alone)) + part
            for alone, slot, part in zip(rest[::3], rest[1::3], rest[2::3], strict=True)
        )
        return first + "".join(filled)


def write(plan: Plan, docs: Path) -> None:
    """Puts the template of each kind, with tokens, into the docs of a build. Raises FactsError for more than calls."""
    for source in _templates(plan):
        text = pages.written(plan.facts.root, source)
        if "{%" in text:
            raise FactsError(
                Problem(
                    where=Location(f"docs/{source}"),
                    what="A template page holds a statement between {% and %}.",
                    mend="Use calls between {{ and }} alone.",
                )
            )
        path = docs / Path(source).parent / f"{SLUG}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(pages.front(TITLE, GIST) + _with_tokens(text), "utf-8")


def shells(plan: Plan, site: Path) -> dict[str, Shell]:
    """The shell of each kind of page by its template, taken out of a site that the generator has built."""
    return {source: _read(plan, source, site) for source in _templates(plan)}


def files(plan: Plan, found: Mapping[str, Shell], head: Head | None = None) -> dict[str, Callable[[], str]]:
    """Each page made from facts, and each that leads on to one, by its file in the site: what makes its text. Raises
    FactsError."""

    def made(each: Page) -> str:
        text = found[each.source].filled(each, plan)
        return head.added(text, pages.answered(each, plan)) if head else text

    result: dict[str, Callable[[], str]] = {}
    result |= {f"{each.address}index.html": partial(made, each) for each in pages.generated(plan)}
    there = {source.partition("/")[0] for source in found}
    moved = {old: new for old, new in plan.moved.items() if old.partition("/")[0] in there}
    return result | {f"{old}index.html": partial(_alias, plan, *new) for old, new in moved.items()}


def _templates(plan: Plan) -> list[str]:
    docs = plan.facts.root / "docs"
    return sorted(path.relative_to(docs).as_posix() for path in docs.rglob(pages.TEMPLATE))


def _with_tokens(text: str) -> str:
    """A template with a token in the place of each call, its heading under an address of its own."""
    numbers = count()
    return pages.headed(_EXPRESSION.sub(lambda _: f"allies{next(numbers)}token", text))


def _read(plan: Plan, source: str, site: Path) -> Shell:
    """The shell that the generator made of a template, without its indents; its own page is taken out of the site."""
    folder = site / Path(source).parent / SLUG
    text = _INDENTED.sub("\n", (folder / "index.html").read_text("utf-8"))
    (folder / "index.html").unlink()
    folder.rmdir()
    expressions = tuple(_EXPRESSION.findall(pages.written(plan.facts.root, source)))
    return Shell(source, expressions, tuple(_SLOT.split(text)))


def _in_place(value: str, alone: bool) -> str:
    """A value where its token stood: a paragraph of its own where it is no block, and nothing where it is empty."""
    value = value.strip()
    return value if not alone or not value or _BLOCK.match(value) else f"<p>{value}</p>"


def _alias(plan: Plan, address: str, codes: tuple[str, ...]) -> str:
    """A page that leads on to an address in the same folder; its title asks of the states in their order here."""
    target = f"../{address.split('/')[1]}/"
    title = html.escape(plan.question(*codes) if codes[1:] else plan.title(f"states/{codes[0].lower()}"))
    return _ALIAS.format(policy=_POLICY, title=title, target=target)


def list_in_sitemap(site: Path, addresses: Iterable[str]) -> None:
    """Puts pages into the generator's map of the site, in the place of their shells."""
    path, packed = site / "sitemap.xml", site / "sitemap.xml.gz"
    slugs = grouped((folder, slug) for folder, slug in (address.split("/")[:2] for address in addresses))

    def entries(found: re.Match[str]) -> str:
        return "".join(found[0].replace(SLUG, slug) for slug in slugs.get(found[1], ()))

    text = _SHELL.sub(entries, path.read_text("utf-8"))
    text = _ENTRIES.sub(lambda found: "".join(sorted(_ENTRY.findall(found[0]))), text)
    path.write_text(text, "utf-8")
    if packed.exists():
        packed.write_bytes(gzip.compress(text.encode(), mtime=0))
