"""Small: a repository of some of the real facts, so that the whole site of it is built and audited in seconds.

It keeps a few states that have every kind of answer between them, what these continue, and what a written page names;
of treaties, organizations and the like what joins two of them. What is left of a file is written as JSON, which is
YAML, too.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from allies.load import load

KEPT = set("ARE ARM BLR CHN CUB FRA GBR IRN JPN MEX PHL PRK QZA RUS TWN USA VEN".split())
JOINED = {"treaties": "parties", "organizations": "members"}
_SAID = re.compile(r"(?:\bfacts/)?\b([a-z]+/[a-z0-9-]+)")


def shrink(root: Path) -> None:
    """Takes most facts away from a repository; what remains speaks of nothing that is gone."""
    facts = {path: _read(path) for path in sorted(root.glob("facts/*/*.yaml"))}
    by_ref = {f"{path.parent.name}/{path.stem}": data for path, data in facts.items()}
    known = {data["code"]: data for ref, data in by_ref.items() if ref.startswith("states/")}
    states = {each for code in KEPT for each in _lineage(code, known)}
    named = _named(root, by_ref, states)
    states |= {by_ref[ref]["code"] for ref in named if ref.startswith("states/")}
    joining = [
        list(by_ref[ref][JOINED[ref.partition("/")[0]]]) for ref in named if ref.startswith(("treaties/", "organ"))
    ]
    states |= {code for codes in joining if not states & set(codes) for code in codes[:2]}
    kept = {ref for ref in by_ref if _stays(ref, by_ref[ref], states) or ref in named}
    gone = {ref.partition("/")[2] for ref in set(by_ref) - kept} | (set(known) - states)
    left = {ref: _without(by_ref[ref], gone - {ref.partition("/")[2]}) for ref in kept}
    used = {text for ref, data in left.items() if not ref.startswith("sources/") for text in _texts(data)}
    for path in facts:
        ref = f"{path.parent.name}/{path.stem}"
        if ref not in left or (path.parent.name == "sources" and path.stem not in used and ref not in named):
            path.unlink()
        else:
            line, _, _ = path.read_text("utf-8").partition("\n")
            path.write_text(f"{line}\n{json.dumps(left[ref], ensure_ascii=False, indent=1)}\n", "utf-8")


def _read(path: Path) -> Any:
    document, problems = load(path.read_bytes(), path.as_posix())
    assert document, problems
    return document.data


def _lineage(code: str, known: dict[str, Any]) -> Iterator[str]:
    """A state and what it continues."""
    yield code
    if "continues" in known[code]:
        yield from _lineage(known[code]["continues"]["state"], known)


def _stays(ref: str, data: Any, states: set[str]) -> bool:
    """Whether a fact is about what is kept: a state, or what joins two of them."""
    folder = ref.partition("/")[0]
    if folder == "states":
        return data["code"] in states
    if folder in ("commitments", "conflicts"):
        sides = (data["parties"] if folder == "commitments" else data["sides"]).values()
        return all(states & set(codes) for codes in sides) and len(states & set().union(*sides)) > 1
    if folder == "relations":
        return set(data["states"]) <= states
    return folder not in JOINED or len(states & set(data[JOINED[folder]])) > 1


def _named(root: Path, by_ref: dict[str, Any], states: set[str]) -> set[str]:
    """What the pages that somebody wrote, and the texts of the facts that are kept, pull something in from."""
    said = [page.read_text("utf-8") for page in root.glob("docs/**/*.md")]
    said += [text for ref, data in by_ref.items() if _stays(ref, data, states) for text in _texts(data)]
    return {ref for text in said for ref in _SAID.findall(text)} & set(by_ref)


def _without(value: Any, gone: set[str]) -> Any:
    """A value without what names something that is gone: entries by their key or their only word, items, and the
    evidence of either."""
    if isinstance(value, dict):
        left = {key: _without(each, gone) for key, each in value.items() if key not in gone and not _names(each, gone)}
        return {key: each for key, each in left.items() if each or not value[key]}
    if isinstance(value, list):
        return [_without(each, gone) for each in value if not _names(each, gone)]
    return value


def _names(item: Any, gone: set[str]) -> bool:
    """Whether a value cannot do without something that is gone."""
    if isinstance(item, dict):
        supports = item.get("supports", item.get("between", []))
        words = [supports] if isinstance(supports, str) else supports
        named = {step for word in words for step in word.split("/")} | {
            each for each in item.values() if isinstance(each, str)
        }
        return bool(named & gone) or any(key in item and set(item[key]) <= gone for key in ("states", "because"))
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
