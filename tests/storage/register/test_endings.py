"""Plis that open no dossier."""

from dataclasses import replace

import pytest

from dossier.demandeur import Alerte
from dossier.errors import Fault, OurError
from dossier.mail import Nature
from storage.register import models
from storage.register.ledger import mark_sent, record_courrier, record_filing, record_quarantine, unsent
from storage.register.transitions import Status
from tests.storage.samples import a_courrier, a_dossier, a_quarantine, arrived


@pytest.mark.parametrize("nature", [Nature.COMPLEMENT, Nature.CORRESPONDANCE, Nature.INDESIRABLE])
def test_a_courrier_is_counted_and_never_reaches_the_instruction(any_register: str, nature: Nature) -> None:
    arrived()
    assert record_courrier(a_courrier(nature=nature))
    row = models.Pli.objects.get()
    assert (row.status, row.nature, row.pages) == (Status.COURRIER, nature, 3)
    assert not models.Outbox.objects.filter(queue__startswith="instruction").exists()


def test_a_courrier_keeps_the_number_of_its_alerts(any_register: str) -> None:
    arrived()
    record_courrier(replace(a_courrier(), alertes=(Alerte(code="decision_de_justice"),)))
    assert models.Pli.objects.get().alertes == 1


def test_a_filing_is_no_courrier(any_register: str) -> None:
    arrived()
    with pytest.raises(OurError, match="pli_courrier_is_no_depot"):
        record_courrier(a_courrier(nature=Nature.DEPOT))


def test_a_quarantine_says_why(any_register: str) -> None:
    arrived()
    assert record_quarantine(a_quarantine(), pages=4)
    row = models.Pli.objects.get()
    assert (row.status, row.fault_code, row.pages) == (Status.QUARANTINE, "pdf_illisible", 4)
    assert row.fault_message == "Ce PDF ne s'ouvre pas."


@pytest.mark.parametrize("ending", ["courrier", "quarantine", "filing"])
def test_a_dangerous_file_is_told_before_others_that_cannot_be_read(any_register: str, ending: str) -> None:
    pli = arrived()
    faults = tuple(
        Fault(original=f"{number}.pdf", key="plis/x", code=code, message=f"{code}.")
        for number, code in enumerate(["pdf_illisible", "virus", "contenu_ecarte"])
    )
    if ending == "courrier":
        record_courrier(a_courrier(), faults=faults)
    elif ending == "quarantine":
        record_quarantine(replace(a_quarantine(), faults=faults))
    else:
        record_filing(pli, a_dossier(), manifest="m", faults=faults)
    row = models.Pli.objects.get()
    assert (row.fault_code, row.fault_message) == ("virus", "virus.")


def test_a_quarantine_without_a_reason_is_refused(any_register: str) -> None:
    arrived()
    with pytest.raises(OurError, match="without a reason"):
        record_quarantine(replace(a_quarantine(), faults=()))


def test_an_ending_told_twice_is_one_ending(any_register: str) -> None:
    arrived("1.eml")
    arrived("2.pdf")
    assert [record_courrier(a_courrier("1.eml")) for _ in range(2)] == [True, False]
    assert [record_quarantine(a_quarantine("2.pdf")) for _ in range(2)] == [True, False]
    assert models.Event.objects.filter(what__in=["courrier", "quarantine"]).count() == 2


def test_a_filed_pli_does_not_end_otherwise(any_register: str) -> None:
    pli = arrived()
    record_filing(pli, a_dossier(), manifest="m")
    mark_sent([message.id for message in unsent(10)])
    with pytest.raises(OurError, match="filed cannot become courrier"):
        record_courrier(a_courrier())
    with pytest.raises(OurError, match="filed cannot become quarantine"):
        record_quarantine(a_quarantine())
