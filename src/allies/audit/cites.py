"""Cites: each claim is one click from its source, and what is disputed or unconfirmed is shown as such."""

from collections.abc import Iterator

from allies.audit.days import is_date
from allies.audit.page import Mark, Page, Source
from allies.audit.raw import Holder, RawFacts, disputed
from allies.problems import Problem, nearest

NAMES = ("title", "titles", "also_known_as", "term")  # what a thing or an event is called needs no citation


def cites(page: Page, raw: RawFacts) -> Iterator[Problem]:
    """Each mark of a claim has a citation in its block, each citation leads to a source, and each source to where it was read."""
    yield from _citations(page)
    for source in page.sources.values():
        yield from _source(page, source, raw)
    for mark in page.marks:
        file = mark.ref.partition("#")[0]
        if mark.item and file.startswith("sources/") and file != f"sources/{mark.item}":
            what = f'"{mark.text}" ({mark.ref}) stands under the source {mark.item}.'
            yield page.problem_with(mark, what, f"Show the value of sources/{mark.item}.")
        if mark.sort == "data-fact" and raw.has(mark.ref):
            holder = raw.holder(mark.ref)
            if holder and holder.path.partition("/")[0] not in NAMES:
                yield from _cited(page, mark, holder, raw)
                yield from _flagged(page, mark, holder, raw)
            elif "disputed" in mark.flags:
                yield page.problem_with(
                    mark, f'"{mark.text}" is called disputed, but {mark.ref} is not.', "Delete the flag."
                )


def _citations(page: Page) -> Iterator[Problem]:
    """A citation shows the number of the item in the list of sources that it links to."""
    for cite in page.cites:
        source = page.sources.get(cite.source)
        if source is None:
            known = nearest(cite.source, page.sources)
            what = f'The citation [{cite.text}] leads to "{cite.source}", which is not in the page\'s list of sources.'
            yield page.problem(cite.html, what, f"Write #source-{known}." if known else "Add the source to the list.")
        elif source.place is not None and cite.text != str(source.place):
            what = f"The citation [{cite.text}] leads to {cite.source}, which is number {source.place} in the list of sources."
            yield page.problem(cite.html, what, f"Write {source.place}.")


def _source(page: Page, source: Source, raw: RawFacts) -> Iterator[Problem]:
    """An item of the list of sources links to where the source was read, or says why there is no link."""
    where = f'id="source-{source.id}"'
    data = raw.folder("sources").get(source.id)
    if data is None:
        near = nearest(source.id, raw.folder("sources"))
        yield page.problem(
            where,
            f"The list of sources names {source.id}, and no such source exists.",
            f"Write {near}." if near else "Delete it.",
        )
        return
    links = [link for link in source.links if not (link.get("href") or "").startswith(("#", ".", "/"))]
    allowed = {data.get("link"), data.get("archived")} - {None}
    for link in links:
        if link["href"] not in allowed:
            known = " or ".join(sorted(allowed)) or "nothing"
            yield page.problem(
                where, f"The source {source.id} links to {link['href']}, but its file to {known}.", "Correct the link."
            )
        elif not {"noopener", "external"} <= set((link.get("rel") or "").split()):
            yield page.problem(
                where, f"The link of the source {source.id} lacks a rel.", 'Write rel="noopener external".'
            )
    if data.get("link") and data["link"] not in {link["href"] for link in links}:
        yield page.problem(
            where, f"The source {source.id} has no link to where it was read.", f"Link to {data['link']}."
        )
    elif not data.get("link") and (data.get("no_link") or "") not in source.text:
        yield page.problem(
            where,
            f"The source {source.id} has no link and does not say why.",
            f"Show its no_link: {data.get('no_link')}.",
        )


def _cited(page: Page, mark: Mark, holder: Holder, raw: RawFacts) -> Iterator[Problem]:
    """In the block of a claim stands a citation of a source that supports it."""
    rows = raw.supporting(holder) or holder.rows
    sources = {row["source"] for row in rows} | {
        str(holder.entry.get("source"))
    }  # a register of a search is a source itself
    if mark.item not in sources and not sources & mark.block.all_cited():
        what = f'"{mark.text}" ({mark.ref}) has no citation in its {_block(mark)}.'
        yield page.problem_with(mark, what, f"Cite {' or '.join(sorted(sources - {'None'})[:3])} there.")


def _flagged(page: Page, mark: Mark, holder: Holder, raw: RawFacts) -> Iterator[Problem]:
    """A date or number is flagged where its entry declares a dispute, or where no source was seen to print it; and only there."""
    value = raw.value(mark.ref)
    if mark.tag == "span" or isinstance(value, bool) or not (is_date(value) or isinstance(value, int)):
        return
    seen = any("printed" in row for row in raw.supporting(holder)) or holder.path.endswith("effective")
    for flag, due in (("disputed", disputed(holder)), ("unconfirmed", not seen)):
        if flag in mark.flags and not due:
            yield page.problem_with(mark, f'"{mark.text}" is called {flag}, but {mark.ref} is not.', "Delete the flag.")
        elif due and not mark.is_flagged(flag) and mark.item is None and not mark.in_dispute:
            yield page.problem_with(
                mark, f'"{mark.text}" is {flag}, and the page does not say so.', f'Put the flag "{flag}" after it.'
            )


def _block(mark: Mark) -> str:
    names = {"p": "paragraph", "li": "list item", "tr": "table row", "article": "page"}
    return names.get(mark.block.name, "heading" if mark.block.name[1:].isdigit() else mark.block.name)
