"""Health documents stay closed until an agent opens them on purpose, one by one; each opening is logged."""

import structlog
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from desk.dossier_sheet import PieceSheet

_SESSION_KEY = "pieces_medicales_ouvertes"
_MOST_KEPT = 100

_log = structlog.get_logger()


def is_closed(request: HttpRequest, piece: PieceSheet) -> bool:
    """Whether the pièce is medical and this session has not opened it."""
    return piece.medical and piece.sha256 not in request.session.get(_SESSION_KEY, [])


def require_open(request: HttpRequest, piece: PieceSheet) -> None:
    """Raises PermissionDenied for a closed pièce: its pages and its PDF are not served before it is opened."""
    if is_closed(request, piece):
        raise PermissionDenied("Cette pièce contient des données de santé : ouvrez-la d'abord depuis sa page.")


def open_piece(request: HttpRequest, dossier_id: str, piece: PieceSheet) -> None:
    """Open the pièce for this session."""
    opened = [sha256 for sha256 in request.session.get(_SESSION_KEY, []) if sha256 != piece.sha256]
    request.session[_SESSION_KEY] = [*opened, piece.sha256][-_MOST_KEPT:]
    _log.info("medical_piece_opened", dossier=dossier_id, rank=piece.rank, agent=request.user.pk)
