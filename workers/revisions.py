"""Revisions of a dossier: each is stored once and never written over; ``dossier.json`` is the latest."""

import json
from collections.abc import Sequence

from dossier.filing import Dossier, StoredPiece
from dossier.ids import manifest_key, revision_key
from storage.manifest import dossier_bytes, dossier_from_json
from workers.files import sha256_of
from workers.pieces import BuiltPiece
from workers.reception import Tools

JSON = "application/json"
PDF = "application/pdf"


def load_latest(dossier: str, tools: Tools) -> Dossier:
    """What ``dossier.json`` says. Raises ObjectMissing."""
    return dossier_from_json(json.loads(tools.store.get_bytes(manifest_key(dossier))))


def load_revision(dossier: str, revision: int, tools: Tools) -> Dossier:
    """A revision as it was filed. Raises ObjectMissing."""
    return dossier_from_json(json.loads(tools.store.get_bytes(revision_key(dossier, revision))))


def put_revision(dossier: Dossier, tools: Tools) -> str:
    """Store a revision, then ``dossier.json``, last; its key.

    From the second revision on the caller holds the dossier at the revision before (``hold_revision``), so that two
    that were made at the same time never write over each other.
    """
    manifest = dossier_bytes(dossier, zone=tools.zone)
    tools.store.put_bytes(revision_key(dossier.id, dossier.revision), manifest, JSON)
    return tools.store.put_bytes(manifest_key(dossier.id), manifest, JSON).key


def put_pieces(dossier: str, built: Sequence[BuiltPiece], tools: Tools, base: Dossier | None) -> list[StoredPiece]:
    """Store the pièces of a dossier's first revision, or of the one after ``base``.

    A filed revision keeps its files: a pièce that changed gets a key of its own, one that did not keeps its key. Those
    of a first one lie under keys that do not tell them apart: raises WeatherError when the pli is not in hand any more.
    """
    return [_put_piece(dossier, item, tools, base) for item in built]


def _put_piece(dossier: str, item: BuiltPiece, tools: Tools, base: Dossier | None) -> StoredPiece:
    rank, folder = item.piece.rank, f"dossiers/{dossier}/pieces"
    if base is None:
        tools.require_in_hand()
        put = tools.store.put_file(f"{folder}/{item.file_name}", item.path, PDF)
        return StoredPiece(rank=rank, key=put.key, sha256=put.sha256)
    sha256 = sha256_of(item.path)
    first_key = f"{folder}/{item.file_name}"
    if any(kept.key == first_key and kept.sha256 == sha256 for kept in base.stored_pieces):
        return StoredPiece(rank=rank, key=first_key, sha256=sha256)
    put = tools.store.put_file(f"{folder}/{item.file_name.removesuffix('.pdf')}-{sha256[:12]}.pdf", item.path, PDF)
    return StoredPiece(rank=rank, key=put.key, sha256=put.sha256)
