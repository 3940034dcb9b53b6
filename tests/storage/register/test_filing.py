"""A dossier is registered together with its hand-over, once."""

from dataclasses import replace
from datetime import date

import pytest

from dossier.demandeur import Alerte
from dossier.errors import Fault, OurError, WeatherError
from dossier.filing import Cause
from dossier.mail import Nature
from storage.register import models
from storage.register.ledger import (
    acknowledge,
    mark_sent,
    record_courrier,
    record_filing,
    record_revision,
    unsent,
)
from storage.register.transitions import Stage, Status
from tests.storage.samples import a_courrier, a_dossier, arrived, next_revision

MANIFEST = "dossiers/d-1/dossier.json"
JUDGE = Alerte(code="decision_de_justice", echeance="2026-12-01", piece=1)


def hand_overs() -> list[models.Outbox]:
    return list(models.Outbox.objects.filter(actor="recevoir_dossier").order_by("-priority", "id"))


def test_a_filing_registers_the_dossier_the_pli_and_the_hand_over(any_register: str) -> None:
    pli, dossier = arrived(), a_dossier()
    assert record_filing(pli, dossier, manifest=MANIFEST)
    row, filed = models.Dossier.objects.get(), models.Pli.objects.get()
    assert (row.id, row.revision, row.outcome, row.fondement) == (dossier.id, 1, "recevable", "attestation_ccc")
    assert (row.pieces, row.pages, row.nom, row.motif, row.manifest) == (1, 3, "DIALLO", "attestation_ccc", MANIFEST)
    assert (filed.status, filed.dossier_id, filed.pages, filed.nature) == (Status.FILED, dossier.id, 3, "depot")
    [message] = hand_overs()
    assert message.queue == "instruction"
    assert message.args == {
        "dossier": dossier.id,
        "revision": 1,
        "cause": "filing",
        "manifest": MANIFEST,
        "outcome": "recevable",
        "alertes": [],
        "schema": "pli.dossier/1",
    }


def test_a_repeat_changes_nothing(any_register: str) -> None:
    pli = arrived()
    assert record_filing(pli, a_dossier(), manifest=MANIFEST)
    events = models.Event.objects.count()
    assert not record_filing(pli, a_dossier(), manifest=MANIFEST)
    assert len(hand_overs()) == 1
    assert models.Event.objects.count() == events


def test_no_hand_over_is_sent_when_none_is_wanted(any_register: str) -> None:
    record_filing(arrived(), a_dossier(), manifest=MANIFEST, hand_over=False)
    assert hand_overs() == []


def test_a_court_s_deadline_goes_first_and_on_the_urgent_queue_too(any_register: str) -> None:
    record_filing(arrived("1.pdf"), a_dossier("1.pdf"), manifest=MANIFEST)
    record_filing(arrived("2.pdf"), a_dossier("2.pdf", alertes=(JUDGE,)), manifest=MANIFEST)
    first = [message for message in unsent(10) if message.actor == "recevoir_dossier"]
    assert [message.queue for message in first] == ["instruction_urgente", "instruction", "instruction"]
    assert first[0].args == first[1].args
    assert first[0].args["alertes"] == [{"code": "decision_de_justice", "echeance": "2026-12-01", "piece": 1}]
    assert models.Dossier.objects.get(alertes=1).echeance == date(2026, 12, 1)


def test_an_alert_without_a_deadline_waits_its_turn(any_register: str) -> None:
    record_filing(arrived(), a_dossier(alertes=(replace(JUDGE, echeance=None),)), manifest=MANIFEST)
    assert [message.queue for message in hand_overs()] == ["instruction"]


def test_a_pli_with_an_unreadable_original_counts_as_filed_and_shows_why(any_register: str) -> None:
    fault = Fault(original="x.pdf", key="plis/x", code="pdf_chiffre", message="Ce PDF demande un mot de passe.")
    record_filing(arrived(), a_dossier(), manifest=MANIFEST, faults=[fault])
    row = models.Pli.objects.get()
    assert (row.status, row.fault_code) == (Status.FILED, "pdf_chiffre")


def test_a_filing_rolls_back_as_a_whole(any_register: str) -> None:
    pli, dossier = arrived(), a_dossier()
    finding = replace(dossier.findings.recevabilite, fondement=None)
    wrong = replace(dossier, findings=replace(dossier.findings, recevabilite=finding))
    with pytest.raises(OurError, match="dossier_recevable_has_fondement"):
        record_filing(pli, wrong, manifest=MANIFEST)
    assert models.Pli.objects.get().status == Status.WAITING
    assert not models.Dossier.objects.exists()
    assert hand_overs() == []


def test_a_complement_makes_the_next_revision_of_its_dossier(any_register: str) -> None:
    first = a_dossier("1.pdf")
    record_filing(arrived("1.pdf"), first, manifest=MANIFEST)
    late = a_courrier("2.pdf", nature=Nature.COMPLEMENT)
    pli = arrived("2.pdf")
    record_courrier(late)
    second = replace(first, revision=2, cause=Cause.COMPLEMENT, plis=(*first.plis, late.pli))
    assert record_filing(pli, second, manifest=MANIFEST)
    row = models.Dossier.objects.get()
    assert (row.revision, row.pages, row.stage) == (2, 6, Stage.FILED)
    assert {one.dossier_id for one in models.Pli.objects.all()} == {first.id}
    assert [message.args["revision"] for message in hand_overs()] == [1, 2]


@pytest.mark.parametrize("revision", [1, 3])
def test_a_revision_that_does_not_follow_is_to_be_made_again(any_register: str, revision: int) -> None:
    first = a_dossier("1.pdf")
    record_filing(arrived("1.pdf"), first, manifest=MANIFEST)
    pli = arrived("2.pdf")
    other = replace(first, revision=revision, plis=(*first.plis, a_courrier("2.pdf", nature=Nature.COMPLEMENT).pli))
    with pytest.raises(WeatherError, match="at revision 1"):
        record_filing(pli, other, manifest=MANIFEST)
    assert models.Pli.objects.get(id=pli).status == Status.WAITING


def test_a_correction_is_handed_over_too_and_only_once(any_register: str) -> None:
    record_filing(arrived(), a_dossier(), manifest=MANIFEST)
    corrected = next_revision(a_dossier())
    assert record_revision(corrected, manifest=MANIFEST, who="agent:7")
    assert not record_revision(corrected, manifest=MANIFEST, who="agent:7")
    assert [message.args["cause"] for message in hand_overs()] == ["filing", "correction"]


def test_a_dossier_goes_from_filed_to_handed_over_to_acknowledged_and_back(any_register: str) -> None:
    dossier = a_dossier()
    record_filing(arrived(), dossier, manifest=MANIFEST)
    stages = []
    for step in (
        lambda: mark_sent([message.id for message in unsent(10)]),
        lambda: acknowledge(dossier.id, 1),
        lambda: record_revision(next_revision(dossier), manifest=MANIFEST, who="agent:7"),
        lambda: acknowledge(dossier.id, 2),  # an answer that overtakes the relay's note
        lambda: mark_sent([message.id for message in unsent(10)]),
    ):
        step()
        stages.append(models.Dossier.objects.get().stage)
    assert stages == [Stage.HANDED_OVER, Stage.ACKNOWLEDGED, Stage.FILED, Stage.ACKNOWLEDGED, Stage.ACKNOWLEDGED]
    assert models.Dossier.objects.get().handed_over_at is not None


@pytest.mark.parametrize(("dossier", "revision"), [("d-unknown", 1), ("known", 2), ("known", 0), ("known", -1)])
def test_an_answer_about_what_does_not_exist_is_ignored(any_register: str, dossier: str, revision: int) -> None:
    known = a_dossier()
    record_filing(arrived(), known, manifest=MANIFEST)
    assert not acknowledge(known.id if dossier == "known" else dossier, revision)
    assert models.Dossier.objects.get().acknowledged_revision == 0


def test_an_old_answer_takes_nothing_back(any_register: str) -> None:
    dossier = a_dossier()
    record_filing(arrived(), dossier, manifest=MANIFEST)
    record_revision(next_revision(dossier), manifest=MANIFEST, who="agent:7")
    assert acknowledge(dossier.id, 2)
    assert acknowledge(dossier.id, 1)
    assert models.Dossier.objects.get().acknowledged_revision == 2


def test_a_deadline_that_is_no_day_is_refused_by_name(any_register: str) -> None:
    wrong = a_dossier(alertes=(replace(JUDGE, echeance="sous huitaine"),))
    with pytest.raises(OurError, match="deadline"):
        record_filing(arrived(), wrong, manifest=MANIFEST)
