"""A large pli is read in ranges by several jobs, each page once, and filed as if one had read it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from dossier.errors import OurError, WeatherError
from dossier.mail import Channel, DateSource
from ingest.intake import FileArrival
from storage.directory_store import DirectoryStore
from storage.register.ledger import begin_range, unfinished, unsent
from storage.register.models import Dossier, Event, Outbox, PageRange, Pli
from tests.ocr import paper
from tests.workers.filings import NOW
from tests.workers.mail import a_mail
from workers.batch import Door, process_all, receptions
from workers.handling import Handler
from workers.intake import RegisterIntake
from workers.opened_files import OpenedFiles
from workers.range_reading import RangeReader, open_stored
from workers.reception import Tools
from workers.relay import UNFINISHED_AFTER

pytestmark = pytest.mark.usefixtures("register")
PAGES = 11


def _large(folder: Path, pages: int = PAGES) -> Path:
    contents = [paper.stream_of((f"Page {number}", *paper.LETTER)) for number in range(pages)]
    return paper.saved(paper.new_pdf(contents), folder / "grand.pdf")


class Crew:
    """Takes what the outbox holds, as the relay and the workers do, in ranges of two pages."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools
        self.files = OpenedFiles(lambda source, folder: open_stored(source, folder, self.tools))
        self.handler = Handler(tools=tools, max_attempts=3, range_pages=2)

    @property
    def reader(self) -> RangeReader:
        return RangeReader(tools=self.tools, files=self.files, max_attempts=3)

    def receive(self, file: Path) -> str:
        arrival = FileArrival(name=file.name, received_at=NOW, received_at_source=DateSource.FILE, channel=Channel.POST)
        return RegisterIntake(self.tools.store).receive(file, arrival).pli

    def take(self) -> list[tuple[str, object]]:
        """The messages to send now, as (actor, argument); they count as sent."""
        messages = [message for message in unsent(1000) if "lire" in message.actor]
        Outbox.objects.filter(id__in=[message.id for message in messages]).update(sent_at=timezone.now())
        return [(message.actor, next(iter(message.args.values()))) for message in messages]

    def do(self, actor: str, argument: object) -> None:
        if actor.startswith("lire_pages"):
            self.reader.read(int(str(argument)))
        else:
            self.handler.handle(str(argument))

    def settle(self) -> None:
        while messages := self.take():
            for message in messages:
                self.do(*message)


@pytest.fixture
def crew(tools: Tools) -> Iterator[Crew]:
    crew = Crew(tools)
    with crew.files:
        yield crew


def _manifest(tools: Tools) -> bytes:
    return tools.store.get_bytes(Dossier.objects.get().manifest)


def test_it_is_filed_with_each_page_once_as_process_files_it(crew: Crew, tools: Tools, tmp_path: Path) -> None:
    file = _large(tmp_path)
    pli = crew.receive(file)
    crew.settle()
    assert Pli.objects.get(id=pli).status == "filed"
    assert Pli.objects.get(id=pli).attempts == 1
    assert Event.objects.filter(subject=pli, what="pages_shared_out").get().why == "6 ranges"
    assert not PageRange.objects.exists(), "what was read of it is in the dossier"
    alone = replace(tools, store=DirectoryStore(tmp_path / "alone"))
    (done,) = process_all(receptions([file], Door(received_on=NOW)), alone, 1, lambda item: None)
    keys = sorted(key for key in alone.store.keys("dossiers/") if "/pieces/" in key)
    assert not done.failure
    assert keys
    assert [tools.store.get_bytes(key) for key in keys] == [alone.store.get_bytes(key) for key in keys]


def test_a_pli_of_no_more_pages_than_two_ranges_is_read_at_once(crew: Crew, tmp_path: Path) -> None:
    crew.receive(_large(tmp_path, 4))
    (message,) = crew.take()
    crew.do(*message)
    assert Pli.objects.get().status == "filed"


def test_files_packed_together_are_shared_out_together(crew: Crew, tmp_path: Path) -> None:
    attached = _large(tmp_path, 5).read_bytes()
    other = _large(tmp_path, 3).read_bytes()
    message = tmp_path / "message.eml"
    parts = (("a.pdf", attached), ("b.pdf", other), ("encore.pdf", attached))
    message.write_bytes(a_mail("Demande", "Bonjour, voici ma demande de titre de séjour.", *parts, id_="<1@x>"))
    pli = crew.receive(message)
    crew.do(*crew.take()[0])
    assert sum(PageRange.objects.values_list("pages", flat=True)) == 1 + 5 + 3, "a duplicate is read with its twin"
    crew.settle()
    assert Pli.objects.get(id=pli).status == "filed"


def test_no_finished_range_is_read_again(crew: Crew, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crew.receive(_large(tmp_path))
    crew.do(*crew.take()[0])
    messages = crew.take()
    for message in messages[:4]:
        crew.do(*message)
    before = {row.id: row.read_at for row in PageRange.objects.exclude(read_at=None)}
    assert len(before) == 4
    for message in messages[:4]:  # the broker gives them again
        crew.do(*message)
    assert {row.id: row.read_at for row in PageRange.objects.exclude(read_at=None)} == before
    for message in messages[4:]:
        crew.do(*message)
    monkeypatch.setattr("workers.pages.read_page", None)  # nobody can read a page any more
    monkeypatch.setattr("workers.pages.read_once", None)
    crew.settle()
    assert Pli.objects.get().status == "filed"


def test_the_pli_asked_for_meanwhile_waits_and_only_what_is_lost_is_asked_for_again(crew: Crew, tmp_path: Path) -> None:
    pli = crew.receive(_large(tmp_path))
    crew.do(*crew.take()[0])
    first, *lost = crew.take()
    crew.do(*first)
    crew.handler.handle(pli)
    assert crew.take() == []
    long_ago = timezone.now() - UNFINISHED_AFTER * 2
    PageRange.objects.update(updated_at=long_ago)
    Pli.objects.update(updated_at=long_ago)
    assert [one.pli for one in unfinished(UNFINISHED_AFTER)] == [pli]
    crew.handler.handle(pli)
    assert crew.take() == lost
    assert Pli.objects.get(id=pli).attempts == 0
    for message in lost:
        crew.do(*message)
    crew.settle()
    assert Pli.objects.get(id=pli).status == "filed"


def test_a_range_that_was_begun_and_fell_silent_is_found_however_long_the_queue(crew: Crew, tmp_path: Path) -> None:
    pli = crew.receive(_large(tmp_path))
    crew.do(*crew.take()[0])
    crew.take()
    Pli.objects.update(updated_at=timezone.now() - timedelta(hours=1))
    assert unfinished(UNFINISHED_AFTER, begun_only=True) == []
    PageRange.objects.filter(id=PageRange.objects.first().id).update(attempts=1)  # type: ignore[union-attr]  # it is there
    assert [one.pli for one in unfinished(UNFINISHED_AFTER, begun_only=True)] == [pli]


def test_the_weather_costs_a_range_no_attempt(crew: Crew, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crew.receive(_large(tmp_path))
    crew.do(*crew.take()[0])
    message = crew.take()[0]

    def away(self: DirectoryStore, key: str, path: Path) -> None:
        raise WeatherError("the store does not answer")

    with monkeypatch.context() as patch:
        patch.setattr(DirectoryStore, "fetch_file", away)
        for _ in range(5):
            with pytest.raises(WeatherError):
                crew.do(*message)
    assert set(PageRange.objects.values_list("attempts", flat=True)) == {0}


def test_a_range_that_fails_each_time_brings_its_pli_before_a_person(crew: Crew, tmp_path: Path) -> None:
    pli = crew.receive(_large(tmp_path))
    crew.do(*crew.take()[0])
    bad, *others = crew.take()
    PageRange.objects.filter(id=int(str(bad[1]))).update(portions=f"{'0' * 64}:1-2")
    for _ in range(3):
        with pytest.raises(OurError):
            crew.do(*bad)
    crew.do(*bad)
    crew.settle()
    row = Pli.objects.get(id=pli)
    assert (row.status, row.fault_code) == ("quarantine", "trop_d_essais")
    for message in others:
        crew.do(*message)
    assert not PageRange.objects.exists()
    assert crew.take() == []


def test_a_range_whose_workers_are_killed_is_tried_more_often_than_one_that_fails(crew: Crew, tmp_path: Path) -> None:
    pli = crew.receive(_large(tmp_path))
    crew.do(*crew.take()[0])
    messages = crew.take()
    killed = int(str(messages[0][1]))
    for _ in range(7):
        assert begin_range(killed)  # and nothing more is heard of that worker
    for message in messages:
        crew.do(*message)
    crew.settle()
    assert Pli.objects.get(id=pli).status == "filed"


def test_a_range_that_kills_each_of_its_workers_brings_its_pli_before_a_person(crew: Crew, tmp_path: Path) -> None:
    pli = crew.receive(_large(tmp_path))
    crew.do(*crew.take()[0])
    bad = crew.take()[0]
    for _ in range(8):
        assert begin_range(int(str(bad[1])))
    crew.do(*bad)
    crew.settle()
    assert Pli.objects.get(id=pli).status == "quarantine"


def test_what_another_version_kept_is_read_again(crew: Crew, tmp_path: Path) -> None:
    crew.receive(_large(tmp_path))
    crew.do(*crew.take()[0])
    messages = crew.take()
    crew.do(*messages[0])
    PageRange.objects.filter(id=int(str(messages[0][1]))).update(content=b"?")
    for message in messages[1:]:
        crew.do(*message)
    crew.settle()
    assert Pli.objects.get().status == "filed"
