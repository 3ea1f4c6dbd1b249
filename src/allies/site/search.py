"""Search: the theme's index for searching holds every state, treaty and organization, and the answer for every pair."""

import html
import json
from collections.abc import Iterable
from pathlib import Path

from allies.facts.readings import slug
from allies.pages import write as pages
from allies.pages.plan import Plan

INDEX = "search/search_index.json"


def add(site: Path, plan: Plan, made: Iterable[pages.Page]) -> None:
    """Adds the pages that the generator did not see to the index that it wrote, if it wrote one."""
    path = site / INDEX
    if path.is_file():
        index = json.loads(path.read_text("utf-8"))
        index["docs"] += [
            {
                "location": each.address,
                "title": _escaped(title := pages.title(each, plan)),
                "text": _escaped(said) if (said := pages.opening(each, plan)) != title else "",
                "tags": _tags(each, plan),
            }
            for each in made
        ]
        path.write_text(json.dumps(index, ensure_ascii=False, sort_keys=True, separators=(",", ":")), "utf-8")


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _tags(each: pages.Page, plan: Plan) -> list[str]:
    """What else readers type for the states of a page: other names, and all without accents and apostrophes."""
    states = [plan.facts.states[code] for kind in ("state", "pair") for code in each.about.get(kind, ())]
    found = {slug(name).replace("-", " ") for state in states for name in (str(state.name), *state.aliases)}
    return sorted(found - {str(state.name).lower() for state in states} - {""})
