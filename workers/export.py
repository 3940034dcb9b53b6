"""A dossier as one zip: its manifest and revisions, its pièces, its originals, and a checksum for each."""

import hashlib
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

from dossier.errors import OurError
from storage.objects import ObjectStore

CHECKSUMS = "SHA256SUMS"


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportPlan:
    """What an export of ``dossier`` holds: keys of the store, which are also the names in the zip."""

    dossier: str
    keys: tuple[str, ...]


def plan_export(dossier: str, store: ObjectStore) -> ExportPlan:
    """Everything that the dossier's manifest lists, and the manifest itself. Raises OurError when there is none."""
    manifest_key = f"dossiers/{dossier}/dossier.json"
    if not store.exists(manifest_key):
        raise OurError(f"no dossier {dossier} in the store")
    manifest = json.loads(store.get_bytes(manifest_key))
    keys = [manifest_key, *sorted(store.keys(f"dossiers/{dossier}/revisions/"))]
    keys += [piece["key"] for piece in manifest["pieces"]]
    keys += [original["key"] for pli in manifest["plis"] for original in pli["originals"]]
    return ExportPlan(dossier=dossier, keys=tuple(dict.fromkeys(keys)))


def write_export(plan: ExportPlan, store: ObjectStore, out: Path, work: Path) -> None:
    """Write the zip; it appears under its name whole or not at all. ``work`` is an empty folder for one object at a
    time, so that memory stays flat."""
    draft = out.with_name(f".{out.name}.part")
    sums = []
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, key in enumerate(plan.keys):
            path = work / str(number)
            store.fetch_file(key, path)
            with path.open("rb") as file:
                sums.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {key}")
            archive.write(path, key)
            path.unlink()
        archive.writestr(CHECKSUMS, "\n".join(sums) + "\n")
    draft.replace(out)
