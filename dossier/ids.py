"""Identifiers and keys. Ids derive from content, so that the same input twice is the same pli; opaque to readers."""

import hashlib
from pathlib import PurePosixPath

# What we keep beside a file as received: under such a name the file would be written over, or stand in the way.
_OUR_NAMES = frozenset({"reason.json", "lot.json", "parts"})

_ID_HEX = 24  # 96 bits: no collision in any number of plis that a country can post


def pli_id(sha256: str) -> str:
    """The id of a pli that is one whole file."""
    return f"p-{sha256[:_ID_HEX]}"


def lot_id(sha256: str) -> str:
    return f"l-{sha256[:_ID_HEX]}"


def lot_pli_id(sha256: str, first_page: int, last_page: int) -> str:
    """The id of a pli cut from a lot: the lot's SHA-256 and the page range (from 1, both ends included)."""
    digest = hashlib.sha256(f"{sha256}:{first_page}-{last_page}".encode()).hexdigest()
    return f"p-{digest[:_ID_HEX]}"


def dossier_id(first_pli: str) -> str:
    """A dossier's id is fixed at its first pli."""
    return f"d-{first_pli.removeprefix('p-')}"


def manifest_key(dossier: str) -> str:
    """Where the latest revision of a dossier lies."""
    return f"dossiers/{dossier}/dossier.json"


def revision_key(dossier: str, revision: int) -> str:
    return f"dossiers/{dossier}/revisions/{revision}.json"


def courrier_key(pli: str) -> str:
    return f"courriers/{pli}/courrier.json"


def safe_name(untrusted_name: str) -> str:
    """A file name that is safe as the last part of a key: same words, no folders, no control characters, ≤ 150 bytes.

    A name that nothing is left of becomes ``fichier``; one that the object layout has itself (``reason.json``) begins
    with ``_``.
    """
    last = PurePosixPath(untrusted_name.replace("\\", "/")).name
    kept = "".join(c if c.isprintable() and c not in '<>:"|?*' else "_" for c in last).strip(" .")
    stem, dot, suffix = kept.rpartition(".")
    room = 150 - len(suffix.encode()) - 1
    if dot and room > 20:
        stem = stem.encode()[:room].decode("utf-8", "ignore")
        kept = f"{stem}.{suffix}"
    else:
        kept = kept.encode()[:150].decode("utf-8", "ignore")
    return f"_{kept}" if kept in _OUR_NAMES else kept or "fichier"
