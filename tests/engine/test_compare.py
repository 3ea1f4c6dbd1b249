"""Comparing: a table of pairs and years is held against the answers, and what differs is told until something accounts
for it."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from allies.answers import compare, reach
from allies.facts.dates import day, edtf
from allies.facts.read import Facts
from allies.problems import NotKnown

BY_PAIR = """ccode1,ccode2,year,cow_defense,cow_nonagg
902,901,1944,1,0
902,901,1960,1,0
901,902,1961,1,0
901,904,1945,1,0
901,904,1951,1,0
901,905,1970,0,1
904,905,1960,1,0
904,905,2010,1,0
"""
MEMBERS = """atopid,member,yrent,yrexit,defense,offense
77,901,1959,1962,1,0
77,902,1960,0,1,0
78,901,1960,1960,0,0
78,902,1960,1960,0,0
"""


def read(text: str, tmp_path: Path, form: str = "cow") -> list[compare.Row]:
    (tmp_path / "table.csv").write_text(text, "utf-8")
    return compare.read(tmp_path / "table.csv", form)


def told(world: Facts, rows: list[compare.Row], form: str = "cow") -> list[str]:
    return list(compare.spans(each for each in compare.differences(world, rows, form) if not each.by))


def test_a_table_of_pairs_gives_its_promises_of_defense_once_a_pair_and_year(tmp_path):
    rows = read(BY_PAIR, tmp_path)
    assert [(row.a, row.b, row.year) for row in rows if row.a == "901" and not row.weaker] == [
        ("901", "902", 1960), ("901", "902", 1961), ("901", "904", 1945), ("901", "904", 1951),
    ]  # fmt: skip


def test_a_weaker_promise_is_read_of_a_pair_and_year_that_no_promise_of_defense_joins(tmp_path):
    table = "a,b,year,defense,nonagg\n1,2,1960,1,1\n1,3,1960,0,1\n2,3,1960,0,0\n"
    assert [(row.a, row.b, row.weaker) for row in read(table, tmp_path, "pairs")] == [
        ("1", "2", False), ("1", "3", True),
    ]  # fmt: skip


def test_a_table_of_members_is_joined_to_pairs_for_the_years_that_both_belong(tmp_path):
    rows = read(MEMBERS, tmp_path, "atop")
    assert [(row.a, row.b, row.year, row.number) for row in rows] == [
        ("901", "902", year, "77") for year in (1960, 1961, 1962)
    ]


def test_what_neither_the_facts_nor_a_difference_on_record_accounts_for_is_told(world: Facts, tmp_path):
    assert told(world, read(BY_PAIR, tmp_path)) == ["QAD,QAE,2010/2010,unknown,"]


def test_an_alliance_of_another_number_is_not_accounted_for(world: Facts, tmp_path):
    rows = [compare.Row("901", "902", year, number) for year, number in ((1960, "77"), (1961, "79"))]
    assert told(world, rows) == ["QAA,QAC,1961/1961,unknown,79"]


def test_a_weaker_promise_is_kept_by_any_pact_between_the_two(world: Facts):
    rows = [compare.Row(a, "905", 2010, weaker=True) for a in ("901", "904")]
    assert told(world, rows) == ["QAD,QAE,2010/2010,no pact,"]
    assert told(world, [replace(row, weaker=False) for row in rows]) == [
        "QAA,QAE,2010/2010,lesser-pact,", "QAD,QAE,2010/2010,unknown,",
    ]  # fmt: skip


def test_a_difference_over_a_weaker_promise_accounts_for_no_alliance(world: Facts):
    comparison = world.comparisons["treaty-register"]
    weaker = {key: msgspec.structs.replace(each, weaker=True) for key, each in comparison.differences.items()}
    told_so = replace(world, comparisons={"treaty-register": msgspec.structs.replace(comparison, differences=weaker)})
    row = compare.Row("901", "902", 1960, "77", weaker=True)
    assert told(told_so, [row]) == []
    assert told(told_so, [replace(row, weaker=False)]) == ["QAA,QAC,1960/1960,unknown,77"]
    asked = ("QAA", "QAC", day("1960-12-31"))
    assert reach.unfound(world, *asked)
    assert not reach.unfound(told_so, *asked)


def test_a_difference_on_record_that_the_table_does_not_show_is_a_problem_at_its_line(world: Facts, tmp_path):
    rows = read(BY_PAIR, tmp_path)
    [problem] = compare.stale(world, world.comparisons["treaty-register"], compare.differences(world, rows, "cow"))
    assert str(problem) == (
        "facts/comparisons/treaty-register.yaml:9: /differences/lost-treaty [difference-idle]\n"
        "    The answers and the table differ for 1960/1961, and the line says 1960/1962.\n"
        "    To mend: Delete the line, or give it the states and years for which they do."
    )


def test_the_digest_is_of_the_pairs_and_years_and_not_of_how_a_table_writes_them(tmp_path):
    plain = read("a,b,year\nQAA,QAB,1960\nQAA,QAB,1961\n", tmp_path, "pairs")
    spans = read("state1,state2,from,until\nQAB,QAA,1960,1961\n", tmp_path, "pairs")
    assert compare.digest(plain) == compare.digest(spans)


def test_anybody_s_table_names_states_as_it_likes(world: Facts, tmp_path):
    assert told(world, read("a,b,year\nArcadia,Dystonia,1960\narcadia,QAB,1999\n", tmp_path, "pairs"), "pairs") == [
        "QAA,QAB,1999/1999,not-allies,"
    ]


def test_a_state_that_ended_in_the_year_is_not_asked_about(world: Facts):
    assert told(world, [compare.Row("901", "902", 1991)]) == ["QAA,QAB,1991/1991,not-allies,"]
    without = replace(world, states={code: each for code, each in world.states.items() if code != "QAB"})
    assert told(without, [compare.Row("901", "902", 1991)]) == []


def test_what_is_no_text_is_refused_as_a_table(tmp_path):
    (tmp_path / "table.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(NotKnown, match="cannot be read as a table"):
        compare.read(tmp_path / "table.csv", "pairs")


@pytest.mark.parametrize("text", ["", "ccode1,ccode2\n1,2\n", "year,member\n1960,901\n"])
def test_a_table_without_the_columns_is_refused(text, tmp_path):
    with pytest.raises(NotKnown, match="has no columns for two states and a year"):
        read(text, tmp_path)


def test_the_years_compared_are_those_of_the_register():
    assert compare.FORMATS["atop"] == edtf("1945/2018")
