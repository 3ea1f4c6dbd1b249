"""Around: what stands around an article is the way around the site, worked out to the letter, and the theme's."""

import base64
import hashlib
import re
from collections.abc import Iterator
from html import escape, unescape
from itertools import pairwise
from posixpath import normpath
from typing import Any

from markupsafe import escape as quoted

from allies.audit.links import HOME, LOST, Base, internal
from allies.audit.page import Page

_STEP = (
    '<li class="md-nav__item"> <a href="{to}" class="md-nav__link"> <span class="md-ellipsis"> {said} </span> </a>'
    "{below} </li>"
)
_BELOW = ' <nav class="md-nav" aria-label="{said}"> <ul class="md-nav__list"> {steps} </ul> </nav>'
_HERE = (
    '<li class="md-nav__item md-nav__item--active"> <input class="md-nav__toggle md-toggle" type="checkbox" '
    'id="__toc"> {label}<a href="{to}" class="md-nav__link md-nav__link--active"> <span class="md-ellipsis"> {said} '
    "</span> </a> {aside}</li>"
)
_LABEL = (
    '<label class="md-nav__link md-nav__link--active" for="__toc"> <span class="md-ellipsis"> {said} </span> '
    '<span class="md-nav__icon md-icon"></span> </label> '
)
_SHUT = (
    '<li class="md-nav__item md-nav__item--pruned md-nav__item--nested"> <a href="{to}" class="md-nav__link"> '
    '<span class="md-ellipsis"> {said} </span> <span class="md-nav__icon md-icon"></span> </a> </li>'
)
_OPEN = (
    '<li class="md-nav__item md-nav__item--active md-nav__item--nested"> <input class="md-nav__toggle md-toggle " '
    'type="checkbox" id="{id}" checked> <div class="md-nav__link md-nav__container"> <a href="{to}" '
    'class="md-nav__link {active}"> <span class="md-ellipsis"> {said} </span> </a> '
    '<label class="md-nav__link {active}" for="{id}" id="{id}_label" tabindex="0"> '
    '<span class="md-nav__icon md-icon"></span> </label> </div> '
    '<nav class="md-nav" data-md-level="1" aria-labelledby="{id}_label" aria-expanded="true"> '
    '<label class="md-nav__title" for="{id}"> <span class="md-nav__icon md-icon"></span> {said} </label> '
    '<ul class="md-nav__list" data-md-scrollfix> {steps} </ul> </nav> </li>'
)
_CONTENTS = (
    '<label class="md-nav__title" for="__toc"> <span class="md-nav__icon md-icon"></span> {title} </label> '
    '<ul class="md-nav__list" data-md-component="toc" data-md-scrollfix> {steps} </ul>'
)
_TOPIC = 'data-md-component="header-topic"> <span class="md-ellipsis"> {}</span>'
_TITLE = re.compile(r'"header-topic">\s*<span class="md-ellipsis">([^<]*)<')
_ASIDE = re.compile(r'<nav class="md-nav md-nav--secondary" aria-label="([^"]*)">.*?</nav>(?= </div>)')
_LEADING, _SETTINGS = ("href=", "src=", "URL("), ("base", "search")  # what addresses stand behind
_SCRIPT = re.compile(r"<script(?: id=\"__config\"[^>]*)?>(.+?)</script>", re.DOTALL)
_HEADING = re.compile(r'<h([1-6]) id="([^"]*)">((?:(?!</h).)*)<a class="headerlink"', re.DOTALL)
_UNSAID = re.compile(r"<sup>.*?</sup>|<[^>]*>")
Heading = tuple[int, str, str]  # its level, id and words


class Around:
    """The way around a site, by the `navigation` of its settings; `titles` has those of pages without one there."""

    def __init__(self, navigation: list[Any], titles: dict[str, str], base: Base) -> None:
        self.navigation, self.titles, self.base, self.order = navigation, titles, base, led(navigation)

    def rest(self, page: Page, title: str, own: list[str]) -> tuple[list[str], str]:
        """What is missing around the article of a page so titled, as HTML whose addresses are paths below the site; and
        the digest of all else there, but for what the page says of itself (`own`)."""
        before, _, after = page.html.partition("<article")
        html = before + after.partition("</article>")[2]
        for each in own:
            html = html.replace(each, "", 1)
        pieces = " ".join(html.split()).split('"')
        for at in range(2, len(pieces)):
            set_to = pieces[at - 1] == ": " and pieces[at - 2] in _SETTINGS
            if (set_to or pieces[at - 1].endswith(_LEADING)) and pieces[at][:1] not in ("", "#"):
                path, anchor = internal(pieces[at], page.path, self.base) or (pieces[at], "")
                pieces[at] = f"{path}{anchor and '#'}{anchor}"
        html = '"'.join(pieces)
        wanted = list(self._wanted(page, title, html))
        lost = [each for each in wanted if each not in html]
        for each in wanted:
            html = html.replace(each, "", 1)
        return lost, hashlib.sha256(" ".join(html.split()).encode()).hexdigest()[:16]

    def _wanted(self, page: Page, title: str, html: str) -> Iterator[str]:
        """What has to stand around an article; the list of its headings stands on the way, too, as beside it."""
        found = _HEADING.findall(page.html) if page.path != LOST else ()
        headings = [(int(level), id, " ".join(_UNSAID.sub("", said).split())) for level, id, said in found]
        steps = _contents(headings[1:] if headings and headings[0][0] == 1 else headings)
        aside = _ASIDE.search(html.rpartition("md-sidebar--secondary")[2])
        yield self._way(self.navigation, page.path, f"{aside[0]} " if aside and steps else "")
        yield from [_CONTENTS.format(title=aside[1], steps=steps)] if aside and steps else []
        yield from [f'<a href="#{id}" class="md-skip">' for _, id, _ in headings[:1]]
        yield " ".join(sorted({_digest(each) for each in _SCRIPT.findall(page.html) if each.strip()}))
        yield _TOPIC.format(f"{quoted(title)} " if headings else "")
        at = self.order.index(page.path) if page.path in self.order else len(self.order) + 1
        near = zip(("prev", "next"), (self.order[max(at - 1, 0) : at], self.order[at + 1 : at + 2]), strict=True)
        yield from (f'<link rel="{rel}" href="{to}">' for rel, found in near for to in found)

    def _way(self, items: list[Any], here: str, aside: str) -> str:
        """The steps of the way around the site, as the page `here` has them; a part, which has a page of its own as the
        first of its pages, lists the others there alone."""
        steps = []
        for number, item in enumerate(items, 1):
            said, below = next(iter(item.items())) if isinstance(item, dict) else ("", item)
            to, *others = led([item])
            named = {"to": to, "said": escape(said or self.titles.get(to, ""), quote=False), "id": f"__nav_{number}"}
            if isinstance(below, list):
                active = "md-nav__link--active" if to == here else ""
                inner = self._way(below[1:], here, aside)
                steps.append((_OPEN if here in (to, *others) else _SHUT).format(**named, active=active, steps=inner))
            else:
                label = _LABEL.format(**named) if aside else ""
                form = _HERE if to == here else _STEP
                steps.append(form.format(**named, below="", label=label, aside=aside))
        return " ".join(steps)


def led(items: list[Any]) -> list[str]:
    """Where a navigation leads, in order: the files below the site."""
    found = []
    for item in items:
        below = next(iter(item.values())) if isinstance(item, dict) else item
        found += led(below) if isinstance(below, list) else [file(below)]
    return found


def titled(html: str) -> str:
    """What the header of a page calls it."""
    return unescape("".join(_TITLE.findall(html))).strip()


def file(markdown: str) -> str:
    """The file that the generator makes of a page."""
    name = normpath(markdown.partition("#")[0].removesuffix(".md"))
    return f"{name.removesuffix('index').rstrip('/')}/{HOME}".lstrip("/")


def _contents(headings: list[Heading]) -> str:
    """The list of headings, those of lower levels below theirs."""
    starts = [at for at, each in enumerate(headings) if each[0] <= headings[0][0]]
    steps = []
    for start, end in pairwise([*starts, len(headings)]):
        (_, id, said), inner = headings[start], _contents(headings[start + 1 : end])
        below = _BELOW.format(said=escape(said), steps=inner) if inner else ""
        steps.append(_STEP.format(to=f"#{id}", said=escape(said, quote=False), below=below))
    return " ".join(steps)


def _digest(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
