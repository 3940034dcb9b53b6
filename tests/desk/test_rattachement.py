"""The tray « à rattacher »: why each dossier is proposed, what an agent may answer, and what comes of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from dossier.joining import JoiningFacts
from dossier.mail import Nature
from storage.directory_store import DirectoryStore
from storage.manifest import courrier_bytes
from storage.register.ledger import record_courrier, save_joining_keys, word_on
from storage.register.models import Dossier, Event, Pli
from tests.desk.made_up import MadeUp, put_dossier
from tests.storage.samples import NOON, a_courrier, arrived

AWA: dict[str, Any] = {"nom": "CAMARA", "prenoms": "Awa", "sender": "awa@example.org", "message_id": "<1@ex>"}


def _dossier(objects: DirectoryStore, name: str = "scan.pdf", numero: str = "2026-000012", **facts: Any) -> str:
    dossier = put_dossier(objects, MadeUp(name=name, numero=numero))
    kept = JoiningFacts(received_at=NOON, **{**AWA, **facts})
    save_joining_keys(dossier.plis[0].id, kept, person=str(kept.nom).lower())
    return dossier.id


def _waiting(objects: DirectoryStore, name: str = "late.eml", **facts: Any) -> str:
    pli = arrived(name)
    courrier = a_courrier(name, nature=Nature.COMPLEMENT)
    objects.put_bytes(courrier.pli.originals[0].key, b"From: somebody", "message/rfc822")
    objects.put_bytes(f"courriers/{pli}/courrier.json", courrier_bytes(courrier), "application/json")
    record_courrier(courrier)
    save_joining_keys(pli, JoiningFacts(received_at=NOON + timedelta(days=2), **facts), person=None)
    return pli


def _page(agent: Client, address: str) -> str:
    answer = agent.get(address)
    assert answer.status_code == 200
    return answer.content.decode().replace("&#x27;", "'")


def test_the_tray_lists_what_waits_and_why_each_dossier_is_proposed(agent: Client, objects: DirectoryStore) -> None:
    dossier, pli = _dossier(objects), _waiting(objects, sender="awa@example.org")
    page = _page(agent, reverse("a_rattacher"))
    for text in (
        "Au dossier 2026-000012",
        "Même expéditeur affiché, à moins de 30 jours",
        f'value="dossier:{dossier}"',
        reverse("rattachement", args=[pli]),
        reverse("fichier_recu", args=[pli]),
        "csrfmiddlewaretoken",
    ):
        assert text in page
    assert "<script" not in page
    assert " style=" not in page


def test_a_dossier_of_another_person_is_shown_and_not_offered(agent: Client, objects: DirectoryStore) -> None:
    dossier = _dossier(objects)
    _waiting(objects, references=("<1@ex>",), nom="DIALLO", prenoms="Moussa")
    page = _page(agent, reverse("a_rattacher"))
    assert "Autre personne" in page
    assert "Répond à un message du dossier" in page
    assert f'value="dossier:{dossier}"' not in page


def test_an_agent_attaches_a_courrier_and_it_is_noted_who(agent: Client, objects: DirectoryStore) -> None:
    dossier, pli = _dossier(objects), _waiting(objects, sender="awa@example.org")
    answer = agent.post(reverse("rattachement", args=[pli]), {"choix": f"dossier:{dossier}"})
    assert answer.headers["Location"] == reverse("a_rattacher")
    word = word_on(pli)
    assert word is not None
    assert (word.word, word.dossier, word.who) == ("join", dossier, "agent:agent")
    assert Event.objects.get(subject=pli, what="joining_join").who == "agent:agent"
    assert Pli.objects.get(id=pli).status == "waiting"
    page = _page(agent, reverse("a_rattacher"))
    assert "rattaché au dossier 2026-000012" in page
    assert "Aucun courrier n'attend" in page
    assert "rattaché au dossier" not in _page(agent, reverse("a_rattacher"))


@pytest.mark.parametrize("numero", ["2026-000012", "2026-12", " 2026 / 12 "])
def test_a_dossier_is_named_by_its_number(agent: Client, objects: DirectoryStore, numero: str) -> None:
    dossier, pli = _dossier(objects), _waiting(objects)
    agent.post(reverse("rattachement", args=[pli]), {"choix": "autre", "numero": numero})
    word = word_on(pli)
    assert word is not None
    assert word.dossier == dossier


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"choix": "autre", "numero": "2026-000099"}, "Aucun dossier n'a ce numéro."),
        ({"choix": "autre", "numero": "<b>12</b>"}, "Saisissez un numéro d'arrivée"),
        ({"choix": "autre"}, "Saisissez un numéro d'arrivée"),
        ({"choix": "dossier:d-unknown"}, "Choisissez ce qu'il faut faire"),
        ({}, "Choisissez ce qu'il faut faire"),
    ],
)
def test_an_answer_that_cannot_be_carried_out_is_asked_again(
    agent: Client, objects: DirectoryStore, sent: dict[str, str], said: str
) -> None:
    _dossier(objects)
    pli = _waiting(objects)
    answer = agent.post(reverse("rattachement", args=[pli]), sent)
    page = answer.content.decode().replace("&#x27;", "'")
    assert answer.status_code == 422
    assert said in page
    assert 'role="alert"' in page
    assert "<b>12</b>" not in page
    assert word_on(pli) is None


@pytest.mark.parametrize("choice", ["dossier:", "autre"])
def test_nothing_is_attached_to_a_dossier_that_is_purged(agent: Client, objects: DirectoryStore, choice: str) -> None:
    """The page was open while the dossier went."""
    dossier, pli = _dossier(objects), _waiting(objects)
    Dossier.objects.update(purge_begun_at=NOON)
    sent = {"choix": choice + dossier if choice == "dossier:" else choice, "numero": "2026-000012"}
    assert agent.post(reverse("rattachement", args=[pli]), sent).status_code == 422
    assert word_on(pli) is None


@pytest.mark.parametrize(("choice", "status"), [("depot", "waiting"), ("aucun", "courrier")])
def test_a_courrier_may_be_a_filing_or_belong_to_none(
    agent: Client, objects: DirectoryStore, choice: str, status: str
) -> None:
    pli = _waiting(objects)
    agent.post(reverse("rattachement", args=[pli]), {"choix": choice})
    assert Pli.objects.get(id=pli).status == status
    assert "Aucun courrier n'attend" in _page(agent, reverse("a_rattacher"))


def test_who_comes_second_is_told_so(agent: Client, objects: DirectoryStore) -> None:
    pli = _waiting(objects)
    agent.post(reverse("rattachement", args=[pli]), {"choix": "depot"})
    agent.post(reverse("rattachement", args=[pli]), {"choix": "depot"})
    assert "a déjà été traité" in _page(agent, reverse("a_rattacher"))
    assert "n'est plus parmi les courriers" in _page(agent, reverse("rattachement", args=[pli]))


def test_a_form_from_elsewhere_changes_nothing(objects: DirectoryStore) -> None:
    pli = _waiting(objects)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(get_user_model().objects.create_user("agent"))
    assert strict.post(reverse("rattachement", args=[pli]), {"choix": "depot"}).status_code == 403
    assert word_on(pli) is None


def test_a_dossier_shows_what_may_belong_to_it_and_its_revisions(agent: Client, objects: DirectoryStore) -> None:
    first = _dossier(objects, numero_etranger="3301234567")
    second = _dossier(objects, "2.pdf", "2026-000013", numero_etranger="3301234567", message_id="<2@ex>")
    pli = _waiting(objects, sender="awa@example.org")
    for one, other in ((first, second), (second, first)):
        page = _page(agent, reverse("dossier", args=[one]))
        assert 'Rattachements possibles <span class="count">2</span>' in page
        assert reverse("dossier", args=[other]) in page
        assert "Même numéro étranger" in page
        assert reverse("rattachement", args=[pli]) in page
        assert reverse("revision", args=[one, 1]) in page
        assert "Dossier ouvert" in page


def test_a_revision_is_served_as_it_was_filed(agent: Client, objects: DirectoryStore) -> None:
    dossier = _dossier(objects)
    manifest = objects.get_bytes(f"dossiers/{dossier}/dossier.json")
    objects.put_bytes(f"dossiers/{dossier}/revisions/1.json", manifest, "application/json")
    assert agent.get(reverse("revision", args=[dossier, 1])).content == manifest
    assert agent.get(reverse("revision", args=[dossier, 2])).status_code == 404


def test_an_unknown_pli_is_not_found(agent: Client) -> None:
    assert agent.get(reverse("rattachement", args=["p-unknown"])).status_code == 404
    assert agent.post(reverse("rattachement", args=["p-unknown"]), {"choix": "depot"}).status_code == 404
