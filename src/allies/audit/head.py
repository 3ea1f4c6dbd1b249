"""Head: what a page tells machines of itself (description, card, data) is what the facts and the page give."""

import json
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from allies.audit.beside import opened
from allies.audit.page import Page
from allies.audit.reference import Reference
from allies.problems import Problem

LICENSE = "https://creativecommons.org/licenses/by/4.0/"
ABOUT = ("pairs", "states", "organizations", "treaties")  # the folders whose pages have a gist derived from the facts
MACHINES = 'link[rel=canonical], meta[property], script[type="application/ld+json"]'
MEND = "Build the site again; if that does not help, the engine and the audit disagree: find out which is wrong."


class Head:
    """The head of each page, held against the facts. `base` is the address of the home page, `site` the site's name."""

    def __init__(self, reference: Reference, base: str, site: str, titles: dict[str, str]) -> None:
        self.reference, self.beside, self.base, self.site, self.titles = reference, reference.beside, base, site, titles

    def gist(self, page: Page) -> set[str]:
        """What the description of a page about something may be; nothing for another page."""
        about = self.beside.addresses.about(page.path)
        if about is None or about[0] not in ABOUT:
            return set()
        (kind, ids), phrases, facts = about, self.beside.phrases, self.beside.facts
        if kind == "pairs":
            names = dict(zip("ab", map(self.beside.called, ids), strict=True))
            said = opened(phrases.fill(f"answer/{facts.answer(*ids)}", **names))
            reason = phrases.fill("ask/as-of", day=facts.day, because=self.beside.because(*sorted(ids)))
            return {f"{said} {reason}"}
        if kind == "states":
            return {each.text for each in page.passages if any(mark.ref == "alliances" for mark in each.marks)}
        if kind == "organizations":
            return {self.beside.text(f"organizations/{ids[0]}#/purpose")}
        treaty = self.beside.raw.folder("treaties")[ids[0]]
        if not treaty["obligations"]:
            return {treaty["title"]}
        summary = self.beside.text(f"treaties/{ids[0]}#/obligations/0/summary")
        return {phrases.fill("gist/treaty", title=treaty["title"], summary=summary)}

    def problems(self, page: Page, title: str, said: str) -> Iterator[Problem]:
        """What is wrong in the head of a page titled and described so."""
        url, card = self._url(page), self.card(page, title, said)
        wanted = [("link", {"rel": "canonical", "href": url}, "")] if url else []
        wanted += [("meta", {"property": key, "content": words}, "") for key, words in card.items()]
        if url:
            data = {"@context": "https://schema.org", "@graph": self.graph(page, title, said)}
            text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
            wanted.append(("script", {"type": "application/ld+json"}, text))
        found = [(str(each.tag), dict(each.attributes), each.text()) for each in page.tree.css(MACHINES)]
        for one, other in zip_longest(found, wanted):
            if one != other:
                yield page.problem("</title>", f"The page tells machines {one}, where the facts give {other}.", MEND)
                break

    def card(self, page: Page, title: str, said: str) -> dict[str, str]:
        """The properties of a page that can be passed on."""
        url = self._url(page)
        if url is None:
            return {}
        return {
            "og:type": "website",
            "og:site_name": self.site,
            "og:title": title,
            "og:description": said,
            "og:url": url,
            "og:image": f"{self.base}assets/cards/{self._answer(page) or 'site'}.png",
            "twitter:card": "summary_large_image",
        }

    def graph(self, page: Page, title: str, said: str) -> list[dict[str, Any]]:
        """The page, the question it answers, and the way to it; on the home page, the data as a whole."""
        url, day = self._url(page), self.beside.facts.day
        about = {"@type": "WebPage", "@id": url, "name": title, "description": said, "dateModified": day}
        found: dict[str, Any] = {**about, "license": LICENSE, "isPartOf": {"@id": f"{self.base}#data"}}
        if self._answer(page):
            reply = {"@type": "Answer", "text": said, "url": url}
            found["mainEntity"] = {"@type": "Question", "name": title, "acceptedAnswer": reply}
        return [found, self._dataset(said) if url == self.base else self._trail(page, url, title)]

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

    def _trail(self, page: Page, url: str | None, title: str) -> dict[str, Any]:
        """The way from the home page: as the page shows it, or through that of the folder, where there is one."""
        folder = page.path.partition("/")[0] + "/"
        between = [(to, words) for to, words in self.reference.crumbs(page) if to]
        if not between and folder in self.titles and url != f"{self.base}{folder}":
            between = [(folder, self.titles[folder])]
        steps = [(self.base, self.site), *((f"{self.base}{to}", words) for to, words in between), (url, title)]
        items = [
            {"@type": "ListItem", "position": place, "name": name, "item": address}
            for place, (address, name) in enumerate(steps, 1)
        ]
        return {"@type": "BreadcrumbList", "itemListElement": items}

    def _url(self, page: Page) -> str | None:
        """The address of a page; None where it has none, as the page for a missing one."""
        path = page.path.removesuffix("index.html")
        return f"{self.base}{path}" if not path.endswith(".html") and self.base else None

    def _answer(self, page: Page) -> str | None:
        about = self.beside.addresses.about(page.path)
        return self.beside.facts.answer(*about[1]) if about and about[0] == "pairs" else None
