"""Messages signed with DKIM: whole ones by another program (Debian's dkimsign), odd tags by hand."""

import base64
import hashlib
import subprocess
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from ingest.dkim_canonical import body_bytes, signed_fields, split_message

NAME = "s1._domainkey.ants.gouv.fr"
MESSAGE = (
    b"From: CCC <ne-pas-repondre@ants.gouv.fr>\r\nTo: awa@example.org\r\nSubject:  Votre\t demande\r\n 2026\r\n"
    b"Date: Mon, 2 Mar 2026 10:12:00 +0100\r\nMessage-ID: <1@ants.gouv.fr>\r\n\r\n"
    b"Bonjour,  \r\n\r\nNous attestons  que\tcette demande\r\n ne peut aboutir.\r\n\r\n\r\n"
)


def record(key: RSAPrivateKey, tags: str = "v=DKIM1; k=rsa; ") -> bytes:
    der = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return f"{tags}p={base64.b64encode(der).decode()}".encode()


def signed(message: bytes, key: RSAPrivateKey, folder: Path, *options: str, domain: str = "ants.gouv.fr") -> bytes:
    """The message as another program signs it."""
    pem = folder / "key.pem"
    traditional = serialization.PrivateFormat.TraditionalOpenSSL
    pem.write_bytes(key.private_bytes(serialization.Encoding.PEM, traditional, serialization.NoEncryption()))
    command = ["/usr/bin/dkimsign", *options, "s1", domain, str(pem)]
    return subprocess.run(command, input=message, stdout=subprocess.PIPE, check=True).stdout


def by_hand(key: RSAPrivateKey, message: bytes = MESSAGE, covered: int | None = None, **tags: str) -> bytes:
    """The message signed with tags of one's own choice; ``covered``: so many bytes of the body only."""
    fields, body = split_message(message)
    content = body_bytes(body, relaxed=True)[:covered]
    named = {
        "v": "1", "a": "rsa-sha256", "c": "relaxed/relaxed", "d": "ants.gouv.fr", "s": "s1", "h": "from:subject",
        "bh": base64.b64encode(hashlib.sha256(content).digest()).decode(),
    }  # fmt: skip
    value = "; ".join(f"{tag}={text}" for tag, text in (named | tags).items()) + "; b="
    field = (b"DKIM-Signature", f" {value}\r\n".encode())
    names = [name.encode() for name in (named | tags)["h"].split(":")]
    signature = key.sign(signed_fields(fields, names, field, relaxed=True), PKCS1v15(), SHA256())
    return f"DKIM-Signature: {value}{base64.b64encode(signature).decode()}\r\n".encode() + message
