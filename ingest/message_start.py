"""Whether bytes start like a message (RFC 5322), tolerant of what mailboxes and exports put before the headers."""

import re

_FIELD = re.compile(rb"([!-9;-~]{1,76})[ \t]*:")
_STRONG = frozenset(
    b"received return-path delivered-to message-id mime-version dkim-signature x-mailer x-originating-ip "
    b"arc-seal authentication-results envelope-to x-received thread-topic in-reply-to x-mozilla-status".split()
)
_KNOWN = _STRONG | frozenset(
    b"from to cc bcc subject date sender reply-to references content-type content-transfer-encoding "
    b"content-disposition list-id precedence importance x-priority user-agent resent-from resent-to".split()
)
_SPOKEN = frozenset({b"from", b"date", b"subject", b"to", b"cc"})
_MEDIA_TYPE = re.compile(
    rb"content-type[ \t]*:\s*(?:multipart|text|message|application|image)/[\w.+-]+[^\r\n]*\r?\n", re.I
)
_BLANK = b" \t\r\n\x00"
_BAD_LINES = 3  # header lines that are none, as broken gateways leave them


def looks_like_message(head: bytes) -> bool:
    """True when ``head`` (the first bytes of a file) starts with the headers of a message.

    A BOM, blank lines and an mbox ``From `` line may come first. Wanted: a media type at the very start, or two known
    fields of which one is only ever written by mail programs, or three of sender, date, subject and addressees. So
    neither a pasted e-mail (``De :``, ``Sent:``) nor an HTTP answer nor a text with a colon is taken for a message.
    """
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip(_BLANK)
    if _MEDIA_TYPE.match(start):
        return True
    names = _field_names(start)
    known = names & _KNOWN
    if b"sent" in names or len(known) < 2:
        return False
    return bool(known & _STRONG) or len(known & _SPOKEN) >= 3


def _field_names(head: bytes) -> set[bytes]:
    names: set[bytes] = set()
    bad = 0
    for number, line in enumerate(re.split(rb"\r\n|\r|\n", head)):
        if not line.strip(_BLANK):
            break
        field = _FIELD.match(line)
        if field:
            names.add(field.group(1).lower())
        elif number == 0 and line.startswith((b"From ", b">From ")):
            continue
        elif not line.startswith((b" ", b"\t")):
            bad += 1
            if bad > _BAD_LINES or not names:
                break
    return names
