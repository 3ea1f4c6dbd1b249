"""Problems, as a contributor reads them."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from testing import Broken

from allies.answers import compare
from allies.audit.derivation import disagreements
from allies.facts.read import Facts, find_root, read
from allies.gate import committed, expected, phrases, prose
from allies.gate.check import check
from allies.load import MAX_BYTES, load
from allies.pages import write as pages
from allies.pages.plan import Plan
from allies.problems import FactsError, Location, Problem, coded, gathered, nearest
from allies.rules import kinds
from allies.site import publish
from allies.site.build import audited

BROKEN = sorted((Path(__file__).parents[1] / "broken").rglob("*.*"))


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


BACK = '# yaml-language-server: $schema=../schema/edition.schema.json\nasserted_for: "2019-12-30"\n'
LONG = f"evidence: [{{source: x, printed: {'x' * 401}}}]"
ANSWER = "answers: [{pair: [QAA, QAB], day: '1960-01-01', answer: x, by: [], because: x}]"

# The kinds that no broken fact can show, and how each comes about in a repository of made-up facts.
ELSEWHERE: dict[str, Callable[[Path], Iterable[Problem]]] = {
    "answer-flipped": lambda root: expected.problems(_facts(_put(root, expected.ANSWERS, ANSWER))),
    "answers-stale": lambda root: committed.problems(Plan(_facts(_put(root, "answers/x.json", "")))),
    "derivations-differ": lambda root: disagreements(_facts(root).documents, [("QAA", "QAB", "x", "")]),
    "difference-idle": lambda root: compare.stale(_facts(root), _facts(root).comparisons["treaty-register"], []),
    "edition-back": lambda root: check(_put(root, "facts/edition.yaml", BACK))[1],
    "edition-missing": lambda root: check(_without(root, "facts/edition.yaml"))[1],
    "file-large": lambda root: load(b"x" * (MAX_BYTES + 1), "x.yaml")[1],
    "file-unreadable": lambda root: expected.problems(_facts(_put(root, f"{expected.BONDS}/x", ""))),
    "key-form": lambda root: load(b"? [a]\n: b\n", "x.yaml")[1],
    "key-long": lambda root: load(b"x" * 600 + b": y", "x.yaml")[1],
    "no-repository": lambda root: _raised(lambda: find_root(root.parent)),
    "not-reviewed": lambda root: prose.unreviewed(root),
    "page": lambda root: pages.problems(Plan(_facts(_put(root, "docs/x.md", "{{ nothing }}")))),
    "page-unreadable": lambda root: prose.problems(_put(root, "docs/x.md/y", ""), set()),
    "phrase": lambda root: phrases.problems(_put(root, "docs/phrases/xx.yaml", "answer: {}"), _facts(root).schemas),
    "prose-typed": lambda root: prose.problems(_put(root, "docs/x.md", "In 1960."), set()),
    "schema-unreadable": lambda root: check(_without(root, "schema"))[1],
    "second-entry": lambda root: expected.problems(_facts(_put(root, expected.BONDS, "treaties: {}"))),
    "site": lambda root: audited(_put(root, "site/index.html", "<p>Yes.</p>") / "site", root),
    "text-long": lambda root: check(_put(root, "facts/concepts/x.yaml", LONG))[1],
    "work-stopped": lambda root: _raised(lambda: publish.refuse_strangers(_put(root, "site/x", ""))),
    "yaml": lambda root: load(b"%x\n", "x.yaml")[1],
}


@pytest.mark.parametrize("code", ELSEWHERE)
def test_a_problem_of_no_fact_has_its_code(code, own_world: Path):
    assert code in {problem.code for problem in coded("work-stopped", ELSEWHERE[code](own_world))}


def test_every_kind_of_problem_is_in_the_table_and_shown_by_a_test():
    told = {code for path in BROKEN for code in re.findall(r"\[([a-z-]+)\]$", Broken.read(path).expected, re.MULTILINE)}
    assert {kind.code for kind in kinds()} == told | ELSEWHERE.keys() | {"evidence"}


def _facts(root: Path) -> Facts:
    return read(root)[0]


def _put(root: Path, path: str, text: str) -> Path:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, "utf-8")
    return root


def _without(root: Path, path: str) -> Path:
    (root / path).unlink()
    return root


def _raised(work: Callable[[], object]) -> Iterable[Problem]:
    with pytest.raises(FactsError) as error:
        work()
    return error.value.problems


def test_a_value_against_its_evidence_hides_only_what_may_come_from_it():
    def told(code: str, pointer: str) -> Problem:
        return Problem(where=Location("facts/treaties/pact.yaml", 1, pointer), what="x", mend="x", code=code)

    unsound = told("printed-otherwise", "/parties/QAA/evidence/0")
    after, elsewhere = told("days-order", "/parties/QAA/bound_from"), told("days-order", "/parties/QAB/bound_from")
    assert gathered([unsound, after, elsewhere]) == sorted([unsound, elsewhere])
    assert gathered([told("printed-otherwise", "/evidence/0"), after]) == [told("printed-otherwise", "/evidence/0")]
