"""What a fact says and what rests on it; what follows when the edition is moved."""

import shutil
from datetime import timedelta

import pytest
from click.testing import CliRunner
from testing import each

from allies.cli import main
from allies.facts.dates import day
from allies.gate import edition
from allies.gate.explain import explain
from allies.problems import FactsError


def told(facts, ref):
    return "\n".join(explain(facts, ref))


def test_a_value_is_told_with_its_meaning_and_each_row(facts):
    text = told(facts, "treaties/rio-treaty#/parties/MEX/denunciation/received")
    assert text.startswith("treaties/rio-treaty#/parties/MEX/denunciation/received, at facts/treaties/rio-treaty.yaml:")
    assert '"2002-09-06"' in text
    assert "Day the depositary received the notice." in text
    assert "+ NA24 (na24-quoting-sre-mexico-rechaza-invocacion) prints '6 de septiembre del 2002'" in text
    assert "- (2002-09-05) Proceso" in text
    assert "Disputed: " in text


def test_the_answers_that_rest_on_a_value_are_those_that_change_without_it(facts):
    """Without its denunciation Mexico would still be bound; without the treaty, others would not."""
    left = told(facts, "treaties/rio-treaty#/parties/MEX/denunciation")
    assert "Answers of today that rest on it: 0" not in left
    assert "MEX" in left.partition("rest on it")[2].partition("Pages")[0]
    whole = told(facts, "facts/treaties/rio-treaty.yaml").partition("rest on it")[2].partition("Pages")
    assert "ARG–BRA" in whole[0]
    assert "MEX" not in whole[0]
    assert "treaties/rio-treaty/" in whole[2]


def test_a_source_is_told_with_the_files_that_cite_it(facts):
    assert "treaties/rio-treaty" in told(facts, "sources/na24-quoting-sre-mexico-rechaza-invocacion")


def test_the_code_of_a_problem_is_told_with_its_meaning(facts):
    assert told(facts, "date-unquoted").startswith("date-unquoted: A date stands without quotes")


@each([
    ("treaties/rio-treaty#/singed", "Write 'treaties/rio-treaty#/signed'."),
    ("treaties/rio-traety", "Write 'treaties/rio-treaty'."),
    ("x", "Write it in the form of 'treaties/rio-treaty#/signed'."),
    ("../../etc/passwd", "Write it in the form of"),
])  # fmt: skip
def test_a_pointer_that_leads_nowhere_is_a_problem_with_the_nearest_one(case, facts):
    ref, mend = case
    with pytest.raises(FactsError) as raised:
        told(facts, ref)
    assert mend in str(raised.value)


def later(facts, **by):
    return day((facts.edition.latest + timedelta(**by)).isoformat())


def test_every_file_that_names_the_day_of_the_edition_is_moved_with_it(root, facts, tmp_path):
    (tmp_path / "facts").mkdir()
    for name in edition.NAMED:
        shutil.copy(root / name, tmp_path / name)
    assert edition.move(tmp_path, later(facts, days=1)) == list(edition.NAMED)
    assert not [name for name in edition.NAMED if str(facts.edition) in (tmp_path / name).read_text("utf-8")]


def test_not_moved_the_edition_changes_no_answer(facts):
    assert "No answer changes." in list(edition.consequences(facts, facts.edition))


def test_moved_beyond_what_any_register_reaches_every_no_is_unknown(facts):
    lines = list(edition.consequences(facts, later(facts, weeks=100)))
    [kind] = [line for line in lines if line.startswith("  not-allies → unknown: ")]
    assert int(kind.rpartition(" ")[2]) > 15_000
    assert any("searches/world-defense.yaml" in line for line in lines)


def test_the_command_writes_the_day_wherever_it_stands(own_world):
    (own_world / "CITATION.cff").write_text('version: "1990-01-01"\ndate-released: "1990-01-01"\n', "utf-8")
    before = (own_world / "facts/edition.yaml").read_text("utf-8")
    for other, said in (("2030-02-31", "is a day that no calendar has"), ("2019-12-31", "only moves on from there")):
        wrong = CliRunner().invoke(main, ["--root", str(own_world), "edition", other])
        assert (wrong.exit_code, said in " ".join(wrong.output.split())) == (2, True)
    result = CliRunner().invoke(main, ["--root", str(own_world), "edition", "2030-01-31", "--dry-run"])
    assert (result.exit_code, (own_world / "facts/edition.yaml").read_text("utf-8")) == (0, before)
    result = CliRunner().invoke(main, ["--root", str(own_world), "edition", "2030-01-31"])
    assert result.exit_code == 0, result.output
    assert 'asserted_for: "2030-01-31"' in (own_world / "facts/edition.yaml").read_text("utf-8")
    assert (own_world / "CITATION.cff").read_text("utf-8").count("2030-01-31") == 2
