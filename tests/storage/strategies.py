"""Dossiers of every shape, for properties."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import strategies as st

from dossier.decision import Decision
from dossier.demandeur import Alerte, Demande, Demandeur, DeposePar, FieldSource, Method, Qualite
from dossier.filing import Cause, Dossier, OcrUse, StoredPiece
from dossier.findings import Findings
from dossier.mail import Arrival, Channel, DateSource, Dkim, DkimFault, DkimResult, LotRange, Nature, Original, Pli
from dossier.page import PageRef
from dossier.piece import Doubt, Piece, PiecePage, Sensibilite, Skip, SkippedPage
from dossier.recevabilite import Evidence, Fondement, Motif, Outcome, Reason, Recevabilite
from dossier.types import piece_types
from dossier.word import Box

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001  # bounds: hypothesis wants them without a zone
    lambda moment: moment.replace(microsecond=0)
)
hashes = st.text("0123456789abcdef", min_size=64, max_size=64)
shares = st.integers(0, 10_000).map(lambda n: n / 10_000)
words = st.from_regex(r"[a-z0-9]{1,8}(_[a-z0-9]{1,8}){0,2}", fullmatch=True)
keys = texts.map(lambda text: f"plis/{text.replace('/', '_')}/x")
days = st.dates(date(1990, 1, 1)).map(date.isoformat)


def maybe(values: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    return st.none() | values


signatures = st.none() | st.builds(
    DkimResult,
    state=st.sampled_from(Dkim),
    domain=maybe(texts),
    fault=st.none() | st.sampled_from(DkimFault),
    aligned=st.booleans(),
)
originals = st.builds(
    Original,
    name=texts,
    key=keys,
    sha256=hashes,
    size_bytes=st.integers(0, 10**12),
    media_type=st.sampled_from(["application/pdf", "image/tiff", "message/rfc822"]),
    pages=st.integers(0, 6),
    error=st.none() | words,
    dkim=signatures,
)
lots = st.builds(
    LotRange,
    id=texts,
    position=st.integers(1, 99),
    first_page=st.integers(1, 99),
    last_page=st.integers(99, 200),
    replaces=maybe(texts),
)
plis = st.builds(
    Pli,
    id=texts,
    channel=st.sampled_from(Channel),
    backlog=st.booleans(),
    nature=st.sampled_from([Nature.DEPOT, Nature.COMPLEMENT]),
    received_at=moments,
    received_at_source=st.sampled_from(DateSource),
    sender=maybe(texts),
    subject=maybe(texts),
    message_id=maybe(texts),
    arrivals=st.lists(st.builds(Arrival, name=texts, received_at=moments), max_size=2).map(tuple),
    lot=st.none() | lots,
    dkim=signatures,
    originals=st.lists(originals, min_size=1, max_size=3).map(tuple),
)
boxes = st.tuples(*[st.integers(0, 10**5).map(lambda n: n / 10**5)] * 4).map(lambda sides: Box(*sides))


@st.composite
def dossiers(draw: st.DrawFn) -> Dossier:
    """Any dossier whose pages are all accounted for."""
    of_plis = tuple(draw(st.lists(plis, min_size=1, max_size=3)))
    pieces, skipped = draw(_pages_of(of_plis))
    findings = draw(_findings(of_plis[0].nature, pieces, skipped))
    decision = st.builds(Decision, outcome=st.sampled_from(Outcome), motive=texts, agent=texts, at=moments)
    return Dossier(
        id=draw(texts),
        revision=draw(st.integers(1, 50)),
        cause=draw(st.sampled_from(Cause)),
        created_at=draw(moments),
        prefecture=draw(st.sampled_from([None, "33", "2A", "971"])),
        numero=draw(maybe(texts)),
        plis=of_plis,
        findings=findings,
        stored_pieces=tuple(StoredPiece(rank=p.rank, key=draw(keys), sha256=draw(hashes)) for p in pieces),
        version=draw(texts),
        ocr=draw(_ocr_uses),
        decision=draw(st.none() | decision),
    )


_ocr_uses = st.builds(
    OcrUse,
    engine=st.sampled_from(["none", "tesseract 5.3.0"]),
    languages=st.sampled_from([("fra",), ("fra", "ara")]),
    pages_ocr=st.integers(0, 99),
    pages_text_layer=st.integers(0, 99),
    seconds=st.integers(0, 10**6).map(lambda n: n / 1000),
)


@st.composite
def _pages_of(draw: st.DrawFn, of_plis: tuple[Pli, ...]) -> tuple[tuple[Piece, ...], tuple[SkippedPage, ...]]:
    """Every page dealt to one of four pièces, or skipped."""
    files = [original for pli in of_plis for original in pli.originals]
    refs = [PageRef(i, number) for i, file in enumerate(files) for number in range(1, file.pages + 1)]
    dealt = draw(st.lists(st.integers(0, 4), min_size=len(refs), max_size=len(refs)))
    used = sorted(set(dealt) - {0})
    pieces = tuple(
        Piece(
            rank=rank,
            type=draw(st.sampled_from(sorted(piece_types()))),
            confidence=draw(shares),
            sensibilite=draw(st.sampled_from(Sensibilite)),
            pages=tuple(
                PiecePage(ref=ref, rotation=draw(st.sampled_from([0, 90, 180, 270])))
                for ref, hand in zip(refs, dealt, strict=True)
                if hand == number
            ),
            doubts=tuple(Doubt(page=1, probability=value) for value in draw(st.lists(shares, max_size=1))),
        )
        for rank, number in enumerate(used, start=1)
    )
    skipped = tuple(
        SkippedPage(ref=ref, why=draw(st.sampled_from(Skip))) for ref, hand in zip(refs, dealt, strict=True) if not hand
    )
    return pieces, skipped


@st.composite
def _evidence(draw: st.DrawFn, pieces: tuple[Piece, ...]) -> tuple[Evidence, ...]:
    if not pieces:
        return ()
    piece = draw(st.sampled_from(pieces))
    quote = Evidence(
        piece=piece.rank,
        page=draw(st.integers(1, len(piece.pages))),
        quote=draw(texts),
        boxes=tuple(draw(st.lists(boxes, max_size=2))),
        confidence=draw(shares),
    )
    return (quote,) * draw(st.integers(0, 2))


@st.composite
def _findings(draw: st.DrawFn, nature: Nature, pieces: tuple[Piece, ...], skipped: tuple[SkippedPage, ...]) -> Findings:
    ranks = st.sampled_from([None, *(piece.rank for piece in pieces)])
    reasons = st.builds(
        Reason, code=st.sampled_from(sorted(set(Motif) - {Motif.AUTRE})), message=texts, rule=st.just("") | texts
    )
    sources = st.builds(
        FieldSource, field=st.sampled_from(["nom", "telephone"]), piece=ranks, method=st.sampled_from(Method)
    )
    demandeur = st.builds(
        Demandeur,
        nom=maybe(texts),
        prenoms=maybe(texts),
        date_naissance=st.sampled_from([None, "1990", "1990-02", "1990-02-03"]),
        nationalite=st.sampled_from([None, "GIN"]),
        numero_etranger=st.sampled_from([None, "0123456789"]),
        adresse=maybe(texts),
        departement=st.sampled_from([None, "33", "2B", "976"]),
        courriel=maybe(texts),
        telephone=maybe(texts),
        sources=st.lists(sources, max_size=2).map(tuple),
    )
    return Findings(
        nature=nature,
        nature_reasons=(),
        pieces=pieces,
        skipped=skipped,
        recevabilite=Recevabilite(
            outcome=draw(st.sampled_from(Outcome)),
            fondement=draw(st.sampled_from([None, *Fondement])),
            confidence=draw(shares),
            reasons=tuple(draw(st.lists(reasons, min_size=1, max_size=3))),
            evidence=draw(_evidence(pieces)),
        ),
        demandeur=draw(demandeur),
        depose_par=DeposePar(qualite=draw(st.sampled_from(Qualite)), nom=draw(maybe(texts))),
        demandes=(Demande(procedure=draw(words), categorie=draw(maybe(texts)), evidence=draw(_evidence(pieces))),),
        alertes=(Alerte(code=draw(words), echeance=draw(st.none() | days), piece=draw(ranks)),),
    )


def without(dossier: Dossier, ref: PageRef) -> Dossier:
    """The same dossier with one page listed nowhere."""
    findings = dossier.findings
    pieces = tuple(replace(p, pages=tuple(page for page in p.pages if page.ref != ref)) for p in findings.pieces)
    skipped = tuple(page for page in findings.skipped if page.ref != ref)
    return replace(dossier, findings=replace(findings, pieces=pieces, skipped=skipped))
