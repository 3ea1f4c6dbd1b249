"""What happened between two states, and what is pending between them: treaties by their spans, oldest first."""

import pytest

from allies.answers import derive
from allies.audit.derivation import Derivation
from allies.facts.dates import day


def spans(facts, a, b, on=None):
    on = day(on) if on else facts.edition
    return [
        (kind, span.treaty, str(span.end.day) if span.end else None) for kind, span in derive.times(facts, a, b, on)
    ]


def test_one_alliance_follows_another(facts):
    assert spans(facts, "JPN", "USA") == [
        ("alliance", "us-japan-1951", "1960-06-23"),
        ("alliance", "us-japan-1960", None),
    ]


def test_on_a_past_day_nothing_later_is_told(facts):
    assert spans(facts, "JPN", "USA", "1955-01-01") == [("alliance", "us-japan-1951", None)]


def test_a_state_has_the_alliances_of_the_one_that_it_continues(facts):
    assert ("alliance", "declaration-by-united-nations", "1945-09-02") in spans(facts, "MEX", "RUS")


def test_two_that_succeed_to_one_side_of_a_treaty_owe_each_other_nothing_by_it(facts, raw):
    on, treaty = "1995-01-01", "bulgaria-czechoslovakia-1992"
    assert treaty in derive.answer(facts, "BGR", "SVK", day(on)).treaties
    assert treaty not in {bond.treaty for bond in derive.answer(facts, "CZE", "SVK", day(on)).bonds}
    _, second = Derivation.of(raw, on).table("SELECT treaty, a, b FROM owes")
    assert (treaty, "BGR", "SVK") in second
    assert (treaty, "CZE", "SVK") not in second


def test_a_convention_open_to_the_world_is_no_part_of_a_history(facts):
    assert "asean-tac-1976" in [treaty.id for treaty, _, _ in derive.common(facts, "RUS", "USA")]
    assert "asean-tac-1976" not in [id for _, id, _ in spans(facts, "RUS", "USA")]


@pytest.mark.parametrize(
    ("a", "b", "treaty", "value"),
    [
        ("DEU", "GBR", "kensington-treaty", "awaited"),
        ("AUS", "PNG", "australia-png-pukpuk", "awaited"),
        ("KAZ", "UZB", "kazakhstan-uzbekistan-2022", "unconfirmed"),
    ],
)
def test_what_is_signed_and_not_known_to_be_in_force_is_pending(a, b, treaty, value, facts):
    assert (treaty, value) in derive.answer(facts, a, b, facts.edition).pending


def test_before_its_signature_nothing_is_pending(facts):
    assert not derive.answer(facts, "DEU", "GBR", day("2024-01-01")).pending


def test_what_is_pending_decides_nothing(facts):
    answer = derive.answer(facts, "AUS", "PNG", facts.edition)
    assert answer.pending
    assert "australia-png-pukpuk" not in answer.treaties


@pytest.mark.parametrize(("on", "there"), [
    ("1958-02-21", True), ("1958-02-22", False), ("1961-09-27", False), ("1961-09-28", True),
])  # fmt: skip
def test_while_egypt_and_syria_were_one_state_syria_is_none_of_the_day(on, there, facts):
    assert ("SYR" in derive.present(facts, day(on))) is there
    assert "EGY" in derive.present(facts, day(on))
