"""Local files that appear whole or not at all."""

import tempfile
from collections.abc import Iterable
from pathlib import Path


def write_whole(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a local working copy through a draft beside it. Not synced: what must last is in the store."""
    handle = tempfile.NamedTemporaryFile(dir=path.parent, delete=False)  # noqa: SIM115  # kept on purpose: it is renamed
    draft = Path(handle.name)
    try:
        with handle:
            for chunk in chunks:
                handle.write(chunk)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
