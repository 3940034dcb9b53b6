"""Dynamic forms (XFA) in PDF files: no free program draws them, yet what was filled in can be read out of them.

Source: XML Forms Architecture 3.3, parts 1 (template: fields with captions) and 4 (datasets: what was filled in).
"""

from collections.abc import Iterator
from pathlib import Path

import pikepdf
from lxml import etree

_MAX_BYTES = 20 * 1024 * 1024
_MAX_VALUES = 2000
_PLACEHOLDERS = ("please wait", "veuillez patienter", "if this message is not eventually replaced")
_BROKEN = (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError, RuntimeError)


def is_dynamic_form(pdf: pikepdf.Pdf, shown: str) -> bool:
    """Whether the pages of ``pdf`` stand only for a form that Adobe Reader would draw; ``shown`` are their words."""
    form = pdf.Root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary) or "/XFA" not in form:
        return False
    words = " ".join(shown.lower().split())
    return bool(pdf.Root.get("/NeedsRendering", False)) or any(words.startswith(start) for start in _PLACEHOLDERS)


def filled_in(path: Path) -> str:
    """What was filled into the form, a field a line with its caption before it; empty when nothing was, or is read."""
    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            root = _packets(pdf.Root.AcroForm.XFA)
    except (*_BROKEN, etree.LxmlError):
        return ""
    captions = {field.get("name"): _words(caption) for field, caption in _captions(root)}
    lines = []
    for leaf in _leaves(root):
        value = " ".join((leaf.text or "").split())
        label = captions.get(etree.QName(leaf).localname) or etree.QName(leaf).localname
        if value:
            lines.append(f"{label} : {value}")
    return "\n".join(lines[:_MAX_VALUES])


def _packets(xfa: pikepdf.Object) -> etree._Element:
    """The form's XML: one stream, or an array of names and streams that make one document."""
    streams = list(xfa.as_list())[1::2] if isinstance(xfa, pikepdf.Array) else [xfa]
    content = b""
    for stream in streams:
        if len(content) < _MAX_BYTES and isinstance(stream, pikepdf.Stream):
            content += stream.read_bytes()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(content[:_MAX_BYTES], parser)
    if root is None:
        raise ValueError("no XML")
    return root


def _captions(root: etree._Element) -> Iterator[tuple[etree._Element, etree._Element]]:
    for field in root.iter("{*}field"):
        caption = field.find("{*}caption")
        if caption is not None and field.get("name"):
            yield field, caption


def _words(element: etree._Element) -> str:
    return " ".join(" ".join(str(text) for text in element.itertext()).split()).rstrip(" :")


def _leaves(root: etree._Element) -> Iterator[etree._Element]:
    for data in root.iter("{http://www.xfa.org/schema/xfa-data/1.0/}data"):
        yield from (leaf for leaf in data.iter("{*}*") if len(leaf) == 0)
