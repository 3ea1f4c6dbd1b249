"""Kept: what was found once is not looked for again, and never taken for something else."""

import os
import shutil
from collections.abc import Iterator, Mapping
from operator import attrgetter
from pathlib import Path
from types import SimpleNamespace

import pytest
from testing import Broken, copy_world, each, edited

from allies import rules
from allies.facts.claims import ref_of
from allies.facts.evidence import Witnesses
from allies.facts.read import read
from allies.gate import check, kept
from allies.gate.check import check_all, check_files
from allies.problems import FactsError

from .test_broken import BROKEN

FOUND = {kept.FACTS, kept.FILES, kept.PASSED}


@pytest.fixture
def checks(monkeypatch) -> list:
    """The checks made meanwhile."""
    made, real = [], check.checked

    def checked(root, memory):
        made.append(root)
        return real(root, memory)

    monkeypatch.setattr(check, "checked", checked)
    monkeypatch.setattr(kept, "FEW", 0)
    return made


def test_facts_that_stay_as_they_are_are_checked_once(own_world, checks):
    first, second = kept.checked(own_world), kept.checked(own_world)
    assert len(checks) == 1
    assert (second.states, second.treaties, second.edition) == (first.states, first.treaties, first.edition)
    assert [second.standing(ref).confirmed for ref in second.claims] == [
        first.standing(ref).confirmed for ref in first.claims
    ]
    assert second.schemas.validators.keys() == first.schemas.validators.keys()


@pytest.mark.parametrize("change", ["a fact", "a new file", "a schema"])
def test_whatever_changes_is_checked_anew(change, own_world, checks):
    kept.checked(own_world)
    if change == "a fact":
        path = own_world / "facts/states/qaa.yaml"
        path.write_text(path.read_text("utf-8") + "# a comment\n", "utf-8")
    elif change == "a new file":
        (own_world / "facts/states/.hidden").write_text("", "utf-8")
    else:
        _own_schema(own_world)
    kept.checked(own_world)
    assert len(checks) == 2


def test_a_file_that_is_written_to_while_it_is_read_is_read_again(own_world):
    path, known, seen = own_world / "facts/states/qaa.yaml", {}, []

    def seeing(of):
        """What a file holds; once this one is seen, somebody else writes to it."""
        found = of.is_file() and of.read_bytes()
        if of == path and not seen:
            seen.append(found)
            path.write_bytes(found.replace(b"Arcadia", b"Arcady"))
        return found

    assert read(own_world, known, seeing)[0].states["QAA"].name.en == "Arcady"
    path.write_bytes(seen[0])
    assert read(own_world, known, seeing)[0].states["QAA"].name.en == "Arcadia"


@pytest.mark.parametrize("written", [0, 1, 2, 9])
def test_work_that_fails_is_begun_anew_where_somebody_wrote_to_the_files_meanwhile(written, own_world):
    path, begun = own_world / "docs/index.md", []

    def work(facts):
        begun.append(facts)
        if len(begun) <= written:
            path.write_text(f"{path.read_text('utf-8')}\nMore.\n", "utf-8")
        if len(begun) <= written or not written:
            raise FactsError
        return len(begun)

    if written in (1, 2):
        assert kept.steady(own_world, work) == written + 1
        return
    with pytest.raises(FactsError):
        kept.steady(own_world, work)
    assert len(begun) == (kept.TRIES + 1 if written else 1)


def test_a_problem_is_never_kept(own_world, checks):
    (own_world / "facts/states/qaa.yaml").write_text("name: no\n", "utf-8")
    for _ in range(2):
        with pytest.raises(FactsError):
            kept.checked(own_world)
    assert len(checks) == 2


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda content: b"", id="emptied"),
        pytest.param(lambda content: content[:-9], id="cut short"),
        pytest.param(lambda content: content + b".", id="added to"),
    ],
)
def test_what_was_kept_and_is_damaged_is_not_used(harm, own_world, checks):
    kept.checked(own_world)
    for name in (kept.FACTS, kept.FILES):
        path = own_world / kept.CACHE / name
        path.write_bytes(harm(path.read_bytes()))
    assert kept.checked(own_world).states
    assert len(checks) == 2


def test_where_nothing_can_be_kept_the_facts_are_checked(own_world, checks):
    (own_world / ".cache").write_text("a file", "utf-8")
    assert kept.checked(own_world).states
    assert kept.checked(own_world).states
    assert len(checks) == 2


@pytest.fixture(scope="module")
def known_world(root, tmp_path_factory):
    """A world of which a check was kept."""
    found = copy_world(root / "tests/world", root / "schema", tmp_path_factory.mktemp("known") / "world")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept, "FEW", 0)
        with kept.memory(found) as memory:
            check.check(found, memory)
    return found


@each(BROKEN)
def test_a_check_that_remembers_finds_what_a_fresh_one_finds(broken: Broken, known_world):
    with broken.laid_over(known_world), kept.memory(known_world) as memory:
        assert memory.right
        found = check.check(known_world, memory)[1]
        assert "\n".join(map(str, found)) == broken.expected
        told = [each for each in found if each.where.path == broken.place]
        assert check_files(known_world, {broken.place}, memory) == told


def test_what_was_right_is_looked_at_anew_for_another_day(known_world):
    with edited(known_world / "facts/edition.yaml", r'asserted_for: "[\d-]+', 'asserted_for: "2019-12-31'):
        fresh = check.check(known_world)[1]
        with kept.memory(known_world) as memory:
            assert check.check(known_world, memory)[1] == fresh
    assert "date-future" in {each.code for each in fresh}


def test_a_rule_that_looks_at_nothing_else_does_not(facts):
    known, doc = _Only(), ""
    known.data = facts.witnesses.sources

    def strays(document):
        assert ref_of(document) == doc
        return facts.strays(document)

    def sort(ref):
        assert ref.partition("#")[0] == doc
        return facts.sort(ref)

    witnesses, models, names = Witnesses(known, facts.witnesses.state_names), _Only(), _Only()
    models.data, models.named = facts.sources, known.named
    names.data = facts.names
    alone = SimpleNamespace(witnesses=witnesses, sources=models, strays=strays, sort=sort, names=names)
    alone.edition, alone.schemas, alone.ids = facts.edition, facts.schemas, {"states": facts.ids["states"]}
    looked = 0
    for rule in filter(attrgetter("alone"), rules.RULES):
        for subject in rule.subjects(facts):
            doc = ref_of(getattr(subject, "document", subject))
            names.named = {doc}
            known.named.clear()
            known.named.update(source for claim in facts.claims_by_file.get(doc, ()) for source in claim.sources)
            assert list(rule.check(subject, alone)) == []
            looked += 1
    assert looked > len(facts.claims)


class _Only(Mapping):
    """Sources, of which only some may be asked for."""

    def __init__(self) -> None:
        self.data, self.named = {}, set()

    def __getitem__(self, id: str):
        assert id in self.named
        return self.data[id]

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("All are asked for.")

    def __len__(self) -> int:
        raise AssertionError("All are asked for.")


@pytest.fixture
def whole(own_world, monkeypatch) -> list:
    """The whole checks made of a world in which nothing is wrong, but for its prose."""
    made: list = []

    def passes(root, memory):
        made.append(1)
        return check.check(root)

    monkeypatch.setattr(check, "check_all", passes)
    kept.passed(own_world)
    assert kept.passed(own_world) == kept.passed(own_world)
    assert len(made) == 1
    return made


@pytest.mark.parametrize("name", [*kept.HELD, "docs/new.md", "facts/states/.new", "schema/new.json"])
def test_what_passed_is_held_anew_when_anything_is_another(name, own_world, whole):
    if (own_world / "schema").is_symlink():
        _own_schema(own_world)
        kept.passed(own_world)
        whole.pop()
    place = own_world / name
    if place.is_dir():
        place = next(path for path in sorted(place.rglob("*")) if path.is_file())
    place.parent.mkdir(exist_ok=True, parents=True)
    with place.open("a", encoding="utf-8") as file:
        file.write(" ")
    kept.passed(own_world)
    assert len(whole) == 2
    place.unlink()
    kept.passed(own_world)
    assert len(whole) == 3


def test_an_engine_that_is_another_keeps_nothing(own_world, whole, tmp_path, monkeypatch):
    engine = tmp_path / "engine"
    shutil.copytree(kept.ENGINE, engine)
    monkeypatch.setattr(kept, "ENGINE", engine)
    (engine / "rules/new.py").touch()
    kept.passed(own_world)
    assert len(whole) == 2
    with kept.memory(own_world) as memory:
        assert not memory.outcomes


def test_the_whole_gate_finds_the_same_again(own_world, monkeypatch):
    monkeypatch.setattr(kept, "FEW", 0)
    (own_world / "docs/index.md").write_text("{{ nothing }}\n", "utf-8")
    found = []
    for _ in range(2):
        with kept.memory(own_world) as memory:
            found.append(check_all(own_world, memory)[1])
    assert found[0] == found[1] == check_all(own_world)[1] != []


def _own_schema(world) -> None:
    """Gives a world schemas of its own in the place of a link to them, with something added to each."""
    schemas = {path.name: path.read_bytes() for path in (world / "schema").iterdir()}
    (world / "schema").unlink()
    (world / "schema").mkdir()
    for name, content in schemas.items():
        (world / "schema" / name).write_bytes(content + b"\n")


@pytest.mark.parametrize("linked", [False, True])
def test_what_never_ends_is_told_and_never_opened(linked: bool, own_world: Path, tmp_path: Path):
    pipe = tmp_path / "pipe" if linked else own_world / "facts/treaties/pipe.yaml"
    os.mkfifo(pipe)
    if linked:
        (own_world / "facts/treaties/pipe.yaml").symlink_to(pipe)
    with pytest.raises(FactsError) as told:
        kept.passed(own_world)
    assert "file-linked" in {each.code for each in told.value.problems}
