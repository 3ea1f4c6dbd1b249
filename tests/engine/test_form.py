"""Fact files have one form; bringing a file into it changes nothing of what it says."""

import random
import re

import pytest
import yaml
from click.testing import CliRunner
from testing import each

from allies.cli import main
from allies.facts.form import fixed, formatted, quoted
from allies.facts.validate import Schemas
from allies.load import load

LINE = "# yaml-language-server: $schema=../../schema/treaty.schema.json\n"
UNORDERED = """\
# What the whole file is about.
signed: "1990-01-31"   # Article 9
                       # and Article 10
# why the title is long
title: 'Example Pact'
parties: {RUS: {}, BLR: {}}
obligations:
  # read once more
  - summary: {en: "An attack on one is an attack on both."}
    kind: defense

    article: '3(1)'
evidence:
  - {printed: "it's 1990", source: example, supports: signed,
     note: here, reads: '1990'}
"""
ORDERED = """\
# What the whole file is about.
# why the title is long
title: 'Example Pact'
signed: "1990-01-31"   # Article 9
                       # and Article 10
obligations:
  # read once more
  - kind: defense

    article: "3(1)"
    summary: {en: 'An attack on one is an attack on both.'}
parties: {BLR: {}, RUS: {}}
evidence:
  - {source: example, supports: signed, printed: "it's 1990",
     reads: "1990", note: here}
"""


def data(text):
    return load(text.encode(), "facts/treaties/example.yaml")[0].data


@pytest.fixture(scope="module")
def schema(root):
    return Schemas.read(root / "schema").whole["treaty"]


def test_keys_marks_and_states_come_into_order_and_comments_stay_with_their_keys(schema):
    text, _ = formatted(LINE + UNORDERED, "treaty", schema)
    assert text == LINE + ORDERED
    assert data(text) == data(UNORDERED)


def test_what_is_in_its_form_stays_as_it_is(schema):
    assert formatted(LINE + ORDERED, "treaty", schema) == (LINE + ORDERED, [])


def test_a_treaty_written_in_any_order_says_the_same_in_its_form(root, schema):
    text = (root / "facts/treaties/rio-treaty.yaml").read_text("utf-8")
    entries = list(yaml.safe_load(text).items())
    for seed in range(20):
        random.Random(seed).shuffle(entries)  # noqa: S311
        mixed = LINE + yaml.safe_dump(dict(entries), allow_unicode=True, sort_keys=False, width=1000)
        once, _ = formatted(mixed, "treaty", schema)
        assert yaml.safe_load(once) == dict(entries)
        assert list(yaml.safe_load(once)) == [key for key in schema["properties"] if key in dict(entries)]
        assert formatted(once, "treaty", schema) == (once, [])


@each([
    ("signed: 1990-01-31\n", 'signed: "1990-01-31"\n', "2: '1990-01-31' is in quotes"),
    ("sined: '1990'\n", 'signed: "1990"\n', "2: the key 'sined' is now 'signed'"),
    ("registration: {yaer: 1952}\n", "registration: {year: 1952}\n", "the key 'yaer' is now 'year'"),
    ("notice_period: P2Y  \n\n\n\nwartime: true", "notice_period: P2Y\n\nwartime: true\n", "1: spaces and empty lines"),
    ("signed: '1990'\r\nwartime: true\r\n", 'signed: "1990"\nwartime: true\n', "1: spaces and empty lines"),
])  # fmt: skip
def test_what_is_mechanical_is_mended_and_told(case, schema):
    before, after, told = case
    text, said = fixed(LINE + before, "treaty", schema)
    assert text == LINE + after
    assert any(told in line for line in said)


@each(["titl: x\n", "parties: {MEXICO: {}}\n", "notes: 'x'\n", "open: yes\n", "kind: no\n"])
def test_what_only_a_person_can_know_stays(text, schema):
    """No key is close, or two are; a name is no code; and whether a word is true or false is for its writer to say."""
    assert fixed(LINE + text, "treaty", schema) == (LINE + text, [])


def test_the_line_that_names_the_schema_is_put_right(schema):
    assert fixed("wartime: true\n", "treaty", schema)[0] == LINE + "wartime: true\n"
    assert fixed(LINE.replace("treaty", "state") + "wartime: true\n", "treaty", schema)[0] == LINE + "wartime: true\n"


@each(["plain", "it's", 'say "so"', "2(3)", "1990-01-31", "a: b # c", "{{ x }}", "back\\slash", "!!python/none", "*a"])
def test_a_text_in_quotation_marks_is_read_back_as_it_was(text):
    assert yaml.safe_load(quoted(text)) == text


def allies(*arguments):
    return CliRunner().invoke(main, ["--root", *map(str, arguments)])


def test_the_command_tells_what_is_not_in_its_form_and_writes_it(own_world):
    path = next(iter(sorted((own_world / "facts/treaties").glob("*.yaml"))))
    allies(own_world, "fmt", path)
    before = path.read_bytes()
    path.write_bytes(before + b"\n\n\n")
    checked = allies(own_world, "fmt", "--check", path)
    assert (checked.exit_code, path.read_bytes()) == (1, before + b"\n\n\n")
    assert f"facts/treaties/{path.name}:1: spaces and empty lines" in checked.stdout
    assert allies(own_world, "fmt", path).exit_code == 0
    assert path.read_bytes() == before


def test_a_file_that_is_no_yaml_is_left_alone_and_told(own_world):
    path = own_world / "facts/treaties/open.yaml"
    path.write_text("title: 'never closed\n", "utf-8")
    result = allies(own_world, "fix", path)
    assert result.exit_code == 1
    assert "A quotation mark is opened here and never closed." in result.stdout
    assert path.read_text("utf-8") == "title: 'never closed\n"


def test_the_check_leads_to_the_command_that_mends(own_world):
    path = own_world / "facts/treaties/friendship.yaml"
    path.write_text(re.sub(r'signed: "(.*)"', r"signed: \1", path.read_text("utf-8")), "utf-8")
    assert "`allies fix` may mend some of it." in allies(own_world, "check").output
    assert allies(own_world, "fix", path).exit_code == 0
    assert "allies fix" not in allies(own_world, "check").output


def test_what_editors_leave_behind_is_taken_out(own_world):
    path = own_world / "facts/treaties/friendship.yaml"
    allies(own_world, "fmt", path)
    before = path.read_bytes()
    path.write_bytes(b"\xef\xbb\xbf" + before.replace(b"\n", b"\t \r\n"))
    assert allies(own_world, "fmt", path).exit_code == 1
    assert "facts/treaties/friendship.yaml:1: spaces and empty lines" in allies(own_world, "fix", path).stdout
    assert path.read_bytes() == before


def test_every_file_of_the_repository_is_in_its_form(root):
    assert allies(root, "fmt", "--check").stdout == ""
