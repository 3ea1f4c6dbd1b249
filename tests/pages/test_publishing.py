"""Publishing: at any moment `site/` is the old site or the new one, whole; a build that fails changes nothing."""

import ctypes
import hashlib
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest

from allies.site import publish

from .test_preview import serving


@pytest.fixture
def made(small_site, tmp_path):
    """A repository of made-up facts whose site has been built once."""
    return shutil.copytree(small_site, tmp_path / "world", symlinks=True)


def digest(site):
    """One number for everything in a site."""
    found = hashlib.sha256()
    for path in sorted(site.rglob("*")):
        if path.is_file():
            found.update(path.relative_to(site).as_posix().encode() + path.read_bytes())
    return found.hexdigest()


def change(folder):
    """A change that readers see, and that somebody reviewed."""
    page, listed, said = folder / "docs/index.md", folder / "docs/phrases/prose.txt", "Read the whole answer\n"
    page.write_text(f"{page.read_text('utf-8')}\n{said}", "utf-8")
    before, head, after = listed.read_text("utf-8").partition("docs/index.md\n")
    its = re.match(r"(?:  .*\n)*", after)[0]
    listed.write_text(f"{before}{head}{its}  {said}{after[len(its) :]}", "utf-8")


def test_a_build_killed_at_any_moment_leaves_the_old_site_or_the_new_one_whole(made, root, run):
    old = digest(made / "site")
    change(made)
    started = time.monotonic()
    assert run("build", cwd=made).returncode == 0
    whole = time.monotonic() - started
    new = digest(made / "site")
    assert new != old
    env = {**os.environ, "PYTHONPATH": str(root / "src")}
    for step in range(1, 13):
        before = digest(made / "site")
        change(made)
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
        publish.mend(made)
        found = digest(made / "site")
        if found != before:  # the new one, then: what a build of the same files gives once more
            assert run("build", cwd=made).returncode == 0
            assert digest(made / "site") == found, (
                f"Killed after {whole * step / 12:.2f} s, the site was neither the old one nor the new."
            )


def test_what_a_killed_build_left_behind_is_cleared_away_by_the_next(made, run):
    left = made / ".site/work-left"
    (left / "docs").mkdir(parents=True)
    assert run("build", cwd=made).returncode == 0
    assert [path.name for path in (made / ".site").iterdir()] == ["lock"]


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
    assert [path.name for path in (made / ".site").iterdir()] == ["lock"]


def test_a_folder_that_a_build_did_not_make_is_not_overwritten(made, run):
    (made / "site/manifest.json").unlink()
    (made / "site/mine.txt").write_text("mine", "utf-8")
    result = run("build", cwd=made)
    assert result.returncode == 1
    assert "site was made by no build: it has no manifest.json." in result.stdout
    assert (made / "site/mine.txt").read_text("utf-8") == "mine"


def started(folder, root, *arguments, prepare=None):
    """A command, by default a build, as a contributor starts it, in a process that is prepared first; its output can
    be read."""
    env = {**os.environ, "PYTHONPATH": str(root / "src")}
    command = [sys.executable, "-m", "allies", *(arguments or ["build"])]
    return subprocess.Popen(command, cwd=folder, env=env, preexec_fn=prepare, stdout=-1, stderr=-2, text=True)


def test_two_builds_at_once_both_end_well(made, root):
    change(made)
    builds = [started(made, root), started(made, root)]
    for build in builds:
        told, _ = build.communicate()
        assert build.returncode == 0, told
    assert (made / "site/index.html").read_text("utf-8").count("Read the whole answer") > 1
    assert [path.name for path in (made / ".site").iterdir()] == ["lock"]


def test_commands_at_once_do_not_disturb_one_another(made, root, run):
    assert run("answers", "--write", cwd=made).returncode == 0
    treaty = made / "facts/treaties/guarantee.yaml"
    treaty.write_text(treaty.read_text("utf-8") + "# a change\n", "utf-8")
    lines = [("check",), ("check",), ("answers", "--write"), ("fmt",), ("ask", "QAA", "QAB"), ("build",)]
    with serving(made, root) as server:
        commands = [started(made, root, *line) for line in lines]
        told = [command.communicate()[0] for command in commands]
        server.wait_for("", "Arcadia")
    assert [(said, command.returncode) for said, command in zip(told[2:], commands[2:]) if command.returncode] == []
    alone = run("check", cwd=made)  # which finds the sentences of the engine not listed, each time the same
    assert told[0] == told[1] == alone.stdout + alone.stderr
    assert (made / "site/index.html").is_file()
    left = [path.name for place in (".cache", ".site", "answers") for path in (made / place).iterdir()]
    assert not [name for name in left if re.search(r"\.\d+$", name)]


def small_files_only():
    """Nothing may grow beyond a few kilobytes, as on a disk with no more room."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))


def test_a_full_disk_is_told_in_a_sentence_and_the_old_site_stays(made, root):
    before = digest(made / "site")
    change(made)
    build = started(made, root, prepare=small_files_only)
    told, _ = build.communicate()
    assert build.returncode == 1
    assert told.startswith(".:1: [work-stopped]\n    The work stopped: File too large.\n    To mend: See")
    assert told.endswith("\n1 problem.\n")
    assert "Traceback" not in told
    assert digest(made / "site") == before


def bound_by_permissions():
    """Takes from the system's administrator the right to write where permissions forbid it."""
    ctypes.CDLL(None).prctl(24, 1)  # PR_CAPBSET_DROP, CAP_DAC_OVERRIDE


def test_a_folder_that_may_not_be_written_to_is_told_in_a_sentence(made, root):
    before = digest(made / "site")
    for folder in (made, made / ".site"):
        folder.chmod(0o555)
    try:
        tried = subprocess.run(["touch", str(made / ".site/x")], preexec_fn=bound_by_permissions, capture_output=True)
        if tried.returncode == 0:
            pytest.skip("Whoever runs this may write anywhere, and cannot give that right up.")
        build = started(made, root, prepare=bound_by_permissions)
        told, _ = build.communicate()
    finally:
        for folder in (made, made / ".site"):
            folder.chmod(0o755)
    assert build.returncode == 1
    assert re.match(r"\.site/work-\w+:1: \[work-stopped\]\n    The work stopped: Permission denied\.", told)
    assert "Traceback" not in told
    assert digest(made / "site") == before


def test_the_site_that_a_killed_build_took_away_is_put_back_before_it_is_audited(made, run):
    before = digest(made / "site")
    os.rename(made / "site", made / ".site/old-work-x")
    assert run("audit", cwd=made).returncode == 0
    assert digest(made / "site") == before
