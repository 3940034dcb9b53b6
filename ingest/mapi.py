"""Messages made of MAPI properties, as .msg files and winmail.dat hold them ([MS-OXPROPS])."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP

from dossier.mail import MessageHead
from ingest.headers import decoded, head_of
from ingest.letter import Body, Carried, Letter
from ingest.parsed import parse
from ingest.rtf import rtf_body, unpack_rtf

SUBJECT, TRANSPORT_HEADERS, CLASS = 0x0037, 0x007D, 0x001A
SENDER_NAME, SENDER_ADDRESS, SENDER_SMTP = 0x0C1A, 0x0C1F, 0x5D01
AUTHOR_NAME, AUTHOR_ADDRESS, AUTHOR_SMTP = 0x0042, 0x0065, 0x5D02
SUBMIT_TIME, DELIVERY_TIME = 0x0039, 0x0E06
MESSAGE_ID, IN_REPLY_TO, REFERENCES = 0x1035, 0x1042, 0x1039
BODY, HTML, RTF = 0x1000, 0x1013, 0x1009
INTERNET_CODEPAGE, MESSAGE_CODEPAGE = 0x3FDE, 0x3FFD
ATTACH_DATA, ATTACH_NAME, ATTACH_LONG_NAME, DISPLAY_NAME, ATTACH_CONTENT_ID = 0x3701, 0x3704, 0x3707, 0x3001, 0x3712
RECIPIENT_SMTP, RECIPIENT_ADDRESS = 0x39FE, 0x3003

Value = str | bytes | int | datetime
Properties = Mapping[int, Value]


@dataclass(frozen=True, kw_only=True, slots=True)
class MapiMessage:
    """A message's properties, the addresses of its recipients, the files it carries."""

    properties: Properties
    recipients: tuple[str, ...] = ()
    carried: tuple[Carried, ...] = field(default=())


def codec(properties: Properties, *pids: int) -> str:
    """The Python codec of the first code page that ``properties`` gives among ``pids``; Windows-1252 when none."""
    for pid in pids:
        page = properties.get(pid)
        if isinstance(page, int) and page > 0:
            return {65001: "utf-8", 1200: "utf-16-le", 20127: "ascii", 28591: "cp1252"}.get(page, f"cp{page}")
    return "cp1252"


def text(properties: Properties, *pids: int) -> str:
    """The first non-empty text among ``pids``, empty when there is none."""
    for pid in pids:
        value = properties.get(pid)
        if isinstance(value, bytes):
            value = decoded(value, codec(properties, MESSAGE_CODEPAGE, INTERNET_CODEPAGE))
        if isinstance(value, str) and value.strip("\0 "):
            return value.strip("\0")
    return ""


def filetime(ticks: int) -> datetime | None:
    """A Windows file time (100 ns since 1601, UTC) as a date; None out of range."""
    try:
        return datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10)
    except OverflowError:
        return None


def letter_of(message: MapiMessage) -> Letter:
    """The message as a :class:`Letter`."""
    body = body_of(message.properties)
    return Letter(head=_head(message), bodies=(body,) if body else (), carried=message.carried)


def body_of(properties: Properties) -> Body | None:
    """What the message says; the RTF is read only where there is neither HTML nor plain text."""
    plain = text(properties, BODY).replace("\r\n", "\n") or None
    raw_html = properties.get(HTML)
    if isinstance(raw_html, bytes):
        raw_html = decoded(raw_html, codec(properties, INTERNET_CODEPAGE))
    html = raw_html.strip("\0") if isinstance(raw_html, str) and raw_html.strip("\0 ") else None
    if plain or html:
        return Body(plain=plain, html=html)
    packed = properties.get(RTF)
    return rtf_body(unpack_rtf(packed)) if isinstance(packed, bytes) else None


def _head(message: MapiMessage) -> MessageHead:
    properties = message.properties
    headers = text(properties, TRANSPORT_HEADERS)
    raw = re.sub(r"\r?\n", "\r\n", re.sub(r"^Microsoft Mail Internet Headers.*\n", "", headers)).encode(
        "utf-8", "replace"
    )
    head = head_of(parse(raw.lstrip()))
    address = text(properties, SENDER_SMTP, AUTHOR_SMTP, SENDER_ADDRESS, AUTHOR_ADDRESS).lower()
    return replace(
        head,
        sender=head.sender or (address if "@" in address else None),
        sender_name=head.sender_name or text(properties, SENDER_NAME, AUTHOR_NAME) or None,
        recipients=head.recipients or message.recipients,
        subject=head.subject or " ".join(text(properties, SUBJECT).split()) or None,
        message_id=head.message_id or text(properties, MESSAGE_ID) or None,
        in_reply_to=head.in_reply_to or _ids(text(properties, IN_REPLY_TO), text(properties, REFERENCES)),
        sent_at=head.sent_at or _date(properties, SUBMIT_TIME),
        received_at=head.received_at or _date(properties, DELIVERY_TIME),
        auto=head.auto or text(properties, CLASS).upper().startswith(("REPORT.", "IPM.NOTE.RULES.OOF")),
    )


def _ids(*values: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found for value in values for found in re.findall(r"<[^<>\s]+>", value)))


def _date(properties: Properties, pid: int) -> datetime | None:
    value = properties.get(pid)
    return value if isinstance(value, datetime) else None


def to_eml(letter: Letter) -> bytes:
    """``letter`` written as an RFC 5322 message: an Outlook message inside another has no file of its own.

    The same letter gives the same bytes.
    """
    message = EmailMessage(policy=SMTP)
    head = letter.head
    fields: Sequence[tuple[str, str | None]] = (
        ("From", _from(head)),
        ("To", ", ".join(head.recipients)),
        ("Subject", head.subject),
        ("Date", head.sent_at.strftime("%a, %d %b %Y %H:%M:%S %z") if head.sent_at else None),
        ("Message-ID", head.message_id),
        ("References", " ".join(head.in_reply_to)),
    )
    lines = [f"{name}: {_encoded(value)}" for name, value in fields if value]
    body = letter.bodies[0] if letter.bodies else Body(plain="")
    message.set_content(body.plain or "", cte="base64")
    if body.html:
        message.add_alternative(body.html, subtype="html", cte="base64")
    for carried in letter.carried:
        message.add_attachment(
            carried.read(), maintype="application", subtype="octet-stream", filename=carried.untrusted_name or "fichier"
        )
    for number, part in enumerate(p for p in message.walk() if p.is_multipart()):
        part.set_boundary(f"=_pli_{number:04d}")
    return "\r\n".join(lines).encode() + b"\r\n" + message.as_bytes()


def _from(head: MessageHead) -> str | None:
    name = (head.sender_name or "").replace('"', "'")
    return f'"{name}" <{head.sender}>' if name and head.sender else head.sender or name or None


def _encoded(value: str) -> str:
    """The value on one line; UTF-8 as it is (RFC 6532)."""
    return " ".join(value.split())
