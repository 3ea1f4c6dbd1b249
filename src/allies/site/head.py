"""Head: what a page tells machines of itself, a card to be passed on (Open Graph) and its data (schema.org)."""

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LICENSE = "https://creativecommons.org/licenses/by/4.0/"
SCRIPT = '<script type="application/ld+json">'  # data, which no browser runs
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)">')
_WAY = re.compile(r'<nav class="crumbs".*?</nav>', re.DOTALL)
_STEP = re.compile(r'<a href="(?:\.\./)*([^"]*)">([^<]*)</a>')
_HERE = re.compile(r'<link rel="canonical" href="([^"]*)">')


@dataclass(frozen=True)
class Head:
    """What the heads of a site's pages have in common."""

    site: str  # the name of the site
    base: str  # the address of its home page
    day: str  # the edition's
    titles: Mapping[str, str]  # of the pages that somebody wrote, by address

    @classmethod
    def of(cls, texts: Mapping[str, str], day: str) -> "Head":
        """From the finished HTML of the pages somebody wrote, by address; the home page's is empty."""
        home = texts[""]
        site = _found(_TITLE, home).rpartition(" - ")[2]
        titles = {address: _found(_TITLE, text).removesuffix(f" - {site}") for address, text in texts.items()}
        return cls(site, _found(_HERE, home), day, titles)

    def added(self, text: str, answer: str | None = None) -> str:
        """A page with its head; `answer` is that to its question, as a word. A page without an address gets none."""
        url = _found(_HERE, text)
        if not url:
            return text
        title = _found(_TITLE, text).removesuffix(f" - {self.site}")
        said = _found(_DESCRIPTION, text)
        card = {
            "og:type": "website",
            "og:site_name": self.site,
            "og:title": title,
            "og:description": said,
            "og:url": url,
            "og:image": f"{self.base}assets/cards/{answer or 'site'}.png",
            "twitter:card": "summary_large_image",
        }
        lines = [f'<meta property="{key}" content="{html.escape(value)}">' for key, value in card.items()]
        data = {
            "@context": "https://schema.org",
            "@graph": self._graph(url, title, said, answer, self._trail(url, title, text)),
        }
        packed = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
        lines.append(f"{SCRIPT}{packed}</script>")
        return text.replace("</head>", "\n".join([*lines, "</head>"]), 1)

    def _graph(
        self, url: str, title: str, said: str, answer: str | None, trail: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        page: dict[str, Any] = {"@type": "WebPage", "@id": url, "name": title, "description": said}
        page |= {"dateModified": self.day, "license": LICENSE, "isPartOf": {"@id": f"{self.base}#data"}}
        if answer:
            reply = {"@type": "Answer", "text": said, "url": url}
            page["mainEntity"] = {"@type": "Question", "name": title, "acceptedAnswer": reply}
        if url == self.base:
            return [page, self._dataset(said)]
        return [page, {"@type": "BreadcrumbList", "itemListElement": trail}]

    def _trail(self, url: str, title: str, text: str) -> list[dict[str, Any]]:
        """The way from the home page: as the page shows it, or through the page of the folder, where there is one."""
        folder = url.removeprefix(self.base).partition("/")[0] + "/"
        shown = [(to, html.unescape(words)) for way in _WAY.findall(text) for to, words in _STEP.findall(way)]
        way = shown or [(each, self.titles[each]) for each in [folder] if each in self.titles]
        steps = {self.base: self.site, **{f"{self.base}{to}": words for to, words in way}, url: title}
        return [
            {"@type": "ListItem", "position": place, "name": name, "item": address}
            for place, (address, name) in enumerate(steps.items(), 1)
        ]

    def _dataset(self, said: str) -> dict[str, Any]:
        """The facts and answers as a whole."""
        api = f"{self.base}api/v1/"
        tables = [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": f"{api}{name}"}
            for name, kind in (("answers.csv", "text/csv"), ("index.json", "application/json"))
        ]
        about = {"@type": "Dataset", "@id": f"{self.base}#data", "name": self.site, "description": said}
        days = {"dateModified": self.day, "temporalCoverage": f"1945-01-01/{self.day}"}
        return {**about, "license": LICENSE, "isAccessibleForFree": True, **days, "distribution": tables}


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return html.unescape(found[1]).strip() if found else ""
