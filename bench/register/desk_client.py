"""The desk as an agent's browser meets it: the real server, a login, one page at a time."""

import http.client
import os
import sys
from pathlib import Path

from django.contrib.auth.models import User
from django.test import Client

from dossier.errors import OurError
from pli.embedded.ports import LOOPBACK, Ports, answers
from pli.embedded.process import Child


class DeskClient:
    """``python -m pli.desk_server`` in a process of its own, with our environment, and one connection to it."""

    def __init__(self, folder: Path) -> None:
        self.port = Ports(folder / "desk-ports.json").port("desk")
        env = {**os.environ, "PLI_DESK_PORT": str(self.port)}
        self._child = Child("desk", [sys.executable, "-m", "pli.desk_server"], env=env, log=folder / "desk.log")
        self._cookie = ""

    def start(self) -> None:
        """Returns when it answers and somebody is logged in."""
        self._child.start(lambda: answers(self.port), within_s=60)
        client = Client()
        client.force_login(User.objects.create_user("bench"))
        self._cookie = f"sessionid={client.cookies['sessionid'].value}"
        self._connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=60)

    def stop(self) -> None:
        self._child.stop()

    def page(self, path: str) -> str:
        """Raises OurError when it is no page."""
        self._connection.request("GET", path, headers={"Cookie": self._cookie})
        answer = self._connection.getresponse()
        body = answer.read().decode()
        if answer.status != http.HTTPStatus.OK:
            raise OurError(f"{path} answers {answer.status}: {self._child.log_tail()}")
        return body
