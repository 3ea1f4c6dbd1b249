"""Publish: whatever happens to a build, and however many there are, `site/` is the old site or the new one, whole."""

import errno
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from allies.problems import FactsError
from allies.site import editions, publish

# A build in little: three files and their manifest. It kills itself before a given one of its calls of the system.
BUILD = """
import os, signal, sys
from itertools import count
from pathlib import Path
from allies.site import publish

root, content, last = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
calls = count(1)

def watch(event, arguments):
    opens = event == "open" and str(arguments[0]).startswith(str(root))
    if (opens or event.startswith(("os.", "shutil.", "tempfile."))) and next(calls) == last:
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(watch)
with publish.workplace(root) as folder:
    site = folder / "site"
    (site / "pages").mkdir(parents=True)
    for name in ("index.html", "pages/a.html", "pages/b.html"):
        (site / name).write_text(content)
    publish.finish(site)
    publish.publish(site, root)
"""


def started(root: Path, content: str, last: int = 0) -> subprocess.Popen[bytes]:
    """A build that writes `content` into each page, in a process of its own."""
    env = {**os.environ, "PYTHONPATH": str(Path(publish.__file__).parents[2])}
    return subprocess.Popen([sys.executable, "-c", BUILD, str(root), content, str(last)], env=env)


def built(root: Path, content: str) -> None:
    """A site of which every page holds `content`, built to the end."""
    assert started(root, content).wait() == 0


def shown(root: Path) -> set[str]:
    """What the three pages of the site hold: one text where it is whole."""
    found = {path.relative_to(root / "site").as_posix(): path.read_text() for path in (root / "site").rglob("*.html")}
    assert set(found) == {"index.html", "pages/a.html", "pages/b.html"}
    return set(found.values())


def left(root: Path) -> list[str]:
    """What stands in .site/ beside the lock."""
    return sorted(path.name for path in (root / ".site").iterdir() if path.name != "lock")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository whose site has been built once."""
    built(tmp_path, "old")
    return tmp_path


def test_a_site_is_a_real_folder_and_nothing_is_left_beside_it(root: Path) -> None:
    built(root, "new")
    assert shown(root) == {"new"}
    assert not (root / "site").is_symlink()
    assert left(root) == []


def test_a_build_killed_before_any_of_its_steps_leaves_the_old_site_or_the_new_one(root: Path) -> None:
    seen, before = set(), "old"
    for step in count(1):
        status = started(root, f"new {step}", step).wait()
        if status == 0:  # it came to its end before that step
            break
        assert status == -signal.SIGKILL
        seen.add((root / "site").exists())
        publish.mend(root)
        assert shown(root) in ({before}, {f"new {step}"}), f"Killed before step {step}, the site was torn."
        [before] = shown(root)
    assert step > 30, "Hardly any step was tried: let the audit hook of BUILD see them."
    assert seen == {True, False}, "No kill hit the moment between the two renames, so the mending was not tried."
    assert left(root) == []


def test_what_a_killed_build_left_behind_is_cleared_by_the_next(root: Path) -> None:
    process = started(root, "new", 20)
    assert process.wait() == -signal.SIGKILL
    assert len(left(root)) == 1
    with publish.workplace(root) as folder:
        assert left(root) == [folder.name]


def test_the_folder_of_a_build_that_is_alive_is_never_cleared(root: Path) -> None:
    with publish.workplace(root) as first, publish.workplace(root) as second:
        built(root, "new")
        assert left(root) == sorted([first.name, second.name])
        assert shown(root) == {"new"}


def test_builds_at_once_all_end_well(root: Path) -> None:
    processes = [started(root, f"new {number}") for number in range(6)]
    assert [process.wait() for process in processes] == [0] * 6
    assert shown(root) < {f"new {number}" for number in range(6)}
    assert left(root) == []


def test_a_build_waits_while_another_one_swaps(root: Path) -> None:
    with (root / ".site/lock").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        waiting = threading.Thread(target=built, args=(root, "new"))
        waiting.start()
        waiting.join(0.5)
        assert waiting.is_alive()
        assert shown(root) == {"old"}
    waiting.join()
    assert shown(root) == {"new"}


def test_the_link_that_builds_made_before_is_replaced_by_a_folder(tmp_path: Path) -> None:
    (tmp_path / ".site/0123abcd").mkdir(parents=True)
    (tmp_path / ".site/0123abcd/index.html").write_text("old")
    (tmp_path / "site").symlink_to(".site/0123abcd")
    with publish.workplace(tmp_path):
        assert (tmp_path / "site/index.html").read_text() == "old"
    os.rename(tmp_path / "site", tmp_path / ".site/old-link")  # as far as a killed build may come
    publish.mend(tmp_path)
    assert (tmp_path / "site/index.html").read_text() == "old"
    built(tmp_path, "new")
    assert shown(tmp_path) == {"new"}
    assert not (tmp_path / "site").is_symlink()
    assert left(tmp_path) == []


@pytest.fixture
def finished(root: Path) -> Iterator[Path]:
    """A new site, finished and not yet published."""
    with publish.workplace(root) as folder:
        (folder / "site").mkdir()
        (folder / "site/index.html").write_text("new")
        publish.finish(folder / "site")
        yield folder / "site"


CHANGES = {
    "other content": lambda site: (site / "index.html").write_text("neu"),
    "a file less": lambda site: (site / "index.html").unlink(),
    "a file more": lambda site: (site / "more.html").write_text("more"),
    "no manifest": lambda site: (site / "manifest.json").unlink(),
    "half a manifest": lambda site: (site / "manifest.json").write_text("{"),
}
STRANGERS = {
    "a folder": lambda site: site.mkdir(),
    "a file": lambda site: site.write_text("mine"),
    "a link": lambda site: site.symlink_to(site.parent / "elsewhere"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_site_that_is_not_what_its_manifest_says_is_not_published(change: str, finished: Path, root: Path) -> None:
    CHANGES[change](finished)
    with pytest.raises(FactsError, match=r"The finished site is not what its manifest\.json says"):
        publish.publish(finished, root)
    assert shown(root) == {"old"}


@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_site_that_no_build_has_made_is_left_alone(stranger: str, tmp_path: Path) -> None:
    STRANGERS[stranger](tmp_path / "site")
    before = os.lstat(tmp_path / "site")
    with pytest.raises(FactsError, match="site was made by no build"):
        publish.refuse_strangers(tmp_path)
    assert os.path.samestat(os.lstat(tmp_path / "site"), before)


def test_a_build_that_begins_between_two_renames_of_another_waits_for_the_second(finished, root, monkeypatch) -> None:
    rename, waiting = os.rename, list[bool]()
    other = threading.Thread(target=publish.refuse_strangers, args=[root])

    def slow(*names: str) -> None:
        rename(*names)
        if not waiting:
            other.start()
            other.join(0.2)
            waiting.append(other.is_alive())

    monkeypatch.setattr(os, "rename", slow)
    publish.publish(finished, root)
    other.join()
    assert waiting == [True]


@pytest.mark.parametrize("failing", [1, 2])
def test_a_rename_that_the_system_refuses_leaves_the_old_site(failing, finished, root, monkeypatch) -> None:
    calls, rename = count(1), os.rename

    def refuse(*names: str) -> None:
        if next(calls) == failing:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        rename(*names)

    monkeypatch.setattr(os, "rename", refuse)
    with pytest.raises(OSError, match="No space left on device"):
        publish.publish(finished, root)
    assert shown(root) == {"old"}


def test_an_edition_once_kept_stays_as_it_was_below_every_later_site(tmp_path):
    site, kept = tmp_path / "site", tmp_path / "kept"
    site.mkdir()
    page = site / "index.html"
    for day, words in (("2026-11-29", "first"), ("2026-11-29", "mended"), ("2026-12-06", "second")):
        page.write_text(words, "utf-8")
        days = list(editions.keep(site, kept, day))
    assert days == [("2026-12-06", True), ("2026-11-29", True)]
    found = {path.parent.name: path.read_text("utf-8") for path in site.glob("editions/*/index.html")}
    assert found == {"2026-11-29": "first", "2026-12-06": "second"}
    assert not list(site.glob("editions/*/editions"))
    shutil.rmtree(site)
    site.mkdir()
    assert list(editions.keep(site, kept, "2026-12-06")) == days
    assert (site / "editions/2026-12-06/index.html").read_text("utf-8") == "second"


def test_of_the_editions_for_which_a_host_has_no_room_the_data_stay_and_of_none_more(tmp_path):
    site, kept, days = tmp_path / "site", tmp_path / "kept", ["2026-11-30", "2026-12-31", "2027-01-31"]
    (site / "api").mkdir(parents=True)
    for day in days:
        (site / "index.html").write_text(day.ljust(800_000), "utf-8")
        (site / "api/answers.csv").write_text(day.ljust(100_000), "utf-8")
        list(editions.keep(site, kept, day))
    for room, whole, data in ((4, days, []), (3, days[1:], days[:1]), (2, days[2:], days[:2]), (1, [], days[2:])):
        assert sorted(editions.keep(site, kept, days[-1], room)) == sorted(
            [*((day, True) for day in whole), *((day, False) for day in data)]
        )
        found = {
            path.relative_to(site / "editions").as_posix() for path in site.glob("editions/**/*.*") if path.is_file()
        }
        assert found == {f"{day}/index.html" for day in whole} | {f"{day}/api/answers.csv" for day in whole + data}
        assert sum(path.stat().st_size for path in site.rglob("*.*") if path.is_file()) <= room * 1_000_000
    assert len(list(kept.iterdir())) == len(days)
