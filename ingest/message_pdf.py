"""A message's text as A4 pages: a small header, then each quoted or forwarded part on a page of its own."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path

from dossier.mail import MessageHead
from dossier.settings import Limits

_LINE_CHARS = 95
_PAGE_LINES = 52
_MAX_PAGES = 200  # a longer text is cut, and says so; the message itself is kept whole
_WORD_CHARS = 500  # a longer run without a blank is broken: laying it out takes time quadratic in its length
_HEADER_CHARS = 1000
_LONG_GAP = re.compile(r"[^\S\n]{101,}")
_LONG_WORD = re.compile(rf"[^\s]{{{_WORD_CHARS}}}(?=\S)")
_QUOTED = "Message cité ou transféré"
CUT = "[Texte coupé ici : la suite est dans le fichier d'origine.]"
_CSS = """
@page { size: A4; margin: 18mm 18mm 16mm 18mm }
html { font-family: "DejaVu Sans", "Liberation Sans", "Noto Sans", sans-serif; font-size: 10pt; line-height: 1.35;
       font-variant-ligatures: none; hyphens: none; color: #000 }
section { break-before: page }
section:first-of-type { break-before: auto }
table { table-layout: fixed; border-collapse: collapse; width: 100%;
        border-bottom: 0.6pt solid #000; margin-bottom: 5mm }
th { text-align: left; vertical-align: top; width: 32mm; font-weight: bold; padding: 0.4mm 2mm 0.4mm 0 }
td { padding: 0.4mm 0 }
td, p { overflow-wrap: anywhere }
h2 { font-size: 10pt; border-bottom: 0.6pt solid #000; padding-bottom: 1mm; margin: 0 0 5mm 0 }
p { margin: 0; min-height: 1.35em; white-space: pre-wrap }
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendered:
    """``parts[i]`` is the part that page i renders."""

    pdf: Path
    parts: tuple[int, ...]


def render_message(
    head: MessageHead, parts: Sequence[str], attachments: Sequence[str], out: Path, limits: Limits
) -> Rendered:
    """Writes a message as a PDF at ``out``. ``parts[0]`` is the sender's own text, the others what it quotes.

    An own text that is empty gives no page; at least one part must not be empty. The same message gives the same bytes.
    """
    room = min(limits.pages, _MAX_PAGES)
    sections: list[str] = []
    for number, text in enumerate(parts):
        if not text or room <= 0:
            continue
        shown, pages = _cut(text, room)
        room -= pages
        title = _header(head, attachments) if number == 0 else _quoted_header(head)
        sections.append(f'<section id="part{number}">{title}{_paragraphs(shown)}</section>')
    return _write("".join(sections), out)


def render_text(text: str, out: Path, limits: Limits) -> Rendered:
    """Writes a plain text as a PDF at ``out``, without any word of ours."""
    shown, _ = _cut(text, min(limits.pages, _MAX_PAGES))
    return _write(f'<section id="part0">{_paragraphs(shown)}</section>', out)


def _header(head: MessageHead, attachments: Sequence[str]) -> str:
    name = f"{head.sender_name} <{head.sender or ''}>" if head.sender_name else head.sender or ""
    rows = (
        ("De", name),
        ("À", ", ".join(head.recipients[:20]) + ("…" if len(head.recipients) > 20 else "")),
        ("Date", _date(head.sent_at or head.received_at)),
        ("Objet", head.subject or ""),
        ("Pièces jointes", ", ".join(attachments[:40]) + ("…" if len(attachments) > 40 else "")),
    )
    cells = (f"<tr><th>{label}</th><td>{escape(_short(value))}</td></tr>" for label, value in rows if value)
    return f"<table>{''.join(cells)}</table>"


def _quoted_header(head: MessageHead) -> str:
    carrier = head.sender_name or head.sender
    return f"<h2>{_QUOTED}{escape(f' par {_short(carrier)}') if carrier else ''}</h2>"


def _short(value: str) -> str:
    return value if len(value) <= _HEADER_CHARS else f"{value[:_HEADER_CHARS]}…"


def _date(date: datetime | None) -> str:
    return f"{date:%d/%m/%Y %H:%M} ({date:%z})" if date else ""


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in text.split("\n"))


def _cut(text: str, pages: int) -> tuple[str, int]:
    """As much of ``text`` as fits ``pages`` pages, and about how many it takes."""
    printable = "".join(c if c.isprintable() or c in "\n\t" else " " for c in text[: pages * _PAGE_LINES * _LINE_CHARS])
    printable = _LONG_WORD.sub(r"\g<0>\n", _LONG_GAP.sub(" " * 100, printable))
    kept: list[str] = []
    used = 0
    for line in printable.split("\n"):
        used += 1 + len(line) // _LINE_CHARS
        if used > pages * _PAGE_LINES:
            break
        kept.append(line)
    if len(kept) < printable.count("\n") + 1 or len(text) > pages * _PAGE_LINES * _LINE_CHARS:
        kept.append(CUT)
    return "\n".join(kept), min(pages, -(-used // _PAGE_LINES))


def _write(body: str, out: Path) -> Rendered:
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    head = f'<head><meta charset="utf-8"><style>{_CSS}</style></head>'
    page = f'<!DOCTYPE html><html lang="fr">{head}<body>{body}</body></html>'
    # No protocol is allowed: a message must not be able to call home from a préfecture.
    document = HTML(string=page, url_fetcher=URLFetcher(allowed_protocols=())).render()
    parts: list[int] = []
    for rendered in document.pages:
        starts = [int(anchor.removeprefix("part")) for anchor in rendered.anchors]
        parts.append(starts[0] if starts else parts[-1] if parts else 0)
    document.write_pdf(out, pdf_identifier=hashlib.sha256(page.encode()).digest()[:16])
    return Rendered(pdf=out, parts=tuple(parts))
