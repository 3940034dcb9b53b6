"""What a message's headers say, decoded as well as they can be: odd charsets and broken encodings never raise."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from dossier.mail import Dkim, MessageHead

_HEADER_CHARS = 20_000
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,500}>")
_BULK_FIELDS = ("List-Id", "List-Unsubscribe", "List-Post", "List-Help", "Feedback-ID")
_AUTO_FIELDS = ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress-Reply")
_SIGNING_DOMAIN = re.compile(r"(?:^|;)d=([A-Za-z0-9._-]{1,253})(?:;|$)")
_MAX_SIGNATURES = 10
_ADDRESS = re.compile(r"[^\s<>\"',;:]+@[^\s<>\"',;:]+")


def decoded(untrusted: bytes, charset: str | None) -> str:
    """``untrusted`` as text: in ``charset`` when that works, else UTF-8, else Windows-1252. Never raises."""
    for name in (charset, "utf-8", "cp1252"):
        if name:
            try:
                return untrusted.decode(name)
            except (LookupError, UnicodeError, ValueError):
                continue
    return untrusted.decode("latin-1")


def header_text(value: object) -> str:
    """A header's value as people read it: RFC 2047 words decoded, raw 8-bit bytes too, on one line."""
    raw = str(value)[:_HEADER_CHARS]
    raw = raw.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")
    if any("\udc80" <= c <= "\udcff" for c in raw):
        raw = decoded(raw.encode("utf-8", "surrogateescape"), None)
    unfolded = re.sub(r"[\r\n]+[ \t]*", " ", raw)
    try:
        pieces = decode_header(unfolded)
    except (HeaderParseError, ValueError):  # ValueError covers binascii.Error
        return _printable(unfolded)
    text = "".join(p if isinstance(p, str) else _word(p, charset) for p, charset in pieces)
    return _printable(text)


def _word(piece: bytes, charset: str | None) -> str:
    if charset is None:  # text between encoded words: decode_header hands it over in raw-unicode-escape
        return piece.decode("raw-unicode-escape", "replace")
    return decoded(piece, charset)


def _printable(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def head_of(message: Message) -> MessageHead:
    """The head of ``message``. Anything missing or unreadable is None or empty."""
    names = _addresses(message, "From") or _addresses(message, "Sender")
    sender_name, sender = names[0] if names else (None, None)
    recipients = [address for field in ("To", "Cc") for _, address in _addresses(message, field) if address]
    references = [*_ids(message, "In-Reply-To"), *_ids(message, "References")]
    return MessageHead(
        sender=sender or None,
        sender_name=sender_name or None,
        recipients=tuple(dict.fromkeys(recipients)),
        subject=header_text(_first(message, "Subject")) or None,
        message_id=next(iter(_ids(message, "Message-ID")), None),
        in_reply_to=tuple(dict.fromkeys(references)),
        sent_at=date_of(_first(message, "Date")),
        received_at=date_of(_first(message, "Received").rpartition(";")[2]),
        auto=is_auto(message),
        bulk=is_bulk(message),
        dkim=Dkim.NOT_CHECKED if "DKIM-Signature" in message else Dkim.ABSENT,
        signed_by=_signing_domains(message),
    )


def _first(message: Message, field: str) -> str:
    return str(message.get(field, ""))


def _ids(message: Message, field: str) -> list[str]:
    return [found for value in message.get_all(field, []) for found in _MESSAGE_ID.findall(str(value))]


def _signing_domains(message: Message) -> tuple[str, ...]:
    """The domains (tag ``d``) that the DKIM signatures name, in lower case; nothing is verified."""
    values = (re.sub(r"\s", "", str(value)) for value in message.get_all("DKIM-Signature", []))
    named = (_SIGNING_DOMAIN.search(value) for value in values)
    return tuple(dict.fromkeys(found[1].lower() for found in named if found))[:_MAX_SIGNATURES]


def _addresses(message: Message, field: str) -> list[tuple[str, str]]:
    """(name, bare address in lower case) of each address of the field; the encoded words decoded after the split."""
    values = [re.sub(r"[\r\n]+[ \t]*", " ", str(v)[:_HEADER_CHARS]) for v in message.get_all(field, [])]
    try:
        pairs: Sequence[tuple[str, str]] = getaddresses(values)
    except (IndexError, ValueError, TypeError, RecursionError):  # the library on hostile address lists
        pairs = []
    found = [(header_text(name), header_text(address).lower()) for name, address in pairs if name or address]
    if not any("@" in address for _, address in found):  # a strict reading gave up: take what looks like one
        text = header_text(" ".join(values))
        name = text.split("<")[0].strip(' "')
        found = [("" if "@" in name else name, a.lower()) for a in _ADDRESS.findall(text)] or found
    return found


def date_of(text: str) -> datetime | None:
    """A header's date, aware (UTC where it gives no zone); None when it is none."""
    try:
        date = parsedate_to_datetime(re.sub(r"[\r\n]+", " ", text).strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    aware = date if date.tzinfo else date.replace(tzinfo=UTC)
    try:
        aware.astimezone(UTC)  # year 0001 with an offset cannot be placed in time
    except (OverflowError, ValueError):
        return None
    return aware


def is_auto(message: Message) -> bool:
    """Whether a machine wrote it: Auto-Submitted (RFC 3834), a null Return-Path, a multipart/report (RFC 6522)."""
    submitted = _first(message, "Auto-Submitted").strip().lower()
    if submitted and not submitted.startswith("no"):
        return True
    if _first(message, "Return-Path").strip() == "<>" or message.get_content_type() == "multipart/report":
        return True
    if _first(message, "Precedence").strip().lower() == "auto_reply":
        return True
    return any(field in message for field in _AUTO_FIELDS)


def is_bulk(message: Message) -> bool:
    """Whether it went to a list: List-* fields (RFC 2369, 2919), Precedence bulk, list or junk."""
    precedence = _first(message, "Precedence").strip().lower()
    return precedence in {"bulk", "list", "junk"} or any(field in message for field in _BULK_FIELDS)
