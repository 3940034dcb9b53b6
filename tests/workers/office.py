"""An office that receives mail and reads it, as the doors and the workers do; and the mail of one person."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dossier.mail import Channel, DateSource
from ingest.intake import FileArrival
from storage.register.ledger import unsent
from storage.register.models import Dossier, Pli
from storage.schema import validate
from tests.workers.filings import NOW
from workers.handling import Handler
from workers.intake import RegisterIntake
from workers.reception import Tools
from workers.recording import record

Letter = Callable[..., bytes]


class Office:
    """Receives mail and reads it, as the doors and the workers do."""

    def __init__(self, tools: Tools, folder: Path) -> None:
        self.tools = tools
        self.handler = Handler(tools=tools, max_attempts=3)
        self._intake = RegisterIntake(tools.store)
        self._folder = folder

    def receive(self, raw: bytes, name: str = "message.eml") -> str:
        """The pli's id."""
        path = self._folder / name
        path.write_bytes(raw)
        channel = Channel.EMAIL if name.endswith(".eml") else Channel.POST
        arrival = FileArrival(name=name, received_at=NOW, received_at_source=DateSource.FILE, channel=channel)
        return self._intake.receive(path, arrival).pli

    def read(self, raw: bytes, name: str = "message.eml") -> str:
        pli = self.receive(raw, name)
        self.settle()
        return pli

    def settle(self) -> None:
        """Read whatever waits, until nothing does."""
        while waiting := list(Pli.objects.filter(status="waiting").values_list("id", flat=True)):
            for pli in waiting:
                self.handler.handle(pli)

    def manifest(self, dossier: str) -> dict[str, Any]:
        """``dossier.json``, which is the latest revision, valid, with each page once."""
        latest: dict[str, Any] = json.loads(self.tools.store.get_bytes(f"dossiers/{dossier}/dossier.json"))
        validate(latest, "dossier")
        assert Dossier.objects.get(id=dossier).revision == latest["revision"]
        revision = self.tools.store.get_bytes(f"dossiers/{dossier}/revisions/{latest['revision']}.json")
        assert json.loads(revision) == latest
        assert _listed(latest) == _there(latest)
        assert all(self.tools.store.exists(piece["key"]) for piece in latest["pieces"])
        return latest


def _listed(manifest: dict[str, Any]) -> list[tuple[int, int]]:
    pages = [page for piece in manifest["pieces"] for page in piece["pages"]] + manifest["skipped_pages"]
    return sorted((page["original"], page["page"]) for page in pages)


def _there(manifest: dict[str, Any]) -> list[tuple[int, int]]:
    originals = [original for pli in manifest["plis"] for original in pli["originals"]]
    return [(at, page) for at, original in enumerate(originals) for page in range(1, original["pages"] + 1)]


def before_recording(monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], object]) -> None:
    """``meanwhile`` happens, once, between the reading of the next pli and its being recorded."""

    def overtaken(*args: Any) -> None:
        monkeypatch.setattr("workers.handling.record", record)
        meanwhile()
        record(*args)

    monkeypatch.setattr("workers.handling.record", overtaken)


def hand_overs() -> list[tuple[str, int, str]]:
    messages = [message.args for message in unsent(100) if message.queue == "instruction"]
    return [(args["dossier"], args["revision"], args["cause"]) for args in messages]


def the_dossier() -> str:
    return Dossier.objects.get().id
