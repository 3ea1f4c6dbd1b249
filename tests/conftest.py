"""What all tests share: the repository, its checked facts, and the site built from them once."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from allies.facts.read import Facts
from allies.gate.check import check

ROOT = Path(__file__).parent.parent
PARTS = ("facts", "schema", "docs", "answers", "src", "mkdocs.yml", "tests/bonds.yaml", "tests/answers.yaml")


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def facts() -> Facts:
    """The real facts; rules over them are tested in tests/facts/."""
    found, _ = check(ROOT)
    return found


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the repository that the test may change."""
    return _copy(tmp_path / "repository")


@pytest.fixture(scope="session")
def run():
    """Runs a command of the project as a contributor would: `run("ask", "MEX", "RUS")` → status, output, errors."""

    def command(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess:
        env = {**os.environ, **environment, "PYTHONPATH": str(ROOT / "src")}
        return subprocess.run(
            [sys.executable, "-m", "allies", *arguments], cwd=cwd, env=env, capture_output=True, text=True, timeout=900
        )

    return command


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--site", type=Path, help="a site built from these very files, to be tested instead of a new one")


@pytest.fixture(scope="session")
def site(tmp_path_factory, run, pytestconfig) -> Path:
    """The real site in a copy of the repository, as `make site` builds it; or a copy of the one named. Each process
    that runs tests has its own, which tests may change for a moment."""
    copy = _copy(tmp_path_factory.mktemp("built") / "repository")
    return Path(shutil.copytree(pytestconfig.option.site or _built(tmp_path_factory, run), copy / "site"))


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
    return target
