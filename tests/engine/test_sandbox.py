"""Sandbox: a page's template can take no time and no room, whatever it says, and is refused at its line."""

import resource
import time

import pytest

from allies.facts.read import Facts
from allies.pages.page import render
from allies.pages.plan import Plan
from allies.problems import FactsError

ENDLESS = [
    "{{ 'x' * 10**10 }}",
    "{{ 10**10**10 }}",
    "{{ [0] * 10**9 }}",
    "{{ '%999999999d' % 1 }}",
    "{{ '%999999999d'|format(1) }}",
    "{{ 'x'|center(10**9) }}",
    "{{ '{:>999999999}'.format(1) }}",
    "{{ name('states/qaa').center(999999999) }}",
    "{% set n = name('states/qaa') %}{{ n.zfill(999999999) }}",
    "{{ name('states/qaa')['center'](999999999) }}",
    "{% for x in range(10**9) %}{% endfor %}",
    "{% for a in 'xxxxxxxxx' %}{% for b in 'xxxxxxxxx' %}x{% endfor %}{% endfor %}",
    "{% macro again() %}{{ again() }}{{ again() }}{% endmacro %}{{ again() }}",
    "{% set a = 'x' %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}",
    "{% set a %}x{% endset %}" + "{% set a %}{{ a }}{{ a }}{% endset %}" * 40 + "{{ a }}",
    "{% set a = [1] %}" + "{% set a = [a, a] %}" * 40 + "{{ a }}",
    "{% filter upper %}x{% endfilter %}",
    "{{ pair('QAA', 'QAB')" + ".answer" * 400 + " }}",
    "{{ rules() }}" * 4000,
    "{{ name('states/qaa') }}" * 4000,
]


@pytest.fixture(scope="module")
def plan(world: Facts) -> Plan:
    return Plan(world, world.edition)


@pytest.mark.parametrize("template", ENDLESS, ids=[template[:50] for template in ENDLESS])
def test_a_template_that_would_take_long_or_much_is_one_problem_at_its_line(template: str, plan: Plan) -> None:
    begun, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(FactsError) as error:
        render(f"# Title\n\n{template}\n", plan, "docs/page.md")
    [problem] = error.value.problems
    assert (problem.where.path, problem.where.line) == ("docs/page.md", 3)
    assert problem.what.startswith("The page's template cannot be rendered: ")
    assert problem.what.count("\n") == 0
    assert time.monotonic() - begun < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # kilobytes


@pytest.mark.parametrize(
    "template", ["{{ " + "(" * 5000 + ")" * 5000 + " }}", "{{ " + "9" * 5000 + " }}", "x" * 600_000]
)
def test_a_template_that_cannot_even_be_read_is_one_problem(template: str, plan: Plan) -> None:
    with pytest.raises(FactsError, match="The page's template cannot be rendered: "):
        render(template, plan, "docs/page.md")


def test_what_a_page_gives_is_bounded_however_little_it_says(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("allies.pages.sandbox.MOST_GIVEN", 20_000)
    with pytest.raises(FactsError, match="it would give more than 20,000 characters") as error:
        render("# Title\n" + "\n{{ every('states') }}" * 100, plan, "docs/page.md")
    assert 3 < error.value.problems[0].where.line < 100


@pytest.mark.parametrize("path", ["/etc/passwd", "facts/../mkdocs.yml", "docs/examples/../index.md", "facts/x/y.yaml"])
def test_a_page_shows_no_file_but_facts_and_examples(path: str, plan: Plan) -> None:
    with pytest.raises(FactsError, match="no file to be shown is called"):
        render(f"{{{{ shown({path!r}) }}}}", plan, "docs/page.md")
    text = render("{{ shown('facts/states/qaa.yaml') }}", plan, "docs/page.md")
    assert text.startswith('<pre data-file="facts/states/qaa.yaml"><code># yaml-language-server: ')


def test_a_page_calls_and_shows_what_it_is_given(plan: Plan) -> None:
    text = render("{% set both = pair('QAA', 'QAB') %}{{ both.x }}, {{ name(ref='states/qab') }}", plan, "docs/page.md")
    assert "Arcadia" in text
    assert "Borduria" in text
