"""The pictures of pages, made at first sight and kept in memory while there is room."""

import hashlib
from collections import OrderedDict
from threading import Lock

import structlog

from desk import store
from desk.page_image import render_page
from dossier.errors import DocumentError

PAGE_DPI = 110
THUMBNAIL_DPI = 24
_TIMEOUT_S = 60.0

_log = structlog.get_logger()


class ByteCache:
    """The most recently used values, at most ``size_bytes`` of them together. May be shared by threads."""

    def __init__(self, size_bytes: int) -> None:
        self._room = size_bytes
        self._used = 0
        self._kept: OrderedDict[tuple[object, ...], bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[object, ...]) -> bytes | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: tuple[object, ...], value: bytes) -> None:
        """Keep ``value``, unless it alone takes more than half of the room."""
        if len(value) > self._room // 2:
            return
        with self._lock:
            self._used += len(value) - len(self._kept.pop(key, b""))
            self._kept[key] = value
            while self._used > self._room:
                self._used -= len(self._kept.popitem(last=False)[1])


_pictures = ByteCache(64 * 1024 * 1024)
_pdfs = ByteCache(64 * 1024 * 1024)


def page_picture(key: str, sha256: str, number: int, dpi: int) -> bytes:
    """A JPEG of page ``number`` (from 1) of the PDF at ``key``, whose content ``sha256`` names.

    Raises DocumentError when the page cannot be shown, WeatherError when the store does not answer.
    """
    name = (sha256, number, dpi)
    picture = _pictures.get(name)
    if picture is None:
        picture = store.sandbox().run(render_page, _pdf(key, sha256), number, dpi, timeout_s=_TIMEOUT_S)
        _pictures.put(name, picture)
    return picture


def _pdf(key: str, sha256: str) -> bytes:
    pdf = _pdfs.get((sha256,))
    if pdf is None:
        pdf = store.objects().get_bytes(key)
        if hashlib.sha256(pdf).hexdigest() != sha256:
            _log.error("stored_piece_altered", key=key)
            raise DocumentError("piece_alteree", "Le fichier de cette pièce n'est plus celui qui a été enregistré.")
        _pdfs.put((sha256,), pdf)
    return pdf
