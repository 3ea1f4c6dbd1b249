"""Loads: a page asks nothing of any other host, and runs nothing that a fact or a sentence could have brought in."""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from allies.audit.links import SCHEMES, Base
from allies.audit.page import Page
from allies.problems import Location, Problem

LINKING = {
    "canonical",
    "next",
    "prev",
    "author",
    "license",
    "help",
    "me",
    "edit",
    "alternate",
    "search",
}  # <link>s that load nothing
LOADING = (
    "src",
    "srcset",
    "imagesrcset",
    "poster",
    "data",
    "background",
    "action",
    "formaction",
    "ping",
    "longdesc",
    "manifest",
)
RUNNING = "script, iframe, frame, object, embed, applet, base, meta, link, form, style, portal"
_LOADERS = (
    ", ".join(f"[{name}]" for name in LOADING)
    + ", [style], style, link[href], base[href], meta[http-equiv], use, image, feImage"
)
_CSS = re.compile(r"url\(\s*['\"]?([^'\")]*)|@import\s+['\"]([^'\"]*)|image-set\(\s*['\"]([^'\"]*)", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)|/\*.*?\*/", re.DOTALL)
_HANDLER = re.compile(r"[\s\"'/]on[a-z]+\s*=", re.IGNORECASE)


def loads(page: Page, base: Base) -> Iterator[Problem]:
    """Every address of another host that a page would load, every link that is none, and every element that would run."""
    for node in page.tree.css(_LOADERS):
        for address in _addresses(node):
            if _is_foreign(address, base):
                what = f"<{node.tag}> loads {address} from another host."
                yield page.problem(address, what, "Keep a copy in the site, or do without.")
    for node in page.tree.css("a[href], area[href]"):
        written = re.sub(r"[\x00-\x20]", "", node.attributes["href"] or "")
        scheme = written.partition(":")[0].casefold() if re.match(r"[A-Za-z][\w+.-]*:", written) else ""
        if scheme and scheme not in SCHEMES:
            yield page.problem(
                node.attributes["href"] or "", f"A link begins with {scheme}:.", "Link to an http or https address."
            )
    for node in page.tree.css(".md-content__inner"):
        for inner in node.css(RUNNING):
            if (
                inner.tag == "form"
                and not inner.attributes.get("action")
                or inner.tag == "script"
                and _is_own(inner, page)
            ):
                continue  # the finder: it sends nothing, and runs a file of the site
            what = f"The article holds <{inner.tag}>, which can run or load something."
            yield page.problem(f"<{inner.tag}", what, "Write text, tables and links only.")
    if _HANDLER.search(page.html):
        for node in page.tree.css("*"):
            for name in node.attributes:
                if name.startswith("on"):
                    yield page.problem(
                        f"{name}=", f"<{node.tag}> has the attribute {name}, which runs a script.", "Delete it."
                    )


def stylesheets(site: Path, base: Base) -> Iterator[Problem]:
    """Every address of another host that a stylesheet of the site would load."""
    for path in sorted(site.rglob("*.css")):
        for address in _in_css(path.read_text("utf-8", "replace")):
            if _is_foreign(address, base):
                where = Location(f"{site.name}/{path.relative_to(site).as_posix()}")
                yield Problem(
                    where=where,
                    what=f"The stylesheet loads {address} from another host.",
                    mend="Keep a copy in the site, or do without.",
                )


def _addresses(node: LexborNode) -> Iterator[str]:
    """What an element loads."""
    attributes = node.attributes
    for name in LOADING:
        value = attributes.get(name) or ""
        yield from (
            (part.split()[0] for part in value.split(",") if part.strip()) if name.endswith("srcset") else [value]
        )
    if node.tag == "link" and set((attributes.get("rel") or "").casefold().split()) - LINKING:
        yield attributes.get("href") or ""
    elif node.tag in ("base", "use", "image", "feimage"):
        yield attributes.get("href") or attributes.get("xlink:href") or ""
    elif node.tag == "meta" and (attributes.get("http-equiv") or "").casefold() == "refresh":
        yield (attributes.get("content") or "").partition("=")[2].strip("'\" ")
    yield from _in_css(attributes.get("style") or "")
    if node.tag == "style":
        yield from _in_css(node.text())


def _is_own(script: LexborNode, page: Page) -> bool:
    """Whether a script is a file under assets/, which only a reviewed change can add."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), script.attributes.get("src") or ""))
    return path.startswith("assets/") and path.endswith(".js") and not script.text().strip()


def _in_css(text: str) -> Iterator[str]:
    plain = _ESCAPED.sub(lambda match: chr(min(int(match[1], 16), 0x10FFFF)) if match[1] else match[2] or "", text)
    yield from (address.strip() for groups in _CSS.findall(plain) for address in groups if address)


def _is_foreign(address: str, base: Base) -> bool:
    """Whether an address leads to another host, however it is written."""
    address = re.sub(r"[\x00-\x20]", "", address).replace("\\", "/")
    try:
        parts = urlsplit(address)
    except ValueError:
        return True
    if parts.netloc:
        return parts.netloc != base.host or parts.scheme not in ("", "http", "https")
    return parts.scheme not in ("", "data", "about")
