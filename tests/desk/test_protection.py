from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, reverse

from desk.urls import urlpatterns
from dossier.errors import WeatherError
from storage.directory_store import DirectoryStore
from tests.desk.made_up import put_dossier

OPEN = {"connexion", "deconnexion"}
ARGUMENTS = {"dossier_id": "d-1", "pli_id": "p-1", "rank": 1, "number": 1, "index": 0}


def _addresses() -> Iterator[str]:
    """Every page of the desk but those of the login itself, so that no new page is forgotten."""
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        assert pattern.name
        if pattern.name not in OPEN:
            wanted = pattern.pattern.converters
            yield reverse(pattern.name, kwargs={name: ARGUMENTS[name] for name in wanted})


@pytest.mark.parametrize("address", list(_addresses()))
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_is_not_logged_in_is_sent_to_the_login(objects: DirectoryStore, address: str, method: str) -> None:
    answer = getattr(Client(), method)(address)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{reverse('connexion')}?next={address}"


@pytest.mark.parametrize("name", ["dossiers", "courriers", "a_rattacher", "quarantaine"])
def test_pages_let_no_script_in_and_are_kept_by_no_cache(agent: Client, name: str) -> None:
    headers = agent.get(reverse(name)).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "script-src" not in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_no_page_needs_what_its_policy_refuses(agent: Client, objects: DirectoryStore) -> None:
    dossier = put_dossier(objects)
    for address in (reverse("dossiers"), reverse("dossier", args=[dossier.id]), reverse("connexion")):
        page = agent.get(address).content.decode()
        assert "<script" not in page
        assert " style=" not in page
        assert " onclick=" not in page


def test_the_login_lets_an_agent_in_and_nobody_else(objects: DirectoryStore) -> None:
    User.objects.create_user("agent", password="mot de passe")
    client = Client()
    refused = client.post(reverse("connexion"), {"username": "agent", "password": "autre"})
    assert refused.status_code == 200
    assert 'role="alert"' in refused.content.decode()
    let_in = client.post(reverse("connexion"), {"username": "agent", "password": "mot de passe"})
    assert let_in.headers["Location"] == reverse("dossiers")
    assert client.get(reverse("dossiers")).status_code == 200


def test_the_login_sends_nobody_to_another_site(objects: DirectoryStore) -> None:
    User.objects.create_user("agent", password="mot de passe")
    form = {"username": "agent", "password": "mot de passe", "next": "https://example.org/"}
    assert Client().post(reverse("connexion"), form).headers["Location"] == reverse("dossiers")


def test_logging_out_takes_a_form_with_its_token(agent: Client) -> None:
    assert agent.get(reverse("deconnexion")).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = agent.cookies
    assert strict.post(reverse("deconnexion")).status_code == 403
    assert agent.post(reverse("deconnexion")).status_code == 302
    assert agent.get(reverse("dossiers")).status_code == 302


def test_an_unknown_address_gets_a_page_in_french_with_the_same_headers(agent: Client) -> None:
    answer = agent.get("/nulle-part/")
    assert answer.status_code == 404
    assert "Page introuvable" in answer.content.decode()
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_store_that_is_away_is_told_as_such(agent: Client, objects: DirectoryStore) -> None:
    dossier = put_dossier(objects)

    class Away(DirectoryStore):
        def get_bytes(self, key: str) -> bytes:
            raise WeatherError("the store is away")

    import desk.store

    desk.store.use(Away(objects._root), desk.store.sandbox())
    answer = agent.get(reverse("dossier", args=[dossier.id]))
    assert answer.status_code == 503
    assert "Rien n'est perdu" in answer.content.decode().replace("&#x27;", "'")


def test_the_desk_serves_its_own_style_and_nothing_of_others(agent: Client) -> None:
    style = agent.get("/static/desk/desk.css")
    assert style.status_code == 200
    assert b"url(" not in b"".join(style)
    assert "//" not in agent.get(reverse("dossiers")).content.decode().replace("http://www.w3.org", "")
