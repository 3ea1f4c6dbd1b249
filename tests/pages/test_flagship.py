"""What a reader sees on the page of Mexico and Russia, and on that of its evidence: each point they have to make."""

import re

import pytest
from selectolax.lexbor import LexborHTMLParser


@pytest.fixture(scope="module")
def page(site):
    return LexborHTMLParser((site / "pairs/mexico-russia/index.html").read_text("utf-8"))


@pytest.fixture(scope="module")
def evidence(site):
    return LexborHTMLParser((site / "pairs/mexico-russia/evidence/index.html").read_text("utf-8"))


@pytest.fixture(scope="module")
def bodies(site):
    return LexborHTMLParser((site / "pairs/mexico-russia/bodies/index.html").read_text("utf-8"))


@pytest.fixture(scope="module")
def text(page):
    return re.sub(r"\s+", " ", page.css_first("article").text())


def dates(page, ref):
    return [node.attributes["datetime"] for node in page.css(f'time[data-fact="{ref}"]')]


def test_the_answer_comes_first(page):
    verdict = page.css_first("article .answer__verdict [data-claim=answer]")
    assert verdict.text() == "No. Mexico and Russia are not formal allies."
    assert verdict.attributes["data-value"] == "not-allies"
    before = page.css_first("article").text().index(verdict.text())
    assert before < 200, "Something stands between the question and its answer."


def test_the_day_for_which_the_answer_holds_stands_with_it(page):
    assert page.css_first(".answer time[data-fact='edition#/asserted_for']")


@pytest.mark.parametrize(
    ("event", "year"),
    [
        ("established", "1890"),
        ("recognized", "1924"),
        ("severed", "1930"),
        ("restored", "1942"),
        ("embassies", "1943"),
        ("continued", "1991"),
    ],
)
def test_the_timeline_has(event, year, page):
    assert dates(page, f"relations/mex-rus#/events/{event}/date")[0][:4] == year


def test_the_reading_of_the_original_article_for_the_restoration_is_shown_as_a_rival(page):
    dispute = page.css_first("#dispute-relations-mex-rus-events-restored-date")
    assert any("1943" in quote.text() for quote in dispute.css("q"))


@pytest.mark.parametrize("organization", ["un", "g20", "apec", "wto", "unesco"])
def test_shared_memberships_stand_with_their_purpose_and_both_days(organization, page, bodies):
    for each in [page, bodies] if organization in ("un", "g20", "apec") else [bodies]:
        assert each.css_first(f'[data-fact="organizations/{organization}#/purpose/en"]')
        assert each.css_first(f'[data-fact="organizations/{organization}#/members/MEX/joined"]')
        assert each.css_first(f'[data-fact^="organizations/{organization}#/members/"][data-fact$="/joined"]')


def test_the_g20_is_its_countries_the_european_union_and_the_african_union_since_2023(text):
    assert "made up of 19" in text
    assert re.search(r"the European Union and, since 9 September 2023.*the African Union", text)


def test_the_comparison_of_relations_and_alliance_has_its_four_features(page):
    assert [cell.text() for cell in page.css(".comparison tbody th")] == ["Nature", "Obligations", "Scope", "Example"]


def test_the_agreements_are_listed_and_none_is_an_alliance(evidence, text):
    assert len(evidence.css("table.agreements")[0].css("tbody tr")) >= 15
    assert "None of them promises help in case of attack." in text


def test_the_alliances_of_each_are_told_with_the_end_of_the_rio_treaty_for_mexico(page):
    assert dates(page, "treaties/rio-treaty#/parties/MEX/denunciation/effective") == ["2004-09-06"]
    assert page.css_first('[data-claim=alliances][data-state="MEX"]').text().startswith("Mexico has no formal ally. ")
    assert page.css_first('[data-claim=alliances][data-state="RUS"]')


def test_the_wartime_pact_and_who_counts_it_are_told(text):
    assert "the Declaration by United Nations bound Mexico and the Soviet Union" in text
    assert "counts it as an alliance" in text
    assert "does not count it as an alliance" in text


def test_the_search_is_told_with_what_would_change_the_answer(evidence):
    assert evidence.css("table.searches tbody tr")
    assert "What would change the answer" in evidence.css_first("article").text()


def test_what_could_not_be_confirmed_and_what_is_said_elsewhere_stand_in_the_evidence(evidence):
    assert evidence.css(".unconfirmed-list li")
    assert evidence.css(".corrections tbody tr")


def test_the_evidence_is_one_link_away_and_leads_back(page, evidence):
    assert page.css_first('article a[href="evidence/"]')
    assert evidence.css_first('article a[href="../"]')
    assert evidence.css_first('article a[href="../bodies/"]')
    assert page.css_first('article a[href="record/"]')
    assert evidence.css_first('article a[href="../record/"]')


@pytest.mark.parametrize("name", ["page", "evidence", "bodies"])
def test_every_source_cited_is_listed_with_a_link_and_every_listed_one_is_cited(name, request):
    page = request.getfixturevalue(name)
    cited = {link.attributes["href"].removeprefix("#source-") for link in page.css("a.cite")}
    listed = {item.attributes["id"].removeprefix("source-"): item for item in page.css("ol.sources > li")}
    assert cited == set(listed)
    assert all(item.css_first("a[href^=http]") or "no_link" in item.html for item in listed.values())


def test_the_way_to_the_conclusion_takes_a_minute(page):
    html = page.css_first("article").html
    end = html.index("<h2", html.index('id="conclusion"'))
    before = LexborHTMLParser(re.sub(r"<details>.*?</details>|<sup>.*?</sup>", "", html[:end], flags=re.DOTALL))
    words = re.findall(r"[A-Za-z]{2,}", before.text())
    assert len(words) <= 400, f"{len(words)} words stand before the end of the conclusion: too many for a minute."


def test_the_page_is_light_and_leads_on(page):
    assert len(page.html.encode()) <= 150 * 1024
    folders = ("treaties/", "states/", "organizations/", "pairs/")
    links = [link.attributes["href"] or "" for link in page.css("article a[href]")]
    assert len([link for link in links if any(folder in link for folder in folders)]) >= 25
