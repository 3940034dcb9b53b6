"""The real command on the mail: one run for each préfecture, all into one folder."""

import os
import subprocess
import sys
import time
from pathlib import Path

from bench.quality.made import Item


def run_process(items: list[Item], folder: Path, *, jobs: int) -> float:
    """``pli process`` on ``folder/mail``; what it makes is under ``folder/out``. Gives the wall seconds.

    An exit status of 1 (something failed that should not have) is told on stderr and leaves its filings without an
    ending. Raises CalledProcessError on any other one.
    """
    started = time.perf_counter()
    for prefecture in sorted({str(item.truths[0].prefecture) for item in items}):
        mail = folder / "mail" / prefecture
        command = [str(Path(sys.executable).with_name("pli")), "process", str(mail), "--out", str(folder / "out")]
        command += ["--prefecture", prefecture, "--jobs", str(jobs)]
        done = subprocess.run(command, check=False, env={**os.environ, "OMP_THREAD_LIMIT": "1"})
        if done.returncode not in (0, 1):
            done.check_returncode()
    return time.perf_counter() - started
