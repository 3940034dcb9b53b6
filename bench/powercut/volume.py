"""A volume whose power can be cut: ext4 on a loop device.

The cut is the kernel's own (EXT4_IOC_SHUTDOWN without flushing the journal, what xfstests cuts the power with): from
that instant nothing reaches the device any more, and what was only in the page cache is gone. The volume is mounted so
that little gets there by itself: the journal commits every five minutes, a file renamed over another is not flushed.
"""

import fcntl
import os
import struct
import subprocess
import time
from pathlib import Path

_SHUTDOWN = (2 << 30) | (4 << 16) | (ord("X") << 8) | 125  # _IOR('X', 125, __u32), linux/fs/ext4/ext4.h
_WITHOUT_LOG = 2  # EXT4_GOING_FLAGS_NOLOGFLUSH
_OPTIONS = "loop,commit=300,noauto_da_alloc,data=writeback"
_UNMOUNT_WITHIN_S = 60.0


class Volume:
    """An image file, mounted on one folder after another. Only root may."""

    def __init__(self, image: Path, size_mb: int) -> None:
        self._image = image
        self._mounted: Path | None = None
        with image.open("wb") as file:
            file.truncate(size_mb * 1024 * 1024)
        _run("mkfs.ext4", "-q", "-F", str(image))

    def mount(self, folder: Path) -> None:
        folder.mkdir()
        _run("mount", "-o", _OPTIONS, str(self._image), str(folder))
        self._mounted = folder

    def cut(self) -> None:
        """The power goes."""
        assert self._mounted is not None
        folder = os.open(self._mounted, os.O_RDONLY)
        try:
            fcntl.ioctl(folder, _SHUTDOWN, struct.pack("I", _WITHOUT_LOG))
        finally:
            os.close(folder)

    def prove(self, folder: Path) -> None:
        """Whether a cut is one here: what was synced is there afterwards, and what was not is gone."""
        self.mount(folder)
        for name, synced in (("synced", True), ("lost", False)):
            with (folder / name).open("wb") as file:
                file.write(b"pli")
                file.flush()
                if synced:
                    os.fsync(file.fileno())
        self.cut()
        self.unmount()
        again = folder.with_name(f"{folder.name}-again")
        self.mount(again)
        left = {path.name for path in again.iterdir()} & {"synced", "lost"}
        (again / "synced").unlink()
        self.unmount()
        if left != {"synced"}:
            raise SystemExit(f"no power cut can be made here: {sorted(left)} outlived one")

    def unmount(self) -> None:
        """Returns when nobody uses it any more."""
        if self._mounted is None:
            return
        deadline = time.monotonic() + _UNMOUNT_WITHIN_S
        while subprocess.run(["umount", str(self._mounted)], capture_output=True, check=False).returncode:
            if time.monotonic() > deadline:
                raise SystemExit(f"{self._mounted} is still in use")
            time.sleep(0.2)
        self._mounted = None


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
