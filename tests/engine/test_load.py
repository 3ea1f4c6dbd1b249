"""Loading: a strict part of YAML, with the line of every value, and never an exception for what a file holds."""

import pytest
import yaml
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from strategies import mappings

from allies.facts.read import Facts
from allies.load import MAX_BYTES, Document, load, resolve, table
from allies.problems import FactsError, Problem


def data_of(text: str) -> object:
    document, problems = load(text.encode(), "f.yaml")
    assert not problems, problems
    return document.data


def problems_of(text: str) -> list[Problem]:
    return load(text.encode(), "f.yaml")[1]


@pytest.mark.parametrize(("text", "data"), [
    ('a: "1942-11-10"', {"a": "1942-11-10"}),
    ("a: 193\nb: -1\nc: 0", {"a": 193, "b": -1, "c": 0}),
    ("a: true\nb: false\nc: null\nd: ~\ne:", {"a": True, "b": False, "c": None, "d": None, "e": None}),
    ("a: [b, {c: d}]", {"a": ["b", {"c": "d"}]}),
    ("a: >-\n  one\n  two\nb: |\n  three\n", {"a": "one two", "b": "three\n"}),
    ("a: 'no'\nb: \"on\"\n'yes': c", {"a": "no", "b": "on", "yes": "c"}),
    ("a: Norway\nb: 24 декабря\nc: 9/06/02\nd: 64/1", {"a": "Norway", "b": "24 декабря", "c": "9/06/02", "d": "64/1"}),
    ("<<: {a: b}", {"<<": {"a": "b"}}),
    ("a: b\r\nc: d\r\n", {"a": "b", "c": "d"}),
    ("# a comment\n---\na: b\n", {"a": "b"}),
])  # fmt: skip
def test_plain_values_mean_what_they_say(text, data):
    assert data_of(text) == data


@pytest.mark.parametrize("value", [
    "1942-11-10", "1942-1-1", "1942-11-10T12:00:00Z", "no", "No", "NO", "yes", "on", "off", "y", "N", "True", "FALSE",
    "Null",
    "010", "0x1F", "0o17", "0b11", "1_000", "12:30", "1.5", ".5", "1e3", "+1", ".inf", ".NaN", "12345678901234567890",
])  # fmt: skip
def test_what_another_reader_would_guess_at_has_to_be_quoted(value):
    [problem] = problems_of(f"a: {value}")
    assert f"{value!r} stands without quotes" in problem.what
    assert f'Write "{value}", in quotes' in problem.mend
    assert data_of(f'a: "{value}"') == {"a": value}


@pytest.mark.parametrize(("value", "meant"), [("no", "false"), ("On", "true"), ("TRUE", "true")])
def test_a_word_for_true_or_false_is_offered_as_such(value, meant):
    [problem] = problems_of(f"a: {value}")
    assert problem.mend.endswith(f", or {meant} if that is meant.")


def test_a_repeated_key_is_told_with_both_lines_and_the_first_one_stands():
    document, [problem] = load(b"a: 1\nb: 2\na: 3\n", "f.yaml")
    assert (problem.where.line, problem.where.pointer) == (3, "/a")
    assert "first on line 1" in problem.what
    assert document.data == {"a": 1, "b": 2}


def test_the_same_key_may_stand_in_two_mappings():
    assert data_of("a: {c: 1}\nb: {c: 2}") == {"a": {"c": 1}, "b": {"c": 2}}


@pytest.mark.parametrize(("text", "line"), [
    ('a: b\nc: "d\ne: f\n', 2),
    ("a: b\nc: [d\ne: f\n", 2),
    ("a: b\nc: {d: e\nf: g\n", 2),
    ("a: b\nc: d: e\n", 2),
    ("a:\n  b: c\n d: e\n", 3),
    ("a: b\n\tc: d\n", 2),
    ("a: b\nc: \u202ed\n", 2),
])  # fmt: skip
def test_a_mistake_in_the_yaml_is_told_where_it_begins(text, line):
    [problem] = problems_of(text)
    assert problem.where.line == line


def test_a_byte_that_is_no_utf_8_is_told_with_its_line():
    [problem] = load("a: b\nc: Unión\n".encode("latin-1"), "f.yaml")[1]
    assert (problem.where.line, problem.what) == (2, "The byte 0xf3 is not UTF-8.")


def test_a_comma_inside_braces_is_one_mistake_however_many_there_are():
    [problem] = problems_of("evidence:\n  - {source: gazette, printed: Tegea, May 1, 1948}\n")
    assert (
        problem.mend == 'Write a value after it, or put a text that holds a comma in quotes: printed: "Tegea, May 1".'
    )


def test_every_value_of_the_world_knows_its_line(world: Facts):
    for document in world.documents.values():
        lines = (world.root / document.path).read_text("utf-8").splitlines()
        for pointer, line in document.lines.items():
            value, key = resolve(document.data, pointer), pointer.rpartition("/")[2].replace("~1", "/")
            expected = value if isinstance(value, str) and key.isdecimal() else key if not key.isdecimal() else ""
            assert expected.split(" ")[0] in lines[line - 1], f"{document.path}{pointer}"


def test_a_missing_value_is_located_at_its_nearest_parent():
    document = Document("f.yaml", {"a": {"b": 1}}, {"": 1, "/a": 3, "/a/b": 4})
    assert document.at("/a/c/d").line == 3
    assert document.at("/x").line == 1
    assert document.at("/a/c/d").pointer == "/a/c/d"


@pytest.mark.parametrize(("pointer", "value"), [("", {"a/b": [{"~": 1}]}), ("/a~1b/0/~0", 1)])
def test_a_pointer_leads_to_its_value(pointer, value):
    assert resolve({"a/b": [{"~": 1}]}, pointer) == value


@pytest.mark.parametrize("pointer", ["/x", "/a/1", "/a/-1", "/a/x", "/a/0/x", "/"])
def test_a_pointer_that_leads_nowhere_raises(pointer):
    with pytest.raises(KeyError):
        resolve({"a": ["b"]}, pointer)


class _Quoting(yaml.SafeDumper):
    """Writes every text in quotes, as a careful contributor does."""


_Quoting.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


@given(mappings)
def test_what_is_loaded_dumped_and_loaded_again_is_the_same(data):
    dumped = yaml.dump(data, Dumper=_Quoting, allow_unicode=True, sort_keys=False, width=10**6)
    assume("letter-alike" not in {problem.code for problem in load(dumped.encode(), "f.yaml")[1]})
    assert data_of(dumped) == data
    assert list(data_of(dumped)) == list(data)


def test_the_facts_of_the_world_survive_dumping_and_loading(world: Facts):
    for document in world.documents.values():
        assert data_of(yaml.dump(document.data, Dumper=_Quoting, allow_unicode=True)) == document.data


@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(str.encode)
    | st.text("ab01: -[]{}'\"#&*!|>?%@`,\n\\\t~", max_size=60).map(str.encode)
)
@example(b"\x00")
@example(b"a: \x00")
@example("\ufeff\ufeffa: b".encode())
@example(b"? ? ? a")
@example(b"a: !!python/object/apply:os.system [ls]")
@settings(max_examples=400)
def test_whatever_the_bytes_they_give_a_document_or_located_problems(raw):
    document, problems = load(raw, "f.yaml")
    assert document or problems
    assert not document or isinstance(document.data, dict)
    breaks = sum(raw.count(end) for end in (b"\n", b"\r", "\x85".encode(), "\u2028".encode(), "\u2029".encode()))
    assert all(1 <= problem.where.line <= breaks + 2 for problem in problems)


_BILLION = "\n".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]" for name, before in zip("bcdefghij", "abcdefghi")
)


@pytest.mark.parametrize("text", [
    pytest.param("a: " + "[" * 1_000_000, id="deep nesting"),
    pytest.param("a: " + "[" * 900_000 + "]" * 900_000, id="deep nesting, closed"),
    pytest.param("{a: " * 400_000, id="deep mappings"),
    pytest.param("- " * 900_000, id="deep lists on one line"),
    pytest.param("? " * 900_000, id="keys of keys"),
    pytest.param("a: [" + "b, " * 600_000 + "]", id="very many values"),
    pytest.param("".join(f"k{number}: 1\n" for number in range(150_000)), id="very many keys"),
    pytest.param("? " + "k" * 1_900_000 + "\n: b", id="a huge key"),
    pytest.param("? " + "k" * 600 + "\n: [" + "b, " * 40_000 + "]", id="a long key over many values"),
    pytest.param("a: no\n" * 200_000, id="very many problems"),
    pytest.param("x: &a [x, x]\na: &a [x, x]\n" + _BILLION, id="a billion laughs"),
    pytest.param("a: " + "*b " * 500_000, id="aliases to nothing"),
    pytest.param("a: b" + "\0" * 1_000_000, id="a million NULs"),
    pytest.param("a: " + "0" * 1_900_000, id="a huge number"),
    pytest.param("a: '" + "'" * 1_900_000, id="a million quotes"),
    pytest.param("# " + "x" * 10_000_000, id="a line of ten megabytes"),
    pytest.param("!" * 1_900_000, id="a huge tag"),
    pytest.param("a: &" + "b" * 1_900_000 + " c", id="a huge anchor"),
    pytest.param("%" * 1_900_000, id="a huge directive"),
    pytest.param("---\n" * 400_000, id="very many documents"),
])  # fmt: skip
def test_a_hostile_file_gives_short_problems(text):
    _, problems = load(text.encode(), "f.yaml")
    assert problems
    assert all(len(str(problem)) < 1500 for problem in problems)


def test_a_huge_text_is_no_problem_by_itself():
    assert data_of("a: " + "x" * 1_900_000) == {"a": "x" * 1_900_000}


def test_a_file_may_not_be_larger_than_the_limit():
    [problem] = load(b"#" * (MAX_BYTES + 1), "f.yaml")[1]
    assert problem.what == "The file is larger than 2,000,000 bytes."


def test_a_table_of_the_engine_that_is_no_yaml_is_told_at_its_line(tmp_path):
    (tmp_path / "words.yaml").write_text("before:\n  en: [after\n")
    with pytest.raises(FactsError, match=r"words.yaml:2: \[bracket-unclosed\]"):
        table(tmp_path / "words.yaml")
