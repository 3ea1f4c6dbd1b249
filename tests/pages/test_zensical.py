"""The generator of tomorrow: what `allies render` writes, built with Zensical, has the pages and claims of the site."""

import re
import shutil
import subprocess
from urllib.parse import urljoin

import pytest
from conftest import ROOT
from selectolax.lexbor import LexborHTMLParser

from allies import parallel
from allies.audit import audit
from allies.load import load
from allies.site import lost

ZENSICAL = ROOT / ".cache/zensical/bin/zensical"
DIFFERENCES = ROOT / "tests/zensical/differences.yaml"
PAGES = re.compile(r"^(\s+- (?:.+: )?(?:[\w-]+/)*)(?:index|([\w-]+))\.md$", re.MULTILINE)

pytestmark = [
    pytest.mark.zensical,
    pytest.mark.skipif(not ZENSICAL.exists(), reason="Zensical is not installed; `make zensical` does it."),
]


@pytest.fixture(scope="module")
def today(site):
    """The pages of the site, without those that only lead on to another."""
    found = sorted(path for path in site.rglob("*.html") if 'http-equiv="refresh"' not in path.read_text("utf-8"))
    return [path.relative_to(site) for path in found]


@pytest.fixture(scope="module")
def tomorrow(site, run):
    """The same site, each page of it made by Zensical of what `allies render` writes."""
    tree = site.parent / "tree"
    assert run("render", str(tree / "docs"), cwd=site.parent).returncode == 0
    settings = (site.parent / "mkdocs.yml").read_text("utf-8")
    moved = PAGES.sub(lambda to: f"{to[1]}{to[2] + '/' if to[2] else ''}index.md", settings)
    (tree / "mkdocs.yml").write_text(moved.replace("  name: material\n", "  name: material\n  variant: classic\n"))
    result = subprocess.run([ZENSICAL, "build", "--strict"], cwd=tree, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    lost.settle(tree / "site")  # as `allies build` does, whichever the generator
    return tree / "site"


def test_zensical_makes_the_same_pages(today, tomorrow):
    assert {path.relative_to(tomorrow) for path in tomorrow.rglob("*.html")} == set(today)


def test_every_page_that_zensical_makes_says_the_same_and_marks_it_the_same(site, today, tomorrow):
    same = parallel.each(lambda path: article(site, path) == article(tomorrow, path), today, 100)
    assert not [str(path) for path, is_same in zip(today, same, strict=True) if not is_same]


def article(site, path):
    """The words of a page, what is marked on it and where its links lead, in their order."""
    found = LexborHTMLParser((site / path).read_text("utf-8")).css_first("article")
    marked = [(node.tag, dict(node.attributes)) for node in found.css("[data-fact], [data-claim], [href], [datetime]")]
    there = [urljoin(f"/{path.parent.as_posix()}/", each["href"]) for _, each in marked if "href" in each]
    return " ".join(found.text().split()), [(tag, {**each, "href": ""}) for tag, each in marked], there


def test_what_the_audit_finds_on_pages_of_zensical_is_listed_with_its_reason(site, tomorrow):
    mixed = shutil.copytree(site, site.parent / "mixed")  # what is published beside the pages; no generator makes it
    shutil.copytree(tomorrow, mixed, dirs_exist_ok=True)
    found = {f"{each.where.path.removeprefix('mixed/')}: {each.what}" for each in audit(mixed, site.parent)}
    listed = load(DIFFERENCES.read_bytes(), DIFFERENCES.name)[0].data
    known = {differs: {said for said in found if re.fullmatch(differs, said, re.DOTALL)} for differs in listed}
    new = found.difference(*known.values())
    assert not new, "What differs anew, to be mended or listed with its reason:\n" + "\n".join(sorted(new))
    gone = "\n".join(differs for differs, said in known.items() if not said)
    assert not gone, f"No page differs so any more; take it out of {DIFFERENCES.name}:\n{gone}"
