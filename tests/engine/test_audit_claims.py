"""Derived claims: each is worked out again from the raw facts, and its sentence says what came out, of whom it is about, and no more."""

import pytest
from audited import MEXICO, RUSSIA, Site

from allies.audit import derived
from allies.audit.raw import read_facts

DAY = "2026-11-22"
JAPAN = '<data value="Japan" data-fact="states/jpn#/name/en">Japan</data>'
CSTO = '<data value="CSTO" data-fact="organizations/csto#/abbreviation">CSTO</data>'


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path)


@pytest.fixture
def raw(site):
    facts, problems = read_facts(site.root)
    assert not problems
    return facts


def said(site, body):
    return [f"{problem.what} {problem.mend}" for problem in site.page(body).audit()]


def claim(kind, value, sentence, rests_on, **arguments):
    attributes = "".join(f' data-{name}="{text}"' for name, text in arguments.items())
    return f'<p><span data-claim="{kind}"{attributes} data-value="{value}" data-rests-on="{rests_on}">{sentence}</span></p>'


def not_allies(
    sentence=f"{MEXICO} and {RUSSIA} are not allies.",
    value="not-allies",
    rests_on="searches/mex-rus-defense",
    on=DAY,
    a="MEX",
    b="RUS",
):
    return claim("answer", value, sentence, rests_on, a=a, b=b, on=on)


@pytest.mark.parametrize(("a", "b", "on", "answer"), [
    ("MEX", "RUS", DAY, "not-allies"),
    ("RUS", "MEX", DAY, "not-allies"),
    ("MEX", "RUS", "1943-06-01", "allies"),
    ("MEX", "RUS", "1942-03-01", "not-allies"),
    ("MEX", "SUN", "1943-06-01", "allies"),
    ("MEX", "JPN", "1999-01-01", "allies"),
    ("MEX", "JPN", "2004-09-05", "allies"),
    ("MEX", "JPN", "2004-09-06", "unknown"),
    ("JPN", "RUS", DAY, "unknown"),
])  # fmt: skip
def test_an_answer_follows_from_treaties_in_force_and_searches(raw, a, b, on, answer):
    assert derived.answer(raw, a, b, on) == answer


def test_an_unprinted_day_decides_nothing(site):
    path = site.root / "facts/treaties/rio-treaty.yaml"
    path.write_text(
        path.read_text().replace(
            'supports: entry_into_force, printed: "December 3, 1948"', "supports: entry_into_force"
        )
    )
    assert derived.answer(read_facts(site.root)[0], "MEX", "JPN", "1999-01-01") == "unknown"


@pytest.mark.parametrize(("edit", "answer"), [
    ("contested: {en: Some doubt it.}", "disputed"),
    ("contested_for:\n  MEX: {since: '1990', because: {en: It protested.}, evidence: [{source: oas-b29}]}", "disputed"),
    ("contested_for:\n  MEX: {since: '2001', because: {en: It protested.}, evidence: [{source: oas-b29}]}", "allies"),
    ("exceptions: [{between: [JPN, MEX], kind: suspended, since: '1986', because: {en: It said so.}, evidence: [{source: oas-b29}]}]", "disputed"),
    ("exceptions: [{between: [JPN, MEX], kind: suspended, since: '1986', until: '1990', because: {en: It said so.}, evidence: []}]", "allies"),
])  # fmt: skip
def test_what_is_contested_or_suspended_is_disputed(site, edit, answer):
    path = site.root / "facts/treaties/rio-treaty.yaml"
    path.write_text(path.read_text() + edit.replace("'", '"') + "\n")
    assert derived.answer(read_facts(site.root)[0], "MEX", "JPN", "1999-01-01") == answer


def test_a_lesser_promise_is_a_lesser_pact(site):
    path = site.root / "facts/treaties/rio-treaty.yaml"
    path.write_text(path.read_text().replace("kind: defense", "kind: consultation"))
    assert derived.answer(read_facts(site.root)[0], "MEX", "JPN", "1999-01-01") == "lesser-pact"


@pytest.mark.parametrize(("function", "arguments", "expected"), [
    ("relations", ("MEX", "RUS", "1925-01-01",), "yes"),
    ("relations", ("MEX", "RUS", "1935-01-01",), "no"),
    ("relations", ("MEX", "RUS", DAY,), "yes"),
    ("member", ("RUS", "csto", DAY,), "yes"),
    ("member", ("RUS", "csto", "2003-09-17",), "no"),
    ("member", ("MEX", "csto", DAY,), "no"),
    ("member", ("RUS", "forum", DAY,), "no"),
    ("member", ("MEX", "forum", "1999-06-01",), "unknown"),
    ("party", ("MEX", "rio-treaty", "2004-09-05",), "yes"),
    ("party", ("MEX", "rio-treaty", "2004-09-06",), "no"),
    ("party", ("RUS", "wartime", "1943-01-01",), "yes"),
    ("bound_both", ("MEX", "JPN", "rio-treaty", "1999-01-01",), "yes"),
    ("bound_both", ("RUS", "SUN", "wartime", "1943-01-01",), "no"),
    ("count", ("bilateral:MEX:RUS", DAY,), "2"),
    ("count", ("shared-organizations:MEX:RUS", "2005-01-01",), "1"),
    ("count", ("organizations-only:RUS:MEX", DAY,), "1"),
    ("count", ("members:forum", "2005-01-01",), "2"),
    ("count", ("items:relations/mex-rus#/events", DAY,), "3"),
    ("count", ("files:states", DAY,), "4"),
    ("none_is_alliance", ("MEX", "RUS",), "no"),
    ("no_obligation", ("trade",), "yes"),
    ("in_force", ("rio-treaty", DAY), "yes"),
    ("in_force", ("wartime", DAY), "no"),
    ("in_force", ("trade", DAY), "no"),
    ("earlier", ("MEX", "RUS", DAY,), "wartime"),
    ("earlier", ("MEX", "RUS", "1943-01-01",), "none"),
    ("alliances", ("MEX", "1999-01-01",), "rio-treaty"),
    ("alliances", ("MEX", DAY,), "none"),
    ("shared", ("MEX", "RUS", "forum", "2005-01-01",), "yes"),
    ("searched", ("mex-rus-defense",), "none"),
])  # fmt: skip
def test_every_kind_of_claim_follows_from_raw_facts(raw, function, arguments, expected):
    assert getattr(derived, function)(raw, *arguments) == expected


@pytest.mark.parametrize("body", [
    not_allies(),
    not_allies("No. Mexico and Russia are not formal allies."),
    not_allies("No treaty in force was found that binds both of them to defend each other."),
    claim("relations", "yes", f"{MEXICO} and {RUSSIA} have diplomatic relations.", "relations/mex-rus#/events/restored", a="MEX", b="RUS", on=DAY),
    claim("member", "yes", f"{RUSSIA} is a member of the {CSTO}.", "organizations/csto#/members/RUS", state="RUS", organization="csto", on=DAY),
    claim("member", "no", "not a member", "organizations/csto#/members", state="MEX", organization="csto", on=DAY),
    claim("count", "2", "2", "treaties/trade", of="bilateral:MEX:RUS", on=DAY),
    claim("count", "2", "The two have two agreements.", "treaties/trade", of="bilateral:MEX:RUS", on=DAY),
    claim("searched", "none", "Nothing was found.", "searches/mex-rus-defense", search="mex-rus-defense"),
    claim("no-obligation", "yes", "none promised", "treaties/trade#/obligations", treaty="trade"),
])  # fmt: skip
def test_a_right_claim_passes(site, body):
    assert said(site, body) == []


RENDER = "Render the page again; if that does not help, the engine and the audit disagree: find out which is wrong."


@pytest.mark.parametrize(("body", "line"), [
    (
        not_allies(f"{MEXICO} and {RUSSIA} are allies.", "allies"),
        f'"Mexico and Russia are allies." claims \'allies\' (answer, MEX RUS {DAY}), but the facts give \'not-allies\'. {RENDER}',
    ),
    (
        not_allies(f"{MEXICO} and {RUSSIA} are allies."),
        '"Mexico and Russia are allies." says nothing of the value \'not-allies\' (answer). Say "not" or "no" or "neither".',
    ),
    (
        not_allies(f"No. {MEXICO} and {RUSSIA} are allies."),
        '"No. Mexico and Russia are allies." says nothing of the value \'not-allies\' (answer). Say "not" or "no" or "neither".',
    ),
    (
        not_allies(f"{MEXICO} and {RUSSIA} are not enemies but allies."),
        '"Mexico and Russia are not enemies but allies." says "but", against its value \'not-allies\' (answer). Delete "but", or render the claim anew.',
    ),
    (
        not_allies(f"{MEXICO} and {RUSSIA} are not allies, and left the embassy."),
        '"Mexico and Russia are not allies, and left the embassy." also says "embassy", which no answer carries. Let a claim of its own say that.',
    ),
    (
        not_allies(f"{MEXICO} and {RUSSIA} are not allies since 1812."),
        '"Mexico and Russia are not allies since 1812." says "1812", which no answer carries. Show it in a mark of its own.',
    ),
    (
        not_allies(f"{MEXICO} and {JAPAN} are not allies."),
        '"Mexico and Japan are not allies." names "Japan", which it neither is about nor rests on. Name only what the claim is about.',
    ),
    (
        not_allies("Mexico and Russia are not allies, says Petrov."),
        '"Mexico and Russia are not allies, says Petrov." names "Petrov", which no fact knows. Name only what the claim is about.',
    ),
    (
        not_allies(rests_on="searches/mex-rus"),
        '"Mexico and Russia are not allies." rests on searches/mex-rus, and no such fact exists. Write searches/mex-rus-defense#.',
    ),
    (
        not_allies(rests_on="states/mex"),
        '"Mexico and Russia are not allies." does not name searches/mex-rus-defense among the facts it rests on. Add it to data-rests-on.',
    ),
    (
        not_allies(on="2020-01-01"),
        f'"Mexico and Russia are not allies." is worked out for 2020-01-01, while the facts are asserted for {DAY}. Use {DAY}, or show the day in the sentence.',
    ),
    (not_allies(b="XXX"), f'"Mexico and Russia are not allies." is about MEX XXX {DAY}, which the facts do not know. Use codes and ids of existing facts.'),
    (not_allies(a=""), '"Mexico and Russia are not allies." is a derived claim without data-a. Add data-a.'),
    (
        claim("friendship", "yes", "text", "states/mex"),
        '"text" is a claim of the kind "friendship", which does not exist. Use one of answer, relations, member, party, bound-both, count, '
        "none-is-alliance, earlier, searched, shared, alliances, counted, no-obligation, in-force, owed, run.",
    ),
    (
        claim("member", "yes", f"{RUSSIA} is not a member of the {CSTO}.", "organizations/csto", state="RUS", organization="csto", on=DAY),
        '"Russia is not a member of the CSTO." says "not", against its value \'yes\' (member). Delete "not", or render the claim anew.',
    ),
    (claim("count", "2", "3", "treaties/trade", of="bilateral:MEX:RUS", on=DAY), '"3" shows 3, but counts 2. Show 2.'),
    (claim("count", "3", "3", "treaties/trade", of="bilateral:MEX:RUS", on=DAY), f'"3" claims \'3\' (count, bilateral:MEX:RUS {DAY}), but the facts give \'2\'. {RENDER}'),
    (
        claim("count", "1", f"{MEXICO} belongs to 1 without {RUSSIA}", "organizations/csto", of="organizations-only:RUS:MEX", on=DAY),
        '"Mexico belongs to 1 without Russia" names another state before RUS, whose memberships it counts. Name the state that is a member first.',
    ),
    (
        f"<h1>Are {MEXICO} and {RUSSIA} allies?</h1>" + not_allies("No treaty binds both.", value="unknown", rests_on="states/jpn", a="JPN"),
        '"No treaty binds both." is about JPN and RUS, but stands where MEX is spoken of. Render the claim that belongs here.',
    ),
    (
        f"<table><thead><tr><th>Body</th><th>{RUSSIA}</th></tr></thead><tr><td>{CSTO}</td><td>"
        + claim("member", "no", "not a member", "organizations/csto", state="MEX", organization="csto", on=DAY)
        + "</td></tr></table>",
        '"not a member" is about MEX, but stands where RUS is spoken of. Render the claim that belongs here.',
    ),
    (
        f"<table><tr><td>{CSTO}</td><td>"
        + claim("member", "no", "not a member", "organizations/forum", state="RUS", organization="forum", on=DAY)
        + "</td></tr></table>",
        '"not a member" is about organizations/forum, but stands in the row of organizations/csto. Render the claim that belongs here.',
    ),
    (
        f"<p>There are <span>{claim('count', '2', '2', 'treaties/trade', of='bilateral:MEX:RUS', on=DAY)[3:-4]}</span> texts of {MEXICO} and {JAPAN}.</p>",
        '"2" is about MEX and RUS, but stands where JPN is spoken of. Render the claim that belongs here.',
    ),
])  # fmt: skip
def test_a_wrong_claim_is_caught(site, body, line):
    assert line in said(site, body)


def test_a_claim_for_another_day_shows_the_day(site):
    day = '<time datetime="1942-01-01" data-fact="treaties/wartime#/signed">1 January 1942</time>'
    body = not_allies(
        f"On {day} {MEXICO} and {RUSSIA} were not allies.",
        on="1942-01-01",
        rests_on="searches/mex-rus-defense treaties/wartime",
    )
    assert [line for line in said(site, body) if "worked out" in line] == []


def test_figures_of_a_run_are_those_that_the_run_wrote_down(site):
    def report(value, text):
        return f'<p><span data-claim="run" data-of="checks#/rule/held_against" data-value="{value}">{text}</span> files</p>'

    site.write("answers/checks.json", '{"rule": {"held_against": 1719}}')
    assert said(site, report(1719, "1,719")) == []
    assert said(site, report(1719, "1,720")) == [
        '"1,720" is reported for checks#/rule/held_against, which is \'1719\'. Show "1719".'
    ]
    site.write("answers/checks.json", "{}")
    assert said(site, report(1719, "1,719")) == [
        '"1,719" reports checks#/rule/held_against, which no run wrote down. Run the tests, then render the page again.'
    ]
