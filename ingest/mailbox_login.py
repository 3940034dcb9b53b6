"""How a connection to a mailbox is opened: encrypted and verified first, then the password or a token."""

import contextlib
import ssl
from collections.abc import Callable

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import CapabilityError, IMAPClientAbortError, IMAPClientError, LoginError

from dossier.errors import OurError, WeatherError
from ingest.mailbox_account import MailboxAccount, Tls
from ingest.mailbox_faults import BROKEN, GARBLED, is_refusal


def connect(account: MailboxAccount) -> IMAPClient:
    """A connection that is encrypted, its certificate verified, with nobody logged in.

    Raises OurError when the server offers no TLS or its certificate is refused, WeatherError when it does not answer.
    """
    context = ssl.create_default_context(cafile=str(account.ca_file) if account.ca_file else None)
    timeout = SocketTimeout(account.connect_s, account.answer_s)
    implicit = account.tls is Tls.IMPLICIT
    try:
        client = IMAPClient(
            account.host, account.port, ssl=implicit, ssl_context=context if implicit else None, timeout=timeout
        )
        client.normalise_times = False
        if not implicit:
            _start_tls(client, context, account)
    except ssl.SSLCertVerificationError as error:
        raise OurError(f"the certificate of {account.host} is refused: {error.verify_message}") from error
    except BROKEN as error:
        raise WeatherError(f"no answer from {account.host}:{account.port}") from error
    return client


def _start_tls(client: IMAPClient, context: ssl.SSLContext, account: MailboxAccount) -> None:
    try:
        client.starttls(context)
    except IMAPClientError as error:
        hang_up(client)
        if is_refusal(error) or isinstance(error, CapabilityError):
            raise OurError(f"{account.host} offers no STARTTLS: nothing is said to it in the clear") from error
        raise


def log_in(client: IMAPClient, account: MailboxAccount) -> None:
    """Raises OurError when the server refuses who we are, WeatherError when it cannot tell now."""
    if account.tokens is None:
        _try(lambda: client.login(account.user, account.password), account)
        return
    way = _token_way(client, account)
    token = account.tokens.current()
    try:
        _try(lambda: way(account.user, token), account)
    except OurError:  # perhaps withdrawn before its time
        other = account.tokens.after(token)
        _try(lambda: way(account.user, other), account)


def _token_way(client: IMAPClient, account: MailboxAccount) -> Callable[[str, str], object]:
    """OAUTHBEARER (RFC 7628) where the server has it, else XOAUTH2, which Exchange knows alone."""
    for mechanism, way in (("OAUTHBEARER", client.oauthbearer_login), ("XOAUTH2", client.oauth2_login)):
        if client.has_capability(f"AUTH={mechanism}"):
            found: Callable[[str, str], object] = way
            return found
    raise OurError(f"{account.host} takes no OAuth2 tokens: neither OAUTHBEARER nor XOAUTH2")


def _try(login: Callable[[], object], account: MailboxAccount) -> None:
    try:
        login()
    except LoginError as error:
        cut = isinstance(error.__context__, IMAPClientAbortError)  # IMAPClient makes one of the other
        if cut or "UNAVAILABLE" in str(error).upper():
            raise WeatherError(f"{account.host} cannot check logins now") from None
        what = "wrong user or password" if account.tokens is None else "the token is not good for this user"
        raise OurError(f"{account.host} refuses the login of this mailbox: {what}") from None
    except BROKEN as error:
        raise WeatherError(f"{account.host} cut the connection at login") from error


def leave(client: IMAPClient) -> None:
    """Log out, or just go when the connection is broken."""
    try:
        client.logout()
    except (*BROKEN, *GARBLED):
        hang_up(client)


def hang_up(client: IMAPClient) -> None:
    """Just go: a server that is broken, or waits for the end of IDLE, would let a LOGOUT wait for its answer."""
    with contextlib.suppress(*BROKEN, *GARBLED):
        client.shutdown()
