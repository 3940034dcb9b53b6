"""An OAuth2 authorization server of our own: a token endpoint over TLS, and introspection for Dovecot."""

import json
import secrets
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs

from pli.embedded.ports import LOOPBACK
from tests.servers.dovecot import Dovecot


class TokenEndpoint:
    """``https://…/token`` gives tokens for ``user``; Dovecot asks at its introspection port whether they are good.

    ``refresh_token`` is the one that is good now: with ``rotates`` each use makes another. ``asked`` holds the forms
    that came, ``status`` what is answered to them. ``withdraw`` makes all tokens given so far worthless.
    """

    def __init__(self, dovecot: Dovecot, *, user: str, rotates: bool = False, life_s: int = 3600) -> None:
        self.user = user
        self.rotates = rotates
        self.life_s = life_s
        self.client_secret = "client-secret"
        self.refresh_token = "refresh-0"
        self.asked: list[dict[str, str]] = []
        self.status = 200
        self._good: set[str] = set()
        self._https = ThreadingHTTPServer((LOOPBACK, 0), self._handler())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(dovecot.certificate, dovecot.key)
        self._https.socket = context.wrap_socket(self._https.socket, server_side=True)
        self._http = ThreadingHTTPServer((LOOPBACK, dovecot.introspection_port), self._handler())

    @property
    def url(self) -> str:
        return f"https://{LOOPBACK}:{self._https.server_port}/token"

    def __enter__(self) -> Self:
        for server in (self._https, self._http):
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in (self._https, self._http):
            server.shutdown()
            server.server_close()

    def withdraw(self) -> None:
        self._good.clear()

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        self.asked.append(form)
        if self.status != 200:
            return self.status, {"error": "temporarily_unavailable"}
        if form.get("client_secret") != self.client_secret:
            return 401, {"error": "invalid_client"}
        if form["grant_type"] == "refresh_token" and form["refresh_token"] != self.refresh_token:
            return 400, {"error": "invalid_grant", "error_description": f"{form['refresh_token']} is worthless"}
        token = secrets.token_hex(16)
        self._good.add(token)
        answer: dict[str, Any] = {"access_token": token, "token_type": "Bearer", "expires_in": self.life_s}
        if self.rotates:
            self.refresh_token = f"refresh-{len(self.asked)}"
            answer["refresh_token"] = self.refresh_token
        return 200, answer

    def introspect(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        good = form.get("token") in self._good
        return 200, {"active": "true", "username": self.user} if good else {"active": "false"}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                status, answer = endpoint.token(form) if self.path == "/token" else endpoint.introspect(form)
                said = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(said)))
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(said)
                self.close_connection = True

            def log_message(self, *_: Any) -> None:
                """Silent."""

        return Handler
