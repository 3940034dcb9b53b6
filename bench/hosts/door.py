"""The servers listen on loopback; hosts of their own networks reach them through these doors."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence


class Doors(threading.Thread):
    """Passes connections to ``address`` on to the same ports of loopback."""

    def __init__(self, address: str, ports: Sequence[int]) -> None:
        super().__init__(daemon=True)
        self._address, self._ports = address, ports
        self._loop = asyncio.new_event_loop()
        self._open = threading.Event()

    def __enter__(self) -> "Doors":
        self.start()
        self._open.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self.join()

    def run(self) -> None:
        asyncio.set_event_loop(self._loop)
        for port in self._ports:
            self._loop.run_until_complete(asyncio.start_server(self._door(port), self._address, port))
        self._loop.call_soon(self._open.set)
        self._loop.run_forever()

    def _door(self, port: int) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
        async def passed_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            there_reader, there_writer = await asyncio.open_connection("127.0.0.1", port)
            await asyncio.gather(_copy(reader, there_writer), _copy(there_reader, writer))

        return passed_on


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while chunk := await reader.read(1 << 16):
            writer.write(chunk)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()
