"""A worker that runs tells Prometheus and a supervisor how it goes."""

from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from pli.embedded.ports import Ports
from tests.integration.running import running_worker, wait_until

pytestmark = pytest.mark.integration


def test_a_running_worker_is_alive_ready_and_can_be_scraped(settings: dict[str, str], tmp_path: Path) -> None:
    port, log = Ports(tmp_path / "ports.json").port("metrics"), tmp_path / "worker.log"

    def answer(path: str) -> str:
        try:
            with urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as said:
                text: str = said.read().decode()
        except URLError:
            return ""
        return text

    with running_worker(settings | {"PLI_METRICS_PORT": str(port)}, log):
        wait_until(lambda: '"register": "ok"' in answer("/health/ready"), log)
        assert "OK" in answer("/health/live")
        assert 'pli_received{of="plis"} 0.0' in answer("/metrics")
