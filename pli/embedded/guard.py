"""Becomes another program that is killed when its parent dies: ``python guard.py PARENT-PID COMMAND…``.

A program of its own, so that nothing of ours runs between fork and exec: that may hang in a process with threads.
Imports nothing of ours and little of Python: it costs some 15 ms at each start.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # prctl(2)


def become(parent: int, command: list[str]) -> None:
    """Replaces this process by ``command``; ends it at once when ``parent`` is dead already."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == parent:  # otherwise the parent died before the call, and nobody would tell us
        os.execvp(command[0], command)  # noqa: S606 - the very purpose, and no shell is wanted


if __name__ == "__main__":
    become(int(sys.argv[1]), sys.argv[2:])
