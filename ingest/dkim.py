"""DKIM signatures checked (RFC 6376, 8301, 8463): which domain vouches that a message is as it sent it.

Stricter than the RFC where a signature would say less than a reader takes it for: one that leaves out a part of the
body (``l``), or that stands on a message with several From fields, is never taken for good.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from dossier.errors import WeatherError
from dossier.mail import Dkim, DkimFault, DkimResult
from ingest.dkim_canonical import Field, body_bytes, signed_fields, split_message
from ingest.dkim_keys import KeyRecords, PublicKey, key_in
from ingest.dkim_tags import tag_list
from ingest.mail_head import read_head

_MAX_SIGNATURES = 5  # each costs a question to a DNS that the sender may have made slow
_DOMAIN = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+\Z")
_SELECTOR = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\Z")
_ALGORITHMS = {"rsa-sha256": "rsa", "ed25519-sha256": "ed25519"}  # rsa-sha1 proves nothing any more (RFC 8301, 3.1)
_FORMS = {"simple": False, "relaxed": True}
_WANTED = frozenset({"v", "a", "b", "bh", "d", "h", "s"})


@dataclass(frozen=True, kw_only=True, slots=True)
class _Signature:
    """One DKIM-Signature field that can be checked. ``names`` are the signed fields, in lower case."""

    field: Field
    domain: str
    selector: str
    algorithm: str
    exact: bool
    names: tuple[bytes, ...]
    relaxed_fields: bool
    relaxed_body: bool
    body_hash: bytes
    signed: bytes
    length: int | None
    expires: int | None


def check_message(path: Path, received_at: datetime, records: KeyRecords) -> DkimResult:
    """What the signatures of the message (RFC 5322) at ``path`` are worth; they expire by the day of its arrival.

    Of several, the best counts: one that holds and is of the sender's own domain, one that holds, one that could not be
    checked, one that does not hold. Where the DNS gives no answer, a signature neither holds nor fails.
    """
    raw = path.read_bytes().removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\0")
    fields, body = split_message(re.sub(rb"\A>?From [^\n]*\n", b"", raw))
    signatures = [field for field in fields if field[0].strip(b" \t").lower() == b"dkim-signature"]
    if not signatures:
        return DkimResult(state=Dkim.ABSENT)
    sender = (read_head(path).sender or "").rpartition("@")[2]
    results = [_checked(one, fields, body, received_at, records) for one in signatures[:_MAX_SIGNATURES]]
    return min((_with_sender(result, sender) for result in results), key=_rank)


def _rank(result: DkimResult) -> tuple[int, bool]:
    order = (Dkim.PASSED, Dkim.NOT_CHECKED, Dkim.FAILED)
    return order.index(result.state), not result.aligned


def _with_sender(result: DkimResult, sender: str) -> DkimResult:
    """The same, with whether the sender shown is of the domain that signed, or of one below it."""
    domain = result.domain
    aligned = domain is not None and (sender == domain or sender.endswith(f".{domain}"))
    return DkimResult(state=result.state, domain=domain, fault=result.fault, aligned=aligned)


def _checked(
    field: Field, fields: Sequence[Field], body: bytes, received_at: datetime, records: KeyRecords
) -> DkimResult:
    tags = tag_list(field[1]) or {}
    named = tags.get("d", "").lower()
    domain = named if _DOMAIN.match(named) else None
    signature = _signature(field, tags)
    senders = sum(name.strip(b" \t").lower() == b"from" for name, _ in fields)
    if signature is None or senders != 1:
        return _failed(domain, DkimFault.UNSOUND)
    try:
        fault = _fault_of(signature, fields, body, received_at, records)
    except WeatherError:
        return DkimResult(state=Dkim.NOT_CHECKED, domain=domain)
    return _failed(domain, fault) if fault else DkimResult(state=Dkim.PASSED, domain=domain)


def _failed(domain: str | None, fault: DkimFault) -> DkimResult:
    return DkimResult(state=Dkim.FAILED, domain=domain, fault=fault)


def _signature(field: Field, tags: dict[str, str]) -> _Signature | None:
    """None for one that is malformed, or that says nothing that may be relied on (RFC 6376, 3.5)."""
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
    body_hash, signed = _base64(tags.get("bh", "")), _base64(tags.get("b", ""))
    if not sound or body_hash is None or signed is None:
        return None
    return _Signature(
        field=field,
        domain=domain,
        selector=tags["s"],
        algorithm=_ALGORITHMS[tags["a"]],
        exact=identity == domain,
        names=names,
        relaxed_fields=_FORMS[form],
        relaxed_body=_FORMS[body_form],
        body_hash=body_hash,
        signed=signed,
        length=int(tags["l"]) if "l" in tags else None,
        expires=int(tags["x"]) if "x" in tags else None,
    )


def _base64(untrusted: str) -> bytes | None:
    try:
        return base64.b64decode("".join(untrusted.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def _fault_of(
    signature: _Signature, fields: Sequence[Field], body: bytes, received_at: datetime, records: KeyRecords
) -> DkimFault | None:
    """Why it does not hold; None when it does. Raises WeatherError when its key could not be asked for."""
    signed_body = body_bytes(body, signature.relaxed_body)
    if signature.length is not None and signature.length < len(signed_body):
        return DkimFault.UNSOUND
    if hashlib.sha256(signed_body).digest() != signature.body_hash:
        return DkimFault.CONTENT
    record = records.fetch_record(f"{signature.selector}._domainkey.{signature.domain}.")
    if record is None:
        return DkimFault.NO_KEY
    key = key_in(record, signature.algorithm, exact=signature.exact)
    if isinstance(key, DkimFault):
        return key
    if not _holds(key, signature, signed_fields(fields, signature.names, signature.field, signature.relaxed_fields)):
        return DkimFault.SIGNATURE
    expired = signature.expires is not None and signature.expires < received_at.timestamp()
    return DkimFault.EXPIRED if expired else None


def _holds(key: PublicKey, signature: _Signature, content: bytes) -> bool:
    try:
        if isinstance(key, RSAPublicKey):
            key.verify(signature.signed, content, PKCS1v15(), SHA256())
        else:
            key.verify(signature.signed, hashlib.sha256(content).digest())
    except InvalidSignature:
        return False
    return True
