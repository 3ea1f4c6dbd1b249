"""Page: the text of a page, with its calls, becomes finished Markdown.

Pages are rendered in Jinja's sandbox and can call only what is listed here; a page cannot include, import or read.
"""


import json

from jinja2 import Environment, PackageLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from allies.dates import Edtf, day
from allies.facts import Facts
from allies.problems import FactsError, Location, Problem
from allies.render.marks import Marks, dispute_id
from allies.render.pair import Pair
from allies.render.state import StateView

# The engine's own templates; only pages, which strangers may send, need the sandbox.
_BLOCKS = Environment(loader=PackageLoader("allies"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def render(text: str, facts: Facts, path: str, on: Edtf | None = None) -> str:
    """The finished Markdown of a page. `path` is named in problems; `on` is the day meant, the edition's by default.

    Raises FactsError for a pointer that leads nowhere and for a template that cannot be read.
    """
    marks = Marks(facts, path)
    calls = _Calls(facts, marks, on or facts.edition)
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    environment.globals.clear()
    environment.globals.update({name: getattr(calls, name) for name in CALLS})
    try:
        body = environment.from_string(text).render()
    except TemplateSyntaxError as error:
        raise _broken(path, error.lineno, error) from None
    except (TemplateError, TypeError, ValueError, KeyError, AttributeError, ArithmeticError, RecursionError) as error:
        raise _broken(path, _line(error), error) from None
    except FactsError as error:
        raise FactsError(*(_at_line(problem, text) for problem in error.problems)) from None
    return body + _endmatter(marks)


class _Calls:
    """What a page may call."""

    def __init__(self, facts: Facts, marks: Marks, on: Edtf) -> None:
        self._facts, self._marks, self._on = facts, marks, on

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
        return _PairBlocks(Pair(self._facts, self._marks, a, b, day(on) if on else self._on))

    def comparison(self, *concepts: str) -> Markup:
        """A table that compares concepts by their features."""
        return _block("comparison.html", m=self._marks, concepts=[(f"concepts/{id}", self._facts.concepts[id]) for id in concepts])

    def definition(self, concept: str) -> Markup:
        """A concept's definition, marked as one."""
        return _block("definition.html", m=self._marks, ref=f"concepts/{concept}", concept=self._facts.concepts[concept])

    def every_source(self) -> Markup:
        """A table of all sources."""
        return _block("every-source.html", m=self._marks, sources=sorted(self._facts.sources.values(), key=lambda source: (source.publisher.casefold(), source.title)))

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
        disputed = [standing for standing in self._facts.standings.values() if standing.claim.dispute]
        return _block("disputes.html", m=self._marks, disputes=disputed, dispute_id=dispute_id)


CALLS = tuple(name for name in vars(_Calls) if not name.startswith("_"))


class _PairBlocks:
    """The blocks of a pair's page: each a template over the same `Pair`."""

    def __init__(self, pair: Pair) -> None:
        self._pair = pair

    def __getattr__(self, name: str) -> Markup:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in SENTENCES:
            return getattr(self._pair, name)
        if name in BLOCKS:
            return _block(f"{name.replace('_', '-')}.html", p=self._pair, m=self._pair.marks)
        raise AttributeError(f"a pair has no {name!r}; it has {', '.join([*SENTENCES, *BLOCKS])}")

    def alliances_sentence(self, code: str) -> Markup:
        """Which alliances bind one of the two on the day."""
        return self._state(code).alliances_sentence

    def alliances_of(self, code: str) -> Markup:
        """A table of the alliances one of the two has or had."""
        return _block("alliances.html", s=self._state(code), m=self._pair.marks)

    def _state(self, code: str) -> StateView:
        return StateView(self._pair.facts, self._pair.marks, code, self._pair.on)

    def only_in(self, code: str) -> Markup:
        """The organizations that one of the two is a member of and the other is not."""
        return _block("only.html", p=self._pair, m=self._pair.marks, code=code, rows=self._pair.only(code))


SENTENCES = ("sentence", "because", "relations_sentence", "shared_sentence", "bilateral_sentence", "earlier_sentences", "searched_sentence")
BLOCKS = ("answer", "timeline", "missions", "highlights", "shared", "agreements", "searched", "votes", "visits", "statements", "uses_of_ally", "unconfirmed", "corrections")


def _block(template: str, **context: object) -> Markup:
    """One HTML block on lines of its own, so that Markdown leaves it alone."""
    html = _BLOCKS.get_template(template).render(**context)
    lines = [line.strip() for line in html.splitlines() if line.strip()]
    return Markup("\n".join(lines) + "\n")


def _endmatter(marks: Marks) -> str:
    """What closes a page: where its sources disagree, and the sources themselves."""
    parts = []
    if marks.disputes:
        block = _block("disputes.html", m=marks, disputes=list(marks.disputes.values()), dispute_id=dispute_id)
        parts += ["\n\n## Where sources disagree\n", str(block)]
    if marks.numbers:
        block = _block("sources.html", m=marks, sources=[(marks.facts.sources[id], number) for id, number in marks.numbers.items()])
        parts += ["\n\n## Sources\n", str(block)]
    return "\n".join(parts) + ("\n" if parts else "")


def _broken(path: str, line: int, error: Exception) -> FactsError:
    return FactsError(Problem(where=Location(path, line), what=f"The page's template cannot be rendered: {error}.", mend="Correct the expression between {{ and }}; CONTRIBUTING.md lists what a page can call."))


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
