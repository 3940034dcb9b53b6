"""Where the embedded servers of a data folder listen: written by ``pli up``, read by the other commands."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Runtime:
    """Addresses and credentials of the embedded servers, on loopback."""

    s3_endpoint: str
    s3_access_key: str
    s3_secret_key: str
    broker_url: str
    desk_url: str


def _path(data: Path) -> Path:
    return data / "secrets" / "runtime.json"


def read_runtime(data: Path) -> Runtime | None:
    """What the last ``pli up`` on this folder wrote; None when there was none."""
    path = _path(data)
    return Runtime(**json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None


def write_runtime(data: Path, runtime: Runtime) -> None:
    """Replace the file in one step; only its owner may read it."""
    path = _path(data)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(".tmp")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(asdict(runtime), file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
