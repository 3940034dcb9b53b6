"""How the mailbox door logs in to a real Dovecot: OAuth2 with a token endpoint, STARTTLS, and never in the clear."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dossier.errors import OurError, WeatherError
from ingest.mailbox import MailboxAccount, Tls, check_mailbox, parse_mailbox_url
from ingest.mailbox_tokens import AccessTokens, OAuthClient
from tests.servers.dovecot import Dovecot
from tests.servers.token_endpoint import TokenEndpoint


@pytest.fixture
def endpoint(dovecot: Dovecot) -> Iterator[TokenEndpoint]:
    with TokenEndpoint(dovecot, user=dovecot.user) as started:
        yield started


@pytest.fixture
def client(dovecot: Dovecot, endpoint: TokenEndpoint, tmp_path: Path) -> OAuthClient:
    secret, refresh = tmp_path / "secret", tmp_path / "refresh"
    secret.write_text(endpoint.client_secret + "\n")
    refresh.write_text(endpoint.refresh_token + "\n")
    return OAuthClient(
        token_url=endpoint.url,
        client_id="pli",
        client_secret_file=secret,
        refresh_token_file=refresh,
        scope="imap",
        ca_file=dovecot.ca_file,
        kept=tmp_path / "secrets" / "oauth.json",
    )


def _account(dovecot: Dovecot, client: OAuthClient) -> MailboxAccount:
    return replace(parse_mailbox_url(dovecot.url()), tokens=AccessTokens(client), ca_file=dovecot.ca_file)


def test_a_refresh_token_opens_the_mailbox_and_the_token_is_used_until_it_expires(
    dovecot: Dovecot, endpoint: TokenEndpoint, client: OAuthClient
) -> None:
    account = _account(dovecot, client)
    for _ in range(2):
        assert "message(s)" in check_mailbox(account)
    assert endpoint.asked == [
        {
            "client_id": "pli",
            "client_secret": "client-secret",
            "grant_type": "refresh_token",
            "refresh_token": "refresh-0",
            "scope": "imap",
        }
    ]


@pytest.mark.parametrize("mechanism", ["OAUTHBEARER", "XOAUTH2"])
def test_both_mechanisms_work(
    dovecot: Dovecot, client: OAuthClient, mechanism: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from imapclient import IMAPClient

    other = {"OAUTHBEARER": "XOAUTH2", "XOAUTH2": "OAUTHBEARER"}[mechanism]
    known = IMAPClient.has_capability
    monkeypatch.setattr(IMAPClient, "has_capability", lambda self, name: other not in name and known(self, name))
    account = _account(dovecot, client)
    assert "message(s)" in check_mailbox(account)
    assert account.tokens is not None
    with pytest.raises(OurError, match="token is not good"):
        check_mailbox(replace(account, user="archives"))


def test_client_credentials_open_the_mailbox_too(
    dovecot: Dovecot, endpoint: TokenEndpoint, client: OAuthClient
) -> None:
    assert "message(s)" in check_mailbox(_account(dovecot, replace(client, refresh_token_file=None)))
    assert endpoint.asked[0]["grant_type"] == "client_credentials"


def test_a_token_that_was_withdrawn_is_replaced_once(
    dovecot: Dovecot, endpoint: TokenEndpoint, client: OAuthClient
) -> None:
    account = _account(dovecot, client)
    check_mailbox(account)
    endpoint.withdraw()
    assert "message(s)" in check_mailbox(account)
    assert len(endpoint.asked) == 2


def test_a_token_about_to_expire_is_replaced_before_it_is_used(
    dovecot: Dovecot, endpoint: TokenEndpoint, client: OAuthClient
) -> None:
    endpoint.life_s = 0
    account = _account(dovecot, client)
    for _ in range(2):
        check_mailbox(account)
    assert len(endpoint.asked) == 2


def test_a_refresh_token_that_rotates_is_kept_for_the_next_start(
    dovecot: Dovecot, endpoint: TokenEndpoint, client: OAuthClient, tmp_path: Path
) -> None:
    endpoint.rotates = True
    for _ in range(3):  # each a program started anew
        check_mailbox(_account(dovecot, client))
    assert [form["refresh_token"] for form in endpoint.asked] == ["refresh-0", "refresh-1", "refresh-2"]
    assert client.kept.stat().st_mode & 0o077 == 0
    assert client.refresh_token_file is not None
    assert client.refresh_token_file.read_text() == "refresh-0\n"
    endpoint.refresh_token = "given-by-hand"
    client.refresh_token_file.write_text("given-by-hand\n")
    check_mailbox(_account(dovecot, client))


@pytest.mark.parametrize(("status", "error"), [(503, WeatherError), (429, WeatherError), (403, OurError)])
def test_whose_fault_it_is_when_the_endpoint_gives_no_token(
    dovecot: Dovecot, endpoint: TokenEndpoint, client: OAuthClient, status: int, error: type[Exception]
) -> None:
    endpoint.status = status
    with pytest.raises(error, match=str(status)):
        check_mailbox(_account(dovecot, client))


def test_a_worthless_refresh_token_is_said_by_its_code_alone(
    dovecot: Dovecot, endpoint: TokenEndpoint, client: OAuthClient
) -> None:
    endpoint.refresh_token = "another"
    with pytest.raises(OurError, match="invalid_grant") as caught:
        check_mailbox(_account(dovecot, client))
    assert "refresh-0" not in str(caught.value)


def test_an_endpoint_of_an_unknown_authority_gets_no_secret(
    dovecot: Dovecot, endpoint: TokenEndpoint, client: OAuthClient
) -> None:
    with pytest.raises(OurError, match="certificate"):
        check_mailbox(_account(dovecot, replace(client, ca_file=None)))
    assert endpoint.asked == []


def test_no_endpoint_is_the_weather(dovecot: Dovecot, client: OAuthClient) -> None:
    with pytest.raises(WeatherError, match="token endpoint"):
        check_mailbox(_account(dovecot, replace(client, token_url="https://127.0.0.1:9/token")))


def test_an_endpoint_without_tls_is_refused_before_anything_is_said(client: OAuthClient) -> None:
    with pytest.raises(OurError, match="https"):
        AccessTokens(replace(client, token_url="http://127.0.0.1/token"))


def test_starttls_opens_the_mailbox(dovecot: Dovecot) -> None:
    account = parse_mailbox_url(f"imap://{dovecot.user}@{dovecot.host}:{dovecot.starttls_port}/INBOX")
    assert account.tls is Tls.STARTTLS
    account = replace(account, password=dovecot.password, ca_file=dovecot.ca_file)
    assert "message(s)" in check_mailbox(account)
    with pytest.raises(OurError, match="certificate"):
        check_mailbox(replace(account, ca_file=None))


@pytest.mark.parametrize(
    "answers",
    [b"* OK [CAPABILITY IMAP4rev1] hello\r\n", b"* OK [CAPABILITY IMAP4rev1 STARTTLS] hello\r\n"],
    ids=["not offered", "offered, then refused"],
)
def test_a_server_without_starttls_hears_no_password(dovecot: Dovecot, answers: bytes) -> None:
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_plain_server, args=(listener, answers, heard))
        thread.start()
        port = listener.getsockname()[1]
        account = parse_mailbox_url(f"imap://{dovecot.user}@127.0.0.1:{port}/INBOX")
        with pytest.raises(OurError, match="STARTTLS"):
            check_mailbox(replace(account, password="tres-secret", ca_file=dovecot.ca_file))
        thread.join(timeout=10)
    assert heard
    assert b"tres-secret" not in b"".join(heard)
    assert not any(word in line.upper() for line in heard for word in (b"LOGIN", b"AUTHENTICATE"))


def _plain_server(listener: socket.socket, greeting: bytes, heard: list[bytes]) -> None:
    connection, _ = listener.accept()
    with connection, connection.makefile("rb") as lines:
        connection.sendall(greeting)
        for line in lines:
            heard.append(line)
            tag, command = line.split()[:2]
            if command.upper() == b"CAPABILITY":
                connection.sendall(b"* " + greeting.split(b"[")[1].split(b"]")[0] + b"\r\n" + tag + b" OK done\r\n")
            else:
                connection.sendall(tag + b" NO never\r\n")
