"""Tree: the values and entries of a YAML or JSON text, each with the span of letters where it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """A value below the root of a file, and the entry that it belongs to."""

    pointer: str  # as JSON Pointer
    text: str | None  # what a scalar says, without quotes; None for a mapping or a list
    span: Span  # the value as it is written, quotes included
    entry: Span  # what to take away so that the rest stands as if the entry had never been there
    key: Span  # the key of an entry of a mapping; an empty span for an item of a list
    alone: bool  # whether nothing else stands beside it in its mapping or list
    flow: bool  # whether it stands in braces or brackets

    @property
    def name(self) -> str:
        """The last step of the pointer."""
        return self.pointer.rpartition("/")[2]

    @property
    def parent(self) -> str:
        return self.pointer.rpartition("/")[0]


def places(text: str) -> list[Place]:
    """Every value below the root of a text, parents before their children; none where the text cannot be read."""
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError:
        return []
    return list(_below(text, root, "")) if root is not None else []


def _below(text: str, node: yaml.Node, pointer: str) -> Iterator[Place]:
    children = _children(node)
    if not children:
        return
    entries = _entries(text, node, children)
    for (step, key, value), entry in zip(children, entries, strict=True):
        where = f"{pointer}/{step.replace('~', '~0').replace('/', '~1')}"
        start, end = value.start_mark.index, _end(text, value)
        said = value.value if isinstance(value, yaml.ScalarNode) else None
        at = (key.start_mark.index, key.end_mark.index) if key else (start, start)
        yield Place(where, said, (start, end), entry, at, len(children) == 1, bool(node.flow_style))
        yield from _below(text, value, where)


def _children(node: yaml.Node) -> list[tuple[str, yaml.Node | None, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        return [(key.value, key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode)]
    if isinstance(node, yaml.SequenceNode):
        return [(str(number), None, value) for number, value in enumerate(node.value)]
    return []


def _entries(text: str, node: yaml.Node, children: list[tuple[str, yaml.Node | None, yaml.Node]]) -> list[Span]:
    """Where each entry of a mapping or list begins and ends, the comma or the white space that parts it included."""
    begins = [(key or value).start_mark.index for _, key, value in children]
    ends = [_end(text, value) for _, _, value in children]
    if node.flow_style:
        return [
            (start, begins[number + 1]) if number + 1 < len(begins) else (ends[number - 1] if number else start, end)
            for number, (start, end) in enumerate(zip(begins, ends, strict=True))
        ]
    if isinstance(node, yaml.SequenceNode):
        begins = [text.rindex("-", 0, start) for start in begins]
    spans = []
    for number, start in enumerate(begins):
        if number + 1 < len(begins):
            spans.append((start, begins[number + 1]))
        else:
            line = text.rfind("\n", 0, start) + 1
            spans.append((start if text[line:start].strip() else line, _line_end(text, ends[number])))
    return spans


def _end(text: str, node: yaml.Node) -> int:
    """Where a value ends, without the white space and the comments after it."""
    if isinstance(node, yaml.ScalarNode):
        start, end = node.start_mark.index, node.end_mark.index
        return start + len(text[start:end].rstrip())
    if node.flow_style or not node.value:
        return node.end_mark.index
    last = node.value[-1]
    return _end(text, last[1] if isinstance(last, tuple) else last)


def _line_end(text: str, at: int) -> int:
    found = re.compile(r"[^\n]*\n?").match(text, at)
    return found.end() if found else at
