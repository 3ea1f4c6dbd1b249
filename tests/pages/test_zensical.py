"""The generator of tomorrow: what `allies render` writes, built with Zensical, has the pages and claims of the site."""

import re
import shutil
import subprocess

import pytest
from conftest import ROOT
from selectolax.lexbor import LexborHTMLParser

from allies.audit import audit
from allies.load import load

ZENSICAL = ROOT / ".cache/zensical/bin/zensical"
DIFFERENCES = ROOT / "tests/zensical/differences.yaml"
PAGES = re.compile(r"^(\s+- (?:.+: )?(?:[\w-]+/)*)(?:index|([\w-]+))\.md$", re.MULTILINE)


@pytest.fixture(scope="module")
def today(small_site):
    """The site of made-up facts as it is published, without the pages that only lead on to another."""
    found = {path.relative_to(small_site / "site"): path.read_text("utf-8") for path in small_site.rglob("*.html")}
    return {path: text for path, text in found.items() if 'http-equiv="refresh"' not in text}


@pytest.fixture(scope="module")
def tomorrow(small_site, run, tmp_path_factory):
    """The same site, each page of it made by Zensical of what `allies render` writes."""
    if not ZENSICAL.exists():
        pytest.skip("Zensical is not installed; `make zensical` does that, and runs these tests.")
    folder = shutil.copytree(small_site, tmp_path_factory.mktemp("zensical") / "world", symlinks=True)
    assert run("render", str(folder / "tree/docs"), cwd=folder).returncode == 0
    moved = PAGES.sub(lambda to: f"{to[1]}{to[2] + '/' if to[2] else ''}index.md", (folder / "mkdocs.yml").read_text())
    settings = moved.replace("  name: material\n", "  name: material\n  variant: classic\n")
    (folder / "tree/mkdocs.yml").write_text(settings, "utf-8")
    result = subprocess.run([ZENSICAL, "build", "--strict"], cwd=folder / "tree", capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    return folder


def test_zensical_makes_the_same_pages(today, tomorrow):
    built = tomorrow / "tree/site"
    assert {path.relative_to(built) for path in built.rglob("*.html")} == set(today)


def test_every_page_that_zensical_makes_says_the_same_and_marks_it_the_same(today, tomorrow):
    for path, text in today.items():
        assert article((tomorrow / "tree/site" / path).read_text("utf-8")) == article(text), path


def article(html):
    """The words of a page, what is marked on it and where its links lead, in their order."""
    found = LexborHTMLParser(html).css_first("article")
    marked = found.css("[data-fact], [data-claim], [href], [datetime]")
    return " ".join(found.text().split()), [(node.tag, dict(node.attributes)) for node in marked]


def test_what_the_audit_finds_on_pages_of_zensical_is_listed_with_its_reason(tomorrow):
    site = tomorrow / "site"  # what is published beside the pages stays as it is; no generator makes it
    shutil.copytree(tomorrow / "tree/site", site, dirs_exist_ok=True)
    found = {f"{each.where.path.removeprefix('site/')}: {each.what}" for each in audit(site, tomorrow)}
    listed = load(DIFFERENCES.read_bytes(), DIFFERENCES.name)[0].data
    known = {differs: {said for said in found if re.fullmatch(differs, said, re.DOTALL)} for differs in listed}
    new = found.difference(*known.values())
    assert not new, "What differs anew, to be mended or listed with its reason:\n" + "\n".join(sorted(new))
    gone = "\n".join(differs for differs, said in known.items() if not said)
    assert not gone, f"No page differs so any more; take it out of {DIFFERENCES.name}:\n{gone}"
