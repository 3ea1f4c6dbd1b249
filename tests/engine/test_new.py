"""A fact file is begun from its schema, with what is known so far, and never over one that is there."""

import pytest
import yaml
from click.testing import CliRunner
from testing import EDITION, each

from allies.cli import main
from allies.facts.draft import draft, fields
from allies.facts.form import formatted
from allies.facts.model import FOLDERS, KINDS
from allies.facts.read import read
from allies.facts.validate import Schemas, validate
from allies.gate import new
from allies.load import load
from allies.problems import NotKnown

SOURCE = {
    "source-link": "https://gazette.example/1990",
    "source-publisher": "Example Gazette",
    "source-title": "Se firma el pacto",
    "source-language": "es",
    "source-kind": "primary",
    "source-read": EDITION,
}


@pytest.fixture(scope="module")
def schemas(root):
    return Schemas.read(root / "schema")


def allies(*arguments, **more):
    return CliRunner().invoke(main, ["--root", *map(str, arguments)], **more)


def options(given):
    return [f"--{name}={value}" for name, value in given.items()]


@each(list(KINDS))
def test_a_new_file_of_any_kind_has_its_form_and_lacks_only_what_is_empty(kind, schemas):
    """Its keys, their order and what they hold are right; each problem is at a place that is to be filled in."""
    text = draft(kind, schemas.whole[kind], {})
    document, problems = load(text.encode(), f"facts/{KINDS[kind].folder}/example.yaml")
    assert not problems
    assert formatted(text, kind, schemas.whole[kind]) == (text, [])
    found = validate(document, kind, schemas)
    assert {each.what for each in found} <= {"A value is missing here.", "null has not the form needed here."}
    lines = text.splitlines()
    assert all(lines[each.where.line - 1].endswith((":", ": }")) for each in found)


def test_every_key_of_a_schema_that_holds_one_value_is_an_option(schemas):
    names = {field.name for field in fields(schemas.whole["treaty"])}
    assert {"title", "signed", "entry-into-force", "parties", "obligations-kind", "registration-series"} <= names
    assert all(field.says for kind in KINDS for field in fields(schemas.whole[kind]))


def test_a_treaty_with_its_source_is_written_with_what_is_given(own_world, world):
    first, second = sorted(world.states)[:2]
    known = {"title": "Example Pact", "signed": "1990-01-31", "parties": f"{world.states[second].name},{first}"}
    printed = "--printed=signed=el 31 de enero de 1990"
    result = allies(own_world, "new", "treaty", "example-pact", *options({**known, **SOURCE}), printed)
    assert result.output.splitlines()[:2] == [
        "facts/sources/example-gazette-se-firma-el.yaml written.",
        "facts/treaties/example-pact.yaml written.",
    ]
    treaty = yaml.safe_load((own_world / "facts/treaties/example-pact.yaml").read_text("utf-8"))
    assert treaty["parties"] == {first: {}, second: {}}
    [row] = [row for row in treaty["evidence"] if row["supports"] == "signed"]
    assert (row["source"], row["printed"]) == ("example-gazette-se-firma-el", "el 31 de enero de 1990")
    source = yaml.safe_load((own_world / "facts/sources/example-gazette-se-firma-el.yaml").read_text("utf-8"))
    assert source == {name.removeprefix("source-"): value for name, value in SOURCE.items()}
    check = allies(own_world, "check").output
    assert (
        "facts/treaties/example-pact.yaml:5: /entry_into_force [value-missing]\n    A value is missing here." in check
    )


def test_what_is_there_is_never_written_over(own_world):
    def files():
        return {path: path.read_bytes() for path in (own_world / "facts").rglob("*.yaml")}

    before = files()
    id = next(path.stem for path in sorted(before) if path.parent.name == "treaties")
    result = allies(own_world, "new", "treaty", id, *options(SOURCE))
    assert (result.exit_code, {path: path.read_bytes() for path in (own_world / "facts").rglob("*.yaml")}) == (
        2,
        before,
    )
    assert f"facts/treaties/{id}.yaml is there already, and stays as it is." in result.output


def test_a_source_that_is_known_by_its_link_is_cited_and_not_written_again(own_world):
    known = next(path for path in sorted((own_world / "facts/sources").glob("*.yaml")) if "\nlink:" in path.read_text())
    link = yaml.safe_load(known.read_text("utf-8"))["link"]
    facts, _ = read(own_world)
    [(path, text)] = new.drafts(facts, "treaty", "a", {"source-link": [link]}, {}).items()
    assert path == "facts/treaties/a.yaml"
    assert f"source: {known.stem}," in text


@each([
    (["treaty", "../../x"], "'../../x' is no id"),
    (["treaty"], "'' is no id"),
    (["treaty", "a", "--parties=Narnia"], "No state is called 'Narnia'"),
    (["treaty", "a", "--registration-volume=one"], "'one' is not a whole number"),
    (["treaty", "a", "--title=a\u202eb"], "The text holds the invisible character U+202E"),
    (["treaty", "a", "--obligations-kind=friendship"], "is not one of 'defense'"),
    (["treaty", "a", "--printed=nothing=x"], "There is no option 'nothing'"),
    (["treaties", "a"], "No such command 'treaties'."),
])  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_written(case, own_world):
    arguments, said = case
    result = allies(own_world, "new", *arguments)
    assert (result.exit_code, said in " ".join(result.output.split())) == (2, True), result.output
    assert not (own_world / "facts/treaties/a.yaml").exists()


@each(["a: b", "{{ fact('x') }}", "x'y", '"', "- a", "# a", "*a", "!!python/object:os.system", "a\nb: c", "<script>"])
def test_whatever_a_text_holds_it_is_data(text, schemas):
    """Not one line of it becomes a key, an instruction or a comment."""
    schema = schemas.whole["treaty"]
    known = {field.name: field for field in fields(schema)}
    written = draft("treaty", schema, {"title": known["title"].read([text], None)}, printed={"title": text})
    data = load(written.encode(), "x")[0].data
    assert data["title"] == data["evidence"][0]["printed"] == " ".join(text.split())
    assert set(data) == {*schema["required"], "entry_into_force"}


def test_at_a_terminal_what_is_missing_is_asked(schemas):
    asked = []

    def answer(says):
        asked.append(says.rpartition("\n")[2])
        return "1990-01-31" if asked[-1] == "signed" else ""

    assert new.asked(schemas.whole, "treaty", {"title": ["x"]}, answer) == {"signed": ["1990-01-31"]}
    assert "parties" in asked
    assert "source-link" in asked
    assert "title" not in asked


def test_what_is_given_stands_where_the_schema_has_it(schemas):
    schema = schemas.whole["state"]
    given = {"code": "ZZZ", "status": "other", "cow-number": 901, "alpha2": "ZZ"}
    data = load(draft("state", schema, given).encode(), "x")[0].data
    assert list(data) == ["name", "code", "slug", "alpha2", "cow", "status", "tile"]


def test_a_state_is_known_by_any_of_its_names(facts):
    parties = next(field for field in fields(facts.schemas.whole["treaty"]) if field.name == "parties")
    names = ["mexico,méxico", "MX", "mex", "United Mexican States", "the Gambia"]
    assert list(parties.read(names, facts)) == ["GMB", "MEX"]
    assert list(parties.read(["ZZZ"], facts)) == ["ZZZ"]  # the code of a state that is about to be recorded
    with pytest.raises(NotKnown, match="No state is called 'Narnia'"):
        parties.read(["Narnia"], facts)
    with pytest.raises(NotKnown, match="'Korea' may be: North Korea, South Korea"):
        parties.read(["Korea"], facts)


def test_every_kind_has_a_command_with_help(root):
    listed = allies(root, "new").output
    assert all(kind in listed for kind in FOLDERS.values())
    assert "--source-link" in allies(root, "new", "conflict", "--help").output
