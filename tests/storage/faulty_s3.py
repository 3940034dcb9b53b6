"""A real S3 server behind a way that fails: cuts, flips bytes, swallows uploads, answers as an overloaded one."""

import http.client
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class Way(Enum):
    FINE = auto()
    FLIPS_A_BYTE = auto()  # of every object read
    SWALLOWS_UPLOADS = auto()  # answers 200 and keeps nothing
    CUTS_DOWNLOADS = auto()  # half of the body, then the connection ends
    OVERLOADED = auto()  # 503 SlowDown to everything
    LOGIN_PAGE = auto()  # a portal in between answers 200 with HTML


@contextmanager
def way_to(endpoint: str, way: Way) -> Iterator[str]:
    """HOST:PORT of the failing way to ``endpoint``."""

    class Handler(_Forwarder):
        upstream, fails = endpoint, way

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Forwarder(BaseHTTPRequestHandler):
    upstream: str
    fails: Way
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        is_object = self.path.count("/") > 1 and "?" not in self.path
        if self.fails is Way.OVERLOADED:
            return self._send(503, b"<Error><Code>SlowDown</Code></Error>", "application/xml")
        if self.fails is Way.LOGIN_PAGE:
            return self._send(200, b"<html>Please log in</html>", "text/html")
        if self.fails is Way.SWALLOWS_UPLOADS and self.command == "PUT" and is_object:
            return self._send(200, b"", "application/xml", etag='"d41d8cd98f00b204e9800998ecf8427e"')
        return self._forward(body, is_object=is_object)

    def __getattr__(self, name: str) -> Callable[[], None]:
        """``do_GET``, ``do_PUT`` and so on: all methods go one way."""
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def _forward(self, body: bytes, *, is_object: bool) -> None:
        way = http.client.HTTPConnection(self.upstream, timeout=30)
        way.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            way.putheader(name, value)
        way.endheaders(body)
        answer = way.getresponse()
        data = answer.read()
        way.close()
        if self.fails is Way.FLIPS_A_BYTE and self.command == "GET" and is_object and data:
            data = bytes([data[0] ^ 1]) + data[1:]
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {"transfer-encoding", "connection", "content-length"}:
                self.send_header(name, value)
        length = answer.getheader("Content-Length", str(len(data))) if self.command == "HEAD" else str(len(data))
        self.send_header("Content-Length", length)
        self.end_headers()
        if self.fails is Way.CUTS_DOWNLOADS and self.command == "GET" and is_object:
            self.wfile.write(data[: len(data) // 2])
            self.close_connection = True
            return
        self.wfile.write(data)

    def _send(self, status: int, body: bytes, media_type: str, etag: str | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        if etag:
            self.send_header("ETag", etag)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # the library's own name
        del format, args
