"""The DKIM signatures of what arrived: asked for once, at filing, and kept. Information for agents, nothing else."""

from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from dossier.errors import DocumentError, OurError
from dossier.mail import Dkim, DkimResult
from ingest.dkim import check_message
from ingest.dkim_keys import DnsRecords
from ingest.formats import Format
from ingest.unfold import UnfoldedFile
from workers.sandbox import Sandbox

SYSTEM = "system"
_CHECK_S = 60.0  # five signatures, a question each, and the hashing of a large message


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
    """Checked by the keys in the DNS, in the sandbox: signatures and keys are foreign bytes."""

    def __init__(self, records: DnsRecords) -> None:
        self._records = records

    def check(self, path: Path, received_at: datetime, sandbox: Sandbox) -> DkimResult:
        try:
            return sandbox.run(check_message, path, received_at, self._records, timeout_s=_CHECK_S)
        except DocumentError:  # too slow or too large: nothing is known of it
            return DkimResult(state=Dkim.NOT_CHECKED)


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
