"""DKIM signatures checked (RFC 6376, 8301, 8463): which domain vouches that a message is as it sent it.

Stricter than the RFC where a signature would say less than a reader takes it for: one that leaves out a part of the
body (``l``), or that stands on a message with several From fields, is never taken for good.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from dossier.mail import Dkim, DkimFault, DkimResult
from ingest.dkim_keys import PublicKey, key_in
from ingest.dkim_signature import Claim, Signature


def check_signatures(
    signatures: Sequence[Signature], records: Mapping[str, bytes | None], received_at: datetime
) -> DkimResult:
    """What the signatures of a message are worth; they expire by the day of its arrival.

    ``records`` are the answers of the DNS by the name asked for, None where it has none; a name without an answer is
    missing, and its signature neither holds nor fails. Of several signatures the best counts: one that holds and is of
    the sender's own domain, one that holds, one that could not be checked, one that does not hold.
    """
    if not signatures:
        return DkimResult(state=Dkim.ABSENT)
    return min((_checked(one, records, received_at) for one in signatures), key=_rank)


def _rank(result: DkimResult) -> tuple[int, bool]:
    order = (Dkim.PASSED, Dkim.NOT_CHECKED, Dkim.FAILED)
    return order.index(result.state), not result.aligned


def _checked(signature: Signature, records: Mapping[str, bytes | None], received_at: datetime) -> DkimResult:
    claim, fault = signature.claim, None
    if isinstance(claim, DkimFault):
        state, fault = Dkim.FAILED, claim
    elif claim.key_name not in records:
        state = Dkim.NOT_CHECKED
    else:
        fault = _fault_of(claim, records[claim.key_name], received_at)
        state = Dkim.FAILED if fault else Dkim.PASSED
    return DkimResult(state=state, domain=signature.domain, fault=fault, aligned=signature.aligned)


def _fault_of(claim: Claim, record: bytes | None, received_at: datetime) -> DkimFault | None:
    """Why it does not hold; None when it does."""
    if record is None:
        return DkimFault.NO_KEY
    key = key_in(record, claim.algorithm, exact=claim.exact)
    if isinstance(key, DkimFault):
        return key
    if not _holds(key, claim):
        return DkimFault.SIGNATURE
    expired = claim.expires is not None and claim.expires < received_at.timestamp()
    return DkimFault.EXPIRED if expired else None


def _holds(key: PublicKey, claim: Claim) -> bool:
    try:
        if isinstance(key, RSAPublicKey):
            key.verify(claim.value, claim.content, PKCS1v15(), SHA256())
        else:
            key.verify(claim.value, hashlib.sha256(claim.content).digest())
    except InvalidSignature:
        return False
    return True
