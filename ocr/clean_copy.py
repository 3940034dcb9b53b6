"""What a viewing copy must not carry over from the original, and what it must not lose: forms and hidden layers.

What stays is listed, not what goes: a page keeps what draws it, a reader's mark what draws the mark. Within what they
refer to, nothing is left that acts, fetches, embeds or tells who worked on the file.
"""

from collections.abc import Iterable

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

_PAGE_KEYS = frozenset(
    {"/Type", "/Parent", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rotate", "/UserUnit"}
    | {"/Contents", "/Resources", "/Group", "/Annots"}
)
# Marks that a reader's hand left on the page and that have no appearance of their own.
_KEPT_ANNOTATIONS = frozenset(
    {"/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Ink", "/Line", "/Square", "/Circle", "/Polygon"}
    | {"/PolyLine", "/FreeText", "/Stamp"}
)
_ANNOTATION_KEYS = frozenset(
    {"/Type", "/Subtype", "/Rect", "/Contents", "/F", "/C", "/IC", "/CA", "/Border", "/BS", "/BE", "/RD", "/QuadPoints"}
    | {"/InkList", "/L", "/LE", "/LL", "/LLE", "/Vertices", "/DA", "/DS", "/Q", "/CL", "/OC"}
)
# Wherever they stand: actions, embedded and attached files, other files' pages, editing data, who and when.
_STRIPPED = frozenset(
    {"/AA", "/OpenAction", "/JS", "/EF", "/RF", "/AF", "/Ref", "/OPI", "/Alternates", "/PieceInfo", "/LastModified"}
    | {"/Metadata", "/Names", "/AcroForm", "/XFA", "/RichMediaContent", "/RichMediaSettings", "/3DD", "/Measure"}
)
_MULTILINE = 1 << 12
_OUTSIDE_DATA = ("/F", "/FFilter", "/FDecodeParms")  # a stream whose data lie in another file (PDF 1.7, 7.3.8.2)
_ACTIONS = frozenset(
    {"/GoTo", "/GoToR", "/GoToE", "/GoTo3DView", "/Launch", "/Thread", "/URI", "/Sound", "/Movie", "/Hide", "/Named"}
    | {"/SubmitForm", "/ResetForm", "/ImportData", "/JavaScript", "/SetOCGState", "/Rendition", "/RichMediaExecute"}
)


def is_signed(original: pikepdf.Pdf) -> bool:
    """Whether the file carries a digital signature, which holds for the original alone."""
    form = original.Root.get("/AcroForm")
    if "/Perms" in original.Root:
        return True
    flags = form.get("/SigFlags", 0) if isinstance(form, Dictionary) else 0
    return isinstance(flags, int) and bool(flags & 1)


def flattened_forms(original: pikepdf.Pdf) -> None:
    """Turn what form fields and annotations show into page content. The file on disk stays as it is."""
    if isinstance(original.Root.get("/AcroForm"), Dictionary):
        _draw_undrawn_fields(original)
    original.flatten_annotations("screen")
    if "/AcroForm" in original.Root:
        del original.Root.AcroForm


def _draw_undrawn_fields(original: pikepdf.Pdf) -> None:
    """Give fields that have a value but no appearance one, and leave every other appearance as it is.

    Where the file asks for all appearances anew, a field of several lines keeps the one it has: qpdf writes one line.
    """
    form = original.Root.AcroForm
    marks = [mark for page in original.pages for mark in _annotations(page) if mark.get("/Subtype") == Name.Widget]
    all_anew = bool(form.get("/NeedAppearances", False))
    kept = [mark for mark in marks if "/AP" in mark and (not all_anew or _has_lines(mark))]
    form.NeedAppearances = len(kept) < len(marks)  # qpdf leaves fields alone otherwise, and flattens none before
    for mark in kept:  # qpdf writes into the appearance that is there: it must not see these
        mark.Subtype = Name.Stamp
    if form.NeedAppearances:
        original.generate_appearance_streams()
    for mark in kept:
        mark.Subtype = Name.Widget


def _has_lines(field: Object) -> bool:
    """Whether a text field takes several lines (PDF 1.7, table 228); its flags may be its parent's."""
    parent = field.get("/Parent")
    inherited = parent.get("/Ff", 0) if isinstance(parent, Dictionary) else 0
    flags = field.get("/Ff", inherited)
    return isinstance(flags, int) and bool(flags & _MULTILINE)


def _annotations(page: pikepdf.Page) -> list[Object]:
    return _dictionaries(page.obj.get("/Annots"))


def _dictionaries(listed: Object | None) -> list[Object]:
    return [thing for thing in listed if isinstance(thing, Dictionary)] if isinstance(listed, Array) else []


def clean_page(page: pikepdf.Page) -> None:
    """Leave of a page that is about to be copied what draws it, and of its annotations what readers marked."""
    kept = [mark for mark in _annotations(page) if str(mark.get("/Subtype")) in _KEPT_ANNOTATIONS]
    for mark in kept:
        _keep_only(mark, _ANNOTATION_KEYS)
    _keep_only(page.obj, _PAGE_KEYS)
    if kept:
        page.obj.Annots = Array(kept)
    elif "/Annots" in page.obj:
        del page.obj["/Annots"]


def _keep_only(thing: Object, keys: frozenset[str]) -> None:
    for key in set(thing.keys()) - keys:
        del thing[key]


def clean_things(things: Iterable[Object]) -> None:
    """Take what acts, fetches, embeds or tells of people out of whatever the copied pages refer to."""
    for thing in things:
        keys = set(thing.keys())
        for key in keys & _STRIPPED:
            del thing[key]
        if isinstance(thing, Stream):
            for key in keys.intersection(_OUTSIDE_DATA):
                del thing[key]
        elif "/S" in keys and str(thing.S) in _ACTIONS:
            _keep_only(thing, frozenset())


def keep_layers(piece: pikepdf.Pdf, original: pikepdf.Pdf) -> None:
    """Carry over which optional-content layers are off: without it a copy would show what its original hides."""
    properties = original.Root.get("/OCProperties")
    if not isinstance(properties, Dictionary):
        return
    copied = piece.copy_foreign(original.make_indirect(properties))
    if "/OCProperties" not in piece.Root:
        shown_at_first = Dictionary(Name=pikepdf.String("Calques"), OFF=Array(), Order=Array())
        piece.Root.OCProperties = Dictionary(OCGs=Array(), D=shown_at_first)
    whole = piece.Root.OCProperties
    default = copied.get("/D", Dictionary())
    if not isinstance(default, Dictionary):
        return
    all_off, on = default.get("/BaseState") == Name.OFF, _dictionaries(default.get("/ON"))
    for group in _dictionaries(copied.get("/OCGs")):
        _keep_only(group, frozenset({"/Type", "/Name", "/Intent"}))
        whole.OCGs.append(group)
        whole.D.Order.append(group)
        if all_off and not any(group.objgen == shown.objgen for shown in on):
            whole.D.OFF.append(group)
    for group in _dictionaries(default.get("/OFF")):
        whole.D.OFF.append(group)
