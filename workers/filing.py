"""Step 6: originals, then pièces, then the manifest, last: what is listed in a manifest is in the store."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dossier.courrier import Courrier
from dossier.errors import DocumentError, Fault, OurError
from dossier.filing import Cause, Dossier, OcrUse
from dossier.findings import Findings
from dossier.ids import courrier_key, dossier_id, safe_name
from dossier.joining import Verdict
from dossier.mail import DkimResult, LotRange, Nature, Original, Pli
from dossier.page import Page, TextSource
from dossier.quarantine import Quarantine
from ingest.recommande import recommande_of
from storage.manifest import courrier_bytes, reason_bytes
from workers.bundles import arrival_of, channel_of
from workers.joining import Newcomer
from workers.lots import OpenedPli
from workers.originals import OpenedOriginal
from workers.pieces import BuiltPiece, piece_faults
from workers.reception import Reception, Tools
from workers.revisions import JSON, put_pieces, put_revision
from workers.signatures import signatures_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Filed:
    """A pli that became a dossier; ``faults`` are originals that could not be read, pièces that could not be copied.

    ``newcomer`` is what it may be joined by; ``settled`` says that whether it joins another was decided for good.
    """

    pli: Pli
    dossier: Dossier
    manifest_key: str
    faults: tuple[Fault, ...] = ()
    newcomer: Newcomer | None = None
    settled: bool = False

    @property
    def lot(self) -> LotRange | None:
        return self.pli.lot


@dataclass(frozen=True, kw_only=True, slots=True)
class SetAside:
    """A pli that is no filing and lies among the courriers; ``newcomer`` and ``settled`` as in :class:`Filed`."""

    pli: Pli
    courrier: Courrier
    faults: tuple[Fault, ...] = ()
    newcomer: Newcomer | None = None
    settled: bool = False

    @property
    def lot(self) -> LotRange | None:
        return self.pli.lot


@dataclass(frozen=True, kw_only=True, slots=True)
class Joined:
    """A pli that continues a dossier, whose next revision is ``dossier``: its pièces are stored, its manifest is not
    before the register says that no other revision came between. ``verdict`` says why, and who if an agent did.
    """

    pli: Pli
    dossier: Dossier
    newcomer: Newcomer
    verdict: Verdict
    faults: tuple[Fault, ...] = ()

    @property
    def lot(self) -> LotRange | None:
        return self.pli.lot


@dataclass(frozen=True, kw_only=True, slots=True)
class Deferred:
    """A pli just cut from a lot that continues a dossier: stored, to be read again by itself and joined then."""

    pli: Pli

    @property
    def lot(self) -> LotRange | None:
        return self.pli.lot


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptFile:
    """The file of a pli that goes to quarantine."""

    pli: str
    path: Path
    name: str
    sha256: str
    received_at: datetime
    lot: LotRange | None = None

    @classmethod
    def whole(cls, reception: Reception) -> "KeptFile":
        """The file as it was received."""
        return cls(
            pli=reception.id,
            path=reception.path,
            name=reception.name,
            sha256=reception.sha256,
            received_at=reception.received_at,
        )

    @classmethod
    def of_pli(cls, reception: Reception, opened: OpenedPli) -> "KeptFile":
        """The first original of a pli: the file as received, or what was cut from a lot."""
        file = opened.originals[0].file
        return cls(
            pli=opened.id,
            path=file.path,
            name=file.name,
            sha256=file.sha256,
            received_at=arrival_of(reception, opened)[0],
            lot=opened.lot,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Quarantined:
    """A pli of which nothing could be read."""

    quarantine: Quarantine
    kept: KeptFile

    @property
    def lot(self) -> LotRange | None:
        return self.kept.lot


Ending = Filed | SetAside | Quarantined | Joined | Deferred


def file_dossier(
    reception: Reception,
    opened: OpenedPli,
    findings: Findings,
    built: Sequence[BuiltPiece],
    tools: Tools,
) -> Filed:
    """Store a filing: its originals, its pièces, its manifest. Safe to do again, as long as the pli is in hand: who was
    overtaken would write its first revision over a later one, and its pièces over those that are filed.
    """
    pli, faults = store_pli(reception, opened, findings.nature, tools)
    faults = with_lost_pieces(pli, faults, piece_faults(built, pli.originals), tools)
    name = dossier_id(pli.id)
    dossier = Dossier(
        id=name,
        revision=tools.dossiers.revision(name) + 1,  # 1, but for what was purged and arrived again
        cause=Cause.FILING,
        created_at=tools.now(),
        prefecture=tools.prefecture,
        numero=tools.numero(name),
        plis=(pli,),
        findings=findings,
        stored_pieces=tuple(put_pieces(name, built, tools, None)),
        version=tools.version,
        ocr=ocr_use(opened.pages, tools),
        antivirus=tools.antivirus.state,
    )
    tools.require_in_hand()
    return Filed(pli=pli, dossier=dossier, manifest_key=put_revision(dossier, tools), faults=faults)


def file_courrier(
    reception: Reception,
    opened: OpenedPli,
    findings: Findings,
    tools: Tools,
    belongs_to: Sequence[str] = (),
) -> SetAside:
    """Store mail that is no filing: its originals and ``courrier.json``, with the dossiers that it may belong to."""
    pli, faults = store_pli(reception, opened, findings.nature, tools)
    courrier = Courrier(
        pli=pli, reasons=findings.nature_reasons, alertes=findings.alertes, belongs_to=tuple(belongs_to)
    )
    tools.require_in_hand()
    tools.store.put_bytes(courrier_key(pli.id), courrier_bytes(courrier, zone=tools.zone), JSON)
    return SetAside(pli=pli, courrier=courrier, faults=faults)


def quarantine(kept: KeptFile, errors: Sequence[tuple[str, DocumentError]], tools: Tools) -> Quarantined:
    """Keep the untouched original with the reasons, in French, why nothing could be read.

    ``errors`` are (name of the original, what is wrong with it).
    """
    tools.require_in_hand()
    key = f"quarantine/{kept.pli}/{safe_name(kept.name)}"
    if tools.store.put_file(key, kept.path, "application/octet-stream").sha256 != kept.sha256:
        raise OurError("the file changed while it was read")
    ending = Quarantine(
        pli=kept.pli,
        received_at=kept.received_at,
        faults=tuple(Fault(original=name, key=key, code=error.code, message=error.message) for name, error in errors),
    )
    tools.store.put_bytes(f"quarantine/{kept.pli}/reason.json", reason_bytes(ending, zone=tools.zone), JSON)
    return Quarantined(quarantine=ending, kept=kept)


def store_pli(reception: Reception, opened: OpenedPli, nature: Nature, tools: Tools) -> tuple[Pli, tuple[Fault, ...]]:
    """Store a pli's originals, and why some of them cannot be read; the pli, and those faults."""
    originals: list[Original] = []
    faults: list[Fault] = []
    received_at, source = arrival_of(reception, opened)
    dkim = [signatures_of(item.file, received_at, tools.signatures, tools.sandbox) for item in opened.originals]
    for index, item in enumerate(opened.originals):
        key = _store_original(reception, opened, index, tools)
        originals.append(_original(item, key, dkim[index] if index else None))
        if item.fault:
            faults.append(Fault(original=item.file.name, key=key, code=item.fault.code, message=item.fault.message))
    head = opened.originals[0].file.head
    pli = Pli(
        id=opened.id,
        channel=channel_of(reception, opened),
        backlog=reception.backlog,
        nature=nature,
        received_at=received_at,
        received_at_source=source,
        sender=head.sender if head else None,
        subject=head.subject if head else None,
        message_id=head.message_id if head else None,
        arrivals=reception.arrivals,
        lot=opened.lot,
        originals=tuple(originals),
        recommande=recommande_of(opened.pages[0]) if opened.pages and head is None else None,
        dkim=dkim[0],
    )
    _store_faults(pli.id, pli.received_at, faults, tools)
    return pli, tuple(faults)


def with_lost_pieces(pli: Pli, faults: tuple[Fault, ...], lost: tuple[Fault, ...], tools: Tools) -> tuple[Fault, ...]:
    """The faults of a pli, and those of pièces that could not be copied, stored with them."""
    if lost:
        _store_faults(pli.id, pli.received_at, (*faults, *lost), tools)
    return (*faults, *lost)


def _store_original(reception: Reception, opened: OpenedPli, index: int, tools: Tools) -> str:
    file = opened.originals[index].file
    if index == 0 and reception.key and opened.id == reception.id:
        return reception.key
    name = safe_name(file.name)
    key = f"plis/{opened.id}/{name}" if index == 0 else f"plis/{opened.id}/parts/{index:03}-{name}"
    put = tools.store.put_file(key, file.path, file.media_type)
    if put.sha256 != file.sha256:
        raise OurError("the file changed while it was read")
    return put.key


def _original(item: OpenedOriginal, key: str, dkim: DkimResult | None) -> Original:
    return Original(
        name=item.file.name,
        key=key,
        sha256=item.file.sha256,
        size_bytes=item.file.size_bytes,
        media_type=item.file.media_type,
        pages=item.pages,
        error=item.fault.code if item.fault and not item.pages else None,
        dkim=dkim,
    )


def _store_faults(pli: str, received_at: datetime, faults: Sequence[Fault], tools: Tools) -> None:
    if faults:
        kept = Quarantine(pli=pli, received_at=received_at, faults=tuple(faults))
        tools.store.put_bytes(f"quarantine/{pli}/reason.json", reason_bytes(kept, zone=tools.zone), JSON)


def ocr_use(pages: Sequence[Sequence[Page]], tools: Tools) -> OcrUse:
    """How the pages were read."""
    every = [page for of_original in pages for page in of_original]
    sources = Counter(page.source for page in every)
    engines = sorted({page.engine for page in every if page.engine})
    also = sorted({code for page in every for code in page.languages} - set(tools.reading.languages))
    return OcrUse(
        engine=", ".join(engines) or "none",
        languages=(*tools.reading.languages, *also),
        pages_ocr=sources[TextSource.OCR],
        pages_text_layer=sources[TextSource.TEXT_LAYER],
        seconds=round(sum(page.seconds for page in every), 3),
    )
