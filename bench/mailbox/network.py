"""A bad network: a proxy that cuts each connection after a random number of bytes from the server."""

import contextlib
import random
import socket
import threading
from types import TracebackType
from typing import Self

from pli.embedded.ports import LOOPBACK


class BadNetwork:
    """Listens on ``port``. A connection lives for ``mean_bytes`` on the average; ``cuts`` counts what was cut."""

    def __init__(self, target: int, *, mean_bytes: float, seed: int) -> None:
        self._target = target
        self._mean_bytes = mean_bytes
        self._rng = random.Random(seed)
        self._listener = socket.create_server((LOOPBACK, 0))
        self.port: int = self._listener.getsockname()[1]
        self.cuts = 0

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection((LOOPBACK, self._target))
            lives = int(self._rng.expovariate(1 / self._mean_bytes))
            threading.Thread(target=self._pump, args=(client, server, None), daemon=True).start()
            threading.Thread(target=self._pump, args=(server, client, lives), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, left: int | None) -> None:
        with contextlib.suppress(OSError):
            while (left is None or left > 0) and (data := source.recv(65_536)):
                sink.sendall(data if left is None else data[:left])
                left = None if left is None else left - len(data)
        self.cuts += left is not None and left <= 0
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
