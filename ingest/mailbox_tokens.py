"""OAuth2 access tokens for a mailbox (RFC 6749): by a refresh token, or by client credentials."""

import fcntl
import hashlib
import json
import os
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import urllib3
from pydantic import BaseModel, Field, ValidationError

from dossier.errors import OurError, WeatherError

_TIMEOUT = urllib3.Timeout(connect=10.0, read=30.0)
_ANSWER_BYTES = 1024 * 1024
_EARLY_S = 60.0  # a token is taken for expired this long before it is
_DEFAULT_LIFE_S = 300.0  # of a token whose endpoint does not say (RFC 6749, 5.1: it should)
_PASSING = frozenset({408, 425, 429})


@dataclass(frozen=True, kw_only=True, slots=True)
class OAuthClient:
    """How to ask for tokens. Secrets stand in files, the first line of each, read whenever a token is asked for.

    ``token_url`` must be https. Without ``refresh_token_file`` the client asks in its own name (client credentials).
    Where the endpoint gives another refresh token with an answer, it is kept in ``kept``, which only its owner can
    read, and used until somebody puts another one into ``refresh_token_file``. ``ca_file`` is the certificate of a
    private authority.
    """

    token_url: str
    client_id: str
    client_secret_file: Path | None = None
    refresh_token_file: Path | None = None
    scope: str = ""
    ca_file: Path | None = None
    kept: Path


class _Answer(BaseModel):
    """RFC 6749, 5.1."""

    access_token: str = Field(min_length=1)
    expires_in: float = _DEFAULT_LIFE_S
    refresh_token: str | None = None


class _Kept(BaseModel):
    """The refresh token last given, and the SHA-256 of the one in the file that it descends from."""

    origin: str
    refresh_token: str


class AccessTokens:
    """The access token of one client, asked for when it is needed. Threads may share it.

    Raises OurError when the endpoint refuses us, WeatherError when it does not answer. No error repeats a secret.
    """

    def __init__(self, client: OAuthClient) -> None:
        if urlsplit(client.token_url).scheme != "https":
            raise OurError("the token URL must begin with https://")
        self._client = client
        self._lock = threading.Lock()
        self._token = ""
        self._good_until = 0.0

    def current(self) -> str:
        """A token that should be good; asks for one when there is none, or it is about to expire."""
        with self._lock:
            if not self._token or time.monotonic() >= self._good_until:
                self._ask()
            return self._token

    def after(self, refused: str) -> str:
        """A token other than the ``refused`` one, asked for unless another thread has done so meanwhile."""
        with self._lock:
            if self._token == refused:
                self._ask()
            return self._token

    def _ask(self) -> None:
        self._token = ""
        started = time.monotonic()
        with self._alone():
            origin = _first_line(self._client.refresh_token_file)
            answer = self._answer(self._refresh_token(origin))
            if answer.refresh_token and origin:
                self._keep(_Kept(origin=_digest(origin), refresh_token=answer.refresh_token))
        self._token = answer.access_token
        self._good_until = started + max(answer.expires_in - _EARLY_S, answer.expires_in / 2)

    def _refresh_token(self, origin: str) -> str:
        """The one last given, if it descends from what the file says today."""
        try:
            kept = _Kept.model_validate_json(self._client.kept.read_bytes())
        except FileNotFoundError:
            return origin
        except (OSError, ValidationError) as error:
            raise OurError(f"{self._client.kept} cannot be read: {type(error).__name__}") from None
        return kept.refresh_token if kept.origin == _digest(origin) else origin

    def _keep(self, kept: _Kept) -> None:
        """Durable before it is used: the endpoint may have forgotten the last one."""
        draft = self._client.kept.with_suffix(".tmp")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(kept.model_dump_json())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._client.kept)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process of this machine at a time: a refresh token that is used twice may be revoked for it."""
        self._client.kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._client.kept.with_suffix(".lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _answer(self, refresh_token: str) -> _Answer:
        status, body = self._post(self._form(refresh_token))
        if status >= 500 or status in _PASSING:
            raise WeatherError(f"the token endpoint cannot now: HTTP {status}")
        if status != 200:
            raise OurError(f"the token endpoint refuses us: HTTP {status} {_error_code(body)}".rstrip())
        try:
            return _Answer.model_validate_json(body)
        except ValidationError:
            raise WeatherError("the token endpoint answers something else than a token") from None

    def _form(self, refresh_token: str) -> dict[str, str]:
        client = self._client
        form = {"client_id": client.client_id, "client_secret": _first_line(client.client_secret_file)}
        if client.refresh_token_file is not None:
            form |= {"grant_type": "refresh_token", "refresh_token": refresh_token}
        else:
            form |= {"grant_type": "client_credentials"}
        return {name: value for name, value in (form | {"scope": client.scope}).items() if value}

    def _post(self, form: dict[str, str]) -> tuple[int, bytes]:
        ca_file = self._client.ca_file
        context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
        with urllib3.PoolManager(ssl_context=context, timeout=_TIMEOUT, retries=False) as pool:
            try:
                answer = pool.request(
                    "POST", self._client.token_url, fields=form, encode_multipart=False, preload_content=False
                )
                return answer.status, answer.read(_ANSWER_BYTES)
            except urllib3.exceptions.SSLError:
                raise OurError("no TLS with the token endpoint: its certificate is refused") from None
            except (urllib3.exceptions.HTTPError, OSError) as error:
                raise WeatherError(f"the token endpoint does not answer: {type(error).__name__}") from None


def _error_code(body: bytes) -> str:
    """The code of RFC 6749, 5.2 (``invalid_grant``…); empty when there is none."""
    try:
        code = json.loads(body)["error"]
    except (ValueError, KeyError, TypeError):
        return ""
    return str(code)[:40] if str(code).replace("_", "").isalnum() else ""


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _first_line(path: Path | None) -> str:
    """Empty when there is no file. Raises OurError when it cannot be read, or says nothing."""
    if path is None:
        return ""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise OurError(f"the file {path} cannot be read: {type(error).__name__}") from None
    if not lines or not lines[0].strip():
        raise OurError(f"the file {path} is empty")
    return lines[0].strip()
