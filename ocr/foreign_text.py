"""Somebody else's invisible text over a scan, taken out of the copy: its words were read again and laid under anew.

Left in, every search would find words twice, and words that the page does not show once more.
"""

import re

import pikepdf
from pikepdf import Dictionary, Name, Object, Stream

_SHOWING = frozenset({"Tj", "TJ", "'", '"'})
_PLACING = frozenset({"BT", "Td", "TD", "Tm", "T*", "'", '"'})  # from there text stands by itself
_INVISIBLE = 3
_MENTIONED = re.compile(rb"(?:^|\s)3\s+Tr\b")
_DEEPEST_FORM = 3

_Instructions = list[pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage]
_Clean = dict[tuple[int, int], Object | None]
"""The forms looked at so far: their clean copies, None for those that have nothing to take out."""


def take_out_invisible_text(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """Take what is shown in render mode 3 out of the page's content and out of the forms that it draws.

    Contents without any stay as they are, byte for byte, and so do those whose visible text stands where the invisible
    one before it ends; a form that other pages share is copied before.
    """
    if not isinstance(page.obj.get("/Resources"), Dictionary):
        return
    content = _without(page)
    if content is not None:
        page.obj.Contents = pdf.make_stream(content)
    resources = _with_clean_forms(pdf, page.obj.Resources, 0, {})
    if resources is not None:
        page.obj.Resources = resources


def _with_clean_forms(pdf: pikepdf.Pdf, resources: Object, depth: int, clean: _Clean) -> Object | None:
    """``resources`` with clean copies of their forms; None where no form has anything to take out."""
    forms = resources.get("/XObject")
    if not isinstance(forms, Dictionary) or depth > _DEEPEST_FORM:
        return None
    cleaned = {name: _clean_form(pdf, form, depth, clean) for name, form in forms.items()}
    changed = {name: form for name, form in cleaned.items() if form is not None}
    if not changed:
        return None
    copy = Dictionary(dict(resources.items()))
    copy.XObject = Dictionary({**dict(forms.items()), **changed})
    return copy


def _clean_form(pdf: pikepdf.Pdf, form: Object, depth: int, clean: _Clean) -> Object | None:
    """A clean copy, made once: forms share their resources, which may name themselves and all the others."""
    if not isinstance(form, Stream) or form.get("/Subtype") != Name.Form:
        return None
    if form.objgen not in clean:
        clean[form.objgen] = None  # a form that draws itself
        clean[form.objgen] = _copied_clean(pdf, form, depth, clean)
    return clean[form.objgen]


def _copied_clean(pdf: pikepdf.Pdf, form: Object, depth: int, clean: _Clean) -> Object | None:
    content, inner = _without(form), None
    if isinstance(form.get("/Resources"), Dictionary):
        inner = _with_clean_forms(pdf, form.Resources, depth + 1, clean)
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
    return pikepdf.unparse_content_stream(kept) if kept is not None and len(kept) < len(instructions) else None


def _bytes_of(drawn: pikepdf.Page | Object) -> bytes:
    contents = drawn.obj.get("/Contents") if isinstance(drawn, pikepdf.Page) else drawn
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    return b"\n".join(stream.read_bytes() for stream in streams if isinstance(stream, Stream))


def _kept(instructions: _Instructions) -> _Instructions | None:
    """The instructions without invisible text; None where visible text would move, as it follows the invisible one."""
    mode, saved, gone = 0, list[int](), False
    kept: _Instructions = []
    for instruction in instructions:
        operator = str(instruction.operator)
        if operator == "q":
            saved.append(mode)
        elif operator == "Q" and saved:
            mode = saved.pop()
        elif operator == "Tr" and instruction.operands:
            mode = _mode(instruction.operands[0])
        if operator in _PLACING:
            gone = False
        if operator in _SHOWING and mode == _INVISIBLE:
            kept += _moves(instruction)
            gone = True
            continue
        if operator in _SHOWING and gone:
            return None
        kept.append(instruction)
    return kept


def _moves(shown: pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage) -> _Instructions:
    """What « ' » and « " » do beside showing text (PDF 1.7, table 109): go to the next line, set letters apart."""
    line = pikepdf.ContentStreamInstruction([], pikepdf.Operator("T*"))
    match str(shown.operator):
        case "'":
            return [line]
        case '"' if len(shown.operands) == 3:
            words, letters, _ = shown.operands
            return [
                pikepdf.ContentStreamInstruction([words], pikepdf.Operator("Tw")),
                pikepdf.ContentStreamInstruction([letters], pikepdf.Operator("Tc")),
                line,
            ]
    return []


def _mode(operand: object) -> int:
    return int(operand) if isinstance(operand, int) else 0
