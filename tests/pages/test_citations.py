"""A citation opens to the words relied on, and without a script leads to them and back."""

import re

import pytest
from selectolax.lexbor import LexborHTMLParser
from testing import edited

from allies.load import load

PAIR, FLAGSHIP, TREATY = (
    f"{name}/index.html" for name in ("pairs/japan-philippines", "pairs/mexico-russia", "treaties/rio-treaty")
)
CODED = "treaties/france-gab-old-accord/index.html"
PAGES = [PAIR, FLAGSHIP, TREATY, "states/mexico/index.html", "pairs/mexico-russia/evidence/index.html"]


@pytest.mark.parametrize("name", PAGES)
def test_the_numbers_run_in_reading_order(name, site):
    numbers = [int(link.text()) for link in LexborHTMLParser((site / name).read_text("utf-8")).css("a.cite")]
    assert list(dict.fromkeys(numbers)) == list(range(1, max(numbers) + 1))


@pytest.mark.parametrize("name", PAGES)
def test_the_list_leads_back_to_each_place_that_cites_a_source(name, site):
    page = LexborHTMLParser((site / name).read_text("utf-8"))
    for item in page.css("ol.sources > li"):
        back = [link.attributes["href"].removeprefix("#") for link in item.css("a.back, .back a")]
        assert back == [link.attributes["id"] for link in page.css(f'a.cite[href="#{item.attributes["id"]}"]')]


def test_a_row_of_a_table_has_the_names_of_its_columns(site):
    page = LexborHTMLParser((site / CODED).read_text("utf-8"))
    row = page.css_first("#source-atop-4-alliances .printed > li")
    assert (row.css_first("q").text(), row.css_first("small").text()) == (
        "3410,1,0,0,0,0",
        "Its columns are atopid, defense, offense, neutral, nonagg, and consul.",
    )


@pytest.mark.parametrize("name", PAGES)
def test_each_fragment_is_in_the_file_on_the_line_that_the_list_names(name, site, root):
    quotes = LexborHTMLParser((site / name).read_text("utf-8")).css("ul.printed > li")
    assert quotes
    for item in quotes:
        ref = item.css_first("q").attributes["data-evidence"]
        file, _, pointer = ref.partition("#")
        document, _ = load((root / f"facts/{file}.yaml").read_bytes(), file)
        assert str(document.lines[pointer]) == item.attributes["data-line"], ref


@pytest.mark.parametrize(
    ("page", "old", "new"),
    [
        (PAIR, r'(class="cite" id="cite-1"[^>]*>)1<', r"\g<1>2<"),
        (PAIR, 'class="cite" id="cite-2"', 'class="cite"'),
        (PAIR, 'class="cite" id="cite-2"', 'class="cite" id="cite-3"'),
        (PAIR, '<a class="back" href="#cite-5"[^>]*>↑</a>', ""),
        (PAIR, 'class="back" href="#cite-5"', 'class="back" href="#cite-1"'),
        (PAIR, '(<a class="back" [^>]*>)↑', r"\1It is false"),
        (PAIR, '<a href="#cite-1-2">b</a>', ""),
        (PAIR, '<a href="#cite-1-2">b</a>', '<a href="#cite-1-2">bad</a>'),
        (PAIR, '<a href="#cite-1-2">', '<a href="#cite-1">'),
        (PAIR, 'id="cite-1-2"', 'id="cite-1-9"'),
        (CODED, r"<br><small>Its columns.*?</small>", ""),
        (CODED, r'<data [^>]*#/columns/2">offense</data>, ', ""),
        (PAIR, 'aria-label="Back to the text"', 'aria-label="Back to the lie"'),
        (PAIR, r'<li data-supports="date" data-line="\d+"><q.*?</li>', ""),
        (PAIR, 'data-supports="date"', 'data-supports="ended"'),
        (PAIR, r'data-supports="date" data-line="\d+"', 'data-supports="date" data-line="1"'),
        (TREATY, r'data-line="\d+"', ""),
        (PAIR, ' data-see="See the fact"', ' data-see="See the lie"'),
        (PAIR, ' data-report="[^"]*"', ""),
        (PAIR, '(<ol class="sources")', r'\1 data-forge="https://forge.example/other"'),
        (PAIR, '<script src="[./]*assets/citations.js"></script>', ""),
    ],
)
def test_the_audit_sees_an_edited_citation(page, old, new, examiner, site):
    with edited(site / page, old, new):
        assert examiner.examine(site / page).problems, f"The audit does not see {old!r} become {new!r}."


def test_where_the_repository_can_be_seen_the_list_says_so_and_no_page_asks_its_host(small, run):
    settings = small / "mkdocs.yml"
    settings.write_text("repo_url: https://github.com/example/allies\n" + settings.read_text("utf-8"), "utf-8")
    result = run("build", cwd=small)
    assert result.returncode == 0, result.stdout
    text = (small / "site/pairs/arcadia-borduria/index.html").read_text("utf-8")
    assert re.search(r'<ol class="sources"[^>]* data-forge="https://github.com/example/allies"', text)
    assert 'data-md-component="source"' not in text
