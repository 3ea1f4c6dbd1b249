"""Double entry: who owes what and who belongs where, as tests/bonds.yaml has it, against the facts."""

import pytest
from testing import assert_clean

from allies.gate import expected
from allies.load import load

SECTIONS = ("treaties", "organizations", "searches", "states", "commitments", "conflicts", "relations", "comparisons")
SECTIONS += ("differences", "unprinted")


@pytest.fixture(scope="module")
def found(facts, root):
    document, problems = load((root / expected.BONDS).read_bytes(), expected.BONDS)
    assert not problems
    return document, list(expected.bonds(facts, document))


@pytest.mark.parametrize("section", SECTIONS)
def test_the_facts_and_their_second_entry_agree(section, found):
    assert_clean(each for each in found[1] if each.where.pointer.startswith(f"/{section}/") or section == "unprinted")


def test_the_second_entry_is_whole(found):
    assert all(found[0].data[section] for section in SECTIONS)


def test_an_obligation_of_another_kind_than_in_the_second_entry_is_told_with_the_line_to_write(facts, found):
    document, _ = found
    changed = {**document.data, "treaties": {**document.data["treaties"]}}
    changed["treaties"]["anzus"] = {**changed["treaties"]["anzus"], "parties": "AUS NZL"}
    [problem] = expected.bonds(facts, type(document)(document.path, changed, document.lines))
    assert str(problem).endswith(
        "To mend: Correct the fact, or write this line under treaties: `anzus: "
        "{owes: [defense, consultation, nonaggression], is: in force, parties: AUS NZL USA, marks: exceptions}`."
    )


@pytest.mark.parametrize(
    ("id", "key", "said"),
    [
        ("anzus", "exceptions", {"marks": "exceptions"}),
        ("us-japan-1951", "obligations", {"owes": ["defense by USA to JPN"]}),
    ],
)
def test_whom_a_promise_binds_and_what_is_in_doubt_stand_in_the_second_entry(id, key, said, facts):
    line = expected.entries(facts)["treaties"][id]
    assert line | said == line
    assert getattr(facts.treaties[id], key)


def test_an_empty_line_of_the_second_entry_is_told_as_such(facts, found):
    document, _ = found
    changed = {**document.data, "organizations": {**document.data["organizations"], "csto": {"members": None}}}
    [problem] = expected.bonds(facts, type(document)(document.path, changed, document.lines))
    assert problem.what.endswith("The second entry says {members: }.")
