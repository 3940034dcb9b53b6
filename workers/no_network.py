"""A process that parses foreign files reaches no network, where the system allows a network namespace of its own."""

import ctypes
import multiprocessing
import os
from contextlib import suppress
from pathlib import Path

_CLONE_NEWUSER = 0x10000000  # linux/sched.h
_CLONE_NEWNET = 0x40000000


def leave_network() -> bool:
    """Put this process into a network namespace of its own, where not even loopback is up. Whether the system let it.

    Root needs nothing else. Another user gets a user namespace too, in which it keeps its own number (``setgroups``
    must be denied before ``gid_map`` can be written: user_namespaces(7)); where /proc is read-only it is nobody there,
    with the rights it had. Call it while the process has a single thread.
    """
    unshare = ctypes.CDLL(None, use_errno=True).unshare
    if unshare(_CLONE_NEWNET) == 0:
        return True
    user, group = os.getuid(), os.getgid()
    if unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:
        return False
    ours = Path("/proc/self")
    with suppress(OSError):
        (ours / "setgroups").write_text("deny")
        (ours / "uid_map").write_text(f"{user} {user} 1")
        (ours / "gid_map").write_text(f"{group} {group} 1")
    return True


def can_leave_network() -> bool:
    """Whether this system lets a process do so; tried in one of its own."""
    with multiprocessing.get_context("forkserver").Pool(1) as pool:
        return pool.apply(leave_network)
