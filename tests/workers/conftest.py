"""What tests of the pipeline use: a sandbox for the whole session, a folder as store, small files made here."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from dossier.settings import Limits
from ocr.reader import ReadSettings
from storage.directory_store import DirectoryStore
from tests.workers.mail import ATTESTATION, COVER, FORM, LATE, a_mail
from workers.reception import Tools
from workers.sandbox import Sandbox

if TYPE_CHECKING:
    from tests.workers.office import Office

NOW = datetime(2026, 11, 21, 9, 4, 11, tzinfo=UTC)


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(2, Limits()) as pool:
        yield pool


@pytest.fixture
def tools(sandbox: Sandbox, tmp_path: Path) -> Tools:
    """Everything real, on a store in a temporary folder, for the préfecture de la Gironde."""
    return Tools(
        sandbox=sandbox,
        store=DirectoryStore(tmp_path / "out"),
        reading=ReadSettings(),
        limits=Limits(),
        zone=ZoneInfo("Europe/Paris"),
        version="test",
        prefecture="33",
        now=lambda: NOW,
    )


@pytest.fixture
def office(tools: Tools, tmp_path: Path) -> "Office":
    from tests.workers.office import Office  # the models can be imported once Django is set up

    return Office(tools, tmp_path)


@pytest.fixture
def filing(letter: Callable[..., bytes]) -> bytes:
    """A filing without any proof."""
    return a_mail(
        "Demande de renouvellement",
        "Bonjour, je dépose ma demande de titre de séjour, je ne peux pas le faire en ligne. Awa Camara",
        ("demande.pdf", letter(FORM, COVER)),
        id_="<1@example.org>",
    )


@pytest.fixture
def late(letter: Callable[..., bytes]) -> bytes:
    """The attestation, two weeks later, as an answer to the filing."""
    return a_mail(
        "Re: Demande de renouvellement", LATE, ("attestation.pdf", letter(ATTESTATION)),
        id_="<2@example.org>", answers="<1@example.org>", day=30,
    )  # fmt: skip
