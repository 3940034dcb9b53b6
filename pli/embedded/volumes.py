"""SeaweedFS's volumes after a power cut: their index is the one file that it never syncs, and that can be made anew."""

import os
import subprocess
from pathlib import Path

import structlog

from dossier.errors import WeatherError

log = structlog.get_logger()

SUPER_BLOCK_BYTES = 8  # version first, never 0: weed/storage/super_block/super_block.go
TORN = ".torn"
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")  # random(4): another one after each boot


class Volumes:
    """The volumes under ``data``. Tells a power cut, after which the index is made anew, from a mere ``kill -9``.

    SeaweedFS syncs an object's bytes (``.dat``) but not the index beside them (``.idx``), and after a power cut a torn
    index makes every object of its volume unreadable (seaweedfs#7036; a truncated index: 20 of 20 objects gone, and
    all back after ``weed fix``). A killed process loses nothing here, since the kernel still holds what it wrote.
    """

    def __init__(self, data: Path, *, state: Path) -> None:
        """``state`` names the boot of the machine in which the volumes were opened, until they are closed."""
        self._data = data
        self._state = state

    def open(self, weed: str) -> None:
        """Before each start: repairs if the machine went down with the volumes open. They count as open from now on."""
        if self._state.exists() and self._state.read_text() != BOOT_ID.read_text():
            self._repair(weed)
        with self._state.open("w") as state:
            state.write(BOOT_ID.read_text())
            state.flush()
            os.fsync(state.fileno())
        _sync(self._state.parent)

    def close(self) -> None:
        """After each orderly stop: the index goes to the disk, so that a later power cut cannot harm it."""
        for index in self._data.glob("*.idx"):
            _sync(index)
        self._state.unlink(missing_ok=True)

    def _repair(self, weed: str) -> None:
        """Makes each index anew from its volume; reads all of them once. Raises WeatherError when that fails."""
        for sorted_index in self._data.glob("*.sdx"):  # what SeaweedFS made of a torn index
            sorted_index.unlink()
        self._set_aside_what_never_was()
        result = subprocess.run([weed, "-logtostderr=true", "fix", str(self._data)], capture_output=True, check=False)
        if result.returncode != 0:
            raise WeatherError(f"weed fix failed: {result.stderr.decode(errors='replace')[-2000:]}")

    def _set_aside_what_never_was(self) -> None:
        """A volume without its first bytes was made just before the power went: no object in it was ever answered for.

        ``weed fix`` stops at such a one and would leave all others unmended.
        """
        for volume in self._data.glob("*.dat"):
            with volume.open("rb") as file:
                start = file.read(SUPER_BLOCK_BYTES)
            if len(start) < SUPER_BLOCK_BYTES or not start[0]:
                log.warning("volume_never_synced", volume=volume.stem, size_bytes=volume.stat().st_size)
                for part in self._data.glob(f"{volume.stem}.*"):
                    part.rename(part.with_name(f"{part.name}{TORN}"))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
