"""Where the keys of DKIM signatures are published: TXT records in the signer's DNS (RFC 6376, 3.6)."""

import base64
import binascii
from dataclasses import dataclass

import dns.exception
import dns.name
import dns.resolver
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from dossier.errors import WeatherError
from dossier.mail import DkimFault
from ingest.dkim_tags import tag_list

PublicKey = RSAPublicKey | Ed25519PublicKey

_RSA_BITS = range(1024, 4096 + 1)  # RFC 8301, 3.2; a larger one costs whatever its publisher likes


@dataclass(frozen=True, kw_only=True, slots=True)
class DnsRecords:
    """The DNS, asked through one server (``address`` None: those of the machine), at most ``timeout_s`` a record."""

    address: str | None = None
    port: int = 53
    timeout_s: float = 5.0

    def fetch_record(self, name: str) -> bytes | None:
        """The TXT record at ``name``; None where there is none. Raises WeatherError when no answer came."""
        try:
            absolute = dns.name.from_text(name)
        except dns.exception.DNSException:  # a label over 63 bytes and the like: nothing can be published there
            return None
        try:
            answer = self._resolver().resolve(absolute, "TXT", lifetime=self.timeout_s)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return None
        except (dns.exception.DNSException, OSError) as error:
            raise WeatherError(f"the DNS does not answer: {type(error).__name__}") from None
        records = [b"".join(record.strings) for record in answer]
        return next((record for record in records if b"p=" in record), records[0])

    def _resolver(self) -> dns.resolver.Resolver:
        resolver = dns.resolver.Resolver(configure=self.address is None)
        if self.address is not None:
            resolver.nameservers = [self.address]
            resolver.port = self.port
        return resolver


def key_in(record: bytes, algorithm: str, *, exact: bool) -> PublicKey | DkimFault:
    """The key for ``algorithm`` (``rsa``, ``ed25519``), or what is wrong with its record.

    ``exact`` says that the signature is in the name of its own domain, not of one below it, which a key may refuse.
    """
    tags = tag_list(record)
    if tags is None or tags.get("v", "DKIM1") != "DKIM1" or "p" not in tags:
        return DkimFault.NO_KEY
    published = "".join(tags["p"].split())
    if not published:
        return DkimFault.REVOKED
    if not _allows(tags, algorithm, exact=exact):
        return DkimFault.UNSOUND
    try:
        return _loaded(base64.b64decode(published, validate=True), algorithm)
    except (binascii.Error, ValueError, TypeError, UnsupportedAlgorithm):
        return DkimFault.UNSOUND


def _allows(tags: dict[str, str], algorithm: str, *, exact: bool) -> bool:
    """Whether the record lets this key sign mail, by this algorithm, in this name (RFC 6376, 3.6.1)."""

    def listed(tag: str, default: str) -> set[str]:
        return {value.strip() for value in tags.get(tag, default).split(":")}

    return (
        tags.get("k", "rsa") == algorithm
        and "sha256" in listed("h", "sha256")
        and bool({"*", "email"} & listed("s", "*"))
        and (exact or "s" not in listed("t", ""))
    )


def _loaded(der: bytes, algorithm: str) -> PublicKey | DkimFault:
    if algorithm == "ed25519":
        return Ed25519PublicKey.from_public_bytes(der)
    key = load_der_public_key(der)
    return key if isinstance(key, RSAPublicKey) and key.key_size in _RSA_BITS else DkimFault.UNSOUND
