"""Stands: what has to stand on a page, worked out from the facts, so that nothing is left out or hidden unnoticed."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations, product

from allies.audit.derivation import Derivation
from allies.audit.marks import keys
from allies.audit.page import Page
from allies.problems import Problem

SHOWN = {  # by the place of an entry, the values that a page has to show where the entry has them; /*: each below it
    "members": "joined left",
    "obligations": "kind article summary",
    "events": "date title summary",
    "missions": "kind city seen head summary",
    "visits": "date visitor office summary",
    "votes": "date resolution subject positions/* totals/*",
    "statements": "date summary words",
    "corrections": "claim finding",
    "registers": "covers compared followed read result remark",
    "changes": "date summary",
    "exceptions": "kind since because",
    "treaties": "title subject signed entry_into_force ended/date contested depositary registration/*",
    "commitments": "title form binding undertakes date in_force_from summary ended/date",
    "conflicts": "title called/* summary stopped/how",
    "states": "code capital acted/date began/date continues",
}
BOUND = """SELECT ref FROM edge WHERE treaty = :treaty AND code = :code AND side = 'from'
UNION ALL SELECT 'states/' || lower(min(code)) || '#' FROM line JOIN alive USING (code)
WHERE ancestor = :code AND :code NOT IN (SELECT code FROM alive) HAVING min(code) IS NOT NULL"""  # and the party's heir
FOLDED = set(
    "agreed both common-allies due fought held owed party span undertaken with".split()
)  # what has to be opened
HOME = "index.html"
THINGS = ("treaties", "organizations")  # of which each has a page of its own
EVIDENCE = "evidence"  # the page below a pair's own that holds all of its relation,
RECORD, RECORDED = "record", {"votes", "visits"}  # but for what stands on this one, where there is one
OF_TWO = ("pairs", EVIDENCE, RECORD)


@dataclass(frozen=True, eq=False)
class Addresses:
    """Which page is about what, by its path below the site."""

    facts: Derivation

    @cached_property
    def states(self) -> dict[str, str]:
        """The name in the address of each present state, by code."""
        slugs = {
            code: self.facts.raw.value(f"states/{code.lower()}#/slug")
            for (code,) in self.facts.table("SELECT code FROM alive")[1]
        }
        return dict(sorted(slugs.items(), key=lambda item: item[1]))

    @cached_property
    def pairs(self) -> dict[str, tuple[str, str]]:
        """The pair of each address that one can have, its states in the order of their names."""
        named = list(self.states.items())
        return {f"{x}-{y}": (a, b) for at, (a, x) in enumerate(named) for b, y in named[at + 1 :]}

    @cached_property
    def moved(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """The paths from which one is led on to the page of a state or pair: its name, and the states in the order of
        the question there."""
        states = self.facts.raw.folder("states").values()
        former = {each["slug"]: each.get("former_slugs", []) for each in states if "slug" in each}
        names = {code: [slug, *former[slug]] for code, slug in self.states.items()}
        found: dict[str, tuple[str, tuple[str, ...]]]
        found = {f"states/{old}/{HOME}": (now, (code,)) for code, (now, *olds) in names.items() for old in olds}
        orders = ((name, order) for name, pair in self.pairs.items() for order in permutations(pair))
        for name, order in orders:
            for old in {"-".join(way) for way in product(*(names[code] for code in order))} - {name}:
                found[f"pairs/{old}/{HOME}"] = name, order
        return found

    @cached_property
    def apart(self) -> dict[str, tuple[str, str]]:
        """What a state has so much of that it stands on a page of its own, by its path: the folder, and which state."""
        query = "SELECT page FROM given UNION SELECT page FROM ended"
        owned = [tuple(page.split(" ")) for (page,) in self.facts.table(query)[1]]
        return {f"{folder}/{self.states[code]}/{HOME}": (folder, code) for folder, code in owned if folder != "states"}

    @cached_property
    def parts(self) -> dict[str, list[str]]:
        """What stands on each page of all sources and of all disputes, by its path below the site: ids and refs."""
        publishers = {id: slug(each["publisher"]) for id, each in self.facts.raw.folder("sources").items()}
        rows: list[tuple[str, str, str, int]] = []  # of each thing its folder, key, id and how many fit a page
        for id in sorted(publishers, key=lambda id: (publishers[id], id)):
            first = publishers[id][:1]
            rows.append(("sources", first if first.isalpha() else "other", id, 150))
        rows += [("disputes", ref.partition("/")[0], ref, 30) for ref in sorted(self.disputes.values())]
        found: dict[str, list[str]] = {}
        for folder, key, id, most in rows:
            number = 1
            while len(found.get(path := _part(folder, key, number), ())) == most:
                number += 1
            found.setdefault(path, []).append(id)
        return found

    @cached_property
    def disputes(self) -> dict[str, str]:
        """The ref of each disputed value, by the anchor of what is told of it."""
        return {f"dispute-{re.sub('[#/]+', '-', ref)}": ref for ref in self.facts.raw.disputed()}

    @cached_property
    def abouts(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """The kind of thing that each page is about, and which: its id, or the codes of its states."""
        raw, kinds = self.facts.raw, {"pairs": "", EVIDENCE: f"{EVIDENCE}/", RECORD: f"{RECORD}/"}
        found: dict[str, tuple[str, tuple[str, ...]]] = {path: ("parts", (path,)) for path in self.parts}
        found |= {path: (kind, (code,)) for path, (kind, code) in self.apart.items()}
        found |= {f"{kind}/{id}/{HOME}": (kind, (id,)) for kind in THINGS for id in raw.folder(kind)}
        found |= {f"states/{name}/{HOME}": ("states", (code,)) for code, name in self.states.items()}
        pairs = self.pairs.items()
        return found | {
            f"pairs/{name}/{below}{HOME}": (kind, ab) for kind, below in kinds.items() for name, ab in pairs
        }

    def about(self, path: str) -> tuple[str, tuple[str, ...]]:
        """What a page is about, by its path below the site; nothing for another."""
        return self.abouts.get(path, ("", ()))


def _part(folder: str, key: str, number: int) -> str:
    return f"{folder}/{key}{f'-{number}' if number > 1 else ''}/index.html"


def slug(name: str) -> str:
    """A name as part of an address: `Côte d'Ivoire` is `cote-divoire`."""
    plain = "".join(each for each in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(each))
    return re.sub(r"[^a-z0-9]+", "-", re.sub("['’]", "", plain)).strip("-")


def stands(page: Page, addresses: Addresses, by_hand: bool, apart: set[str]) -> Iterator[Problem]:
    """Every claim, entry and value that has to stand on a page does, where a reader sees it; of what somebody wrote
    `by_hand` of a pair, all of its relation, on its page and those that stand `apart` below it."""
    yield from _coherent(page, addresses)
    kind, ids = addresses.about(page.path)
    facts, both = addresses.facts, (("", ""), ids)
    own = (mark for mark in page.marks if mark.sort == "data-claim" and (mark.get("a"), mark.get("b")) in both)
    present = {key: mark for mark in own for key in keys(mark)}
    for each in _wanted(kind, ids, facts):
        if each.startswith("line/"):
            if each not in page.said:
                yield page.problem("", f"The page leaves out the phrase {each}.")
        elif "/" in each.partition(" ")[0]:
            yield from _entry(page, each, facts)
        elif each not in present:
            yield page.problem("", f"The page does not say {each}, which follows from the facts.")
        elif present[each].place.folded and each.partition(" ")[0] not in FOLDED:
            yield page.wrong(present[each], "has to be opened to be seen.", "Show it openly.")
    purpose = f"organizations/{''.join(ids)}#/purpose"
    if kind == "organizations" and not any(mark.ref.startswith(purpose) for mark in page.marks):
        yield page.problem("", f"The page leaves out {purpose}.")
    yield from _listed(page, addresses.parts[page.path]) if kind == "parts" else ()
    if kind in OF_TWO:
        for entry in _related(facts, ids, _told(kind, apart) if by_hand else {"events"}):
            yield from _entry(page, entry, facts)


def _wanted(kind: str, ids: tuple[str, ...], facts: Derivation) -> Iterable[str]:
    """The keys of the claims and the refs of the entries that have to stand on a page."""
    if kind in (EVIDENCE, RECORD):
        return ["answer"]
    return facts.between(*ids).must if kind in OF_TWO else facts.stands(f"{kind} {''.join(ids)}")


def _told(kind: str, apart: set[str]) -> set[str]:
    """The groups of a relation that the page of a pair, or one of those below it, has to tell."""
    if kind == RECORD:
        return RECORDED
    rest = set(SHOWN) - (RECORDED if RECORD in apart else set())
    return rest - {"events"} if kind == EVIDENCE else {"events"} if EVIDENCE in apart else rest


def _coherent(page: Page, addresses: Addresses) -> Iterator[Problem]:
    """An answer is about a single pair; a dispute says over what, and cites every source that prints the value."""
    for node in page.tree.css("div.answer"):
        pairs = {(each.attributes["data-a"], each.attributes.get("data-b")) for each in node.css("[data-a]")}
        if len(pairs) > 1:
            yield page.problem('class="answer', f"One answer is about {len(pairs)} pairs.")
        values = {each.attributes["data-value"] or "" for each in node.css("[data-claim=answer]")}
        if node.attributes["class"] not in {f"answer answer--{value}".replace("one-way", "allies") for value in values}:
            yield page.problem('class="answer', "An answer looks like another one.")
    for node in page.tree.css("[id^=dispute-]"):
        if not node.css("dt [data-fact]"):
            yield page.problem(f'id="{node.attributes["id"]}"', "A dispute does not say over what.")
        ref = addresses.disputes.get(node.attributes["id"] or "", "")
        holder = addresses.facts.raw.holder(ref) if ref else None
        cited = {(each.attributes["href"] or "").rpartition("#source-")[2] for each in node.css("a.cite[href]")}
        for row in holder.supporting if holder else ():
            if "printed" in row and row["source"] not in cited:
                what = f"The dispute over {ref} is told without {row['source']}."
                yield page.problem(f'id="{node.attributes["id"]}"', what)


def _listed(page: Page, things: list[str]) -> Iterator[Problem]:
    """A page of all sources or all disputes lists its own, in their order."""
    lists = page.tree.css("ol.sources--all, dl.disputes")[:1]
    nodes = [node for each in lists for node in each.css("ol.sources--all > li, dl.disputes > div")]
    wanted = [f"dispute-{re.sub('[#/]+', '-', each)}" if "#" in each else f"source-{each}" for each in things]
    if [node.attributes.get("id") for node in nodes] != wanted:
        yield page.problem("", "The page does not list what belongs on it, in its order.")


def _related(facts: Derivation, pair: tuple[str, ...], told: set[str]) -> list[str]:
    """The entries of some groups of the relation of two states."""
    ref = f"relations/{'-'.join(sorted(pair)).lower()}"
    groups = {group: each for group, each in facts.raw.documents.get(ref, {}).items() if group in told}
    return [f"{ref}#/{group}/{key}" for group, each in groups.items() if isinstance(each, dict) for key in each]


def _entry(page: Page, entry: str, facts: Derivation) -> Iterator[Problem]:
    """An entry stands on the page, with each of its values."""
    if entry not in page.abouts:
        yield page.problem("", f"The page leaves out {entry}.")
        return
    shown = {mark.ref for mark in page.abouts[entry]}
    for ref in _refs(entry, facts):
        if not any(each == ref or each.startswith(f"{ref}/") for each in shown):
            yield page.problem(f'data-about="{entry}"', f"The page leaves out {ref}.")


def _refs(entry: str, facts: Derivation) -> Iterator[str]:
    """The values of an entry that have to be shown."""
    name, _, pointer = entry.partition("#")
    folder, id = name.split("/")
    place, at = pointer.split("/")[1] if pointer else folder, entry if pointer else f"{entry}#"
    if place == "parties":
        asked = {"treaty": id, "code": pointer.rpartition("/")[2]}
        yield from (ref for (ref,) in facts.tables.execute(BOUND, asked))
    for path in SHOWN.get(place, "").split():
        ref = f"{at}/{path.removesuffix('/*')}"
        if facts.raw.has(ref):
            yield from [f"{ref}/{key}" for key in facts.raw.value(ref)] if path.endswith("/*") else [ref]
