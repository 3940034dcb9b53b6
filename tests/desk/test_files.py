import json
from typing import cast

import pytest
from django.http import FileResponse
from django.test import Client
from django.urls import reverse

from storage.directory_store import DirectoryStore
from tests.desk.made_up import MadeUp, put_courrier, put_dossier, put_quarantine


def _bytes(answer: object) -> bytes:
    return b"".join(cast(FileResponse, answer))


def test_the_pdf_of_a_piece_opens_in_the_browser_and_nowhere_else(agent: Client, objects: DirectoryStore) -> None:
    dossier = put_dossier(objects)
    answer = agent.get(reverse("piece_pdf", args=[dossier.id, 1]))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'inline; filename="01-attestation_ccc.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert _bytes(answer) == objects.get_bytes(dossier.stored_pieces[0].key)


def test_an_original_is_only_ever_saved(agent: Client, objects: DirectoryStore) -> None:
    dossier = put_dossier(objects, MadeUp(original_name="page.html"))
    answer = agent.get(reverse("original", args=[dossier.id, 0]))
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="page.html"'
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert _bytes(answer) == b"%PDF-untouched"


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("../../etc/passwd", 'filename="passwd"'),
        ('a"; filename="b.exe', 'filename="a_; filename=_b.exe"'),
        ("line\r\nSet-Cookie: x=1.pdf", 'filename="line__Set-Cookie_ x=1.pdf"'),
        ("photo\u202egpj.exe", 'filename="photo_gpj.exe"'),
        ("pièces.zip/reçu d'été.pdf", "filename*=utf-8''re%C3%A7u%20d%27%C3%A9t%C3%A9.pdf"),
        ("...", 'filename="fichier"'),
    ],
)
def test_a_hostile_name_is_saved_under_a_harmless_one(
    agent: Client, objects: DirectoryStore, name: str, saved: str
) -> None:
    dossier = put_dossier(objects, MadeUp(original_name=name))
    answer = agent.get(reverse("original", args=[dossier.id, 0]))
    answer.close()
    assert answer.headers["Content-Disposition"] == f"attachment; {saved}"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("original", ["{}", 7]),
        ("piece_pdf", ["{}", 7]),
        ("piece", ["{}", 0]),
        ("manifeste", ["d-unknown"]),
        ("fichier_recu", ["p-unknown"]),
    ],
)
def test_files_that_do_not_exist_are_not_found(
    agent: Client, objects: DirectoryStore, name: str, arguments: list[str | int]
) -> None:
    dossier = put_dossier(objects)
    filled = [argument.format(dossier.id) if isinstance(argument, str) else argument for argument in arguments]
    assert agent.get(reverse(name, args=filled)).status_code == 404


def test_the_manifest_is_the_one_that_the_instruction_gets(agent: Client, objects: DirectoryStore) -> None:
    dossier = put_dossier(objects)
    answer = agent.get(reverse("manifeste", args=[dossier.id]))
    assert answer.headers["Content-Type"] == "application/json"
    assert json.loads(answer.content)["id"] == dossier.id


def test_courriers_say_why_and_give_the_file_as_received(agent: Client, objects: DirectoryStore) -> None:
    courrier = put_courrier(objects, "question.eml", "Une question <b>sans</b> pièce.")
    page = agent.get(reverse("courriers")).content.decode()
    assert "Une question &lt;b&gt;sans&lt;/b&gt; pièce." in page
    assert "Correspondance" in page
    address = reverse("fichier_recu", args=[courrier.pli.id])
    assert address in page
    assert _bytes(agent.get(address)) == b"From: somebody"


def test_a_courrier_without_its_manifest_is_listed_all_the_same(agent: Client, objects: DirectoryStore) -> None:
    courrier = put_courrier(objects, "question.eml", "Une question.")
    objects.delete(f"courriers/{courrier.pli.id}/courrier.json")
    page = agent.get(reverse("courriers"))
    assert page.status_code == 200
    assert "question.eml" in page.content.decode()


def test_quarantine_says_why_and_never_opens_the_file(agent: Client, objects: DirectoryStore) -> None:
    pli = put_quarantine(objects, "<i>bad</i>.pdf".replace("/", "_"))
    page = agent.get(reverse("quarantaine")).content.decode().replace("&#x27;", "'")
    assert "Ce PDF ne s'ouvre pas." in page
    assert "<i>" not in page
    answer = agent.get(reverse("fichier_recu", args=[pli]))
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert _bytes(answer) == b"<script>alert(1)</script>"


def test_files_leave_nothing_behind(
    agent: Client, objects: DirectoryStore, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    dossier = put_dossier(objects)
    _bytes(agent.get(reverse("original", args=[dossier.id, 0])))
    assert list(folder.iterdir()) == []
