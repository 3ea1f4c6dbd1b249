"""Names and codes of states, as people write them."""

import pytest

from allies.facts.read import CODES
from allies.load import table


@pytest.mark.parametrize(("written", "code"), [
    ("GER", "DEU"), ("CHI", "CHL"), ("ROM", "ROU"), ("UK", "GBR"), ("SUI", "CHE"), ("KSA", "SAU"), ("USSR", "SUN"),
    ("de", "DEU"), ("mex", "MEX"), ("Mexico", "MEX"), ("Me\u0301xico", "MEX"), ("COSTA\u00a0RICA", "CRI"),
    ("Cote d\u2019Ivoire", "CIV"), ("XXQ", None), ("Mexiko City", None),
])  # fmt: skip
def test_the_state_that_is_meant_is_known_by_any_name_and_by_the_codes_of_others(written, code, facts):
    assert facts.state_meant(written) == code


def test_no_code_of_others_is_one_of_ours(facts):
    assert not [code for code in table(CODES) if code in facts.states]
    assert set(table(CODES).values()) <= facts.states.keys()


@pytest.mark.parametrize(("printed", "codes"), [
    ("between Ghana and Guinea", {"GHA", "GIN"}), ("between Ghana and Guinea-Bissau", {"GHA", "GNB"}),
    ("Equatorial Guinea", {"GNQ"}), ("Papua New Guinea", {"PNG"}), ("New Guinea", set()), ("British Honduras", set()),
    ("South Sudan", {"SSD"}), ("the Dominican Republic", {"DOM"}), ("Dominica", {"DMA"}), ("Niger", {"NER"}),
    ("Nigeria", {"NGA"}), ("Northern Ireland and Ireland", {"IRL"}), ("Gulf of Oman", set()), ("Нигерия", {"NGA"}),
])  # fmt: skip
def test_a_name_inside_that_of_another_place_names_no_state(printed, codes, facts):
    assert facts.witnesses.named(printed) == codes
