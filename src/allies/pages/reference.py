"""Reference: what a page says of itself: where it stands, how it is cited, and where its data and its file are."""

import re

from babel.dates import format_date

from allies.facts.model import KINDS
from allies.pages.plan import Plan

_BIBTEX = re.compile(r"[&%$#_{}]")  # signs that mean something there


def way(plan: Plan, kind: str, ids: tuple[str, ...], path: str) -> list[tuple[str, str]]:
    """The way to a page about something, or to one below it, as addresses and words; the page itself, where it ends the
    way, has no address. `path` is that of its text."""
    codes = {"pair": ids, "state": ids, "part": plan.whose(ids[0])}.get(kind, ())
    folder = "states" if codes else KINDS[kind].folder if kind in KINDS else ids[0].partition("/")[0]
    steps = [(f"{folder}/", plan.phrases.plain(f"crumbs/{folder}"))]
    for code in codes:
        name = plan.facts.states[code].name.said(plan.phrases.language)
        steps.append((plan.states[code] if kind != "state" else "", name))
    if kind == "pair" and path.startswith(f"docs/{plan.between(*ids)}"):
        steps.append((plan.between(*ids), plan.question(*ids)))
    return steps if codes or kind == "part" else [*steps, ("", plan.title(f"{folder}/{ids[0]}"))]


class Reference:
    """What the page of a `pair`, `state`, `treaty` or `organization` says of itself; `ids` are codes or an id."""

    def __init__(self, plan: Plan, kind: str, *ids: str) -> None:
        self.plan, self.kind, self.ids, pair = plan, kind, ids, kind == "pair"
        self._folder = "relations" if pair else KINDS[kind].folder
        self._ref = f"{self._folder}/{'-'.join(sorted(ids)).lower()}"
        self.title = plan.question(*ids) if pair else plan.title(self._ref)
        self._address = plan.between(*ids) if pair else plan.page(self._ref) or ""

    @property
    def written(self) -> str:
        """The edition's day as the American Psychological Association writes it."""
        return format_date(self.plan.on.earliest, "y, MMMM d", locale="en")

    @property
    def bibtex(self) -> tuple[str, str]:
        """The key of the page for BibTeX, and its title, in which no sign calls for anything."""
        name = self._address.rstrip("/").replace("/", "-")
        return f"allies-{name}-{self.plan.on.earliest.year}", _BIBTEX.sub(r"\\\g<0>", self.title)

    @property
    def citable(self) -> bool:
        """Whether it is known where the site will stand, and who answers for it."""
        return {"site_url", "site_author"} <= self.plan.settings.keys()

    @property
    def data(self) -> str:
        """The address of the data of what the page is about."""
        if self.kind == "pair":
            return f"api/v1/pairs/{min(self.ids)}-{max(self.ids)}.json"
        return f"api/v1/states/{self.ids[0]}.json" if self.kind == "state" else f"api/v1/{self._folder}.json"

    @property
    def file(self) -> str:
        """The file of what the page is about, as the forge shows it; nothing where there is none."""
        there = self.plan.forge and self._ref in self.plan.facts.documents
        return f"{self.plan.forge}/blob/HEAD/facts/{self._ref}.yaml" if there else ""

    @property
    def url(self) -> str:
        """Where the page stays as it is in this edition."""
        return f"{self.plan.settings['site_url']}editions/{self.plan.on}/{self._address}"
