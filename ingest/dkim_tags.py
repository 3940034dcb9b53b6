"""Lists of ``tag=value`` (RFC 6376, 3.2): a DKIM signature, and the record of a key."""

import re

WSP = rb"[ \t]+"
_TAG = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")


def tag_list(untrusted: bytes) -> dict[str, str] | None:
    """The values by tag, blanks around them left out; None when it is no such list, or names a tag twice."""
    tags: dict[str, str] = {}
    for part in untrusted.decode("utf-8", "replace").split(";"):
        name, equals, value = part.partition("=")
        name = name.strip()
        if not equals and not name:
            continue
        if not equals or not _TAG.match(name) or name in tags:
            return None
        tags[name] = value.strip()
    return tags
