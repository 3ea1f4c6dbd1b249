"""Double entry: the answers we stand behind, written by hand in tests/answers.yaml, against what the engine derives."""

from pathlib import Path

import pytest
import yaml

from allies.answers import derive
from allies.answers.derive import Verdict
from allies.audit.derivation import Derivation
from allies.facts.dates import day

EXPECTED = yaml.safe_load((Path(__file__).parent.parent / "answers.yaml").read_text("utf-8"))["answers"]


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda each: f"{'-'.join(each['pair'])}-{each['day']}")
def test_the_derived_answer_is_the_one_we_stand_behind(expected, facts):
    answer = derive.answer(facts, *expected["pair"], day(expected["day"]))
    assert answer.verdict.value == expected["answer"], f"We expected {expected['answer']}: {expected['because']}"
    by = {bond.treaty for bond in answer.deciding} or (
        set(answer.reach.searches) if answer.verdict is Verdict.NOT_ALLIES else set()
    )
    assert by == set(expected["by"]), (
        f"The answer rests on {sorted(by)}, we expected {expected['by']}: {expected['because']}"
    )


def test_the_second_derivation_gives_the_answers_that_we_stand_behind(raw):
    second = Derivation.of(raw, raw.edition, {(min(each["pair"]), max(each["pair"])) for each in EXPECTED}).histories
    for each in EXPECTED:
        changes = second[min(each["pair"]), max(each["pair"])]
        said = [change["answer"] for change in changes if change["from"] <= each["day"]]
        assert said[-1:] == [each["answer"]], f"{each['pair']} on {each['day']}: {each['because']}"


def test_no_treaty_in_force_binds_both_mexico_and_russia_to_defend_each_other(facts):
    answer = derive.answer(facts, "MEX", "RUS", facts.edition)
    assert not [bond for bond in answer.bonds if bond.kind in derive.ALLIANCE_KINDS]


def test_the_control_pair_comes_out_as_allies_so_that_a_no_means_something(facts):
    assert derive.answer(facts, "RUS", "BLR", facts.edition).verdict is Verdict.ALLIES


def test_in_2003_the_rio_treaty_bound_mexico_and_not_russia(facts):
    treaty = facts.treaties["rio-treaty"]
    assert derive.standing(facts, treaty, "MEX", day("2003-01-01")) == "yes"
    assert treaty.id not in facts.treaties_of("RUS")


def test_the_rio_treaty_bound_mexico_until_its_notice_had_run(facts):
    treaty = facts.treaties["rio-treaty"]
    assert derive.standing(facts, treaty, "MEX", day("2004-09-05")) == "yes"
    assert derive.standing(facts, treaty, "MEX", day("2004-09-06")) == "over"


def test_every_bilateral_instrument_of_mexico_and_russia_is_free_of_a_promise_of_defense(facts):
    treaties = derive.bilateral(facts, "MEX", "RUS")
    assert len(treaties) >= 15, "Instruments between the two have gone missing."
    assert not [
        treaty.id
        for treaty in treaties
        for obligation in treaty.obligations
        if obligation.kind in derive.ALLIANCE_KINDS
    ]


@pytest.mark.parametrize("organization", ["un", "g20", "apec"])
def test_both_belong_to_the_bodies_named_first(organization, facts):
    for code in ("MEX", "RUS"):
        assert derive.member(facts, facts.organizations[organization], code, facts.edition) == code


@pytest.mark.parametrize(
    ("organization", "member", "other"),
    [
        ("oecd", "MEX", "RUS"),
        ("usmca", "MEX", "RUS"),
        ("oas", "MEX", "RUS"),
        ("csto", "RUS", "MEX"),
        ("brics", "RUS", "MEX"),
        ("sco", "RUS", "MEX"),
    ],
)
def test_only_one_of_the_two_belongs_to(organization, member, other, facts):
    body = facts.organizations[organization]
    assert derive.member(facts, body, member, facts.edition)
    assert not derive.member(facts, body, other, facts.edition)


def test_diplomatic_relations_were_off_in_1935_and_are_on_today(facts):
    relation = facts.relations["mex-rus"]
    assert derive.diplomatic_status(relation, day("1935-01-01")) == ("severed", "severed")
    assert derive.diplomatic_status(relation, facts.edition) == ("on", "restored")
