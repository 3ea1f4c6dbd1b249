"""The data for other programs: the same answers as everywhere else, in the form that their own schema gives."""

import csv
import json
import re

import pytest
from jsonschema import Draft202012Validator

from allies.answers import derive
from allies.pages.plan import Plan

PAIRS = ["BLR-RUS", "MEX-RUS", "JPN-USA", "DEU-IRL", "NZL-USA", "AZE-TUR", "PAK-SAU", "IRN-RUS"]


@pytest.fixture(scope="module")
def api(site):
    return site / "api/v1"


def read(path):
    return json.loads(path.read_text("utf-8"))


@pytest.fixture(scope="module")
def validators(api):
    schema = read(api / "schema.json")
    return {name: Draft202012Validator({**schema, "$ref": f"#/$defs/{name}"}) for name in schema["$defs"]}


def test_every_file_has_the_form_that_the_published_schema_gives(api, validators):
    checked = 0
    for folder, kind in (("pairs", "pair"), ("states", "state")):
        for path in sorted((api / folder).iterdir())[::40]:
            validators[kind].validate(read(path))
            checked += 1
    for name, kind in (
        ("former", "former"),
        ("treaties", "treaty"),
        ("organizations", "organization"),
        ("sources", "source"),
    ):
        for item in read(api / f"{name}.json"):
            validators[kind].validate(item)
            checked += 1
    assert checked > 500


@pytest.mark.parametrize("pair", PAIRS)
def test_the_command_line_the_json_and_the_page_give_the_same_answer(pair, api, site, facts):
    a, b = pair.split("-")
    answer = derive.answer(facts, a, b, facts.edition)
    data = read(api / f"pairs/{pair}.json")
    assert data["answer"] == answer.verdict.value
    assert read(api / f"states/{a}.json")["answers"][b]["answer"] == answer.verdict.value
    assert f'data-value="{answer.verdict.value}"' in (site / data["page"] / "index.html").read_text("utf-8")


def test_every_pair_of_states_is_answered_in_the_table(api, facts):
    rows = list(csv.DictReader((api / "answers.csv").read_text("utf-8").splitlines()))
    states = len(Plan(facts).states)
    assert states >= 197
    assert len(rows) == states * (states - 1) // 2
    derived = {(each.a, each.b): each.verdict.value for each in derive.answers(facts, facts.edition)}
    assert {(row["a"], row["b"]): row["answer"] for row in rows} == derived


def test_every_state_page_answers_for_every_other_state(site, facts):
    plan = Plan(facts)
    for code in ("MEX", "RUS", "FJI"):
        text = (site / plan.states[code] / "index.html").read_text("utf-8")
        assert len(re.findall(r'<li class="c\d+ r\d+ [a-z-]+"><a href="', text)) == len(plan.states)


def test_the_other_order_of_a_pair_leads_to_its_page(site):
    text = (site / "pairs/russia-mexico/index.html").read_text("utf-8")
    assert 'content="0; url=../mexico-russia/"' in text


def test_the_tables_are_described_as_a_data_package(api):
    package = read(api / "datapackage.json")
    for resource in package["resources"]:
        header = (api / resource["path"]).read_text("utf-8").splitlines()[0].split(",")
        assert header == [field["name"] for field in resource["schema"]["fields"]]


def test_a_page_does_not_grow_with_the_number_of_pages(site):
    text = (site / "pairs/brazil-cuba/index.html").read_text("utf-8")
    navigation = text[text.index("<nav") : text.rindex("</nav>")]
    assert navigation.count("/pairs/") <= 3
    assert (site / "search/search_index.json").stat().st_size < 2_000_000
