"""What all tests share: the repository, its checked facts, and the site built from them once."""

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from testing import copy_world

from allies.audit import Examiner
from allies.audit.raw import RawFacts, read_facts
from allies.facts.read import Facts
from allies.gate import kept, prose
from allies.problems import Problem

ROOT = Path(__file__).parent.parent
NAV = "nav:\n  - index.md\n  - pairs/arcadia-borduria.md\n\n"
KINDS = ("pairs", "states", "treaties", "organizations")
PARTS = (*kept.HELD, "src")


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def reading() -> tuple[Facts, list[Problem]]:
    """The real facts as they are read, and what is wrong with their form."""
    with kept.memory(ROOT) as known:
        return known.read(ROOT)


@pytest.fixture(scope="session")
def facts(reading) -> Facts:
    """The real facts; rules over them are tested in tests/facts/."""
    return reading[0]


@pytest.fixture(scope="session")
def raw() -> RawFacts:
    """The real facts as the audit reads them."""
    return read_facts(ROOT)[0]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the repository that the test may change."""
    return _copy(tmp_path / "repository")


@pytest.fixture(scope="session")
def small_world(root, tmp_path_factory):
    """A repository of made-up facts, with the real theme, templates and phrasebook; its sentences are listed as they
    are. Shared by all tests, so none may change its files."""
    folder = copy_world(root / "tests/world", root / "schema", tmp_path_factory.mktemp("small") / "world")
    settings = (root / "mkdocs.yml").read_text("utf-8")
    (folder / "mkdocs.yml").write_text(re.sub(r"^nav:\n(?: .*\n|\n)+", NAV, settings, flags=re.MULTILINE), "utf-8")
    for kind in KINDS:
        (folder / "docs" / kind).mkdir(exist_ok=True)
        for name in ("_any.md", "index.md"):
            shutil.copy(root / "docs" / kind / name, folder / "docs" / kind / name)
    for name in ("phrases", "assets"):
        shutil.copytree(root / "docs" / name, folder / "docs" / name, dirs_exist_ok=True)
    index = folder / "docs/index.md"
    links = "\n".join(f"[{kind.title()}]({kind}/index.md)" for kind in KINDS[1:])
    index.write_text(f"{index.read_text('utf-8')}\n\n{links}\n", "utf-8")
    _list(folder)
    return folder


@pytest.fixture
def small(small_world, tmp_path):
    """A copy of the repository of made-up facts that the test may change."""
    return shutil.copytree(small_world, tmp_path / "world", symlinks=True)


@pytest.fixture(scope="session")
def small_site(small_world, tmp_path_factory, run):
    """The repository of made-up facts with its site built. Shared by all tests, so none may change its files."""
    folder = shutil.copytree(small_world, tmp_path_factory.mktemp("small-site") / "world", symlinks=True)
    result = run("build", cwd=folder)
    assert result.returncode == 0, result.stdout
    return folder


@pytest.fixture(scope="session")
def relist():
    """Lists the sentences and calls of a small repository as they are now; those of the engine's source, which only
    pages that it lacks show, where asked to."""
    return _list


def _list(folder, source=False):
    said = {name: each for name, each in prose.present(folder).items() if source or not name.startswith("src/")}
    (folder / prose.LIST).write_text(prose.text(said), "utf-8")


@pytest.fixture(scope="session")
def warm(tmp_path_factory):
    """Runs a command in a process that has the engine loaded from the start: loading takes as long as most commands."""
    files = [str(tmp_path_factory.mktemp("said") / name) for name in ("output", "errors")]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen([sys.executable, ROOT / "tests/warm.py"], env=env, stdin=-1, stdout=-1, text=True) as process:

        def command(arguments: tuple[str, ...], cwd: Path) -> subprocess.CompletedProcess:
            for file in files:
                Path(file).write_bytes(b"")
            print(json.dumps([arguments, str(cwd), *files]), file=process.stdin, flush=True)
            status = int(process.stdout.readline())
            return subprocess.CompletedProcess(arguments, status, *(Path(file).read_text("utf-8") for file in files))

        yield command


@pytest.fixture(scope="session")
def run(warm):
    """Runs a command of the project as a contributor would: `run("ask", "MEX", "RUS")` → status, output, errors. Where
    an environment is given, the process begins with nothing loaded, as `python -m allies` does."""

    def command(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess:
        if not environment:
            return warm(arguments, cwd)
        env = {**os.environ, **environment, "PYTHONPATH": str(ROOT / "src")}
        return subprocess.run(
            [sys.executable, "-m", "allies", *arguments], cwd=cwd, env=env, capture_output=True, text=True, timeout=900
        )

    return command


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--site", type=Path, help="a site built from these very files, to be tested instead of a new one")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the tests of the built site where the second half begins: of processes that run tests side by side one has
    them all, and has what they share, while the others have something to do."""
    of_site = [item for item in items if "site" in getattr(item, "fixturenames", ())]
    others = [item for item in items if "site" not in getattr(item, "fixturenames", ())]
    half = len(items) // 2
    items[:] = [*others[:half], *of_site, *others[half:]]


@pytest.fixture(scope="session")
def site(tmp_path_factory, run, pytestconfig) -> Path:
    """The real site in a copy of the repository, as `make site` builds it; or a copy of the one named. Each process
    that runs tests has its own, which tests may change for a moment."""
    copy = _copy(tmp_path_factory.mktemp("built") / "repository")
    return Path(shutil.copytree(pytestconfig.option.site or _built(tmp_path_factory, run), copy / "site"))


@pytest.fixture(scope="session")
def examiner(site, raw) -> Examiner:
    """The audit of the real site, a page at a time."""
    return Examiner(site, ROOT, raw)


def _built(tmp_path_factory, run) -> Path:
    """The site, built by the first of the processes that asks for it."""
    here = tmp_path_factory.getbasetemp()
    shared = (here.parent if "PYTEST_XDIST_WORKER" in os.environ else here) / "shared-repository"
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            result = run("build", cwd=_copy(shared))
            assert result.returncode == 0, f"The site does not build:\n{result.stdout}\n{result.stderr}"
    assert (shared / "site").exists(), "The site does not build; another test says why."
    return shared / "site"


def _copy(target: Path) -> Path:
    for name in PARTS:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, target / name)
    kept.lend(ROOT, target)
    return target
