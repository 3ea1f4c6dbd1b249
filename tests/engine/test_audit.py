"""The audit as a whole: a right page passes, every problem is found at once, and exceptions shrink."""

import pytest
from audited import CITED, MEXICO, RUSSIA, SIGNED, SOURCES, Site

from allies import audit as package
from allies.audit.days import bounds, in_english, period_in_english
from allies.audit.raw import read_facts
from allies.audit.read import read_page
from allies.audit.words import read_lexicon, tokens

EXCEPTIONS = "tests/audit-exceptions.yaml"
RIGHT = f"""
<h1 id="top">Are {MEXICO} and {RUSSIA} allies?<a class="headerlink" href="#top" title="Permanent link">&para;</a></h1>
<p><span data-claim="answer" data-a="MEX" data-b="RUS" data-on="2026-11-22" data-value="not-allies" data-rests-on="searches/mex-rus-defense">No.
{MEXICO} and {RUSSIA} are not formal allies.</span></p>
<p>True for <time datetime="2026-11-22" data-fact="edition#/asserted_for">22 November 2026</time>.</p>
<h2 id="why">Why?</h2>
<p>One treaty was signed on {SIGNED}.{CITED}</p>
{SOURCES}
"""


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path)


def test_a_right_page_passes(site):
    assert (
        site.page(RIGHT.replace("One treaty", "The text"), title="Are Mexico and Russia allies? - Home").audit() == []
    )


def test_every_problem_is_found_at_once_and_in_order(site):
    site.page("<p>In 1930.</p>\n<p>text {{ x }}</p>", "second/index.html").page(
        '<p>Zubrowka.</p><p><a href="second/">text</a></p>'
    )
    assert [(problem.where.path, problem.where.line) for problem in site.audit()] == [
        ("site/index.html", 12),
        ("site/second/index.html", 12),
        ("site/second/index.html", 13),
    ]


def test_a_problem_of_a_sentence_names_its_line(site):
    [problem] = site.page("<p>text</p>\n\n<p>A <em>text</em> of\n1930.</p>").audit()
    assert str(problem) == (
        "site/index.html:14:\n"
        '    The sentence "A text of 1930." says "1930" by hand; dates and numbers come from facts.\n'
        '    To mend: Pull it in: {{ fact("relations/mex-rus#/events/severed/date") }}.'
    )


def test_an_exception_lets_its_sentence_stand(site):
    site.write(EXCEPTIONS, 'exceptions:\n  - {page: index.html, text: "Begun in 1930.", reason: The name of a song.}\n')
    assert site.page("<p>Begun in 1930.</p>").audit() == []


def test_an_exception_that_nothing_needs_is_a_problem(site):
    site.write(EXCEPTIONS, 'exceptions:\n  - {page: index.html, text: "Begun in 1930.", reason: The name of a song.}\n')
    [problem] = site.page("<p>text</p>").audit()
    assert str(problem) == (
        'tests/audit-exceptions.yaml:2: /exceptions/0\n    The exception for "Begun in 1930." on index.html is no longer needed.\n    To mend: Delete it.'
    )


@pytest.mark.parametrize(("text", "what"), [
    ("exceptions: [{page: index.html, text: x}]", "An exception is not made of a page, a text and a reason."),
    ('exceptions: [{page: index.html, text: x, reason: " "}]', "An exception is not made of a page, a text and a reason."),
    ("exceptions: none", "The file has no list called `exceptions`."),
    ("- page: x", "The file holds no mapping of keys to values."),
])  # fmt: skip
def test_exceptions_have_a_reason(site, text, what):
    site.write(EXCEPTIONS, text + "\n")
    assert [problem.what for problem in site.page("<p>text</p>").audit()] == [what]


def test_facts_that_cannot_be_read_are_told_instead_of_guessed_at(site):
    site.write("facts/states/mex.yaml", "code: [")
    assert [problem.where.path for problem in site.page("<p>text</p>").audit()] == ["facts/states/mex.yaml"]


@pytest.mark.parametrize(
    "raw", [b"<p>\xff</p>", b"<div>" * 5_000, b"\x00", b"", b"<table><td><table><tr><td colspan=99999999>x"]
)
def test_no_page_brings_the_audit_down(site, raw):
    site.page("<p>text</p>")
    (site.site / "odd.html").write_bytes(raw)
    assert any(problem.where.path == "site/odd.html" for problem in site.audit())


def test_many_pages_are_shared_out_among_processes_with_the_same_outcome(site, monkeypatch):
    for number in range(6):
        site.page(
            f'<p>Text of 193{number}.</p><p><a href="../p{(number + 1) % 6}/">next</a></p>', f"p{number}/index.html"
        )
    site.page('<p><a href="p0/">next</a></p>')
    alone = site.audit()
    monkeypatch.setattr(package, "MANY", 2)
    assert len(alone) == 6
    assert site.audit() == alone


@pytest.mark.parametrize(("value", "form", "text"), [
    ("1930-01-26", None, "26 January 1930"),
    ("1930-01", None, "January 1930"),
    ("1930", None, "1930"),
    ("1930-01-26", "month", "January 1930"),
    ("1930-01-26", "year", "1930"),
    ("1942-11-10/1942-11-12", None, "10–12 November 1942"),
    ("1978-05-17/1978-06-02", None, "17 May–2 June 1978"),
    ("1990-12-28/1991-01-03", None, "28 December 1990–3 January 1991"),
    ("1943-05/1943-11", None, "May–November 1943"),
    ("1991-12/1992-01", None, "December 1991–January 1992"),
    ("1991/1992", None, "1991–1992"),
    ("1978-05-17/1978-06-02", "year", "1978"),
    ("1948~", None, "circa 1948"),
    ("1948?", None, "1948 (uncertain)"),
])  # fmt: skip
def test_a_date_has_one_form_in_english(value, form, text):
    assert in_english(value, form) == text


@pytest.mark.parametrize(("value", "first", "last"), [
    ("1942-11-10", "1942-11-10", "1942-11-10"),
    ("1944-02", "1944-02-01", "1944-02-29"),
    ("1942-11/1943", "1942-11-01", "1943-12-31"),
    ("1948~", "1947-01-01", "1949-12-31"),
    ("1948-12?", "1948-11-01", "1949-01-31"),
    ("1948-03-01~", "1948-02-29", "1948-03-02"),
])  # fmt: skip
def test_a_date_is_bounded_by_the_days_it_can_be(value, first, last):
    assert bounds(value) == (first, last)


def test_a_period_is_read_in_english():
    assert [period_in_english(text) for text in ("P2Y", "P1Y", "P6M", "P1Y6M", "P", "2Y")] == [
        "2 years",
        "1 year",
        "6 months",
        "1 year and 6 months",
        None,
        None,
    ]


def test_sentences_end_where_readers_end_them():
    page = read_page(
        "<article class='md-content__inner'><p>Of A. Volpert, St. Petersburg, e.g. here. Then? \"So!\" It ends.</p></article>",
        "x",
        "x",
    )
    assert [sentence.text for sentence in page.passages[0].sentences] == [
        "Of A. Volpert, St. Petersburg, e.g. here.",
        "Then?",
        '"So!"',
        "It ends.",
    ]


def test_number_words_are_added_up(site):
    lexicon = read_lexicon(read_facts(site.root)[0])
    assert lexicon.count(tokens("one hundred and forty-one texts, twenty-one more, and 7")) == [141, 21, 7]
