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
    entry = _found(text, holder)
    rows = next((value for key, value in entry.value if key.value == "evidence"), None)
    if rows is None:
        return with_key(text, holder, "evidence", [dict(row)])
    if rows.flow_style:
        at = rows.end_mark.index - 1
        return f"{text[:at]}, {flow(dict(row))}{text[at:]}"
    at = _line_end(text, end_of(text, rows))
    return f"{text[:at]}\n{' ' * rows.start_mark.column}- {flow(dict(row))}{text[at:]}"


def with_key(text: str, holder: str, key: str, value: Any) -> str:
    """The text with one more key in the entry under a pointer, at its end."""
    entry = _found(text, holder)
    if entry.flow_style:
        at = entry.end_mark.index - 1
        return f"{text[:at]}{', ' if entry.value else ''}{key}: {flow(value)}{text[at:]}"
    at = _line_end(text, end_of(text, entry))
    return f"{text[:at]}\n{' ' * entry.start_mark.column}{key}: {flow(value)}{text[at:]}"


def _found(text: str, pointer: str) -> Any:
    """The node under a pointer."""
    node: Any = yaml.compose(text, Loader=LOADER)
    for step in steps(pointer):
        named = node.value if isinstance(node, yaml.MappingNode) else enumerate(node.value)
        node = {str(getattr(key, "value", key)): value for key, value in named}[step]
    return node


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
