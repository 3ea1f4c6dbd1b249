"""Parallel: the same work on many things, in as many processes as there are processors."""

import concurrent.futures
import ctypes
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing import current_process, get_context
from typing import Any, TypeVar

Thing = TypeVar("Thing")
Result = TypeVar("Result")

_SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux
_CHUNKS = 100  # shares that each process takes: small ones, for some things take a hundred times as long as others
_at_hand: list[Callable[[Any], Any]] = []  # forked with the processes of a pool, so facts need not be sent to them


def each(work: Callable[[Thing], Result], things: Sequence[Thing], least: int) -> list[Result]:
    """`work` done on each thing, in order; fewer than `least` things are not worth a second process.

    What the work returns or raises is sent back and so has to be picklable, and each thing, too.
    """
    count = processors()
    if len(things) < least or count < 2:
        return [work(thing) for thing in things]
    _at_hand.append(work)
    gc.freeze()  # what is here already is shared with the processes for as long as nobody touches it
    try:
        context, size = get_context("fork"), -(-len(things) // (count * _CHUNKS))
        with concurrent.futures.ProcessPoolExecutor(count, context, _die_with_the_parent) as pool:
            return list(pool.map(partial(_done, len(_at_hand) - 1), things, chunksize=size))
    finally:
        gc.unfreeze()
        _at_hand.pop()


def processors() -> int:
    """How many processes can work side by side: one where none can be forked safely, as beside other threads."""
    alone = sys.platform != "linux" or current_process().daemon or threading.active_count() > 1
    return 1 if alone else len(os.sched_getaffinity(0))


def _die_with_the_parent() -> None:
    """Has the system end a process of the pool when the one that began it is killed: nobody would ever tell it to."""
    ctypes.CDLL(None).prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)


def _done(number: int, thing: Any) -> Any:
    return _at_hand[number](thing)
