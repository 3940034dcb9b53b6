"""The DKIM signatures that a message carries (RFC 6376), read: all that checking one needs but the signer's key."""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dossier.mail import DkimFault
from ingest.dkim_canonical import Field, body_bytes, signed_fields, split_message
from ingest.dkim_tags import tag_list
from ingest.mail_head import read_head

_MAX_SIGNATURES = 5  # each costs a question to a DNS that the sender may have made slow
_DOMAIN = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+\Z")
_SELECTOR = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\Z")
_ALGORITHMS = {"rsa-sha256": "rsa", "ed25519-sha256": "ed25519"}  # rsa-sha1 proves nothing any more (RFC 8301, 3.1)
_FORMS = {"simple": False, "relaxed": True}
_WANTED = frozenset({"v", "a", "b", "bh", "d", "h", "s"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """What a signature says, to be held against the key published at ``key_name``.

    ``value`` signs ``content``, by ``algorithm`` (``rsa``, ``ed25519``); ``exact`` says in the name of its own domain,
    not of one below it; ``expires`` is in seconds since 1970, None: never.
    """

    key_name: str
    algorithm: str
    exact: bool
    content: bytes
    value: bytes
    expires: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Signature:
    """One DKIM-Signature field. ``domain`` is the one that signs, None where none is named; ``aligned``: the sender
    shown is of it, or of a domain below it. ``claim`` is a DkimFault where it cannot hold, whatever the key.
    """

    domain: str | None
    aligned: bool
    claim: Claim | DkimFault


def read_signatures(path: Path) -> tuple[Signature, ...]:
    """The signatures of the message (RFC 5322) at ``path``, the first five. Asks nobody."""
    raw = path.read_bytes().removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\0")
    fields, body = split_message(re.sub(rb"\A>?From [^\n]*\n", b"", raw))
    signatures = [field for field in fields if field[0].strip(b" \t").lower() == b"dkim-signature"]
    if not signatures:
        return ()
    senders = sum(name.strip(b" \t").lower() == b"from" for name, _ in fields)
    sender = (read_head(path).sender or "").rpartition("@")[2]
    return tuple(_read(field, fields, body, sender, alone=senders == 1) for field in signatures[:_MAX_SIGNATURES])


def _read(field: Field, fields: Sequence[Field], body: bytes, sender: str, *, alone: bool) -> Signature:
    tags = tag_list(field[1]) or {}
    named = tags.get("d", "").lower()
    domain = named if _DOMAIN.match(named) else None
    return Signature(
        domain=domain,
        aligned=domain is not None and (sender == domain or sender.endswith(f".{domain}")),
        claim=_claim(field, tags, fields, body) if alone else DkimFault.UNSOUND,
    )


def _claim(field: Field, tags: dict[str, str], fields: Sequence[Field], body: bytes) -> Claim | DkimFault:
    """UNSOUND for one that is malformed, or that says nothing that may be relied on (RFC 6376, 3.5); CONTENT where the
    body is not the one that was signed."""
    form, _, body_form = tags.get("c", "simple/simple").partition("/")
    body_form = body_form or "simple"
    domain, identity = tags.get("d", "").lower(), tags.get("i", "@" + tags.get("d", "")).lower().rpartition("@")[2]
    names = tuple(name.strip().lower().encode() for name in tags.get("h", "").split(":"))
    numbers = [tags[tag] for tag in ("l", "x", "t") if tag in tags]
    sound = (
        tags.keys() >= _WANTED
        and tags["v"] == "1"
        and tags["a"] in _ALGORITHMS
        and {form, body_form} <= _FORMS.keys()
        and tags.get("q", "dns/txt") == "dns/txt"
        and b"from" in names
        and _DOMAIN.match(domain) is not None
        and _SELECTOR.match(tags["s"]) is not None
        and (identity == domain or identity.endswith(f".{domain}"))
        and all(number.isascii() and number.isdigit() and len(number) <= 18 for number in numbers)
    )
    body_hash, value = _base64(tags.get("bh", "")), _base64(tags.get("b", ""))
    if not sound or body_hash is None or value is None:
        return DkimFault.UNSOUND
    signed_body = body_bytes(body, _FORMS[body_form])
    if "l" in tags and int(tags["l"]) < len(signed_body):
        return DkimFault.UNSOUND
    if hashlib.sha256(signed_body).digest() != body_hash:
        return DkimFault.CONTENT
    return Claim(
        key_name=f"{tags['s']}._domainkey.{domain}.",
        algorithm=_ALGORITHMS[tags["a"]],
        exact=identity == domain,
        content=signed_fields(fields, names, field, _FORMS[form]),
        value=value,
        expires=int(tags["x"]) if "x" in tags else None,
    )


def _base64(untrusted: str) -> bytes | None:
    try:
        return base64.b64decode("".join(untrusted.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
