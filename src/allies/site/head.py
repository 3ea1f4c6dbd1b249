"""Head: what a page tells machines of itself, a card to be passed on (Open Graph) and its data (schema.org)."""

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)">')
_WAY = re.compile(r'<nav class="crumbs".*?</nav>', re.DOTALL)
_STEP = re.compile(r'<a href="(?:\.\./)*([^"]*)">([^<]*)</a>')
_HERE = re.compile(r'<link rel="canonical" href="([^"]*)">')

_HTML = Environment(
    loader=PackageLoader("allies.site", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
_HTML.filters["packed"] = lambda data: json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
_TEMPLATE = _HTML.get_template("head.html")


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
        if not (url := _found(_HERE, text)):
            return text
        title, said = _found(_TITLE, text).removesuffix(f" - {self.site}"), _found(_DESCRIPTION, text)
        steps = {self.base: self.site, **self._way(url, text), url: title}
        trail = [
            {"@type": "ListItem", "position": place, "name": name, "item": address}
            for place, (address, name) in enumerate(steps.items(), 1)
        ]
        told = _TEMPLATE.render(head=self, url=url, title=title, said=said, answer=answer, trail=trail)
        return text.replace("</head>", f"{told}\n</head>", 1)

    def _way(self, url: str, text: str) -> dict[str, str]:
        """What lies between the home page and another: as the page shows it, or the page of the folder, where there is
        one."""
        folder = url.removeprefix(self.base).partition("/")[0] + "/"
        shown = [(to, html.unescape(words)) for way in _WAY.findall(text) for to, words in _STEP.findall(way)]
        way = shown or [(each, self.titles[each]) for each in [folder] if each in self.titles]
        return {f"{self.base}{to}": words for to, words in way}


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return html.unescape(found[1]).strip() if found else ""
