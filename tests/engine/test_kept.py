"""Kept: facts found right are not checked again, and never taken for others."""

import pytest

from allies.gate import check, kept
from allies.problems import FactsError


@pytest.fixture
def checks(monkeypatch) -> list:
    """The checks made meanwhile."""
    made, real = [], check.checked

    def checked(root):
        made.append(root)
        return real(root)

    monkeypatch.setattr(check, "checked", checked)
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
        schemas = {path.name: path.read_bytes() for path in (own_world / "schema").iterdir()}
        (own_world / "schema").unlink()
        (own_world / "schema").mkdir()
        for name, content in schemas.items():
            (own_world / "schema" / name).write_bytes(content + b"\n")
    kept.checked(own_world)
    assert len(checks) == 2


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
    path = own_world / kept.PLACE
    path.write_bytes(harm(path.read_bytes()))
    assert kept.checked(own_world).states
    assert len(checks) == 2


def test_where_nothing_can_be_kept_the_facts_are_checked(own_world, checks):
    (own_world / ".cache").write_text("a file", "utf-8")
    assert kept.checked(own_world).states
    assert kept.checked(own_world).states
    assert len(checks) == 2
