"""Plan: which pages a site has and where they stand, so that pages can link to one another."""

import re
import unicodedata
from functools import cache, cached_property

from allies.answers import derive
from allies.answers.derive import Answer
from allies.facts.dates import Edtf
from allies.facts.read import Facts


class Plan:
    """The pages of a site for one day: every state, treaty and organization, and the pairs there is something to say of.

    `all_pairs` gives every pair a page, whatever there is to say.
    """

    def __init__(self, facts: Facts, on: Edtf, all_pairs: bool = False) -> None:
        self.facts, self.on, self.all_pairs = facts, on, all_pairs

    @cached_property
    def states(self) -> dict[str, str]:
        """The address of each present state, by its code, in the order of names."""
        present = [state for state in self.facts.states.values() if state.status in ("un-member", "observer", "other")]
        return {
            state.code: f"states/{slug(state.name.en)}/"
            for state in sorted(present, key=lambda state: slug(state.name.en))
        }

    @cached_property
    def answers(self) -> dict[frozenset[str], Answer]:
        """The answer for every two present states."""
        return {frozenset((answer.a, answer.b)): answer for answer in derive.answers(self.facts, self.on)}

    @cached_property
    def pairs(self) -> dict[frozenset[str], str]:
        """The address of each pair that has a page, in the order of names."""
        return {pair: self._address(*self.ordered(pair)) for pair in self.answers if self.all_pairs or self._told(pair)}

    def page(self, ref: str) -> str:
        """The address of the page of a state, treaty or organization, by its ref."""
        folder, _, id = ref.partition("/")
        return self.states[id.upper()] if folder == "states" else f"{folder}/{id}/"

    def ordered(self, pair: frozenset[str]) -> tuple[str, str]:
        """The two states of a pair in the order of their names, as on its page."""
        a, b = sorted(pair, key=lambda code: slug(self.facts.states[code].name.en))
        return a, b

    def other_order(self, pair: frozenset[str]) -> str:
        """The address a pair would have with its states the other way round."""
        a, b = self.ordered(pair)
        return self._address(b, a)

    def _address(self, a: str, b: str) -> str:
        return f"pairs/{slug(self.facts.states[a].name.en)}-{slug(self.facts.states[b].name.en)}/"

    def _told(self, pair: frozenset[str]) -> bool:
        """Whether there is something to say: a treaty of any kind, past or present, a relation, or both in the G20."""
        answer = self.answers[pair]
        if (
            answer.bonds
            or answer.earlier
            or answer.unclear
            or any(pair == set(relation.states) for relation in self.facts.relations.values())
        ):
            return True
        group = self.facts.organizations.get("g20")
        return group is not None and all(derive.member(self.facts, group, code, self.on) for code in pair)


@cache
def slug(name: str) -> str:
    """A name as part of an address: `Côte d'Ivoire` is `cote-divoire`."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(letter)
    )
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "").replace("’", "")).strip("-")
