"""Validating: the schemas teach, and every problem names the value, its line and the way to mend it."""

import copy
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from strategies import mappings
from testing import each

from allies.facts.validate import Schemas, validate
from allies.load import Document, load

ROOT = Path(__file__).parents[2]
SCHEMAS = Schemas.read(ROOT / "schema")
FACTS = ["common", *sorted(set(SCHEMAS.contents) - {"common", "phrases"})]  # a phrasebook is no fact
REGISTRY = Registry().with_resources(
    [
        *((schema["$id"], Resource.from_contents(schema)) for schema in SCHEMAS.contents.values()),
        (
            "https://allies.example/schema/names.json",
            DRAFT202012.create_resource({kind: {} for kind in SCHEMAS.contents}),
        ),
    ]
)
FORMATS = FormatChecker(["date"])


def _properties(schema: object, where: str) -> Iterator[tuple[str, dict]]:
    """Every property and shared shape inside a schema, with its place."""
    if isinstance(schema, dict):
        for keyword, below in schema.items():
            if keyword in ("properties", "$defs"):
                for name, child in below.items():
                    yield f"{where}/{name}", child
                    yield from _properties(child, f"{where}/{name}")
            elif keyword in ("items", "additionalProperties"):
                yield from _properties(below, f"{where}/*")


PROPERTIES = {kind: dict(_properties(schema, kind)) for kind, schema in SCHEMAS.contents.items()}


def validator(kind: str, schema: dict) -> Draft202012Validator:
    """A validator of one part of a schema, whose references are resolved as in the whole; by others than the
    engine's."""
    base = {key: SCHEMAS[kind][key] for key in ("$schema", "$id", "$defs") if key in SCHEMAS[kind]}
    return Draft202012Validator({**base, **schema}, registry=REGISTRY, format_checker=FORMATS)


def problems_of(text: str, kind: str = "treaty") -> list[str]:
    document, [] = load(text.encode(), f"facts/{kind}/x.yaml")
    return [str(problem) for problem in validate(document, kind, SCHEMAS)]


@each(FACTS)
def test_a_schema_is_a_schema(kind: str):
    Draft202012Validator.check_schema(SCHEMAS[kind])
    assert SCHEMAS[kind]["$id"] == f"https://allies.example/schema/{kind}.schema.json"


@each(FACTS)
def test_every_property_has_a_title_a_sentence_and_an_example(kind: str):
    for where, schema in PROPERTIES[kind].items():
        assert schema.get("title", "").strip(), where
        assert re.fullmatch(r"\S.*\.", schema.get("description", ""), re.DOTALL), where
        assert schema.get("examples"), where


@each(FACTS)
def test_every_example_is_valid(kind: str):
    for where, schema in PROPERTIES[kind].items():
        for example in schema["examples"]:
            assert not list(validator(kind, schema).iter_errors(example)), where


@each(FACTS[1:])
def test_the_example_of_a_whole_fact_is_valid(kind: str):
    for example in SCHEMAS[kind]["examples"]:
        assert not validate(Document(f"facts/{kind}/x.yaml", example), kind, SCHEMAS)


@each(FACTS[1:])
def test_no_fact_may_have_a_key_that_its_schema_does_not_know(kind: str):
    problems = validate(Document("x.yaml", {**SCHEMAS[kind]["examples"][0], "colour": "red"}), kind, SCHEMAS)
    assert [problem.where.pointer for problem in problems] == ["/colour"]


BAD = {"date": ["2020-02-30", "2020-6-1", "yesterday"], "language": ["jp", "kr", "xx", "eng", "Spanish"]}


@each(
    sorted(
        {schema["format"] for properties in PROPERTIES.values() for schema in properties.values() if "format" in schema}
    )
)
def test_every_format_in_use_is_really_checked(name: str):
    whole = {
        "$schema": SCHEMAS["common"]["$schema"],
        "$id": "https://allies.example/schema/made-up.schema.json",
        "format": name,
    }
    for value in BAD[name]:
        assert validate(Document("x.yaml", value), "made-up", Schemas({"made-up": whole})), value


@pytest.mark.parametrize(("written", "meant"), [
    ("1Y", "P1Y"), ("P12 months", "P12M"), ("two years' notice", "P2Y"), ("90 days", "P90D"), ("some time", None),
])  # fmt: skip
def test_a_period_in_other_words_is_offered_as_it_is_written_here(written, meant):
    [problem] = problems_of(yaml.safe_dump({**SCHEMAS["treaty"]["examples"][0], "notice_period": written}))
    assert (f"Write {meant}." in problem) is (meant is not None)


@pytest.mark.parametrize(("written", "meant"), [
    ("jp", "ja"), ("ua", "uk"), ("cn", "zh"), ("gr", "el"), ("cz", "cs"), ("dk", "da"), ("kr", "ko"), ("ger", "de"),
])  # fmt: skip
def test_the_code_of_a_state_is_none_of_a_language(written, meant):
    [problem] = problems_of(yaml.safe_dump({**SCHEMAS["source"]["examples"][0], "language": written}), "source")
    assert problem.endswith(f'{written}" is no code of a language.\n    To mend: Write "{meant}".')


@pytest.mark.parametrize(("link", "valid"), [
    ("https://example.org/a?b=c#d", True),
    ("http://example.org", True),
    ("javascript:alert(1)", False),
    ("data:text/html,x", False),
    ("file:///etc/passwd", False),
    ("//example.org", False),
    ('https://example.org/"onmouseover="x', False),
    ("https://example.org/<script>", False),
    ("https://example.org/a b", False),
])  # fmt: skip
def test_a_link_leads_to_the_web_and_nowhere_else(link, valid):
    assert (not list(validator("common", SCHEMAS["common"]["$defs"]["link"]).iter_errors(link))) is valid


@pytest.mark.parametrize("id", ["../secret", "a/b", "A", "a_b", "-a", "a-", "", "a.b", "a\x00b"])
def test_an_id_cannot_leave_its_folder(id):
    assert list(validator("common", SCHEMAS["common"]["$defs"]["id"]).iter_errors(id))


MINIMAL = """
title: Pact
signed: "1950"
obligations: []
parties: {QAA: {}, QAD: {}}
evidence: [{source: gazette, printed: in 1950}]
"""


def test_a_minimal_treaty_is_valid():
    assert problems_of(MINIMAL) == []


def test_a_misspelt_key_is_told_once_with_the_key_that_was_meant():
    assert problems_of(MINIMAL.replace("signed:", "singed:")) == [
        "facts/treaty/x.yaml:3: /singed [key-unknown]\n"
        "    There is no key 'singed' at the top of the file.\n"
        "    To mend: Write 'signed'."
    ]


def test_a_misspelt_key_is_never_taken_for_one_that_is_there_already():
    [problem] = problems_of(MINIMAL + 'singed: "1950"\n')
    assert "To mend: Use one of: titles," in problem


def test_every_missing_key_is_told_with_an_example():
    problems = problems_of("title: Pact")
    assert [problem.splitlines()[1] for problem in problems] == [
        f"    The key {key!r} is missing at the top of the file."
        for key in ("evidence", "obligations", "parties", "signed")
    ]
    assert '"1947-09-02"' in problems[3]


def test_a_list_where_a_text_belongs_is_not_offered_in_quotes():
    [problem] = problems_of(MINIMAL.replace("title: Pact", "title: [Pact]"))
    assert "To mend: Write text, in quotes, for example" in problem


def test_an_empty_value_is_told_as_missing():
    [problem] = problems_of(MINIMAL.replace("title: Pact", "title:"))
    assert "A value is missing here." in problem


def test_many_mistakes_are_all_told():
    text = MINIMAL.replace("QAD", "Qad").replace('"1950"', "1950").replace("[]", "{}")
    assert len(problems_of(text)) == 3


def test_a_problem_stands_on_the_line_of_its_value(tmp_path):
    problems = problems_of(MINIMAL + "obligations_: []\ntitles:\n  es: 5\n")
    assert [int(problem.split(":")[1]) for problem in problems] == [7, 9]


def test_a_long_value_is_shortened_in_the_problem():
    [problem] = problems_of(MINIMAL.replace("in 1950", "x" * 5000))
    assert len(problem) < 400


@each(FACTS[1:])
@given(st.data())
def test_another_validator_agrees_on_what_is_wrong(kind: str, data):
    """The validator is one of a kind in its speed; so that of other authors, which the schemas' own makers use, has to
    find the same faults."""
    example = copy.deepcopy(SCHEMAS[kind]["examples"][0])
    holders = [each for each in _within(example) if each]
    holder = data.draw(st.sampled_from(holders))
    key = data.draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
    if data.draw(st.booleans()):
        holder[key] = data.draw(
            st.sampled_from(["", "x", "2020-02-30", 0, -1, True, None, [], {}, ["x", "x"], {"x": 1}])
        )
    else:
        del holder[key]
    expected = {
        "".join(f"/{step}" for step in error.absolute_path)
        for error in validator(kind, SCHEMAS[kind]).iter_errors(example)
    }
    assert bool(validate(Document("x.yaml", example), kind, SCHEMAS)) is bool(expected), expected


def _within(value: object) -> Iterator[dict | list]:
    """A container and all containers within it."""
    if isinstance(value, dict | list):
        yield value
        for below in value.values() if isinstance(value, dict) else value:
            yield from _within(below)


@given(mappings)
def test_whatever_a_file_holds_is_either_valid_or_has_located_problems(data):
    document, _ = load(yaml.safe_dump(data, allow_unicode=True).encode(), "f.yaml")
    for kind in ("treaty", "relation") if document else ():
        assert all(str(problem) for problem in validate(document, kind, SCHEMAS))


def test_thousands_of_unknown_keys_are_told_in_good_time():
    text = MINIMAL + "".join(f"key-{number}: x\n" for number in range(5_000))
    assert len(problems_of(text)) == 5_000


def test_a_reference_is_written_out_with_its_own_words_on_top():
    mine = {"$id": "https://allies.example/schema/x.schema.json", "$ref": "common.schema.json#/$defs/edtf"}
    found = Schemas({"common": SCHEMAS["common"], "x": {**mine, "title": "Mine"}}).whole["x"]
    assert (found["title"], found["x-claim"], "$ref" in found) == ("Mine", "date", False)
