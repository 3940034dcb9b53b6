"""A TCP proxy that cuts each connection after so many bytes from the server, as a bad network does."""

import contextlib
import socket
import threading
from types import TracebackType
from typing import Self


class CuttingProxy:
    """Listens on ``port`` of 127.0.0.1; the n-th connection is cut after ``cuts[n]`` bytes, later ones never."""

    def __init__(self, target_port: int, cuts: list[int]) -> None:
        self._target_port = target_port
        self._cuts = list(cuts)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(timeout=10)

    def _start(self, work: object, *args: object) -> None:
        assert callable(work)
        thread = threading.Thread(target=work, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._target_port))
            left = self._cuts.pop(0) if self._cuts else -1
            self._start(_pump, client, server, -1)
            self._start(_pump, server, client, left)


def _pump(source: socket.socket, sink: socket.socket, left: int) -> None:
    """Copies until the source ends or ``left`` bytes are used up (-1: no end), then closes both."""
    with contextlib.suppress(OSError):
        while left and (data := source.recv(4096 if left < 0 else min(left, 4096))):
            sink.sendall(data)
            left -= len(data) if left > 0 else 0
    for end in (source, sink):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
