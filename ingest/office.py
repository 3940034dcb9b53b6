"""Office documents (DOC, DOCX, ODT, RTF…) to PDF through LibreOffice, locked down, where it is installed."""

import contextlib
import mmap
import os
import re
import shutil
import signal
import subprocess
from functools import cache
from pathlib import Path

from dossier.errors import DocumentError
from dossier.settings import Limits

_BINARY = re.compile(rb"(?<!\\)\\bin(\d{1,10})")  # so many bytes of data follow (RTF 1.9.1, \binN)
_OFFICE = "/org.openoffice.Office"
_SETTINGS = (  # macros never run, links never update, nothing is fetched
    (f"{_OFFICE}.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    (f"{_OFFICE}.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    (f"{_OFFICE}.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    (f"{_OFFICE}.Writer/Content/Update", "Link", "0"),
    (f"{_OFFICE}.Calc/Content/Update", "Link", "2"),
)


def office_to_pdf(path: Path, work: Path, limits: Limits) -> Path:
    """The document at ``path`` as a PDF under ``work``.

    LibreOffice runs with a profile of its own, without network where the system allows that, its memory and time
    bounded; when the time is up the whole process group is killed. Raises :class:`DocumentError`:
    ``format_bureautique`` without LibreOffice, ``fichier_illisible`` when it gives no PDF, ``fichier_piege``,
    ``delai_depasse``.
    """
    _require_sound(path)
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise DocumentError(
            "format_bureautique",
            "Ce document bureautique (Word, OpenDocument…) ne peut pas être affiché ici ; demandez-le en PDF.",
        )
    folder = work / f"bureautique-{path.stem}"
    profile = folder / "profil"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_profile(), encoding="utf-8")
    copy = folder / "document"
    shutil.copyfile(path, copy)
    _run(
        [*_without_network(), *_bounded(limits), program, *_options(profile), "--outdir", str(folder), str(copy)],
        folder,
        limits,
    )
    result = folder / "document.pdf"
    if not result.exists():
        raise DocumentError(
            "fichier_illisible",
            "Ce document bureautique n'a pas pu être converti : il est endommagé ou protégé par un mot de passe.",
        )
    return result


def _require_sound(path: Path) -> None:
    """LibreOffice reads on, for as long as it is let, in an RTF file that announces more binary data than it has."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content[:5] != b"{\\rtf":
            return
        if any(int(found[1]) > len(content) - found.end() for found in _BINARY.finditer(content)):
            raise DocumentError(
                "fichier_piege",
                "Ce document RTF annonce plus de données qu'il n'en contient (fichier piégé probable) ; il n'a pas été"
                " ouvert.",
            )


def _profile() -> str:
    items = (
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    start = '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    return f"{start}{''.join(items)}</oor:items>"


def _options(profile: Path) -> list[str]:
    quiet = ["--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard"]
    return [f"-env:UserInstallation={profile.as_uri()}", *quiet, "--convert-to", "pdf"]


def _bounded(limits: Limits) -> list[str]:
    if shutil.which("prlimit") is None:
        return []
    return ["prlimit", f"--as={limits.process_bytes}", f"--fsize={limits.archive_bytes}", "--core=0"]


@cache
def _without_network() -> tuple[str, ...]:
    """The words that start a program alone in new network and process namespaces; none where the system forbids it.

    It dies with us (``setpriv --pdeathsig``) and takes all that it started with it (``unshare --kill-child``).
    """
    alone = ("--net", "--pid", "--fork", "--kill-child=KILL")
    dying = ("setpriv", "--pdeathsig", "KILL")
    for words in ((*dying, "unshare", *alone), (*dying, "unshare", "--user", "--map-current-user", *alone)):
        try:
            if subprocess.run([*words, "true"], capture_output=True, timeout=5, check=False).returncode == 0:
                return words
        except (OSError, subprocess.TimeoutExpired):
            continue
    return ()


def _run(command: list[str], folder: Path, limits: Limits) -> None:
    environment = {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "TMPDIR": str(folder),
    }
    process = subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        process.wait(timeout=limits.file_seconds)
    except subprocess.TimeoutExpired as error:
        raise DocumentError(
            "delai_depasse", "La conversion de ce document bureautique a pris trop de temps."
        ) from error
    finally:
        _kill_group(process)


def _kill_group(process: "subprocess.Popen[bytes]") -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
