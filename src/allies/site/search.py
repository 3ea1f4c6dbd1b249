"""Search: the theme's index for searching holds every state, treaty and organization, and the answer for every pair."""

import html
import json
from collections.abc import Iterable
from pathlib import Path

from allies.answers.data import opened
from allies.pages.plan import Plan
from allies.pages.state import StateView
from allies.pages.write import Page

INDEX = "search/search_index.json"


def add(site: Path, plan: Plan, made: Iterable[Page]) -> None:
    """Adds the pages that the generator did not see to the index that it wrote, if it wrote one."""
    path = site / INDEX
    if path.is_file():
        index = json.loads(path.read_text("utf-8"))
        index["docs"] += [
            {"location": each.address, "title": _escaped(each.title or ""), "text": _escaped(_text(plan, each))}
            for each in made
        ]
        path.write_text(json.dumps(index, ensure_ascii=False, sort_keys=True, separators=(",", ":")), "utf-8")


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _text(plan: Plan, page: Page) -> str:
    """The sentence that a page has first: the answer, a state's alliances, a treaty's title, what a body is for."""
    [(kind, about)] = page.about.items()
    if kind == "pair":
        states = {slot: plan.phrases.called(plan.facts.states[code]) for slot, code in zip("ab", about, strict=True)}
        return opened(plan.phrases.plain(f"answer/{plan.answers[frozenset(about)].said}", **states))
    if kind == "state":
        return StateView(plan.marks(page.path), about[0], plan).alliances_sentence.striptags()
    if kind == "treaty":
        title = plan.facts.treaties[about[0]].title
        return title if title != page.title else ""
    return plan.facts.text(f"organizations/{about[0]}#/purpose", plan.phrases.language)
