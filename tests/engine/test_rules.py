"""Rules: each says in words what it holds, bites where it can tell, and keeps silent where it cannot."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from testing import assert_clean, each

from allies import rules
from allies.facts.read import Facts
from allies.facts.validate import Schema, Schemas, below
from allies.gate.check import check
from allies.load import steps
from allies.rules.order import pointed

ROOT = Path(__file__).parents[2]


@each(rules.RULES)
def test_a_rule_is_told_to_readers_in_a_whole_sentence(rule: rules.Rule):
    assert re.fullmatch(r"[A-Z].*\.", rule.text)
    assert rule.name.replace("_", " ").islower()


@each(rules.RULES)
def test_a_rule_is_held_against_something_in_the_world(rule: rules.Rule, world: Facts):
    assert rule.subjects(world)


@each(rules.RULES)
def test_a_rule_finds_nothing_wrong_with_the_world(rule: rules.Rule, world: Facts):
    assert_clean(rule.problems(world))


def test_no_two_rules_have_the_same_name():
    assert len({rule.name for rule in rules.RULES}) == len(rules.RULES)


def _followed(schema: Schema, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """The path of each day in a schema that follows another, and the pointer to that one."""
    yield from ((path, pointer) for mark in ("x-after", "x-later") for pointer in schema.get(mark, ()))
    for key, child in schema.get("properties", {}).items():
        yield from _followed(child, (*path, key))
    for keyword in ("items", "additionalProperties"):
        if isinstance(child := schema.get(keyword), dict):
            yield from _followed(child, (*path, "*"))


@pytest.mark.parametrize("kind", ["commitment", "conflict", "organization", "state", "treaty"])
def test_a_day_follows_a_day_that_the_schema_knows(kind: str):
    schema = Schemas.read(ROOT / "schema").whole[kind]
    found = list(_followed(schema))
    assert found
    for path, pointer in found:
        up, _, down = re.fullmatch(r"(\d*)(-1)?(/.*)", pointer).groups()
        assert below(schema, *path[: -int(up) if up else 0], *steps(down))["x-claim"] == "date", (path, pointer)


@pytest.mark.parametrize(("pointer", "places"), [
    ("/signed", ["/signed"]),
    ("/gone", []),
    ("1/joined", ["/stays/1/joined"]),
    ("1-1/left", ["/stays/0/left"]),
    ("1-2/left", []),
    ("/stays/*/left", ["/stays/0/left", "/stays/1/left"]),
    ("/parties/*/joined", ["/parties/A~1B/joined"]),
])  # fmt: skip
def test_a_pointer_leads_to_what_stands_there(pointer, places):
    stays = [{"joined": "1950", "left": "1960"}, {"joined": "1970", "left": "1980"}]
    data = {"signed": "1949", "stays": stays, "parties": {"A/B": {"joined": "1955"}, "C": {}}}
    assert [place for place, _ in pointed(data, "/stays/1/left", pointer)] == places


SCHEMA = "# yaml-language-server: $schema=../../schema/relation.schema.json"


def change(root: Path, path: str, *changes: tuple[str, str]) -> None:
    """Replaces words in a fact file; each has to stand there exactly once."""
    text = (root / path).read_text("utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (root / path).write_text(text, "utf-8")


LEAGUE, PACT, PAIR = (
    "facts/organizations/league-of-islands.yaml",
    "facts/treaties/mutual-defense-pact.yaml",
    "facts/relations/qaa-qab.yaml",
)


@pytest.mark.parametrize(("path", "changes"), [
    pytest.param(LEAGUE, [
        ('joined: "1949-02"', 'joined: "1948"'),
        ("printed: February 1949", "printed: in 1948"),
    ], id="a member that joined in the year of the founding"),
    pytest.param(PACT, [
        ('signed: "1950-03-01"', 'signed: "1951"'),
        ("{source: arcadian-gazette, printed: 1 March 1950}", "{source: arcadian-gazette, printed: in 1951}"),
        ("\n  - {source: treaty-register, printed: 1 March 1950}", ""),
        ('\n    deposited: "1950-06"', ""),
        ("\n    evidence:\n      - {source: arcadian-gazette, printed: in June 1950, supports: deposited}", ""),
    ], id="a treaty signed in the year of its entry into force"),
    pytest.param(PAIR, [
        ('date: "1992-01"', 'date: "1942"'),
        ("printed: January 1992", "printed: in 1942"),
        ("carried on with Borduria", "carried on"),
    ], id="an event in the year of the one above it"),
])  # fmt: skip
def test_days_that_could_be_in_order_are_no_problem(path, changes, own_world: Path):
    change(own_world, path, *changes)
    assert_clean(check(own_world)[1])


@pytest.mark.parametrize(("received", "printed", "effective"), [
    ("2002-09", "en septiembre de 2002", "2004-09"),
    ("2002", "en 2002", "2004"),
    ("2002-09-06", "6 de septiembre de 2002", "2004"),
    ("2002-09-06/2002-09-08", "del 6 al 8 de septiembre de 2002", "2004-09-06/2004-09-08"),
])  # fmt: skip
def test_a_notice_period_runs_in_the_precision_of_the_notice(received, printed, effective, own_world: Path):
    note = "month first, as in the rows above it"
    row = f'{{source: arcadian-gazette, printed: 9/06/02, reads: "2002-09-06", note: "{note}"}}'
    change(
        own_world,
        PACT,
        ('received: "2002-09-06"', f'received: "{received}"'),
        ('effective: "2004-09-06"', f'effective: "{effective}"'),
        ("6 de septiembre del 2002", printed),
        (f"\n        - {row}", ""),
    )
    assert_clean(check(own_world)[1])


def test_a_source_may_print_another_day_than_the_notice_period_gives(own_world: Path):
    change(
        own_world,
        PACT,
        ('effective: "2004-09-06"', 'effective: "2004-09-07"'),
        (
            "- {source: eldorado-almanac, printed: 6 de septiembre del 2002}",
            "- {source: eldorado-almanac, supports: effective, printed: 7 de septiembre de 2004}",
        ),
    )
    assert_clean(check(own_world)[1])


@pytest.mark.parametrize("count", [5, 6])
def test_a_count_is_met_while_a_members_dates_leave_it_open(count, own_world: Path):
    change(
        own_world, LEAGUE, ("count: 5", f"count: {count}"), ("Members: 5", f"Members: {count}"), ("rolls:", "unused:")
    )
    path = own_world / LEAGUE
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("unused:")] + text[text.index("absences:") :], "utf-8")
    joined = '  QAF:\n    joined: "2020"\n    evidence: [{source: league-secretariat, printed: in 2020}]\n'
    change(own_world, LEAGUE, ("member_organizations:", f"{joined}member_organizations:"))
    assert_clean(check(own_world)[1])


@pytest.mark.parametrize(("joined", "printed"), [("2020-06-30", "30 June 2020"), ("2020-06-29", "29 June 2020")])
def test_a_member_counts_from_the_day_it_joined(joined, printed, own_world: Path):
    union = "facts/organizations/tidal-union.yaml"
    evidence = "[{source: league-secretariat, supports: count, printed: two members}]"
    count = f'official_count:\n  count: 2\n  as_of: "2020-06-30"\n  evidence: {evidence}\nmembers:'
    before, after = (
        f'  QAF:\n    joined: "{day}"\n    evidence:\n      - {{source: treaty-register, printed: {said}}}'
        for day, said in (("1994-01-01", "1 January 1994"), (joined, printed))
    )
    change(own_world, union, (before, after), ("members:", count))
    assert_clean(check(own_world)[1])


def test_a_list_that_names_only_some_has_to_say_so(own_world: Path):
    change(own_world, PACT, ("printed: [Arcadia, Dystonia]", "printed: [Arcadia]"))
    [problem] = check(own_world)[1]
    assert problem.what == "treaty-register does not print QAD, listed here for 2020-06-30."
    change(own_world, PACT, ("printed: [Arcadia]", "printed: [Arcadia]\n    part: true"))
    assert_clean(check(own_world)[1])


def test_a_pair_of_allies_needs_no_search_record(own_world: Path):
    (own_world / "facts/relations/qaa-qad.yaml").write_text(f"{SCHEMA}\nstates: [QAA, QAD]\n")
    assert_clean(check(own_world)[1])


def test_an_absence_without_its_search_record_is_caught(own_world: Path):
    (own_world / "facts/searches/qaa-qab-defense.yaml").unlink()
    [problem] = check(own_world)[1]
    assert problem.what == "No search record is about QAA and QAB."


@pytest.mark.parametrize(
    "text",
    ["One of the members of the G20 may leave.", "The march of the fleet was august.", "A text with {signed} in it."],
)
def test_words_that_only_look_like_numbers_or_months_may_stand_in_a_text(text, own_world: Path):
    change(
        own_world,
        "facts/treaties/nonaggression.yaml",
        ("Neither party attacks the other.", text.replace("{signed}", "{treaties/guarantee#/signed}")),
        ("summary: {en: ", "summary: {en: '"),
        (".}\nparties", ".'}\nparties"),
    )
    assert_clean(check(own_world)[1])


def test_registers_that_stop_short_of_the_edition_are_one_problem_for_all_pairs(own_world: Path):
    search = own_world / "facts/searches/qaa-qae-defense.yaml"
    search.write_text(search.read_text().replace("about: [QAA, QAE]", "about: everyone"))
    for a, b in (("QAA", "QAE"), ("QAD", "QAE")):
        text = f"# yaml-language-server: $schema=../../schema/relation.schema.json\nstates: [{a}, {b}]\n"
        (own_world / f"facts/relations/{a}-{b}.yaml".lower()).write_text(text)
    edition = own_world / "facts/edition.yaml"
    edition.write_text(edition.read_text().replace("2020-06-30", "2021-01-31"))
    assert [str(each) for each in check(own_world)[1] if each.code == "search-missing"] == [
        "facts/searches/qaa-qae-defense.yaml:5: /registers [search-missing]\n"
        "    No register of all states reaches 2021-01-31.\n"
        "    To mend: Follow one to that day, and record it."
    ]
