"""What a reader would notice between two revisions, with the reasons that the history of the facts gives."""

import shutil
import subprocess

import pytest

from allies.answers import derive
from allies.answers.said import revised
from allies.facts.form import formatted
from allies.facts.validate import Schemas
from allies.gate.changelog import changelog, record, write
from allies.gate.check import checked
from allies.gate.diff import Change
from allies.problems import FactsError


@pytest.fixture
def commit(own_world, root):
    """Commits all that stands in a repository of made-up facts."""
    (own_world / "schema").unlink()
    shutil.copytree(root / "schema", own_world / "schema")

    def run(subject):
        git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org"]
        for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", subject]):
            subprocess.run([*git, *arguments], cwd=own_world, check=True, capture_output=True)

    run("base")
    return run


def test_what_changed_is_told_by_its_kind_with_the_reason(own_world, commit):
    guarantee, trade = (own_world / f"facts/treaties/{id}.yaml" for id in ("guarantee", "trade-1930"))
    before = guarantee.read_text("utf-8")
    contested = before.replace("evidence:", "contested: {en: Eldorado holds that it has lapsed.}\nevidence:")
    guarantee.write_text(contested.replace("1961", "1962"), "utf-8")
    commit("guarantee: the year, and that it is contested")
    other = before.replace("Guarantee of", "Pact of").replace("kind: defense", "kind: consultation")
    (own_world / "facts/treaties/pact-of-names.yaml").write_text(other, "utf-8")
    commit("pact-of-names: recorded")
    trade.unlink()
    commit("trade-1930: it was never signed")
    lines = [line for line in changelog(checked(own_world), "HEAD~3") if line]
    why = "(guarantee: the year, and that it is contested)"
    assert lines == [
        "## Edition of 2020-06-30",
        "### Answers changed",
        "- **Borduria and Eldorado**: from “allies, one way” to “disputed”. Under the Guarantee of Eldorado by "
        "Old Borduria, the Old Borduria is to help Eldorado if it is attacked. Whether it binds the two is contested. "
        f"Eldorado holds that it has lapsed. {why}",
        "### Corrected",
        f"- **Guarantee of Eldorado by Old Borduria**: entry_into_force: 1962-02, not 1961-02. {why}",
        "- **treaties/trade-1930** is no more. (trade-1930: it was never signed)",
        "### Added",
        "- **treaties**: Pact of Eldorado by Old Borduria.",
    ]


def test_the_answers_are_kept_for_pages_and_the_feed_with_why(own_world, commit):
    guarantee, edition = (own_world / f"facts/{name}.yaml" for name in ("treaties/guarantee", "edition"))
    before, day = guarantee.read_text("utf-8"), edition.read_text("utf-8")
    guarantee.unlink()
    edition.write_text(day.replace("2020-06-30", "2020-06-01"), "utf-8")
    commit("before it was recorded")
    guarantee.write_text(before, "utf-8")
    edition.write_text(day, "utf-8")
    commit("guarantee: recorded")
    contested = before.replace("evidence:", "contested: {en: Eldorado holds that it has lapsed.}\nevidence:")
    guarantee.write_text(contested, "utf-8")
    told = []
    for revision in ("HEAD", "HEAD~1"):
        [path] = record(checked(own_world), revision)
        told.append((own_world / path).read_text("utf-8").splitlines()[1:])
    assert path == "facts/revisions/2020-06-30.yaml"
    why = "because: [guarantee]"
    assert told == [
        [
            'edition: "2020-06-30"',
            'since: "2020-06-30"',
            "answers:",
            f"  QAB-QAE: {{was: one-way, now: disputed, how: corrected, {why}}}",
        ],
        [
            'edition: "2020-06-30"',
            'since: "2020-06-01"',
            "answers:",
            f"  QAB-QAE: {{was: unknown, now: disputed, how: recorded, {why}}}",
        ],
    ]
    schemas = Schemas.read(own_world / "schema").whole
    assert formatted((own_world / path).read_text("utf-8"), "revision", schemas["revision"])[1] == []
    facts = checked(own_world)
    assert revised(facts, derive.answer(facts, "QAB", "QAE", facts.edition)).value == "recorded"
    guarantee.write_text(before, "utf-8")
    facts = checked(own_world)
    assert revised(facts, derive.answer(facts, "QAB", "QAE", facts.edition)) is None, "It is another one since."


def test_where_no_answer_changed_no_file_is_written(own_world, commit):
    assert list(record(checked(own_world), "HEAD")) == []
    assert not (own_world / "facts/revisions/2020-06-30.yaml").exists()


def test_facts_from_before_there_was_a_kind_are_read(own_world, commit):
    schema = own_world / "schema/revision.schema.json"
    text = schema.read_text("utf-8")
    schema.unlink()
    commit("as it was")
    schema.write_text(text, "utf-8")
    assert list(changelog(checked(own_world), "HEAD")) == ["## Edition of 2020-06-30"]


def test_it_is_written_below_what_stands_of_the_edition_by_hand_and_once(own_world, commit, run):
    log = own_world / "CHANGELOG.md"
    older = "## Edition of 2019-01-01\n\n### Added\n\n- Everything.\n"
    by_hand = "# Changelog\n\n## Edition of 2020-06-30\n\n### Added\n\n- By hand.\n\n"
    written = "### From the history of the facts\n\n#### Corrected\n\n- **Guarantee of Eldorado by Old Borduria**: "
    change = "entry_into_force: 1962-02, not 1961-02. (a &lt;b&gt; reason)\n\n"
    guarantee = own_world / "facts/treaties/guarantee.yaml"
    guarantee.write_text(guarantee.read_text("utf-8").replace("1961", "1962"), "utf-8")
    commit("a <b> reason")
    for before in (by_hand + older, "# Changelog\n\n" + older):
        log.write_text(before, "utf-8")
        for _ in range(2):
            assert run("changelog", "HEAD~1", "--write", cwd=own_world).stdout == "CHANGELOG.md written.\n"
            kept = by_hand if "By hand" in before else "# Changelog\n\n## Edition of 2020-06-30\n\n"
            assert log.read_text("utf-8") == kept + written + change + older


def test_a_long_list_is_written_with_its_names_alone(own_world):
    log = own_world / "CHANGELOG.md"
    lines = [f"- **Treaty {letter}**: signed: 1950, not 1951. (a reason)" for letter in "ABCDEFGHIJK"]
    for some in (lines, lines[1:]):
        log.write_text("# Changelog\n", "utf-8")
        write(own_world, ["## Edition of 2020-06-30", "", "### Corrected", "", *some])
        text = log.read_text("utf-8")
        assert ("- Treaty A; Treaty B; " in text) is (len(some) == 11)
        assert ("- **Treaty B**: signed" in text) is (len(some) == 10)


def test_where_nothing_changed_nothing_is_told(own_world, commit):
    assert list(changelog(checked(own_world), "HEAD")) == ["## Edition of 2020-06-30"]


def test_a_revision_that_git_lacks_is_a_problem(own_world, commit):
    with pytest.raises(FactsError, match="git cannot give the revision 'nothing'"):
        list(changelog(checked(own_world), "nothing"))


@pytest.mark.parametrize(("was", "now", "said"), [
    ({"MEX": {"evidence": []}}, {"MEX": {}, "RUS": {}}, "'MEX' → 'MEX, RUS'"),
    (None, {"by": ["GBR", "SWE"], "to": ["FIN"]}, "'by GBR SWE, to FIN' is new"),
    ({"series": "UNTS", "volume": 37}, None, "'series UNTS, volume 37' is gone"),
])  # fmt: skip
def test_a_mapping_that_changed_is_told_in_words(was, now, said):
    assert str(Change("treaties/tides", "/parties", was, now)) == f"treaties/tides#/parties: {said}"
