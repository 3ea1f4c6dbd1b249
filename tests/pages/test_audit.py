"""The audit bites: it finds each of many single edits of a built site, and nothing in the site as it was built."""

import json
import shutil
from functools import cache
from pathlib import Path

import pytest
from testing import edited

from allies.audit import Examiner
from allies.audit.derivation import Derivation

PAIR, STATE = "pairs/japan-united-states/index.html", "states/mexico/index.html"
TREATY, BODY = "treaties/rio-treaty/index.html", "organizations/csto/index.html"
FLAGSHIP, EVIDENCE = "pairs/mexico-russia/index.html", "pairs/mexico-russia/evidence/index.html"
RECORD = "pairs/mexico-russia/record/index.html"
OWED, OWING = "commitments/united-states/index.html", "states/united-states/index.html"
ENDED, ALLIED_BEFORE = "ended/russia/index.html", "states/russia/index.html"
PENDING, FRIENDS = "pairs/kazakhstan-uzbekistan/index.html", "pairs/france-united-kingdom/index.html"
METHOD, ALLIED = "method/index.html", "states/denmark/index.html"
GUIDE = "guides/dates/index.html"
COMMITTED, GIVEN = "pairs/taiwan-united-states/index.html", "states/taiwan/index.html"
WAR, BELLIGERENT = "pairs/russia-ukraine/index.html", "states/ukraine/index.html"
ARTICLE_END = "</article>"


@pytest.fixture(scope="module")
def few(site, root, raw, tmp_path_factory):
    """The audit of the same site with the pages and data of four pairs alone, which takes no time."""
    pages = {page.split("/")[1] for page in (PAIR, FLAGSHIP, COMMITTED, WAR)}
    kept = pages | {"JPN-USA", "MEX-RUS", "TWN-USA", "RUS-UKR", "index"}

    def others(folder, names):
        return [name for name in names if Path(folder).name == "pairs" and name.partition(".")[0] not in kept]

    copy = Path(shutil.copytree(site, tmp_path_factory.mktemp("few") / "site", ignore=others))
    return Examiner(copy, root, raw)


@pytest.fixture(scope="module")
def told(few):
    """What is told of the few, besides their pages; called without an edit, it is what the missing ones cause."""
    words = {page: few.examine(few.site / page).words for page in ("index.html", METHOD, PAIR)}
    made = {name: cache(make) for name, make in few.made(words).items()}  # worked out once: no fact changes

    def problems():
        return {str(problem) for problem in few.beside.problems(words, made)}

    return problems


@pytest.fixture(scope="module")
def told_before(told):
    return told()


@pytest.mark.parametrize(
    "page",
    [
        PAIR,
        STATE,
        TREATY,
        BODY,
        FLAGSHIP,
        EVIDENCE,
        RECORD,
        OWED,
        OWING,
        COMMITTED,
        GIVEN,
        WAR,
        BELLIGERENT,
        ALLIED,
        METHOD,
        GUIDE,
        "index.html",
        "sources/index.html",
    ],
)
def test_a_page_as_it_was_built_has_no_problem(page, examiner, site):
    assert not examiner.examine(site / page).problems


@pytest.mark.parametrize(
    ("page", "old", "new"),
    [
        (PAIR, ARTICLE_END, "<p>Both governments hate each other.</p></article>"),
        (TREATY, ARTICLE_END, "<p>The treaty was denounced in secret.</p></article>"),
        ("index.html", r'(data-claim="relations"[^>]*data-b=")RUS', r"\1TUR"),
        (STATE, ARTICLE_END, "<p>None of the rows above can be relied on.</p></article>"),
        (METHOD, ARTICLE_END, "<p>This page is wrong.</p></article>"),
        (GUIDE, ARTICLE_END, "<pre>This page is wrong.</pre></article>"),
        (GUIDE, "1980-04-18", "1981-04-18"),
        (PAIR, '<footer class="md-footer">', '<footer class="md-footer"><p>All of this is false.</p>'),
        (FLAGSHIP, " are not formal allies", " are formal allies"),
        (FLAGSHIP, '(name="description" content="No\\.)', r"\1 Never."),
        (PAIR, 'property="og:title" content="[^"]*"', 'property="og:title" content="Are they enemies?"'),
        (PAIR, "assets/cards/allies.png", "assets/cards/not-allies.png"),
        (PAIR, '<meta property="og:url"[^>]*>', ""),
        (PAIR, '"@type": "Answer", "text": "Yes', '"@type": "Answer", "text": "No'),
        (PAIR, '<script type="application/ld.json">.*?</script>', ""),
        (STATE, "</head>", '<script type="application/ld+json">{"@type": "Claim"}</script></head>'),
        (TREATY, '"name": "Rio Treaty"', '"name": "Secret Treaty"'),
        (PAIR, r'<p class="answer__verdict">.*?</p>', ""),
        (PAIR, r'<p class="answer__verdict">', '<p class="answer__verdict" hidden>'),
        (PAIR, r'<p class="answer__verdict">', '<p class="answer__verdict" style="display:none">'),
        (
            PAIR,
            r'<p class="answer__verdict">(.*?)</p>',
            r"<details><summary>Read the whole answer</summary>\1</details>",
        ),
        (TREATY, r'<tr data-about="treaties/rio-treaty#/parties/MEX">.*?</tr>', ""),
        (BODY, r'<tr data-about="organizations/csto#/members/RUS">.*?</tr>', ""),
        (STATE, r'<a href="../../pairs/mexico-russia/"><data [^>]*states/rus#/name/en">Russia</data></a>, ', ""),
        (STATE, r'<span data-claim="with"[^>]*data-group="not-allies".*?</span>', ""),
        (STATE, r'<figure class="map">.*?</figure>', ""),
        (STATE, r'<li class="c18 r2 not-allies">', '<li class="c18 r2 allies">'),
        (STATE, r'<li class="c18 r2 not-allies">', '<li class="c17 r2 not-allies">'),
        (STATE, "Russia: not allies", "Russia: allies"),
        (STATE, r'href="../../pairs/mexico-russia/">RU', 'href="../../pairs/mexico-peru/">RU'),
        (STATE, r'<li class="c18 r2 not-allies">.*?</li>', ""),
        (STATE, r'<li class="not-allies">not allies', '<li class="not-allies">allies'),
        (STATE, r'<figure class="map">', '<figure class="map odd">'),
        (ALLIED, r'(data-claim="partners"[^>]*data-treaty="north-atlantic-treaty"[^>]*>)<a .*?</a>, ', r"\1"),
        (ALLIED, r'(<td data-label="With">.*?)albania-denmark', r"\1belgium-denmark"),
        (PAIR, r'(<ul class="related">.*?)states/japan/', r"\1states/china/"),
        (TREATY, r'href="../../states/chile/">(<span)', r'href="../../states/peru/">\1'),
        (TREATY, "Chile: in force", "Chile: no longer in force"),
        (BODY, r'<figure class="map">.*?</figure>', ""),
        (PAIR, ARTICLE_END, '<figure class="map"><p>They are at war.</p></figure></article>'),
        (TREATY, r"(entry_into_force\">[^<]*</time>)<sup>.*?</sup>", r"\1"),
        (COMMITTED, r'<li data-about="commitments/usa-taiwan-relations-act">.*?</li>', ""),
        (COMMITTED, r'<span data-claim="commitments".*?</p>', "</p>"),
        (GIVEN, r'<li><span data-claim="held" data-commitment="usa-taiwan-relations-act".*?</li>', ""),
        (WAR, r'<p class="answer__added">.*?</p>', ""),
        (WAR, "have been at war since", "have had no diplomatic relations since"),
        (WAR, r'<li data-about="conflicts/russia-ukraine-2022">.*?</li>', ""),
        (WAR, r"have been on opposite sides since", "were on opposite sides in"),
        (PAIR, r'(<p class="answer__verdict">.*?</p>)', r"\1<p>They have been at war since then.</p>"),
        (BELLIGERENT, r'<li><span data-claim="fought"[^>]*data-conflict="russia-ukraine-2022".*?</li>', ""),
        (PAIR, r'<figure class="history">.*?</figure>', ""),
        (PAIR, r'<g class="alliance"', '<g class="conflict"'),
        (PAIR, r'(<g class="alliance".*?<rect x=")\d+', r"\g<1>7"),
        (PAIR, r'(<g class="alliance"[^>]*><text y="11">)[^<]*', r"\1War in the Pacific"),
        (PAIR, r'<circle cx="[^"]*" cy="20" r="4"/>', ""),
        (PAIR, r'<li class="span span--alliance">.*?</li>', ""),
        (PAIR, r'<li class="event event--severed".*?</li>', ""),
        (PAIR, r"an alliance of", "a lesser pact of"),
        (PAIR, r'<span data-claim="owes"[^>]*data-obligation="0".*?</span>', ""),
        (PAIR, r'(<summary>)(<span data-claim="owes".*?</span>)', r"\1The others</summary>\2<summary>"),
        (PAIR, r'<p data-about="treaties/us-japan-1960#/obligations/0">.*?</p>', ""),
        (PAIR, r'<span data-claim="sure".*?</p>', "</p>"),
        (PAIR, r'<li><span data-claim="both"[^>]*data-organization="un".*?</li>', ""),
        (PAIR, r'(data-claim="shared"[^>]*>.*?)<a [^>]*>.*?</a>, ', r"\1"),
        (PENDING, r'<p class="pending">.*?</p>', ""),
        (
            PENDING,
            "whether it binds both is not confirmed",
            "no source that was read says that it is in force between them",
        ),
        (FRIENDS, r'(data-claim="common-allies".*?)<a [^>]*>.*?</a>, ', r"\1"),
        (PAIR, r'<span data-claim="since"[^>]*>.*?</span>', ""),
        (PAIR, r"It has bound both since", "It has bound neither since"),
        (COMMITTED, "binding in law", "a political promise"),
        (COMMITTED, r'(data-claim="undertaken"[^>]*>By )(.*?)(, toward )(.*?)\.</span>', r"\1\4\3\2.</span>"),
        (TREATY, ">2 September 1947<", ">3 September 1947<"),
        (TREATY, 'datetime="1947-09-02"', 'datetime="1947-09-03"'),
        (TREATY, r"rio-treaty#/signed", "rio-treaty#/entry_into_force"),
        (TREATY, ">324</data>", ">325</data>"),
        (TREATY, "<dt>Registered or published</dt><dd>.*?</dd>", ""),
        (TREATY, "<title>[^<]*</title>", "<title>Are Serbia and Kosovo allies?</title>"),
        (PAIR, r'name="description" content="[^"]*"', 'name="description" content="They are at war."'),
        (STATE, r'data-label="[^"]*"', 'data-label="Enemy of Canada"'),
        (PAIR, 'href="#source-', 'href="#source-x'),
        (PAIR, ARTICLE_END, "<script>alert(1)</script></article>"),
        (PAIR, "</head>", "<style>.answer{display:none}</style></head>"),
        (FLAGSHIP, "The best known bodies", "The worst known bodies"),
        (RECORD, r'<tr data-about="relations/mex-rus#/votes/[^"]*">.*?</tr>', ""),
        (EVIDENCE, r'<(tr|li|dd|div) data-about="relations/mex-rus#/missions/[^"]*">.*?</\1>', ""),
        (OWED, r'<li><span data-claim="held" data-commitment="usa-taiwan-relations-act".*?</li>', ""),
        (OWED, r'href="../../pairs/taiwan-united-states/">(<data)', r'href="../../pairs/japan-united-states/">\1'),
        (OWED, r"<p>What (?:(?!</p>).)* undertakes toward others:</p>", ""),
        (PAIR, r'<p class="answer__verdict">', '<p class="md-toggle">'),
        (PAIR, r'(<p class="answer__day">.*?</p>)', r"<!--\1-->"),
        (PAIR, r'(<ol class="sources".*?<li id="source-[^"]*" value=")1"', r'\g<1>2"'),
        (OWING, r'<p><a href="../../commitments/united-states/">.*?</p>', ""),
        (OWING, 'href="../../commitments/united-states/"', 'href="../../commitments/ukraine/"'),
        (ENDED, r'<tr data-about="treaties/warsaw-treaty-1955">.*?</tr>', ""),
        (ENDED, r'href="../../treaties/warsaw-treaty-1955/">', 'href="../../treaties/rio-treaty/">'),
        (ENDED, "no longer in force", "in force"),
        (ALLIED_BEFORE, r"<p>Alliances that have ended.*?</p>", ""),
        (ALLIED_BEFORE, r'(data-of="ended:RUS" data-value=")\d+', r"\g<1>3"),
        (ALLIED_BEFORE, 'href="../../ended/russia/"', 'href="../../ended/france/"'),
        (STATE, 'data-group="not-allies" data-value="not-allies"', 'data-group="allies" data-value="allies"'),
        (STATE, "is no formal ally of ", "is a formal ally of "),
        (FLAGSHIP, r'<li class="event event--severed".*?</li>', ""),
        ("treaties/warsaw-treaty-1955/index.html", ", continued by .*?</th>", "</th>"),
    ],
)
def test_an_edited_page_is_found(page, old, new, examiner, site):
    with edited(site / page, old, new):
        assert examiner.examine(site / page).problems, "The audit has to find this edit."


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("api/v1/answers.csv", "MEX,RUS,not-allies", "MEX,RUS,allies"),
        ("api/v1/parties.csv", r"rio-treaty,MEX,1948-12-03", "rio-treaty,MEX,1948-12-04"),
        ("api/v1/members.csv", r"csto,RUS[^\n]*\n", ""),
        ("api/v1/states/MEX.json", '"answer":"not-allies"', '"answer":"allies"'),
        ("api/v1/states/MEX.json", '"code":"MEX","alpha2":"MX"', '"alpha2":"MX","code":"MEX"'),
        ("api/v1/answers.csv", r"(MEX,RUS[^\n]*\n)", r"\1\n"),
        ("api/v1/pairs/MEX-RUS.json", "are not formal allies", "are formal allies"),
        ("api/v1/pairs/MEX-RUS.json", '"from":"1942-06-05"', '"from":"1942-06-06"'),
        ("api/v1/pairs/MEX-RUS.json", '"mex-rus-defense world-defense"', '"mex-rus-defense"'),
        ("api/v1/pairs/JPN-USA.json", r'(,"history":\[)\{[^}]*\},', r"\1"),
        ("api/v1/pairs/RUS-UKR.json", '"pending":{', '"pending":{"treaties/rio-treaty":"awaited"'),
        ("api/v1/pairs/RUS-UKR.json", "They have been at war", "They were at war"),
        ("api/v1/pairs/RUS-UKR.json", "conflicts/russia-ukraine-2022", "conflicts/korean-war"),
        ("api/v1/pairs/TWN-USA.json", '"undertakes":"arms"', '"undertakes":"help-if-attacked"'),
        ("api/v1/treaties.json", '"kind":"defense"', '"kind":"consultation"'),
        ("api/v1/sources.json", '"publisher":"[^"]*"', '"publisher":"Nobody"'),
        ("api/v1/former.json", '"name":"Yugoslavia"', '"name":"Jugoslavia"'),
        ("api/v1/former.json", '"from":"1950-04-11","answer":"allies"', '"from":"1950-04-11","answer":"not-allies"'),
        ("api/v1/former.json", '"histories":{"ALB":', '"histories":{"AUS":'),
        ("api/v1/phrases.json", "are not formal allies", "are formal allies"),
        ("assets/finder.js", "fetch", "fetsch"),
        ("assets/allies.css", r"\A", ".answer::after{content:'No'}"),
        ("search/search_index.json", "Every claim is a fact", "Every claim is a guess"),
        ("sitemap.xml", r"<url>.*?</url>", ""),
        ("sitemap.xml", r"<urlset", "<!-- All of this is false. --><urlset"),
    ],
)
def test_an_edited_file_beside_the_pages_is_found(name, old, new, few, told, told_before):
    with edited(few.site / name, old, new):
        assert told() - told_before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Yes. Japan and the United States are", "No. Japan and the United States are not"),
        (r'\{"location":"pairs/japan-united-states/[^}]*\},', ""),
    ],
)
def test_an_answer_turned_round_in_the_index_for_searching_is_found(old, new, few, told, told_before):
    with edited(few.site / "search/search_index.json", old, new):
        assert any("japan-united-states" in problem for problem in told() - told_before)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("has bound Finland", "has bound Ireland"),
        ("from “not allies” to", "from “disputed” to"),
        ("for it first records", "for it corrects what is recorded of"),
        ("#revised-", "#changed-"),
        ("<entry>.*?</entry>", ""),
        ("</feed>", "<rights>All of this is false.</rights></feed>"),
        ("2024-03-07T", "2024-03-08T"),
    ],
)
def test_an_edited_feed_is_found(old, new, examiner, site):
    make = examiner.made(())["feed.xml"]
    assert not examiner.beside.differs("feed.xml", make)
    with edited(site / "feed.xml", old, new):
        assert examiner.beside.differs("feed.xml", make)


def test_a_strange_file_of_data_is_found(few):
    path = few.site / "api/v1/secret.json"
    path.write_text(json.dumps({}), "utf-8")
    assert any("belongs to nothing" in problem.what for problem in few.beside.problems({}, {}))
    path.unlink()


@pytest.mark.parametrize("year", [1950, 1960, 1970, 1980, 1990, 2000, 2010, 2020])
def test_both_derivations_agree_on_every_pair_at_the_end_of_a_decade(year, facts, examiner):
    from allies.answers import data, derive
    from allies.facts.dates import day

    on = f"{year}-12-31"
    second = Derivation.of(examiner.raw, on)
    for a, b, answer, grounds in data.table(derive.answers(facts, day(on))):
        assert (second.answer(a, b).replace("one-way", "allies"), second.grounds(a, b)) == (answer, grounds)
