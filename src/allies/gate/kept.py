"""Kept: facts once found right are not read again, as long as every file that a check reads stays as it is."""

import gc
import hashlib
import os
import pickle  # of our own making, as Python's own __pycache__ is
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from allies.facts.read import Facts

PLACE = ".cache/facts"
READ = ("facts", "schema", "requirements.lock")
ENGINE = Path(__file__).parents[1]
LENGTH = hashlib.blake2b().digest_size


def checked(root: Path) -> Facts:
    """The facts of a repository, read and checked anew only where they are others than last time. Raises FactsError."""
    state = _state(root)
    with suppress(OSError):
        content = (root / PLACE).read_bytes()
        of, digest, facts = content[:LENGTH], content[LENGTH : 2 * LENGTH], memoryview(content)[2 * LENGTH :]
        if state and of == state and digest == hashlib.blake2b(facts).digest():
            return _unpacked(facts)
    from allies.gate import check  # here, for it brings pages and the audit along

    found = replace(check.checked(root))  # without what was derived from them on the way
    _ = found.state_lookup, found.searches_by_reach, found.witnesses  # what every question asks for
    if state and state == _state(root):
        with suppress(OSError):  # where nothing can be kept, nothing is
            packed = pickle.dumps(found, pickle.HIGHEST_PROTOCOL)
            (root / PLACE).parent.mkdir(exist_ok=True)
            new = root / f"{PLACE}.new"
            new.write_bytes(state + hashlib.blake2b(packed).digest() + packed)
            new.replace(root / PLACE)
    return found


def _unpacked(packed: memoryview) -> Facts:
    gc.disable()  # nothing in there is garbage, now or later
    try:
        facts: Facts = pickle.loads(packed)  # noqa: S301
        return facts
    finally:
        gc.freeze()
        gc.enable()


def _state(root: Path) -> bytes:
    """A digest of everything that facts, and what is wrong with them, come from; empty where not all can be read."""
    found = hashlib.blake2b(sys.version.encode())
    with suppress(OSError):
        for start in (*(str(root / name) for name in READ), str(ENGINE)):
            for path in _files(start) if os.path.isdir(start) else [start] * os.path.exists(start):
                with open(path, "rb", buffering=0) as file:
                    content = file.read()
                found.update(f"{path}\0{os.path.islink(path)}\0{len(content)}\0".encode())
                found.update(content)
        return found.digest()
    return b""


def _files(folder: str) -> Iterator[str]:
    """Every file below a folder, whatever it is called, in order; not what Python made of the engine."""
    for name in sorted(os.listdir(folder)):
        path = f"{folder}/{name}"
        if os.path.isdir(path) and not os.path.islink(path):
            yield from _files(path) if name != "__pycache__" else ()
        else:
            yield path
