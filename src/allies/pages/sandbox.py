"""Sandbox: what stands in a page beside its words, which is so little that it takes no time and no room.

A page names what it is about, and calls what it is given: `{{ pair.answer }}`, `{{ fact("…") }}`, and `{% set both =
pair("MEX", "RUS") %}` for what it calls more than once. Nothing in it can reckon, repeat, join or pad: what it gives is
bounded by its own length. So no operator, loop, filter or method of a text needs a limit of its own.
"""

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from markupsafe import escape

from allies.problems import FactsError, Location, Problem

CALL = re.compile(r"\{\{\s*(.*?)\s*\}\}|\{%\s*set\s+(\w+)\s*=\s*(.*?)\s*%\}|\{\{|\{%\s*(\w*)", re.DOTALL)
MOST_TEXT, MOST_CALLS, MOST_GIVEN = 500_000, 1_000, 10_000_000  # characters and calls of a page; what calls give


def render(text: str, path: str, names: Mapping[str, object], views: type, finish: Callable[[str], str] = str) -> str:
    """The text of a page with its calls filled in; `views` are the objects whose attributes a page may show, and
    `finish` is done to what each call gives, in turn. Raises FactsError, at the line of a call that fails."""
    if len(text) > MOST_TEXT:
        raise _failed(ValueError(f"it is longer than {MOST_TEXT:,} characters"), Location(path))
    known, given, end, room = dict(names), list[str](), 0, MOST_GIVEN
    for number, found in enumerate(CALL.finditer(text)):
        try:
            if number == MOST_CALLS:
                raise ValueError(f"it has more than {MOST_CALLS:,} calls")
            piece = finish(_filled(found, known, views))
            room -= len(piece)
            if room < 0:
                raise ValueError(f"it would give more than {MOST_GIVEN:,} characters")
        except Exception as error:
            raise _failed(error, Location(path, text.count("\n", 0, found.start()) + 1)) from error
        given += [text[end : found.start()], piece]
        end = found.end()
    return "".join([*given, text[end:]])


def _failed(error: Exception, here: Location) -> FactsError:
    """What is wrong with a call: problems of the page itself stand at its line."""
    if isinstance(error, FactsError):
        return FactsError(
            *(replace(each, where=here) if each.where.path == here.path else each for each in error.problems)
        )
    what = f"The page's template cannot be rendered: {str(error).rstrip('.')}."
    mend = "Correct the expression between {{ and }}; CONTRIBUTING.md lists what a page can call."
    return FactsError(Problem(where=here, what=what, mend=mend))


def _filled(found: re.Match[str], known: dict[str, object], views: type) -> str:
    """What stands in the place of a call; nothing for one that only gets a name, under which it is known from there."""
    shown, name, said, other = found.groups()
    if shown is None and name is None:
        raise ValueError(f"a page can only call and show, it has no {other!r}" if other else "a call is not closed")
    value = _value(_parsed(shown if name is None else said), known, views)
    if name is None:
        return escape(value)
    known[name] = value
    return ""


def _value(node: ast.expr, known: Mapping[str, object], views: type) -> Any:
    """What an expression means. Raises LookupError and ValueError for one that says more than it may, and whatever a
    call raises."""
    match node:
        case ast.Name():
            if node.id not in known:
                raise LookupError(f"{node.id!r} is undefined")
            return known[node.id]
        case ast.Attribute():
            of = None if node.attr.startswith("_") else _value(node.value, known, views)
            if not isinstance(of, views):
                raise LookupError(f"{node.attr!r} is nothing that a page may show")
            return getattr(of, node.attr)
        case ast.Call():
            named = {each.arg or "**": _constant(each.value) for each in node.keywords}
            return _value(node.func, known, views)(*map(_constant, node.args), **named)
    kind = type(getattr(node, "op", node)).__name__.lower()
    raise ValueError(f"a page can only call and show, it has no {kind!r}")


def _constant(node: ast.expr) -> object:
    if isinstance(node, ast.Constant):
        return node.value
    raise ValueError("what is handed to a call is a text in quotes, a number, True or False")


@lru_cache(maxsize=1000)
def _parsed(expression: str) -> ast.expr:
    try:
        return ast.parse(expression, mode="eval").body
    except SyntaxError as error:
        raise ValueError(error.msg) from None
