"""Mail through the worker's hands: late pièces find their dossier, once, whatever comes between."""

import json
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from dossier.decision import Decision
from dossier.errors import OurError, WeatherError
from dossier.filing import Cause
from dossier.mail import Channel, DateSource
from dossier.recevabilite import Outcome
from ingest.intake import FileArrival
from ingest.separators import print_sheets
from storage.directory_store import DirectoryStore
from storage.register.joining import in_tray
from storage.register.ledger import Word, counts, record_revision, register_transaction, say, unsent
from storage.register.models import Dossier, Event, Pli
from storage.schema import validate
from tests.workers.filings import NOW
from tests.workers.mail import ATTESTATION, COVER, a_mail
from workers.handling import Handler
from workers.intake import RegisterIntake
from workers.jobs import MAIL
from workers.reception import Tools
from workers.recording import record
from workers.registered_dossiers import proposals_for
from workers.revisions import load_revision, put_revision

pytestmark = pytest.mark.usefixtures("register")
Letter = Callable[..., bytes]

FORM = """<h1>Demande de titre de séjour</h1><p>Formulaire de demande de renouvellement</p>
<p>Nom : CAMARA</p><p>Prénoms : Awa</p><p>Née le : 04/03/1991</p><p>Nationalité : sénégalaise</p>
<p>Numéro étranger : 3301234567</p><p>Adresse : 12 rue des Faures, 33000 Bordeaux</p><p>Signature</p>"""
LATE = "Bonjour, veuillez trouver ci-joint la pièce complémentaire pour mon dossier déjà déposé. Awa Camara"
HIS_ATTESTATION = ATTESTATION.replace("Madame Awa Camara, née", "Monsieur Moussa Diallo, né").replace(
    "3301234567", "3307654321"
)


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


@pytest.fixture
def office(tools: Tools, tmp_path: Path) -> Office:
    return Office(tools, tmp_path)


@pytest.fixture
def filing(letter: Letter) -> bytes:
    """A filing without any proof."""
    return a_mail(
        "Demande de renouvellement",
        "Bonjour, je dépose ma demande de titre de séjour, je ne peux pas le faire en ligne. Awa Camara",
        ("demande.pdf", letter(FORM, COVER)),
        id_="<1@example.org>",
    )


@pytest.fixture
def late(letter: Letter) -> bytes:
    """The attestation, two weeks later, as an answer to the filing."""
    return a_mail(
        "Re: Demande de renouvellement", LATE, ("attestation.pdf", letter(ATTESTATION)),
        id_="<2@example.org>", answers="<1@example.org>", day=30,
    )  # fmt: skip


def _hand_overs() -> list[tuple[str, int, str]]:
    messages = [message.args for message in unsent(100) if message.queue == "instruction"]
    return [(args["dossier"], args["revision"], args["cause"]) for args in messages]


def _dossier() -> str:
    return Dossier.objects.get().id


def test_a_late_attestation_finds_its_dossier_as_revision_2(office: Office, filing: bytes, late: bytes) -> None:
    office.read(filing)
    first = office.manifest(_dossier())
    assert first["recevabilite"]["outcome"] == "irrecevable"
    pli = office.read(late)
    second = office.manifest(_dossier())
    assert (second["revision"], second["cause"], second["recevabilite"]["outcome"]) == (2, "complement", "recevable")
    assert [(one["nature"], one["message_id"]) for one in second["plis"]] == [
        ("depot", "<1@example.org>"),
        ("complement", "<2@example.org>"),
    ]
    assert second["plis"][0] == first["plis"][0]
    assert (second["id"], second["numero"], second["decision"]) == (first["id"], first["numero"], None)
    assert _hand_overs() == [(first["id"], 1, "filing"), (first["id"], 2, "complement")]
    assert not office.tools.store.exists(f"courriers/{pli}/courrier.json")
    assert counts().plis.filed == 2


def test_the_first_revision_keeps_its_files(office: Office, filing: bytes, late: bytes) -> None:
    office.read(filing)
    first = office.manifest(_dossier())
    before = {piece["key"]: office.tools.store.get_bytes(piece["key"]) for piece in first["pieces"]}
    revision = office.tools.store.get_bytes(f"dossiers/{first['id']}/revisions/1.json")
    office.read(late)
    assert {key: office.tools.store.get_bytes(key) for key in before} == before
    assert office.tools.store.get_bytes(f"dossiers/{first['id']}/revisions/1.json") == revision


def test_a_numero_by_post_joins_without_any_thread(office: Office, filing: bytes, letter: Letter) -> None:
    office.read(filing)
    office.read(letter(ATTESTATION), "scan.pdf")
    manifest = office.manifest(_dossier())
    assert [pli["channel"] for pli in manifest["plis"]] == ["email", "post"]
    assert manifest["recevabilite"]["outcome"] == "recevable"
    why = Event.objects.get(kind="dossier", what="complement").why
    assert why == "numero_etranger"


def test_a_thread_that_names_another_person_is_never_joined(office: Office, filing: bytes, letter: Letter) -> None:
    office.read(filing)
    hijacked = a_mail(
        "Re: Demande de renouvellement", "Pièce complémentaire pour le dossier déjà déposé de M. Diallo.",
        ("attestation.pdf", letter(HIS_ATTESTATION)), id_="<3@example.org>", answers="<1@example.org>", day=30,
    )  # fmt: skip
    pli = office.read(hijacked)
    assert office.manifest(_dossier())["revision"] == 1
    courrier = json.loads(office.tools.store.get_bytes(f"courriers/{pli}/courrier.json"))
    assert (courrier["nature"], courrier["belongs_to"]) == ("complement", [])
    [proposal] = proposals_for(pli)
    assert proposal.obstacle is not None


def test_the_same_sender_alone_is_proposed(office: Office, filing: bytes, letter: Letter) -> None:
    office.read(filing)
    alone = a_mail("Pièce", LATE.replace(" Awa Camara", ""), ("page.pdf", letter("<p>Facture</p>")), id_="<4@ex>")
    pli = office.read(alone)
    assert [row.id for row in in_tray()] == [pli]
    courrier = json.loads(office.tools.store.get_bytes(f"courriers/{pli}/courrier.json"))
    validate(courrier, "courrier")
    assert courrier["belongs_to"] == [_dossier()]


def test_a_complement_that_came_first_joins_when_its_filing_comes(office: Office, filing: bytes, late: bytes) -> None:
    pli = office.read(late)
    assert [row.id for row in in_tray()] == [pli]
    office.read(filing)
    manifest = office.manifest(_dossier())
    assert [one["message_id"] for one in manifest["plis"]] == ["<1@example.org>", "<2@example.org>"]
    assert not in_tray().exists()


def test_a_filing_and_its_complement_read_at_the_same_time_are_one_dossier(
    office: Office, filing: bytes, late: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The filing is recorded between the complement's reading and its own recording."""
    first, second = office.receive(filing, "1.eml"), office.receive(late, "2.eml")
    before_recording(monkeypatch, lambda: office.handler.handle(first))
    office.handler.handle(second)
    assert Pli.objects.get(id=second).attempts == 0
    office.settle()
    assert office.manifest(_dossier())["revision"] == 2
    assert not list(office.tools.store.keys("courriers/"))


def test_parts_of_a_series_read_at_the_same_time_are_one_dossier(
    office: Office, letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    part_1 = a_mail("Demande CAMARA 1/2", "Mon dossier de titre de séjour.", ("d.pdf", letter(FORM)), id_="<1@ex>")
    part_2 = a_mail(
        "Re: Demande CAMARA 2/2", "La suite.", ("a.pdf", letter(ATTESTATION)), id_="<2@ex>", answers="<1@ex>"
    )
    first, second = office.receive(part_1, "1.eml"), office.receive(part_2, "2.eml")
    before_recording(monkeypatch, lambda: office.handler.handle(first))
    office.handler.handle(second)
    office.settle()
    manifest = office.manifest(_dossier())
    assert len(manifest["plis"]) == 2
    assert {key.split("/")[1] for key in office.tools.store.keys("dossiers/")} == {manifest["id"]}


def test_of_two_complements_at_the_same_time_none_is_lost(
    office: Office, filing: bytes, late: bytes, letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both were made from revision 1: the second finds that out when it is recorded, and is made again."""
    office.read(filing)
    other = a_mail(
        "Re: Demande", LATE, ("photo.pdf", letter("<p>Justificatif de domicile, facture EDF, Awa Camara</p>")),
        id_="<9@example.org>", answers="<1@example.org>", day=29,
    )  # fmt: skip
    first, second = office.receive(late, "1.eml"), office.receive(other, "2.eml")
    before_recording(monkeypatch, lambda: office.handler.handle(first))
    with pytest.raises(WeatherError):
        office.handler.handle(second)
    assert office.manifest(_dossier())["revision"] == 2
    office.settle()
    manifest = office.manifest(_dossier())
    assert manifest["revision"] == 3
    assert [pli["id"] for pli in manifest["plis"][1:]] == [first, second]
    assert [revision for _, revision, _ in _hand_overs()] == [1, 2, 3]


def test_an_attachment_that_the_dossier_has_already_is_a_duplicate(office: Office, letter: Letter) -> None:
    cover = letter(COVER, "<p>Awa Camara, je vous remercie de votre attention.</p>")
    office.read(
        a_mail("Demande", "Mon dossier.", ("d.pdf", letter(FORM)), ("lettre.pdf", cover), id_="<1@example.org>")
    )
    again = a_mail(
        "Re: Demande", LATE, ("lettre.pdf", cover), ("attestation.pdf", letter(ATTESTATION)),
        id_="<5@example.org>", answers="<1@example.org>", day=30,
    )  # fmt: skip
    office.read(again)
    manifest = office.manifest(_dossier())
    skipped = [(page["original"], page["page"]) for page in manifest["skipped_pages"] if page["why"] == "duplicate"]
    assert skipped == [(4, 1), (4, 2)]
    assert [original["name"] for pli in manifest["plis"] for original in pli["originals"]][4] == "lettre.pdf"


def test_a_later_message_withdraws_what_the_attestation_said(office: Office, letter: Letter) -> None:
    office.read(
        a_mail("Demande", "Mon dossier.", ("d.pdf", letter(FORM)), ("a.pdf", letter(ATTESTATION)), id_="<1@ex>")
    )
    assert office.manifest(_dossier())["recevabilite"]["outcome"] == "recevable"
    withdrawn = """<p>Agence nationale des titres sécurisés<br>Centre de contact citoyens</p>
    <p>Madame Awa Camara, n° étranger 3301234567</p><p>Madame, nous vous informons que l'attestation qui vous a été
    adressée le 12 novembre 2026 a été délivrée par erreur et est annulée. Vous pouvez déposer votre demande en ligne
    sur le site de l'ANEF.</p><p>Fait le 25 novembre 2026</p>"""
    office.read(a_mail("Re: Demande", LATE, ("r.pdf", letter(withdrawn)), id_="<2@ex>", answers="<1@ex>", day=27))
    manifest = office.manifest(_dossier())
    assert (manifest["revision"], manifest["recevabilite"]["outcome"]) == (2, "a_verifier")
    assert "document_retire" in [reason["code"] for reason in manifest["recevabilite"]["reasons"]]


def test_what_an_agent_decided_stays(office: Office, filing: bytes, late: bytes) -> None:
    office.read(filing)
    decided = Decision(outcome=Outcome.IRRECEVABLE, motive="Rien.", agent="agent:c", at=NOW)
    filed = load_revision(_dossier(), 1, office.tools)
    with register_transaction():
        second = replace(filed, revision=2, cause=Cause.DECISION, decision=decided)
        record_revision(second, manifest=put_revision(second, office.tools), who="agent:c")
    office.read(late)
    manifest = office.manifest(_dossier())
    assert (manifest["revision"], manifest["recevabilite"]["outcome"]) == (3, "recevable")
    assert manifest["decision"]["motive"] == "Rien."


def test_an_agent_attaches_what_waited(office: Office, filing: bytes, letter: Letter) -> None:
    office.read(filing)
    pli = office.read(a_mail("Pièce", LATE, ("a.pdf", letter("<p>Facture</p>")), id_="<4@ex>", sender="x@ex.org"))
    assert say(pli, Word.JOIN, MAIL, dossier=_dossier(), who="agent:c")
    office.settle()
    manifest = office.manifest(_dossier())
    assert (manifest["revision"], manifest["plis"][1]["id"]) == (2, pli)
    event = Event.objects.get(kind="dossier", what="complement")
    assert (event.who, event.why) == ("agent:c", "agent")
    assert not office.tools.store.exists(f"courriers/{pli}/courrier.json")


def test_an_agent_has_a_courrier_filed_by_itself(office: Office, letter: Letter) -> None:
    pli = office.read(a_mail("Pièce", LATE, ("a.pdf", letter(ATTESTATION)), id_="<4@ex>"))
    assert Pli.objects.get(id=pli).status == "courrier"
    say(pli, Word.OWN, MAIL, who="agent:c")
    office.settle()
    manifest = office.manifest(_dossier())
    assert (manifest["cause"], manifest["plis"][0]["nature"]) == ("filing", "depot")


def test_the_same_file_again_after_filing_is_listed_in_the_next_revision(office: Office, filing: bytes) -> None:
    office.read(filing, "un.eml")
    pli = office.receive(filing, "deux.eml")
    for _ in range(2):  # the message may come twice
        office.handler.handle(pli)
    manifest = office.manifest(_dossier())
    assert (manifest["revision"], manifest["cause"]) == (2, "correction")
    assert [arrival["name"] for arrival in manifest["plis"][0]["arrivals"]] == ["un.eml", "deux.eml"]
    assert [revision for _, revision, _ in _hand_overs()] == [1, 2]


def test_the_same_file_that_arrives_while_it_is_read_is_listed_too(
    office: Office, filing: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    before_recording(monkeypatch, lambda: office.receive(filing, "deux.eml"))
    pli = office.receive(filing, "un.eml")
    office.handler.handle(pli)
    asked = [message.args["pli"] for message in unsent(10) if message.actor == MAIL.actor]
    assert asked == [pli, pli]
    office.handler.handle(pli)
    assert len(office.manifest(_dossier())["plis"][0]["arrivals"]) == 2


def test_a_joined_pli_that_arrives_again_is_listed_in_its_dossier(office: Office, filing: bytes, late: bytes) -> None:
    office.read(filing)
    office.read(late, "un.eml")
    office.handler.handle(office.receive(late, "deux.eml"))
    manifest = office.manifest(_dossier())
    assert (manifest["revision"], len(manifest["plis"][1]["arrivals"])) == (3, 2)


def _lot(folder: Path, *letters: bytes) -> bytes:
    """A scan of letters with a separator sheet between each two."""
    sheet = folder / "sheet.pdf"
    print_sheets(sheet, 1, None)
    out = BytesIO()
    with pikepdf.new() as lot:
        for number, letter in enumerate(letters):
            for part in ([sheet.read_bytes()] if number else []) + [letter]:
                with pikepdf.open(BytesIO(part)) as pdf:
                    lot.pages.extend(pdf.pages)
        lot.save(out)
    return out.getvalue()


def test_an_envelope_of_a_lot_joins_the_dossier_of_its_numero(
    office: Office, filing: bytes, letter: Letter, tmp_path: Path
) -> None:
    office.read(filing)
    mine = _dossier()
    office.read(_lot(tmp_path, letter(FORM.replace("3301234567", "3309999999").replace("CAMARA", "SOW")),
                     letter(ATTESTATION)), "lot.pdf")  # fmt: skip
    manifest = office.manifest(mine)
    assert (manifest["revision"], manifest["recevabilite"]["outcome"]) == (2, "recevable")
    lot = manifest["plis"][1]["lot"]
    assert (lot["position"], lot["first_page"], lot["last_page"]) == (2, 3, 3)
    assert Dossier.objects.count() == 2
    assert counts().plis.filed == 3


def test_two_envelopes_of_one_lot_that_belong_together_are_one_dossier(
    office: Office, letter: Letter, tmp_path: Path
) -> None:
    """Neither is filed when the lot is read: the second finds the first when both are recorded."""
    office.read(_lot(tmp_path, letter(FORM), letter(ATTESTATION)), "lot.pdf")
    manifest = office.manifest(_dossier())
    assert (manifest["revision"], manifest["recevabilite"]["outcome"]) == (2, "recevable")
    assert [pli["lot"]["position"] for pli in manifest["plis"]] == [1, 2]
    assert {key.split("/")[1] for key in office.tools.store.keys("dossiers/")} == {manifest["id"]}


class Dying(DirectoryStore):
    """A store whose process dies at the n-th write."""

    def __init__(self, root: Path, writes: int) -> None:
        super().__init__(root)
        self.left = writes

    def put_bytes(self, key: str, data: bytes, media_type: str) -> Any:
        self._count()
        return super().put_bytes(key, data, media_type)

    def put_file(self, key: str, path: Path, media_type: str) -> Any:
        self._count()
        return super().put_file(key, path, media_type)

    def delete(self, key: str) -> None:
        self._count()
        super().delete(key)

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise OurError("killed")


@pytest.mark.parametrize("writes", range(10))
def test_broken_off_at_any_write_a_joining_is_done_again_as_if_nothing_had_been(
    office: Office, filing: bytes, late: bytes, tmp_path: Path, writes: int
) -> None:
    office.read(filing)
    first = office.tools.store.get_bytes(f"dossiers/{_dossier()}/revisions/1.json")
    pli = office.receive(late)
    dying = Dying(tmp_path / "out", writes)
    try:
        Handler(tools=replace(office.tools, store=dying), max_attempts=3).handle(pli)
    except OurError:
        assert Dossier.objects.get().revision == 1
        assert Pli.objects.get(id=pli).status == "waiting"
        assert [revision for _, revision, _ in _hand_overs()] == [1]
    else:
        assert dying.left >= 0
    office.settle()
    manifest = office.manifest(_dossier())
    assert (manifest["revision"], len(manifest["plis"])) == (2, 2)
    assert office.tools.store.get_bytes(f"dossiers/{_dossier()}/revisions/1.json") == first
    assert [revision for _, revision, _ in _hand_overs() if revision > 1] == [2]
