"""One mailbox: where it is, how to log in, what to do with what is read."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import unquote, urlsplit

from dossier.errors import OurError
from ingest.mailbox_tokens import AccessTokens


class Tls(StrEnum):
    """How the connection is secured; there is no other way."""

    IMPLICIT = "imaps"
    STARTTLS = "starttls"


@dataclass(frozen=True, kw_only=True, slots=True)
class MailboxAccount:
    """A mailbox and one of its folders.

    ``tokens`` give access by OAuth2; None: by ``password``. ``filed`` is the folder that messages are moved to once
    they are stored. ``ca_file`` is the certificate of a private authority, None for the system's. ``read_only``:
    nothing is moved or marked. ``spool`` is where a message lies while it is taken in, None for the system's temporary
    folder. ``idle_s`` bounds how long one IDLE lasts (RFC 2177: under 29 minutes; gateways cut sooner), ``poll_s`` how
    long to wait where a server has no IDLE.
    """

    host: str
    user: str
    password: str = field(default="", repr=False)
    tokens: AccessTokens | None = field(default=None, repr=False)
    port: int = 993
    folder: str = "INBOX"
    filed: str = "Traités"
    tls: Tls = Tls.IMPLICIT
    ca_file: Path | None = None
    read_only: bool = False
    spool: Path | None = None
    connect_s: float = 10.0
    answer_s: float = 60.0
    idle_s: float = 420.0
    poll_s: float = 60.0

    @property
    def account(self) -> str:
        """The mailbox without its folder, as ledger and lease know it: another port is the same mailbox."""
        return f"{self.user}@{self.host}"

    @property
    def name(self) -> str:
        """The mailbox without its secret, for people."""
        return f"{self.user}@{self.host}:{self.port}/{self.folder}"


def parse_mailbox_url(url: str) -> MailboxAccount:
    """The account of ``imaps://USER@HOST:PORT/FOLDER`` (``imap://`` means STARTTLS), its password still empty.

    User and folder may be percent-encoded; the user may be an address. Raises OurError when the URL is wrong.
    """
    head, at, tail = url.rpartition("@")  # the user may hold an @ that nobody encoded
    parts = urlsplit(f"{head.partition('://')[0]}://{tail}" if at else url)
    user = unquote(head.partition("://")[2])
    try:
        port = parts.port
    except ValueError as error:
        raise OurError("mailbox URL: the port is no number") from error
    if parts.scheme not in {"imaps", "imap"} or not parts.hostname or not user or ":" in user:
        raise OurError("mailbox URL: wanted imaps://USER@HOST:PORT/FOLDER, without the password")
    implicit = parts.scheme == "imaps"
    return MailboxAccount(
        host=parts.hostname,
        port=port or (993 if implicit else 143),
        user=user,
        folder=folder_name(unquote(parts.path.strip("/"))),
        tls=Tls.IMPLICIT if implicit else Tls.STARTTLS,
    )


def folder_name(said: str) -> str:
    """A folder as the ledger knows it: INBOX is written in any case (RFC 3501, 5.1), and is what nothing means."""
    return "INBOX" if said.upper() in {"", "INBOX"} else said
