"""A pli that was read and understood: what the last steps work on."""

from dataclasses import dataclass

from dossier.findings import Findings
from workers.bundles import Envelope, envelope_of, understand
from workers.joining import Newcomer
from workers.joining_facts import newcomer_of
from workers.lots import OpenedPli
from workers.reception import Reception, Tools


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadPli:
    """``opened`` is what was read, ``findings`` what it is by itself, ``newcomer`` what it may be joined by."""

    reception: Reception
    opened: OpenedPli
    envelope: Envelope
    findings: Findings
    newcomer: Newcomer

    @property
    def is_cut_now(self) -> bool:
        """Whether it is one of several that were just cut from the received file."""
        return self.opened.id != self.reception.id

    @property
    def has_embedded(self) -> bool:
        """Whether files that were embedded in the lot go with it: read by itself later, it would be without them."""
        return self.is_cut_now and len(self.opened.originals) > 1


def read_pli(reception: Reception, opened: OpenedPli, tools: Tools) -> ReadPli:
    envelope = envelope_of(reception, opened)
    findings = understand(opened, envelope, tools)
    return ReadPli(
        reception=reception,
        opened=opened,
        envelope=envelope,
        findings=findings,
        newcomer=newcomer_of(opened, envelope, findings),
    )
