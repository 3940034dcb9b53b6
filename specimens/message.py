"""Messages as they arrive in a mailbox: RFC 5322, with attachments, forwarded parts and attached messages."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from zoneinfo import ZoneInfo

from specimens.rng import source
from specimens.text import plain

_PARIS = ZoneInfo("Europe/Paris")
_POLICY = SMTP.clone(max_line_length=78)


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """``message`` is set for a message attached as one (message/rfc822), ``data`` for a file."""

    name: str
    data: bytes = b""
    media_type: str = "application/pdf"
    message: EmailMessage | None = None
    inline_id: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mail:
    """What a message says. ``html`` is the sender's own words with any forwarded part under them."""

    seed: str
    sender: tuple[str, str]
    to: tuple[str, str]
    subject: str
    html: str
    day: date
    attachments: tuple[Attachment, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    text_only: bool = False


def moment(seed: str, day: date) -> datetime:
    """A working hour of that day in Paris, the same for the same ``seed``."""
    rng = source(seed, "hour")
    return datetime.combine(day, time(rng.randint(7, 21), rng.randint(0, 59), rng.randint(0, 59)), tzinfo=_PARIS)


def build(mail: Mail) -> EmailMessage:
    """The message, the same for the same ``mail``; marked by an ``X-Specimen`` header."""
    rng, when = source(mail.seed, "mail"), moment(mail.seed, mail.day)
    message = EmailMessage(policy=_POLICY)
    hop = format_datetime(when + timedelta(seconds=rng.randint(1, 40)))
    message["Received"] = (
        f"from relais.example.net (relais.example.net [192.0.2.{rng.randint(1, 250)}]) by mx.example.org; {hop}"
    )
    message["From"] = formataddr(mail.sender, "utf-8")
    message["To"] = formataddr(mail.to, "utf-8")
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(when)
    message["Message-ID"] = f"<{rng.getrandbits(64):x}.{rng.getrandbits(24)}@{mail.sender[1].split('@')[-1]}>"
    message["X-Specimen"] = "document fictif"
    for name, value in mail.headers.items():
        message[name] = value
    message.set_content(plain(mail.html))
    if not mail.text_only:
        message.add_alternative(f"<html><body>{mail.html}</body></html>", subtype="html")
    for attachment in mail.attachments:
        _attach(message, attachment)
    _name_boundaries(message, mail.seed)
    return message


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    if attachment.message is not None:
        message.add_attachment(attachment.message, filename=attachment.name)
        return
    main, _, sub = attachment.media_type.partition("/")
    message.add_attachment(
        attachment.data,
        maintype=main,
        subtype=sub,
        filename=attachment.name,
        disposition="inline" if attachment.inline_id else "attachment",
        cid=attachment.inline_id or None,
    )


def _name_boundaries(message: EmailMessage, seed: str) -> None:
    """Python draws boundaries by lot when it writes; ours depend on the seed."""
    for number, part in enumerate(message.walk()):
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            part.set_boundary(f"=_{source(seed, 'boundary', number).getrandbits(80):020x}")


def forwarded(mail: Mail, *, style: str) -> str:
    """``mail`` as another program forwards it inline: ``style`` ``gmail``, ``outlook`` or ``quoted``."""
    when = f"{moment(mail.seed, mail.day):%d/%m/%Y %H:%M}"
    who = f"{mail.sender[0]} &lt;{mail.sender[1]}&gt;"
    subject, to = mail.subject, mail.to[1]
    if style == "gmail":
        head = f"---------- Forwarded message ---------<br>De : {who}<br>Date: {when}<br>Subject: {subject}<br>To: {to}"
        return f'<div class="gmail_quote">{head}<br><br>{mail.html}</div>'
    if style == "outlook":
        head = f"<b>De :</b> {who}<br><b>Envoyé :</b> {when}<br><b>À :</b> {to}<br><b>Objet :</b> {subject}"
        return f'<hr><div style="border-top:1px solid #b5c4df">{head}<br><br>{mail.html}</div>'
    return f"<p>Le {when}, {who} a écrit :</p><blockquote>{mail.html}</blockquote>"


def to_bytes(message: EmailMessage) -> bytes:
    return message.as_bytes(policy=_POLICY)
