"""Addresses last: they hold a state's slug, not its name, and an old one leads on to where its page stands now."""

import re
import shutil
import subprocess

import pytest

from allies.audit import audit
from allies.facts.read import read
from allies.pages.plan import Plan

STATE, SLUG = "facts/states/qad.yaml", "slug: dystonia"


def change(folder, old, new):
    path = folder / STATE
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def addresses(folder):
    facts, problems = read(folder)
    assert facts, problems
    return Plan(facts, all_pairs=True).addresses


def test_a_new_name_moves_no_address(small):
    before = addresses(small)
    change(small, "name: {en: Dystonia", "name: {en: Aaland")
    assert addresses(small) == before


def test_no_two_pages_of_the_real_facts_have_the_same_address(facts):
    plan = Plan(facts, all_pairs=True)
    found = [*plan.addresses.values(), *plan.moved]
    assert len(plan.pairs) > 20_000
    assert len(found) == len(set(found))


@pytest.fixture(scope="module")
def moved(small_world, tmp_path_factory, run):
    """A small site in which a state stands under another slug than before."""
    folder = shutil.copytree(small_world, tmp_path_factory.mktemp("moved") / "world", symlinks=True)
    change(folder, SLUG, "slug: new-dystonia\nformer_slugs: [dystonia]")
    result = run("build", cwd=folder)
    assert result.returncode == 0, result.stdout
    return folder


def test_from_an_old_address_one_is_led_on(moved):
    pairs = [path.name for path in (moved / "site/pairs").glob("*new-dystonia*")]
    assert pairs
    for old in ("states/dystonia", *(f"pairs/{name.replace('new-dystonia', 'dystonia')}" for name in pairs)):
        text = (moved / "site" / old / "index.html").read_text("utf-8")
        target = re.search(r'http-equiv="refresh" content="0; url=\.\./([^"]+)/"', text)[1]
        assert "new-dystonia" in target
        assert (moved / "site" / old).parent.joinpath(target, "index.html").is_file()


@pytest.mark.parametrize(
    "edit",
    [
        lambda page: shutil.rmtree(page.parent),
        lambda page: page.write_text(page.read_text("utf-8").replace("../new-dystonia/", "../arcadia/"), "utf-8"),
        lambda page: page.write_text(page.read_text("utf-8").replace("Dystonia", "Arcadia"), "utf-8"),
        lambda page: shutil.copytree(page.parent, page.parent.parent / "atlantis"),
    ],
    ids=["left out", "elsewhere", "of another", "of nothing"],
)
def test_the_audit_sees_a_page_that_leads_wrong(edit, moved, tmp_path):
    site = shutil.copytree(moved / "site", tmp_path / "site")
    edit(site / "states/dystonia/index.html")
    assert audit(site, moved)


def test_a_change_names_every_address_that_moves(small, root, run):
    (small / "schema").unlink()
    shutil.copytree(root / "schema", small / "schema")
    for command in (("init", "-q"), ("add", "."), ("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a")):
        subprocess.run(["git", "-C", str(small), *command], check=True)
    assert "No address moves." in run("diff", "HEAD", cwd=small).stdout
    change(small, SLUG, "slug: new-dystonia\nformer_slugs: [dystonia]")
    assert "  states/dystonia/ → states/new-dystonia/\n" in run("diff", "HEAD", cwd=small).stdout
    change(small, "former_slugs: [dystonia]\n", "")
    said = run("diff", "HEAD", cwd=small).stdout
    assert "  states/dystonia/ → states/new-dystonia/, and nothing leads on\n" in said
