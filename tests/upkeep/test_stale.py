"""What time makes due: an old edition, registers read long ago, treaties that await their entry into force."""

from datetime import timedelta

from upkeep import stale


def test_on_the_day_of_the_edition_nothing_is_due_but_treaties_that_wait(facts):
    lines = list(stale.report(facts, facts.edition.latest))[1:]
    assert all("no day of entry into force is recorded" in line for line in lines)


def test_after_a_year_the_edition_and_the_registers_are_due(facts):
    lines = "\n".join(stale.report(facts, facts.edition.latest + timedelta(days=400)))
    assert f"`facts/edition.yaml`: the edition is that of {facts.edition}." in lines
    assert "`facts/searches/world-defense.yaml`: atop was last read on" in lines


def test_a_treaty_signed_lately_and_not_in_force_is_awaited(facts):
    waiting = [each for each in facts.treaties.values() if not each.entry_into_force and not each.ended]
    named = "\n".join(stale.report(facts, facts.edition.latest))
    recent = [each for each in waiting if each.signed.latest.year >= 2024 and not any(map(each.start, each.parties))]
    assert recent, "No recent treaty waits for its entry into force; then this test proves nothing."
    assert all(f"facts/treaties/{each.id}.yaml" in named for each in recent)
