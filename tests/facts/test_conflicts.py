"""Who fought whom: armed conflicts between states, the days of each, and what the headline makes of them."""

import json
from pathlib import Path

import pytest
import yaml

from allies.answers.added import added
from allies.answers.data import answer_text
from allies.answers.derive import Verdict, answer, answers, fights
from allies.answers.phrases import Phrasebook
from allies.answers.said import history, plain, related
from allies.audit.derivation import Derivation
from allies.facts.dates import day


def beside(facts, a, b, on=None):
    """What is said beside the answer for two states on a day, that of the edition where none is given."""
    found = added(facts, answer(facts, a, b, day(on) if on else facts.edition))
    return plain(facts, Phrasebook.read(facts.root), found) or None


def test_a_conflict_that_goes_on_is_the_first_thing_said_after_the_answer(facts):
    assert beside(facts, "RUS", "UKR") == "They have been at war since 24 February 2022."
    assert beside(facts, "UKR", "RUS") == beside(facts, "RUS", "UKR")


def test_of_a_day_within_a_conflict_that_is_over_its_days_and_its_name_are_said(facts):
    said = beside(facts, "IND", "PAK", "1971-12-10")
    assert said == "They were at war from 3 December 1971 to 17 December 1971: India–Pakistan war of 1971."


def test_of_a_conflict_of_one_day_the_day_is_said_once(facts):
    said = beside(facts, "USA", "VEN", "2026-01-03")
    assert said == "They were in armed conflict on 3 January 2026: United States–Venezuela fighting of January 2026."


def test_of_two_wars_at_once_the_one_that_began_first_is_said(facts):
    said = beside(facts, "VNM", "QZE", "1970-07-01")  # while they fought in Cambodia, too
    assert said == "They were at war from 7 February 1965 to 30 April 1975: Vietnam War."


@pytest.mark.parametrize(
    ("on", "fought"), [("1950-06-24", False), ("1950-06-25", True), ("1953-07-27", True), ("1953-07-28", False)]
)
def test_a_conflict_covers_its_first_and_its_last_day_and_none_beside(facts, on, fought):
    assert any(each.covers(day(on)) for each in fights(facts, "KOR", "PRK")) is fought


@pytest.mark.parametrize(("on", "told"), [("1979-04-12", True), ("1989-04-11", True), ("1989-04-12", False)])
def test_a_conflict_that_ended_is_told_for_ten_years(facts, on, told):
    said = "They were at war from 28 October 1978 to 11 April 1979: Uganda–Tanzania war."
    assert (beside(facts, "TZA", "UGA", on) == said) is told


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        ("DZA", "MAR", "They have had no diplomatic relations since 24 August 2021."),
        ("AUS", "PNG", "They signed an alliance, the Pukpuk Treaty (6 October 2025); it is not known to be in force."),
        (
            "EGY",
            "ISR",
            "They have a pact of nonaggression, the "
            "Treaty of Peace between the Arab Republic of Egypt and the State of Israel.",
        ),
        ("JPN", "KOR", "Short of a treaty of defense, this has been undertaken between them: Camp David commitment."),
        ("AUS", "SLB", "They cooperate in defense under the Australia-Solomon Islands Bilateral Security Treaty."),
        (
            "IND",
            "PAK",
            "They were in armed conflict from 7 May 2025 to 10 May 2025: India–Pakistan conflict of May 2025.",
        ),
        ("FRA", "KOR", "Both are allies of the United States."),
        ("MEX", "BRA", "They were allies until 6 September 2004, under the Rio Treaty."),
        ("MEX", "RUS", None),
        ("ESP", "XKX", "Spain did not recognize Kosovo as of 11 September 2023."),
        ("CHE", "AUT", "Both are neutral: Austria since 26 October 1955, Switzerland since 20 November 1815."),
        ("KHM", "CHE", "Both are neutral: Switzerland since 20 November 1815, Cambodia since 21 September 1993."),
        ("CHE", "DEU", "Switzerland has been permanently neutral since 20 November 1815."),
        ("AFG", "AGO", None),
    ],
    ids=[
        "relations broken off",
        "pending",
        "lesser pact",
        "commitment",
        "cooperation in defense",
        "fought of late, the pact between them contested",
        "allies in common",
        "earlier alliance",
        "an alliance for one war alone, the Declaration by United Nations",
        "no recognition",
        "both neutral",
        "both neutral, in the order of their codes",
        "one neutral",
        "nothing",
    ],
)
def test_what_is_said_beside_the_answer_comes_from_the_first_rank_that_has_something(facts, a, b, said):
    assert beside(facts, a, b) == said


def test_relations_of_a_state_of_earlier_times_stand_in_the_file_of_the_one_that_came_after(facts):
    assert beside(facts, "ISR", "SUN", "1970-01-01") == "They have had no diplomatic relations since June 1967."
    assert beside(facts, "ALB", "SUN", "1965-01-01") == "They have had no diplomatic relations since 25 November 1961."
    assert "no diplomatic relations" not in str(beside(facts, "ALB", "SUN", "1991-01-01"))


def test_recognition_without_relations_is_told_and_never_beside_the_answer(facts):
    assert related(facts, answer(facts, "POL", "XKX", facts.edition)).value == "recognized"
    assert beside(facts, "POL", "XKX") is None


def test_of_allies_nothing_is_said_beside_the_answer_but_a_conflict_or_a_rupture(facts):
    assert beside(facts, "GBR", "USA") is None  # though they have commitments, too
    assert "were at war" in beside(facts, "HND", "SLV", "1969-07-15")  # both bound by the Rio Treaty


@pytest.mark.parametrize("on", ["1949-06-01", "1969-07-15", "1970-07-01", "1991-02-01", "2026-01-03", "2026-06-01"])
def test_what_is_said_beside_an_answer_is_worked_out_in_sql_too(facts, raw, on):
    every = {(min(each.a, each.b), max(each.a, each.b)): added(facts, each) for each in answers(facts, day(on))}
    ours = {pair: (said.value, {**said.slots, "until": 0}) for pair, said in every.items() if said}
    _, rows = Derivation.of(raw, on).table("SELECT a, b, said, slots FROM beside")
    theirs = {(a, b): (said, {**json.loads(slots), "until": 0}) for a, b, said, slots in rows if (a, b) in every}
    assert ours == theirs


def test_of_those_who_may_be_allies_still_no_earlier_alliance_is_said(facts):
    both = answer(facts, "ARG", "VEN", facts.edition)
    assert both.verdict is Verdict.DISPUTED
    assert both.earlier  # the Act of Chapultepec; the Rio Treaty, whose force is contested, came after it
    assert beside(facts, "ARG", "VEN") is None
    assert answer(facts, "IRN", "SYR", facts.edition).verdict is Verdict.UNKNOWN
    assert beside(facts, "IRN", "SYR") is None


def test_a_state_that_came_in_later_fought_from_its_own_first_day(facts):
    [fight] = [each for each in fights(facts, "CHN", "GBR") if each.conflict.id == "korean-war"]
    assert str(fight.start.day) == "1950-10-27"
    assert fight.start.ref == f"{fight.conflict.ref}#/took_part/CHN/from"


def test_states_of_one_side_did_not_fight_each_other(facts):
    assert not [each for each in fights(facts, "GBR", "USA") if each.conflict.id == "korean-war"]


def test_of_two_on_one_side_of_a_conflict_that_is_said_beside_an_answer_that_is_no(facts):
    war = "They fought on the same side from 27 October 1950 to 27 July 1953: Korean War."
    assert beside(facts, "CHN", "PRK", "1951-01-01") == war
    assert beside(facts, "CHN", "PRK", "1949-12-01") is None
    assert "same side" in beside(facts, "ISR", "USA", "2026-03-05")  # before their commitments
    assert beside(facts, "AUS", "USA", "1953-01-01") is None  # allies by then


def test_an_armistice_without_peace_is_not_called_a_war_of_today(facts):
    assert facts.conflicts["korean-war"].stopped.how == "armistice"
    assert "at war" not in (beside(facts, "KOR", "PRK") or "")


@pytest.mark.parametrize(("a", "b"), [("IRN", "SYR"), ("FRA", "KWT"), ("FRA", "QAT"), ("LBY", "TGO")])
def test_the_history_calls_nothing_an_alliance_of_which_the_answer_is_not_sure(facts, a, b):
    told = [line for _, line in history(facts, answer(facts, a, b, facts.edition), Phrasebook.read(facts.root))]
    assert any("is not confirmed" in line for line in told)
    assert [line for line in told if "an alliance" in line and "Declaration by United Nations" not in line] == []


def test_the_terminal_says_every_conflict_up_to_the_day(facts):
    phrases = Phrasebook.read(facts.root)
    said = answer_text(facts, answer(facts, "PRK", "KOR", facts.edition), phrases)
    assert "Korean War: North Korea and South Korea were on opposite sides from 25 June 1950 to 27 July 1953." in said
    assert "Korean War" not in answer_text(facts, answer(facts, "PRK", "KOR", day("1949-01-01")), phrases)


def test_the_terminal_names_the_sources_of_what_it_says_beside_the_answer(facts):
    said = answer_text(facts, answer(facts, "CHE", "AUT", facts.edition), Phrasebook.read(facts.root))
    assert said.endswith("Sources: dbpedia-fr-neutralite-suisse, ris-neutrality-1955, servat-austria-neutrality")


def years(spans):
    """The years of spans such as 1964-1965 1971-1971."""
    ends = [map(int, span.split("-")) for span in spans.split()]
    return {year for first, last in ends for year in range(first, last + 1)}


COUNTED = yaml.safe_load((Path(__file__).parent / "conflicts-counted.yaml").read_text())


@pytest.mark.parametrize("data_set", COUNTED)
def test_every_conflict_that_a_data_set_counts_is_in_the_record_for_all_its_years(facts, data_set):
    ours = {number: set() for number, entry in COUNTED[data_set].items() if "left_out" not in entry}
    for conflict in facts.conflicts.values():
        if count := conflict.counted_by.get(data_set):
            for number in (count.number, *count.also):
                ours[number] |= set(range(count.since, count.until + 1))
    assert ours == {number: years(COUNTED[data_set][number]["years"]) for number in ours}


@pytest.mark.parametrize("word", ["regime", "terroris", "so-called", "puppet", "rebel", "aggress", "illegal"])
def test_what_the_record_says_of_two_states_judges_no_government_and_no_side(facts, word):
    said = {
        (name, pointer): value.casefold()
        for name, document in facts.documents.items()
        if name.startswith(("commitments/", "conflicts/", "relations/"))
        for pointer, _, value in document.values
        if pointer.endswith(("/title", "/title/en", "/summary/en"))
    }
    assert len(said) > 1000
    assert [place for place, text in said.items() if word in text] == []
