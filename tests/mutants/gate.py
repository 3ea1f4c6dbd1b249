"""Gate: what a careless contributor would run into, run within one process so that hundreds of errors take minutes.

For an error in a fact: reading and the rules (`allies check`); then, with the derived answers made anew, the answers and
named pairs that we stand behind (tests/answers.yaml, tests/facts/test_answers.py), the second entry of all bonds
(tests/bonds.yaml, tests/facts/test_bonds.py), and every page that somebody wrote.
That answers/ is stale does NOT count as caught, since `make answers` is one command. Nor does what a person would see.
For an error in a page: the page is rendered, put into the site as the generator built it, and audited; and held against
its second entry (tests/denials.yaml). Only what was not found before the error was planted counts.
"""

import importlib.util
import inspect
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import markdown
from mkdocs.config import load_config

from allies import rules
from allies.audit import Examiner
from allies.audit.exceptions import read_exceptions
from allies.audit.naked import uncapitalized
from allies.audit.raw import read_facts
from allies.facts import evidence
from allies.facts import read as reading
from allies.facts.read import Facts
from allies.pages import write as pages
from allies.pages.plan import Plan
from allies.problems import FactsError, Problem
from allies.site import build, shell
from allies.site.generate import generate
from tests.facts.test_denials import denials

from .world import Mutation

FILLED = (
    "states/mexico.md",
    "states/russia.md",
    "treaties/rio-treaty.md",
    "treaties/collective-security-treaty.md",
    "organizations/g20.md",
    "organizations/csto.md",
    "pairs/belarus-russia.md",
)
TESTS = ("tests/facts/test_answers.py", "tests/facts/test_bonds.py")
_ARTICLE = re.compile(r"(<article\b[^>]*>)(.*?)(</article>)", re.DOTALL)


class Gate:
    """Holds single changes of a repository against everything that stands between a contribution and the site."""

    def __init__(self, root: Path, site: Path) -> None:
        self.root = root
        _remember()
        self._read: dict = {}  # what came of each fact file: only one with an error is read anew
        facts, self.before = self._checked()
        if facts is None:
            raise FactsError(*self.before)
        self.facts = facts
        self.tests = list(_tests(root))
        self.failing = {name for name, test in self.tests if _fails(test, facts)}
        self.page_problems = set(pages.problems(facts))
        self._pages = Pages(facts, site)

    @property
    def pages(self) -> "Pages":
        return self._pages

    def move(self, folder: Path) -> None:
        """Goes on in copies of the repository and of the site, so that several processes do not meet."""
        shutil.copytree(self.root, folder / "repository")
        shutil.copytree(self._pages.site, folder / "site")
        self.root = folder / "repository"
        self._pages.site = self._pages.examiner.site = folder / "site"

    def catches(self, mutation: Mutation, text: str) -> str | None:
        """What catches an error, in a few words; None where it survives."""
        if mutation.html:
            return self._pages.catches_built(mutation.path, text)
        path = self.root / mutation.path
        before = path.read_bytes() if path.exists() else None
        try:
            if text:
                path.write_text(text, "utf-8")
            else:
                path.unlink()
            return (
                self._pages.catches_text(mutation.path, text)
                if mutation.path.startswith("docs/")
                else self._catches_fact()
            )
        finally:
            if before is None:
                path.unlink()
            else:
                path.write_bytes(before)

    def _checked(self) -> tuple[Facts | None, list[Problem]]:
        facts, problems = reading.read(self.root, self._read)
        return facts, problems + (rules.problems(facts) if facts else [])

    def _catches_fact(self) -> str | None:
        facts, problems = reading.read(self.root, self._read)
        known = {_key(problem) for problem in self.before}
        if new := next((problem for problem in problems if _key(problem) not in known), None):
            return f"form: {new.what}"
        for rule in rules.RULES:
            if new := next((problem for problem in rule.problems(facts) if _key(problem) not in known), None):
                return f"{rule.name}: {new.what}"
        if name := next((name for name, test in self.tests if name not in self.failing and _fails(test, facts)), None):
            return f"tests: {name}"
        if new := next((problem for problem in pages.problems(facts) if problem not in self.page_problems), None):
            return f"pages: {new.what}"
        return None


class Pages:
    """The authored pages of a site and some that are made from facts, built once; each can be examined with a change."""

    def __init__(self, facts: Facts, site: Path) -> None:
        self.facts, self.site, self.plan = facts, site, Plan(facts, facts.edition)
        docs = site.parent / "docs"
        pages.write(self.plan, docs, made=False)
        shell.write(self.plan, docs)
        generate(facts, docs, site)
        for page in sorted(site.rglob("*.html")):
            page.write_text(build.with_policy(page.read_text("utf-8")), "utf-8")
        shells = shell.shells(self.plan, site)
        self.made = {each.path: each for each in pages.generated(self.plan) if each.path in FILLED}
        for path, each in self.made.items():
            shell._write(site / path.removesuffix(".md") / "index.html", shells[each.source].filled(each, self.plan))
        self.texts = {
            page.relative_to(site).as_posix(): page.read_text("utf-8") for page in sorted(site.rglob("*.html"))
        }
        config = load_config(str(facts.root / "mkdocs.yml"))
        self._to_html = lambda text: markdown.Markdown(
            extensions=config.markdown_extensions, extension_configs=config.mdx_configs
        ).convert(text)
        self.examiner = Examiner(site, read_facts(facts.root)[0])
        self.allowed = {(each.page, each.text) for each in read_exceptions(facts.root)[0]}
        words: set[str] = set()
        for path in self.texts:
            words |= self.examiner.examine(site / path).words
        self.written = uncapitalized(words)
        self.before = {path: set(self._found(path)) for path in self.texts}
        self._plain: dict[str, set[tuple[str, str]]] = {}

    def catches_built(self, path: str, html: str) -> str | None:
        """What the audit says of a built page with a change that it did not say before."""
        return self._new(path.removeprefix("site/"), html, self.before[path.removeprefix("site/")])

    def catches_text(self, path: str, text: str) -> str | None:
        """What rendering and the audit say of a page of docs/ with a change."""
        source = path.removeprefix("docs/")
        each = next(each for each in [*self.made.values(), *pages.authored(self.facts.root)] if each.source == source)
        target = self._target(each.path)
        if target not in self._plain:
            self._plain[target] = set(self._found_in(target, self._rendered(each, self._sources[path])))
        try:
            html = self._rendered(each, text)
        except FactsError as error:
            return f"pages: {error.problems[0].what}"
        said = denials(text) != denials(self._sources[path])
        return self._new(target, html, self._plain[target]) or (
            "tests: another number of denials than the second entry has" if said else None
        )

    def keep(self, sources: dict[str, str]) -> None:
        """The texts of docs/ before any change."""
        self._sources = sources

    def _rendered(self, each: pages.Page, text: str) -> str:
        finished = pages.finished(each, self.plan, {each.source: text})
        body = re.sub(r"\A---\n.*?\n---\n", "", finished, flags=re.DOTALL)
        html = self._to_html(body)
        return _ARTICLE.sub(lambda found: found[1] + html + found[3], self.texts[self._target(each.path)], count=1)

    def _target(self, path: str) -> str:
        place = path.removesuffix(".md").removesuffix("index").rstrip("/")
        return f"{place}/index.html" if place else "index.html"

    def _new(self, path: str, html: str, before: set[tuple[str, str]]) -> str | None:
        return next((what for key, what in self._found_in(path, html) if (key, what) not in before), None)

    def _found_in(self, path: str, html: str) -> list[tuple[str, str]]:
        page = self.site / path
        page.write_text(html, "utf-8")
        try:
            return list(self._found(path))
        finally:
            page.write_text(self.texts[path], "utf-8")

    def _found(self, path: str) -> Iterator[tuple[str, str]]:
        examined = self.examiner.examine(self.site / path)
        yield from (("audit", problem.what) for problem in examined.problems)
        for finding in examined.findings:
            if (finding.page, finding.text) not in self.allowed and (
                not finding.unless or not finding.unless <= self.written
            ):
                yield "audit", finding.problem.what


def snapshot(root: Path, to: Path) -> Path:
    """A copy of everything that an error can be planted in, or that holds it against something."""
    for name in ("facts", "schema", "docs", "answers", "src"):
        shutil.copytree(root / name, to / name, ignore=shutil.ignore_patterns("__pycache__"))
    (to / "tests/facts").mkdir(parents=True)
    for name in ("mkdocs.yml", "tests/audit-exceptions.yaml", "tests/answers.yaml", "tests/bonds.yaml", *TESTS):
        shutil.copy(root / name, to / name)
    return to


def _key(problem: Problem) -> tuple[str, str, str]:
    """A problem whatever line it stands on."""
    return problem.where.path, getattr(problem.where, "pointer", ""), problem.what


def _remember() -> None:
    """Makes what holds of a date or number be worked out once, for as long as its file is the same."""
    hold = evidence.hold
    held: dict[tuple, tuple[Any, list[Problem]]] = {}  # with the claim, so that no other takes its id

    def remembered_hold(claim: Any, witnesses: Any) -> Iterator[Problem]:
        languages = tuple((row.source, witnesses.language(row), row.source in witnesses.sources) for row in claim.rows)
        key = (
            (id(claim), languages, witnesses.state_names.get(str(claim.value)))
            if claim.sort in ("date", "number")
            else None
        )
        if key is None:
            return hold(claim, witnesses)
        if key not in held:
            held[key] = claim, list(hold(claim, witnesses))
        return iter(held[key][1])

    evidence.hold = remembered_hold


def _tests(root: Path) -> Iterator[tuple[str, Callable[[Facts], None]]]:
    """The tests of what we stand behind, each as a call over facts."""
    for path in TESTS:
        spec = importlib.util.spec_from_file_location(Path(path).stem, root / path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield from _calls(vars(module))


def _calls(module: dict[str, Any]) -> Iterator[tuple[str, Callable[[Facts], None]]]:
    """The tests of a module, once for each set of parameters."""
    for name, test in module.items():
        if name.startswith("test_") and set(inspect.signature(test).parameters) - {"facts"} == set():
            yield name, test
        elif name.startswith("test_"):
            for mark in (mark for mark in test.pytestmark if mark.name == "parametrize"):
                names = (mark.args[0],) if isinstance(mark.args[0], str) else mark.args[0]
                for values in mark.args[1]:
                    arguments = dict(zip(names, (values,) if len(names) == 1 else values))
                    yield (
                        f"{name} {str(next(iter(arguments.values())))[:60]}",
                        lambda facts, test=test, arguments=arguments: test(facts=facts, **arguments),
                    )


def _fails(test: Callable[[Facts], None], facts: Facts) -> bool:
    try:
        test(facts)
    except Exception:  # whatever it raises, the contributor sees a red test
        return True
    return False
