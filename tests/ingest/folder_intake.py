"""An intake that keeps what it receives in a folder, by content: enough to see what a door hands over, and when."""

import hashlib
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from dossier.errors import DocumentError, OurError
from dossier.ids import pli_id
from ingest.intake import FileArrival, Incoming, Receipt


class FolderIntake:
    """``arrivals`` in their order; ``before`` and ``after`` are called around the storing and may raise."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.arrivals: list[FileArrival] = []
        self.before: Callable[[FileArrival], None] = lambda _: None
        self.after: Callable[[FileArrival], None] = lambda _: None

    def receive(self, file: Path, arrival: FileArrival) -> Receipt:
        self.before(arrival)
        sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
        target = self.folder / sha256
        known = target.exists()
        shutil.copyfile(file, target)
        self.arrivals.append(arrival)
        self.after(arrival)
        return Receipt(pli=pli_id(sha256), known=known)

    def receive_all(self, incoming: Sequence[Incoming]) -> list[Receipt | DocumentError | OurError]:
        return [self._received_or_why(each) for each in incoming]

    def _received_or_why(self, each: Incoming) -> Receipt | DocumentError | OurError:
        try:
            return self.receive(each.file, each.arrival)
        except (DocumentError, OurError) as error:
            return error

    @property
    def contents(self) -> set[bytes]:
        return {path.read_bytes() for path in self.folder.iterdir()}
