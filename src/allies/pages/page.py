"""Page: the text of a page, with its calls, becomes finished Markdown.

Pages are rendered in Jinja's sandbox and can call only what is listed here; a page cannot include, import or read.
"""

import json
from collections.abc import Sequence
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from allies.facts.dates import day
from allies.facts.readings import fold
from allies.pages.marks import Marks, dispute_id
from allies.pages.pair import Pair
from allies.pages.plan import Plan
from allies.pages.state import StateView
from allies.pages.things import OrganizationView, TreatyView
from allies.problems import FactsError, Location, Problem

# The engine's own templates; only pages, which strangers may send, need the sandbox.
_BLOCKS = Environment(
    loader=PackageLoader("allies.pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_BLOCKS.filters.update(
    pair=frozenset, treaties=lambda answer: dict.fromkeys([*(bond.treaty for bond in answer.deciding), *answer.unclear])
)


def render(text: str, plan: Plan, path: str, **bound: object) -> str:
    """The finished Markdown of a page. `path` is named in problems; `bound` names what a template page is about.

    Raises FactsError for a pointer that leads nowhere and for a template that cannot be read.
    """
    marks = Marks(plan.facts, path)
    body = _rendered(text, _Calls(plan, marks), path, bound)
    return body + "\n\n".join(["", *(f"## {title}\n\n{block}" for title, block in _endmatter(marks))])


def fill(
    expressions: Sequence[str], plan: Plan, path: str, **bound: object
) -> tuple[list[str], list[tuple[str, Markup]]]:
    """The value of each expression of a template page, in their order, and what closes the page: titles and blocks. Raises FactsError."""
    marks = Marks(plan.facts, path)
    calls = _Calls(plan, marks)
    return [_rendered(f"{{{{ {expression} }}}}", calls, path, bound) for expression in expressions], _endmatter(marks)


def _rendered(text: str, calls: "_Calls", path: str, bound: dict[str, object]) -> str:
    try:
        about = {name: getattr(calls, name)(*arguments) for name, arguments in bound.items()}
        return _template(text).render({**{name: getattr(calls, name) for name in CALLS}, **about})
    except TemplateSyntaxError as error:
        raise _broken(path, error.lineno, error) from None
    except (TemplateError, TypeError, ValueError, KeyError, AttributeError, ArithmeticError, RecursionError) as error:
        raise _broken(path, _line(error), error) from None
    except FactsError as error:
        raise FactsError(*(_at_line(problem, text) for problem in error.problems)) from None


@lru_cache(maxsize=64)
def _template(text: str) -> Template:
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    environment.globals.clear()
    return environment.from_string(text)


class _Calls:
    """What a page may call."""

    def __init__(self, plan: Plan, marks: Marks) -> None:
        self._plan, self._facts, self._marks, self._on = plan, plan.facts, marks, plan.on

    def fact(self, ref: str, form: str = "long", cited: bool = True) -> Markup:
        """A value by its pointer, marked and cited."""
        return self._marks.fact(ref, form, cited)

    def text(self, ref: str, cited: bool = False) -> Markup:
        """A text for readers by its pointer."""
        return self._marks.text(ref, cited)

    def name(self, ref: str) -> Markup:
        """The short name of a state, organization, treaty or concept."""
        return self._marks.name(ref)

    def pair(self, a: str, b: str, on: str | None = None) -> "_PairBlocks":
        """What can be said of two states, as blocks and sentences."""
        return _PairBlocks(Pair(self._facts, self._marks, a, b, day(on) if on else self._on), self._plan)

    def state(self, code: str) -> "_Blocks":
        """What can be said of a state, as blocks and sentences."""
        return _Blocks("state", StateView(self._facts, self._marks, code, self._on), self._plan)

    def treaty(self, id: str) -> "_Blocks":
        """What can be said of a treaty, as blocks."""
        return _Blocks("treaty", TreatyView(self._facts, self._marks, id, self._on), self._plan)

    def organization(self, id: str) -> "_Blocks":
        """What can be said of an organization, as blocks."""
        return _Blocks("organization", OrganizationView(self._facts, self._marks, id, self._on), self._plan)

    def every(self, folder: str) -> Markup:
        """A list of every page of a kind: states, treaties or organizations."""
        refs = {"states": [f"states/{code.lower()}" for code in self._plan.states]}.get(folder)
        refs = refs or sorted(
            (ref for ref in self._facts.documents if ref.startswith(f"{folder}/")),
            key=lambda ref: fold(str(self._marks.name(ref).striptags())),
        )
        return _block("every.html", m=self._marks, refs=refs, plan=self._plan)

    def comparison(self, *concepts: str) -> Markup:
        """A table that compares concepts by their features."""
        return _block(
            "comparison.html", m=self._marks, concepts=[(f"concepts/{id}", self._facts.concepts[id]) for id in concepts]
        )

    def definition(self, concept: str) -> Markup:
        """A concept's definition, marked as one."""
        return _block(
            "definition.html", m=self._marks, ref=f"concepts/{concept}", concept=self._facts.concepts[concept]
        )

    def every_source(self) -> Markup:
        """A table of all sources."""
        return _block(
            "every-source.html",
            m=self._marks,
            sources=sorted(
                self._facts.sources.values(), key=lambda source: (source.publisher.casefold(), source.title)
            ),
        )

    def rules(self) -> Markup:
        """A table of every rule, with how many facts it was held against, as the committed run has it."""
        return _block("rules.html", rules=self._committed("checks.json"))

    def mutants(self) -> Markup:
        """A table of the planted errors by class, as the committed run has it."""
        return _block("mutants.html", run=self._committed("mutants.json"))

    def _committed(self, name: str) -> dict:
        path = self._facts.root / "answers" / name
        return json.loads(path.read_text("utf-8")) if path.is_file() else {}

    def disputes_of_all(self) -> Markup:
        """Every dispute in the facts, with the readings and why one is followed."""
        disputed = [self._facts.standing(ref) for ref, claim in self._facts.claims.items() if claim.dispute]
        return _block("disputes.html", m=self._marks, disputes=disputed, dispute_id=dispute_id)


CALLS = tuple(name for name in vars(_Calls) if not name.startswith("_"))


class _Blocks:
    """What a page can show of one thing: the view's sentences, and blocks from templates of the same name."""

    def __init__(self, kind: str, view: object, plan: Plan) -> None:
        self._kind, self._view, self._plan = kind, view, plan

    def __getattr__(self, name: str) -> Markup:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in BLOCKS[self._kind]:
            return _block(
                f"{self._kind}/{name.replace('_', '-')}.html", v=self._view, m=self._view.marks, plan=self._plan
            )
        if name in SENTENCES[self._kind]:
            return getattr(self._view, name)
        raise AttributeError(
            f"a {self._kind} has no {name!r}; it has {', '.join([*SENTENCES[self._kind], *BLOCKS[self._kind]])}"
        )


class _PairBlocks(_Blocks):
    """What a page can show of two states, and of each of the two."""

    def __init__(self, pair: Pair, plan: Plan) -> None:
        super().__init__("pair", pair, plan)

    def alliances_sentence(self, code: str) -> Markup:
        """Which alliances bind one of the two on the day."""
        return self._state(code).alliances_sentence

    def alliances_of(self, code: str) -> Markup:
        """A table of the alliances one of the two has or had."""
        return self._state(code).treaties

    def only_in(self, code: str) -> Markup:
        """The organizations that one of the two is a member of and the other is not."""
        return _block("pair/only.html", v=self._view, m=self._view.marks, code=code, rows=self._view.only(code))

    def _state(self, code: str) -> _Blocks:
        return _Blocks("state", StateView(self._view.facts, self._view.marks, code, self._view.on), self._plan)


SENTENCES = {
    "pair": (
        "x",
        "y",
        "sentence",
        "because",
        "relations_sentence",
        "shared_sentence",
        "bilateral_sentence",
        "earlier_sentences",
        "searched_sentence",
    ),
    "state": ("name", "possessive", "alliances_sentence"),
    "treaty": ("title",),
    "organization": ("title",),
}
BLOCKS = {
    "pair": (
        "answer",
        "obligations",
        "ties",
        "together",
        "timeline",
        "missions",
        "highlights",
        "shared",
        "agreements",
        "searched",
        "votes",
        "visits",
        "statements",
        "uses_of_ally",
        "unconfirmed",
        "corrections",
        "more",
    ),
    "state": ("treaties", "organizations", "answers", "facts"),
    "treaty": ("facts", "obligations", "parties"),
    "organization": ("facts", "members"),
}


def _block(template: str, **context: object) -> Markup:
    """One HTML block on lines of its own, so that Markdown leaves it alone."""
    html = _BLOCKS.get_template(template).render(**context)
    lines = [line.strip() for line in html.splitlines() if line.strip()]
    return Markup("\n".join(lines) + "\n")


def _endmatter(marks: Marks) -> list[tuple[str, Markup]]:
    """What closes a page: where its sources disagree, and the sources themselves."""
    parts = []
    if marks.disputes:
        parts.append(
            (
                "Where sources disagree",
                _block("disputes.html", m=marks, disputes=list(marks.disputes.values()), dispute_id=dispute_id),
            )
        )
    if marks.numbers:
        sources = [(marks.facts.sources[id], number) for id, number in marks.numbers.items()]
        parts.append(("Sources", _block("sources.html", m=marks, sources=sources)))
    return parts


def _broken(path: str, line: int, error: Exception) -> FactsError:
    return FactsError(
        Problem(
            where=Location(path, line),
            what=f"The page's template cannot be rendered: {error}.",
            mend="Correct the expression between {{ and }}; CONTRIBUTING.md lists what a page can call.",
        )
    )


def _line(error: Exception) -> int:
    """The line of the page on which its template failed."""
    line, trace = 1, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _at_line(problem: Problem, text: str) -> Problem:
    """The problem, with the line of the page that holds the pointer it quotes."""
    quoted = problem.what.split("'")[1] if problem.what.count("'") >= 2 else ""
    line = next((number for number, content in enumerate(text.splitlines(), 1) if quoted and quoted in content), 1)
    return Problem(where=Location(problem.where.path, line), what=problem.what, mend=problem.mend)
