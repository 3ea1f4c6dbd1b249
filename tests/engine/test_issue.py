"""What a stranger writes into an issue form becomes a change ready to check, or is refused; it is never anything but
data."""

import pytest
import yaml
from click.testing import CliRunner
from testing import each

from allies.cli import main
from allies.facts.draft import NotKnown
from allies.facts.edit import replaced, with_key, with_row
from allies.gate import issue, new
from allies.load import load

FORMS = ("missing-treaty", "wrong-value", "better-source", "dispute")
SOURCE = {
    "source-publisher": "Example Gazette",
    "source-title": "Se firma el pacto",
    "source-link": "https://gazette.example/1990/01/31",
    "source-language": "es",
    "source-kind": "press",
}
TREATY = {
    "title": "Example Pact",
    "parties": "Brazil, Mexico",
    "signed": "1990-01-31",
    "printed-signed": "el 31 de enero de 1990",
    "obligations-kind": "defense",
    "printed-obligations-kind": "un ataque armado contra una",
    **SOURCE,
}
VALUE = {"page": "https://allies.example/treaties/rio-treaty/", "value": "2 September 1947", **SOURCE}
HOSTILE = (
    "<script>alert(1)</script>",
    "'\n  evil: true\n# ",
    '"}, {source: x, printed: "y"}]',
    "{{ fact('treaties/rio-treaty#/signed') }}{% include 'x' %}",
    "!!python/object/apply:os.system ['id']",
    "*alias &anchor",
    "../../../etc/passwd",
    "$(id) `id`; rm -rf /",
    "a: b, c: [d",
    "| > - ? : @ % ` \\",
)


@pytest.fixture(scope="module")
def forms(root):
    return {name: yaml.safe_load((root / issue.FORMS / f"{name}.yml").read_text("utf-8"))["body"] for name in FORMS}


def body(form, said):
    """The body of an issue as the forge makes it from a form."""
    return "\n\n".join(f"### {each['attributes']['label']}\n\n{said.get(each['id'], issue.EMPTY)}" for each in form)


def test_what_a_form_asks_is_what_a_new_file_can_hold(forms, facts):
    """Its fields are options of `allies new`, and its choices are the schema's."""
    known = {field.name: field for field in new.options(facts.schemas.whole, "treaty")}
    own = {"page", "value", "right", "rival", "printed", "because"}
    for field in (field for name in FORMS for field in forms[name] if field["id"] not in own):
        name = field["id"].removeprefix(issue.PRINTED)
        assert name in known
        if name == field["id"]:
            assert field["attributes"].get("options", known[name].choices) == known[name].choices


def test_a_missing_treaty_becomes_two_files(forms, facts):
    texts = issue.change(facts, body(forms["missing-treaty"], TREATY))
    assert list(texts) == ["facts/sources/example-gazette-se-firma-el.yaml", "facts/treaties/example-pact.yaml"]
    treaty = load(texts["facts/treaties/example-pact.yaml"].encode(), "x")[0].data
    assert list(treaty["parties"]) == ["BRA", "MEX"]
    assert treaty["obligations"][0]["evidence"][0]["printed"] == "un ataque armado contra una"
    assert next(row for row in treaty["evidence"] if row["supports"] == "signed")["printed"] == "el 31 de enero de 1990"


def test_a_wrong_value_is_corrected_with_its_row(forms, facts):
    said = {**VALUE, "right": "3 September 1947", "printed": "el 3 de septiembre de 1947"}
    texts = issue.change(facts, body(forms["wrong-value"], said))
    text = texts["facts/treaties/rio-treaty.yaml"]
    before, after = facts.documents["treaties/rio-treaty"].data, load(text.encode(), "x")[0].data
    assert after["signed"] == "1947-09-03"
    row = {"source": "example-gazette-se-firma-el", "supports": "signed", "printed": "el 3 de septiembre de 1947"}
    assert [each for each in after["evidence"] if each not in before["evidence"]] == [row]
    assert {key for key in before if before[key] != after[key]} == {"signed", "evidence"}


def test_a_dispute_is_declared_with_its_rival(forms, facts):
    said = {**VALUE, "rival": "1947-09-03", "printed": "el 3 de septiembre de 1947", "because": "The record has it."}
    text = issue.change(facts, body(forms["dispute"], said))["facts/treaties/rio-treaty.yaml"]
    dispute = load(text.encode(), "x")[0].data["disputed"]["signed"]
    assert dispute["rivals"] == {"1947-09-03": ["example-gazette-se-firma-el"]}
    assert dispute["because"] == {"en": "The record has it."}
    assert "example-gazette-se-firma-el" not in dispute["follows"]


def test_a_better_source_becomes_a_row_for_the_value_it_is_for(forms, facts):
    said = {**VALUE, "page": "pairs/mexico-russia/", "value": "#/events/severed/date", "printed": "en enero de 1930"}
    texts = issue.change(facts, body(forms["better-source"], said))
    event = load(texts["facts/relations/mex-rus.yaml"].encode(), "x")[0].data["events"]["severed"]
    assert event["evidence"][-1] == {"source": "example-gazette-se-firma-el", "printed": "en enero de 1930"}


@each([
    ("missing-treaty", {**TREATY, "signed": issue.EMPTY}, "Missing: Signed on"),
    ("missing-treaty", {**TREATY, "parties": "Narnia"}, "No state is called 'Narnia'"),
    ("missing-treaty", {**TREATY, "title": "Договор"}, "'' is no id"),
    ("missing-treaty", {**TREATY, "title": "Rio Treaty"}, "facts/treaties/rio-treaty.yaml is there already"),
    ("better-source", {**VALUE, "printed": "x", "page": "../../etc/passwd"}, "No page or file here is called"),
    ("better-source", {**VALUE, "printed": "x", "value": "7 May 1999"}, "No value of treaties/rio-treaty says"),
    ("wrong-value", {**VALUE, "printed": "x", "right": "soon"}, "'soon' is no date"),
    ("wrong-value", {**VALUE, "printed": "a\u202eb", "right": "1947"}, "the invisible character U+202E"),
    ("wrong-value", {**VALUE, "printed": "a\x1b[31mb", "right": "1947"}, "the invisible character U+001B"),
])  # fmt: skip
def test_what_is_missing_or_cannot_be_is_said(case, forms, facts):
    form, said, what = case
    with pytest.raises(NotKnown) as refused:
        issue.change(facts, body(forms[form], said))
    assert what in str(refused.value)


@each(["", "Hello", "### Its title\n\nx", "x" * 70_000, "### Its title\n\nx\n\n### Its title\n\ny"])
def test_a_body_of_no_form_is_refused(text, facts):
    with pytest.raises(NotKnown):
        issue.change(facts, text)


@each(HOSTILE)
def test_whatever_a_stranger_writes_is_data(text, forms, facts):
    """It ends up as the value of its own key, letter by letter, in a file below facts/ with a plain name."""
    said = {**TREATY, "title": f"Pact {text}", "printed-signed": text, "source-title": text, "source-publisher": text}
    texts = issue.change(facts, body(forms["missing-treaty"], said))
    line = " ".join(text.split())
    for path, written in texts.items():
        folder, _, name = path.rpartition("/")
        assert folder in ("facts/treaties", "facts/sources")
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
        data = load(written.encode(), path)[0].data
        schema = facts.schemas.whole["treaty" if folder.endswith("treaties") else "source"]
        assert set(data) <= set(schema["properties"])
        if folder.endswith("treaties"):
            assert data["title"] == f"Pact {line}"
            assert [row["printed"] for row in data["evidence"] if row["supports"] == "signed"] == [line]
        else:
            assert (data["title"], data["publisher"]) == (line, line)


@each(HOSTILE)
def test_a_row_that_a_stranger_adds_is_one_row(text, forms, facts):
    texts = issue.change(facts, body(forms["better-source"], {**VALUE, "printed": text}))
    before = facts.documents["treaties/rio-treaty"].data
    after = load(texts["facts/treaties/rio-treaty.yaml"].encode(), "x")[0].data
    row = {"source": "example-gazette-se-firma-el", "supports": "signed", "printed": " ".join(text.split())}
    assert after == {**before, "evidence": [*before["evidence"], row]}


@each(
    [
        "a: {x: 1}\n",
        "a:\n  x: 1   # why\nb: 2\n",
        "a: {x: 1, evidence: [{source: q}]}\n",
        "a:\n  evidence:\n    - {source: q}\nb: 1\n",
    ]
)
def test_an_entry_of_any_form_takes_a_row_and_a_key(text):
    row = {"source": "new", "printed": "it's"}
    before = yaml.safe_load(text)
    after = yaml.safe_load(with_row(text, "/a", row))
    assert after["a"].pop("evidence") == [*before["a"].pop("evidence", []), row]
    assert after == before
    assert yaml.safe_load(with_key(text, "/a", "y", [1]))["a"]["y"] == [1]
    assert yaml.safe_load(replaced("a: {x: '1'}  # so\n", "/a/x", "1990-01")) == {"a": {"x": "1990-01"}}


def test_the_command_writes_the_files_and_says_so(own_world, forms, root, tmp_path):
    (own_world / ".github").symlink_to(root / ".github")
    codes = sorted(path.stem.upper() for path in (own_world / "facts/states").glob("*.yaml"))[:2]
    text = tmp_path / "body.md"
    text.write_text(body(forms["missing-treaty"], {**TREATY, "parties": ", ".join(codes)}), "utf-8")
    result = CliRunner().invoke(main, ["--root", str(own_world), "from-issue", str(text)])
    assert result.exit_code == 0, result.output
    assert "facts/treaties/example-pact.yaml written." in result.output
    assert (own_world / "facts/treaties/example-pact.yaml").is_file()
