"""Somebody else's invisible text over a scan, taken out of the copy: its words were read again and laid under anew.

Left in, every search would find words twice, and words that the page does not show once more.
"""

import re

import pikepdf
from pikepdf import Dictionary, Name, Object, Stream

_SHOWING = frozenset({"Tj", "TJ", "'", '"'})
_INVISIBLE = 3
_MENTIONED = re.compile(rb"(?:^|\s)3\s+Tr\b")
_DEEPEST_FORM = 3

_Instructions = list[pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage]


def take_out_invisible_text(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """Take what is shown in render mode 3 out of the page's content and out of the forms that it draws.

    Contents without any stay as they are, byte for byte; a form that other pages share is copied before.
    """
    if not isinstance(page.obj.get("/Resources"), Dictionary):
        return
    content = _without(page)
    if content is not None:
        page.obj.Contents = pdf.make_stream(content)
    resources = _with_clean_forms(pdf, page.obj.Resources, 0)
    if resources is not None:
        page.obj.Resources = resources


def _with_clean_forms(pdf: pikepdf.Pdf, resources: Object, depth: int) -> Object | None:
    """``resources`` with clean copies of their forms; None where no form has anything to take out."""
    forms = resources.get("/XObject")
    if not isinstance(forms, Dictionary) or depth > _DEEPEST_FORM:
        return None
    cleaned = {name: _clean_form(pdf, form, depth) for name, form in forms.items()}
    changed = {name: form for name, form in cleaned.items() if form is not None}
    if not changed:
        return None
    copy = Dictionary(dict(resources.items()))
    copy.XObject = Dictionary({**dict(forms.items()), **changed})
    return copy


def _clean_form(pdf: pikepdf.Pdf, form: Object, depth: int) -> Object | None:
    if not isinstance(form, Stream) or form.get("/Subtype") != Name.Form:
        return None
    content, inner = _without(form), None
    if isinstance(form.get("/Resources"), Dictionary):
        inner = _with_clean_forms(pdf, form.Resources, depth + 1)
    if content is None and inner is None:
        return None
    packing = {"/Length", "/Filter", "/DecodeParms"}
    entries = {key: value for key, value in form.items() if key not in packing}
    copy = pdf.make_stream(form.read_bytes() if content is None else content, entries)
    if inner is not None:
        copy.Resources = inner
    return copy


def _without(drawn: pikepdf.Page | Object) -> bytes | None:
    """The content of a page or form without its invisible text; None where there is none to take out."""
    try:
        if not _MENTIONED.search(_bytes_of(drawn)):
            return None
        instructions = list(pikepdf.parse_content_stream(drawn))
    except pikepdf.PdfError:
        return None
    kept = _kept(instructions)
    return pikepdf.unparse_content_stream(kept) if len(kept) < len(instructions) else None


def _bytes_of(drawn: pikepdf.Page | Object) -> bytes:
    contents = drawn.obj.get("/Contents") if isinstance(drawn, pikepdf.Page) else drawn
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    return b"\n".join(stream.read_bytes() for stream in streams if isinstance(stream, Stream))


def _kept(instructions: _Instructions) -> _Instructions:
    mode, saved = 0, list[int]()
    kept: _Instructions = []
    for instruction in instructions:
        operator = str(instruction.operator)
        if operator == "q":
            saved.append(mode)
        elif operator == "Q" and saved:
            mode = saved.pop()
        elif operator == "Tr" and instruction.operands:
            mode = _mode(instruction.operands[0])
        if operator in _SHOWING and mode == _INVISIBLE:
            continue
        kept.append(instruction)
    return kept


def _mode(operand: object) -> int:
    return int(operand) if isinstance(operand, int) else 0
