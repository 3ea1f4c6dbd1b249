"""The commands, as a person at a terminal meets them."""

import json
import re
import shutil

import pytest
from testing import EDITION, edited


@pytest.fixture(scope="module")
def asked(run):
    """What is told of Mexico and Russia."""
    return run("ask", "MEX", "RUS")


def test_ask_answers_first_and_says_why(asked):
    assert asked.returncode == 0
    assert asked.stdout.splitlines()[0] == "No. Mexico and Russia are not formal allies."
    assert f"As of {EDITION}. No treaty in force was found" in asked.stdout
    assert (
        "the Declaration by United Nations bound Mexico and the Soviet Union to help each other in war." in asked.stdout
    )
    assert "Registers were compared pair by pair for the years 1815–2018, and announcements followed" in asked.stdout
    searched = r"Registers compared or followed for that day: 1, .* on [\d-]+ \(searches/mex-rus-defense\)"
    assert re.search(searched, asked.stdout)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Mexico", "Russia"),
        ("MX", "RU"),
        ("mex", "rus"),
        ("México", "Россия"),
        ("United Mexican States", "Russian Federation"),
    ],
)
def test_ask_understands_names_and_codes(a, b, run, asked):
    assert run("ask", a, b).stdout == asked.stdout


def test_ask_tells_of_a_treaty_that_awaits_its_entry_into_force(run):
    told = run("ask", "GBR", "POL").stdout
    assert "signed 27 May 2026: no source that was read says that it is in force between them." in told
    assert json.loads(run("ask", "GBR", "POL", "--format", "json").stdout)["pending"] == {
        "treaties/uk-poland-2026": "awaited"
    }


def test_ask_tells_last_what_any_state_may_join_and_that_it_decides_nothing(run):
    told = [line for line in run("ask", "MEX", "ECU").stdout.splitlines() if "Under the OAS Charter" in line]
    assert all("the charter of an organization: Under" in line for line in told)
    assert told


def test_ask_tells_of_two_states_at_war_that_they_have_broken_off_relations_and_who_says_so(run):
    told = run("ask", "RUS", "UKR").stdout.splitlines()
    assert "They have been at war since" in told[1]
    assert any("Russia and Ukraine have had no diplomatic relations since" in line for line in told[2:])
    sources = next(line for line in told if "Sources: " in line)
    assert all(each in sources for each in ("ucdp-prio-25-1", "polskie-radio-ukraina-razorvala", "un-a-49-765"))


def test_ask_says_nothing_twice_of_relations(run):
    told = run("ask", "DZA", "MAR").stdout
    assert told.count("diplomatic relations since") == 1


def test_ask_tells_who_alone_had_promised_help(run):
    assert "Imperial Government of Iran bound the United States to help Iran in war." in run("ask", "IRN", "USA").stdout


def test_ask_tells_that_a_further_bond_is_contested(run):
    told = run("ask", "ARM", "RUS").stdout
    assert "Also: Under the Collective Security Treaty, each is to help the other if it is attacked. Whether it" in told
    assert "is contested" not in told.split("Also:", maxsplit=1)[0]


def test_ask_tells_how_a_conflict_stopped(run):
    assert "to 27 July 1953. How it stopped: an armistice.\n" in run("ask", "PRK", "KOR").stdout


def test_ask_tells_the_history_in_the_order_of_days(run):
    told = [line for line in run("ask", "EGY", "GBR", "--history").stdout.splitlines() if line.startswith("- ")]
    assert (
        told[0] == "- From 22 December 1936 to 19 October 1954: Anglo-Egyptian Treaty, "
        "an alliance of Egypt and the United Kingdom."
    )
    suez = "- Suez Crisis: Egypt and the United Kingdom were on opposite sides from 31 October 1956 to 6 November 1956."
    assert told.index(suez) + 1 == told.index("- 1 November 1956: Egypt breaks off relations.")


def test_the_history_of_a_day_goes_no_further(run):
    told = json.loads(run("ask", "EGY", "GBR", "--history", "--on", "1950-01-01", "--format", "json").stdout)["events"]
    assert told
    assert all(each["from"] < "1950" for each in told)


def test_ask_takes_a_day(run):
    result = run("ask", "MEX", "RUS", "--on", "1943-06-01")
    assert result.stdout.startswith("Yes. Mexico and Russia are formal allies.")
    assert "Declaration by United Nations" in result.stdout


def test_ask_gives_json_with_the_reasons_and_the_parties_days(run):
    data = json.loads(run("ask", "RUS", "BLR", "--format", "json").stdout)
    assert data["answer"] == "allies"
    own = next(reason for reason in data["reasons"] if reason["treaty"] == "treaties/russia-belarus-guarantees-2024")
    assert own["article"] == "4(1)"
    assert own["parties"]["RUS"]["from"] == "2025-03-13"


@pytest.mark.parametrize(("arguments", "message"), [
    (("ask", "mexco", "RUS"), "No state is called 'mexco'. Did you mean Mexico?"),
    (("ask", "Atlantis", "RUS"), "No state is called 'Atlantis'.\n"),
    (("ask", "Korea", "RUS"), "'Korea' may be: North Korea, South Korea."),
    (("ask", "MEX", "MX"), "MEX and MX are the same state."),
    (("ask", "MEX"), "Missing argument 'B'."),
    (("ask", "HKG", "CHN"), "Hong Kong is a territory, and is here as a member of organizations alone. "
        "Ask for the state that it is a part of."),
    (("ask", "SUN", "FIN"), "the Soviet Union was no more: it lasted until 1991-12-26. "
        "Ask for an earlier day (--on), or for Russia, which continues it."),
    (("ask", "JOR", "SYR", "--on", "1960-01-01"), "On 1960-01-01 Syria was one state with Egypt, from 1958-02-22 to "
     "1961-09-28. Ask for Egypt, or for another day (--on)."),
    (("ask", "CZE", "USA", "--on", "1980-01-01"), "On 1980-01-01 Czechia was not yet a state: "
        "it was one from 1993-01-01 on. Ask for a later day (--on)."),
    (("ask", "MEX", "RUS", "--on", "1943"), "'1943' is not one day, as in 2026-11-22."),
    (("ask", "MEX", "RUS", "--on", "1943-02-30"), "'1943-02-30' is a day that no calendar has."),
    (("chek",), "No such command 'chek'."),
])  # fmt: skip
def test_wrong_usage_ends_with_2_and_says_what_was_wrong(arguments, message, run):
    result = run(*arguments)
    assert result.returncode == 2
    assert message in result.stderr


def test_a_command_works_on_the_repository_it_is_run_in(run, own_world):
    path = own_world / "facts/states/qaa.yaml"
    path.write_text(path.read_text("utf-8") + "colour: red\n", "utf-8")
    result = run("check", cwd=own_world / "facts" / "states")
    assert result.returncode == 1
    assert "facts/states/qaa.yaml:" in result.stdout


def test_outside_a_repository_a_command_says_so(run, tmp_path):
    result = run("check", cwd=tmp_path)
    assert result.returncode == 2
    assert "No folder from here upward holds facts/ and mkdocs.yml." in result.stderr


@pytest.fixture
def broken(own_world):
    """A repository with two mistakes in two files."""
    relation, treaty = own_world / "facts/relations/qaa-qab.yaml", own_world / "facts/treaties/mutual-defense-pact.yaml"
    relation.write_text(relation.read_text("utf-8").replace("kind: severed", "kind: sevred"), "utf-8")
    treaty.write_text(treaty.read_text("utf-8").replace("notice_period:", "notise_period:"), "utf-8")
    return own_world


def test_all_problems_are_listed_in_one_run(broken, run):
    result = run("check", cwd=broken)
    assert result.returncode == 1
    assert "Write 'severed'." in result.stdout
    assert "Write 'notice_period'." in result.stdout


def test_some_files_are_looked_at_alone(own_world, run):
    state, pact = own_world / "facts/states/qaa.yaml", own_world / "facts/treaties/guarantee.yaml"
    for path in (state, pact):
        path.write_text(path.read_text("utf-8") + "colour: red\n", "utf-8")
    result = run("check", "facts/states/qaa.yaml", cwd=own_world)
    assert result.returncode == 1
    assert [line.split(":")[0] for line in result.stdout.splitlines() if line[0] != " "] == ["facts/states/qaa.yaml"]
    state.write_text(state.read_text("utf-8").replace("colour: red\n", ""), "utf-8")
    assert run("check", "qaa.yaml", cwd=state.parent).stdout == "1 fact file, looked at alone: no problem found.\n"
    result = run("check", "docs/index.md", cwd=own_world)
    assert result.returncode == 2
    assert "docs/index.md is no fact file. Name files below facts/, or none for everything." in result.stderr


def test_problems_come_as_json(broken, run):
    rows = json.loads(run("check", "--format", "json", cwd=broken).stdout)
    assert {row["path"] for row in rows} >= {"facts/relations/qaa-qab.yaml", "facts/treaties/mutual-defense-pact.yaml"}
    assert all(row["line"] and row["what"] and row["mend"] and row["code"] for row in rows)


def test_problems_come_as_annotations(broken, run):
    lines = run("check", "--format", "github", cwd=broken).stdout.splitlines()
    assert any(line.startswith("::error file=facts/treaties/mutual-defense-pact.yaml,line=") for line in lines)
    assert any("title=key-unknown /notise_period::There is no key 'notise_period'" in line for line in lines)


def test_problems_come_as_sarif(broken, run):
    log = json.loads(run("check", "--format", "sarif", cwd=broken).stdout)
    [found] = log["runs"]
    known = {rule["id"] for rule in found["tool"]["driver"]["rules"]}
    assert log["version"] == "2.1.0"
    assert {result["ruleId"] for result in found["results"]} == known >= {"key-unknown", "value-unknown"}
    place = next(result for result in found["results"] if result["ruleId"] == "key-unknown")["locations"][0]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "facts/treaties/mutual-defense-pact.yaml"
    assert place["physicalLocation"]["region"]["startLine"] > 1


@pytest.fixture(scope="module")
def nothing_wrong(small_world, tmp_path_factory, relist, run):
    """A small repository in which the check finds nothing."""
    folder = shutil.copytree(small_world, tmp_path_factory.mktemp("clean") / "world", symlinks=True)
    relist(folder, source=True)
    assert run("answers", "--write", cwd=folder).returncode == 0
    assert run("check", cwd=folder).returncode == 0
    return folder


@pytest.fixture
def clean(nothing_wrong, tmp_path):
    """A copy of it that the test may change."""
    return shutil.copytree(nothing_wrong, tmp_path / "world", symlinks=True)


def test_a_page_with_a_pointer_that_leads_nowhere_is_a_problem_with_the_nearest_name(run, clean):
    page = clean / "docs/index.md"
    page.write_text(page.read_text("utf-8") + '\n{{ fact("relations/qaa-qab#/events/sevred/date") }}\n', "utf-8")
    last = len(page.read_text("utf-8").splitlines())
    assert run("check", cwd=clean).stdout.splitlines()[:3] == [
        f"docs/index.md:{last}: [page]",
        "    The pointer 'relations/qaa-qab#/events/sevred/date' leads nowhere.",
        "    To mend: Write 'relations/qaa-qab#/events/severed/date', or point to another value.",
    ]


@pytest.mark.parametrize(("broken_page", "what"), [
    ("{{ fact('a' }}", "'(' was never closed"),
    ("{{ nothing }}", "'nothing' is undefined"),
    ("{% include 'page.md' %}", "a page can only call and show, it has no 'include'"),
    ("{{ ''.__class__.__mro__ }}", "'__mro__' is nothing that a page may show"),
    ("{{ 'a'.join }}", "a page can only call and show, it has no 'constant'"),
    ("{% for x in range(10) %}{% endfor %}", "a page can only call and show, it has no 'for'"),
    ("{{ fact.__func__ }}", "'__func__' is nothing that a page may show"),
    ("{{ pair('QAA', 'QAB')._view }}", "'_view' is nothing that a page may show"),
    ("[here](states/arcadian.md)", "The link leads to 'states/arcadian.md', and no page stands there."),
])  # fmt: skip
def test_a_page_that_cannot_be_rendered_is_a_problem_with_its_line(broken_page, what, run, clean):
    page = clean / "docs/index.md"
    lines = len(page.read_text("utf-8").splitlines())
    page.write_text(page.read_text("utf-8") + f"\n{broken_page}\n", "utf-8")
    result = run("check", cwd=clean)
    assert result.returncode == 1
    assert f"docs/index.md:{lines + 2}:" in result.stdout
    assert what in result.stdout
    assert result.stdout.count("To mend:") == 1


@pytest.mark.parametrize(("line", "where", "what"), [
    ("  - a.md\n", r"mkdocs.yml:\d+: /nav/0", "The navigation leads to 'a.md', and no page stands there."),
    ("", r"docs/index.md:1:", "No place of the navigation leads to this page."),
])  # fmt: skip
def test_a_way_around_that_misses_a_page_is_a_problem(line, where, what, run, clean):
    with edited(clean / "mkdocs.yml", "  - index.md\n", line):
        said = run("check", cwd=clean).stdout
    assert re.search(rf"{where} \[page\]\n    {re.escape(what)}\n", said), said


def test_a_phrase_that_nobody_reviewed_is_told_without_the_answers_that_it_words(run, clean):
    phrase = r'\n  ([a-z-]+): "(Yes|No|Unknown|Disputed)([^"]*)"'
    with edited(clean / "docs/phrases/en.yaml", phrase, r'\n  \1: "\2\3 So."', 6):
        said = run("check", cwd=clean).stdout
    assert ("[not-reviewed]" in said, said.count("To mend:")) == (True, 1), said


def test_report_counts_what_is_supported(run):
    data = json.loads(run("report", "--format", "json").stdout)
    assert data["claims"] >= data["two_publishers"] > 0
    assert data["rows"] >= data["printed"] > 0
    assert all("#/" in ref for ref in data["unconfirmed"] + data["disputed"])


def test_render_writes_the_finished_tree_for_any_generator(run, own_world, tmp_path):
    assert run("render", str(tmp_path / "out"), cwd=own_world).returncode == 0
    text = (tmp_path / "out/pairs/arcadia-borduria/index.md").read_text("utf-8")
    assert "data-fact=" in text
    assert "{{" not in text


def test_a_page_that_is_a_symbolic_link_is_refused_and_never_read(run, own_world, tmp_path):
    (tmp_path / "secret.md").write_text("# A secret\n", "utf-8")
    (own_world / "docs/secret.md").symlink_to(tmp_path / "secret.md")
    told = run("check", cwd=own_world).stdout
    assert "docs/secret.md:1: [page-unreadable]\n    A symbolic link stands among the pages." in told
    assert run("render", str(tmp_path / "out"), cwd=own_world).returncode == 0
    assert not (tmp_path / "out/secret.md").exists()


def test_a_page_that_cannot_be_read_is_a_problem_of_its_own(run, own_world):
    (own_world / "docs/index.md").write_bytes(b"# Arcadia \xff")
    result = run("check", cwd=own_world)
    assert result.returncode == 1
    assert "docs/index.md:1: [page-unreadable]\n    The page cannot be read: " in result.stdout


def test_facts_that_break_a_rule_are_told_even_where_pages_cannot_be_made_of_them(run, own_world):
    treaty = own_world / "facts/treaties/mutual-defense-pact.yaml"
    text = treaty.read_text("utf-8")
    treaty.write_text(re.sub(r'^signed: "\d+', 'signed: "1999', text, flags=re.MULTILINE), "utf-8")
    (own_world / "docs/index.md").write_bytes(b"# Arcadia \xff")
    result = run("check", cwd=own_world)
    assert result.returncode == 1
    assert "facts/treaties/mutual-defense-pact.yaml" in result.stdout


def test_a_schema_that_is_none_is_told(run, own_world, root):
    (own_world / "schema").unlink()
    shutil.copytree(root / "schema", own_world / "schema")
    (own_world / "schema/treaty.schema.json").write_text(
        '{"$id": "https://allies.example/schema/treaty.schema.json", "type": 7}', "utf-8"
    )
    result = run("check", cwd=own_world)
    assert result.returncode == 1
    assert "The schemas cannot be read" in result.stdout


@pytest.mark.parametrize("command", [("ask", "MEX", "RUS"), ("answers",)])
def test_a_day_after_the_edition_is_refused(command, run):
    result = run(*command, "--on", "2030-01-01")
    assert result.returncode == 2
    assert "of 2030-01-01 they say nothing. Ask for that day or an earlier one." in result.stderr


@pytest.mark.parametrize("arguments", [("check",), ("ask", "MEX", "RUS"), ("prose",)])
def test_without_docstrings_a_command_says_so_in_a_sentence(arguments, run):
    result = run(*arguments, PYTHONOPTIMIZE="2")
    assert result.returncode == 2
    assert result.stderr.endswith("which here say what rules mean. Unset PYTHONOPTIMIZE, or set it to 1.\n")


def test_what_the_system_refuses_is_told_in_a_sentence(run, own_world):
    (own_world / "docs/phrases/prose.txt").mkdir()  # so that nobody, whatever their rights, can write it
    result = run("prose", "--write", cwd=own_world)
    assert result.returncode == 1
    told = "docs/phrases/prose.txt:1: [work-stopped]\n    The work stopped: Is a directory.\n    To mend: See that"
    assert result.stdout.startswith(told)
    assert "Traceback" not in result.stderr


def test_a_recipe_takes_the_name_of_its_folder_from_the_environment(root):
    assert "'$(CURDIR)'" not in (root / "Makefile").read_text("utf-8")
