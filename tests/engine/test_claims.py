"""Claims: which values can be true or false, and which rows of evidence and disputes stand behind each."""

import pytest

from allies.facts.claims import claims, ref_of, strays
from allies.facts.read import Facts
from allies.load import Document, resolve

TREATY = {
    "title": "Pact", "signed": "1950", "entry_into_force": "1951", "obligations": [],
    "parties": {
        "QAA": {"bound_from": "1952"},
        "QAD": {
            "bound_from": "1953",
            "evidence": [{"source": "gazette", "printed": "in 1953", "supports": "bound_from"}],
        },
    },
    "evidence": [
        {"source": "gazette", "printed": "in 1950"},
        {"source": "register", "supports": "entry_into_force", "printed": "1951"},
        {"source": "register"},
    ],
}  # fmt: skip


@pytest.fixture
def found(world: Facts):
    """The claims of a treaty made from TREATY and some changes, by their pointers."""

    def of(**changes: object) -> dict:
        return {
            claim.pointer: claim
            for claim in claims(Document("facts/treaties/x.yaml", {**TREATY, **changes}), "treaty", world.schemas)
            if claim.sort != "state"
        }

    return of


def test_every_date_and_number_of_the_world_is_a_claim(world: Facts):
    refs = set(world.claims)
    assert {
        "treaties/guarantee#/signed",
        "organizations/league-of-islands#/official_count/count",
        "states/qab#/continues/date",
        "relations/qaa-qab#/votes/tides-2010/totals/abstaining",
    } <= refs


def test_days_of_our_own_reading_are_no_claims(world: Facts):
    assert not [ref for ref in world.claims if ref.endswith(("/read", "/as_of", "/asserted_for"))]


def test_a_claim_leads_to_its_value(world: Facts):
    for claim in world.claims.values():
        assert claim.sort == "state" or resolve(claim.document.data, claim.pointer) == claim.value


def test_a_row_that_does_not_say_supports_the_first_date_of_its_entry(found):
    assert found()["/signed"].rows[0].printed == "in 1950"


def test_a_row_that_says_what_it_supports_supports_that(found):
    assert [row.printed for row in found()["/entry_into_force"].rows] == ["1951"]


def test_a_row_that_prints_nothing_stands_behind_the_first_date_without_confirming_it(found):
    assert [row.printed for row in found()["/signed"].rows] == ["in 1950", ""]


def test_a_value_belongs_to_the_nearest_entry_with_evidence(found):
    assert (found()["/parties/QAA/bound_from"].holder, found()["/parties/QAA/bound_from"].supports) == (
        "",
        "parties/QAA/bound_from",
    )
    assert (found()["/parties/QAD/bound_from"].holder, found()["/parties/QAD/bound_from"].supports) == (
        "/parties/QAD",
        "bound_from",
    )


def test_a_dispute_of_an_entry_with_several_values_is_about_the_one_it_names(found):
    dispute = {"follows": ["gazette"], "because": {"en": "Why."}}
    assert found(disputed={"signed": dispute})["/signed"].dispute == dispute
    assert found(disputed={"signed": dispute})["/entry_into_force"].dispute is None


def test_a_dispute_of_an_entry_with_one_date_is_about_that_date(world: Facts):
    assert world.claims["states/qac#/ended/date"].dispute["follows"] == ["bordurian-archive"]


def test_a_choice_without_words_of_its_own_is_printed_by_its_own_word(world: Facts):
    assert world.claims["relations/qaa-qab#/votes/tides-2010/positions/QAA"].words["against"] == ["against"]


@pytest.mark.parametrize(("row", "meant"), [
    ({"source": "gazette", "supports": "singed", "printed": "x"}, "signed"),
    ({"source": "gazette", "supports": "weather"}, None),
])  # fmt: skip
def test_a_row_about_no_value_of_its_entry_is_a_stray(row, meant, world: Facts):
    document = Document("facts/treaties/x.yaml", {**TREATY, "evidence": [*TREATY["evidence"], row]})
    [stray] = strays(document, claims(document, "treaty", world.schemas))
    assert (stray.what, stray.pointer, stray.meant) == ("row", "/evidence/3", meant)


def test_a_dispute_about_no_value_of_its_entry_is_a_stray(world: Facts):
    document = Document(
        "facts/treaties/x.yaml", {**TREATY, "disputed": {"singed": {"follows": ["gazette"], "because": {"en": "Why."}}}}
    )
    [stray] = strays(document, claims(document, "treaty", world.schemas))
    assert (stray.what, stray.pointer, stray.meant) == ("dispute", "/disputed/singed", "signed")


def test_the_world_has_no_strays(world: Facts):
    assert not any(map(world.strays, world.documents.values()))


def test_a_document_is_called_by_its_folder_and_name(world: Facts):
    assert ref_of(world.documents["treaties/guarantee"]) == "treaties/guarantee"
