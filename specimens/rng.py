"""Seeds: every thing drawn by lot has its own source, named by what it is for, so that adding one changes no other."""

import hashlib
from random import Random


def source(*names: object) -> Random:
    """A pseudo-random source that depends on ``names`` alone, the same on every machine and Python."""
    digest = hashlib.sha256("\x1f".join(str(name) for name in names).encode()).digest()
    return Random(digest)
