"""No naked claim: what is typed by hand and could be true or false fails, and ordinary prose passes."""

import pytest
from audited import CITED, MEXICO, RUSSIA, SIGNED, SOURCES, Site


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path)


def said(site, body, **arguments):
    """What the audit says of a page with this article: each problem with its remedy in one line."""
    return [f"{problem.what} {problem.mend}" for problem in site.page(body, **arguments).audit()]


@pytest.mark.parametrize(("text", "typed", "mend"), [
    ("It ended on 26 January 1930.", '"26 January 1930"', 'Pull it in: {{ fact("relations/mex-rus#/events/severed/date") }}.'),
    ("It ended on January 26, 1930.", '"January 26, 1930"', 'Pull it in: {{ fact("relations/mex-rus#/events/severed/date") }}.'),
    ("It ended in 1930.", '"1930"', 'Pull it in: {{ fact("relations/mex-rus#/events/severed/date") }}.'),
    ("It was on a Tuesday in March.", '"Tuesday", "March"', "Pull it in from a fact; none holds it yet."),
    ("There were 1,141 of them.", '"1,141"', 'Pull it in: {{ fact("relations/mex-rus#/votes/es-1/totals/for") }}.'),
    ("There were five of those.", '"five"', 'Pull it in: {{ fact("relations/mex-rus#/votes/es-1/totals/against") }}.'),
    ("Dozens came.", '"Dozens"', "Pull it in from a fact; none holds it yet."),
    ("The twenty-first text is short.", '"twenty-first"', "Pull it in from a fact; none holds it yet."),
    ("There is one embassy there.", '"one"', "Pull it in from a fact; none holds it yet."),
    ("It is from MCMXLII.", '"MCMXLII"', "Pull it in from a fact; none holds it yet."),
    ("It is in part iv of the text.", '"iv"', "Pull it in from a fact; none holds it yet."),
    ("Half of it is lost.", '"Half"', "Pull it in from a fact; none holds it yet."),
    ("It began in the nineteenth century.", '"nineteenth century"', "Pull it in from a fact; none holds it yet."),
    ("It was in enero.", '"enero"', "Pull it in from a fact; none holds it yet."),
    ("It takes ½ of it.", '"½"', "Pull it in from a fact; none holds it yet."),
    ("It was in １９３０.", '"１９３０"', "Pull it in from a fact; none holds it yet."),
])  # fmt: skip
def test_a_date_or_number_typed_by_hand_is_caught(site, text, typed, mend):
    assert said(site, f"<p>{text}</p>") == [
        f'The sentence "{text}" says {typed} by hand; dates and numbers come from facts. {mend}'
    ]


@pytest.mark.parametrize("text", [
    "May a reader doubt it? They may.",
    "No one knows.",
    "The two are listed one after another.",
    "An attack on one is answered.",
    "At first it was open.",
    "Mix them.",
    "See <code>facts/1930.yaml</code>.",
    "The list is in YAML.",
])  # fmt: skip
def test_what_only_looks_like_a_number_passes(site, text):
    assert [line for line in said(site, f"<p>{text}</p>") if "dates and numbers" in line] == []


@pytest.mark.parametrize(("text", "what", "mend"), [
    ("The Rio Treaty is long.", 'names "Rio Treaty" by hand; names come from facts.', 'Pull it in: {{ fact("treaties/rio-treaty#/also_known_as/0") }}.'),
    ("The rio treaty is long.", 'names "rio treaty" by hand; names come from facts.', 'Pull it in: {{ fact("treaties/rio-treaty#/also_known_as/0") }}.'),
    ("A talk with Ana Petrova.", 'names "Ana Petrova" by hand; names come from facts.', 'Pull it in: {{ fact("relations/mex-rus#/visits/summit/visitor") }}.'),
    ("A talk in Moscow.", 'names "Moscow" by hand; names come from facts.', 'Pull it in: {{ fact("states/rus#/capital/en") }}.'),
    ("It is called csto here.", 'names "csto" by hand; names come from facts.', 'Pull it in: {{ fact("organizations/csto#/abbreviation") }}.'),
    (
        "We asked Petrov.",
        'has "Petrov", which looks like a name, and no fact knows it.',
        'Pull the name in from a fact, perhaps {{ fact("relations/mex-rus#/visits/summit/visitor") }}; a word that is no name goes into words.yaml.',
    ),
    ("We asked НАТО.", 'has "НАТО", which looks like a name, and no fact knows it.', "Pull the name in from a fact; a word that is no name goes into words.yaml."),
    ("Zubrowka is far.", 'has "Zubrowka", which looks like a name, and no fact knows it.', "Pull the name in from a fact; a word that is no name goes into words.yaml."),
])  # fmt: skip
def test_a_name_typed_by_hand_is_caught(site, text, what, mend):
    assert said(site, f"<p>{text}</p>") == [f'The sentence "{text}" {what} {mend}']


def test_a_trade_agreement_is_a_name_only_as_it_is_written(site):
    assert said(site, "<p>Such a trade agreement is common.</p>") == []
    assert len(said(site, "<p>Such a Trade Agreement is common.</p>")) == 1


def test_a_word_that_the_site_uses_in_lower_case_elsewhere_is_no_name(site):
    assert said(site, "<p>Gadgets are listed.</p><p>The list has gadgets.</p>") == []
    site.page('<p>A list. <a href="second/">Next</a></p><p>Gizmos are listed.</p>').page(
        "<p>Some gizmos.</p>", "second/index.html"
    )
    assert site.audit() == []


@pytest.mark.parametrize(("text", "what"), [
    ("Mexico and Russia are allies.", 'says "allies" of "Mexico", "Russia" by hand.'),
    ("The Mexicans joined it.", 'says "joined" of "Mexicans" by hand.'),
    ("Россия withdrew.", 'says "withdrew" of "Россия" by hand.'),
    ("They signed it.", 'says "signed" of "They" by hand.'),
    ("Neither is a member.", 'says "member" of "Neither" by hand.'),
    ("No pact binds the two.", 'says "pact", "binds" of "the two" by hand.'),
    ("Relations of Mexico were broken off.", 'says "broken off" of "Mexico" by hand.'),
    ("Mexico is an аlly, or\u200b an al\u200bly.", 'says "ally" of "Mexico" by hand.'),
    ("Are you sure: Mexico is an ally?", None),
    ("And Mexico is an ally, right?", 'says "ally" of "Mexico" by hand.'),
    ("Are Mexico and Russia allies?", None),
    ("Since when is Mexico a member?", None),
    ("Mexico is on the list.", None),
])  # fmt: skip
def test_a_claim_about_a_state_typed_by_hand_is_caught(site, text, what):
    problems = [line for line in said(site, f"<p>{text}</p>") if " of " in line and "by hand" in line]
    assert [line.partition('" says ')[2].partition(" Render")[0] for line in problems] == (
        [what.removeprefix("says ")] if what else []
    )


def test_the_nearest_text_of_a_fact_is_offered_for_a_claim(site):
    assert said(site, "<p>Then Mexico closed its embassy and its legation.</p>") == [
        'The sentence "Then Mexico closed its embassy and its legation." says "embassy", "legation" of "Mexico" by hand. '
        "Render it as a derived claim (data-claim), or let a fact's own text say it, perhaps "
        '{{ fact("relations/mex-rus#/events/severed/summary/en") }}.'
    ]


def test_a_state_in_a_mark_is_a_state_all_the_same(site):
    assert 'says "allies" of "Mexico", "Russia" by hand' in said(site, f"<p>{MEXICO} and {RUSSIA} are allies.</p>")[0]


def test_to_say_that_a_state_is_in_an_organization_is_a_claim(site):
    body = f'<p>{RUSSIA} is in the <data value="CSTO" data-fact="organizations/csto#/abbreviation">CSTO</data>.</p>'
    assert 'says "CSTO" of "Russia" by hand' in said(site, body)[0]


def test_a_definition_may_speak_of_both_but_not_of_a_named_state(site):
    assert said(site, '<p data-definition="concepts/ally">A pact binds both.</p>') == []
    assert (
        'says "pact", "binds" of "Mexico"'
        in said(site, '<p data-definition="concepts/ally">A pact binds Mexico.</p>')[0]
    )


def test_the_cells_of_a_row_are_read_as_one_sentence(site):
    body = "<table><tbody><tr><td>Mexico</td><td>an old ally</td></tr></tbody></table>"
    assert 'The row "Mexico | an old ally" says "ally" of "Mexico" by hand.' in said(site, body)[0]


def test_a_list_is_read_with_the_words_that_introduce_it(site):
    assert (
        'The list item "Members of it: Mexico" says "Members" of "Mexico" by hand.'
        in said(site, "<p>Members of it:</p><ul><li>Mexico</li></ul>")[0]
    )


def test_a_term_is_read_with_its_definition(site):
    assert 'says "Allies" of "Mexico" by hand.' in said(site, "<dl><dt>Allies</dt><dd>Mexico</dd></dl>")[0]


@pytest.mark.parametrize(("body", "what"), [
    ("<h1>Are Mexico and Russia allies?</h1><p>No.</p>", 'The sentence "No." gives an answer by hand.'),
    ("<p>Yes, since long ago.</p>", 'The sentence "Yes, since long ago." gives an answer by hand.'),
    ("<p>They are not.</p>", 'The sentence "They are not." gives an answer by hand.'),
    ("<table><tr><td>Russia</td><td>✓</td></tr></table>", 'The cell "✓" in the row "Russia | ✓" gives an answer by hand.'),
    ("<table><tr><td>Law</td><td>not bound</td></tr></table>", 'The cell "not bound" in the row "Law | not bound" gives an answer by hand.'),
])  # fmt: skip
def test_an_answer_typed_by_hand_is_caught(site, body, what):
    assert said(site, body) == [f"{what} Render it as a derived claim (data-claim), or let a fact's own text say it."]


@pytest.mark.parametrize(("body", "label"), [
    ("<h2>Begun in 1930</h2>", 'The heading "Begun in 1930"'),
    ("<table><caption>Of 1930</caption><tr><td>text</td></tr></table>", 'The sentence "Of 1930"'),
    ("<table><tr><td>in 1930</td></tr></table>", 'The cell "in 1930"'),
    ('<img src="a.png" alt="A map of 1930">', 'The alternative text "A map of 1930"'),
    ('<p><abbr title="since 1930">it</abbr></p>', 'The title attribute "since 1930"'),
    ("<details><summary>Since 1930</summary><p>text</p></details>", 'The sentence "Since 1930"'),
    ('<p>text <svg><title>of 1930</title></svg></p>', 'The sentence "text of 1930"'),
    ('<p hidden style="display:none">since 1930</p>', 'The sentence "since 1930"'),
    ('<a class="cite" href="#source-oas-b29">since 1930</a>', 'The sentence "since 1930"'),
    ('<h2>Text<a class="headerlink" href="#x">since 1930</a></h2>', 'The heading "Textsince 1930"'),
])  # fmt: skip
def test_every_text_of_the_article_is_read(site, body, label):
    assert any(line.startswith(f'{label} says "') for line in said(site, body))


def test_title_and_descriptions_are_read_and_navigation_is_not(site):
    head = '<meta name="description" content="Begun in 1930."><meta property="og:description" content="Of 1931.">'
    lines = said(site, "<p>text</p>", title="As of 1929", head=head)
    assert sorted(line.partition(" says")[0] for line in lines) == [
        'The description "Begun in 1930."',
        'The description "Of 1931."',
        'The title "As of 1929"',
    ]


def test_a_page_without_an_article_is_read_as_a_whole(site):
    site.page("<p>text</p>")
    site.write("site/bare.html", '<body><a href="index.html">Home</a><p>Begun in 1930.</p></body>')
    assert any('"Begun in 1930."' in problem.what for problem in site.audit())


def test_a_description_may_repeat_a_sentence_that_the_page_carries_in_a_mark(site):
    body = f"<p>Made on {SIGNED}.{CITED}</p>{SOURCES}"
    assert said(site, body, head='<meta name="description" content="Made on 2 September 1947.">') == []


def test_no_word_beside_a_claim_may_turn_it_into_its_opposite(site):
    body = '<p>It is false that <span data-fact="concepts/ally#/definition/en">A state that a treaty binds.</span></p>'
    assert any(
        'puts "false" beside words that a fact or a derived claim carries. Let the claim be' in line
        for line in said(site, body)
    )


def test_characters_that_turn_the_direction_of_writing_are_caught(site):
    assert said(site, "<p>some &#8238;text</p>") == [
        'The sentence "some text" holds a character that turns the direction of writing. Delete it.'
    ]


@pytest.mark.parametrize(
    "heading", ["Treaties of Mexico and Russia", "How the two have voted", "Mexico's alliances, past and present"]
)
def test_a_heading_may_name_what_follows(site, heading):
    assert said(site, f"<h2>{heading}</h2>") == []


@pytest.mark.parametrize(
    "heading", ["Mexico and Russia are allies", "Mexico, an ally of Russia", "The two signed treaties"]
)
def test_a_heading_may_not_say_what_follows(site, heading):
    assert len(said(site, f"<h2>{heading}</h2>")) == 1
