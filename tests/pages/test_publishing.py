"""Publishing: at any moment `site/` is the old site or the new one, whole; a build that fails or is killed changes nothing."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest


@pytest.fixture
def made(small, run):
    """A repository of made-up facts whose site has been built once."""
    result = run("build", cwd=small)
    assert result.returncode == 0, result.stdout
    return small


def digest(site):
    """One number for everything in a site."""
    found = hashlib.sha256()
    for path in sorted(site.rglob("*")):
        if path.is_file():
            found.update(path.relative_to(site).as_posix().encode() + path.read_bytes())
    return found.hexdigest()


def change(folder):
    """A change that readers see."""
    page = folder / "docs/index.md"
    page.write_text(page.read_text("utf-8") + "\nThe small numbers lead to the sources.\n", "utf-8")


def test_a_build_killed_at_any_moment_leaves_the_old_site_or_the_new_one_whole(made, root, run):
    old = digest(made / "site")
    change(made)
    started = time.monotonic()
    assert run("build", cwd=made).returncode == 0
    whole = time.monotonic() - started
    new = digest(made / "site")
    assert new != old
    page = made / "docs/index.md"
    env = {**os.environ, "PYTHONPATH": str(root / "src")}
    for step in range(1, 13):
        before = digest(made / "site")
        page.write_text(page.read_text("utf-8") + "\nThe small numbers lead to the sources.\n", "utf-8")
        process = subprocess.Popen(
            [sys.executable, "-m", "allies", "build"],
            cwd=made,
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(whole * step / 12)
        with suppress(ProcessLookupError):  # it was quicker this time
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        found = digest(made / "site")
        if found != before:  # the new one, then: what a build of the same files gives once more
            assert run("build", cwd=made).returncode == 0
            assert digest(made / "site") == found, (
                f"Killed after {whole * step / 12:.2f} s, the site was neither the old one nor the new."
            )


def test_what_a_killed_build_left_behind_is_cleared_away_by_the_next(made, run):
    left = made / ".site/building-left"
    (left / "docs").mkdir(parents=True)
    assert run("build", cwd=made).returncode == 0
    assert not left.exists()
    assert len([path for path in (made / ".site").iterdir() if path.is_dir()]) == 1


def test_a_failed_check_leaves_the_site_as_it_was(made, run):
    before = digest(made / "site")
    path = made / "facts/relations/qaa-qab.yaml"
    path.write_text(path.read_text("utf-8").replace("kind:", "knd:", 1), "utf-8")
    result = run("build", cwd=made)
    assert result.returncode == 1
    assert "There is no key 'knd'" in result.stdout
    assert digest(made / "site") == before


def test_a_failed_audit_leaves_the_site_as_it_was(made, run):
    before = digest(made / "site")
    page = made / "docs/index.md"
    page.write_text(page.read_text("utf-8") + "\nBoth have been allies since 1950.\n", "utf-8")
    result = run("build", cwd=made)
    assert result.returncode == 1
    assert "1950" in result.stdout
    assert digest(made / "site") == before
    assert len([path for path in (made / ".site").iterdir() if path.is_dir()]) == 1


def test_a_folder_that_a_build_did_not_make_is_not_overwritten(made, run):
    (made / "site").unlink()
    (made / "site").mkdir()
    (made / "site/mine.txt").write_text("mine", "utf-8")
    result = run("build", cwd=made)
    assert result.returncode == 1
    assert "site is a folder, not the link that a build makes." in result.stdout
    assert (made / "site/mine.txt").read_text("utf-8") == "mine"
