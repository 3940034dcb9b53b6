"""Messages, web pages and rich texts that nest, repeat or swell."""

import base64
import gzip

from bench.bombs.archives import packed_zip
from bench.bombs.case import Case, written

_HEAD = (
    b"From: Awa Sarr <awa@example.org>\r\nTo: pref@example.org\r\nSubject: Demande\r\nMessage-ID: <1@example.org>\r\n"
)
_HEAD += b"Date: Mon, 2 Mar 2026 10:12:00 +0100\r\nMIME-Version: 1.0\r\n"
_TEXT = b"Content-Type: text/plain; charset=utf-8\r\n\r\nBonjour, je demande un titre de sejour.\r\n"


def _nested_parts(depth: int) -> bytes:
    out = [_HEAD]
    out += [b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(depth)]
    out.append(_TEXT)
    out += [b"--b%d--\r\n" % level for level in reversed(range(depth))]
    return b"".join(out)


def _messages_in_messages(depth: int) -> bytes:
    return _HEAD + (b"Content-Type: message/rfc822\r\n\r\n" + _HEAD) * depth + _TEXT


def _packed_messages(depth: int) -> bytes:
    """Each packed in base64 in the next one, so that nobody sees through them; the size grows by a third a level."""
    inner = _HEAD + _TEXT
    for _ in range(depth):
        coded = base64.encodebytes(inner)
        inner = _HEAD + b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + coded
    return inner


def _attached(count: int, content: bytes, name: bytes = b"a.txt") -> bytes:
    part = b"--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=%b\r\n" % name
    part += b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(content)
    return _HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part * count + b"--b--\r\n"


def _letters(count: int) -> bytes:
    """Each opens in a second or two, and no two are the same."""
    parts = []
    for number in range(count):
        head = b"--b\r\nContent-Type: application/rtf\r\nContent-Disposition: attachment; filename=%d.rtf\r\n" % number
        parts.append(head + b"\r\n{\\rtf1 Bonjour, je demande un titre de sejour (%d).}\r\n" % number)
    return _HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"".join(parts) + b"--b--\r\n"


def _html(body: bytes) -> bytes:
    return _HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n<html><body>" + body + b"</body></html>\r\n"


def _styled() -> bytes:
    rules = b"".join(b"%b { color: red }\n" % (b"div " * 30 + b":not(.a%d)" % n) for n in range(3000))
    return _html(b"<style>%b</style>%b" % (rules, b"<div>" * 300 + b"Bonjour"))


MAILS = (
    Case(name="message of 10,000 nested parts", suffix="eml",
         make=written(lambda: _nested_parts(10_000)), harmless=True),
    Case(name="message in message, 1,000 deep", suffix="eml", make=written(lambda: _messages_in_messages(1000))),
    Case(name="message in message in base64, 40 deep", suffix="eml", make=written(lambda: _packed_messages(40))),
    Case(name="message with a header of 50 MB", suffix="eml", harmless=True,
         make=written(lambda: _HEAD + b"X-A: " + b"a " * (25 * 1024 * 1024) + b"\r\n" + _TEXT)),
    Case(name="message with 500,000 headers", suffix="eml", harmless=True,
         make=written(lambda: _HEAD + b"Received: from a by b; x\r\n" * 500_000 + _TEXT)),
    Case(name="message to 500,000 addresses", suffix="eml", harmless=True,
         make=written(lambda: _HEAD + b"Cc: " + b"a@b.fr,\r\n " * 500_000 + b"a@b.fr\r\n" + _TEXT)),
    Case(name="message with 20,000 attachments", suffix="eml",
         make=written(lambda: _attached(20_000, b"\1\2")), harmless=True),
    Case(name="message with 1,900 letters that all differ", suffix="eml", make=written(lambda: _letters(1900))),
    Case(name="message with a packed gigabyte", suffix="eml", harmless=True,
         make=written(lambda: _attached(1, gzip.compress(b"\0" * 1024**3, 9), b"a.pdf.gz"))),
    Case(name="message with a thousand zips of ten megabytes", suffix="eml", harmless=True,
         make=written(lambda: _attached(1000, packed_zip({"a.txt": b"\0" * 9 * 1024 * 1024}), b"a.zip"))),
    Case(name="HTML message 300,000 elements deep", suffix="eml",
         make=written(lambda: _html(b"<div>" * 300_000)), harmless=True),
    Case(name="HTML message of 100,000 nested tables", suffix="eml", harmless=True,
         make=written(lambda: _html(b"<table><tr><td>a" * 100_000))),
    Case(name="HTML message with 3,000 slow rules of style", suffix="eml", make=written(_styled), harmless=True),
    Case(name="HTML message of 20 million characters", suffix="eml",
         make=written(lambda: _html(b"<p>Bonjour " * 2_000_000)), harmless=True),
    Case(name="text of one word of 50 million letters", suffix="txt",
         make=written(lambda: b"a" * 50_000_000), harmless=True),
    Case(name="RTF of 5 million braces", suffix="rtf",
         make=written(lambda: b"{\\rtf1 " + b"{" * 5_000_000), harmless=True),
    Case(name="RTF that announces 2 GB of data", suffix="rtf",
         make=written(lambda: b"{\\rtf1 \\bin2147483647 " + b"a" * 1000 + b"}"), harmless=True),
)  # fmt: skip
