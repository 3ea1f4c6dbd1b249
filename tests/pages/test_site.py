"""What holds for every page of the built site."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from selectolax.lexbor import LexborHTMLParser

from allies.audit.days import printed
from allies.facts.dates import edtf
from allies.pages import write as pages
from allies.pages.marks import dispute_id
from allies.pages.plan import Plan

HEAVIEST = 250  # of any page, in KB


def test_every_pointer_in_every_page_resolves(facts):
    problems = pages.problems(Plan(facts))
    assert not problems, "\n".join(map(str, problems))


@pytest.fixture(scope="module")
def heads(site):
    """What each page loads, and what it allows itself: its path, every address, its policy."""
    found = []
    for path in site.rglob("*.html"):
        page = LexborHTMLParser(path.read_text("utf-8"))
        loads = [
            node.attributes.get(name) or ""
            for node in page.css("[src], link[href], [srcset], [poster], object[data]")
            for name in ("src", "href", "srcset", "poster", "data")
            if not (node.tag == "link" and node.attributes.get("rel") in ("canonical", "prev", "next"))
        ]
        policy = page.css_first('meta[http-equiv="Content-Security-Policy"]')
        found.append((path, loads, policy.attributes["content"] if policy else ""))
    return found


def test_nothing_on_a_page_comes_from_another_host(heads):
    for path, loads, _ in heads:
        strange = [address for address in loads if re.match(r"(https?:)?//", address)]
        assert not strange, f"{path} loads {strange}"


def test_every_page_forbids_what_it_does_not_need(heads):
    for path, _, policy in heads:
        assert "default-src 'self'" in policy, path
        assert "unsafe" not in policy.partition("script-src")[2].partition(";")[0], path


def assert_same(one, other):
    difference = subprocess.run(["diff", "-r", str(one), str(other)], capture_output=True, text=True)
    assert not difference.stdout, difference.stdout[:2000]


def test_two_builds_of_the_same_files_are_identical(small, small_site, run):
    assert run("build", cwd=small, PYTHONHASHSEED="7", TZ="Pacific/Auckland", LANG="C").returncode == 0
    assert_same(small_site / "site", small / "site")


MADE_AGAIN = """
from pathlib import Path
from allies.facts.read import read
from allies.pages.plan import Plan
from allies.site import build, publish
again = Path.cwd() / "again"
build.make(Plan(read(Path.cwd())[0]), again / "docs", again / "site")
publish.finish(again / "site")
"""


def test_a_site_that_was_built_before_is_what_a_build_makes_of_these_files(pytestconfig, site, root):
    """Every file is made once more, in another folder, by a process that orders sets and tells the time and writes
    letters otherwise, and is held against the one that was built, byte for byte.

    A build does three things besides: it checks the facts, audits what it made, and renames the folder. None of them
    writes a byte of the site, so doing them again would prove nothing; that they do not is held above, where the whole
    command builds a smaller site twice."""
    if not pytestconfig.option.site:
        pytest.skip("No site was named with --site; the one that is tested was just built.")
    again, otherwise = site.parent / "again", {"PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "LC_ALL": "C"}
    env = {**os.environ, **otherwise, "PYTHONPATH": str(root / "src")}
    subprocess.run([sys.executable, "-c", MADE_AGAIN], cwd=site.parent, env=env, check=True)
    try:
        assert_same(site, again / "site")
    finally:
        shutil.rmtree(again)


def test_the_home_page_asks_the_question_and_answers_it(site):
    page = LexborHTMLParser((site / "index.html").read_text("utf-8"))
    assert page.css_first("article h1").text().startswith("Are Mexico and Russia allies?")
    assert page.css_first("article [data-claim=answer]")


def listed(site, folder, items):
    """The ids of what the pages of a folder list, to all of which its own page leads."""
    index = LexborHTMLParser((site / folder / "index.html").read_text("utf-8"))
    names = [link.attributes["href"].rstrip("/").rpartition("/")[2] for link in index.css("ul.parts a")]
    pages = [LexborHTMLParser((site / folder / name / "index.html").read_text("utf-8")) for name in names]
    return [item.attributes["id"] for page in pages for item in page.css(items)]


def test_the_pages_of_sources_list_each_source_once(site, facts):
    assert sorted(listed(site, "sources", "ol.sources > li")) == sorted(f"source-{id}" for id in facts.sources)


def test_the_pages_of_disputes_list_each_dispute(site, facts):
    disputed = {dispute_id(ref) for ref, claim in facts.claims.items() if claim.dispute}
    assert set(listed(site, "disputes", "dl.disputes > div")) == disputed


def test_the_data_say_which_page_lists_a_source(site):
    for source in json.loads((site / "api/v1/sources.json").read_text("utf-8"))[::100]:
        assert f'id="source-{source["id"]}"' in (site / source["page"] / "index.html").read_text("utf-8")


def test_no_page_is_too_heavy(site):
    weights = {path.relative_to(site).as_posix(): path.stat().st_size for path in site.rglob("*.html")}
    limits = {"sources/": 200, "disputes/": 250, "pairs/mexico-russia/index.html": 150}
    for name, weight in weights.items():
        limit = next((limit for start, limit in limits.items() if name.startswith(start)), HEAVIEST)
        assert weight <= limit * 1024, f"{name} weighs {weight // 1024} KB, more than {limit}."


def test_a_fact_that_holds_markup_is_refused_and_what_looks_like_it_comes_out_as_text(small, run):
    path, out = small / "facts/relations/qaa-qab.yaml", small / "rendered"
    before = path.read_text("utf-8")
    for title, status in (("<script>alert(x)</script>", 1), ("a < b_c_ *d* [e] ~f~", 0)):
        path.write_text(before.replace("title: {en: Relations broken off}", f'title: {{en: "{title}"}}'), "utf-8")
        result = run("render", str(out), cwd=small)
        assert result.returncode == status, result.stdout
    text = (out / "pairs/arcadia-borduria/index.md").read_text("utf-8")
    assert "a &lt; b&#95;c&#95; &#42;d&#42; &#91;e&#93; &#126;f&#126;" in text


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("1992-02-07/2008-12-31", "a day between 7 February 1992 and 31 December 2008"),
        ("1942-11-10/1942-11-12", "10–12 November 1942"),
        ("1942-11-30/1942-12-02", "a day between 30 November 1942 and 2 December 1942"),
        ("1960-08-17/2020-01", "a day between 17 August 1960 and January 2020"),
        ("2022-03-15/2022-12-22", "a day between 15 March 2022 and 22 December 2022"),
        ("1815/2018", "1815–2018"),
    ],
)
def test_a_day_known_by_its_bounds_alone_reads_as_no_span_of_months(date, said, facts):
    phrases = Plan(facts).phrases
    assert phrases.day(edtf(date)) == printed(date, None, phrases.plain, "en") == said


def test_a_treaty_says_where_it_is_registered(site):
    for name, said in (
        ("rio-treaty", "United Nations Treaty Series vol. 21 no. 324"),
        ("anglo-soviet-1942", "United Kingdom Treaty Series 1942 no. 2"),
    ):
        page = LexborHTMLParser((site / "treaties" / name / "index.html").read_text("utf-8"))
        assert said in " ".join(page.css_first("dl.facts").text(separator=" ").split())


def test_a_sentence_that_begins_with_a_state_begins_with_a_capital(site):
    for name, claim in (
        ("states/philippines", "alliances"),
        ("pairs/gambia-united-states", "relations"),
        ("pairs/philippines-singapore", "answer"),
    ):
        page = LexborHTMLParser((site / name / "index.html").read_text("utf-8"))
        said = page.css(f"[data-claim={claim}]")
        assert said, f"{name} makes no claim {claim}."
        for node in said:
            opening = node.text().removeprefix("No. ").removeprefix("Yes. ")
            assert opening[0].isupper(), f"{name} says: {node.text()}"


def test_the_search_box_knows_every_page_and_every_answer(site):
    entries = {each["location"]: each for each in json.loads((site / "search/search_index.json").read_text())["docs"]}
    for folder in ("states", "treaties", "organizations", "pairs"):
        for path in (site / folder).glob("*/index.html"):
            if 'http-equiv="refresh"' not in path.read_text("utf-8"):
                assert f"{folder}/{path.parent.name}/" in entries, f"The search box does not know {path.parent}."
    found = entries["pairs/japan-philippines/"]
    assert found["title"] == "Are Japan and the Philippines allies?"
    assert found["text"] == "No. Japan and the Philippines are not formal allies."


VISIT = "      - {source: eldorado-almanac, printed: siete de junio de dos mil cuatro}\n"
RIVAL = """      - {source: bordurian-archive, printed: 8 июня 2004 года}
    disputed:
      follows: [eldorado-almanac]
      rivals: {"2004-06-08": [bordurian-archive]}
      because: {en: The archive gives the day of the return.}
"""


def test_a_dispute_over_a_value_whose_entry_has_no_title_says_over_what(small, run):
    path = small / "facts/relations/qaa-qab.yaml"
    text = path.read_text("utf-8")
    assert VISIT in text
    path.write_text(text.replace(VISIT, VISIT + RIVAL), "utf-8")
    result = run("build", cwd=small)
    assert result.returncode == 0, result.stdout
    page = LexborHTMLParser((small / "site/pairs/arcadia-borduria/index.html").read_text("utf-8"))
    assert "Arcadia and Borduria: date" in [node.text() for node in page.css("dl.disputes dt")]


def test_a_party_that_is_no_more_is_told_with_the_state_that_continues_it(small_site):
    page = LexborHTMLParser((small_site / "site/treaties/wartime-pact/index.html").read_text("utf-8"))
    assert "Old Borduria, continued by Borduria" in [node.text() for node in page.css("table.parties tbody th")]


def test_a_page_of_the_disputes_over_a_single_treaty_is_led_to(small, root, run, relist):
    shutil.copytree(root / "docs/disputes", small / "docs/disputes")
    index = small / "docs/index.md"
    index.write_text(index.read_text("utf-8") + "\n[Disputes](disputes/index.md)\n", "utf-8")
    treaty = small / "facts/treaties/friendship.yaml"
    text = treaty.read_text("utf-8").rstrip("\n")
    assert "\nevidence:\n" in text
    more = '  - {source: arcadian-gazette, supports: signed, printed: "October 11, 1995"}\n'
    text = text.replace("\nevidence:\n", f"\nevidence:\n{more}")
    rivals = 'rivals: {"1995-10-11": [arcadian-gazette]}, because: {en: The gazette came a day later.}'
    treaty.write_text(f"{text}\ndisputed:\n  signed: {{follows: [bordurian-archive], {rivals}}}\n", "utf-8")
    relist(small)
    result = run("build", cwd=small)
    assert result.returncode == 0, result.stdout[:3000]
    page = LexborHTMLParser((small / "site/disputes/index.html").read_text("utf-8"))
    assert page.css_first('a[href="../disputes/treaties/"] [data-fact^="treaties/friendship#"]')
