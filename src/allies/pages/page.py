"""Page: the text of a page, with its calls, becomes finished Markdown.

Pages are rendered in a sandbox and can call only what is listed here; a page cannot include, import, read or reckon.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from allies.answers import said
from allies.facts.readings import fold
from allies.pages import sandbox
from allies.pages.marks import Marks, dispute_id
from allies.pages.pair import Pair
from allies.pages.plan import Plan
from allies.pages.reference import Reference, way
from allies.pages.state import StateView
from allies.pages.things import OrganizationView, PartView, TreatyView
from allies.rules import RULES, kinds

# The engine's own templates; pages, which strangers may send, have the sandbox.
_BLOCKS = Environment(
    loader=PackageLoader("allies.pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_BLOCKS.globals |= {"dispute_id": dispute_id, "said": said}

SHOWN = re.compile(r"facts/[a-z]+/[a-z0-9-]+\.yaml|docs/examples/[a-z0-9-]+\.txt")  # files that a page may show

Bound = dict[str, tuple[str, ...]]  # what a template page is about: {"pair": ("MEX", "RUS")}


def render(text: str, plan: Plan, path: str, **bound: tuple[str, ...]) -> str:
    """The finished Markdown of a page. `path` is named in problems; `bound` names what a template page is about.

    Raises FactsError for a pointer that leads nowhere and for a template that cannot be read.
    """
    marks = plan.marks(path)
    body = _Calls(plan, marks, bound)._filled(text)
    return body + "\n\n".join(["", *(f"## {title}\n\n{block}" for title, block in _endmatter(plan, marks))])


def fill(expressions: Sequence[str], plan: Plan, path: str, **bound: tuple[str, ...]) -> list[str]:
    """The value of each expression of a template page. Raises FactsError."""
    calls = _Calls(plan, plan.marks(path), bound)
    return [calls._filled(f"{{{{ {expression} }}}}") for expression in expressions]


class _Calls:
    """What a page may call."""

    def __init__(self, plan: Plan, marks: Marks, bound: Bound) -> None:
        self._plan, self._facts, self._marks = plan, plan.facts, marks
        views = {
            kind: self._about(kind, *bound[kind]) if kind in bound else partial(self._about, kind) for kind in VIEWS
        }
        own = {name: getattr(self, name) for name in vars(_Calls) if not name.startswith("_")}
        self._names = {"fact": marks.fact, "text": marks.text, "name": marks.linked} | own | views

    def _filled(self, text: str) -> str:
        return sandbox.render(text, self._marks.path, self._names, _Blocks, self._marks.numbered)

    def _about(self, kind: str, *ids: str) -> "_Blocks":
        """What can be said of one thing of a kind, as blocks and sentences."""
        return (_PairBlocks if kind == "pair" else _Blocks)(
            kind, VIEWS[kind](self._marks, *ids, self._plan), self._plan
        )

    def every(self, folder: str) -> Markup:
        """A list of every page of a kind: states, treaties or organizations."""
        refs = [ref for ref in self._facts.documents if ref.startswith(f"{folder}/")]
        if folder == "states":
            refs = [f"states/{code.lower()}" for code in self._plan.states]
        return self._block("every.html", refs=sorted(refs, key=lambda ref: fold(self._marks.name(ref).striptags())))

    def search(self, id: str) -> Markup:
        """What was searched: the registers, what they hold, what was not read, and what would change an answer."""
        return self._block("searched.html", search=self._facts.searches[id])

    def map(self) -> Markup:
        """The map of tiles, each leading to the page of its state."""
        return self._block("everywhere.html", standing=dict.fromkeys(self._plan.states, "state"))

    def calendar(self) -> Markup:
        """A link to the calendar of what ends on a day to come."""
        return Markup('<a href="{}calendar.ics">{}</a>').format(self._marks.up, self._marks.say("line/calendar"))

    def comparison(self, *concepts: str) -> Markup:
        """A table that compares concepts by their features."""
        return self._block("comparison.html", concepts=[f"concepts/{id}" for id in concepts])

    def definition(self, concept: str) -> Markup:
        """A concept's definition, marked as one."""
        return self._block("definition.html", ref=f"concepts/{concept}", concept=self._facts.concepts[concept])

    def finder(self, address: bool = False, lost: bool = False) -> Markup:
        """The form that answers for any two states; with `address`, each question has one of its own on this page;
        where a page was `lost`, it is filled in from the address that was asked for."""
        return self._block("finder.html", address=address, lost=lost)

    def parts(self, folder: str) -> Markup:
        """A list of the pages on which all sources, or all disputes, stand."""
        addresses = [address for address in self._plan.parts if address.startswith(f"{folder}/")]
        found = [PartView(self._marks, address, self._plan) for address in addresses]
        return self._block("parts.html", parts=found)

    def differences(self) -> Markup:
        """What came of comparing registers: how many differences, and each that is more than one of dating, with
        why."""
        return self._block("differences.html", comparisons=self._facts.comparisons)

    def rules(self) -> Markup:
        """A list of every rule that the facts are held against."""
        return self._block("rules.html", rules=[rule.text for rule in RULES])

    def kinds_of_problems(self) -> Markup:
        """The rows of a table of every kind of problem that a check tells: its code, what it means, how to mend it."""
        rows = (f"| `{kind.code}` | {kind.means} | {kind.mend} |" for kind in kinds())
        return Markup("\n").join(map(escape, rows))

    def shown(self, path: str) -> Markup:
        """A fact file, or one of docs/examples/, letter by letter. Raises LookupError for any other."""
        if not SHOWN.fullmatch(path) or not (file := self._facts.root / path).is_file():
            raise LookupError(f"no file to be shown is called {path!r}")
        return Markup('<pre data-file="{}"><code>{}</code></pre>').format(path, file.read_text("utf-8"))

    def closing(self) -> Markup:
        """What closes a page, here rather than at its end: where its sources disagree, and the sources."""
        parts = _endmatter(self._plan, self._marks)
        self._marks.closed = True
        heading = Markup('<h2 id="{}">{}</h2>\n{}')
        return Markup("").join(heading.format(anchor(title), title, block) for title, block in parts)

    def _block(self, template: str, **context: object) -> Markup:
        return _block(template, self._marks, self._plan, **context)


VIEWS: dict[str, Callable[..., Any]] = {  # what a page can be about, each made of marks, ids and the plan
    "pair": Pair,
    # The pages of treaties and pairs, to which that of a state leads, cite every source.
    "state": lambda marks, *about: StateView(replace(marks, most=1), *about),
    "treaty": TreatyView,
    "organization": OrganizationView,
    "part": PartView,
}


class _Blocks:
    """What a page can show of one thing: the view's sentences, and blocks from templates of the same name."""

    def __init__(self, kind: str, view: Any, plan: Plan) -> None:
        self._kind, self._view, self._plan = kind, view, plan

    def __getattr__(self, name: str) -> Markup:
        if name.startswith("_"):
            raise AttributeError(name)
        if name == "crumbs":
            path = self._view.marks.path
            return self._block("crumbs.html", way=way(self._plan, self._kind, self._view.about, path))
        if name == "reference":
            return self._block("reference.html", about=Reference(self._plan, self._kind, *self._view.about))
        if (template := f"{self._kind}/{name.replace('_', '-')}.html") in BLOCKS:
            return self._block(template)
        if isinstance(said := getattr(self._view, name, None), Markup):
            return said
        known = [each.partition("/")[2].removesuffix(".html") for each in BLOCKS if each.startswith(f"{self._kind}/")]
        raise AttributeError(f"a {self._kind} has no {name!r}; it has {', '.join([*known, *OWN])}")

    def _block(self, template: str, **context: object) -> Markup:
        return _block(template, self._view.marks, self._plan, v=self._view, **context)


class _PairBlocks(_Blocks):
    """What a page can show of two states, and of each of the two."""

    def alliances_sentence(self, code: str) -> Markup:
        """Which alliances bind one of the two on the day."""
        return StateView(self._view.marks, code, self._plan).alliances_sentence

    def only_in(self, code: str) -> Markup:
        """The organizations that one of the two is a member of and the other is not."""
        other = self._view.b if code == self._view.a else self._view.a
        return self._block("pair/_only.html", code=code, other=other, rows=self._view.only(code))


OWN = ("crumbs", "reference")  # what the page of anything says of itself
BLOCKS = [name for name in _BLOCKS.list_templates() if "/" in name and "/_" not in name]  # of each kind of thing


def _block(template: str, marks: Marks, plan: Plan, **context: object) -> Markup:
    """One HTML block on lines of its own, so that Markdown leaves it alone."""
    html = _BLOCKS.get_template(template).render(m=marks, say=marks.say, plan=plan, label=_label(marks), **context)
    return Markup("\n".join(line.strip() for line in html.splitlines() if line.strip()) + "\n")


def _label(marks: Marks) -> Callable[[str], Markup]:
    return lambda key: marks.say(f"label/{key}")


def _endmatter(plan: Plan, marks: Marks) -> list[tuple[str, Markup]]:
    """What closes a page: where its sources disagree, and the sources themselves; nothing where it is closed
    already."""
    parts: list[tuple[str, Markup]] = []
    if marks.closed:
        return parts
    if marks.disputes:
        disputes = _block("disputes.html", marks, plan, disputes=list(marks.disputes.values()))
        parts.append((str(marks.say("end/disputes")), Markup(marks.numbered(disputes))))
    if marks.numbers:
        sources = [(marks.facts.sources[id], number) for id, number in marks.numbers.items()]
        parts.append((str(marks.say("end/sources")), _block("sources.html", marks, plan, sources=sources)))
    return parts


def anchor(title: str) -> str:
    """The id of a heading."""
    return re.sub(r"[^a-z]+", "-", title.lower())
