"""The whole on RabbitMQ, PostgreSQL and S3, killed five times while mail comes in: every account of it holds.

``docs/bench/chaos.md`` says what is fed and what is counted, and how the long runs went.
"""

import re
import subprocess
import sys

import pytest

from tests.integration.running import ROOT

pytestmark = pytest.mark.integration

PLIS, KILLS = 30, 5


def test_killed_at_random_the_whole_loses_doubles_and_leaves_nothing() -> None:
    words = ["--plis", str(PLIS), "--kills", str(KILLS), "--every", "3", "--quiet-within", "400", "--seed", "19"]
    done = subprocess.run(
        [sys.executable, "-m", "bench.chaos", *words],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=550,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    assert len(re.findall(r"^ .*kill \d+: ", done.stdout, re.MULTILINE)) == KILLS, done.stdout
    assert "dead letters: none; processes left: 0" in done.stdout
    [fed] = re.findall(r"^(\d+) plis of ", done.stdout, re.MULTILINE)
    assert int(fed) >= PLIS
