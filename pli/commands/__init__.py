"""One file a command of ``pli``."""
