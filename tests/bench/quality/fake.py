"""What a perfect reader would have written for a truth, and truths made by hand to try the measure on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from bench.quality.endings import Ending, FoundOriginal, Kind
from bench.quality.pages import compared_pages
from bench.quality.pairs import Pair
from dossier.demandeur import Alerte, Demandeur, DeposePar, Qualite
from dossier.filing import Cause, Dossier, OcrUse, StoredPiece
from dossier.findings import Findings
from dossier.mail import Arrival, Channel, DateSource, Nature, Original, Pli
from dossier.page import PageRef
from dossier.piece import Piece, PiecePage, Sensibilite, Skip, SkippedPage
from dossier.recevabilite import Evidence, Fondement, Motif, Outcome, Reason, Recevabilite
from dossier.word import Box
from specimens import Truth, TruthPage, TruthPiece, TruthSkip

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
KEY = "plis/p-1/f"
HASH = "0" * 64


def pages_of(file: str, *numbers: int) -> tuple[TruthPage, ...]:
    return tuple(TruthPage(original=file, page=number) for number in numbers)


def text_of(file: str, part: int = 0) -> tuple[TruthPage, ...]:
    return (TruthPage(original=file, page=None, part=part),)


SCANNED = Truth(
    id="scanned",
    scenario="attestation",
    channel=Channel.POST,
    reception=date(2026, 11, 20),
    prefecture="33",
    outcomes=(Outcome.RECEVABLE,),
    fondement=Fondement.ATTESTATION_CCC,
    reasons=(Motif.ATTESTATION_CCC,),
    demandeur=Demandeur(nom="ÉLODIE-MBAYE", prenoms="Awa", date_naissance="1990-05-04", telephone="0639980000"),
    pieces=(
        TruthPiece(type="courrier", pages=pages_of("scan.pdf", 1)),
        TruthPiece(type="attestation_ccc", also=("reponse_ccc",), template="attestation_ccc/a-1",
                   pages=pages_of("scan.pdf", 2)),
        TruthPiece(type="bail", pages=pages_of("scan.pdf", 3, 4)),
        TruthPiece(type="passeport", pages=pages_of("scan.pdf", 6)),
    ),
    skipped=(TruthSkip(page=pages_of("scan.pdf", 5)[0], why=Skip.BLANK),),
    carrier="gris",
)  # fmt: skip

MAILED = Truth(
    id="mailed",
    scenario="attestation_transferee",
    channel=Channel.EMAIL,
    reception=date(2026, 11, 20),
    prefecture="33",
    outcomes=(Outcome.A_VERIFIER,),
    fondement=Fondement.ATTESTATION_CCC,
    reasons=(Motif.DOCUMENT_TRANSMIS_OU_CITE,),
    alertes=("decision_de_justice",),
    demandeur=Demandeur(nom="DIOP"),
    depose_par=DeposePar(qualite=Qualite.AVOCAT),
    pieces=(
        TruthPiece(type="courrier", pages=text_of("m.eml")),
        TruthPiece(type="attestation_ccc", pages=text_of("m.eml", 1)),
        TruthPiece(type="bail", pages=(*pages_of("IMG_1.jpg", 1), *pages_of("IMG_2.jpg", 1))),
        TruthPiece(type="passeport", pages=pages_of("pieces.zip/p.pdf", 1)),
    ),
    skipped=(TruthSkip(page=pages_of("logo.png", 1)[0], why=Skip.DECORATION),),
    carrier="eml",
)

REFUSED = replace(
    SCANNED,
    id="refused",
    scenario="refus",
    outcomes=(Outcome.IRRECEVABLE,),
    fondement=None,
    reasons=(Motif.REFUS_PREFECTURE,),
    pieces=(TruthPiece(type="courrier_prefecture", pages=pages_of("scan.pdf", 1)), *SCANNED.pieces[2:]),
    skipped=(*SCANNED.skipped, TruthSkip(page=pages_of("scan.pdf", 2)[0], why=Skip.BLANK)),
)

QUESTION = Truth(
    id="question",
    scenario="question",
    channel=Channel.EMAIL,
    reception=date(2026, 11, 20),
    prefecture="33",
    natures=(Nature.CORRESPONDANCE,),
    pieces=(TruthPiece(type="courrier", pages=text_of("q.eml")),),
    carrier="eml",
)

BROKEN = Truth(
    id="broken",
    scenario="tronque",
    channel=Channel.POST,
    reception=date(2026, 11, 20),
    prefecture="33",
    quarantine=True,
    carrier="broken",
)

ALL = (SCANNED, MAILED, REFUSED, QUESTION, BROKEN)


def perfect_pair(truth: Truth) -> Pair:
    return pair_of(truth, perfect(truth))


def pair_of(truth: Truth, ending: Ending, parts: Mapping[str, tuple[int, ...]] | None = None) -> Pair:
    """``truth`` beside ``ending``; each part of a message has one page where ``parts`` does not say otherwise."""
    known = parts or {o.name: tuple(range(o.pages)) for o in ending.originals if o.message}
    return Pair(
        group="a clean", file=f"33/{truth.id}", truth=truth, ending=ending, pages=compared_pages(truth, ending, known)
    )


def perfect(truth: Truth) -> Ending:
    if truth.quarantine:
        return Ending(kind=Kind.QUARANTINE, codes=("fichier_vide",))
    if not truth.outcomes:
        return Ending(kind=Kind.COURRIER, nature=truth.nature, originals=originals_of(truth))
    return Ending(kind=Kind.DOSSIER, nature=Nature.DEPOT, originals=originals_of(truth), dossier=dossier_of(truth))


def originals_of(truth: Truth) -> tuple[FoundOriginal, ...]:
    pages = [page for piece in truth.pieces for page in piece.pages] + [skip.page for skip in truth.skipped]
    counts: dict[str, int] = {}
    for page in pages:
        counts[page.original] = max(counts.get(page.original, 0), page.page or page.part + 1)
    return tuple(FoundOriginal(name=n, pages=count, message=n.endswith(".eml")) for n, count in counts.items())


def dossier_of(truth: Truth) -> Dossier:
    """Pièces end with their file, as the program must do."""
    names = [original.name for original in originals_of(truth)]
    runs: list[tuple[str, list[PiecePage]]] = []
    for piece in truth.pieces:
        last = ""
        for page in piece.pages:
            if page.original != last:
                runs.append((piece.type, []))
            last = page.original
            runs[-1][1].append(PiecePage(ref=ref_of(page, names), rotation=0))
    pieces = tuple(
        Piece(rank=rank, type=type_, confidence=1.0, sensibilite=Sensibilite.NORMALE, pages=tuple(pages))
        for rank, (type_, pages) in enumerate(runs, start=1)
    )
    stored = tuple(StoredPiece(rank=piece.rank, key=f"dossiers/d-1/{piece.rank}.pdf", sha256=HASH) for piece in pieces)
    return Dossier(
        id="d-1", revision=1, cause=Cause.FILING, created_at=NOON, prefecture="33", numero=None, plis=(_pli(truth),),
        findings=_findings(truth, pieces, names), stored_pieces=stored, version="1",
        ocr=OcrUse(engine="tesseract", languages=("fra",), pages_ocr=2, pages_text_layer=2, seconds=8.0),
    )  # fmt: skip


def ref_of(page: TruthPage, names: list[str]) -> PageRef:
    return PageRef(names.index(page.original), page.page or page.part + 1)


def _findings(truth: Truth, pieces: tuple[Piece, ...], names: list[str]) -> Findings:
    found = next((piece for piece in pieces if piece.type == truth.fondement), None)
    box = Box(0.1, 0.1, 0.9, 0.2)
    quotes = [Evidence(piece=found.rank, page=1, quote="nous attestons", boxes=(box,), confidence=1.0)] if found else []
    return Findings(
        nature=Nature.DEPOT,
        nature_reasons=(),
        pieces=pieces,
        skipped=tuple(SkippedPage(ref=ref_of(skip.page, names), why=skip.why) for skip in truth.skipped),
        recevabilite=Recevabilite(
            outcome=truth.outcomes[0],
            fondement=truth.fondement,
            confidence=1.0,
            reasons=(Reason(code=truth.reasons[0], message="…"),),
            evidence=tuple(quotes),
        ),
        demandeur=truth.demandeur,
        depose_par=truth.depose_par,
        alertes=tuple(Alerte(code=code) for code in truth.alertes),
    )


def _pli(truth: Truth) -> Pli:
    originals = tuple(
        Original(
            name=o.name, key=KEY, sha256=HASH, size_bytes=1, pages=o.pages,
            media_type="message/rfc822" if o.message else "application/pdf",
        )
        for o in originals_of(truth)
    )  # fmt: skip
    return Pli(
        id="p-1", channel=truth.channel, backlog=False, nature=Nature.DEPOT, received_at=NOON,
        received_at_source=DateSource.FILE, sender="awa.diop@example.org", subject="Dossier 3300000001",
        message_id=None, arrivals=(Arrival(name="f", received_at=NOON),), lot=None, originals=originals,
    )  # fmt: skip


def changed(ending: Ending, **findings: object) -> Ending:
    """The ending of a dossier with other findings."""
    assert ending.dossier is not None
    return replace(ending, dossier=replace(ending.dossier, findings=replace(ending.dossier.findings, **findings)))  # type: ignore[arg-type]  # names of fields are told by the test
