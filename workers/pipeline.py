"""The way of a pli, in order: originals → pages → (lot → plis) → bundle → pièces → store. Nothing else composes it."""

from pathlib import Path

from dossier.errors import DocumentError
from dossier.ids import lot_id, safe_name
from ingest.separators import Division
from workers.filing import Ending, KeptFile, quarantine
from workers.finishing import finish
from workers.lot_list import lot_bytes, lot_list_key
from workers.lots import OpenedPli, cut_lot, division_of, with_extras
from workers.originals import open_originals
from workers.pages import read_pages
from workers.reception import Reception, Tools

EMPTY_LOT = DocumentError("lot_vide", "Ce scan ne contient que des feuilles de séparation.")
EMPTY_PLI = DocumentError("pli_vide", "Ce pli ne contient ni texte ni page à lire.")


def process(reception: Reception, tools: Tools, work: Path) -> list[Ending]:
    """How the received file ended: one ending, or one for each pli of a lot. All is stored when it returns.

    ``work`` is a folder of the caller's, who removes it, with nothing in it but perhaps the file (``RECEIVED``).
    Raises WeatherError and OurError; the document's own faults end in quarantine.
    """
    try:
        with tools.span("originals"):
            originals = open_originals(reception, tools, work)
    except DocumentError as fault:
        return [quarantine(KeptFile.whole(reception), [(reception.name, fault)], tools)]
    faults = [(original.file.name, original.fault) for original in originals if original.fault]
    if not any(original.pages for original in originals):
        kept = KeptFile.of_pli(reception, OpenedPli(id=reception.id, originals=tuple(originals), pages=()))
        return [quarantine(kept, faults or [(kept.name, EMPTY_PLI)], tools)]
    with tools.span("pages"):
        pages = read_pages(originals, tools)
    may_be_lot = originals[0].file.head is None and reception.lot is None
    division = division_of(pages[0]) if may_be_lot else None
    whole = OpenedPli(id=reception.id, originals=tuple(originals), pages=tuple(pages), lot=reception.lot)
    if division is None:
        return [finish(reception, whole, tools, work)]
    if not division.plis:
        return [quarantine(KeptFile.whole(reception), [(reception.name, EMPTY_LOT)], tools)]
    return _finish_lot(reception, whole, division, tools, work)


def _finish_lot(reception: Reception, scan: OpenedPli, division: Division, tools: Tools, work: Path) -> list[Ending]:
    """The scan first, its plis next, the list of them last: a lot that has its list is done."""
    plis = cut_lot(reception, scan, division, tools, work)
    plis[0] = with_extras(plis[0], scan.originals[1:], scan.pages[1:])
    tools.require_in_hand()
    tools.on_cut([pli.id for pli in plis])
    folder = f"lots/{lot_id(reception.sha256)}"
    tools.store.put_file(f"{folder}/{safe_name(reception.name)}", reception.path, scan.originals[0].file.media_type)
    endings = [finish(reception, pli, tools, work) for pli in plis]
    listed = lot_bytes(reception.sha256, [(pli.id, pli.place) for pli in plis], division)
    tools.require_in_hand()
    tools.store.put_bytes(lot_list_key(reception.sha256), listed, "application/json")
    return endings
