"""The command, the settings and the start-up of the whole: composes everything, imported by nothing."""

import os

# Every process reads by itself: threads of one product of matrices would wait for those of another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
