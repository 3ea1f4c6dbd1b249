"""What a page says of itself: where it stands, how it is cited, where its data are; for readers and machines."""

import json
from itertools import combinations

import pytest
from selectolax.lexbor import LexborHTMLParser
from testing import EDITION, edited

from allies.answers import derive, said
from allies.audit.derivation import Derivation

PAIR, STATE = "pairs/japan-philippines/index.html", "states/mexico/index.html"
TREATY, BODY = "treaties/rio-treaty/index.html", "organizations/csto/index.html"
OWED, EVIDENCE = "commitments/united-states/index.html", "pairs/mexico-russia/evidence/index.html"
REVISED = "pairs/belarus-lithuania/index.html"
FORMER, JOINED = "pairs/mexico-russia/index.html", "pairs/poland-united-states/index.html"


def parsed(site, name):
    return LexborHTMLParser((site / name).read_text("utf-8"))


@pytest.mark.parametrize(
    ("name", "way"),
    [
        (PAIR, "States › Japan › Philippines"),
        (STATE, "States › Mexico"),
        (TREATY, "Treaties › Rio Treaty"),
        (BODY, "Organizations › Collective Security Treaty Organization"),
        ("ended/russia/index.html", "States › Russia"),
        (OWED, "States › United States"),
        (EVIDENCE, "States › Mexico › Russia › Are Mexico and Russia allies?"),
        ("sources/a/index.html", "Sources"),
        ("disputes/treaties/index.html", "Where sources disagree"),
    ],
)
def test_the_way_to_a_page_is_shown_and_told_to_machines(name, way, site):
    page = parsed(site, name)
    assert " › ".join(step.text() for step in page.css("nav.crumbs li")) == way
    data = json.loads(page.css_first('script[type="application/ld+json"]').text())
    [trail] = [each for each in data["@graph"] if each["@type"] == "BreadcrumbList"]
    told = [(each["name"], each["item"].removeprefix("https://allies.example/")) for each in trail["itemListElement"]]
    shown = [(link.text(), link.attributes["href"].replace("../", "")) for link in page.css("nav.crumbs a")]
    assert told[1:-1] == shown
    assert [each["position"] for each in trail["itemListElement"]] == list(range(1, len(told) + 1))


def test_a_page_says_how_it_is_cited_with_the_day_of_the_edition(site):
    apa, bibtex, ris = (node.text() for node in parsed(site, PAIR).css(".reference p, .reference pre"))
    url, year = f"https://allies.example/editions/{EDITION}/pairs/japan-philippines/", EDITION[:4]
    assert apa.startswith(f"The Are They Allies? contributors. ({year}, ")
    assert apa.endswith(f"Are Japan and the Philippines allies? Are They Allies? {url}")
    assert f"year = {{{year}}}" in bibtex
    assert f"url = {{{url}}}" in bibtex
    assert f"DA  - {EDITION.replace('-', '/')}" in ris.splitlines()


@pytest.mark.parametrize("name", [PAIR, STATE, TREATY, BODY])
def test_a_page_leads_to_its_data(name, site):
    link = parsed(site, name).css_first(".reference > ul a").attributes["href"]
    assert (site / link.replace("../", "")).is_file()


def test_the_last_change_is_told_with_its_day(site):
    told = parsed(site, FORMER).css_first("[data-claim=changed]")
    assert told.css_first("time").attributes["datetime"] == "1945-09-02"
    assert told.text().endswith("when the Declaration by United Nations ceased to bind both.")
    told = parsed(site, JOINED).css_first("[data-claim=changed]")
    assert told.css_first("time").attributes["datetime"] == "1999-03-12"
    assert told.text().endswith("when the NATO treaty began to bind both.")


@pytest.fixture(scope="module")
def again(raw):
    """What the second derivation has said of every pair."""
    found = Derivation.of(raw, raw.edition)
    codes = [code for (code,) in found.table("SELECT code FROM alive")[1]]
    return {pair: found.between(*pair).said for pair in combinations(codes, 2)}


def test_both_derivations_agree_on_the_last_change_of_every_pair(facts, again):
    told = 0
    for pair, its in again.items():
        found = derive.last_change(facts, *pair, facts.edition)
        value, slots = its.get("changed", (None, None))
        treaty = found and f"treaties/{found[1]}"
        assert value == (found and found[0])
        assert slots == (found and {"treaty": treaty, "date": found[2].ref})
        told += found is not None
    assert told > 100


def test_what_an_edition_changed_is_told_with_why(site, facts):
    revision, change = facts.revised["BLR-LTU"]
    told = parsed(site, REVISED).css_first("[data-claim=revised]")
    assert told.css_first("time").attributes["datetime"] == str(revision.edition)
    assert [each.attributes["value"] for each in told.css("data")] == [change.was, change.now]
    assert told.text().endswith(
        "for it first records the Agreement on Friendliness and Cooperation between Belarus and Lithuania."
    )
    title = "Belarus and Lithuania: from “not allies” to “not allies, with a lesser pact”"
    feed = (site / "feed.xml").read_text("utf-8")
    [entry] = [each for each in feed.split("<entry>") if title in each]
    assert told.text() in entry
    assert REVISED.removesuffix("index.html") in entry
    assert parsed(site, PAIR).css_first("[data-claim=revised]") is None


def test_both_derivations_agree_on_what_editions_changed(facts, again):
    found = {pair: its.get("revised") for pair, its in again.items()}
    answers = [derive.answer(facts, *pair.split("-"), facts.edition) for pair in facts.revised]
    told = [each for answer in answers if (each := said.revised(facts, answer))]
    wanted = {tuple(each.about.values()): (each.value, each.slots) for each in told}
    assert {pair: each for pair, each in found.items() if each} == wanted
    assert wanted


@pytest.mark.parametrize(
    ("page", "old", "new"),
    [
        (PAIR, '<nav class="crumbs".*?</nav>', ""),
        (PAIR, '(class="crumbs".*?)states/japan/', r"\1states/china/"),
        (STATE, '(class="crumbs".*?)>Mexico<', r"\1>Peru<"),
        (OWED, '(class="crumbs".*?)states/united-states/', r"\1states/mexico/"),
        (EVIDENCE, '<nav class="crumbs".*?</nav>', ""),
        (PAIR, '<aside class="reference".*?</aside>', ""),
        (PAIR, '(class="reference".*?)Are Japan and', r"\1Are China and"),
        (TREATY, r"year = \{20\d\d\}", "year = {1999}"),
        (BODY, r"UR  - \S+", "UR  - https://allies.example/"),
        (PAIR, "api/v1/pairs/JPN-PHL.json", "api/v1/pairs/JPN-USA.json"),
        (PAIR, "</aside>", "<p>It is all invented.</p></aside>"),
        (PAIR, '"name": "Japan", "item"', '"name": "China", "item"'),
        (JOINED, '<p class="last-change">.*?</p>', ""),
        (JOINED, "began to bind both", "ceased to bind both"),
        (REVISED, '<p class="last-change">.*?</p>', ""),
        (REVISED, "for it first records the", "for it corrects what is recorded of the"),
        (REVISED, "answers/BLR-LTU/was", "answers/BLR-SRB/was"),
    ],
)
def test_the_audit_sees_an_edit_of_it(page, old, new, examiner, site):
    with edited(site / page, old, new):
        assert examiner.examine(site / page).problems, f"The audit does not see {old!r} become {new!r}."
