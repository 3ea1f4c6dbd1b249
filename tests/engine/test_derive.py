"""Deriving: facts and a day become an answer with its reasons."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from testing import copy_world, each

from allies.answers import derive
from allies.answers.derive import Answer, Verdict
from allies.answers.reach import reached
from allies.facts import model
from allies.facts.dates import Edtf, ImpossibleDate, day, edtf
from allies.facts.read import Facts, read
from allies.load import Document

WORLD = Path(__file__).parents[1] / "world"


def answer(world: Facts, a: str, b: str, on: str = "2020-06-30") -> Answer:
    return derive.answer(world, a, b, day(on))


@pytest.mark.parametrize(("a", "b", "on", "verdict"), [
    # The pact of mutual defense: from its entry into force, for a later party from its own day, until the effect of its
    # denunciation.
    ("QAA", "QAD", "1951-01-14", "unknown"),
    ("QAA", "QAD", "1951-01-15", "allies"),
    ("QAA", "QAD", "2020-06-30", "allies"),
    ("QAD", "QAE", "1955-05-04", "unknown"),
    ("QAD", "QAE", "1955-05-05", "allies"),
    ("QAD", "QAE", "2002-09-06", "allies"),
    ("QAD", "QAE", "2004-09-05", "allies"),
    ("QAD", "QAE", "2004-09-06", "unknown"),
    # Suspended between two of its parties for some years.
    ("QAA", "QAD", "1986-07-31", "allies"),
    ("QAA", "QAD", "1986-08-01", "disputed"),
    ("QAA", "QAD", "1990-01-31", "disputed"),
    ("QAA", "QAD", "1990-02-01", "allies"),
    ("QAD", "QAE", "1988-01-01", "allies"),
    # What is left between two former allies: nonaggression.
    ("QAA", "QAE", "2004-09-05", "allies"),
    ("QAA", "QAE", "2004-09-06", "lesser-pact"),
    # The wartime pact, with Old Borduria, whose treaties Borduria continues; no alliance since, by the search record.
    ("QAA", "QAB", "1942-06-04", "not-allies"),
    ("QAA", "QAB", "1942-06-05", "allies"),
    ("QAA", "QAB", "1945-09-01", "allies"),
    ("QAA", "QAB", "1945-09-02", "not-allies"),
    ("QAA", "QAB", "2020-06-30", "not-allies"),
    # A promise of one side only, by a state that another continues; its beginning is known to the month.
    ("QAB", "QAE", "1961-01-31", "unknown"),
    ("QAB", "QAE", "1961-02-15", "unknown"),
    ("QAB", "QAE", "1961-02-28", "allies"),
    ("QAC", "QAE", "1975-01-01", "allies"),
    # Contested: for one party since a certain month, or as a whole.
    ("QAB", "QAD", "2015-02-28", "allies"),
    ("QAB", "QAD", "2015-03-01", "disputed"),
    ("QAA", "QAF", "2020-06-30", "disputed"),
    # A register was compared, or followed since; and before both, for one of them, its list of states.
    ("QAA", "QAB", "1814-12-31", "unknown"),
    ("QAA", "QAB", "1815-01-01", "not-allies"),
    ("QAA", "QAB", "2018-12-31", "not-allies"),
    ("QAA", "QAB", "2019-01-01", "not-allies"),
    ("QAA", "QAE", "1949-12-31", "unknown"),
    ("QAA", "QAE", "1950-01-01", "not-allies"),
    # A register names an alliance of which no text was found.
    ("QAA", "QAB", "1959-12-31", "not-allies"),
    ("QAA", "QAB", "1960-01-01", "unknown"),
    ("QAA", "QAC", "1962-12-31", "unknown"),
    ("QAA", "QAB", "1963-01-01", "not-allies"),
    # Nobody has looked.
    ("QAD", "QAF", "2020-06-30", "unknown"),
    ("QAB", "QAC", "2020-06-30", "unknown"),
])  # fmt: skip
def test_the_answer_on_a_day(a, b, on, verdict, world: Facts):
    assert answer(world, a, b, on).verdict.value == verdict


def test_an_answer_says_which_obligation_of_which_treaty_decides(world: Facts):
    [bond] = answer(world, "QAA", "QAD").deciding
    assert (bond.ref, bond.kind, bond.mutual) == ("treaties/mutual-defense-pact#/obligations/0", "defense", True)


def test_a_promise_of_one_side_only_is_one_way_and_says_who_owes(world: Facts):
    found = answer(world, "QAB", "QAE")
    [bond] = found.deciding
    assert found.one_way
    assert (bond.a_owes, bond.b_owes) == (True, False)
    assert not answer(world, "QAA", "QAD").one_way


def test_an_answer_says_which_earlier_state_was_party(world: Facts):
    [bond] = answer(world, "QAB", "QAE").deciding
    assert (bond.a_as, bond.b_as) == ("QAC", "QAE")


def test_a_disputed_answer_leads_to_the_reason(world: Facts):
    assert [bond.contested for bond in answer(world, "QAA", "QAF").deciding] == ["treaties/freedonian-pact#/contested"]
    assert [bond.contested for bond in answer(world, "QAB", "QAD").deciding] == [
        "treaties/friendship#/contested_for/QAD/because"
    ]
    assert (
        answer(world, "QAA", "QAD", "1988-01-01").deciding[0].contested
        == "treaties/mutual-defense-pact#/exceptions/0/because"
    )


def test_a_lesser_pact_is_decided_by_what_is_promised_in_it(world: Facts):
    assert [bond.kind for bond in answer(world, "QAA", "QAE").deciding] == ["nonaggression"]


def test_a_treaty_of_cooperation_alone_is_no_pact(world: Facts):
    data = {
        **world.documents["treaties/guarantee"].data,
        "obligations": [{"kind": "cooperation", "summary": {"en": "Both train."}}],
    }
    turned = _with_treaties(world, {"guarantee": data})
    found = answer(turned, "QAB", "QAE", "1975-01-01")
    assert ([bond.kind for bond in found.bonds], found.deciding) == (["cooperation"], ())
    assert found.verdict is answer(_with_treaties(world, {}), "QAB", "QAE", "1975-01-01").verdict
    assert [kind for kind, _ in derive.times(turned, "QAB", "QAE", day("1975-01-01"))] == ["cooperation"]


def test_a_no_names_its_search_record(world: Facts):
    assert answer(world, "QAA", "QAB").reach.searches == ("qaa-qab-defense",)


def test_a_no_says_for_which_years_registers_were_compared_and_followed_since(world: Facts):
    at = "searches/qaa-qab-defense#/registers"
    now, before = (answer(world, "QAA", "QAB", on).reach for on in ("2020-06-30", "2018-12-31"))
    assert (now.said, now.years) == (
        "followed", {"compared": f"{at}/register/compared", "followed": f"{at}/archive/followed"}
    )  # fmt: skip
    assert (before.said, before.years) == ("compared", {"compared": f"{at}/register/compared"})


def test_a_state_is_reached_for_the_years_for_which_a_register_of_all_states_is(world: Facts):
    data = {**world.documents["searches/qaa-qae-defense"].data, "about": "everyone"}
    wide = replace(world, searches={"all": model.build("search", "all", data)})
    assert [reached(wide, code) for code in ("QAA", "QAE", "QAF")] == [[(1900, 2020)], [(1950, 2020)], [(2019, 2020)]]
    assert reached(world, "QAA") == []


def test_an_unknown_answer_says_why(world: Facts):
    on = ("QAA", "QAB", "1960-01-01"), ("QAA", "QAB", "1814-12-31"), ("QAB", "QAE", "1961-02-15")
    assert [answer(world, *each).reason for each in on] == ["text-not-found", "not-reached", "unconfirmed"]
    assert answer(world, *on[0]).unfound == ("comparisons/treaty-register#/differences/lost-treaty",)


def test_no_treaty_binds_before_it_is_signed_however_vague_its_day(world: Facts):
    data = {**world.documents["treaties/guarantee"].data, "entry_into_force": "1961?"}
    facts = _with_treaties(world, {"guarantee": data})
    assert answer(facts, "QAB", "QAE", "1960-11-19").unclear == ()
    assert answer(facts, "QAB", "QAE", "1960-11-20").unclear == ("guarantee",)


def test_a_treaty_whose_text_was_not_read_cannot_decide(world: Facts):
    data = {**world.documents["treaties/guarantee"].data, "unread": {"en": "The text was not seen."}}
    for unread in (data, {**data, "obligations": []}):
        found = answer(_with_treaties(world, {"guarantee": unread}), "QAB", "QAE", "1975-01-01")
        assert (found.verdict, found.unclear) == (Verdict.UNKNOWN, ("guarantee",))


@pytest.mark.parametrize(
    ("on", "states"),
    [("1940-12-31", "QAA QAC QAD QAF"), ("1941-06-01", "QAA QAC QAD QAE QAF"), ("1991-12-26", "QAA QAB QAD QAE QAF")],
)
def test_the_answers_of_a_day_are_for_the_states_of_that_day(on, states, world: Facts):
    found = {code for each in derive.answers(world, day(on)) for code in (each.a, each.b)}
    assert " ".join(sorted(found)) == states


def test_an_unknown_answer_names_the_treaty_that_would_decide_it(world: Facts):
    assert answer(world, "QAB", "QAE", "1961-02-15").unclear == ("guarantee",)
    assert answer(world, "QAD", "QAF").unclear == ()


def test_a_treaty_that_owes_nothing_between_two_parties_leaves_nothing_unclear(world: Facts):
    pact = world.treaties["guarantee"]
    widened = replace(
        world,
        treaties={
            "guarantee": model.build(
                "treaty",
                "guarantee",
                {**world.documents["treaties/guarantee"].data, "parties": {"QAA": {}, "QAC": {}, "QAE": {}}},
            )
        },
    )
    assert answer(widened, "QAA", "QAE", "1961-02-15").unclear == ()
    assert answer(widened, "QAB", "QAE", "1961-02-15").unclear == (pact.id,)


def test_earlier_alliances_are_told_with_their_days_oldest_first(world: Facts):
    spans = [(span.treaty, str(span.start.day), str(span.end.day)) for span in answer(world, "QAD", "QAE").earlier]
    assert spans == [("mutual-defense-pact", "1955-05-05", "2004-09-06")]
    assert [span.treaty for span in answer(world, "QAA", "QAB").earlier] == ["wartime-pact"]
    assert answer(world, "QAA", "QAB", "1943-01-01").earlier == ()


def test_who_alone_promised_help_in_an_earlier_alliance_is_known(world: Facts):
    data = world.documents["treaties/wartime-pact"].data
    owed = [{**each, "owed_by": ["QAC"], "owed_to": ["QAA"]} for each in data["obligations"]]
    turned = replace(
        world, treaties={"wartime-pact": model.build("treaty", "wartime-pact", {**data, "obligations": owed})}
    )
    assert [span.one_way for span in answer(turned, "QAA", "QAB").earlier] == [("QAC", "QAA")]
    assert [span.one_way for span in answer(world, "QAA", "QAB").earlier] == [()]


def test_a_treaty_under_which_neither_owed_the_other_help_is_no_earlier_alliance(world: Facts):
    data = world.documents["treaties/wartime-pact"].data
    owed = [{**each, "owed_to": ["QAE"]} for each in data["obligations"]]
    turned = replace(
        world, treaties={"wartime-pact": model.build("treaty", "wartime-pact", {**data, "obligations": owed})}
    )
    assert [span.treaty for span in answer(world, "QAA", "QAB").earlier] == ["wartime-pact"]
    assert answer(turned, "QAA", "QAB").earlier == ()


def test_two_states_with_no_fact_raise(world: Facts):
    with pytest.raises(KeyError):
        answer(world, "QAA", "QZZ")


def test_a_treaty_whose_day_no_source_was_seen_to_print_cannot_decide(world: Facts):
    data = dict(world.documents["treaties/nonaggression"].data)
    data |= {
        "obligations": [{"kind": "defense", "summary": {"en": "Help if attacked."}}],
        "evidence": [{"source": "treaty-register"}],
    }
    found = derive.answer(_with_treaties(world, {"unseen": data}), "QAA", "QAE", day("2020-06-30"))
    assert (found.verdict, found.unclear) == (Verdict.UNKNOWN, ("unseen",))


@pytest.mark.parametrize(("state", "on", "member"), [
    ("QAA", "1948-05-01", "QAA"), ("QAA", "1948-04-30", None), ("QAB", "1975-01-01", "QAC"),
    ("QAB", "1992-01-01", "QAB"),
    ("QAE", "1949-03-10", "QAE"), ("QAE", "1969-12-31", "QAE"), ("QAE", "1970-01-01", None),
    ("QAE", "1980-07-01", "QAE"), ("QAF", "2020-06-30", None),
])  # fmt: skip
def test_a_state_is_a_member_by_itself_or_by_the_state_it_continues(state, on, member, world: Facts):
    assert derive.member(world, world.organizations["league-of-islands"], state, day(on)) == member


def test_shared_organizations_say_by_whom_each_is_a_member(world: Facts):
    shared = derive.organizations(world, "QAB", "QAF", day("1994-05-05"))
    assert [(each.organization, each.a_as, each.b_as) for each in shared] == [
        ("league-of-islands", "QAB", None),
        ("tidal-union", None, "QAF"),
    ]


def test_the_alliances_of_a_state_are_told_with_those_of_the_state_it_continues(world: Facts):
    parties = world.treaties_of("QAB").items()
    assert {id: party for id, party in parties if derive.is_alliance(world.treaties[id])} == {
        "wartime-pact": "QAC",
        "guarantee": "QAC",
        "friendship": "QAB",
    }


def test_the_bilateral_treaties_of_two_states_include_those_of_earlier_states(world: Facts):
    assert [treaty.id for treaty in derive.bilateral(world, "QAA", "QAB")] == ["trade-1930"]
    assert derive.bilateral(world, "QAA", "QAD") == []


@pytest.mark.parametrize(("on", "status"), [
    ("1924-08-03", (None, None)), ("1924-08-04", ("on", "established")), ("1930-01-26", ("severed", "severed")),
    ("1942-11-11", ("severed", "severed")),
    ("1942-11-12", ("on", "restored")), ("2020-06-30", ("on", "restored")),
])  # fmt: skip
def test_the_diplomatic_status_follows_from_the_events(on, status, world: Facts):
    assert derive.diplomatic_status(world.relations["qaa-qab"], day(on)) == status


def test_the_answers_for_all_pairs_are_those_for_each(world: Facts):
    found = derive.answers(world, world.edition)
    assert [(each.a, each.b) for each in found] == sorted(
        (a, b) for a in "QAA QAB QAD QAE QAF".split() for b in "QAA QAB QAD QAE QAF".split() if a < b
    )
    assert all(each == derive.answer(world, each.a, each.b, world.edition) for each in found)


# What holds of any treaties

STATES = ["QAA", "QAB", "QAC", "QAD"]


def _in_print(value: Edtf) -> str:
    """A date as an English source prints it."""
    names = "January February March April May June July August September October November December".split()
    year, *rest = value.text.split("-")
    return " ".join([*(str(int(piece)) for piece in rest[1:]), *(names[int(piece) - 1] for piece in rest[:1]), year])


def _rows(**dates: Edtf | None) -> dict:
    """The dates and the rows of evidence that print them."""
    known = {key: value for key, value in dates.items() if value}
    rows = [
        {
            "source": "arcadian-gazette",
            "supports": key,
            "printed": _in_print(value),
            "reads": value.text,
            "note": "as made up",
        }
        for key, value in known.items()
    ]
    return {**{key: value.text for key, value in known.items()}, **({"evidence": rows} if rows else {})}


_dates = st.builds(
    lambda value, length: edtf(value.isoformat()[:length]),
    st.dates(date(1940, 1, 1), date(1949, 12, 31)),
    st.sampled_from([4, 7, 10]),
)
_seldom = st.none() | st.none() | st.none() | _dates
_some_states = st.lists(st.sampled_from(STATES), unique=True, min_size=1)


@st.composite
def treaties(draw: st.DrawFn) -> dict:
    """The data of a treaty with any parties, days, obligations and contests."""
    parties = draw(
        st.sampled_from(["QAA QAB", "QAA QAC", "QAA QAB QAD", "QAA QAC QAD", "QAA QAB QAC", "QAB QAD"])
    ).split()
    obligations = [
        {
            "kind": draw(st.sampled_from(["defense", "offense", "neutrality", "consultation", "cooperation"])),
            "summary": {"en": "A promise."},
            **draw(st.fixed_dictionaries({}, optional={"owed_by": _some_states, "owed_to": _some_states})),
        }
        for _ in range(draw(st.integers(1, 2)))
    ]
    started, ended = draw(_dates), draw(_seldom)
    data = {"title": "Pact", "obligations": obligations, "signed": started.text, "entry_into_force": started.text}
    data["evidence"] = [
        {"source": "arcadian-gazette", "supports": key, "printed": _in_print(started)}
        for key in ("signed", "entry_into_force")
    ]
    data["parties"] = {code: _rows(bound_from=draw(_seldom), bound_until=draw(_seldom)) for code in parties}
    if ended:
        data["ended"] = {
            "how": "lapsed",
            "date": ended.text,
            "evidence": [{"source": "arcadian-gazette", "printed": _in_print(ended)}],
        }
    if draw(st.integers(0, 3)) == 3:
        data["contested_for"] = {parties[0]: {"because": {"en": "Why."}, **_rows(since=draw(_dates))}}
    return data


worlds = st.dictionaries(st.sampled_from(["a", "b", "c"]), treaties(), min_size=1)
moments = st.dates(date(1939, 1, 1), date(1951, 1, 1)).map(day)
any_world = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _with_treaties(world: Facts, data: dict[str, dict]) -> Facts:
    """The states and sources of the world, with these treaties and no others."""
    documents = {ref: document for ref, document in world.documents.items() if ref.startswith(("states/", "sources/"))}
    documents |= {f"treaties/{id}": Document(f"facts/treaties/{id}.yaml", treaty) for id, treaty in data.items()}
    return replace(
        world,
        documents=documents,
        treaties={id: model.build("treaty", id, treaty) for id, treaty in data.items()},
        organizations={},
        relations={},
        concepts={},
    )


def _event_days(value: object) -> Iterator[date]:
    """Every day on which something can change: the first and the last day that each date can be."""
    if isinstance(value, dict):
        for child in value.values():
            yield from _event_days(child)
    elif isinstance(value, str):
        try:
            yield from (edtf(value).earliest, edtf(value).latest)
        except ImpossibleDate:
            return


def test_an_alliance_lasts_from_the_day_the_second_is_bound_until_the_first_is_released(world: Facts):
    dates = {
        "QAA": _rows(bound_from=edtf("1941"), bound_until=edtf("1945-05")),
        "QAB": _rows(bound_from=edtf("1940-06"), bound_until=edtf("1943")),
    }
    pact = {
        "title": "Pact",
        "signed": "1940",
        "obligations": [{"kind": "defense", "summary": {"en": "Help."}}],
        "parties": dates,
        "evidence": [{"source": "arcadian-gazette", "printed": "1940"}],
    }
    [span] = derive.answer(_with_treaties(world, {"pact": pact}), "QAA", "QAB", day("1950-01-01")).earlier
    assert (str(span.start.day), str(span.end.day)) == ("1941", "1943")


def test_two_states_that_were_never_bound_at_a_time_were_never_allied(world: Facts):
    dates = {"QAA": _rows(bound_from=edtf("1941"), bound_until=edtf("1943")), "QAB": _rows(bound_from=edtf("1944"))}
    pact = {
        "title": "Pact",
        "signed": "1940",
        "obligations": [{"kind": "defense", "summary": {"en": "Help."}}],
        "parties": dates,
        "evidence": [{"source": "arcadian-gazette", "printed": "1940"}],
    }
    assert derive.answer(_with_treaties(world, {"pact": pact}), "QAA", "QAB", day("1950-01-01")).earlier == ()


@given(worlds, moments)
@any_world
def test_an_answer_is_the_same_from_either_side(world: Facts, data, on):
    facts = _with_treaties(world, data)
    one, other = derive.answer(facts, "QAA", "QAB", on), derive.answer(facts, "QAB", "QAA", on)
    mirrored = tuple(
        replace(bond, a_as=bond.b_as, b_as=bond.a_as, a_owes=bond.b_owes, b_owes=bond.a_owes) for bond in other.bonds
    )
    assert (one.verdict, one.one_way, one.bonds, one.unclear) == (other.verdict, other.one_way, mirrored, other.unclear)
    earlier = ([(each.treaty, each.start.day, each.end.day) for each in side.earlier] for side in (one, other))
    assert next(earlier) == next(earlier)


@given(worlds, moments, st.randoms(use_true_random=False))
@any_world
def test_an_answer_does_not_depend_on_the_order_of_files(world: Facts, data, on, random):
    shuffled = list(data.items())
    random.shuffle(shuffled)
    assert derive.answer(_with_treaties(world, data), "QAA", "QAB", on) == derive.answer(
        _with_treaties(world, dict(shuffled)), "QAA", "QAB", on
    )


@given(worlds)
@any_world
def test_an_answer_changes_only_on_days_that_the_facts_name(world: Facts, data):
    facts = _with_treaties(world, data)
    days = sorted({date(1930, 1, 1), date(1960, 1, 1), *_event_days(data)})
    for first, following in pairwise(days):
        last = following - timedelta(1)
        before, after = derive.answer(facts, "QAA", "QAB", day(first)), derive.answer(facts, "QAA", "QAB", day(last))
        assert (before.verdict, before.bonds, before.unclear) == (after.verdict, after.bonds, after.unclear)


@given(worlds, moments)
@any_world
def test_a_treaty_that_names_other_states_changes_nothing(world: Facts, data, on):
    others = {id: treaty for id, treaty in data.items() if "QAA" in treaty["parties"]}
    assert derive.answer(_with_treaties(world, data), "QAA", "QAB", on) == derive.answer(
        _with_treaties(world, others), "QAA", "QAB", on
    )


@given(worlds, moments)
@any_world
def test_allies_are_bound_by_a_treaty_that_is_surely_in_force(world: Facts, data, on):
    facts = _with_treaties(world, data)
    found = derive.answer(facts, "QAA", "QAB", on)
    if found.verdict is Verdict.ALLIES:
        for bond in found.deciding:
            for party in (bond.a_as, bond.b_as):
                treaty = facts.treaties[bond.treaty]
                start, end = treaty.start(party).day, treaty.end(party)
                assert not start.surely_after(on)
                assert start.latest <= on.earliest
                assert end is None or on.latest < end.day.earliest


@given(worlds, moments)
@any_world
def test_earlier_alliances_are_over(world: Facts, data, on):
    for span in derive.answer(_with_treaties(world, data), "QAA", "QAB", on).earlier:
        assert span.end.day.latest <= on.earliest
        assert span.start.day.earliest < span.end.day.latest


@pytest.fixture(scope="module")
def changing(tmp_path_factory):
    """A world whose files change, with what came of each file."""
    return copy_world(WORLD, WORLD.parents[1] / "schema", tmp_path_factory.mktemp("changing") / "world"), {}


@each(sorted((WORLD / "facts").glob("*/*.yaml")))
def test_answers_that_rest_on_something_else_than_before_are_derived_again(path: Path, changing):
    root, outcomes = changing
    place, text = root / path.relative_to(WORLD), path.read_text("utf-8")
    before, _ = read(root, outcomes)
    known = {frozenset((each.a, each.b)): each for each in derive.answers(before, before.edition)}
    for other in (None, text.replace('"19', '"18'), text.replace("kind: defense", "kind: consultation")):
        place.unlink() if other is None else place.write_text(other, "utf-8")
        after, _ = read(root, outcomes)
        assert tuple(derive.answers_again(after, before, known)) == derive.answers(after, after.edition)
    place.write_text(text, "utf-8")


def test_answers_that_rest_on_the_same_are_not_derived_again(changing):
    root, outcomes = changing
    facts, _ = read(root, outcomes)
    known = {frozenset((each.a, each.b)): each for each in derive.answers(facts, facts.edition)}
    assert [*map(id, derive.answers_again(facts, facts, known))] == [*map(id, known.values())]


def test_an_answer_rests_on_few_kinds_of_facts(world):
    others = ("relations", "concepts", "commitments", "conflicts", "organizations")
    less = replace(world, **dict.fromkeys(others))
    assert derive.answers(less, less.edition) == derive.answers(world, world.edition)
