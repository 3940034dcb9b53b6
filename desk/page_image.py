"""One page of a pièce as a picture. Runs in a child process: PDFium is native code and not thread-safe."""

import io

from dossier.errors import DocumentError

JPEG = "image/jpeg"
_POINTS_AN_INCH = 72.0
_LONGEST_PX = 3000
_QUALITY = 80


def render_page(pdf: bytes, number: int, dpi: int) -> bytes:
    """Page ``number`` (from 1) of ``pdf`` as a JPEG, upright as the PDF says, at ``dpi`` or at most 3000 pixels long.

    Raises DocumentError ``page_illisible``.
    """
    import pypdfium2 as pdfium  # here, so that the web process, which imports this file, never loads it

    try:
        with pdfium.PdfDocument(pdf) as document:
            page = document[number - 1]
            longest_pt = max(page.get_size())
            scale = min(dpi / _POINTS_AN_INCH, _LONGEST_PX / max(longest_pt, 1.0))
            picture = page.render(scale=scale).to_pil().convert("RGB")
    except (pdfium.PdfiumError, IndexError) as error:
        raise DocumentError("page_illisible", f"La page {number} de ce PDF ne peut pas être affichée.") from error
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()
