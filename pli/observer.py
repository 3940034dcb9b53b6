"""What a machine asks of a worker over HTTP: ``/metrics``, ``/health/live``, ``/health/ready``."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from dossier.errors import OurError, PliError
from pli.metrics import CONTENT_TYPE, metrics_text, read_metrics

Checks = Mapping[str, Callable[[], object]]


@contextmanager
def observed(
    host: str,
    port: int | None,
    *,
    alive: Callable[[], bool],
    parts: Checks,
    dead_letters: Callable[[], Mapping[str, int]] = dict,
) -> Iterator[int | None]:
    """Answers while the block runs; the value is the port (0 chooses one), None for nothing at all.

    ``alive`` says whether a restart would help; each of ``parts`` raises when what the work needs is away;
    ``dead_letters`` are counted by queue. Raises OurError when the port is taken.
    """
    if port is None:
        yield None
        return
    try:
        server = ThreadingHTTPServer((host, port), partial(_Answer, alive, parts, dead_letters))
    except OSError as error:
        raise OurError(f"metrics cannot be served on {host}:{port}: {error.strerror}") from None
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, name="observer", daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Answer(BaseHTTPRequestHandler):
    """One request. It says what is wrong by kind only: no address, no secret."""

    server_version, sys_version = "pli", ""
    timeout = 10

    def __init__(
        self,
        alive: Callable[[], bool],
        parts: Checks,
        dead_letters: Callable[[], Mapping[str, int]],
        *of_server: object,
    ) -> None:
        self._alive, self._parts, self._dead_letters = alive, parts, dead_letters
        super().__init__(*of_server)  # type: ignore[arg-type]  # what the server gives each handler

    def do_GET(self) -> None:
        from django.db import connections

        try:
            match self.path.partition("?")[0]:
                case "/metrics":
                    self._metrics()
                case "/health/live":
                    self._say(HTTPStatus.OK if self._alive() else HTTPStatus.SERVICE_UNAVAILABLE, {})
                case "/health/ready":
                    self._ready()
                case _:
                    self._say(HTTPStatus.NOT_FOUND, {})
        finally:
            connections.close_all()

    def log_message(self, format: str, *args: object) -> None:
        """A scrape is no event."""

    def _metrics(self) -> None:
        try:
            text = metrics_text(read_metrics(self._dead_letters))
        except PliError as error:
            self._say(HTTPStatus.SERVICE_UNAVAILABLE, {"register": type(error).__name__})
        else:
            self._send(HTTPStatus.OK, text, CONTENT_TYPE)

    def _ready(self) -> None:
        said = {name: _state(check) for name, check in self._parts.items()}
        ready = all(state == "ok" for state in said.values())
        self._say(HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE, said)

    def _say(self, status: HTTPStatus, parts: Mapping[str, str]) -> None:
        self._send(status, json.dumps({"status": status.phrase, **parts}), "application/json")

    def _send(self, status: HTTPStatus, text: str, media_type: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _state(check: Callable[[], object]) -> str:
    try:
        check()
    except PliError as error:
        return type(error).__name__
    return "ok"
