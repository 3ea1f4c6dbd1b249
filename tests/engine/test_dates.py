"""Dates of limited precision: what they can be, and what can be told of two of them."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import days, days_of, edtfs, periods

from allies.facts.dates import Edtf, ImpossibleDate, add, day, edtf


@pytest.mark.parametrize(("text", "earliest", "latest"), [
    ("1942-11-10", "1942-11-10", "1942-11-10"),
    ("1942-11", "1942-11-01", "1942-11-30"),
    ("1942", "1942-01-01", "1942-12-31"),
    ("1944-02", "1944-02-01", "1944-02-29"),
    ("1942-11-10/1942-11-12", "1942-11-10", "1942-11-12"),
    ("1942-11/1943", "1942-11-01", "1943-12-31"),
    ("1948~", "1947-01-01", "1949-12-31"),
    ("1948-12?", "1948-11-01", "1949-01-31"),
    ("1948-03-01~", "1948-02-29", "1948-03-02"),
])  # fmt: skip
def test_a_date_is_bounded_by_the_days_it_can_be(text, earliest, latest):
    assert (str(edtf(text).earliest), str(edtf(text).latest)) == (earliest, latest)


@pytest.mark.parametrize("text", [
    "", "194", "19422", "1942-13", "1942-00", "1942-02-30", "1942-11-31", "0000", "1900-02-29", "1942-1-1",
    "1942-11-10T00:00",
    "1943/1942", "1942/", "/1942", "1942/1943/1944", "1942~?", "~1942", " 1942", "1942\n", "194X", "-0044", "١٩٤٢",
    "9999~", "0001?",
])  # fmt: skip
def test_what_is_no_date_of_the_subset_is_impossible(text):
    with pytest.raises(ImpossibleDate):
        edtf(text)


@pytest.mark.parametrize(("one", "other", "order"), [
    ("1942-11-10", "1942-11-11", "before"),
    ("1942", "1943-01-01", "before"),
    ("1943", "1942-12", "after"),
    ("1942-11-10", "1942-11-10", "same"),
    ("1942-11", "1942-11", None),
    ("1942", "1942-11-10", None),
    ("1948~", "1949", None),
    ("1948~", "1950", "before"),
])  # fmt: skip
def test_two_dates_compare_as_far_as_their_precision_tells(one, other, order):
    assert _order(edtf(one), edtf(other)) == order


@given(st.data(), edtfs(), edtfs())
def test_a_date_never_compares_as_before_when_some_day_of_it_could_be_after(data, one, other):
    first, second = data.draw(days_of(one)), data.draw(days_of(other))
    order = _order(one, other)
    assert order != "before" or first < second
    assert order != "after" or first > second
    assert order != "same" or first == second


@given(edtfs(), edtfs())
@example(edtf("2000-01-01"), edtf("2000"))
def test_cannot_tell_is_said_only_when_two_orders_are_possible(one, other):
    if _order(one, other) is None:
        before, after = one.earliest < other.latest, one.latest > other.earliest
        same = one.earliest <= other.latest and one.latest >= other.earliest
        assert before + after + same >= 2


@given(edtfs(), edtfs())
def test_comparing_the_other_way_round_gives_the_mirrored_order(one, other):
    mirrored = {"before": "after", "after": "before"}
    order = _order(one, other)
    assert _order(other, one) == mirrored.get(order, order)


@given(st.data(), edtfs(), edtfs())
def test_a_date_contains_another_when_it_can_be_every_day_of_it(data, one, other):
    assert one.contains(one)
    assert not one.contains(other) or one.earliest <= data.draw(days_of(other)) <= one.latest
    assert one.overlaps(other) == other.overlaps(one)
    assert not one.contains(other) or one.overlaps(other)


@given(edtfs())
def test_a_date_keeps_its_text(value):
    assert str(value) == value.text == Edtf(value.text).text
    assert value == edtf(value.text)


@pytest.mark.parametrize(("text", "components"), [
    ("1942-11-10", {"y1942", "m11", "d10", "sure"}),
    ("1942-11-10/1942-11-12", {"y1942", "m11", "d10", "d12", "sure"}),
    ("1948~", {"y1948"}),
])  # fmt: skip
def test_a_date_knows_what_a_source_has_to_print_to_support_it(text, components):
    assert edtf(text).components == components


@pytest.mark.parametrize(("start", "period", "due"), [
    ("2002-09-06", "P2Y", "2004-09-06"),
    ("2002-08-31", "P6M", "2003-02-28"),
    ("2004-02-29", "P1Y", "2005-02-28"),
    ("2003-12-31", "P1Y2M3D", "2005-03-03"),
    ("2002-09", "P2Y", "2004-09"),
    ("2012", "P2Y", "2014"),
    ("1948~", "P2Y", "1950~"),
    ("2012", "P6M", "2012-07-01/2013-06-30"),
    ("2002-09", "P10D", "2002-09-11/2002-10-10"),
    ("2002-09-06/2002-09-08", "P2Y", "2004-09-06/2004-09-08"),
])  # fmt: skip
def test_a_period_is_added_in_the_precision_of_the_start_where_it_can_be(start, period, due):
    assert str(add(edtf(start), period)) == due


@given(st.data(), edtfs(), periods)
def test_every_day_that_the_start_can_be_lands_inside_the_sum(data, start, period):
    moved = add(day(data.draw(days_of(start))), period)
    assert moved.is_exact_day
    assert add(start, period).contains(moved)


@given(days, days, periods)
def test_adding_a_period_keeps_the_order_of_days(one, other, period):
    assert add(day(min(one, other)), period).earliest <= add(day(max(one, other)), period).earliest


@pytest.mark.parametrize("period", ["P8000Y", "P" + "9" * 30 + "D", "P" + "9" * 5000 + "Y"])
def test_a_sum_beyond_the_calendar_is_impossible(period):
    with pytest.raises(ImpossibleDate):
        add(edtf("2002-09-06"), period)


@pytest.mark.parametrize("value", ["1942-11-10", date(1942, 11, 10)])
def test_one_day_can_be_asked_for_as_text_or_date(value):
    assert str(day(value)) == "1942-11-10"


@pytest.mark.parametrize("text", ["1942-11", "1942", "1942-11-10~", "1942-11-10/1942-11-10", "yesterday"])
def test_anything_less_precise_is_not_one_day(text):
    with pytest.raises(ImpossibleDate):
        day(text)


def _order(one: Edtf, other: Edtf) -> str | None:
    """How two dates lie to each other, as far as their precision tells."""
    found = [word for word in ("before", "same", "after") if getattr(one, f"surely_{word}")(other)]
    assert len(found) < 2
    return found[0] if found else None
