"""Feed: the answers that editions changed, and the alliances that began or ceased to bind a state, in the ten years
before the edition (Atom, RFC 4287)."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator

from allies.answers import derive
from allies.answers.said import Said, plain, revised
from allies.facts.dates import Edtf
from allies.pages.plan import Plan

NAME, YEARS = "feed.xml", 10
ATOM = "http://www.w3.org/2005/Atom"


Change = tuple[Edtf, str, str, list[str]]  # the day, the treaty, the key of the phrase: `begins` or `ends`; the states


def text(plan: Plan, base: str, site: str) -> str:
    """The feed of a site that stands at `base`: changed answers, then changes of alliances, each the newest first."""
    feed = ET.Element("feed", xmlns=ATOM)
    _add(feed, "title", f"{site}: {plan.phrases.plain('feed/title')}")
    _add(feed, "id", base)
    _add(feed, "updated", _moment(plan.on))
    ET.SubElement(feed, "link", rel="self", href=f"{base}{NAME}")
    _add(ET.SubElement(feed, "author"), "name", site)
    for pair, (revision, _) in sorted(sorted(plan.facts.revised.items()), key=lambda each: each[1][0].id, reverse=True):
        answer = plan.answers.get(frozenset(pair.split("-")))
        if answer and _recent(plan, revision.edition) and (why := revised(plan.facts, answer)):
            _revised(feed, plan, base, why, revision.edition)
    for day, treaty, key, states in sorted(changes(plan), key=lambda each: (each[0].latest, *each[1:3]), reverse=True):
        listed = plan.phrases.joined(plan.phrases.called(plan.facts.states[code]) for code in states).unescape()
        said = {"date": plan.phrases.day(day), "treaty": plan.facts.treaties[treaty].short, "states": listed}
        entry = _entry(feed, plan.phrases.plain(f"feed/{key}", **said), day)
        _leads(entry, f"{base}treaties/{treaty}/", f"{key}-{day}")
    ET.indent(feed)
    return ET.tostring(feed, "unicode", xml_declaration=True) + "\n"


def changes(plan: Plan) -> Iterator[Change]:
    """Every change on a confirmed day, month or year, of treaties of defense or offense whose force nobody contests."""
    for treaty in plan.facts.treaties.values():
        if treaty.contested or not derive.is_alliance(treaty):
            continue
        found: dict[tuple[Edtf, str], list[str]] = {}
        for code in sorted(treaty.parties.keys() - treaty.contested_for):
            for key, edge in (("begins", treaty.start(code)), ("ends", treaty.end(code))):
                if edge and plan.facts.standing(edge.ref).confirmed:
                    found.setdefault((edge.day, key), []).append(code)
        for (day, key), states in found.items():
            if _recent(plan, day) and not day.is_interval and not day.qualified:
                yield day, treaty.id, key, states


def _revised(feed: ET.Element, plan: Plan, base: str, why: Said, edition: Edtf) -> None:
    """An entry for an answer that an edition changed, with the reason."""
    states = {slot: plan.phrases.called(plan.facts.states[code]) for slot, code in why.about.items()}
    words = {slot: plan.phrases.word(plan.facts.value(str(why.slots[slot]))) for slot in ("was", "now")}
    entry = _entry(feed, plan.phrases.plain("feed/revised", **states, **words), edition)
    _add(entry, "summary", plain(plan.facts, plan.phrases, why))
    _leads(entry, f"{base}{plan.between(*why.about.values())}", f"revised-{edition}")


def _recent(plan: Plan, day: Edtf) -> bool:
    return plan.on.earliest.year - YEARS <= day.latest.year and day.latest <= plan.on.latest


def _entry(feed: ET.Element, title: str, day: Edtf) -> ET.Element:
    """A new entry, with its title and its day."""
    entry = ET.SubElement(feed, "entry")
    _add(entry, "title", title)
    _add(entry, "updated", _moment(day))
    return entry


def _leads(entry: ET.Element, page: str, what: str) -> None:
    """Has an entry lead to a page, of which it tells a change by which it is known."""
    _add(entry, "id", f"{page}#{what}")
    ET.SubElement(entry, "link", rel="alternate", href=page)


def _add(parent: ET.Element, tag: str, words: str) -> None:
    ET.SubElement(parent, tag).text = words


def _moment(day: Edtf) -> str:
    """A day as the moment that Atom asks for: the end of the time in which it can lie."""
    return f"{day.latest.isoformat()}T00:00:00Z"
