"""The DKIM signatures of what arrived: asked for once, at filing, and kept. Information for agents, nothing else."""

from collections.abc import Iterable
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from dossier.errors import DocumentError, OurError, WeatherError
from dossier.mail import Dkim, DkimResult
from ingest.dkim import check_signatures
from ingest.dkim_keys import DnsRecords
from ingest.dkim_signature import Claim, Signature, read_signatures
from ingest.formats import Format
from ingest.unfold import UnfoldedFile
from workers.sandbox import Sandbox

SYSTEM = "system"
_READ_S = 30.0  # the hashing of a large message, five times
_CHECK_S = 30.0


class Signatures(Protocol):
    """Who checks signatures."""

    def check(self, path: Path, received_at: datetime, sandbox: Sandbox) -> DkimResult:
        """What the signatures of a signed message (RFC 5322) are worth. Never raises for what it holds."""
        ...


class UncheckedSignatures:
    """Nobody is asked: where there is no network, and unless the settings say so."""

    def check(self, path: Path, received_at: datetime, sandbox: Sandbox) -> DkimResult:
        del path, received_at, sandbox
        return DkimResult(state=Dkim.NOT_CHECKED)


class DnsSignatures:
    """Checked by the keys in the DNS. Signatures and keys are foreign bytes, read and held against each other in the
    sandbox; the questions are asked out here, since in there nobody reaches a network.
    """

    def __init__(self, records: DnsRecords) -> None:
        self._records = records

    def check(self, path: Path, received_at: datetime, sandbox: Sandbox) -> DkimResult:
        try:
            signatures = sandbox.run(read_signatures, path, timeout_s=_READ_S)
            records = self._answers(signatures)
            return sandbox.run(check_signatures, signatures, records, received_at, timeout_s=_CHECK_S)
        except DocumentError:  # too slow or too large: nothing is known of it
            return DkimResult(state=Dkim.NOT_CHECKED)

    def _answers(self, signatures: Iterable[Signature]) -> dict[str, bytes | None]:
        """By name; a name that nobody answered for is missing."""
        answers = {}
        for name in {one.claim.key_name for one in signatures if isinstance(one.claim, Claim)}:
            try:
                answers[name] = self._records.fetch_record(name)
            except WeatherError:
                continue
        return answers


def open_signatures(server: str | None) -> Signatures:
    """None: nobody checks. ``system``: by the DNS of this machine. An IP address, perhaps with a port: by that server.

    Raises OurError on anything else. Asks nobody yet.
    """
    if server is None:
        return UncheckedSignatures()
    return DnsSignatures(_records(server))


def signatures_of(
    file: UnfoldedFile, received_at: datetime, checker: Signatures, sandbox: Sandbox
) -> DkimResult | None:
    """Of an original that is a message (RFC 5322); None for any other file."""
    if file.format is not Format.MESSAGE or file.head is None:
        return None
    if file.head.dkim is Dkim.ABSENT:
        return DkimResult(state=Dkim.ABSENT)
    return checker.check(file.path, received_at, sandbox)


def _records(server: str) -> DnsRecords:
    if server == SYSTEM:
        return DnsRecords()
    try:
        parts = urlsplit(f"//[{server}]" if server.count(":") > 1 and "[" not in server else f"//{server}")
        return DnsRecords(address=str(ip_address(parts.hostname or "")), port=parts.port or 53)
    except ValueError:
        raise OurError("dkim_dns is « system », ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT, with an IP address") from None
