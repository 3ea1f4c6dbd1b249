"""Double entry: who owes what and who belongs where, as tests/bonds.yaml has it, against the facts."""

from dataclasses import replace

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


def test_a_second_entry_that_is_gone_is_told(facts, tmp_path):
    (tmp_path / "tests").mkdir()
    assert [each.what for each in expected.problems(replace(facts, root=tmp_path))] == [
        "There is no tests/bonds.yaml.",
        "There is no tests/answers.yaml.",
    ]


def test_a_section_that_is_gone_is_one_problem(facts, root):
    text = (root / expected.BONDS).read_text("utf-8").replace("\ntreaties:\n", "\ntreatys:\n")
    document, _ = load(text.encode(), expected.BONDS)
    assert [each.what for each in expected.bonds(facts, document)] == ["There is no section 'treaties' with lines."]


@pytest.mark.parametrize(("pair", "answer", "what"), [
    ("MEX, MEX", "unknown", "MEX stands twice in the pair"),
    ("MEX, USR", "unknown", "USR is the code of no state"),
    ("MEX, RUS", "allied", "allied is none of allies, disputed, lesser-pact, not-allies, unknown"),
])  # fmt: skip
def test_an_answer_of_no_pair_or_no_such_answer_cannot_be_read(pair, answer, what, facts):
    text = f"answers:\n- {{pair: [{pair}], day: '2000-01-01', answer: {answer}, by: [], because: None.}}\n"
    document, _ = load(text.encode(), expected.ANSWERS)
    assert [each.what for each in expected.answers(facts, document)] == [f"The entry cannot be read: {what!r}."]


def test_a_party_that_no_row_names_is_told_at_its_line(facts, found):
    document, _ = found
    key = "treaties/central-american-democratic-security#/parties/BLZ#state"
    said = {ref: value for ref, value in document.data["unprinted"].items() if ref != key}
    [problem] = expected.bonds(facts, type(document)(document.path, {**document.data, "unprinted": said}))
    assert (problem.where.path, problem.where.pointer) == (f"facts/{key.partition('#')[0]}.yaml", "/parties/BLZ")
    assert problem.mend == f"Add a row that prints it, or write this line under unprinted: `{key}: BLZ`."
