"""Small: a repository of some of the real facts, so that the whole site of it is built and audited in seconds.

It keeps the states and treaties that a written page, a relation or an organization names, and of every treaty and
organization the parties and members among those states; what is left of a file is written as JSON, which is YAML, too.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from allies.load import load

FEW = 3  # parties kept of each treaty that something names: a pair and a third
_SAID = re.compile(r"treaties/([a-z0-9-]+)")
_CODE = re.compile(r"\b[A-Z]{3}\b")


def shrink(root: Path) -> None:
    """Takes most facts away from a repository; what remains speaks of nothing that is gone."""
    facts = {path: _read(path) for path in sorted(root.glob("facts/*/*.yaml"))}
    by_id = {f"{path.parent.name}/{path.stem}": data for path, data in facts.items()}
    named = _named(root, by_id)
    states = _states(root, by_id, named)
    gone = {data["code"] for ref, data in by_id.items() if ref.startswith("states/")} - states
    treaties = {ref[9:] for ref in by_id if ref.startswith("treaties/")}
    gone |= {id for id in treaties - named if len(states & set(by_id[f"treaties/{id}"]["parties"])) < 2}
    gone |= {id for id, data in _in("organizations", by_id) if not states & set(data["members"])}
    kept = {path: _without(data, gone) for path, data in facts.items() if not _is_gone(path, data, gone)}
    used = {text for path, data in kept.items() if path.parent.name != "sources" for text in _texts(data)}
    for path in facts:
        if path not in kept or (path.parent.name == "sources" and path.stem not in used):
            path.unlink()
        else:
            path.write_text(json.dumps(kept[path], ensure_ascii=False, indent=1) + "\n", "utf-8")


def _read(path: Path) -> Any:
    document, problems = load(path.read_bytes(), path.as_posix())
    assert document, problems
    return document.data


def _in(folder: str, by_id: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The facts of one kind, by their ids."""
    return ((ref.partition("/")[2], data) for ref, data in by_id.items() if ref.startswith(f"{folder}/"))


def _named(root: Path, by_id: dict[str, Any]) -> set[str]:
    """The treaties that a page, a relation, an organization or the search of a pair names."""
    said = {id for page in root.glob("docs/**/*.md") for id in _SAID.findall(page.read_text("utf-8"))}
    said |= {data["treaty"] for _, data in _in("organizations", by_id) if "treaty" in data}
    pairs = [data for _, data in [*_in("relations", by_id), *_in("searches", by_id)] if data.get("about") != "everyone"]
    said |= {id for data in pairs for text in _texts(data) for id in [text, *_SAID.findall(text)]}
    return {id for id in said if f"treaties/{id}" in by_id}


def _states(root: Path, by_id: dict[str, Any], named: set[str]) -> set[str]:
    """The states that a page or a relation names, the first parties of each named treaty, and what they continue."""
    known = {data["code"]: data for _, data in _in("states", by_id)}
    said = [page.read_text("utf-8") for page in root.glob("docs/**/*.md")]
    said += [text for _, data in _in("relations", by_id) for text in _texts(data)]
    found = {code for text in said for code in _CODE.findall(text)} & set(known)
    for id in sorted(named):
        parties = list(by_id[f"treaties/{id}"]["parties"])
        found |= set(parties[: max(0, FEW - len(found & set(parties)))])
    return found | {data["continues"]["state"] for code, data in known.items() if code in found and "continues" in data}


def _is_gone(path: Path, data: Any, gone: set[str]) -> bool:
    return path.stem in gone or (path.parent.name == "states" and data["code"] in gone)


def _without(value: Any, gone: set[str]) -> Any:
    """A value without what names something that is gone: entries under its key, items, and the evidence of either."""
    if isinstance(value, dict):
        left = {key: _without(each, gone) for key, each in value.items() if key not in gone}
        return {key: each for key, each in left.items() if each or not value[key]}
    if isinstance(value, list):
        return [_without(each, gone) for each in value if not _names(each, gone)]
    return value


def _names(item: Any, gone: set[str]) -> bool:
    if isinstance(item, dict):
        supports = item.get("supports", [])
        words = [supports] if isinstance(supports, str) else supports
        return bool({step for word in words for step in word.split("/")} & gone)
    return isinstance(item, str) and item in gone


def _texts(value: Any) -> Iterator[str]:
    """Every string below a value, keys included."""
    if isinstance(value, dict):
        yield from value
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, str):
        yield value
