"""Sandbox: what a page's template may say, which is so little that it takes no time and no room.

A page names what it is about, and calls what it is given. Nothing in it can reckon, repeat, join or pad: what it gives
is bounded by its own length. So no operator, loop, filter or method of a text needs a limit of its own.
"""

from collections.abc import Callable, Generator, Mapping
from functools import lru_cache
from typing import cast

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, Undefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

MOST_TEXT, MOST_PARTS, DEEPEST = 500_000, 5_000, 12  # characters of a page; expressions in it, and one within another
MOST_GIVEN = 10_000_000  # characters of a finished page

_MAY_HOLD: dict[type[nodes.Node], tuple[type[nodes.Node], ...]] = {
    nodes.Template: (nodes.Output, nodes.Assign),
    nodes.Output: (nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Call),
    nodes.Assign: (nodes.Name, nodes.Getattr, nodes.Call),
    nodes.Getattr: (nodes.Name, nodes.Call),
    nodes.Call: (nodes.Name, nodes.Getattr, nodes.Const, nodes.Keyword),
    nodes.Keyword: (nodes.Const,),
}


def render(text: str, names: Mapping[str, object], views: type, finish: Callable[[str], str] = str) -> str:
    """The text of a page with its calls filled in; `views` are the objects whose attributes a page may show, and
    `finish` is done to each piece in turn.

    Raises jinja2.TemplateError and ValueError for a template that says more than it may, and whatever a call raises.
    """
    given: list[str] = []
    left = MOST_GIVEN
    pieces = cast(Generator[str, None, None], _template(text, views).generate(names))
    for piece in pieces:
        given.append(finish(piece))
        left -= len(piece)
        if left < 0:  # raised where the page stands, so that its line is known
            pieces.throw(ValueError(f"it would give more than {MOST_GIVEN:,} characters"))
    return "".join(given)


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, in which only views have attributes; those of a text could pad it to any length."""

    def __init__(self, views: type) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
        self.globals.clear()
        self._views = views

    def getattr(self, obj: object, attribute: str) -> object:
        if not isinstance(obj, (self._views, Undefined)):
            raise SecurityError(f"{attribute!r} is nothing that a page may show")
        return super().getattr(obj, attribute)


@lru_cache(maxsize=64)
def _template(text: str, views: type) -> Template:
    if len(text) > MOST_TEXT:
        raise ValueError(f"it is longer than {MOST_TEXT:,} characters")
    environment = _Environment(views)
    tree = environment.parse(text)
    _hold(tree)
    return environment.from_string(tree)


def _hold(tree: nodes.Template) -> None:
    """Raises TemplateSyntaxError, with its line, for the first part of a template that may not stand where it does."""
    waiting: list[tuple[nodes.Node, int]] = [(tree, 0)]
    for node, depth in waiting:
        for part in node.iter_child_nodes():
            if not isinstance(part, _MAY_HOLD.get(type(node), ())):
                kind = getattr(part, "operator", None) or type(part).__name__.lower()
                raise TemplateSyntaxError(
                    f"a page can only call and show, it has no {kind!r}", part.lineno or node.lineno
                )
            if depth > DEEPEST or len(waiting) > MOST_PARTS:
                raise TemplateSyntaxError("it holds too many calls, or one too deep in others", part.lineno)
            waiting.append((part, depth + 1))
