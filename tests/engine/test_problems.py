"""Problems, as a contributor reads them."""

import pytest

from allies.problems import FactsError, Location, Problem, nearest


def test_a_problem_says_where_what_and_how_to_mend():
    problem = Problem(
        where=Location("facts/states/qaa.yaml", 3, "/code"), what="The code is wrong.", mend="Correct it."
    )
    assert str(problem) == "facts/states/qaa.yaml:3: /code\n    The code is wrong.\n    To mend: Correct it."


def test_a_problem_of_a_whole_file_has_no_pointer():
    assert str(Location("facts/states/qaa.yaml")) == "facts/states/qaa.yaml:1:"


def test_an_error_carries_its_problems_in_order():
    first, second = (Problem(where=Location("a.yaml", line), what="It is wrong.", mend="Mend it.") for line in (1, 2))
    error = FactsError(second, first)
    assert error.problems == (first, second)
    assert str(error) == f"{first}\n{second}"


@pytest.mark.parametrize(("word", "known", "near"), [
    ("singed", ["signed", "title"], "signed"),
    ("qad", ["QAA", "QAD"], "QAD"),
    ("moon", ["signed", "title"], None),
    ("x" * 1_000_000, ["signed"], None),
])  # fmt: skip
def test_the_nearest_known_word_is_offered_only_when_it_is_close(word, known, near):
    assert nearest(word, known) == near
