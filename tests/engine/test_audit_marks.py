"""Marks: a value in a page is the fact's, rightly rendered, cited, and in its place."""

import pytest
from audited import CITED, MEXICO, RUSSIA, SIGNED, SOURCES, Site

REL = "relations/mex-rus#"
UN = '<sup><a class="cite" href="#source-un-russia">1</a></sup>'
UN_SOURCES = (
    '<ol class="sources"><li id="source-un-russia"><a href="https://www.un.org/russia" rel="noopener external">On paper</a>: '
    f'<q lang="ru" data-evidence="{REL}/events/severed/evidence/0">26 января 1930 года</q></li></ol>'
)
SEVERED = f'<time datetime="1930-01-26" data-fact="{REL}/events/severed/date">26 January 1930</time>'
DISPUTED = f'{UN} <a class="disputed" href="#dispute-severed">disputed</a>'
DISPUTE = '<p id="dispute-severed">Sources disagree.</p>'
RESTORED = f'<time datetime="1942-11" data-fact="{REL}/events/restored/date">November 1942</time>{UN} <span class="unconfirmed">unconfirmed</span>'


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path)


def said(site, body):
    return [f"{problem.what} {problem.mend}" for problem in site.page(body).audit()]


@pytest.mark.parametrize("mark", [
    SIGNED,
    '<time datetime="1947-09-02" data-fact="treaties/rio-treaty#/signed" data-form="year">1947</time>',
    '<time datetime="1947-09-02" data-fact="treaties/rio-treaty#/signed" data-form="month">September 1947</time>',
    '<data value="defense" data-fact="treaties/rio-treaty#/obligations/0/kind">Defense</data>',
    '<data value="3(1)" data-fact="treaties/rio-treaty#/obligations/0/article">3(1)</data>',
    '<data value="Rio Treaty" data-fact="treaties/rio-treaty#/also_known_as/0">Rio Treaty</data>',
    '<span data-fact="treaties/rio-treaty#/obligations/0/summary/en">An attack on one is\n an attack on all.</span>',
])  # fmt: skip
def test_a_right_mark_passes(site, mark):
    assert said(site, f"<p>See {mark}.{CITED}</p>{SOURCES}") == []


def test_numbers_and_intervals_are_read_in_their_printed_forms(site):
    total = f'<data value="1141" data-fact="{REL}/votes/es-1/totals/for">1,141</data>'
    summit = f'<data value="2012-06-18/2012-06-19" data-fact="{REL}/visits/summit/date">18–19 June 2012</data>'
    assert said(site, f"<p>See {total}{UN}.</p><p>See {summit}{UN}.</p>{UN_SOURCES}") == []


@pytest.mark.parametrize(("mark", "line"), [
    (
        '<time datetime="1947-09-02" data-fact="treaties/rio-treaty#/signd">2 September 1947</time>',
        '"2 September 1947" points to treaties/rio-treaty#/signd, and no such fact exists. Write treaties/rio-treaty#/signed.',
    ),
    (
        '<time datetime="1947-09-02" data-fact="treaties/rio#/signed">2 September 1947</time>',
        '"2 September 1947" points to treaties/rio#/signed, and no such fact exists. Write treaties/rio-treaty#/signed.',
    ),
    (
        '<time datetime="1947-09-02" data-fact="../secret">2 September 1947</time>',
        '"2 September 1947" points to ../secret, and no such fact exists. Point it to a fact, as in treaties/rio-treaty#/signed.',
    ),
    (
        '<time datetime="1947-09-03" data-fact="treaties/rio-treaty#/signed">2 September 1947</time>',
        '"2 September 1947" has datetime="1947-09-03", but treaties/rio-treaty#/signed is \'1947-09-02\'. Write datetime="1947-09-02".',
    ),
    (
        '<time datetime="1947-09-02&quot; onclick=&quot;x" data-fact="treaties/rio-treaty#/signed">2 September 1947</time>',
        '"2 September 1947" has datetime="1947-09-02" onclick="x", but treaties/rio-treaty#/signed is \'1947-09-02\'. Write datetime="1947-09-02".',
    ),
    (
        '<time datetime="1947-09-02" data-fact="treaties/rio-treaty#/signed">3 September 1947</time>',
        '"3 September 1947" is shown for treaties/rio-treaty#/signed, which is \'1947-09-02\'. Show "2 September 1947".',
    ),
    (
        '<time datetime="1947-09-02" data-fact="treaties/rio-treaty#/signed">September 1947</time>',
        '"September 1947" is shown for treaties/rio-treaty#/signed, which is \'1947-09-02\'. Show "2 September 1947".',
    ),
    (
        '<time datetime="1947-09-02" data-fact="treaties/rio-treaty#/signed">2 September 1947 <b>by all</b></time>',
        '"2 September 1947 by all" is shown for treaties/rio-treaty#/signed, which is \'1947-09-02\'. Show "2 September 1947".',
    ),
    (
        '<time data-fact="treaties/rio-treaty#/signed">2 September 1947</time>',
        '"2 September 1947" has no datetime, but treaties/rio-treaty#/signed is \'1947-09-02\'. Write datetime="1947-09-02".',
    ),
    (
        '<data value="1947-09-02" data-fact="treaties/rio-treaty#/signed">2 September 1947</data>',
        "treaties/rio-treaty#/signed is shown in <data>. Show it in <time>.",
    ),
    ('<b data-fact="treaties/rio-treaty#/title">Rio</b>', "treaties/rio-treaty#/title is shown in <b>. Show a date in <time>, another value in <data>, a text in <span>."),
    ('<data value="" data-fact="treaties/rio-treaty#/parties">all</data>', '"all" points to treaties/rio-treaty#/parties, which holds more than one value. Point to one of its values.'),
    (
        '<span data-fact="treaties/rio-treaty#/obligations/0/summary/en">An attack on one is no attack on all.</span>',
        '"An attack on one is no attack on all." is shown for treaties/rio-treaty#/obligations/0/summary/en, which says something else. '
        'Show "An attack on one is an attack on all.".',
    ),
    (
        '<data value="Rio Treaty" data-fact="treaties/rio-treaty#/also_known_as/0" data-claim="party">Rio Treaty</data>',
        'The words "Rio Treaty" carry two kinds of marks. Keep one of the two.',
    ),
])  # fmt: skip
def test_a_wrong_mark_is_caught(site, mark, line):
    assert line in said(site, f"<p>See {mark}.{CITED}</p>{SOURCES}")


def test_a_text_holds_the_marks_that_it_pulls_in(site):
    summary = f'<span data-fact="{REL}/events/severed/summary/en">In {SEVERED} Mexico closed its legation.</span>'
    assert said(site, f"<p>{summary}{DISPUTED}</p>{DISPUTE}{UN_SOURCES}") == []
    assert said(site, f"<p>{summary.replace(SEVERED, '26 January 1930')}{DISPUTED}</p>{DISPUTE}{UN_SOURCES}") == [
        f'"In 26 January 1930 Mexico closed its legation." is shown for {REL}/events/severed/summary/en, which says something else. '
        f'Show "In [{REL}/events/severed/date] Mexico closed its legation.".'
    ]
    swapped = summary.replace(SEVERED, RESTORED)
    assert any("which says something else" in line for line in said(site, f"<p>{swapped}</p>{UN_SOURCES}"))


@pytest.mark.parametrize(("body", "line"), [
    (f"<p>See {SIGNED}.</p>{SOURCES}", '"2 September 1947" (treaties/rio-treaty#/signed) has no citation in its paragraph. Cite oas-b29 there.'),
    (f"<p>See {SIGNED}.</p><p>Here.{CITED}</p>{SOURCES}", '"2 September 1947" (treaties/rio-treaty#/signed) has no citation in its paragraph. Cite oas-b29 there.'),
    (f"<p>See {SIGNED}.{CITED}</p>", 'The citation [1] leads to "oas-b29", which is not in the page\'s list of sources. Add the source to the list.'),
    (f"<p>See {SIGNED}.{CITED.replace('>1<', '>2<')}</p>{SOURCES}", "The citation [2] leads to oas-b29, which is number 1 in the list of sources. Write 1."),
    (
        f"<p>See {SIGNED}.{CITED}</p>{SOURCES.replace('https://oas.example/b29', 'https://evil.example/')}",
        "The source oas-b29 links to https://evil.example/, but its file to https://oas.example/b29. Correct the link.",
    ),
    (f"<p>See {SIGNED}.{CITED}</p>{SOURCES.replace(' external', '')}", 'The link of the source oas-b29 lacks a rel. Write rel="noopener external".'),
    (
        f"<p>See {SIGNED}.{CITED}</p>{SOURCES}<ul><li id='source-csto-site'>Members</li></ul>",
        "The source csto-site has no link and does not say why. Show its no_link: on paper only.",
    ),
    (f"<p>See {SIGNED}.{CITED}</p>{SOURCES}<ul><li id='source-oas'>Members</li></ul>", "The list of sources names oas, and no such source exists. Write oas-b29."),
    (f"<p>See {SEVERED}{UN}.</p>{UN_SOURCES}", '"26 January 1930" is disputed, and the page does not say so. Put the flag "disputed" after it.'),
    (
        f"<p>See {RESTORED.replace('unconfirmed', 'known')}.</p>{UN_SOURCES}",
        '"November 1942" is unconfirmed, and the page does not say so. Put the flag "unconfirmed" after it.',
    ),
    (
        f'<p>See {SIGNED}{CITED} <span class="unconfirmed">unconfirmed</span>.</p>{SOURCES}',
        '"2 September 1947" is called unconfirmed, but treaties/rio-treaty#/signed is not. Delete the flag.',
    ),
    (
        f"<p>See {SEVERED}{DISPUTED}.</p>{DISPUTE}{UN_SOURCES.replace('1930 года', '1931 года')}",
        f'"26 января 1931 года" is quoted for {REL}/events/severed/evidence/0, which prints "26 января 1930 года". Quote "26 января 1930 года".',
    ),
    (
        f"<p>See {SEVERED}{DISPUTED}.</p>{DISPUTE}{UN_SOURCES.replace('evidence/0', 'evidence/1')}",
        '"26 января 1930 года" is quoted under un-russia, but csto-site prints it. Move it to csto-site.',
    ),
])  # fmt: skip
def test_a_claim_is_cited_and_its_doubts_are_shown(site, body, line):
    assert line in said(site, body)


def test_a_disputed_value_with_its_flag_passes(site):
    assert said(site, f"<p>See {SEVERED}{DISPUTED}, then {RESTORED}.</p>{DISPUTE}{UN_SOURCES}") == []


@pytest.mark.parametrize(("body", "line"), [
    (
        f"<p>It was severed on {RESTORED}.</p>{UN_SOURCES}",
        f'"November 1942" stands beside the words "It was severed on .", which speak of severed, but shows {REL}/events/restored/date. '
        "Pull in the fact that the words speak of, or correct the words.",
    ),
    (
        f"<table><thead><tr><th>Text</th><th>In force</th></tr></thead><tr><td>Law</td><td>{SIGNED}{CITED}</td></tr></table>{SOURCES}",
        '"2 September 1947" stands beside the words "In force", which speak of entry_into_force, but shows treaties/rio-treaty#/signed. '
        "Pull in the fact that the words speak of, or correct the words.",
    ),
    (
        f'<table><thead><tr><th>Body</th><th>{RUSSIA}</th></tr></thead><tr><td>Seas</td><td>'
        '<time datetime="1999" data-fact="organizations/forum#/members/MEX/joined">1999</time></td></tr></table>',
        '"1999" stands beside RUS, but shows organizations/forum#/members/MEX/joined. Pull in the value of RUS, or name MEX.',
    ),
    (
        '<table><tr><td><data value="CSTO" data-fact="organizations/csto#/abbreviation">CSTO</data></td><td>'
        '<time datetime="1999" data-fact="organizations/forum#/members/MEX/joined">1999</time></td></tr></table>',
        '"1999" stands beside the name of organizations/csto, but shows organizations/forum#/members/MEX/joined. '
        "Pull in the value of organizations/csto, or name organizations/forum.",
    ),
    (
        '<p>The <data value="CSTO" data-fact="organizations/csto#/abbreviation">CSTO</data> took it in on '
        '<time datetime="1999" data-fact="organizations/forum#/members/MEX/joined">1999</time>, before the '
        '<data value="Forum" data-fact="organizations/forum#/name/en">Forum</data>.</p>',
        '"1999" stands beside the name of organizations/csto, but shows organizations/forum#/members/MEX/joined. '
        "Pull in the value of organizations/csto, or name organizations/forum.",
    ),
    (
        f'<table><tr><td>{SEVERED}</td><td><data value="ES-11/1" data-fact="{REL}/votes/es-1/resolution">ES-11/1</data></td></tr></table>',
        f'"ES-11/1" shows {REL}/votes/es-1/resolution in a row that also shows {REL}/events/severed/date. '
        f"Pull in the value of {REL}/events/severed, or move it to a row of its own.",
    ),
    (
        f'<table><tr><td>{SIGNED}</td><td>{RUSSIA}</td></tr></table>',
        '"Russia" stands in a row on treaties/rio-treaty, which has nothing to do with that state. Name a state that it concerns.',
    ),
    (
        f'<p><span data-fact="{REL}/corrections/never/claim/en">The neighbors were never close.</span></p>',
        '"The neighbors were never close." is a claim that the evidence does not bear out, and its finding does not follow. '
        f"Show {REL}/corrections/never/finding after it.",
    ),
])  # fmt: skip
def test_a_right_value_in_the_wrong_place_is_caught(site, body, line):
    assert line in said(site, body)


def test_a_problem_names_page_and_line_of_the_mark(site):
    [problem] = site.page(
        f"<p>text</p>\n<p>See {SIGNED}{CITED}</p>\n<p>See {SIGNED.replace('>2 ', '>3 ')}{CITED}</p>{SOURCES}"
    ).audit()
    assert str(problem) == (
        "site/index.html:14:\n"
        "    \"3 September 1947\" is shown for treaties/rio-treaty#/signed, which is '1947-09-02'.\n"
        '    To mend: Show "2 September 1947".'
    )


def test_names_of_states_need_no_citation(site):
    assert said(site, f"<p>About {MEXICO} and {RUSSIA}.</p>") == []
