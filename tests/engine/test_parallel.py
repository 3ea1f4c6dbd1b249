"""Parallel: the same results, in the same order, whatever does the work."""

import os
import threading

import pytest

from allies import parallel


def test_results_come_in_the_order_of_the_things():
    assert parallel.each(lambda number: number * number, range(1000), least=2) == [number * number for number in range(1000)]


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
