"""How an item of mail came to us: channel, dates, sender; and what each of its files is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Channel(StrEnum):
    POST = "post"
    EMAIL = "email"


class DateSource(StrEnum):
    """Where ``received_at`` comes from. ``FILE`` (a file's modification time) starts no legal clock."""

    IMAP = "imap"
    HEADER = "header"
    STAMP = "stamp"
    BATCH_SHEET = "batch_sheet"
    AGENT = "agent"
    FILE = "file"


class Nature(StrEnum):
    """What an item of mail is. Only a ``DEPOT`` opens a dossier; in doubt it is a ``DEPOT``."""

    DEPOT = "depot"
    COMPLEMENT = "complement"
    CORRESPONDANCE = "correspondance"
    INDESIRABLE = "indesirable"


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """One time that a file reached us: under which name and when. The same file twice has two arrivals."""

    name: str
    received_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class MailUid:
    """Where a message lies in a mailbox: ``uid`` means something under its ``uidvalidity`` only (RFC 3501, 2.3.1.1).

    ``account`` names the mailbox without its secret (``user@host``), ``folder`` the folder as people write it.
    """

    account: str
    folder: str
    uidvalidity: int
    uid: int


class Dkim(StrEnum):
    """What is known of a message's DKIM signatures (RFC 6376). Checking one needs the sender's DNS."""

    ABSENT = "absent"
    NOT_CHECKED = "not_checked"  # nobody asked, or no answer came
    PASSED = "passed"
    FAILED = "failed"


class DkimFault(StrEnum):
    """Why a signature does not hold. Only the first two speak of the message; keys are withdrawn as time goes by."""

    CONTENT = "contenu_modifie"  # text or attachments are not those that were signed
    SIGNATURE = "signature_fausse"  # header fields were changed, or another key signed
    EXPIRED = "signature_expiree"
    NO_KEY = "cle_absente"
    REVOKED = "cle_revoquee"
    UNSOUND = "signature_inacceptable"  # malformed, too weak, or of a part of the message only


@dataclass(frozen=True, kw_only=True, slots=True)
class DkimResult:
    """A message's DKIM signatures as they were checked. ``domain`` is the one that signed, None where none is named;
    ``fault`` is set when ``state`` is FAILED. ``aligned``: the sender shown is of that domain, or of one below it.

    PASSED says that ``domain`` sent it so; whether that domain is an issuer's is for people to see.
    """

    state: Dkim
    domain: str | None = None
    fault: DkimFault | None = None
    aligned: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageHead:
    """What a message says of itself. Claimed by its sender, verified by nobody.

    ``sender`` is a bare address in lower case, ``sender_name`` the name beside it. ``sent_at`` is the Date header.
    ``auto`` says that a machine wrote it (Auto-Submitted, a null Return-Path, a multipart/report);
    ``bulk`` that it went to a list (List-Id, List-Unsubscribe, Precedence: bulk). ``dkim`` says what is known of its
    DKIM signatures, ``signed_by`` the domains that they name: claimed, and no evidence of the issuer unless verified.
    """

    sender: str | None = None
    sender_name: str | None = None
    recipients: tuple[str, ...] = ()
    subject: str | None = None
    message_id: str | None = None
    in_reply_to: tuple[str, ...] = ()
    sent_at: datetime | None = None
    received_at: datetime | None = None
    auto: bool = False
    bulk: bool = False
    dkim: Dkim = Dkim.ABSENT
    signed_by: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Original:
    """One file of a pli exactly as received. ``key`` is where it lies in the store, ``pages`` how many it has.

    ``error`` is the code of a :class:`~dossier.errors.DocumentError` when the file cannot be read (``pages`` is 0).
    ``dkim`` is set on a message that is attached or packed in the pli; None for any other file.
    """

    name: str
    key: str
    sha256: str
    size_bytes: int
    media_type: str
    pages: int
    error: str | None = None
    dkim: DkimResult | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LotRange:
    """Which part of a lot a pli is: ``position`` counts from 1, pages from 1 and both ends included."""

    id: str
    position: int
    first_page: int
    last_page: int
    replaces: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Pli:
    """One item of mail as it arrived: an e-mail with its attachments, or one envelope's scanned sheets.

    ``recommande`` is the number of the registered letter that it came in, without spaces, where its envelope shows it.
    ``dkim`` is of the message as received; None for post, and for messages that have no such thing (MSG, TNEF).
    """

    id: str
    channel: Channel
    backlog: bool
    nature: Nature
    received_at: datetime
    received_at_source: DateSource
    sender: str | None
    subject: str | None
    message_id: str | None
    arrivals: tuple[Arrival, ...]
    lot: LotRange | None
    originals: tuple[Original, ...]
    recommande: str | None = None
    dkim: DkimResult | None = None
