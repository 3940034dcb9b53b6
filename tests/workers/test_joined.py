"""Mail through the worker's hands: late pièces find their dossier, and never another person's."""

import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from dossier.decision import Decision
from dossier.filing import Cause
from dossier.recevabilite import Outcome
from ingest.separators import print_sheets
from storage.register.joining import in_tray
from storage.register.ledger import Word, counts, record_revision, register_transaction, say
from storage.register.models import Dossier, Event, Pli
from storage.schema import validate
from tests.workers.filings import NOW
from tests.workers.mail import ATTESTATION, COVER, FORM, HIS_ATTESTATION, LATE, a_mail
from tests.workers.office import Letter, Office, hand_overs, the_dossier
from workers.jobs import MAIL
from workers.registered_dossiers import proposals_for
from workers.revisions import load_revision, put_revision

pytestmark = pytest.mark.usefixtures("register")


def test_a_late_attestation_finds_its_dossier_as_revision_2(office: Office, filing: bytes, late: bytes) -> None:
    office.read(filing)
    first = office.manifest(the_dossier())
    assert first["recevabilite"]["outcome"] == "irrecevable"
    pli = office.read(late)
    second = office.manifest(the_dossier())
    assert (second["revision"], second["cause"], second["recevabilite"]["outcome"]) == (2, "complement", "recevable")
    assert [(one["nature"], one["message_id"]) for one in second["plis"]] == [
        ("depot", "<1@example.org>"),
        ("complement", "<2@example.org>"),
    ]
    assert second["plis"][0] == first["plis"][0]
    assert (second["id"], second["numero"], second["decision"]) == (first["id"], first["numero"], None)
    assert hand_overs() == [(first["id"], 1, "filing"), (first["id"], 2, "complement")]
    assert not office.tools.store.exists(f"courriers/{pli}/courrier.json")
    assert counts().plis.filed == 2


def test_the_first_revision_keeps_its_files(office: Office, filing: bytes, late: bytes) -> None:
    office.read(filing)
    first = office.manifest(the_dossier())
    before = {piece["key"]: office.tools.store.get_bytes(piece["key"]) for piece in first["pieces"]}
    revision = office.tools.store.get_bytes(f"dossiers/{first['id']}/revisions/1.json")
    office.read(late)
    assert {key: office.tools.store.get_bytes(key) for key in before} == before
    assert office.tools.store.get_bytes(f"dossiers/{first['id']}/revisions/1.json") == revision


def test_a_numero_by_post_joins_without_any_thread(office: Office, filing: bytes, letter: Letter) -> None:
    office.read(filing)
    office.read(letter(ATTESTATION), "scan.pdf")
    manifest = office.manifest(the_dossier())
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
    assert office.manifest(the_dossier())["revision"] == 1
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
    assert courrier["belongs_to"] == [the_dossier()]


def test_a_complement_that_came_first_joins_when_its_filing_comes(office: Office, filing: bytes, late: bytes) -> None:
    pli = office.read(late)
    assert [row.id for row in in_tray()] == [pli]
    office.read(filing)
    manifest = office.manifest(the_dossier())
    assert [one["message_id"] for one in manifest["plis"]] == ["<1@example.org>", "<2@example.org>"]
    assert not in_tray().exists()


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
    manifest = office.manifest(the_dossier())
    skipped = [(page["original"], page["page"]) for page in manifest["skipped_pages"] if page["why"] == "duplicate"]
    assert skipped == [(4, 1), (4, 2)]
    assert [original["name"] for pli in manifest["plis"] for original in pli["originals"]][4] == "lettre.pdf"


def test_a_later_message_withdraws_what_the_attestation_said(office: Office, letter: Letter) -> None:
    office.read(
        a_mail("Demande", "Mon dossier.", ("d.pdf", letter(FORM)), ("a.pdf", letter(ATTESTATION)), id_="<1@ex>")
    )
    assert office.manifest(the_dossier())["recevabilite"]["outcome"] == "recevable"
    withdrawn = """<p>Agence nationale des titres sécurisés<br>Centre de contact citoyens</p>
    <p>Madame Awa Camara, n° étranger 3301234567</p><p>Madame, nous vous informons que l'attestation qui vous a été
    adressée le 12 novembre 2026 a été délivrée par erreur et est annulée. Vous pouvez déposer votre demande en ligne
    sur le site de l'ANEF.</p><p>Fait le 25 novembre 2026</p>"""
    office.read(a_mail("Re: Demande", LATE, ("r.pdf", letter(withdrawn)), id_="<2@ex>", answers="<1@ex>", day=27))
    manifest = office.manifest(the_dossier())
    assert (manifest["revision"], manifest["recevabilite"]["outcome"]) == (2, "a_verifier")
    assert "document_retire" in [reason["code"] for reason in manifest["recevabilite"]["reasons"]]


def test_what_an_agent_decided_stays(office: Office, filing: bytes, late: bytes) -> None:
    office.read(filing)
    decided = Decision(outcome=Outcome.IRRECEVABLE, motive="Rien.", agent="agent:c", at=NOW)
    filed = load_revision(the_dossier(), 1, office.tools)
    with register_transaction():
        second = replace(filed, revision=2, cause=Cause.DECISION, decision=decided)
        record_revision(second, manifest=put_revision(second, office.tools), who="agent:c")
    office.read(late)
    manifest = office.manifest(the_dossier())
    assert (manifest["revision"], manifest["recevabilite"]["outcome"]) == (3, "recevable")
    assert manifest["decision"]["motive"] == "Rien."


def test_an_agent_attaches_what_waited(office: Office, filing: bytes, letter: Letter) -> None:
    office.read(filing)
    pli = office.read(a_mail("Pièce", LATE, ("a.pdf", letter("<p>Facture</p>")), id_="<4@ex>", sender="x@ex.org"))
    assert say(pli, Word.JOIN, MAIL, dossier=the_dossier(), who="agent:c")
    office.settle()
    manifest = office.manifest(the_dossier())
    assert (manifest["revision"], manifest["plis"][1]["id"]) == (2, pli)
    event = Event.objects.get(kind="dossier", what="complement")
    assert (event.who, event.why) == ("agent:c", "agent")
    assert not office.tools.store.exists(f"courriers/{pli}/courrier.json")


def test_an_agent_has_a_courrier_filed_by_itself(office: Office, letter: Letter) -> None:
    pli = office.read(a_mail("Pièce", LATE, ("a.pdf", letter(ATTESTATION)), id_="<4@ex>"))
    assert Pli.objects.get(id=pli).status == "courrier"
    say(pli, Word.OWN, MAIL, who="agent:c")
    office.settle()
    manifest = office.manifest(the_dossier())
    assert (manifest["cause"], manifest["plis"][0]["nature"]) == ("filing", "depot")
    assert not office.tools.store.exists(f"courriers/{pli}/courrier.json")


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
    mine = the_dossier()
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
    manifest = office.manifest(the_dossier())
    assert (manifest["revision"], manifest["recevabilite"]["outcome"]) == (2, "recevable")
    assert [pli["lot"]["position"] for pli in manifest["plis"]] == [1, 2]
    assert {key.split("/")[1] for key in office.tools.store.keys("dossiers/")} == {manifest["id"]}
