"""What a message says, apart from the files that it carries: to be looked through where those are dangerous."""

import hashlib
from pathlib import Path

from ingest.formats import Format
from ingest.letter import Letter
from ingest.message import open_letter


def write_words_alone(path: Path, format_: Format, out: Path) -> None:
    """Write to ``out`` a message (RFC 5322) of the head and all the bodies of the one at ``path``, and of nothing else.

    These are all that its page is made of. Raises DocumentError when nothing of it can be read.
    """
    out.write_bytes(_message(open_letter(path, format_)))


def _message(letter: Letter) -> bytes:
    texts = [("plain", body.plain) for body in letter.bodies] + [("html", body.html) for body in letter.bodies]
    leaves = [(kind, text.encode(errors="replace")) for kind, text in texts if text is not None]
    boundary = hashlib.sha256(b"".join(text for _, text in leaves)).hexdigest().encode()  # in none of them
    head = letter.head
    told = {
        "From": f"{head.sender_name or ''} <{head.sender or ''}>",
        "To": ", ".join(head.recipients),
        "Subject": head.subject or "",
        "Message-ID": head.message_id or "",
    }
    lines = [f"{name}: {' '.join(value.split())}".encode(errors="replace") for name, value in told.items()]
    lines += [b"MIME-Version: 1.0", b"Content-Type: multipart/mixed; boundary=" + boundary, b""]
    for kind, text in leaves:
        lines += [b"--" + boundary, b"Content-Type: text/%b; charset=utf-8" % kind.encode()]
        lines += [b"Content-Transfer-Encoding: 8bit", b"", text]
    return b"\r\n".join([*lines, b"--" + boundary + b"--", b""])
