"""Drawn documents put together as born-digital PDFs."""

from io import BytesIO

import pikepdf


def joined(parts: list[bytes], *, title: str) -> bytes:
    """One PDF of all pages, the same bytes for the same parts, marked in its metadata."""
    with pikepdf.new() as out:
        for part in parts:
            with pikepdf.open(BytesIO(part)) as source:
                out.pages.extend(source.pages)
        out.docinfo["/Title"] = title
        out.docinfo["/Subject"] = "SPECIMEN - document fictif"
        out.docinfo["/Keywords"] = "SPECIMEN"
        data = BytesIO()
        out.save(data, deterministic_id=True)
    return data.getvalue()
