"""Facts: a folder of files becomes facts that know one another, or all problems at once."""

import os
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import trees
from testing import assert_clean

from allies.facts import model
from allies.facts.read import Facts, find_root, kind_of, plain_link, read
from allies.facts.readings import fold
from allies.gate.check import check, checked
from allies.load import resolve
from allies.problems import FactsError


def test_the_world_has_no_problem(own_world: Path):
    facts, problems = check(own_world)
    assert_clean(problems)
    assert len(facts.documents) == len(list((own_world / "facts").rglob("*.yaml")))


def test_the_facts_of_a_broken_repository_raise_with_every_problem(own_world: Path):
    for name in ("one", "two"):
        (own_world / f"facts/states/{name}.yaml").touch()
    with pytest.raises(FactsError) as caught:
        checked(own_world)
    assert [problem.where.path for problem in caught.value.problems] == [
        "facts/states/one.yaml",
        "facts/states/two.yaml",
    ]


@pytest.mark.parametrize("link", [
    "http://a.example/b?c=1", "https://www.a.example/b?utm_source=d&c=1", "https://a.example/b?c=1&fbclid=e#f",
])  # fmt: skip
def test_a_link_is_known_again_whatever_stands_around_it(link):
    assert plain_link(link) == "a.example/b?c=1"


@pytest.mark.parametrize("link", ["https://a.example/b?c=2", "https://a.example/b#!/c", "https://a.example/b/#/c"])
def test_a_link_to_another_page_is_another(link):
    assert plain_link(link) not in ("a.example/b", "a.example/b?c=1")


def test_facts_are_found_by_their_ids_and_states_by_their_codes(world: Facts):
    assert world.treaties["guarantee"].title == "Guarantee of Eldorado by Old Borduria"
    assert world.states["QAA"].name.en == "Arcadia"
    assert kind_of(world.documents["treaties/guarantee"]) == "treaty"


def test_a_value_is_found_by_its_ref(world: Facts):
    assert world.value("treaties/guarantee#/obligations/0/owed_by/0") == "QAC"
    assert world.at("treaties/guarantee#/signed").line == 3


@pytest.mark.parametrize("ref", ["treaties/nothing#/signed", "treaties/guarantee#/singed", "nothing", ""])
def test_a_ref_that_leads_nowhere_raises(ref, world: Facts):
    with pytest.raises(KeyError):
        world.value(ref)


@pytest.mark.parametrize(("text", "name", "ref"), [
    ("relations/qaa-qab#/events/severed/summary/en", "date", "relations/qaa-qab#/events/severed/date"),
    ("relations/qaa-qab#/events/severed/summary", "date", "relations/qaa-qab#/events/severed/date"),
    ("relations/qaa-qab#/events/severed/summary/en", "events/restored/date", "relations/qaa-qab#/events/restored/date"),
    ("relations/qaa-qab#/unconfirmed/0/en", "states", "relations/qaa-qab#/states"),
    ("relations/qaa-qab#/events/severed/summary/en", "treaties/guarantee#/signed", "treaties/guarantee#/signed"),
])  # fmt: skip
def test_a_placeholder_means_a_value_beside_it_in_its_file_or_in_another(text, name, ref, world: Facts):
    assert world.pulled_in(text, name) == ref


def test_the_lineage_of_a_state_goes_back_to_those_it_continues(world: Facts):
    assert world.lineage("QAB") == ["QAB", "QAC"]
    assert world.lineage("QAA") == ["QAA"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Arcadia", "QAA"),
        ("qaa", "QAA"),
        ("qm", "QAA"),
        ("república dorada", "QAE"),
        ("Старая Бордурия", "QAC"),
        ("the old borduria", "QAC"),
    ],
)
def test_a_state_is_found_by_each_of_its_names_and_codes(name, code, world: Facts):
    assert world.state_lookup[fold(name)] == code


def test_the_root_is_the_nearest_folder_upward_with_facts_and_mkdocs_yml(own_world: Path):
    assert find_root(own_world / "facts/states") == own_world
    (own_world / "mkdocs.yml").unlink()
    with pytest.raises(FactsError, match="No folder from here upward holds"):
        find_root(own_world)


def test_a_missing_edition_is_a_problem_and_ends_the_reading(own_world: Path):
    (own_world / "facts/edition.yaml").unlink()
    facts, [problem] = read(own_world)
    assert facts is None
    assert problem.what == "The edition is missing: no day is given for which the facts are asserted."


@pytest.mark.parametrize("damage", ["missing", "not JSON"])
def test_schemas_that_cannot_be_read_are_a_problem(damage, own_world: Path):
    (own_world / "schema").unlink()
    (own_world / "schema").mkdir()
    if damage == "not JSON":
        (own_world / "schema/treaty.schema.json").write_text("{")
    _, [problem] = check(own_world)
    unread = ("schema", "The schemas cannot be read: ")
    path, said = unread if damage == "missing" else ("schema/treaty.schema.json", "This is not JSON: ")
    assert (problem.where.path, problem.what.startswith(said)) == (path, True)


def test_what_stands_in_the_folder_of_another_kind_is_one_problem(own_world: Path):
    (own_world / "facts/treaties/nonaggression.yaml").rename(own_world / "facts/organizations/nonaggression.yaml")
    what = "By its first line and its keys this is a treaty, and stands where another kind of fact does."
    found = [each for each in check(own_world)[1] if "/organizations/nonaggression" in each.where.path]
    assert [(each.what, each.mend) for each in found] == [(what, "Move it to facts/treaties/.")]


def test_a_repository_without_a_folder_of_facts_is_simply_smaller(own_world: Path):
    for path in (own_world / "facts/concepts").iterdir():
        path.unlink()
    (own_world / "facts/concepts").rmdir()
    assert_clean(check(own_world)[1])


@pytest.mark.parametrize("target", ["/etc/passwd", "../../mkdocs.yml", "guarantee.yaml", "nowhere", "/dev/zero"])
def test_a_symbolic_link_is_refused_and_never_followed(target, own_world: Path):
    (own_world / "facts/treaties/linked.yaml").symlink_to(target)
    _, [problem] = check(own_world)
    assert problem.what == "A symbolic link stands among the facts."


def test_a_folder_that_is_a_symbolic_link_is_refused(own_world: Path, tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/stray.txt").touch()
    (own_world / "facts/more").symlink_to(tmp_path / "elsewhere")
    _, [problem] = check(own_world)
    assert (problem.where.path, problem.what) == ("facts/more", "A symbolic link stands among the facts.")


def test_a_pipe_is_never_waited_for(own_world: Path):
    os.mkfifo(own_world / "facts/treaties/pipe.yaml")
    _, [problem] = check(own_world)
    assert problem.what == "A pipe or device stands among the facts."


@pytest.mark.parametrize(
    ("name", "shown"), [(b"a\nb.yaml", "a?b.yaml"), (b"\xff.yaml", "?.yaml"), ("\u202eb.yaml".encode(), "?b.yaml")]
)
def test_a_strange_file_name_can_be_printed(name, shown, own_world: Path):
    Path(os.fsdecode(os.fsencode(own_world / "facts/treaties") + b"/" + name)).touch()
    _, [problem] = check(own_world)
    assert problem.where.path == f"facts/treaties/{shown}"
    str(problem).encode()


def test_a_huge_file_is_refused_unread(own_world: Path):
    with (own_world / "facts/treaties/huge.yaml").open("wb") as file:
        file.truncate(10**12)  # a hole: it takes no room
    _, [problem] = check(own_world)
    assert problem.what == "The file is larger than 2,000,000 bytes."


@given(st.data())
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_fact_with_any_value_replaced_by_anything_gives_problems_or_facts_but_no_error(
    own_world: Path, world: Facts, data
):
    ref = data.draw(st.sampled_from(sorted(world.documents)))
    document = world.documents[ref]
    changed = yaml.safe_load(yaml.safe_dump(document.data))
    pointer = data.draw(st.sampled_from(sorted(document.lines)[1:]))
    parent, _, step = pointer.rpartition("/")
    holder = resolve(changed, parent)
    similar = [claim.value for claim in world.claims.values()]
    holder[int(step) if isinstance(holder, list) else step.replace("~1", "/")] = data.draw(
        trees | st.sampled_from(similar)
    )
    path = own_world / document.path
    before = path.read_bytes()
    path.write_text(yaml.safe_dump(changed, allow_unicode=True), "utf-8")
    _, problems = check(own_world)
    path.write_bytes(before)
    assert all(str(problem) for problem in problems)


@given(raw=st.binary(max_size=300), folder=st.sampled_from(sorted(model.FOLDERS)))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_file_of_any_bytes_gives_problems_in_that_file_alone(own_world: Path, raw: bytes, folder: str):
    path = own_world / f"facts/{folder}/any.yaml"
    path.write_bytes(raw)
    _, problems = check(own_world)
    path.unlink()
    assert problems
    assert {problem.where.path for problem in problems} == {f"facts/{folder}/any.yaml"}


def test_a_file_that_changed_is_read_again_and_one_that_did_not_is_not(own_world: Path):
    remembered: dict = {}
    first, _ = read(own_world, remembered)
    path = own_world / "facts/treaties/guarantee.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("Guarantee of Eldorado", "Promise to Eldorado"), "utf-8")
    second, _ = read(own_world, remembered)
    assert second.treaties["guarantee"].title == "Promise to Eldorado by Old Borduria"
    assert second.documents["states/qaa"] is first.documents["states/qaa"]
    path.unlink()
    third, _ = read(own_world, remembered)
    assert "guarantee" not in third.treaties
    path.write_text(text, "utf-8")
    last, _ = read(own_world, remembered)
    assert last.treaties["guarantee"] == first.treaties["guarantee"]


def test_what_is_hidden_among_the_facts_is_left_alone(own_world: Path):
    (own_world / "facts/treaties/.guarantee.yaml.swp").write_bytes(b"\x00")
    (own_world / "facts/.DS_Store").touch()
    assert_clean(check(own_world)[1])


@pytest.mark.parametrize(("row", "unnamed"), [
    ("printed: the two governments, reads: QAD, note: as its heading has it", ["QAB"]),
    ("printed: between Borduria and Dystonia", []),
    ("printed: between Old Borduria and Dystonia", ["QAB"]),
    ("printed: between Borduria and Eldorado", ["QAD"]),
    ("printed: Bordurian-Dystonian treaty, reads: QAB QAD, note: both by adjectives", []),
])  # fmt: skip
def test_a_party_is_printed_where_a_row_for_the_parties_names_it(row, unnamed, own_world: Path):
    with (own_world / "facts/treaties/friendship.yaml").open("a", encoding="utf-8") as file:
        file.write(f"  - {{source: arcadian-gazette, supports: parties, {row}}}\n")
    facts, problems = check(own_world)
    assert_clean(problems)
    refs = (f"treaties/friendship#/parties/{code}#state" for code in ("QAB", "QAD"))
    assert [facts.claims[ref].value for ref in refs if ref in facts.unprinted] == unnamed
