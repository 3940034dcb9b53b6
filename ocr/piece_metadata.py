"""What a pièce says of itself: its title, its language, its dates. Nothing of what its original said, and of nobody."""

from datetime import datetime
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Dictionary, Name, String

PRODUCER = "Pli"
LANGUAGE = "fr-FR"
SIGNED_ORIGINAL = "Copie de consultation : la signature numérique se vérifie sur l'original, conservé tel quel."

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" \
xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" rdf:about="">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
{description}<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{producer}</pdf:Producer>
<xmp:CreateDate>{moment}</xmp:CreateDate>
<xmp:ModifyDate>{moment}</xmp:ModifyDate>
{identification}</rdf:Description>
</rdf:RDF>
</x:xmpmeta>

<?xpacket end="w"?>
"""
_DESCRIPTION = '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:description>\n'
_PDF_A = "<pdfaid:part>2</pdfaid:part>\n<pdfaid:conformance>B</pdfaid:conformance>\n"


def describe(piece: pikepdf.Pdf, title: str, created: datetime, *, signed: bool, pdf_a: bool) -> None:
    """Write title, language and dates, in XMP and in the information dictionary alike.

    ``signed``: say that the original carries a signature, which this copy does not. ``pdf_a``: call it PDF/A-2b.
    """
    piece.Root.Lang = String(LANGUAGE)
    piece.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    xmp = _XMP.format(
        title=escape(title),
        description=_DESCRIPTION.format(escape(SIGNED_ORIGINAL)) if signed else "",
        language=LANGUAGE,
        producer=PRODUCER,
        moment=created.isoformat(timespec="seconds"),
        identification=_PDF_A if pdf_a else "",
    )
    piece.Root.Metadata = piece.make_stream(xmp.encode("utf-8"), Type=Name.Metadata, Subtype=Name.XML)
    moment = String(pikepdf.models.metadata.encode_pdf_date(created))
    piece.docinfo[Name.Title] = String(title)
    if signed:
        piece.docinfo[Name.Subject] = String(SIGNED_ORIGINAL)
    piece.docinfo[Name.Producer] = String(PRODUCER)
    piece.docinfo[Name.CreationDate] = moment
    piece.docinfo[Name.ModDate] = moment
