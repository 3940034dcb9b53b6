"""A late pli whose dossier cannot be read again waits in the tray, and the dossier stays as it is."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from dossier.errors import OurError
from dossier.mail import Channel
from storage.register.joining import in_tray
from storage.register.ledger import Word, begin_attempt, say
from storage.register.models import Outbox, PageRange, Pli
from tests.ocr import paper
from tests.workers.mail import FORM, a_mail
from tests.workers.office import Letter, Office, the_dossier
from tests.workers.test_range_reading import Crew
from workers.handling import Handler
from workers.jobs import job_for
from workers.opened_files import OpenedFiles
from workers.range_reading import open_stored

pytestmark = pytest.mark.usefixtures("register")


def _waits_in_the_tray(office: Office, pli: str) -> dict[str, Any]:
    """Its letter; the dossier is at revision 1, handed over once."""
    assert [row.id for row in in_tray()] == [pli]
    assert office.manifest(the_dossier())["revision"] == 1
    assert Outbox.objects.filter(queue="instruction").count() == 1
    assert not list(office.tools.store.keys(f"quarantine/{pli}/"))
    courrier: dict[str, Any] = json.loads(office.tools.store.get_bytes(f"courriers/{pli}/courrier.json"))
    assert courrier["reasons"][-1]["code"] == "relecture_impossible"
    return courrier


def test_a_dossier_whose_file_is_over_a_limit_of_today(office: Office, filing: bytes, late: bytes) -> None:
    filing += b"\n" * 100_000
    office.read(filing)
    pli = office.receive(late)
    limits = replace(office.tools.limits, file_bytes=len(late) + 1000)
    Handler(tools=replace(office.tools, limits=limits), max_attempts=3).handle(pli)
    assert _waits_in_the_tray(office, pli)["belongs_to"] == [the_dossier()]


def test_a_dossier_on_which_each_attempt_fails(office: Office, filing: bytes, late: bytes) -> None:
    """Its file is gone from the store, say: the last attempt leaves the dossier alone."""
    opener, pli = office.read(filing, "1.eml"), office.receive(late, "2.eml")
    key, kept = Pli.objects.get(id=opener).key, office.tools.store.get_bytes(Pli.objects.get(id=opener).key)
    office.tools.store.delete(key)
    for _ in range(2):
        with pytest.raises(OurError):
            office.handler.handle(pli)
    office.handler.handle(pli)
    assert _waits_in_the_tray(office, pli)["belongs_to"] == [the_dossier()]
    office.tools.store.put_bytes(key, kept, "message/rfc822")
    assert say(pli, Word.JOIN, job_for(Channel.EMAIL, backlog=False), dossier=the_dossier(), who="agent")
    office.settle()
    assert office.manifest(the_dossier())["revision"] == 2, "an agent's word has it tried again"


def test_a_dossier_on_which_each_worker_dies(office: Office, filing: bytes, late: bytes) -> None:
    office.read(filing)
    pli = office.receive(late)
    for _ in range(7):
        assert begin_attempt(pli, holder="killed")
        Pli.objects.update(held_until=timezone.now() - timedelta(seconds=1))
    office.handler.handle(pli)
    _waits_in_the_tray(office, pli)


def test_a_filing_that_nothing_was_to_join_is_filed_at_its_last_attempt(office: Office, filing: bytes) -> None:
    pli = office.receive(filing)
    for _ in range(7):
        assert begin_attempt(pli, holder="killed")
        Pli.objects.update(held_until=timezone.now() - timedelta(seconds=1))
    office.handler.handle(pli)
    assert office.manifest(the_dossier())["revision"] == 1


def test_a_dossier_of_which_a_range_of_pages_is_given_up(
    office: Office, late: bytes, letter: Letter, tmp_path: Path
) -> None:
    contents = [paper.stream_of((f"Page {number}", *paper.LETTER)) for number in range(9)]
    large = paper.saved(paper.new_pdf(contents), tmp_path / "grand.pdf").read_bytes()
    text = "Bonjour, je dépose ma demande de titre de séjour, je ne peux pas le faire en ligne. Awa Camara"
    filing = a_mail("Demande", text, ("form.pdf", letter(FORM)), ("grand.pdf", large), id_="<1@example.org>")
    crew = Crew(office.tools)
    with OpenedFiles(lambda source, folder: open_stored(source, folder, office.tools)) as crew.files:
        office.receive(filing, "1.eml")
        crew.settle()
        pli = office.receive(late, "2.eml")
        crew.do(*crew.take()[0])
        bad, *others = crew.take()
        PageRange.objects.filter(id=int(str(bad[1]))).update(portions=f"{'0' * 64}:1-2")
        for _ in range(3):
            with pytest.raises(OurError):
                crew.do(*bad)
        for message in (*others, bad):
            crew.do(*message)
        crew.settle()
    _waits_in_the_tray(office, pli)
    assert not PageRange.objects.exists()
