"""Free loopback ports, remembered, so that a restart on the same folder finds its servers where they were."""

import json
import os
import secrets
import socket
from pathlib import Path

from dossier.errors import WeatherError

LOOPBACK = "127.0.0.1"
# Below the ports that Linux hands out to outgoing connections (32768-60999), with their +10000 companions too.
FIRST, LAST = 10_240, 22_000
ATTEMPTS = 200


def is_free(port: int) -> bool:
    """Whether nobody listens there. Connections that linger from a server just stopped do not count."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    """Whether somebody accepts connections there."""
    try:
        socket.create_connection((LOOPBACK, port), timeout=1).close()
    except OSError:
        return False
    return True


class Ports:
    """Ports by name, kept in a JSON file. A remembered port that someone else has taken is replaced."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self._ports: dict[str, int] = json.loads(state.read_text()) if state.exists() else {}

    def port(self, name: str, *, companion: int = 0) -> int:
        """The port of this name; ``port + companion`` is free as well (SeaweedFS wants 10000 for gRPC).

        Raises WeatherError when no free one is found.
        """
        wanted = self._ports.get(name)
        if wanted is None or not _pair_is_free(wanted, companion):
            wanted = self._choose(companion)
            self._ports[name] = wanted
            self._save()
        return wanted

    def _choose(self, companion: int) -> int:
        for _ in range(ATTEMPTS):
            port = FIRST + secrets.randbelow(LAST - FIRST)
            if port not in self._ports.values() and _pair_is_free(port, companion):
                return port
        raise WeatherError(f"no free port found between {FIRST} and {LAST}")

    def _save(self) -> None:
        fresh = self._state.with_suffix(".new")
        with fresh.open("w", encoding="ascii") as file:
            json.dump(self._ports, file, indent=1)
            file.flush()
            os.fsync(file.fileno())  # or a power cut leaves an empty file under the name, and nothing starts again
        fresh.replace(self._state)


def _pair_is_free(port: int, companion: int) -> bool:
    return is_free(port) and (not companion or is_free(port + companion))
