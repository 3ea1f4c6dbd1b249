"""Reference: what a page says of itself: where it stands, how it is cited, and where its data and its file are."""

import re
from typing import TYPE_CHECKING

from babel.dates import format_date

if TYPE_CHECKING:
    from allies.pages.plan import Plan

FILES = {"treaty": "treaties", "organization": "organizations"}  # the folder of each kind of thing but states and pairs
_BIBTEX = re.compile(r"[&%$#_{}]")  # signs that mean something there


class Reference:
    """What the page of a `pair`, `state`, `treaty` or `organization` says of itself; `ids` are codes or an id."""

    def __init__(self, plan: "Plan", kind: str, *ids: str) -> None:
        self.plan, self.kind, self.ids = plan, kind, ids

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        """The way to the page, as addresses and words; the page itself, where it ends the way, has no address."""
        folder = FILES.get(self.kind, "states")
        first = (f"{folder}/", self.plan.phrases.plain(f"crumbs/{folder}"))
        if folder != "states":
            return [first, ("", self._title)]
        names = [self.plan.facts.states[code].name.said(self.plan.phrases.language) for code in self.ids]
        addresses = [self.plan.states[code] if self.kind == "pair" else "" for code in self.ids]
        return [first, *zip(addresses, names, strict=True)]

    @property
    def apa(self) -> str:
        """How the page is cited by the rules of the American Psychological Association."""
        day, site = self.plan.on.earliest, self.plan.settings
        written = format_date(day, "y, MMMM d", locale="en")
        title = self._title if self._title.endswith("?") else f"{self._title}."
        return f"{site['site_author']}. ({written}). {title} {site['site_name']} {self._url}"

    @property
    def bibtex(self) -> str:
        """The same as an entry of BibTeX."""
        day, name = self.plan.on.earliest, self._address.rstrip("/").replace("/", "-")
        fields = {
            "title": f'"{{{_BIBTEX.sub(self._escaped, self._title)}}}"',  # as it stands, and no call of a template
            "author": f'"{{{self.plan.settings["site_author"]}}}"',
            "year": f"{{{day.year}}}",
            "month": f"{{{day.month}}}",
            "day": f"{{{day.day}}}",
            "note": f"{{{self._edition}}}",
            "url": f"{{{self._url}}}",
        }
        body = ",\n".join(f"{key} = {value}" for key, value in fields.items())
        return f"@misc{{allies-{name}-{day.year},\n{body}\n}}"

    @property
    def ris(self) -> str:
        """The same as a record of RIS."""
        day, site = self.plan.on.earliest, self.plan.settings
        fields = {"TY": "ELEC", "TI": self._title, "AU": site["site_author"], "PY": f"{day.year}"}
        fields |= {"DA": f"{day:%Y/%m/%d}", "T2": site["site_name"], "N1": self._edition, "UR": self._url, "ER": ""}
        return "\n".join(f"{key}  - {value}".rstrip() for key, value in fields.items())

    @property
    def citable(self) -> bool:
        """Whether it is known where the site will stand, and who answers for it."""
        return {"site_url", "site_author"} <= self.plan.settings.keys()

    @property
    def data(self) -> str:
        """The address of the data of what the page is about."""
        if self.kind == "pair":
            return f"api/v1/pairs/{min(self.ids)}-{max(self.ids)}.json"
        return f"api/v1/states/{self.ids[0]}.json" if self.kind == "state" else f"api/v1/{FILES[self.kind]}.json"

    @property
    def file(self) -> str:
        """The file of what the page is about, as the forge shows it; nothing where there is none."""
        names = {"pair": f"relations/{'-'.join(sorted(self.ids)).lower()}", "state": f"states/{self.ids[0].lower()}"}
        ref = names.get(self.kind) or f"{FILES[self.kind]}/{self.ids[0]}"
        there = self.plan.forge and ref in self.plan.facts.documents
        return f"{self.plan.forge}/blob/HEAD/facts/{ref}.yaml" if there else ""

    @property
    def _title(self) -> str:
        if self.kind == "pair":
            return self.plan.question(*self.ids)
        return self.plan.title(f"{FILES.get(self.kind, 'states')}/{self.ids[0].lower()}")

    @property
    def _address(self) -> str:
        if self.kind == "pair":
            return self.plan.between(*self.ids)
        return self.plan.page(f"{FILES.get(self.kind, 'states')}/{self.ids[0].lower()}") or ""

    @property
    def _url(self) -> str:
        """Where the page stays as it is in this edition."""
        return f"{self.plan.settings['site_url']}editions/{self.plan.on}/{self._address}"

    @property
    def _edition(self) -> str:
        site = self.plan.settings["site_name"]
        return self.plan.phrases.plain("reference/edition", site=site, day=str(self.plan.on))

    @staticmethod
    def _escaped(sign: re.Match[str]) -> str:
        return f"\\{sign[0]}"
