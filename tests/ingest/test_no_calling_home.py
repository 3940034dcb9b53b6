"""Nothing that a message or a document names on the network is ever asked for."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from dossier.settings import Limits
from ingest.message_pdf import _write
from ingest.pages import to_pages
from ingest.unfold import unfold
from tests.ingest.raw_mail import mail


class _Asked:
    def __init__(self) -> None:
        self.paths: list[str] = []
        paths = self.paths

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                paths.append(self.path)
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def asked() -> Iterator[_Asked]:
    server = _Asked()
    thread = threading.Thread(target=server.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.server.shutdown()
    thread.join()
    server.server.server_close()


def _calling(url: str) -> str:
    return (
        f'<html><head><link rel="stylesheet" href="{url}/l.css"><style>@import url({url}/i.css); '
        f"@font-face {{font-family: x; src: url({url}/f.ttf)}} p {{background: url({url}/b.png)}} * {{font-family: x}}"
        f'</style><base href="{url}/"></head><body><p>Bonjour</p><img src="{url}/pixel.gif"><img src="file:///etc/hostname">'
        f'<object data="{url}/o.pdf"></object><iframe src="{url}/f.html"></iframe>'
        f'<svg><image href="{url}/s.png"/></svg></body></html>'
    )


@pytest.mark.parametrize("wrapped", [True, False], ids=["a message", "an HTML file"])
def test_an_html_that_calls_home_is_not_heard(wrapped: bool, asked: _Asked, tmp_path: Path) -> None:
    page = _calling(asked.url)
    (tmp_path / "input").write_bytes(mail(f"Content-Type: text/html\n\n{page}") if wrapped else page.encode())
    [file] = unfold(tmp_path / "input", "x", tmp_path / "w", Limits())
    paged = to_pages(file, tmp_path / "w", Limits())
    assert paged is not None
    assert paged.pages == 1
    assert asked.paths == []


def test_the_renderer_itself_asks_for_nothing(asked: _Asked, tmp_path: Path) -> None:
    assert _write(_calling(asked.url), tmp_path / "out.pdf").parts == (0,)
    assert asked.paths == []
