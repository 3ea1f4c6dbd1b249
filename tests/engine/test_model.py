"""The typed model has what the schemas have, as far as somebody reads it."""

import re
import types
import typing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from testing import each

from allies.facts import model
from allies.facts.dates import Edtf
from allies.facts.read import Facts
from allies.facts.validate import Schemas

SCHEMAS = Schemas.read(Path(__file__).parents[2] / "schema")
ENGINE = Path(model.__file__).parents[1]


def differences(kind: type, schema: dict, where: str) -> list[str]:
    """Where a class and a schema disagree: names, which of them are required, and types, all the way down."""
    fields = {
        field.encode_name: field
        for field in msgspec.structs.fields(kind)
        if (field.name, where.count("/")) != ("id", 0)
    }
    known = schema.get("properties", {})
    found = [f"{where}: {name} is only in the model" for name in fields.keys() - known.keys()]
    required = {name for name, field in fields.items() if field.required}
    wanted = fields.keys() & set(schema.get("required", []))
    found += [f"{where}: only one of the two requires {name}" for name in required ^ wanted]
    hints = typing.get_type_hints(kind)
    for name in fields.keys() & known.keys():
        found += mismatches(hints[fields[name].name], known[name], f"{where}/{name}")
    return found


def mismatches(hint: Any, schema: dict, where: str) -> list[str]:
    """Where the type of a field and the schema of a property disagree."""
    choices = (
        [each for each in typing.get_args(hint) if each is not type(None)]
        if isinstance(hint, types.UnionType)
        else [hint]
    )
    if len(choices) > 1:
        options = sorted(schema.get("oneOf", []), key=lambda option: option.get("type") != "array")
        pairs = zip(sorted(choices, key=lambda choice: typing.get_origin(choice) is not list), options, strict=True)
        return [found for choice, option in pairs for found in mismatches(choice, option, where)]
    [hint] = choices
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return differences(hint, schema, where)
    if origin is list:
        return (
            mismatches(arguments[0], schema["items"], f"{where}[]")
            if schema.get("type") == "array"
            else [f"{where}: no list in the schema"]
        )
    if origin is dict:
        return (
            mismatches(arguments[1], schema["additionalProperties"], f"{where}/*")
            if schema.get("type") == "object"
            else [f"{where}: no mapping in the schema"]
        )
    dated = schema.get("x-claim") in ("date", "day") or schema.get("format") == "date"
    wanted = Edtf if dated else {"string": str, "integer": int, "boolean": bool, None: str}[schema.get("type")]
    return [] if hint is wanted else [f"{where}: {hint} in the model, {wanted} by the schema"]


@each(sorted(model.KINDS))
def test_what_a_class_has_its_schema_has_too(kind: str):
    assert differences(model.KINDS[kind], SCHEMAS.whole[kind], kind) == []


def test_every_field_is_one_that_somebody_reads():
    files = [*ENGINE.rglob("*.py"), *ENGINE.rglob("*.html"), *(ENGINE.parents[1] / "upkeep").glob("*.py")]
    others = [path for path in files if path != Path(model.__file__) and "audit" not in path.parts]
    read = set(re.findall(r"(?<=[.\"'])[a-z_0-9]+\b", "\n".join(path.read_text("utf-8") for path in others)))
    read |= set(re.findall(r"(?<=self\.)[a-z_0-9]+\b", Path(model.__file__).read_text("utf-8")))
    classes = [each for each in vars(model).values() if isinstance(each, type) and issubclass(each, model.Part)]
    fields = {field.name for each in classes for field in msgspec.structs.fields(each)}
    languages = {"en", "es", "ru"}  # read by their codes
    assert len(fields) > 100
    assert fields - read - languages == set()


def test_every_schema_of_a_fact_has_its_class():
    assert set(SCHEMAS.contents) - {"common", "edition", "phrases"} == set(model.KINDS)


def test_a_difference_would_be_noticed():
    class Other(msgspec.Struct):
        asserted_for: str
        day: int = 0

    found = differences(Other, SCHEMAS.whole["edition"], "edition")
    assert found == [
        "edition: day is only in the model",
        "edition/asserted_for: <class 'str'> in the model, <class 'allies.facts.dates.Edtf'> by the schema",
    ]


@each(sorted(model.KINDS))
def test_the_examples_of_a_schema_can_be_built(kind: str):
    for example in SCHEMAS[kind]["examples"]:
        assert model.build(kind, "x", example).id == "x"


def test_every_file_of_the_world_became_a_fact(world: Facts):
    built = [
        *world.states.values(),
        *world.organizations.values(),
        *world.treaties.values(),
        *world.relations.values(),
        *world.concepts.values(),
        *world.searches.values(),
        *world.commitments.values(),
        *world.comparisons.values(),
        *world.revisions.values(),
        *world.conflicts.values(),
        *world.sources.values(),
    ]
    assert {f"{fact.folder}/{fact.id}" for fact in built} == set(world.documents) - {"edition"}


def test_a_fact_cannot_be_changed(world: Facts):
    with pytest.raises(AttributeError):
        world.treaties["guarantee"].title = "Another"


def test_data_without_what_is_read_of_it_is_refused():
    with pytest.raises(msgspec.ValidationError):
        model.build("state", "qaa", {"name": {"en": "Arcadia"}, "code": "QAA"})


def test_a_copy_has_the_publisher_of_its_original_as_witness(world: Facts):
    assert (
        world.sources["register-mirror"].witness
        == world.sources["treaty-register"].witness
        == "University of Freedonia"
    )


def test_a_text_reads_as_its_english_words():
    assert str(model.Text(en="Arcadia", es="Arcadia", ru="Аркадия")) == "Arcadia"


@pytest.mark.parametrize(
    ("treaty", "short"), [("mutual-defense-pact", "Defense Pact"), ("freedonian-pact", "Pact of Tegea")]
)
def test_a_treaty_goes_by_its_short_name_where_it_has_one(treaty, short, world: Facts):
    assert world.treaties[treaty].short == short


@pytest.mark.parametrize(("treaty", "party", "start", "end"), [
    ("mutual-defense-pact", "QAA", "1951-01-15", None),  # with the treaty
    ("mutual-defense-pact", "QAE", "1955-05-05", "2004-09-06"),  # from its accession to the effect of its denunciation
    ("wartime-pact", "QAA", "1942-06-05", "1945-09-02"),  # until the treaty ended for all
    ("trade-1930", "QAA", None, None),  # no entry into force is known
])  # fmt: skip
def test_a_party_is_bound_from_its_own_day_until_it_leaves_or_the_treaty_ends(treaty, party, start, end, world: Facts):
    assert [
        edge and str(edge.day) for edge in (world.treaties[treaty].start(party), world.treaties[treaty].end(party))
    ] == [start, end]


def test_a_party_that_left_before_the_treaty_ended_is_bound_until_it_left():
    data = {
        "title": "Pact",
        "signed": "1940",
        "obligations": [],
        "parties": {"QAA": {"bound_until": "1943"}, "QAB": {}},
        "evidence": [{"source": "x"}],
    }
    pact = model.build(
        "treaty", "pact", {**data, "ended": {"date": "1945", "how": "lapsed", "evidence": [{"source": "x"}]}}
    )
    assert [str(pact.end(party).day) for party in ("QAA", "QAB")] == ["1943", "1945"]


def test_a_treaty_is_a_wartime_pact_only_where_its_file_says_so(world: Facts):
    assert [id for id, treaty in world.treaties.items() if treaty.wartime] == ["wartime-pact"]


@pytest.mark.parametrize(("by", "to", "owed"), [("QAC", "QAE", True), ("QAE", "QAC", False), ("QAC", "QAA", False)])
def test_an_obligation_is_owed_by_and_to_those_it_names(by, to, owed, world: Facts):
    [obligation] = world.treaties["guarantee"].obligations
    assert obligation.owed(by, to) is owed


def test_an_obligation_that_names_nobody_is_owed_by_all_to_all(world: Facts):
    assert world.treaties["wartime-pact"].obligations[0].owed("QAA", "QAD")
