"""Health over HTTP: alive, ready, and what to scrape."""

import json
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from dossier.errors import OurError, WeatherError
from pli.observer import Checks, observed

HOST = "127.0.0.1"


def _answers() -> bool:
    return True


def _away() -> None:
    raise WeatherError("s3.example.org:443 does not answer, key abc")


def _get(port: int | None, path: str) -> tuple[int, str]:
    try:
        with urlopen(f"http://{HOST}:{port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.mark.parametrize(("alive", "status"), [(True, 200), (False, 503)])
def test_live_says_whether_a_restart_would_help(alive: bool, status: int) -> None:
    with observed(HOST, 0, alive=lambda: alive, parts={"store": _away}) as port:
        assert _get(port, "/health/live")[0] == status


@pytest.mark.parametrize(
    ("parts", "status", "said"),
    [
        ({"store": _answers, "queue": _answers}, 200, {"store": "ok", "queue": "ok"}),
        ({"store": _answers, "queue": _away}, 503, {"store": "ok", "queue": "WeatherError"}),
    ],
)
def test_ready_names_each_part_and_repeats_no_address(parts: Checks, status: int, said: dict[str, str]) -> None:
    with observed(HOST, 0, alive=_answers, parts=parts) as port:
        code, text = _get(port, "/health/ready")
    answer = json.loads(text)
    assert (code, {name: answer[name] for name in parts}) == (status, said)
    assert "example.org" not in text


def test_metrics_come_from_the_register(register: str) -> None:
    with observed(HOST, 0, alive=_answers, parts={}) as port:
        code, text = _get(port, "/metrics")
    assert code == 200
    assert 'pli_received{of="plis"} 0.0' in text


def test_another_path_is_not_there() -> None:
    with observed(HOST, 0, alive=_answers, parts={}) as port:
        assert _get(port, "/admin")[0] == 404


def test_nothing_listens_unless_a_port_is_set() -> None:
    with observed(HOST, None, alive=_answers, parts={}) as port:
        assert port is None


def test_a_taken_port_is_said() -> None:
    with (
        observed(HOST, 0, alive=_answers, parts={}) as port,
        pytest.raises(OurError, match=str(port)),
        observed(HOST, port, alive=_answers, parts={}),
    ):
        pass
