import structlog
from django.test import Client
from django.urls import reverse

from storage.directory_store import DirectoryStore
from tests.desk.made_up import MadeUp, put_dossier


def _status(agent: Client, address: str) -> int:
    answer = agent.get(address)
    answer.close()
    return answer.status_code


def test_a_medical_piece_is_served_only_once_it_was_opened(agent: Client, objects: DirectoryStore) -> None:
    dossier = put_dossier(objects)
    pictures = [reverse(name, args=[dossier.id, 2, 1]) for name in ("page", "vignette")]
    served = [*pictures, reverse("piece_pdf", args=[dossier.id, 2])]
    assert [_status(agent, address) for address in served] == [403, 403, 403]
    door = agent.get(reverse("piece", args=[dossier.id, 2])).content.decode()
    assert "Afficher la pièce" in door
    assert not any(address in door for address in served)
    with structlog.testing.capture_logs() as logged:
        opened = agent.post(reverse("piece", args=[dossier.id, 2]), follow=True).content.decode()
    assert all(address in opened for address in served)
    assert [_status(agent, address) for address in served] == [200, 200, 200]
    assert [(line["event"], line["dossier"], line["rank"]) for line in logged] == [
        ("medical_piece_opened", dossier.id, 2)
    ]


def test_opening_one_opens_no_other(agent: Client, objects: DirectoryStore) -> None:
    two = (("certificat_medical", 1, True), ("certificat_medical", 2, True))
    dossier = put_dossier(objects, MadeUp(pieces=two, findings={"evidence": ()}))
    agent.post(reverse("piece", args=[dossier.id, 1]))
    assert agent.get(reverse("page", args=[dossier.id, 1, 1])).status_code == 200
    assert agent.get(reverse("page", args=[dossier.id, 2, 1])).status_code == 403


def test_opening_takes_the_form_s_token(agent: Client, objects: DirectoryStore) -> None:
    dossier = put_dossier(objects)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = agent.cookies
    assert strict.post(reverse("piece", args=[dossier.id, 2])).status_code == 403
    assert agent.get(reverse("page", args=[dossier.id, 2, 1])).status_code == 403


def test_a_piece_that_is_not_medical_opens_at_once(agent: Client, objects: DirectoryStore) -> None:
    dossier = put_dossier(objects)
    page = agent.get(reverse("piece", args=[dossier.id, 1])).content.decode()
    assert reverse("page", args=[dossier.id, 1, 1]) in page
    assert '<rect x="0.10000"' in page
