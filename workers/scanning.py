"""Step 1, first half: the file that arrived is unfolded, and nothing that the antivirus speaks against is read.

One dangerous attachment does not take a filing with it: where a message or an archive is called dangerous for what is
packed in it, that alone is set aside.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dossier.errors import DocumentError
from ingest.formats import ARCHIVES, MESSAGES, Format
from ingest.unfold import UnfoldedFile, unfold
from ingest.words_alone import write_words_alone
from workers.reception import Reception, Tools

_CARRIERS = MESSAGES | ARCHIVES | {Format.SIGNATURE}  # opened by no native code
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


# What the antivirus says against files, by their SHA-256; None: it found nothing.
_Verdicts = dict[str, DocumentError | None]


def unfold_scanned(reception: Reception, tools: Tools, work: Path) -> list[ScannedFile]:
    """The received file and all that is packed in it, as ``unfold`` lists them, each with what stands against it.

    A message or an archive that something is said against is read all the same when the same is said against something
    packed in it, and nothing against the words of the message by themselves; its ``fault`` names what was set aside.
    Raises DocumentError when the received file must not be read at all, WeatherError when a scan failed.
    """
    verdicts: _Verdicts = {reception.sha256: _verdict(reception.path, tools)}
    if verdicts[reception.sha256] is None:
        files = _unfold(reception, tools, work, None)
        _scan(files, verdicts, tools)
    else:
        files = _unfold_step_by_step(reception, tools, work, verdicts)
    scanned = _judged(files, verdicts, tools, work)
    if scanned[0].held is not None:
        raise scanned[0].held
    return scanned


def _unfold(reception: Reception, tools: Tools, work: Path, may_open: frozenset[str] | None) -> list[UnfoldedFile]:
    timeout_s = tools.limits.file_seconds
    return tools.sandbox.run(unfold, reception.path, reception.name, work, tools.limits, may_open, timeout_s=timeout_s)


def _unfold_step_by_step(reception: Reception, tools: Tools, work: Path, verdicts: _Verdicts) -> list[UnfoldedFile]:
    """Deeper by one each time, so that no file is opened before it was scanned; as often as things are nested."""
    may_open: frozenset[str] = frozenset()
    while True:
        files = _unfold(reception, tools, work, may_open)
        _scan(files, verdicts, tools)
        wanted = {file.sha256 for file in files if verdicts[file.sha256] is None or file.format in _CARRIERS}
        if wanted <= may_open:
            return files
        may_open |= wanted


def _scan(files: Sequence[UnfoldedFile], verdicts: _Verdicts, tools: Tools) -> None:
    for file in files:
        if file.sha256 not in verdicts:
            verdicts[file.sha256] = _verdict(file.path, tools)


def _verdict(path: Path, tools: Tools) -> DocumentError | None:
    try:
        tools.antivirus.examine(path)
    except DocumentError as found:
        return found
    return None


def _judged(files: Sequence[UnfoldedFile], verdicts: _Verdicts, tools: Tools, work: Path) -> list[ScannedFile]:
    """Fail closed: what nothing packed in a file explains is said against the file itself, and all that is in it."""
    judged: list[ScannedFile] = []
    for index, file in enumerate(files):
        found = verdicts[file.sha256]
        if file.within is not None and judged[file.within].held is not None:
            judged.append(ScannedFile(file=file, held=_INSIDE))
            continue
        if found is None:
            judged.append(ScannedFile(file=file, held=None))
            continue
        guilty = [one for one in files if one.within == index and _same(verdicts[one.sha256], found)]
        if guilty and file.format in _CARRIERS and _says_nothing_dangerous(file, tools, work):
            fault = file.fault or _set_aside(guilty)
            judged.append(ScannedFile(file=replace(file, fault=fault), held=None))
        else:
            judged.append(ScannedFile(file=file, held=found))
    return judged


def _same(one: DocumentError | None, other: DocumentError) -> bool:
    return one is not None and one.code == other.code


def _says_nothing_dangerous(file: UnfoldedFile, tools: Tools, work: Path) -> bool:
    """Archives say nothing."""
    if file.format not in MESSAGES:
        return True
    words = work / f"words-{file.sha256}"
    try:
        tools.sandbox.run(write_words_alone, file.path, file.format, words, timeout_s=tools.limits.file_seconds)
    except DocumentError:
        return False
    return _verdict(words, tools) is None


def _set_aside(guilty: Sequence[UnfoldedFile]) -> DocumentError:
    named = ", ".join(f"« {one.name} »" for one in guilty[:_MOST_NAMED])
    more = f" et {len(guilty) - _MOST_NAMED} autres" if len(guilty) > _MOST_NAMED else ""
    return DocumentError(
        "contenu_ecarte",
        f"L'antivirus a écarté {named}{more}, que ce fichier contient ; le reste a été lu. N'ouvrez pas ce fichier.",
    )
