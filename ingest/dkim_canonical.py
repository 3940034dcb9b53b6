"""The form in which a message's fields and body are signed (RFC 6376, 3.4 and 3.7)."""

import re
from collections.abc import Sequence

from ingest.dkim_tags import WSP

Field = tuple[bytes, bytes]  # the name, and all that follows its colon, the last CRLF included


def split_message(raw: bytes) -> tuple[list[Field], bytes]:
    """The fields, from the top, and the body, every line ended by CRLF. What looks like no field ends the header."""
    message = re.sub(rb"\r?\n", b"\r\n", raw)
    head, _, body = message.partition(b"\r\n\r\n")
    fields: list[Field] = []
    for line in re.split(rb"\r\n(?![ \t])", head):
        name, colon, value = line.partition(b":")
        if not colon:
            break
        fields.append((name, value + b"\r\n"))
    return fields, body


def field_bytes(field: Field, relaxed: bool) -> bytes:
    """One field as it is signed (3.4.1, 3.4.2)."""
    name, value = field
    if not relaxed:
        return name + b":" + value
    unfolded = re.sub(WSP, b" ", value.replace(b"\r\n", b"")).strip(b" ")
    return name.strip(b" \t").lower() + b":" + unfolded + b"\r\n"


def body_bytes(body: bytes, relaxed: bool) -> bytes:
    """The body as it is signed (3.4.3, 3.4.4). Time and memory are linear in its length, whatever it holds."""
    if relaxed:
        body = re.sub(WSP, b" ", body).replace(b" \r\n", b"\r\n").removesuffix(b" ")
    end = len(body)
    while body[end - 2 : end] == b"\r\n":
        end -= 2
    return body[:end] + b"\r\n" if end or not relaxed else b""


def signed_fields(fields: Sequence[Field], names: Sequence[bytes], signature: Field, relaxed: bool) -> bytes:
    """What the signature signs: each named field, the lowest not yet taken first, then its own field without ``b``."""
    left = list(fields)
    signed = b""
    for name in names:
        at = next((i for i in reversed(range(len(left))) if left[i][0].strip(b" \t").lower() == name), None)
        if at is not None:
            signed += field_bytes(left.pop(at), relaxed)
    emptied = re.sub(rb"((?:^|;)[ \t\r\n]*b[ \t\r\n]*=)[^;]*", rb"\1", signature[1].removesuffix(b"\r\n"), count=1)
    return signed + field_bytes((signature[0], emptied + b"\r\n"), relaxed).removesuffix(b"\r\n")
