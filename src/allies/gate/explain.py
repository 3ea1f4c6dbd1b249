"""Explain: what a fact says, what it means, its evidence, and which answers and pages rest on it."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

from allies.answers import derive
from allies.facts.claims import Claim
from allies.facts.evidence import Standing
from allies.facts.model import FOLDERS, build
from allies.facts.read import Facts
from allies.facts.validate import below
from allies.load import resolve, steps
from allies.pages import write as pages
from allies.pages.plan import Plan
from allies.problems import FactsError, Location, Problem
from allies.rules import kinds

SHOWN = 12  # pairs, or values, that are named


def explain(facts: Facts, ref: str) -> Iterator[str]:
    """What there is to know of the value under `folder/id#/pointer`, or of the code of a problem, in lines. Raises
    FactsError where it leads nowhere."""
    if kind := next((each for each in kinds() if each.code == ref), None):
        yield from (f"{kind.code}: {kind.means}", f"  To mend: {kind.mend}")
        return
    ref = ref.removeprefix("facts/").replace(".yaml", "", 1)
    name, _, pointer = ref.partition("#")
    value = _value(facts, ref)
    where = facts.at(ref)
    yield f"{ref}, at {where.path}:{where.line}"
    schema = below(facts.schemas.whole[FOLDERS[name.partition("/")[0]]], *steps(pointer))
    if not isinstance(value, dict | list):
        yield f"  {json.dumps(value, ensure_ascii=False)}"
    yield f"  {schema.get('title', '')}. {schema.get('description', '')}"
    yield from _evidence(facts, ref)
    yield from _rests(facts, name, pointer)


def _value(facts: Facts, ref: str) -> Any:
    try:
        return facts.value(ref)
    except KeyError:
        meant = facts.nearest(ref)
        mend = f"Write {meant!r}." if meant else "Write it in the form of 'treaties/rio-treaty#/signed'."
        what = f"The pointer {ref!r} leads nowhere."
        raise FactsError(Problem(where=Location("facts"), what=what, mend=mend)) from None


def _evidence(facts: Facts, ref: str) -> Iterator[str]:
    """How the claim under a ref is supported, row by row; of an entry, how many of its claims are."""
    inside = [each for each in facts.claims if each == ref or each.startswith(ref if "#" in ref else f"{ref}#")]
    if ref in facts.claims:
        yield from _supported(facts, facts.claims[ref], facts.standing(ref))
    elif inside:
        bare = [each for each in inside if facts.claims[each].needs_evidence and not facts.standing(each).confirmed]
        yield f"  {len(inside)} values that can be true or false are in it; {len(bare)} dates or numbers unconfirmed."
        yield from (f"    {each}: {facts.claims[each].value!r}" for each in inside[:SHOWN])


def _supported(facts: Facts, claim: Claim, standing: Standing) -> Iterator[str]:
    agreeing = {reading.row.pointer for reading in standing.agreeing}
    rivals = {reading.row.pointer: reading.value for reading in standing.rivals}
    yield "  Confirmed." if standing.confirmed else "  Unconfirmed: no source was seen to print it."
    for row in claim.rows:
        source = facts.sources.get(row.source)
        said = f"prints {row.printed!r}" if row.printed else "was named, and its words were not copied"
        stands = "+" if row.pointer in agreeing else f"- ({rivals[row.pointer]})" if row.pointer in rivals else "?"
        yield f"  {stands} {source.publisher if source else row.source} ({row.source}) {said}"
    if claim.dispute:
        yield f"  Disputed: {claim.dispute['because']['en']}"


def _rests(facts: Facts, name: str, pointer: str) -> Iterator[str]:
    """The answers that would be others without the value, and the pages that show its file."""
    plan, (folder, _, id) = Plan(facts), name.partition("/")
    if folder == "sources":
        citing = [ref for ref, file in facts.documents.items() if any(each == id for _, _, each in file.values)]
        yield f"  Cited by {len(citing)} files: {', '.join(citing[:SHOWN])}{', …' * (len(citing) > SHOWN)}"
    others = derive.answers(_without(facts, folder, id, pointer), facts.edition)
    pairs = [
        (each.a, each.b)
        for each, other in zip(plan.answers.values(), others)
        if (each.verdict, each.deciding) != (other.verdict, other.deciding)
    ]
    more = f" and {len(pairs) - SHOWN} more" if len(pairs) > SHOWN else ""
    told = ", ".join(f"{a}–{b}" for a, b in pairs[:SHOWN])
    yield f"  Answers of today that rest on it: {len(pairs)}" + (f" ({told}{more})" if pairs else "")
    yield f"  Pages: {', '.join(_pages(plan, name, pairs)) or 'none of its own'}"


def _without(facts: Facts, folder: str, id: str, pointer: str) -> Facts:
    """The facts without a value, or the smallest entry around it that its file can do without, or else the file."""
    if folder in ("states", "sources", "concepts"):
        return facts  # on which nothing is derived
    kind, found = FOLDERS[folder], dict(getattr(facts, folder))
    del found[id]
    while pointer:
        data = deepcopy(facts.documents[f"{folder}/{id}"].data)
        pointer, last = pointer.rpartition("/")[0], steps(pointer)[-1]
        around = resolve(data, pointer)
        del around[int(last) if isinstance(around, list) else last]
        if facts.schemas.validators[kind].is_valid(data):
            found[id] = build(kind, id, data)
            break
    changed: dict[str, Any] = {folder: found}
    return replace(facts, **changed)


def _pages(plan: Plan, name: str, pairs: list[tuple[str, str]]) -> Iterator[str]:
    if own := plan.page(name):
        yield own
    yield from (each.path for each in pages.authored(plan) if f'"{name}' in pages.written(plan.facts.root, each.path))
    count = sum(frozenset(pair) in plan.pairs for pair in pairs)
    if count:
        yield f"{count} of pairs"
