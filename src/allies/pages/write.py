"""Pages: which pages there are, and their finished Markdown.

A file of docs/ is a page; `_any.md` in a folder is the template of the pages that are made from facts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from allies.facts.read import Facts
from allies.pages.page import render
from allies.pages.plan import Plan
from allies.problems import FactsError, Location, Problem

TEMPLATE = "_any.md"


@dataclass(frozen=True)
class Page:
    """One page: its path below docs/, the template or text it is made of, and what it is about."""

    path: str
    source: str  # the file under docs/
    about: dict[str, tuple]
    title: str | None = None

    @property
    def address(self) -> str:
        """Where the page stands in the site: `pairs/mexico-russia/`, and nothing at all for the home page."""
        name = self.path.removesuffix(".md")
        return name.removesuffix("index") if name.rpartition("/")[2] == "index" else f"{name}/"


def page(text: str, plan: Plan, path: str) -> str:
    """The finished Markdown of one page of docs/. Raises FactsError."""
    return render(text, plan, f"docs/{path}")


def authored(root: Path) -> list[Page]:
    """The pages that somebody wrote: the Markdown files of docs/."""
    docs = root / "docs"
    paths = sorted(
        path.relative_to(docs).as_posix()
        for path in docs.rglob("*.md")
        if not path.is_symlink() and path.name != TEMPLATE
    )
    return [Page(path, path, {}) for path in paths]


def generated(plan: Plan) -> Iterator[Page]:
    """The pages made from facts: every state, treaty and organization, and the pairs of the plan."""
    facts, written = plan.facts, {each.path for each in authored(plan.facts.root)}

    def made(folder: str, address: str, title: str, **about: tuple) -> Iterator[Page]:
        path = address.rstrip("/") + ".md"
        if path not in written and (facts.root / "docs" / folder / TEMPLATE).is_file():
            yield Page(path, f"{folder}/{TEMPLATE}", about, title)

    for code, address in plan.states.items():
        yield from made("states", address, f"Who are the allies of {facts.states[code].in_a_sentence}?", state=(code,))
    for id, treaty in facts.treaties.items():
        yield from made("treaties", f"treaties/{id}/", treaty.short, treaty=(id,))
    for id, organization in facts.organizations.items():
        yield from made("organizations", f"organizations/{id}/", organization.name.en, organization=(id,))
    for pair, address in plan.pairs.items():
        a, b = plan.ordered(pair)
        title = f"Are {facts.states[a].in_a_sentence} and {facts.states[b].in_a_sentence} allies?"
        yield from made("pairs", address, title, pair=(a, b))


def finished(each: Page, plan: Plan, texts: dict[str, str]) -> str:
    """The finished Markdown of a page; `texts` keeps what was read from docs/. Raises FactsError."""
    if each.source not in texts:
        try:
            texts[each.source] = (plan.facts.root / "docs" / each.source).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise FactsError(
                Problem(
                    where=Location(f"docs/{each.source}"),
                    what=f"The page cannot be read: {error}.",
                    mend="Save it in the encoding UTF-8.",
                )
            ) from None
    body = render(texts[each.source], plan, f"docs/{each.source}", **each.about)
    return front(each.title) + body if each.title else body


def front(title: str) -> str:
    """The front matter of a page made from facts: reached through other pages and the finder, so no part of the theme's search."""
    quoted = title.replace("'", "''")
    return f"---\ntitle: '{quoted}'\ndescription: '{quoted}'\nhide: [toc]\nsearch:\n  exclude: true\n---\n"


def problems(facts: Facts) -> list[Problem]:
    """Every problem of every page that somebody wrote, templates included: pointers that lead nowhere, calls that fail."""
    plan, texts = Plan(facts, facts.edition), {}
    found = [
        Problem(
            where=Location(path.relative_to(facts.root).as_posix()),
            what="A symbolic link stands among the pages.",
            mend="Put the file itself here.",
        )
        for path in (facts.root / "docs").rglob("*")
        if path.is_symlink()
    ]
    samples = {each.source: each for each in generated(plan)}.values()
    for each in [*authored(facts.root), *samples]:
        try:
            finished(each, plan, texts)
        except FactsError as error:
            found += error.problems
    return sorted(found)


def write(plan: Plan, target: Path, made: bool = True) -> int:
    """Writes the finished tree of docs/ for any site generator, and returns the number of pages. Raises FactsError.

    Without `made`, only the pages that somebody wrote.
    """
    root, texts = plan.facts.root, {}
    docs = root / "docs"
    for path in sorted(docs.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.suffix != ".md":
            copy = target / path.relative_to(docs)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    pages = [*authored(root), *(generated(plan) if made else ())]
    for folder in {(target / each.path).parent for each in pages}:
        folder.mkdir(parents=True, exist_ok=True)
    for each in pages:
        (target / each.path).write_text(finished(each, plan, texts), "utf-8")
    return len(pages)
