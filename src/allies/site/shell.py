"""Shell: the site generator makes one page for each kind of thing, and the pages of all things are filled in from it.

Thousands of pages made from facts differ only in their values. So the generator gets each template once, with a token
in the place of every value; what comes back is the shell of all pages of that kind. `allies render` writes the same
pages whole, for a generator that takes them one by one.
"""

import gzip
import html
import re
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from markupsafe import escape

from allies import parallel
from allies.pages import write as pages
from allies.pages.page import anchor, fill
from allies.pages.plan import Plan
from allies.pages.write import Page
from allies.problems import FactsError, Location, Problem
from allies.site import search
from allies.site.head import Head

TITLE, GIST, SLUG, END = "alliestitletoken", "alliesgisttoken", "alliesslugtoken", "alliesendtoken"
_EXPRESSION = re.compile(r"\{\{\s*(.+?)\s*\}\}")
_SLOT = re.compile(rf"(<p>)?allies(\d+)token(?(1)</p>)|({TITLE})|({SLUG})|<p>({END})</p>|({GIST})")
_POLICY = "default-src 'self'"  # of a page that does nothing but lead on
MANY = 100  # pages from which on a second process saves more time than it takes
_ALIAS = (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
    '<meta http-equiv="Content-Security-Policy" content="{policy}"><title>{title}</title>'
    '<meta name="robots" content="noindex"><meta http-equiv="refresh" content="0; url={target}">'
    '<link rel="canonical" href="{target}"></head><body><a href="{target}">{title}</a></body></html>\n'
)
_BLOCK = re.compile(r"<(div|p|ul|ol|dl|table|details|form|figure|nav|aside|h\d)\b")


@dataclass(frozen=True)
class Shell:
    """The page of a kind as the generator made it, cut at its tokens; `slots` names what belongs between the parts."""

    source: str
    expressions: tuple[str, ...]
    parts: tuple[str, ...]
    slots: tuple[str, ...]

    def filled(self, each: Page, plan: Plan) -> str:
        """The finished HTML of one page. Raises FactsError."""
        values, closing = fill(self.expressions, plan, f"docs/{self.source}", **each.about)
        end = "".join(f'<h2 id="{anchor(title)}">{title}</h2>\n{block}' for title, block in closing)
        known = {"title": str(escape(each.title)), "slug": Path(each.path).stem, "end": end}
        known["gist"] = str(escape(pages.gist(each, plan)))
        result = [self.parts[0]]
        for slot, part in zip(self.slots, self.parts[1:]):
            result += [
                known[slot] if slot in known else _in_place(values[int(slot.lstrip("p"))], slot.startswith("p")),
                part,
            ]
        return "".join(result)


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
        path.write_text(pages.front(TITLE, GIST) + _with_tokens(text) + f"\n\n{END}\n", "utf-8")


def fill_in(plan: Plan, site: Path, head: Head) -> int:
    """Replaces the shells of a built site by the pages of all things, with their heads; adds aliases, and entries in
    the sitemap and in the index for searching.

    Returns the number of pages. Raises FactsError.
    """
    found, made = shells(plan, site), list(pages.generated(plan))
    _ = [*map(plan.nearest, plan.states)], plan.allies  # for all processes

    def make(each: Page) -> None:
        text = found[each.source].filled(each, plan)
        _write(site / each.address / "index.html", head.added(text, pages.answered(each, plan)))

    parallel.each(make, made, MANY)
    for address, text in aliases(plan).items():
        _write(site / address / "index.html", text)
    _sitemap(site, [each.address for each in made])
    search.add(site, plan, made)
    return len(made)


def shells(plan: Plan, site: Path) -> dict[str, Shell]:
    """The shell of each kind of page by its template, taken out of a site that the generator has built."""
    return {source: _read(plan, source, site) for source in _templates(plan)}


def aliases(plan: Plan) -> dict[str, str]:
    """The pages that lead on, by address: from the other order of each pair, and from where a slug has changed."""
    there = {source.partition("/")[0] for source in _templates(plan)}
    return {old: _alias(plan, *new) for old, new in plan.moved.items() if old.partition("/")[0] in there}


def _templates(plan: Plan) -> list[str]:
    docs = plan.facts.root / "docs"
    return sorted(path.relative_to(docs).as_posix() for path in docs.rglob(pages.TEMPLATE))


def _with_tokens(text: str) -> str:
    """A template with a token in the place of each call, its heading under an address of its own."""
    numbers = count()
    tokens = _EXPRESSION.sub(lambda _: f"allies{next(numbers)}token", text)
    return re.sub(r"^# .*$", lambda line: f"{line[0]} {{#question}}", tokens, count=1, flags=re.MULTILINE)


def _read(plan: Plan, source: str, site: Path) -> Shell:
    """The shell that the generator made of a template; its own page is taken out of the site."""
    folder = site / Path(source).parent / SLUG
    text = (folder / "index.html").read_text("utf-8")
    (folder / "index.html").unlink()
    folder.rmdir()
    parts, slots, at = [], [], 0
    for found in _SLOT.finditer(text):
        parts.append(text[at : found.start()])
        slots.append(
            "title"
            if found[3]
            else "slug"
            if found[4]
            else "end"
            if found[5]
            else "gist"
            if found[6]
            else f"{'p' if found[1] else ''}{found[2]}"
        )
        at = found.end()
    expressions = _EXPRESSION.findall(pages.written(plan.facts.root, source))
    return Shell(source, tuple(expressions), (*parts, text[at:]), tuple(slots))


def _in_place(value: str, alone: bool) -> str:
    """A value where its token stood: a paragraph of its own where it is no block, and nothing where it is empty."""
    value = value.strip()
    return value if not alone or not value or _BLOCK.match(value) else f"<p>{value}</p>"


def _alias(plan: Plan, address: str, codes: tuple[str, ...]) -> str:
    """A page that leads on to an address in the same folder; its title asks of the states in their order here."""
    target = f"../{address.split('/')[1]}/"
    title = html.escape(plan.question(*codes) if codes[1:] else plan.title(f"states/{codes[0].lower()}"))
    return _ALIAS.format(policy=_POLICY, title=title, target=target)


def _sitemap(site: Path, addresses: list[str]) -> None:
    """The generator's sitemap with the filled pages in the place of their shells."""
    path = site / "sitemap.xml"
    text = path.read_text("utf-8")
    entries = re.findall(r"[ \t]*<url>.*?</url>\n?", text, re.DOTALL)
    shells = [entry for entry in entries if SLUG in entry]
    for shell in shells:
        folder = shell.partition(f"/{SLUG}/")[0].rpartition("/")[2]
        text = text.replace(
            shell,
            "".join(
                shell.replace(SLUG, address.split("/")[1]) for address in addresses if address.split("/")[0] == folder
            ),
        )
    path.write_text(text, "utf-8")
    packed = site / "sitemap.xml.gz"
    if packed.exists():
        packed.write_bytes(gzip.compress(text.encode(), mtime=0))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
