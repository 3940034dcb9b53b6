"""One mailbox: where it is, how to log in, what to do with what is read."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import unquote, urlsplit

from dossier.errors import OurError


class Tls(StrEnum):
    """How the connection is secured; there is no other way."""

    IMPLICIT = "imaps"
    STARTTLS = "starttls"


@dataclass(frozen=True, kw_only=True, slots=True)
class MailboxAccount:
    """A mailbox and one of its folders.

    ``filed`` is the folder that messages are moved to once they are stored. ``ca_file`` is the certificate of a private
    authority, None for the system's. ``read_only``: nothing is moved or marked. ``spool`` is where a message lies while
    it is fetched, None for the system's temporary folder. ``idle_s`` bounds how long one IDLE lasts (RFC 2177: under
    29 minutes; gateways cut sooner), ``poll_s`` how long to wait where a server has no IDLE.
    """

    host: str
    user: str
    password: str = field(repr=False)
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
    def name(self) -> str:
        """The mailbox without its secret, for logs and arrivals."""
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
        password="",
        folder=unquote(parts.path.strip("/")) or "INBOX",
        tls=Tls.IMPLICIT if implicit else Tls.STARTTLS,
    )
