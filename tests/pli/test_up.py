"""How `pli up` looks after its programs."""

import os
import signal
import sys
import time
from pathlib import Path

from pli.embedded.process import Child
from pli.up import _Program


def test_a_program_that_never_answers_again_holds_up_no_other(tmp_path: Path) -> None:
    child = Child("mute", [sys.executable, "-c", "import time; time.sleep(60)"], log=tmp_path / "log")
    program = _Program(child=child, answers=lambda: False, backoff_s=0.0)
    program.start(wait=False)
    try:
        killed = child.pid
        os.kill(killed, signal.SIGKILL)
        began = time.monotonic()
        while child.pid == killed:
            program.keep_running()
        assert child.running
        assert time.monotonic() - began < 20
    finally:
        child.stop()
