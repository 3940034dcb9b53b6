from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from desk.dossier_list import DossierQuery, count_tabs, open_alerts
from dossier.demandeur import Alerte, Demandeur
from dossier.recevabilite import Fondement, Motif, Outcome, Reason
from storage.directory_store import DirectoryStore
from storage.register.ledger import acknowledge
from storage.register.models import Dossier
from tests.desk.made_up import MadeUp, put_courrier, put_dossier, put_quarantine
from tests.storage.samples import NOON, a_dossier, arrived

REFUSED = {
    "outcome": Outcome.IRRECEVABLE,
    "fondement": None,
    "reasons": (Reason(code=Motif.AUCUN_JUSTIFICATIF, message="Rien n'a été trouvé."),),
}


def _three(objects: DirectoryStore) -> None:
    put_dossier(objects, MadeUp(name="a.pdf", numero="2026-000001"))
    put_dossier(objects, MadeUp(name="b.pdf", numero="2026-000002", findings=REFUSED))
    someone = Demandeur(nom="TRAORÉ", prenoms="Fatoumata Awa", numero_etranger="9912345678")
    doubtful = {"outcome": Outcome.A_VERIFIER, "fondement": Fondement.INVITATION_PREFECTURE, "demandeur": someone}
    put_dossier(objects, MadeUp(name="c.pdf", numero="2026-000123", findings=doubtful))


def _numeros(answer_page: object) -> list[str | None]:
    return [row.numero for row in answer_page]  # type: ignore[attr-defined]  # a page of rows


def test_a_row_says_who_when_what_is_proposed_and_why(agent: Client, objects: DirectoryStore) -> None:
    _three(objects)
    page = agent.get(reverse("dossiers")).content.decode().replace("&#x27;", "'")
    for text in (
        "2026-000001",
        "21/11/2026",
        "DIALLO",
        "Recevable",
        "Attestation du CCC",
        "À vérifier",
        "Invitation de la préfecture",
        "Irrecevable en l'état (proposition)",
        "Aucun justificatif trouvé",
        "À transmettre",
    ):
        assert text in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"proposition": "recevable"}, {"2026-000001"}),
        ({"proposition": "irrecevable"}, {"2026-000002"}),
        ({"proposition": "n'importe quoi"}, {"2026-000001", "2026-000002", "2026-000123"}),
        ({"q": "2026-000123"}, {"2026-000123"}),
        ({"q": "2026/123"}, {"2026-000123"}),
        ({"q": "123"}, {"2026-000123"}),
        ({"q": "2"}, {"2026-000002"}),
        ({"q": "99 1234 5678"}, {"2026-000123"}),
        ({"q": "awa traor"}, {"2026-000123"}),
        ({"q": "diallo"}, {"2026-000001", "2026-000002"}),
        ({"q": "diallo", "proposition": "irrecevable"}, {"2026-000002"}),
        ({"q": "%"}, set()),
        ({"q": "\0"}, {"2026-000001", "2026-000002", "2026-000123"}),
        ({"q": "' OR 1=1 --"}, set()),
    ],
)
def test_dossiers_are_found_by_outcome_number_and_name(
    agent: Client, objects: DirectoryStore, asked: dict[str, str], found: set[str]
) -> None:
    _three(objects)
    answer = agent.get(reverse("dossiers"), asked)
    assert answer.status_code == 200
    assert set(_numeros(answer.context["page"])) == found


def test_a_dossier_is_found_by_its_id_or_that_of_its_first_pli(objects: DirectoryStore) -> None:
    dossier = put_dossier(objects)
    for id_ in (dossier.id, dossier.plis[0].id):
        assert [row.id for row in DossierQuery(search=id_).rows()] == [dossier.id]


def test_the_latest_arrival_comes_first_unless_asked_otherwise(agent: Client, objects: DirectoryStore) -> None:
    for day, numero in enumerate(["2026-000001", "2026-000002", "2026-000003"]):
        put_dossier(
            objects,
            MadeUp(name=f"{day}.pdf", numero=numero, pli={"received_at": NOON + timedelta(days=day)}),
        )
    newest_first = _numeros(agent.get(reverse("dossiers")).context["page"])
    assert newest_first == ["2026-000003", "2026-000002", "2026-000001"]
    assert _numeros(agent.get(reverse("dossiers"), {"tri": "anciens"}).context["page"]) == newest_first[::-1]


def test_tabs_count_every_outcome_the_courriers_and_the_quarantine(objects: DirectoryStore) -> None:
    _three(objects)
    put_courrier(objects, "question.eml", "Une question.")
    put_quarantine(objects, "bad.pdf")
    arrived("waits.pdf")
    tabs = count_tabs()
    assert (tabs.recevable, tabs.a_verifier, tabs.irrecevable, tabs.dossiers) == (1, 1, 1, 3)
    assert (tabs.courriers, tabs.quarantaine, tabs.waiting) == (1, 1, 1)


def test_an_alert_stands_on_top_until_the_instruction_has_the_dossier(agent: Client, objects: DirectoryStore) -> None:
    put_dossier(objects, MadeUp(name="plain.pdf", numero="2026-000001"))
    court = Alerte(code="decision_de_justice", echeance="2026-12-01", piece=1)
    urgent = put_dossier(objects, MadeUp(name="court.pdf", numero="2026-000002", findings={"alertes": (court,)}))
    assert [row.id for row in open_alerts().first] == [urgent.id]
    assert "Échéance 1er décembre 2026" in agent.get(reverse("dossiers")).content.decode()
    acknowledge(urgent.id, 1)
    assert open_alerts().total == 0
    assert "Alertes à traiter" not in agent.get(reverse("dossiers")).content.decode()
    assert _numeros(agent.get(reverse("dossiers"), {"alertes": "1"}).context["page"]) == ["2026-000002"]


def test_the_nearest_deadline_comes_first_and_only_a_few_are_shown(objects: DirectoryStore) -> None:
    for day in range(7, 0, -1):
        alerte = Alerte(code="decision_de_justice", echeance=f"2026-12-0{day}", piece=None)
        put_dossier(objects, MadeUp(name=f"{day}.pdf", numero=f"2026-00000{day}", findings={"alertes": (alerte,)}))
    alerts = open_alerts()
    assert _numeros(alerts.first) == [f"2026-00000{day}" for day in range(1, 6)]
    assert alerts.total == 7


def test_long_lists_are_cut_into_pages_that_keep_what_was_asked(agent: Client, objects: DirectoryStore) -> None:
    put_dossier(objects)
    row = Dossier.objects.get()
    base = a_dossier()
    Dossier.objects.bulk_create(
        [_copy(row, at, base.prefecture) for at in range(2, 121)],
    )
    answer = agent.get(reverse("dossiers"), {"proposition": "recevable", "q": "diallo", "page": "2"})
    assert len(answer.context["page"]) == 50
    page = answer.content.decode()
    assert "Page 2 sur 3" in page
    assert 'href="?proposition=recevable&amp;q=diallo&amp;page=3"' in page
    assert agent.get(reverse("dossiers"), {"page": "999999"}).context["page"].number == 3
    assert agent.get(reverse("dossiers"), {"page": "x"}).context["page"].number == 1


def _copy(row: Dossier, at: int, prefecture: str | None) -> Dossier:
    copy = Dossier.objects.get(id=row.id)
    copy.id, copy.numero, copy.prefecture = f"d-{at:024}", f"2026-{at:06}", prefecture
    return copy


def test_a_hostile_search_is_shown_as_text(agent: Client) -> None:
    page = agent.get(reverse("dossiers"), {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>" not in page
    assert "Aucun dossier ne correspond" in page


def test_an_empty_register_says_so(agent: Client) -> None:
    for name, text in (("dossiers", "Aucun dossier"), ("courriers", "Aucun courrier"), ("quarantaine", "est vide")):
        assert text in agent.get(reverse(name)).content.decode()


def test_a_query_string_carries_only_what_was_asked() -> None:
    query = DossierQuery(outcome=Outcome.RECEVABLE, search="a b")
    assert query.url() == "?proposition=recevable&q=a+b"
    assert query.url(page=2, q=None) == "?proposition=recevable&page=2"
    assert replace(query, oldest_first=True).url(tri=None) == query.url()
