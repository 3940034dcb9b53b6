"""Folders that a server running as another user can reach: pytest's own are closed to everybody else."""

import os
import pwd
import shutil
import tempfile
from pathlib import Path


class ServerFolder:
    """A short path under the temporary folder (sockets in it must stay below 108 bytes), open to read for all.

    ``owner`` is the user that the server runs as when we are root; otherwise everything is ours.
    """

    def __init__(self, name: str, *, owner: str | None = None) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=f"pli-{name}-"))
        self._owner = owner
        self._prepare(self.path, 0o755, owner)

    def folder(self, name: str, *, mode: int = 0o700, owner: str | None = None) -> Path:
        folder = self.path / name
        folder.mkdir(exist_ok=True)
        self._prepare(folder, mode, owner or self._owner)
        return folder

    def file(self, name: str, content: str | bytes, *, mode: int = 0o600, owner: str | None = None) -> Path:
        file = self.path / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        self._prepare(file, mode, owner or self._owner)
        return file

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)

    def _prepare(self, path: Path, mode: int, owner: str | None) -> None:
        path.chmod(mode)
        if owner is not None and os.geteuid() == 0:
            user = pwd.getpwnam(owner)
            os.chown(path, user.pw_uid, user.pw_gid)
