"""What a viewing copy must not carry over from the original, and what it must not lose: forms and hidden layers."""

import pikepdf
from pikepdf import Array, Dictionary, Name

# Marks that a reader's hand left on the page and that have no appearance of their own.
_KEPT_ANNOTATIONS = frozenset(
    {"/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Ink", "/Line", "/Square", "/Circle", "/Polygon"}
    | {"/PolyLine", "/FreeText", "/Stamp"}
)
_STRIPPED_FROM_ANNOTATIONS = ("/A", "/AA", "/PA", "/Popup", "/Parent", "/FS", "/JS", "/P")
_STRIPPED_FROM_PAGES = (
    "/AA", "/B", "/StructParents", "/Metadata", "/PieceInfo", "/Thumb", "/PresSteps", "/Dur", "/Trans", "/Tabs", "/AF",
)  # fmt: skip


def flattened_forms(original: pikepdf.Pdf) -> None:
    """Turn what form fields and annotations show into page content. The file on disk stays as it is."""
    if "/AcroForm" in original.Root:
        _draw_undrawn_fields(original)
    original.flatten_annotations("screen")
    if "/AcroForm" in original.Root:
        del original.Root.AcroForm


def _draw_undrawn_fields(original: pikepdf.Pdf) -> None:
    """Give fields that have a value but no appearance one, and leave every other appearance as it is."""
    form = original.Root.AcroForm
    marks = [mark for page in original.pages for mark in page.obj.get("/Annots", Array()) if _is_field(mark)]
    drawn = [(mark, mark.AP) for mark in marks if "/AP" in mark]
    all_anew = bool(form.get("/NeedAppearances", False))
    if not all_anew and len(drawn) == len(marks):
        return
    form.NeedAppearances = True  # otherwise qpdf leaves fields alone
    original.generate_appearance_streams()
    for mark, appearance in drawn if not all_anew else ():
        mark.AP = appearance


def _is_field(mark: pikepdf.Object) -> bool:
    return isinstance(mark, Dictionary) and mark.get("/Subtype") == Name.Widget


def clean_page(page: pikepdf.Page) -> None:
    """Take actions, links, embedded files and editing data off a page that is about to be copied."""
    for key in _STRIPPED_FROM_PAGES:
        if key in page.obj:
            del page.obj[key]
    kept = [mark for mark in page.obj.get("/Annots", Array()) if _is_kept(mark)]
    for mark in kept:
        for key in _STRIPPED_FROM_ANNOTATIONS:
            if key in mark:
                del mark[key]
    if kept:
        page.obj.Annots = Array(kept)
    elif "/Annots" in page.obj:
        del page.obj["/Annots"]


def _is_kept(mark: pikepdf.Object) -> bool:
    return isinstance(mark, Dictionary) and str(mark.get("/Subtype")) in _KEPT_ANNOTATIONS


def keep_layers(piece: pikepdf.Pdf, original: pikepdf.Pdf) -> None:
    """Carry over which optional-content layers are off: without it a copy would show what its original hides."""
    properties = original.Root.get("/OCProperties")
    if properties is None:
        return
    copied = piece.copy_foreign(original.make_indirect(properties))
    if "/OCProperties" not in piece.Root:
        piece.Root.OCProperties = Dictionary(OCGs=Array(), D=Dictionary(OFF=Array(), ON=Array(), Order=Array()))
    whole = piece.Root.OCProperties
    default = copied.get("/D", Dictionary())
    all_off = default.get("/BaseState") == Name.OFF
    on = list(default.get("/ON", Array()))
    for group in copied.get("/OCGs", Array()):
        whole.OCGs.append(group)
        if all_off and not any(group.objgen == shown.objgen for shown in on):
            whole.D.OFF.append(group)
    for group in default.get("/OFF", Array()):
        whole.D.OFF.append(group)
