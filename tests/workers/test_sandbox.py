"""A crash, a hang or a bomb in the sandbox costs one document and nothing else."""

import socket
import time
from collections.abc import Callable

import pytest

from dossier.errors import DocumentError, WeatherError
from dossier.settings import Limits
from tests.workers import faulty
from workers.no_network import can_leave_network
from workers.sandbox import Sandbox, result_of


def test_a_value_comes_back(sandbox: Sandbox) -> None:
    assert sandbox.run(faulty.double, 21, timeout_s=60) == 42


@pytest.mark.parametrize(
    ("function", "code"),
    [
        (faulty.crash, "lecture_interrompue"),
        (faulty.swallow_memory, "memoire_depassee"),
        (faulty.refuse, "fichier_chiffre"),
        (faulty.stumble, "fichier_illisible"),
    ],
)
def test_every_failure_is_the_documents_and_the_next_call_works(
    sandbox: Sandbox, function: Callable[[], object], code: str
) -> None:
    with pytest.raises(DocumentError) as failure:
        sandbox.run(function, timeout_s=60)
    assert failure.value.code == code
    assert failure.value.message.endswith(".")
    assert sandbox.run(faulty.double, 1, timeout_s=60) == 2


def test_what_opens_foreign_files_reaches_no_network_where_the_system_allows_it(sandbox: Sandbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert faulty.call_out(port) == ""
        assert sandbox.run(faulty.call_out, port, timeout_s=60) == ("ENETUNREACH" if can_leave_network() else "")


def test_a_hang_is_cut_off_at_its_time_limit(sandbox: Sandbox) -> None:
    started = time.monotonic()
    with pytest.raises(DocumentError) as failure:
        sandbox.run(faulty.hang, timeout_s=1)
    assert failure.value.code == "delai_depasse"
    assert time.monotonic() - started < 30


def test_who_waits_for_a_sandbox_that_is_stopped_is_told_to_try_later() -> None:
    with Sandbox(1, Limits()) as sandbox:
        running, queued = (sandbox.submit(faulty.hang, timeout_s=60) for _ in range(2))
        sandbox.stop()
    for future in (running, queued):
        with pytest.raises(WeatherError):
            result_of(future)
    with pytest.raises(WeatherError):
        sandbox.submit(faulty.double, 1, timeout_s=60)
