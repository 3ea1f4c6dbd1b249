"""Parallel: the same results, in the same order, whatever does the work."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from allies import parallel


def test_results_come_in_the_order_of_the_things():
    assert parallel.each(lambda number: number * number, range(1000), least=2) == [
        number * number for number in range(1000)
    ]


def test_much_work_is_shared_out_and_little_is_not():
    here = os.getpid()
    assert set(parallel.each(lambda _: os.getpid(), range(9), least=10)) == {here}
    shared = set(parallel.each(lambda _: os.getpid(), range(100), least=10))
    assert (here not in shared) is (parallel.processors() > 1)


def test_what_the_work_raises_is_raised_here():
    def fail(number: int) -> int:
        return 1 // (number - 50)

    with pytest.raises(ZeroDivisionError):
        parallel.each(fail, range(100), least=2)


def test_beside_other_threads_nothing_is_forked():
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert set(parallel.each(lambda _: os.getpid(), range(100), least=2)) == {os.getpid()}
    finally:
        done.set()
        thread.join()


@pytest.mark.skipif(sys.platform != "linux", reason="Processes are forked on Linux only")
def test_the_processes_of_a_pool_end_with_a_parent_that_is_killed(tmp_path, root):
    code = (
        "import os, pathlib, time; from allies import parallel\n"
        "def work(n): (pathlib.Path('pids') / str(os.getpid())).touch(); time.sleep(60)\n"
        "parallel.each(work, range(100), 2)"
    )
    (tmp_path / "pids").mkdir()
    parent = subprocess.Popen(
        [sys.executable, "-c", code], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(root / "src")}
    )
    _wait(lambda: len(list((tmp_path / "pids").iterdir())) >= parallel.processors())
    pids = [int(path.name) for path in (tmp_path / "pids").iterdir() if int(path.name) != parent.pid]
    parent.kill()
    parent.wait()
    _wait(lambda: not any(_runs(pid) for pid in pids))


def _runs(pid: int) -> bool:
    """Whether a process is there and no mere entry of one that has ended."""
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def _wait(until) -> None:
    for _ in range(200):
        if until():
            return
        time.sleep(0.05)
    pytest.fail("It did not happen within ten seconds.")
