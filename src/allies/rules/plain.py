"""Texts are plain, and links lead to public pages."""

import re
import socket
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

from allies.facts.read import Facts
from allies.load import Document
from allies.problems import Problem
from allies.rules.registry import rule

LONGEST = 2000  # letters of a text
LINK = re.compile(r"\b[A-Za-z][A-Za-z0-9+.-]*:[/\\]+[^\s<>\"'`()]*")
MARKUP = re.compile(r"<[A-Za-z/!?]\S*|--8<--|\{[{%#]|&#?\w+;|`|\*\*|\]\(|(?i:\b(?:java|vb)script:)")
_OPEN = re.compile(r"\b(?:TODO|TBD|FIXME|XXX|[Ll]orem ipsum)\b|^\W+$")
# The ends of names that mean another host to everyone.
_NEAR = (".localhost", ".local", ".localdomain", ".internal", ".home.arpa", ".lan")


@rule("documents", "text-markup", alone=True)
def texts_are_plain(document: Document, facts: Facts) -> Iterator[Problem]:
    """A fact holds plain text: no HTML, no Markdown, no template, no script."""
    for pointer, _, value in document.values:
        found = isinstance(value, str) and MARKUP.search(value)
        if found:
            what = f"{found[0]!r} is markup, and a fact holds plain text."
            yield document.problem(pointer, what, "Say it in words; a page gives them their form.")


@rule("documents", "text-length", alone=True)
def texts_are_short(document: Document, facts: Facts) -> Iterator[Problem]:
    """A text is no longer than somebody reads at a time."""
    for pointer, _, value in document.values:
        if isinstance(value, str) and len(value) > LONGEST:
            what = f"The text is {len(value):,} letters long, more than {LONGEST:,}: {value[:40]!r}..."
            yield document.problem(pointer, what, "Shorten it.")


@rule("documents", "text-open", alone=True)
def texts_are_finished(document: Document, facts: Facts) -> Iterator[Problem]:
    """No text holds a place for another that is still to come."""
    for pointer, _, value in document.values:
        if isinstance(value, str) and (found := _OPEN.search(value)):
            yield document.problem(
                pointer, f"{found[0]!r} stands where a text belongs.", "Write it, or delete the key."
            )


@rule("documents", "link-private", alone=True)
def links_lead_to_public_pages(document: Document, facts: Facts) -> Iterator[Problem]:
    """A link leads to a public page, not into the reader's own machine or network, and holds no user or password."""
    for pointer, _, value in document.values:
        for link in LINK.findall(value) if isinstance(value, str) and ":" in value else ():
            why = private(link)
            if why:
                mend = "Write the address at which everybody can read it."
                yield document.problem(pointer, f"The link {link} {why}.", mend)


def private(link: str) -> str | None:
    """What keeps a link from being given to readers, as the end of a sentence; None for one to a public page."""
    scheme, _, rest = link.replace("\\", "/").partition(":")
    if scheme.lower() not in ("http", "https"):
        return f"begins with {scheme}:, not with https:"
    try:
        parts = urlsplit(f"https://{rest.lstrip('/')}")
        if "@" in parts.netloc:
            return "holds a user or a password"
        name = normalize("NFKC", unquote(parts.hostname or "")).replace("。", ".").rstrip(".").lower()
        return "leads into the reader's own machine or network" if _is_near(name) else None
    except ValueError:
        return "is no address"


def _is_near(name: str) -> bool:
    """Whether a host's name, or number in any form that browsers read, means one near the reader. Raises ValueError."""
    if ":" in name:
        six = IPv6Address(name.partition("%")[0])
        return not (six.ipv4_mapped or six).is_global
    try:
        return not IPv4Address(socket.inet_aton(name)).is_global
    except OSError:  # no number
        return "." not in name or name.endswith(_NEAR)
