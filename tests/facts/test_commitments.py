"""What states undertake toward one another short of a treaty of defense: who, toward whom, and for how long."""

import pytest

from allies.answers.data import answer_text
from allies.answers.derive import answer
from allies.answers.phrases import Phrasebook
from allies.facts.dates import day


def standing(facts, a, b, on=None):
    on = day(on) if on else facts.edition
    return {each.id for each in facts.commitments_between(a, b) if each.stands(on)}


def test_a_promise_that_one_side_gives_joins_the_two_in_either_order(facts):
    law = facts.commitments["usa-taiwan-relations-act"]
    assert (law.parties.by, law.parties.to, law.mutual) == (["USA"], ["TWN"], False)
    assert law in facts.commitments_between("USA", "TWN")
    assert law in facts.commitments_between("TWN", "USA")


def test_those_who_give_a_promise_together_owe_each_other_nothing_by_it(facts):
    assert "budapest-memorandum-ukraine" in standing(facts, "RUS", "UKR")
    assert "budapest-memorandum-ukraine" not in standing(facts, "GBR", "USA")


def test_a_mutual_commitment_joins_every_two_of_its_states(facts):
    assert facts.commitments["aukus-2021"].mutual
    for a, b in (("AUS", "GBR"), ("AUS", "USA"), ("GBR", "USA")):
        assert "aukus-2021" in standing(facts, a, b)


def test_what_was_taken_back_stands_until_that_day_and_no_longer(facts):
    [ended] = [each for each in facts.commitments.values() if each.form == "designation" and each.parties.to == ["AFG"]]
    first, last = str(ended.start.day), str(ended.end.day)
    assert ended.id in standing(facts, "USA", "AFG", first)
    assert ended.id not in standing(facts, "USA", "AFG", last)


def test_before_it_is_made_nothing_stands(facts):
    assert not standing(facts, "USA", "QAT", "2022-01-01")


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ("USA", "TWN", "not-allies"),
        ("USA", "QAT", "not-allies"),
        ("USA", "ISR", "not-allies"),
        ("RUS", "UKR", "not-allies"),
    ],
)
def test_a_commitment_makes_no_ally(facts, a, b, verdict):
    assert standing(facts, a, b)
    assert answer(facts, a, b, facts.edition).verdict.value == verdict


def test_the_terminal_names_what_stands_and_its_sources(facts):
    phrases = Phrasebook.read(facts.root, "en")
    said = answer_text(facts, answer(facts, "QAT", "USA", facts.edition), phrases)
    assert "Short of a treaty of defense, this has been undertaken between them: " in said
    assert "Assuring the Security of the State of Qatar" in said
    assert "govinfo-eo-14353" in said


def test_the_terminal_is_silent_where_nothing_stands(facts):
    phrases = Phrasebook.read(facts.root, "en")
    assert "Short of a treaty" not in answer_text(facts, answer(facts, "MEX", "RUS", facts.edition), phrases)
