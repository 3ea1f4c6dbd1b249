"""Classes: the kinds of errors that are planted, behind which door each has to be caught, and how samples are drawn."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from . import around, beside, bonds, dates, form, pages, prose, records, witnesses
from .gate import CHECK, SITE
from .world import Mutant, World


@dataclass(frozen=True, slots=True)
class Class:
    """One kind of error: its name, what must catch it (`make check` or the audit of the site), and all that could be
    planted."""

    door: str
    plant: Callable[[World], Iterator[Mutant]]

    @property
    def name(self) -> str:
        return self.plant.__name__.replace("_", "-")

    @property
    def text(self) -> str:
        """What a reader calls it."""
        return self.plant.__doc__ or ""


_CHECK = (
    dates.a_day,
    dates.a_month,
    dates.a_year,
    dates.a_century,
    dates.day_and_month_swapped,
    dates.digits_swapped,
    dates.precision_raised,
    dates.precision_lowered,
    dates.dates_exchanged,
    dates.printed_digit,
    dates.count_off,
    bonds.party_swapped,
    bonds.member_swapped,
    bonds.entry_added,
    bonds.entry_dropped,
    bonds.obligation_changed,
    bonds.obligation_dropped,
    bonds.beginning_dropped,
    bonds.end_dropped,
    bonds.continuation_dropped,
    bonds.bonds_edited,
    bonds.answers_edited,
    records.commitment_changed,
    records.commitment_turned,
    records.conflict_changed,
    records.conflict_turned,
    records.event_changed,
    records.event_dropped,
    records.comparison_edited,
    records.state_life_changed,
    witnesses.source_mistyped,
    witnesses.source_swapped,
    witnesses.only_row_dropped,
    witnesses.dispute_dropped,
    witnesses.rival_dropped,
    witnesses.search_spoiled,
    witnesses.mark_dropped,
    form.line_dropped,
    form.unknown_id,
    form.wrong_kind_of_id,
    form.told_twice,
    form.key_given_twice,
    form.wrong_type,
    prose.harmless_sentence,
    prose.nameless_claim,
    prose.named_claim,
    prose.bare_figure,
    prose.sentence_dropped,
    prose.not_dropped_from_prose,
    prose.not_dropped_from_phrase,
    prose.slots_exchanged,
    prose.pointer_exchanged,
    prose.calls_exchanged,
)
_SITE = (
    pages.nameless_sentence,
    pages.named_sentence,
    pages.sentence_beside_the_article,
    pages.claim_deleted,
    pages.row_deleted,
    pages.citations_deleted,
    pages.hidden_by_attribute,
    pages.hidden_by_markup,
    pages.hidden_by_stylesheet,
    pages.text_by_stylesheet,
    pages.label_changed,
    pages.title_of_others,
    pages.attribute_of_others,
    pages.mark_text_changed,
    pages.mark_value_changed,
    pages.mark_pointer_changed,
    pages.claim_about_others,
    pages.marks_exchanged,
    pages.not_dropped_from_claim,
    pages.claim_word_changed,
    pages.link_changed,
    pages.source_link_changed,
    pages.citation_exchanged,
    pages.page_missing,
    pages.inline_script_changed,
    pages.changed_around,
    around.way_around_changed,
    around.spot_around_changed,
    around.element_changed,
    around.order_changed,
    around.crumbs_changed,
    around.citation_block_changed,
    around.sources_listed_otherwise,
    around.dispute_told_otherwise,
    around.head_changed,
    around.page_data_changed,
    around.lost_page_changed,
    around.feed_changed,
    beside.api_value_changed,
    beside.api_entry_dropped,
    beside.api_entry_added,
    beside.api_file_missing,
    beside.finder_edited,
    beside.search_index_edited,
    beside.sitemap_edited,
    beside.asset_changed,
    beside.asset_added,
)
CLASSES = {
    each.name: each for each in [*(Class(CHECK, plant) for plant in _CHECK), *(Class(SITE, plant) for plant in _SITE)]
}


def planted(each: Class, world: World, count: int, seed: int) -> list[Mutant]:
    """The errors of one class that are planted: drawn, and spread over their kinds and over files."""
    kinds: dict[str, dict[str, Mutant]] = {}
    for mutant in each.plant(world):
        kinds.setdefault(mutant.kind, {}).setdefault(str(mutant), mutant)
    rows = zip_longest(*(_spread(mutants.values(), seed) for _, mutants in sorted(kinds.items())))
    return [mutant for row in rows for mutant in row if mutant is not None][:count]


def _spread(mutants: Iterable[Mutant], seed: int) -> list[Mutant]:
    """Errors in the order in which they are drawn: the first of each file, then the second of each, and so on."""
    before: Counter[str] = Counter()
    placed = []
    for mutant in sorted(mutants, key=lambda mutant: mutant.rank(seed)):
        placed.append((before[mutant.path], mutant))
        before[mutant.path] += 1
    return [mutant for _, mutant in sorted(placed, key=lambda pair: pair[0])]
