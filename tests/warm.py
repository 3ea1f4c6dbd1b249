"""Warm: runs commands of the project, each in a process of its own, which begins with the engine loaded.

A line in says the arguments, the folder, and the files for output and errors; a line out says the exit status.
"""

import json
import os
import runpy
import signal
import sys

import material.plugins.search.plugin  # noqa: F401
import mkdocs.commands.build  # noqa: F401

import allies.gate.check
import allies.site.preview  # noqa: F401

PATIENCE = 900  # seconds


def command(arguments: list[str], folder: str, *files: str) -> None:
    """Runs a command as `python -m allies` does, and ends the process."""
    signal.alarm(PATIENCE)
    os.chdir(folder)
    for stream, file in enumerate((os.devnull, *files)):
        os.dup2(os.open(file, os.O_RDWR | os.O_CREAT, 0o600), stream)
    sys.argv[1:] = arguments
    runpy.run_module("allies", run_name="__main__", alter_sys=True)
    sys.exit()


if __name__ == "__main__":
    for line in sys.stdin:
        child = os.fork() or command(*json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
