"""Lost: what the page for a missing address says, on the page that the generator makes for it."""

import re
import shutil
from pathlib import Path

NAME = "404"
_ARTICLE = re.compile(r'(?<=<article class="md-content__inner md-typeset">).*?(?=</article>)', re.DOTALL)
_TITLE = re.compile(r"(?<=<title>).*?(?=</title>)", re.DOTALL)
_SAID = re.compile(r'(?<=<meta name="description" content=")[^"]*')
_ROOT = re.compile(r'(?<=<link rel="icon" href=")[^"]*?(?=assets/)')
_UP = re.compile(r'(?<= )((?:href|src|action|data-api)=")\.\./')
_ENTRY = re.compile(rf"\s*<url>\s*<loc>[^<]*/{NAME}/</loc>.*?</url>", re.DOTALL)


def settle(site: Path) -> None:
    """Moves the words of docs/404.md, where there is one, to the generator's page for a missing address, which stands
    at no address of its own: there, each link leads from the root of the host."""
    own, page, addresses = site / NAME / "index.html", site / f"{NAME}.html", site / "sitemap.xml"
    if not own.is_file():
        return
    words, text = own.read_text("utf-8"), page.read_text("utf-8")
    article = _UP.sub(rf"\g<1>{_found(_ROOT, text)}", _found(_ARTICLE, words))
    for pattern, said in ((_TITLE, _found(_TITLE, words)), (_SAID, _found(_SAID, words)), (_ARTICLE, article)):
        text = pattern.sub(lambda _, said=said: said, text, count=1)  # type: ignore[misc]
    page.write_text(text, "utf-8")
    shutil.rmtree(own.parent)
    addresses.write_text(_ENTRY.sub("", addresses.read_text("utf-8")), "utf-8")


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    assert found is not None  # noqa: S101 the theme's pages have it
    return found[0]
