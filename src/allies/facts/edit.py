"""Edit: a value, a row of evidence or a dispute goes into the text of a fact file, and all else stays as it is."""

from collections.abc import Mapping
from typing import Any

import yaml

from allies.facts.draft import flow
from allies.facts.form import end_of
from allies.load import LOADER, steps


def replaced(text: str, pointer: str, value: Any) -> str:
    """The text with another value under a JSON Pointer. Raises KeyError where it leads nowhere."""
    node = _found(text, pointer)
    return text[: node.start_mark.index] + flow(value) + text[node.end_mark.index :]


def with_row(text: str, holder: str, row: Mapping[str, Any]) -> str:
    """The text with one more row of evidence in the entry under a pointer, below those it has."""
    rows = next((value for key, value in _found(text, holder).value if key.value == "evidence"), None)
    if rows is None:
        return with_key(text, holder, "evidence", [dict(row)])
    return _with(text, rows, flow(dict(row)), "- ")


def with_key(text: str, holder: str, key: str, value: Any) -> str:
    """The text with one more key in the entry under a pointer, at its end."""
    return _with(text, _found(text, holder), f"{key}: {flow(value)}")


def _with(text: str, node: Any, entry: str, dash: str = "") -> str:
    """The text with one more entry in a mapping or a list, at its end."""
    if node.flow_style:
        at = node.end_mark.index - 1
        return f"{text[:at]}{', ' if node.value else ''}{entry}{text[at:]}"
    end = end_of(text, node)
    at = end + len(text[end:].partition("\n")[0])  # of the line
    return f"{text[:at]}\n{' ' * node.start_mark.column}{dash}{entry}{text[at:]}"


def _found(text: str, pointer: str) -> Any:
    """The node under a pointer."""
    node: Any = yaml.compose(text, Loader=LOADER)
    for step in steps(pointer):
        named = node.value if isinstance(node, yaml.MappingNode) else enumerate(node.value)
        node = {str(getattr(key, "value", key)): value for key, value in named}[step]
    return node
