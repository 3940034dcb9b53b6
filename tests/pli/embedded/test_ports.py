"""Ports are free, remembered, and replaced when somebody else took them."""

import socket
from pathlib import Path

from pli.embedded.ports import LOOPBACK, Ports, answers, is_free


def test_a_port_is_remembered_on_the_disk(tmp_path: Path) -> None:
    state = tmp_path / "ports.json"
    assert Ports(state).port("s3") == Ports(state).port("s3")


def test_two_names_have_two_ports(tmp_path: Path) -> None:
    ports = Ports(tmp_path / "ports.json")
    assert len({ports.port(name) for name in "abcdefgh"}) == 8


def test_a_port_that_somebody_took_is_replaced(tmp_path: Path) -> None:
    state = tmp_path / "ports.json"
    before = Ports(state).port("s3")
    with socket.create_server((LOOPBACK, before)):
        assert not is_free(before)
        after = Ports(state).port("s3")
    assert after != before
    assert Ports(state).port("s3") == after


def test_a_port_whose_companion_somebody_took_is_replaced(tmp_path: Path) -> None:
    ports = Ports(tmp_path / "ports.json")
    before = ports.port("s3", companion=10_000)
    with socket.create_server((LOOPBACK, before + 10_000)):
        assert ports.port("s3", companion=10_000) != before


def test_a_port_that_was_in_use_a_moment_ago_is_free(tmp_path: Path) -> None:
    """The closed connection lingers in TIME_WAIT on the server's side; a restart wants its port back all the same."""
    port = Ports(tmp_path / "ports.json").port("s3")
    with socket.create_server((LOOPBACK, port)) as server:
        client = socket.create_connection((LOOPBACK, port))
        connection, _ = server.accept()
        connection.close()
        client.close()
        assert answers(port)
    assert is_free(port)
    assert not answers(port)
