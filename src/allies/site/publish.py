"""Publish: a build works in a folder of its own, and the finished site takes the place of the old one by two renames.

Under .site/ stand `lock`, held while sites are swapped or leftovers cleared; a folder for each build and preview at
work, which holds a lock of its own; and, between the two renames, the old site. All else there is left over.
"""

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from allies import parallel
from allies.problems import FactsError, Location, Problem

BASE, SITE, LOCK, OLD, GONE = ".site", "site", "lock", "old-", "gone-"
MANY = 1000  # files from which on a second process saves more time than it takes
MANIFEST = "manifest.json"  # every file of a finished site, with its size and digest; no site is without one


@contextmanager
def workplace(root: Path) -> Iterator[Path]:
    """A folder of its own for one build or preview; what killed ones left behind is mended and cleared away first."""
    with ExitStack() as stack:
        (root / BASE).mkdir(exist_ok=True)
        with _locked(root / BASE / LOCK):
            _put_back(root)
            _clear(root)
            folder = Path(tempfile.mkdtemp(prefix="work-", dir=root / BASE))
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            stack.enter_context(_locked(folder / LOCK))
        yield folder


def mend(root: Path) -> None:
    """Puts the old site back where a build was killed between the two renames."""
    if not os.path.lexists(root / SITE) and _olds(root):
        with _locked(root / BASE / LOCK):
            _put_back(root)


def refuse_strangers(root: Path) -> None:
    """Raises FactsError for a `site` that no build has made."""
    (root / BASE).mkdir(exist_ok=True)
    with _locked(root / BASE / LOCK):  # between the two renames of another build there is none for a moment
        _refuse_strangers(root)


def _refuse_strangers(root: Path) -> None:
    site = root / SITE
    made = Path(os.readlink(site)).parts[:1] == (BASE,) if site.is_symlink() else (site / MANIFEST).is_file()
    if os.path.lexists(site) and not made:
        what = f"{SITE} was made by no build: it has no {MANIFEST}."
        raise FactsError(Problem(where=Location(SITE), what=what, mend="Move it away, and build again."))


def finish(built: Path) -> None:
    """Writes the manifest of a site, the last of its files."""
    (built / MANIFEST).write_text(json.dumps(_contents(built), indent=0) + "\n", "utf-8")


def publish(built: Path, root: Path) -> Path:
    """Puts a finished site in the place of the old one, and clears the old one away; returns where it stands.

    Raises FactsError for one that is not as its manifest has it, and OSError; then the old site is as it was.
    """
    site, old = root / SITE, root / BASE / f"{OLD}{built.parent.name}"
    with _locked(root / BASE / LOCK):
        if not _is_whole(built):
            what = f"The finished site is not what its {MANIFEST} says: something changed it meanwhile."
            raise FactsError(Problem(where=Location(BASE), what=what, mend="Let nothing else write here; build again."))
        _refuse_strangers(root)
        try:
            if os.path.lexists(site):
                os.rename(site, old)
            os.rename(built, site)
        finally:
            _put_back(root)
        _clear(root)
    return site


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Meanwhile a lock is held by this process alone, until its end, however that comes; waits for whoever holds it."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _put_back(root: Path) -> None:
    """Where there is no site, the old one takes its place again."""
    if not os.path.lexists(root / SITE):
        for old in _olds(root)[:1]:
            os.rename(old, root / SITE)


def _olds(root: Path) -> list[Path]:
    """The old site, where it was taken away: one, or none."""
    return sorted((root / BASE).glob(f"{OLD}*"))


def _clear(root: Path) -> None:
    """Clears .site/, as far as that goes, of all but the lock, what is at work, and what a link `site` leads to."""
    for left in (root / BASE).iterdir():
        if left.name == LOCK or _is_at_work(left) or left.resolve() == (root / SITE).resolve():
            continue
        with suppress(OSError):
            if left.name.startswith(OLD):  # half of it must never be put back
                left = left.rename(left.with_name(GONE + left.name))
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left)
            else:
                left.unlink()


def _is_at_work(folder: Path) -> bool:
    """Whether the build or preview that works in a folder is still alive: it holds the folder's lock."""
    try:
        with (folder / LOCK).open() as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # no lock at all
        return False
    return False


def _is_whole(site: Path) -> bool:
    """Whether a site holds what its manifest says, nothing less and nothing else."""
    try:
        return bool(json.loads((site / MANIFEST).read_text("utf-8")) == _contents(site))
    except (OSError, ValueError):
        return False


def _contents(site: Path) -> dict[str, dict[str, str | int]]:
    """The size and digest of each file of a site, its manifest aside, by path."""
    found = (os.path.join(folder, name)[len(f"{site}/") :] for folder, _, names in os.walk(site) for name in names)
    names = sorted(name for name in found if name != MANIFEST)
    return dict(zip(names, parallel.each(lambda name: _sum((site / name).read_bytes()), names, MANY), strict=True))


def _sum(content: bytes) -> dict[str, str | int]:
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
