"""The page for a missing address looks for what was asked for, and leads on from wherever the site stands."""

import re
import shutil

import pytest
from selectolax.lexbor import LexborHTMLParser
from testing import edited

from allies.audit import Examiner
from allies.audit.raw import read_facts


@pytest.fixture(scope="module")
def below(small_world, tmp_path_factory, root, run, relist):
    """A small site that stands below a sub-path, and its repository."""
    folder = shutil.copytree(small_world, tmp_path_factory.mktemp("below") / "world", symlinks=True)
    text = (root / "docs/404.md").read_text("utf-8")
    for name in ("method", "sources"):
        text = re.sub(rf".*\({name}[^)]*\)\n", "", text)
    (folder / "docs/404.md").write_text(text, "utf-8")
    settings = folder / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8").replace("allies.example/", "allies.example/sub/path/"), "utf-8")
    relist(folder)
    result = run("build", cwd=folder)
    assert result.returncode == 0, result.stdout
    return folder


def test_below_a_sub_path_all_of_it_leads_from_the_root_of_the_host(below):
    page = LexborHTMLParser((below / "site/404.html").read_text("utf-8"))
    form = page.css_first("article form.finder[data-lost]")
    assert (form.attributes["action"], form.attributes["data-api"]) == ("/sub/path/pairs/", "/sub/path/api/v1/")
    links = [node.attributes["href"] for node in page.css("article a")]
    assert {"/sub/path/states/", "/sub/path/treaties/"} <= set(links)
    assert page.css_first('script[src="/sub/path/assets/finder.js"]')
    assert all(link.startswith(("/sub/path/", "#")) for link in links)
    assert page.css_first("title").text().startswith("No page has this address")


def test_it_has_no_address_of_its_own(below):
    assert not (below / "site/404").exists()
    assert "/404/" not in (below / "site/sitemap.xml").read_text("utf-8")
    assert '"404' not in (below / "site/search/search_index.json").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (" data-lost", ""),
        ('data-api="/sub/path/', 'data-api="/'),
        ('action="/sub/path/pairs/"', 'action="/sub/path/states/"'),
        ('<form class="finder".*?</form>', ""),
        ("It may be misspelled", "It was taken down"),
        ('(<article.*?)href="/sub/path/states/"', r'\1href="/sub/path/treaties/"'),
    ],
)
def test_the_audit_sees_an_edit_of_it(old, new, below):
    raw, _ = read_facts(below)
    page = below / "site/404.html"
    examiner = Examiner(below / "site", below, raw)
    assert not examiner.examine(page).problems
    with edited(page, old, new):
        assert examiner.examine(page).problems, f"The audit does not see {old!r} become {new!r}."
