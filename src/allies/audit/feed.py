"""Feed: each entry is a change of alliances that follows from the facts, and nothing else stands in it."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator

from allies.audit.beside import FEED, Beside
from allies.audit.days import bounds, is_plain, printed

YEARS, ATOM = 10, "{http://www.w3.org/2005/Atom}"
Node = tuple[str, str, dict[str, str]]  # tag, words, attributes


def doubts(beside: Beside, base: str, site: str) -> Iterator[str]:
    """What in the feed does not follow from the facts; `base` is the home page's address, `site` its name."""
    try:
        feed = ET.fromstring((beside.site / FEED).read_text("utf-8"))  # noqa: S314 the build's own
    except (OSError, ET.ParseError) as error:
        yield f"cannot be read: {error}"
        return
    found = [(each.tag.removeprefix(ATOM), (each.text or "").strip(), each.attrib) for each in feed.iter()]
    wanted = list(_wanted(beside, base, site))
    for one, other in zip([*found, None], [*wanted, None], strict=False):
        if one != other:
            yield f"has {one}, where the facts give {other}"
            return


def _wanted(beside: Beside, base: str, site: str) -> Iterator[Node]:
    """Every element of the feed, in order."""
    yield "feed", "", {}
    yield "title", f"{site}: {beside.phrases.phrases['feed/title']}", {}
    yield "id", base, {}
    yield "updated", f"{beside.facts.day}T00:00:00Z", {}
    yield "link", "", {"rel": "self", "href": f"{base}{FEED}"}
    yield "author", "", {}
    yield "name", site, {}
    for day, treaty, key, codes in sorted(_changes(beside), key=lambda each: (bounds(each[0])[1], *each), reverse=True):
        page = f"{base}treaties/{treaty}/"
        said = printed(day, None, beside.phrases.fill, beside.phrases.language)
        names = beside.phrases.joined([beside.called(code) for code in codes])
        yield "entry", "", {}
        yield (
            "title",
            beside.phrases.fill(f"feed/{key}", date=said, treaty=beside.named(f"treaties/{treaty}"), states=names),
            {},
        )
        yield "id", f"{page}#{key}-{day}", {}
        yield "updated", f"{bounds(day)[1]}T00:00:00Z", {}
        yield "link", "", {"rel": "alternate", "href": page}


def _changes(beside: Beside) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Day, treaty, `begins` or `ends`, and states, for every change on a confirmed day of the last years."""
    raw, last = beside.raw, beside.facts.day
    first = f"{int(last[:4]) - YEARS}-01-01"
    found: dict[tuple[str, str, str], list[str]] = {}
    for id in beside.facts.alliances:
        treaty = raw.folder("treaties")[id]
        if "contested" not in treaty:
            for code in sorted(treaty["parties"].keys() - treaty.get("contested_for", {}).keys()):
                for key, refs in zip(("begins", "ends"), beside.facts.edges(id, code), strict=True):
                    days = sorted((bounds(str(raw.value(ref))), str(raw.value(ref)), ref) for ref in refs)
                    plain = days and is_plain(days[0][1]) and raw.printed(days[0][2])
                    if plain and first <= bounds(days[0][1])[1] <= last:
                        found.setdefault((days[0][1], id, key), []).append(code)
    yield from ((*change, tuple(codes)) for change, codes in found.items())
