"""Zip archives, member by member, bounded in count, ratio and size before anything is inflated."""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dossier.errors import DocumentError
from ingest.budget import Budget

_CHUNK = 1024 * 1024
_SMALL_BYTES = 10 * 1024 * 1024  # under this no ratio is suspect: blank scans pack 1000 to 1
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, KeyError, NotImplementedError,
    RuntimeError, struct.error, MemoryError,
)  # fmt: skip
_SYSTEM_FILES = frozenset({".ds_store", "thumbs.db", "desktop.ini"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """One extracted member. ``name`` keeps the archive's folders with ``/`` and no tricks in it."""

    name: str
    path: Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Extraction:
    """The members that could be extracted, and what kept the others from it."""

    members: tuple[Member, ...]
    fault: DocumentError | None = None


def extract(path: Path, new_file: Callable[[], Path], budget: Budget) -> Extraction:
    """Extracts the archive at ``path``; each member into a path that ``new_file`` gives, never one of its own choice.

    Encrypted, damaged and oversize members are left out and named in the fault; the others are extracted.
    """
    members: list[Member] = []
    left_out: list[tuple[str, DocumentError]] = []
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [
                info
                for info in archive.infolist()
                if not (info.filename.endswith("/") or is_system_file(info.filename))
            ]
            _check_whole(infos, path.stat().st_size, budget)
            for info in infos:
                name = member_name(info)
                try:
                    members.append(Member(name=name, path=_extract_one(archive, info, new_file, budget)))
                except DocumentError as fault:
                    left_out.append((name, fault))
                    if fault.code.startswith("archive_trop"):
                        break
    except DocumentError as fault:
        return Extraction(members=(), fault=fault)
    except _DAMAGED:
        return Extraction(members=tuple(members), fault=_damaged())
    if not members and not left_out:
        return Extraction(
            members=(), fault=DocumentError("archive_vide", "Cette archive zip ne contient aucun fichier.")
        )
    return Extraction(members=tuple(members), fault=summed(left_out))


def _damaged() -> DocumentError:
    return DocumentError("archive_illisible", "Cette archive zip est endommagée et ne peut pas être ouverte en entier.")


def is_system_file(name: str) -> bool:
    """Whether a member is what file managers leave behind."""
    parts = name.replace("\\", "/").split("/")
    return "__MACOSX" in parts or parts[-1].lower() in _SYSTEM_FILES


def _check_whole(infos: list[zipfile.ZipInfo], packed_bytes: int, budget: Budget) -> None:
    """Refuses a bomb by what the directory announces, before anything is inflated."""
    announced = sum(info.file_size for info in infos)
    ratio = announced / max(packed_bytes, 1)
    if announced > _SMALL_BYTES and ratio > budget.limits.archive_ratio:
        raise DocumentError(
            "archive_piegee",
            "Cette archive zip est anormalement compressée (archive piégée probable) ; elle n'a pas été ouverte.",
        )
    if budget.bytes + announced > budget.limits.archive_bytes:
        raise DocumentError(
            "archive_trop_grosse",
            "Le contenu de cette archive zip dépasse la taille permise ; elle n'a pas été ouverte.",
        )


def _extract_one(archive: zipfile.ZipFile, info: zipfile.ZipInfo, new_file: Callable[[], Path], budget: Budget) -> Path:
    if info.flag_bits & 0x1:
        raise DocumentError("archive_chiffree", "protégé par un mot de passe")
    budget.take_member()
    if info.file_size > budget.limits.file_bytes:
        raise DocumentError("membre_trop_gros", "trop gros")
    target = new_file()
    try:
        with archive.open(info) as source, target.open("wb") as sink:
            while chunk := source.read(_CHUNK):
                budget.take_bytes(len(chunk))
                sink.write(chunk)
    except (NotImplementedError, RuntimeError) as error:
        target.unlink(missing_ok=True)
        raise DocumentError("membre_illisible", "compressé par une méthode inconnue") from error
    except _DAMAGED as error:
        target.unlink(missing_ok=True)
        raise DocumentError("membre_illisible", "endommagé") from error
    except DocumentError:
        target.unlink(missing_ok=True)
        raise
    return target


def summed(left_out: list[tuple[str, DocumentError]]) -> DocumentError | None:
    """What kept members from being extracted, as one fault that names them."""
    if not left_out:
        return None
    code = left_out[0][1].code
    if code.startswith("archive_trop"):
        return left_out[0][1]
    named = ", ".join(f"« {name} » ({fault.message})" for name, fault in left_out[:5])
    more = f" et {len(left_out) - 5} autres" if len(left_out) > 5 else ""
    advice = " ; demandez-les à l'expéditeur sans mot de passe" if code == "archive_chiffree" else ""
    return DocumentError(code, f"Des fichiers de cette archive n'ont pas pu être ouverts : {named}{more}{advice}.")


def member_name(info: zipfile.ZipInfo) -> str:
    """The member's name as :func:`clean_path` gives it. Names without the UTF-8 flag are in the packer's code page:
    UTF-8 when it fits, else 850 (Windows in France).
    """
    name = info.filename
    if not info.flag_bits & 0x800 and not name.isascii():
        raw = name.encode("cp437", "replace")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("cp850", "replace")
    return clean_path(name)


def clean_path(untrusted_name: str) -> str:
    """Folders and name of a member, without drive, root, ``..`` or control characters; never empty."""
    printable = "".join(c if c.isprintable() else "_" for c in untrusted_name.replace("\\", "/"))
    parts = [part.strip() for part in printable.split("/")]
    kept = [part for part in parts if part not in {"", ".", ".."} and not part.endswith(":")]
    return "/".join(kept) or "fichier"
