"""Head: what a page says of itself: to machines (description, card, data), where it stands, and how it is cited."""

import json
from datetime import date
from html import escape
from typing import Any

from babel.dates import format_date
from markupsafe import escape as quoted

from allies.audit.beside import CALENDAR, Beside, opened
from allies.audit.page import Page
from allies.audit.raw import in_words
from allies.audit.stands import THINGS
from allies.load import settings

LICENSE = "https://creativecommons.org/licenses/by/4.0/"
_CARD = """<meta property="og:type" content="website">
<meta property="og:site_name" content="{site}">
<meta property="og:title" content="{title}">
<meta property="og:description" content="{said}">
<meta property="og:url" content="{url}">
<meta property="og:image" content="{base}assets/cards/{card}.png">
<meta property="twitter:card" content="summary_large_image">
<script type="application/ld+json">"""
_ESCAPED = str.maketrans({sign: f"\\{sign}" for sign in "&%$#_{}"})


class Head:
    """What pages have to say of themselves; `titles` has those of the folders of the site."""

    def __init__(self, beside: Beside, titles: dict[str, str]) -> None:
        self.beside, self.base, self.site, self.titles = beside, beside.base.address, beside.name, titles
        self.settings = settings(beside.docs.parent)
        self.forge = str(self.settings.get("repo_url", "")).rstrip("/")

    def opening(self, page: Page) -> str:
        """The sentence that a page about something has first; nothing for another page."""
        (kind, ids), beside = self.beside.addresses.about(page.path), self.beside
        if kind == "pairs":
            names = dict(zip("ab", map(beside.called, ids), strict=True))
            return opened(beside.phrases.fill(f"answer/{beside.facts.answer(*ids)}", **names))
        if kind == "states":
            return next((each.text for each in page.passages if "alliances" in [mark.ref for mark in each.marks]), "")
        if kind == "organizations":
            return beside.text(f"organizations/{ids[0]}#/purpose")
        return str(beside.raw.folder(kind)[ids[0]]["title"]) if kind == "treaties" else ""

    def gist(self, page: Page) -> str:
        """What the description of a page about something is; nothing for another page."""
        (kind, ids), said, phrases = self.beside.addresses.about(page.path), self.opening(page), self.beside.phrases
        if kind == "pairs":
            because = self.beside.because(*sorted(ids))
            return f"{said} {phrases.fill('ask/as-of', day=self.beside.facts.day, because=because)}"
        if kind == "treaties" and self.beside.raw.folder(kind)[ids[0]]["obligations"]:
            summary = self.beside.text(f"treaties/{ids[0]}#/obligations/0/summary")
            return phrases.fill("gist/treaty", title=said, summary=summary)
        return said

    def indexed(self, page: Page) -> dict[str, Any]:
        """What the index for searching has of a page made from facts."""
        said = self.opening(page)
        words = {"title": page.heading, "text": said if said != page.heading else ""}
        found = {key: escape(text, quote=False) for key, text in words.items()}
        return {"location": page.path.removesuffix("index.html"), **found, "tags": self.beside.tags(page.path)}

    def machines(self, page: Page, title: str, said: str) -> list[str]:
        """What the head of a page titled and described so tells machines, as HTML: where it stands, what can be passed
        on, the page, the question that it answers, and the way to it; on the home page, the data as a whole."""
        (kind, ids), facts = self.beside.addresses.about(page.path), self.beside.facts
        url = f"{self.base}{page.path.removesuffix('index.html')}"
        if not self.base or url.endswith(".html"):
            return []
        answer = facts.answer(*ids) if kind == "pairs" else ""
        about = {"@type": "WebPage", "@id": url, "name": title, "description": said, "dateModified": facts.day}
        whole: dict[str, Any] = {**about, "license": LICENSE, "isPartOf": {"@id": f"{self.base}#data"}}
        if answer:
            reply = {"@type": "Answer", "text": said, "url": url}
            whole["mainEntity"] = {"@type": "Question", "name": title, "acceptedAnswer": reply}
        rest = self._dataset(said) if url == self.base else self._trail(page, url, title)
        data = json.dumps({"@context": "https://schema.org", "@graph": [whole, rest]}, ensure_ascii=False)
        words = {"site": self.site, "title": title, "said": said, "url": url, "base": self.base}
        told = _CARD.format(**{key: quoted(text) for key, text in words.items()}, card=answer or "site")
        return [f'<link rel="canonical" href="{url}">', told + data.replace("<", "\\u003c") + "</script>"]

    def _dataset(self, said: str) -> dict[str, Any]:
        """The facts and answers as a whole."""
        day = self.beside.facts.day
        files = (("answers.csv", "text/csv"), ("index.json", "application/json"))
        parts = [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": f"{self.base}api/v1/{name}"}
            for name, kind in files
        ]
        about = {"@type": "Dataset", "@id": f"{self.base}#data", "name": self.site, "description": said}
        days = {"dateModified": day, "temporalCoverage": f"1945-01-01/{day}"}
        return {**about, "license": LICENSE, "isAccessibleForFree": True, **days, "distribution": parts}

    def _trail(self, page: Page, url: str, title: str) -> dict[str, Any]:
        """The way from the home page: as the page shows it, or through that of the folder, where there is one."""
        folder = page.path.partition("/")[0] + "/"
        between = [(to, words) for to, words in self.crumbs(page) if to]
        if not between and folder in self.titles and url != f"{self.base}{folder}":
            between = [(folder, self.titles[folder])]
        steps = [(self.base, self.site), *((f"{self.base}{to}", words) for to, words in between), (url, title)]
        named = ({"@type": "ListItem", "position": place} for place in range(1, len(steps) + 1))
        items = [{**each, "name": name, "item": to} for each, (to, name) in zip(named, steps, strict=True)]
        return {"@type": "BreadcrumbList", "itemListElement": items}

    def crumbs(self, page: Page) -> list[tuple[str, str]]:
        """The way to a page about something: addresses and words; the page itself has none, where it ends the way."""
        (kind, ids), (folder, *below) = self.beside.addresses.about(page.path), page.path.split("/")
        under = folder == "pairs" and len(below) > 2  # below the page of a pair
        ids = self.beside.addresses.pairs.get(below[0], ()) if under else ids
        if not ids:
            return []
        folder = folder if kind in ("parts", *THINGS) else "states"
        first = (f"{folder}/", self.beside.phrases.phrases[f"crumbs/{folder}"])
        if kind in THINGS:
            return [first, ("", self.title(kind, ids))]
        raw, slugs, language = self.beside.raw.documents, self.beside.addresses.states, self.beside.phrases.language
        codes = ids if folder == "states" else ()
        names = {code: in_words(raw[f"states/{code.lower()}"]["name"], language) for code in codes}
        steps = [first, *((f"states/{slugs[code]}/" if kind != "states" else "", names[code]) for code in codes)]
        return [*steps, (f"pairs/{below[0]}/", self.beside.asked(*ids))] if under else steps

    def blocks(self, page: Page) -> list[str]:
        """The way to a page and what it says of itself at its end, as HTML; none of a page about nothing."""
        crumbs, up, phrases = self.crumbs(page), "../" * page.path.count("/"), self.beside.phrases.phrases
        if not crumbs:
            return []
        steps = [f'<a href="{up}{to}">{escape(said)}</a>' if to else escape(said) for to, said in crumbs]
        way, about = "".join(f"<li>{step}</li>" for step in steps), self.beside.addresses.about(page.path)
        top = f'<nav class="crumbs" aria-label="{phrases["crumbs/way"]}"><ol>{way}</ol></nav>'
        if about[0] not in ("pairs", "states", *THINGS):
            return [top]
        dated = any(mark.ref == "due" and mark.get("of") in self.beside.facts.coming for mark in page.marks)
        links = "\n".join(f"<li>{link}</li>" for link in self._links(*about, up, dated))
        foot = f"{self._cited(page, *about)}<ul>\n{links}\n</ul>\n"
        return [top, f'<aside class="reference" aria-label="{phrases["reference/about"]}">\n{foot}</aside>']

    def _links(self, kind: str, ids: tuple[str, ...], up: str, dated: bool) -> list[str]:
        phrases, name = self.beside.phrases.phrases, "-".join(sorted(ids))
        data = f"{kind}.json" if kind in THINGS else f"{kind}/{name}.json"
        links = [f'<a href="{up}api/v1/{data}">{phrases["reference/data"]}</a>']
        links += [f'<a href="{up}{CALENDAR}">{phrases["line/calendar"]}</a>'] if dated else []
        ref = f"{'relations' if kind == 'pairs' else kind}/{name.lower()}"
        if self.forge and ref in self.beside.raw.documents:
            shown = f"{self.forge}/blob/HEAD/facts/{ref}.yaml"
            links.append(f'<a href="{shown}" rel="noopener external">{phrases["reference/file"]}</a>')
        return links

    def title(self, kind: str, ids: tuple[str, ...]) -> str:
        """What the page about something is called; nothing for another page."""
        if kind == "organizations":
            return in_words(self.beside.raw.folder(kind)[ids[0]]["name"], self.beside.phrases.language)
        if kind == "treaties":
            return self.beside.named(f"treaties/{ids[0]}")
        return self.beside.asked(*ids) if kind in ("pairs", "states") else ""

    def _cited(self, page: Page, kind: str, ids: tuple[str, ...]) -> str:
        """How a page is cited, in three forms; nothing where nobody knows where the site will stand."""
        if not {"site_url", "site_author"} <= self.settings.keys():
            return ""
        site, author = self.settings["site_name"], self.settings["site_author"]
        day, title = date.fromisoformat(self.beside.facts.day), self.title(kind, ids)
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
