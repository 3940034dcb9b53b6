"""Which part of a message each of its rendered pages shows: manifests do not say, so it is rendered again."""

from pathlib import Path
from tempfile import TemporaryDirectory

from dossier.bundle import Origin
from dossier.errors import DocumentError
from dossier.settings import Limits
from ingest.pages import to_pages
from ingest.unfold import unfold


def message_parts(path: Path) -> dict[str, tuple[int, ...]]:
    """For each message in the file at ``path``, itself included, by its original's name: the part of each page."""
    limits, parts = Limits(), {}
    with TemporaryDirectory() as work:
        for file in unfold(path, path.name, Path(work), limits):
            if file.origin is Origin.MESSAGE:
                try:
                    paged = to_pages(file, Path(work), limits)
                except DocumentError:
                    continue
                parts[file.name] = paged.parts if paged else ()
    return parts
