"""Reference: where a page says that it stands, how it is cited, and where its data and its file are, worked out
anew."""

from datetime import date
from html import escape
from pathlib import Path

import yaml
from babel.dates import format_date

from allies.audit.beside import CALENDAR, Beside
from allies.audit.page import Page
from allies.audit.raw import in_words

DATA = {"treaties": "treaties.json", "organizations": "organizations.json"}
_ESCAPED = str.maketrans({sign: f"\\{sign}" for sign in "&%$#_{}"})


class Reference:
    """What pages have to say of themselves in a repository at `root`."""

    def __init__(self, beside: Beside, root: Path) -> None:
        path = root / "mkdocs.yml"
        read = yaml.safe_load(path.read_text("utf-8")) if path.is_file() else {}
        self.beside = beside
        self.settings: dict[str, str] = {key: text for key, text in read.items() if isinstance(text, str)}
        self.forge = self.settings.get("repo_url", "").rstrip("/")

    def crumbs(self, page: Page) -> list[tuple[str, str]]:
        """The way to a page about something: addresses and words; the page itself has none, where it ends the way."""
        kind, ids = self.beside.addresses.about(page.path) or ("", ())
        folder, name, *below = f"{page.path}/".split("/")
        if folder == "pairs" and below[2:]:  # below the page of a pair
            kind, ids = folder, self.beside.addresses.pairs.get(name, ())
        if not ids:
            return []
        folder = folder if kind in ("parts", *DATA) else "states"
        first = (f"{folder}/", self.beside.phrases.phrases[f"crumbs/{folder}"])
        if kind in DATA:
            return [first, ("", self._title(kind, ids))]
        states, language = self.beside.raw.documents, self.beside.phrases.language
        codes = ids if folder == "states" else ()
        names = {code: in_words(states[f"states/{code.lower()}"]["name"], language) for code in codes}
        states = self.beside.addresses.states
        steps = [first, *((f"states/{states[code]}/" if kind != "states" else "", names[code]) for code in codes)]
        return [*steps, (f"pairs/{name}/", self.beside.asked(*ids))] if below[2:] else steps

    def blocks(self, page: Page) -> list[str]:
        """The way to a page and what it says of itself at its end, as HTML; none of a page about nothing."""
        crumbs, up, phrases = self.crumbs(page), "../" * page.path.count("/"), self.beside.phrases.phrases
        if not crumbs:
            return []
        steps = [f'<a href="{up}{to}">{escape(said)}</a>' if to else escape(said) for to, said in crumbs]
        way = "".join(f"<li>{step}</li>" for step in steps)
        about = self.beside.addresses.about(page.path)
        top = f'<nav class="crumbs" aria-label="{phrases["crumbs/way"]}"><ol>{way}</ol></nav>'
        if about is None or about[0] not in ("pairs", "states", *DATA):
            return [top]
        dated = any(mark.ref == "due" and mark.get("of") in self.beside.facts.coming for mark in page.marks)
        links = "\n".join(f"<li>{link}</li>" for link in self._links(*about, up, dated))
        foot = f"{self._cited(page, *about)}<ul>\n{links}\n</ul>\n"
        return [top, f'<aside class="reference" aria-label="{phrases["reference/about"]}">\n{foot}</aside>']

    def _links(self, kind: str, ids: tuple[str, ...], up: str, dated: bool) -> list[str]:
        phrases, name = self.beside.phrases.phrases, "-".join(sorted(ids))
        data = DATA.get(kind) or f"{kind}/{name}.json"
        links = [f'<a href="{up}api/v1/{data}">{phrases["reference/data"]}</a>']
        links += [f'<a href="{up}{CALENDAR}">{phrases["line/calendar"]}</a>'] if dated else []
        ref = f"{'relations' if kind == 'pairs' else kind}/{name.lower()}"
        if self.forge and ref in self.beside.raw.documents:
            shown = f"{self.forge}/blob/HEAD/facts/{ref}.yaml"
            links.append(f'<a href="{shown}" rel="noopener external">{phrases["reference/file"]}</a>')
        return links

    def _title(self, kind: str, ids: tuple[str, ...]) -> str:
        if kind == "organizations":
            return in_words(self.beside.raw.folder(kind)[ids[0]]["name"], self.beside.phrases.language)
        return self.beside.named(f"treaties/{ids[0]}") if kind == "treaties" else self.beside.asked(*ids)

    def _cited(self, page: Page, kind: str, ids: tuple[str, ...]) -> str:
        """How a page is cited, in three forms; nothing where nobody knows where the site will stand."""
        if not {"site_url", "site_author"} <= self.settings.keys():
            return ""
        site, author = self.settings["site_name"], self.settings["site_author"]
        day, title = date.fromisoformat(self.beside.facts.day), self._title(kind, ids)
        address = page.path.removesuffix("index.html")
        url = f"{self.settings['site_url']}editions/{day}/{address}"
        note = self.beside.phrases.fill("reference/edition", site=site, day=str(day))
        stop = "" if title.endswith("?") else "."
        apa = f"{author}. ({format_date(day, 'y, MMMM d', locale='en')}). {title}{stop} {site} {url}"
        key = f"allies-{address.strip('/').replace('/', '-')}-{day.year}"
        bibtex = (
            f'@misc{{{key},\ntitle = "{{{title.translate(_ESCAPED)}}}",\n'
            f'author = "{{{author}}}",\nyear = {{{day.year}}},\nmonth = {{{day.month}}},\nday = {{{day.day}}},\n'
            f"note = {{{note}}},\nurl = {{{url}}}\n}}"
        )
        ris = (
            f"TY  - ELEC\nTI  - {title}\nAU  - {author}\nPY  - {day.year}\nDA  - {str(day).replace('-', '/')}\n"
            f"T2  - {site}\nN1  - {note}\nUR  - {url}\nER  -"
        )
        apa, bibtex, ris = map(escape, (apa, bibtex, ris))
        forms = f"<h3>APA</h3>\n<p>{apa}</p>\n<h3>BibTeX</h3>\n<pre>{bibtex}</pre>\n<h3>RIS</h3>\n<pre>{ris}</pre>"
        summary = self.beside.phrases.phrases["reference/cite"]
        return f"<details>\n<summary>{summary}</summary>\n{forms}\n</details>\n"
