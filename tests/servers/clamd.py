"""A clamd of our own, with one signature instead of the millions: it starts in a tenth of a second."""

import os
import pwd

from dossier.errors import PliError
from pli.embedded.ports import LOOPBACK, Ports
from pli.embedded.process import Child
from tests.servers.folder import ServerFolder
from workers.antivirus import Clamd

START_WITHIN_S = 30.0
# What the standard test file of antiviruses begins with, in hexadecimal.
SIGNATURE = "Test.Signature:0:*:58354f2150254041505b345c505a58353428505e2937434329377d2445494341522d5354414e44415244\n"
STREAM_LIMIT_BYTES = 1024 * 1024
CONFIGURATION = """\
Foreground yes
DatabaseDirectory {folder}/signatures
TCPAddr {host}
TCPSocket {port}
LocalSocket {folder}/clamd.sock
TemporaryDirectory {folder}/tmp
User {user}
StreamMaxLength 1M
AlertExceedsMax yes
AlertEncrypted yes
MaxRecursion 5
"""


class ClamdServer:
    """``tcp_url`` and ``unix_url`` lead to the same one. It takes streams of 1 MiB, so that tests can send too much."""

    def __init__(self) -> None:
        user = "clamav" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        self._folder = ServerFolder("clamd", owner=user)
        self._port = Ports(self._folder.path / "ports.json").port("clamd")
        self._folder.folder("tmp")
        self._folder.folder("signatures", mode=0o755)
        self._folder.file("signatures/test.ndb", SIGNATURE, mode=0o644)
        words = {"folder": self._folder.path, "host": LOOPBACK, "port": self._port, "user": user}
        self._folder.file("clamd.conf", CONFIGURATION.format(**words), mode=0o644)
        self._child: Child | None = None

    @property
    def tcp_url(self) -> str:
        return f"tcp://{LOOPBACK}:{self._port}"

    @property
    def unix_url(self) -> str:
        return f"unix://{self._folder.path}/clamd.sock"

    def start(self) -> None:
        """Returns when it recognises the test file. Raises WeatherError, with the end of its log, otherwise."""
        self._child = Child(
            "clamd",
            ["clamd", f"--config-file={self._folder.path / 'clamd.conf'}"],
            log=self._folder.path / "clamd.log",
        )
        self._child.start(self._answers, within_s=START_WITHIN_S)

    def stop(self) -> None:
        if self._child is not None:
            self._child.stop()

    def remove(self) -> None:
        self.stop()
        self._folder.remove()

    def _answers(self) -> bool:
        try:
            Clamd(self.tcp_url).check()
        except PliError:
            return False
        return True
