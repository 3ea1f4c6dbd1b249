"""Double entry: who owes what and who belongs where, as tests/bonds.yaml has it, against the facts.

A party dropped, swapped or added in a fact file alone shows here, whatever evidence came with it; and so does a date that no
evidence holds.
"""

from pathlib import Path

import pytest
import yaml

BONDS = yaml.safe_load((Path(__file__).parent.parent / "bonds.yaml").read_text("utf-8"))
MEND = "Correct the fact, or say the same in tests/bonds.yaml."


def test_every_treaty_organization_and_search_has_its_second_entry(facts):
    for folder in ("treaties", "organizations", "searches"):
        entries = BONDS[folder]
        assert set(getattr(facts, folder)) == set(entries), (
            f"Only one of the two has {sorted(set(getattr(facts, folder)) ^ set(entries))}. {MEND}"
        )


@pytest.mark.parametrize("id", BONDS["treaties"])
def test_the_parties_of_a_treaty_and_what_they_owe_are_those_of_the_second_entry(id, facts):
    treaty = facts.treaties[id]
    gone = {code for code, party in treaty.parties.items() if party.denunciation or party.bound_until}
    force = (
        ("ended" if treaty.ended else "in force")
        if treaty.entry_into_force
        else "ended without a day of entry into force"
        if treaty.ended
        else "no day of entry into force"
    )
    ours = {
        "owes": [each.kind for each in treaty.obligations],
        "is": force,
        **_both("parties", set(treaty.parties), gone),
    }
    assert ours == BONDS["treaties"][id], f"The facts say {ours}. {MEND}"


@pytest.mark.parametrize("id", BONDS["organizations"])
def test_the_members_of_an_organization_are_those_of_the_second_entry(id, facts):
    members = facts.organizations[id].members
    ours = _both("members", set(members), {code for code, membership in members.items() if membership.left})
    assert ours == BONDS["organizations"][id], f"The facts say {ours}. {MEND}"


@pytest.mark.parametrize("id", BONDS["searches"])
def test_a_search_read_the_registers_of_the_second_entry(id, facts):
    assert " ".join(sorted(facts.searches[id].registers)) == BONDS["searches"][id]["registers"], MEND


def test_a_date_or_number_that_no_source_was_seen_to_print_is_said_twice(facts):
    ours = {
        ref: claim.value
        for ref, claim in facts.claims.items()
        if claim.sort in ("date", "number") and not facts.standing(ref).confirmed
    }
    differing = {
        ref: (ours.get(ref), BONDS["unprinted"].get(ref))
        for ref in ours.keys() | BONDS["unprinted"]
        if ours.get(ref) != BONDS["unprinted"].get(ref)
    }
    assert not differing, (
        f"Facts and second entry differ: {differing}. Add the form that a source prints, or say the same in tests/bonds.yaml, where only what is unprinted belongs."
    )


def _both(word: str, all_of_them: set[str], gone: set[str]) -> dict[str, str]:
    """Who is in and who has left, as the second entry writes it."""
    return {word: " ".join(sorted(all_of_them - gone))} | ({"gone": " ".join(sorted(gone))} if gone else {})
