"""Pages: which pages there are, and their finished Markdown.

A file of docs/ is a page; `_any.md` in a folder is the template of the pages that are made from facts.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from allies.answers.data import because
from allies.answers.phrases import opened
from allies.facts.model import KINDS
from allies.load import read
from allies.pages.markdown import forbidden
from allies.pages.page import Bound, render
from allies.pages.plan import Plan
from allies.pages.state import StateView
from allies.pages.things import PartView
from allies.problems import FactsError, Location, Problem, coded

SETTINGS, TEMPLATE = "mkdocs.yml", "_any.md"
_ASTRAY = "Write the path of a page from the folder of this one, as in ../states/index.md."
_HEADING = re.compile(r"^# .*$", re.MULTILINE)
_LINK = re.compile(r"(?<=\]\()((?:[\w.-]+/)*)(?:index|([\w-]+))\.md\b")  # to another page, in Markdown


@dataclass(frozen=True)
class Page:
    """One page: its path below docs/, the template or text it is made of, and what it is about."""

    path: str
    source: str  # the file under docs/
    about: Bound = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where the page stands in the site: `pairs/mexico-russia/`, and nothing at all for the home page."""
        name = self.path.removesuffix(".md")
        return name.removesuffix("index") if name.rpartition("/")[2] == "index" else f"{name}/"


def page(text: str, plan: Plan, path: str) -> str:
    """The finished Markdown of one page of docs/. Raises FactsError."""
    return render(text, plan, f"docs/{path}")


def authored(plan: Plan) -> list[Page]:
    """The pages that somebody wrote: the Markdown files of docs/. One at the address of a pair is about that pair."""
    docs = plan.facts.root / "docs"
    pairs = {address: plan.ordered(pair) for pair, address in plan.pairs.items()}
    found = []
    for path in sorted(docs.rglob("*.md")):
        if not path.is_symlink() and path.name != TEMPLATE:
            page = Page(name := path.relative_to(docs).as_posix(), name)
            pair = pairs.get(page.address)
            found.append(Page(name, name, {"pair": pair}) if pair else page)
    return found


def generated(plan: Plan) -> Iterator[Page]:
    """The pages made from facts: every state, treaty and organization, and the pairs of the plan."""
    facts, written = plan.facts, {each.path for each in authored(plan)}
    templates = {path.parent.name for path in (facts.root / "docs").glob(f"*/{TEMPLATE}")}

    def made(address: str, **about: tuple[str, ...]) -> Iterator[Page]:
        path, folder = address.rstrip("/") + ".md", address.partition("/")[0]
        if path not in written and folder in templates:
            yield Page(path, f"{folder}/{TEMPLATE}", about)

    for code, address in plan.states.items():
        yield from made(address, state=(code,))
    for id in facts.treaties:
        yield from made(f"treaties/{id}/", treaty=(id,))
    for id in facts.organizations:
        yield from made(f"organizations/{id}/", organization=(id,))
    for address in plan.parts:
        yield from made(address, part=(address,))
    for pair, address in plan.pairs.items():
        yield from made(address, pair=plan.ordered(pair))


def title(each: Page, plan: Plan) -> str:
    """What a page about something is called; nothing for any other."""
    for kind, about in each.about.items():
        if kind == "pair":
            return plan.question(*about)
        if kind == "part":
            return PartView(plan.marks(about[0]), about[0], plan).title.striptags()
        return plan.title(f"{KINDS[kind].folder}/{about[0].lower()}")
    return ""


def written(root: Path, source: str) -> str:
    """The text of a file of docs/; a template closes every page made of it. Raises FactsError for one that cannot be
    read, or holds what no page may."""
    try:
        text = (root / "docs" / source).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        what = f"The page cannot be read: {error}."
        where = Location(f"docs/{source}")
        mend, code = "Save it in the encoding UTF-8.", "page-unreadable"
        raise FactsError(Problem(where=where, what=what, mend=mend, code=code)) from None
    if found := list(coded("page", forbidden(text, f"docs/{source}"))):
        raise FactsError(*found)
    return text if "closing()" in text or not source.endswith(TEMPLATE) else f"{text}\n\n{{{{ closing() }}}}\n"


def finished(each: Page, plan: Plan) -> str:
    """The finished Markdown of a page. Raises FactsError."""
    if each.source not in plan.texts:
        plan.texts[each.source] = written(plan.facts.root, each.source)
    body = render(plan.texts[each.source], plan, f"docs/{each.source}", **each.about)
    made, called = each.source != each.path, title(each, plan)
    return front(called, gist(each, plan), made) + (headed(body) if made else body) if called else body


def headed(text: str) -> str:
    """A page made from facts, its heading under the same address as on every other."""
    return _HEADING.sub(r"\g<0> {#question}", text, count=1)


def front(title: str, said: str, made: bool = True) -> str:
    """The front matter of a page titled by the engine, and what it says in short; one made from facts is reached
    through other pages and the finder, so it is no part of the theme's search."""
    title, said = (each.replace("'", "''") for each in (title, said))
    more = "hide: [toc]\nsearch:\n  exclude: true\n" if made else ""
    return f"---\ntitle: '{title}'\ndescription: '{said}'\n{more}---\n"


def answered(each: Page, plan: Plan) -> str | None:
    """The answer to the question that the page of a pair asks, as the key of its phrase."""
    pair = each.about.get("pair")
    return plan.answers[frozenset(pair)].said if pair else None


def opening(each: Page, plan: Plan) -> str:
    """The sentence that a page has first: the answer, a state's alliances, a treaty's title, what a body is for."""
    [(kind, about)] = each.about.items()
    facts, phrases = plan.facts, plan.phrases
    if kind == "pair":
        names = {slot: phrases.called(facts.states[code]) for slot, code in zip("ab", about, strict=True)}
        return opened(phrases.plain(f"answer/{answered(each, plan)}", **names))
    if kind == "state":
        return StateView(plan.marks(each.path), about[0], plan).alliances_sentence.striptags()
    if kind == "treaty":
        return facts.treaties[about[0]].title
    if kind == "part":
        return title(each, plan)
    return facts.text(f"organizations/{about[0]}#/purpose", phrases.language)


def gist(each: Page, plan: Plan) -> str:
    """What a page about something says in short: its first sentence, with the day and the reason, or the promise."""
    [(kind, about)] = each.about.items()
    facts, phrases = plan.facts, plan.phrases
    said = opening(each, plan)
    if kind == "pair":
        reason = because(facts, plan.answers[frozenset(about)], phrases)
        return f"{said} {phrases.plain('ask/as-of', day=plan.on, because=reason)}"
    if kind == "treaty" and facts.treaties[about[0]].obligations:
        summary = facts.text(f"treaties/{about[0]}#/obligations/0/summary", phrases.language)
        return phrases.plain("gist/treaty", title=said, summary=summary)
    return said


def problems(plan: Plan) -> list[Problem]:
    """Every problem of the pages that somebody wrote, templates included: pointers to nowhere, calls that fail, links
    to no page."""
    found: list[Problem] = []
    by_hand, made = authored(plan), list(generated(plan))
    for each in [*by_hand, *{each.source: each for each in made}.values()]:
        try:
            finished(each, plan)
        except FactsError as error:
            found += error.problems
    paths = {each.path for each in (*by_hand, *made)}
    found += (each for page in by_hand for each in _astray(page, plan.texts.get(page.source, ""), paths))
    found += _off_the_way(plan.facts.root, {page.path for page in by_hand})
    return sorted(coded("page", found))


def _astray(page: Page, text: str, paths: set[str]) -> Iterator[Problem]:
    """The links in Markdown of a page that lead to no page."""
    for link in _LINK.finditer(text):
        if posixpath.normpath(posixpath.join(posixpath.dirname(page.path), link[0])) not in paths:
            where = Location(f"docs/{page.source}", text.count("\n", 0, link.start()) + 1)
            yield Problem(where=where, what=f"The link leads to {link[0]!r}, and no page stands there.", mend=_ASTRAY)


def _off_the_way(root: Path, paths: set[str]) -> Iterator[Problem]:
    """What the navigation lists and nobody wrote, and what somebody wrote that it neither lists nor leaves out."""
    settings, _ = read(root / SETTINGS, SETTINGS)
    if settings is None:
        return
    nav = {path: pointer for pointer, _, path in settings.values if pointer.startswith("/nav/")}
    for path in nav.keys() - paths:
        what = f"The navigation leads to {path!r}, and no page stands there."
        yield settings.problem(nav[path], what, "Write the path of a page below docs/, or take it out.")
    apart = tuple(str(settings.data.get("not_in_nav", "")).split())
    for path in paths - nav.keys() if nav.keys() <= paths and nav else ():  # else the page may have moved
        if not f"/{path}".startswith(apart):
            where, what = Location(f"docs/{path}"), "No place of the navigation leads to this page."
            yield Problem(where=where, what=what, mend=f"Add it under nav in {SETTINGS}.")


def write(plan: Plan, target: Path, made: bool = True) -> int:
    """Writes the finished tree of docs/ for any site generator, and returns the number of pages. Raises FactsError.

    Each page is the index of a folder, so that a link in HTML leads to the same place whether a generator takes it from
    the page's address or from its file. Without `made`, only the pages that somebody wrote, in the files of docs/.
    """
    docs = plan.facts.root / "docs"
    for path in sorted(docs.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.suffix != ".md":
            copy = target / path.relative_to(docs)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    pages = [*authored(plan), *(generated(plan) if made else ())]
    files = {f"{each.address}index.md" if made else each.path: each for each in pages}
    for folder in {(target / name).parent for name in files}:
        folder.mkdir(parents=True, exist_ok=True)
    for name, each in files.items():
        text = finished(each, plan)
        (target / name).write_text(_moved(text, name != each.path) if made else text, "utf-8")
    return len(pages)


def _moved(text: str, deeper: bool) -> str:
    """A page whose links in Markdown lead to the indexes of folders, from a folder of its own where it has one now."""
    up = "../" * deeper
    return _LINK.sub(lambda to: f"{up}{to[1]}{f'{to[2]}/' if to[2] else ''}index.md", text)
