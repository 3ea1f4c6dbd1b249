"""Citations: numbered in reading order, leading to the words relied on and back, and these words all there."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from selectolax.lexbor import LexborNode

from allies.audit.page import Mark, Page, letters
from allies.audit.phrases import Phrases
from allies.audit.raw import RawFacts, first_date
from allies.problems import Problem

SCRIPT = "assets/citations.js"
SAID = {"close": "cite/close", "see": "cite/see", "report": "cite/report", "listed": "cite/listed"}


def citations(page: Page, raw: RawFacts, phrases: Phrases, forge: str) -> Iterator[Problem]:
    """The citations of a page open to what stands behind each value, and without a script lead there and back."""
    if not page.cites:
        return
    yield from _order(page, phrases.phrases["cite/back"])
    told = {node.attributes.get("id"): list(_words(page, node, raw)) for node in page.tree.css("ol.sources > li")}
    yield from (problem for found in told.values() for _, problems in found for problem in problems)
    words = {id: {ref for ref, _ in found} for id, found in told.items()}
    for mark in page.marks:
        for source in mark.cited:
            left = _relied(mark, source, raw)
            if left and not left & words.get(f"source-{source}", set()):
                yield page.wrong(mark, f"cites {source}, and the list of sources leaves out its words ({min(left)}).")
    right = {f"data-{name}": phrases.phrases[key] for name, key in (*SAID.items(), ("disputed", "end/disputes"))}
    right |= {"data-forge": forge} if forge else {}
    for node in page.tree.css("ol.sources"):
        said = {key: text for key, text in node.attributes.items() if key.startswith("data-") and text is not None}
        if said != right:
            yield page.problem('<ol class="sources"', f"The list of sources says {said}.")
    if not any((node.attributes.get("src") or "").endswith(SCRIPT) for node in page.tree.css("script[src]")):
        yield page.problem("</body>", f"The page has citations and does not load {SCRIPT}.")


def _order(page: Page, label: str) -> Iterator[Problem]:
    """The numbers run in reading order; each citation has an id, and the item of its source leads back to all."""
    numbers = list(dict.fromkeys(number for _, number in page.cites))
    if numbers != [str(at) for at in range(1, len(numbers) + 1)]:
        yield page.problem('class="cite"', f"The citations are numbered {', '.join(numbers[:9])}.")
    seen: defaultdict[str, list[str]] = defaultdict(list)
    for node in page.tree.css("a.cite"):
        number = node.text().strip()
        seen[number].append(f"cite-{number}-{len(seen[number]) + 1}" if seen[number] else f"cite-{number}")
        if node.attributes.get("id") != seen[number][-1]:
            yield page.problem('class="cite"', f"A citation {number} has the id {node.attributes.get('id')}.")
    for item in page.tree.css("ol.sources > li[value]"):
        to = [f"#{id}" for id in seen[item.attributes["value"] or ""]]
        wanted = [(to, ["↑", *islice(letters(), len(to))] if to[1:] else ["↑"], label)]
        back = [(_hrefs(node), node.text().split(), node.attributes.get("aria-label")) for node in item.css(".back")]
        if back != wanted:
            yield page.problem(f'id="{item.attributes["id"]}"', f"The source leads back to {back}, not {wanted}.")


def _hrefs(node: LexborNode) -> list[str | None]:
    """Where an element leads: a link itself, or the links in it."""
    return [each.attributes.get("href") for each in ([node] if node.tag == "a" else node.css("a"))]


def _words(page: Page, item: LexborNode, raw: RawFacts) -> Iterator[tuple[str, list[Problem]]]:
    """The rows whose words stand in the item of a source, each with what is wrong in what it says of itself."""
    source = (item.attributes.get("id") or "").removeprefix("source-")
    for node in item.css("ul.printed > li"):
        quote = node.css_first("q")
        ref = (quote.attributes.get("data-evidence") or "") if quote else ""
        if not raw.has(ref):
            continue  # which is said of the mark itself
        name, _, pointer = ref.partition("#")
        row, entry = raw.value(ref), raw.value(ref.rpartition("/evidence/")[0] or ref)
        supports, line = row.get("supports") or first_date(entry), raw.lines[name].get(pointer)
        said, columns = _said(node), raw.value(f"sources/{source}#").get("columns", ())
        wanted = list(columns) if len(columns) == len(row.get("printed", "").split(",")) else []
        shown = [each.attributes.get("value") for each in node.css("small > data")]
        wrong = [] if said == (supports, str(line)) else [f"is said to support {said[0]} on line {said[1]}"]
        wrong += [] if shown == wanted else [f"has the columns {', '.join(wanted)}"]
        wrong += [] if row.get("source") == source else [f"is a row of {row.get('source')}"]
        yield ref, [page.problem(f'data-evidence="{ref}"', f"{ref} {what}.") for what in wrong]


def _said(node: LexborNode) -> tuple[str | None, str | None]:
    return node.attributes.get("data-supports"), node.attributes.get("data-line")


def _relied(mark: Mark, source: str, raw: RawFacts) -> set[str]:
    """The rows of a source that print the value of a mark; for a text, any of its entry; for a quotation, itself or
    those of the source that say the same."""
    if not raw.has(mark.ref) or mark.sort == "data-claim":
        return set()
    row = raw.value(mark.ref) if mark.sort == "data-evidence" else {}
    if row.get("source") == source:
        return {mark.ref}
    ref, _, entry = mark.ref.partition("/evidence/")
    holder = raw.holder(f"{ref}/{row.get('supports') or first_date(raw.value(ref))}" if entry else mark.ref)
    if holder is None:
        return set()
    own = [row for row in holder.supporting if row["source"] == source] or holder.rows
    return {
        f"{holder.ref}/evidence/{at}"
        for at, row in enumerate(holder.rows)
        if row in own and row["source"] == source and "printed" in row
    }
