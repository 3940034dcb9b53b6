"""What the antivirus set aside is named on its page and given to nobody."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from desk.dangerous import is_dangerous
from desk.dossier_sheet import load_sheet
from dossier.ids import manifest_key
from storage.directory_store import DirectoryStore
from storage.manifest import dossier_bytes
from storage.register.models import Pli
from tests.desk.made_up import JSON, put_dossier, put_quarantine

# (name, error, whether nobody is given it)
MESSAGE_WITH_ONE = [("a.eml", None, True), ("facture.pdf", "virus", True), ("lettre.pdf", None, False)]
NESTED = [
    ("a.eml", None, True),
    ("b.eml", None, True),
    ("b.eml/facture.pdf", "virus", True),
    ("b.eml/lettre.pdf", None, False),
    ("b.emlx", None, False),
]
ARCHIVE = [("a.zip", "contenu_ecarte", True), ("a.zip/x", "virus", True), ("a.zip/y.pdf", None, False)]
INSIDE = [("a.eml", None, True), ("a.zip", "virus", True), ("a.zip/y.pdf", "dans_un_fichier_dangereux", True)]
UNREAD = [("a.eml", None, False), ("b.pdf", "pdf_illisible", False)]


@pytest.mark.parametrize("files", [MESSAGE_WITH_ONE, NESTED, INSIDE, UNREAD])
def test_a_dangerous_file_and_what_holds_it_are_named_and_not_given(
    files: list[tuple[str, str | None, bool]], agent: Client, objects: DirectoryStore
) -> None:
    dossier = put_dossier(objects)
    (pli,) = dossier.plis
    originals = tuple(
        replace(pli.originals[0], name=name, error=error, pages=0 if error or at else pli.originals[0].pages)
        for at, (name, error, _) in enumerate(files)
    )
    changed = replace(dossier, plis=(replace(pli, originals=originals),))
    objects.put_bytes(manifest_key(dossier.id), dossier_bytes(changed), JSON)
    page = agent.get(reverse("dossier", args=[dossier.id])).content.decode()
    assert [file.dangerous for file in load_sheet(dossier.id).plis[0].files] == [dangerous for *_, dangerous in files]
    for at, (name, _, dangerous) in enumerate(files):
        address = reverse("original", args=[dossier.id, at])
        assert f"<bdi>{name}</bdi>" in page
        assert (f'href="{address}"' in page) is not dangerous
        answer = agent.get(address)
        answer.close()
        assert answer.status_code == (403 if dangerous else 200)
    assert page.count("antivirus</span>") == sum(dangerous for *_, dangerous in files)


def test_an_archive_around_a_dangerous_file_is_dangerous(objects: DirectoryStore) -> None:
    (pli,) = put_dossier(objects).plis
    originals = tuple(replace(pli.originals[0], name=name, error=error) for name, error, _ in ARCHIVE)
    dangerous = [is_dangerous(replace(pli, originals=originals), at) for at in range(len(originals))]
    assert dangerous == [expected for *_, expected in ARCHIVE]


@pytest.mark.parametrize(
    ("codes", "status"),
    [(["virus"], 403), (["contenu_ecarte"], 403), (["pdf_illisible"], 200), (["pdf_illisible", "virus"], 403)],
)
def test_a_dangerous_file_in_quarantine_stays_there(
    codes: list[str], status: int, agent: Client, objects: DirectoryStore
) -> None:
    address = reverse("fichier_recu", args=[put_quarantine(objects, "scan.pdf", *codes)])
    answer = agent.get(address)
    answer.close()
    assert answer.status_code == status
    page = agent.get("/quarantaine/").content.decode()
    assert "<bdi>scan.pdf</bdi>" in page
    assert (f'href="{address}"' in page) is (status == 200)


def test_a_lot_is_not_given_when_a_pli_cut_from_it_holds_a_dangerous_file(
    agent: Client, objects: DirectoryStore
) -> None:
    lot, cut = put_quarantine(objects, "lot.pdf"), put_quarantine(objects, "cut.pdf", "virus")
    address = reverse("fichier_recu", args=[lot])
    answer = agent.get(address)
    answer.close()
    assert answer.status_code == 200
    Pli.objects.filter(id=cut).update(lot=lot, lot_position=1, first_page=1, last_page=1)
    assert agent.get(address).status_code == 403


@pytest.mark.parametrize(
    ("code", "label"),
    [("antivirus_incomplet", "Non examiné par l'antivirus, non lu"), ("pdf_illisible", "Illisible")],
)
def test_what_the_antivirus_did_not_look_through_is_not_called_illegible(
    code: str, label: str, agent: Client, objects: DirectoryStore
) -> None:
    dossier = put_dossier(objects)
    (pli,) = dossier.plis
    first = pli.originals[0]
    originals = (first, replace(first, name="gros.zip", error=code, pages=0))
    changed = replace(dossier, plis=(replace(pli, originals=originals),))
    objects.put_bytes(manifest_key(dossier.id), dossier_bytes(changed), JSON)
    page = agent.get(reverse("dossier", args=[dossier.id])).content.decode()
    assert f'<span class="flag">{label}</span>' in page


def test_who_asks_for_one_is_told_whom_to_turn_to(agent: Client, objects: DirectoryStore) -> None:
    answer = agent.get(reverse("fichier_recu", args=[put_quarantine(objects, "scan.pdf", "virus")]))
    assert "adressez-vous à l&#x27;exploitation" in answer.content.decode()
