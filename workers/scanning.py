"""Step 1, first half: the file that arrived is unfolded, and nothing that the antivirus speaks against is read.

One dangerous attachment does not take a filing with it: where a message or an archive is called dangerous for what is
packed in it, that alone is set aside.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dossier.errors import DocumentError
from dossier.filing import Antivirus as State
from dossier.quarantine import DANGEROUS_CODES
from ingest.formats import ARCHIVES, MESSAGES, Format
from ingest.unfold import UnfoldedFile, unfold
from ingest.words_alone import write_words_alone
from workers.reception import Reception, Tools

# Opened by the standard library and olefile alone; a PDF, which embeds files too, needs a parser of its own.
_CARRIERS = MESSAGES | ARCHIVES | {Format.SIGNATURE}
_MOST_NAMED = 5

_INSIDE = DocumentError(
    "dans_un_fichier_dangereux",
    "Ce fichier se trouve dans un fichier que l'antivirus a écarté : il n'a pas été lu.",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ScannedFile:
    """A file as it was found; ``held`` says why it must not be read."""

    file: UnfoldedFile
    held: DocumentError | None


_TOO_LONG = DocumentError(
    "antivirus_trop_long",
    "L'antivirus n'a pas pu examiner tous les fichiers de cet envoi dans le temps permis : celui-ci n'a pas été lu.",
)


def unfold_scanned(reception: Reception, tools: Tools, work: Path) -> list[ScannedFile]:
    """The received file and all that is packed in it, as ``unfold`` lists them, each with what stands against it.

    A message or an archive that something is said against is read all the same when the same is said against something
    packed in it, and nothing against the words of the message by themselves; its ``fault`` names what was set aside.
    Raises DocumentError when the received file must not be read at all, WeatherError when a scan failed.
    """
    scanned = _Scanning(reception, tools, work).run()
    if scanned[0].held is not None:
        raise scanned[0].held
    return scanned


class _Scanning:
    """``found`` is what the antivirus says against files, by their SHA-256; None: nothing."""

    def __init__(self, reception: Reception, tools: Tools, work: Path) -> None:
        self.reception, self.tools, self.work = reception, tools, work
        self.found: dict[str, DocumentError | None] = {}
        self.scanned_s = 0.0

    def run(self) -> list[ScannedFile]:
        self.found[self.reception.sha256] = self._examined(self.reception.path)
        if self.tools.antivirus.state is State.NOT_CONFIGURED:
            files = self._unfold(None)
            self._scan(files)
        else:
            files = self._unfold_step_by_step()
        return self._judged(files)

    def _unfold(self, may_open: frozenset[str] | None) -> list[UnfoldedFile]:
        path, name, limits = self.reception.path, self.reception.name, self.tools.limits
        return self.tools.sandbox.run(unfold, path, name, self.work, limits, may_open, timeout_s=limits.file_seconds)

    def _unfold_step_by_step(self) -> list[UnfoldedFile]:
        """Deeper by one each time, so that no file is opened before it was scanned; as often as things are nested."""
        clean = self.found[self.reception.sha256] is None
        may_open = frozenset({self.reception.sha256}) if clean else frozenset()
        while True:
            files = self._unfold(may_open)
            self._scan(files)
            wanted = {file.sha256 for file in files if self.found[file.sha256] is None or file.format in _CARRIERS}
            if wanted <= may_open:
                return files
            may_open |= wanted

    def _scan(self, files: Sequence[UnfoldedFile]) -> None:
        for file in files:
            if file.sha256 not in self.found:
                self.found[file.sha256] = self._examined(file.path)

    def _examined(self, path: Path) -> DocumentError | None:
        if self.scanned_s > self.tools.limits.pli_seconds:
            return _TOO_LONG
        started = time.monotonic()
        try:
            self.tools.antivirus.examine(path)
        except DocumentError as found:
            return found
        finally:
            self.scanned_s += time.monotonic() - started
        return None

    def _judged(self, files: Sequence[UnfoldedFile]) -> list[ScannedFile]:
        """Fail closed: what nothing packed in a file explains is said against that file, and all that is in it."""
        judged: list[ScannedFile] = []
        for index, file in enumerate(files):
            found = self.found[file.sha256]
            within = [one for one in files if one.within == index] if found else []
            guilty = [one for one in within if _same(self.found[one.sha256], found)]
            if file.within is not None and judged[file.within].held is not None:
                judged.append(ScannedFile(file=file, held=_INSIDE))
            elif found and guilty and file.format in _CARRIERS and self._says_nothing_dangerous(file):
                judged.append(ScannedFile(file=replace(file, fault=file.fault or _set_aside(found, guilty)), held=None))
            else:
                judged.append(ScannedFile(file=file, held=found))
        return judged

    def _says_nothing_dangerous(self, file: UnfoldedFile) -> bool:
        """Archives say nothing."""
        if file.format not in MESSAGES:
            return True
        words, sandbox = self.work / f"words-{file.sha256}", self.tools.sandbox
        timeout_s = self.tools.limits.file_seconds
        try:
            sandbox.run(write_words_alone, file.path, file.format, words, timeout_s=timeout_s)
        except DocumentError:
            return False
        return self._examined(words) is None


def _same(one: DocumentError | None, other: DocumentError | None) -> bool:
    return one is not None and other is not None and one.code == other.code


def _set_aside(found: DocumentError, guilty: Sequence[UnfoldedFile]) -> DocumentError:
    """What is told of the file around ``guilty``: dangerous, or not looked through, as they are."""
    named = ", ".join(f"« {one.name} »" for one in guilty[:_MOST_NAMED])
    more = f" et {len(guilty) - _MOST_NAMED} autres" if len(guilty) > _MOST_NAMED else ""
    if found.code not in DANGEROUS_CODES:
        return DocumentError(
            found.code, f"L'antivirus n'a pas pu examiner {named}{more}, que ce fichier contient ; le reste a été lu."
        )
    return DocumentError(
        "contenu_ecarte",
        f"L'antivirus a écarté {named}{more}, que ce fichier contient ; le reste a été lu. N'ouvrez pas ce fichier.",
    )
