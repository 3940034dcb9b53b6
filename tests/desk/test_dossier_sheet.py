from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from desk.dossier_sheet import load_sheet
from dossier.decision import Decision
from dossier.demandeur import Alerte, Demande, Demandeur, DeposePar, FieldSource, Method, Qualite
from dossier.errors import Fault
from dossier.ids import manifest_key
from dossier.mail import Channel, DateSource, Dkim, DkimFault, DkimResult, LotRange
from dossier.page import PageRef
from dossier.piece import Piece, PiecePage, Sensibilite, Skip
from dossier.recevabilite import Evidence, Fondement, Motif, Outcome, Reason
from dossier.word import Box
from storage.directory_store import DirectoryStore
from storage.manifest import dossier_bytes
from storage.register.models import Dossier
from tests.desk.made_up import JSON, MadeUp, put_dossier
from tests.storage.samples import NOON, a_dossier


def _page_of(agent: Client, dossier_id: str) -> str:
    answer = agent.get(reverse("dossier", args=[dossier_id]))
    assert answer.status_code == 200
    return answer.content.decode().replace("&#x27;", "'")


def test_the_proposal_stands_on_top_with_its_confidence_reasons_and_rules(
    agent: Client, objects: DirectoryStore
) -> None:
    reasons = (
        Reason(code=Motif.INVITATION_AUTRE_PREFECTURE, message="L'invitation vient d'ailleurs.", rule="art. 4, al. 2"),
        Reason(code=Motif.CONFIANCE_FAIBLE, message="La lecture est peu sûre."),
    )
    doubtful = {
        "outcome": Outcome.A_VERIFIER,
        "fondement": Fondement.INVITATION_PREFECTURE,
        "confidence": 0.62,
        "reasons": reasons,
    }
    page = _page_of(agent, put_dossier(objects, MadeUp(findings=doubtful)).id)
    for text in (
        "Proposition de la machine",
        "À vérifier",
        "Invitation de la préfecture (présumée)",
        "62\u00a0%",
        "L'invitation vient d'ailleurs.",
        "art. 4, al. 2",
        "La lecture est peu sûre.",
        "Un agent décide",
    ):
        assert text in page


def test_what_an_agent_decided_stands_beside_what_was_proposed(agent: Client, objects: DirectoryStore) -> None:
    decided = Decision(outcome=Outcome.IRRECEVABLE, motive="Le document est <b>ancien</b>.", agent="c.vidal", at=NOON)
    page = _page_of(agent, put_dossier(objects, MadeUp(decision=decided)).id)
    assert "irrecevable en l'état" in page
    assert "c.vidal" in page
    assert "Le document est &lt;b&gt;ancien&lt;/b&gt;." in page
    assert "Proposition de la machine</span> Recevable" in page
    assert "Un agent décide :" not in page


def test_the_quote_is_shown_over_the_page_that_it_stands_on(agent: Client, objects: DirectoryStore) -> None:
    dossier = put_dossier(objects)
    page = _page_of(agent, dossier.id)
    assert "atteste que la demande ne peut être déposée en ligne" in page
    assert f'src="{reverse("page", args=[dossier.id, 1, 2])}"' in page
    assert '<rect x="0.10000" y="0.20000" width="0.70000" height="0.02000"/>' in page


def test_hostile_names_and_quotes_are_shown_as_text(agent: Client, objects: DirectoryStore) -> None:
    evil = "<img src=x onerror=alert(1)>"
    quote = Evidence(piece=1, page=1, quote=evil, boxes=(Box(0, 0, 1, 0.1),), confidence=0.9)
    made = MadeUp(
        original_name=f"{evil}\u202egpj.exe",
        pli={"subject": evil, "sender": evil, "channel": Channel.EMAIL},
        findings={
            "evidence": (quote,),
            "demandeur": Demandeur(nom=evil, adresse=evil),
            "depose_par": DeposePar(qualite=Qualite.AVOCAT, nom=evil),
            "demandes": (Demande(procedure="premiere", categorie=evil),),
            "reasons": (Reason(code=Motif.ATTESTATION_CCC, message=evil, rule=evil),),
        },
    )
    page = _page_of(agent, put_dossier(objects, made).id)
    assert evil not in page
    assert page.count("&lt;img src=x onerror=alert(1)&gt;") >= 9
    assert "<bdi>&lt;img src=x onerror=alert(1)&gt;\u202egpj.exe</bdi>" in page


def test_each_field_of_the_demandeur_says_where_it_was_read(agent: Client, objects: DirectoryStore) -> None:
    person = Demandeur(
        nom="HADDAD",
        date_naissance="1990-03",
        courriel="r@example.org",
        sources=(
            FieldSource(field="nom", piece=1, method=Method.MRZ),
            FieldSource(field="courriel", piece=None, method=Method.HEADER),
        ),
    )
    findings = {"demandeur": person, "depose_par": DeposePar(qualite=Qualite.AVOCAT, nom="Maître Vidal")}
    dossier = put_dossier(objects, MadeUp(findings=findings))
    page = _page_of(agent, dossier.id)
    assert "bande lisible en machine" in page
    assert "en-tête du message" in page
    assert "mars 1990" in page
    assert "un avocat" in page
    assert "Maître Vidal" in page
    assert "non trouvé" in page


def test_pieces_skipped_pages_and_the_way_it_came_are_listed(agent: Client, objects: DirectoryStore) -> None:
    court = Alerte(code="decision_de_justice", echeance="2026-12-01", piece=1)
    made = MadeUp(
        skipped=(Skip.BLANK, Skip.SEPARATOR, Skip.SET_ASIDE),
        findings={"alertes": (court,)},
        pli={"received_at_source": DateSource.STAMP},
        faults=(Fault(original="x.heic", key="plis/x", code="image_illisible", message="Cette image est abîmée."),),
    )
    dossier = put_dossier(objects, made)
    page = _page_of(agent, dossier.id)
    for text in (
        "Attestation du Centre de contact citoyens",
        "Certificat médical",
        "page blanche",
        "feuille de séparation",
        "mise de côté",
        "cachet d'arrivée",
        "Décision de justice",
        "1er décembre 2026",
        "Cette image est abîmée.",
        "Dossier ouvert",
        reverse("manifeste", args=[dossier.id]),
        reverse("piece_pdf", args=[dossier.id, 1]),
        reverse("original", args=[dossier.id, 0]),
        reverse("vignette", args=[dossier.id, 1, 2]),
    ):
        assert text in page


def test_a_medical_piece_shows_neither_pages_nor_pdf(agent: Client, objects: DirectoryStore) -> None:
    dossier = put_dossier(objects)
    page = _page_of(agent, dossier.id)
    assert reverse("piece", args=[dossier.id, 2]) in page
    assert reverse("vignette", args=[dossier.id, 2, 1]) not in page
    assert reverse("piece_pdf", args=[dossier.id, 2]) not in page


def test_evidence_in_a_medical_piece_shows_no_page(agent: Client, objects: DirectoryStore) -> None:
    quote = Evidence(piece=2, page=1, quote="un passage", boxes=(), confidence=0.9)
    dossier = put_dossier(objects, MadeUp(findings={"evidence": (quote,)}))
    assert reverse("page", args=[dossier.id, 2, 1]) not in _page_of(agent, dossier.id)


def test_a_dossier_of_which_nothing_is_known_has_a_page(agent: Client, objects: DirectoryStore) -> None:
    nothing = {
        "outcome": Outcome.IRRECEVABLE,
        "fondement": None,
        "evidence": (),
        "demandeur": Demandeur(),
    }
    page = _page_of(agent, put_dossier(objects, MadeUp(numero=None, findings=nothing)).id)
    assert "Nom non trouvé" in page
    assert "Aucun passage n'a été retenu" in page


@pytest.mark.parametrize("dossier_id", ["d-000000000000000000000000", "..", "%2e%2e", "plis"])
def test_an_unknown_dossier_is_not_found(agent: Client, dossier_id: str) -> None:
    assert agent.get(reverse("dossiers") + f"dossiers/{dossier_id}/").status_code == 404


def test_a_dossier_whose_manifest_is_gone_says_so(agent: Client, objects: DirectoryStore) -> None:
    dossier = put_dossier(objects)
    objects.delete(f"dossiers/{dossier.id}/dossier.json")
    answer = agent.get(reverse("dossier", args=[dossier.id]))
    assert answer.status_code == 404
    assert "Fichier absent" in answer.content.decode()


def test_the_key_of_the_manifest_comes_from_the_register(agent: Client, objects: DirectoryStore) -> None:
    dossier = put_dossier(objects)
    elsewhere = f"dossiers/{dossier.id}/revisions/1.json"
    objects.put_bytes(elsewhere, objects.get_bytes(f"dossiers/{dossier.id}/dossier.json"), "application/json")
    objects.delete(f"dossiers/{dossier.id}/dossier.json")
    Dossier.objects.filter(id=dossier.id).update(manifest=elsewhere)
    assert agent.get(reverse("dossier", args=[dossier.id])).status_code == 200


def test_neighbouring_pages_are_told_as_runs(objects: DirectoryStore) -> None:
    from desk.dossier_sheet import PageRun, sheet_of

    dossier = a_dossier()
    refs = [(0, 1), (0, 2), (0, 5), (0, 4), (0, 3)]
    pages = tuple(PiecePage(ref=PageRef(*ref), rotation=0) for ref in refs)
    piece = Piece(rank=1, type="autre", confidence=1.0, sensibilite=Sensibilite.NORMALE, pages=pages)
    sheet = sheet_of(Dossier(), replace(dossier, findings=replace(dossier.findings, pieces=(piece,))))
    assert [(run.first, run.last) for run in sheet.pieces[0].runs] == [(1, 2), (5, 5), (4, 4), (3, 3)]
    assert isinstance(sheet.pieces[0].runs[0], PageRun)


def test_plis_stand_by_arrival_whichever_was_read_first(objects: DirectoryStore) -> None:
    dossier = put_dossier(objects)
    late = dossier.plis[0]
    early = replace(
        late,
        received_at=late.received_at - timedelta(hours=1),
        originals=(replace(late.originals[0], name="early.pdf", pages=0),),
    )
    objects.put_bytes(manifest_key(dossier.id), dossier_bytes(replace(dossier, plis=(late, early))), JSON)
    sheet = load_sheet(dossier.id)
    assert [(file.index, file.original.name) for pli in sheet.plis for file in pli.files] == [
        (1, "early.pdf"),
        (0, "scan.pdf"),
    ]


@pytest.mark.parametrize(("last", "said"), [(3, "pli n° 2, page 3<"), (4, "pli n° 2, pages 3 à 4<")])
def test_a_pli_of_a_lot_says_where_it_stood(agent: Client, objects: DirectoryStore, last: int, said: str) -> None:
    lot = LotRange(id="l-1", position=2, first_page=3, last_page=last)
    assert said in _page_of(agent, put_dossier(objects, MadeUp(pli={"lot": lot})).id)


def test_originals_count_over_all_plis(objects: DirectoryStore) -> None:
    dossier = put_dossier(objects)
    sheet = load_sheet(dossier.id)
    assert sheet.original(0).original.name == "scan.pdf"
    assert [file.index for pli in sheet.plis for file in pli.files] == [0]


@pytest.mark.parametrize(
    ("dkim", "said", "unsaid"),
    [
        (
            DkimResult(state=Dkim.PASSED, domain="ants.gouv.fr", aligned=True),
            ["vérifiée : ants.gouv.fr"],
            "autre domaine",
        ),
        (
            DkimResult(state=Dkim.PASSED, domain="relais.fr"),
            ["vérifiée : relais.fr", "autre domaine que celui"],
            "non v",
        ),
        (
            DkimResult(state=Dkim.FAILED, domain="ants.gouv.fr", fault=DkimFault.CONTENT, aligned=True),
            ["non valable : ants.gouv.fr", "ont changé depuis l'envoi"],
            "vérifiée",
        ),
        (DkimResult(state=Dkim.NOT_CHECKED), ["Signature DKIM non vérifiée"], "autre domaine"),
    ],
)
def test_what_a_message_s_signature_is_worth_stands_with_its_pli(
    agent: Client, objects: DirectoryStore, *, dkim: DkimResult, said: list[str], unsaid: str
) -> None:
    page = _page_of(agent, put_dossier(objects, MadeUp(pli={"dkim": dkim})).id)
    plain = page.replace("<bdi>", "").replace("</bdi>", "")
    _, _, shown = plain.partition("Signature DKIM")
    for text in said:
        assert text in plain
    assert unsaid not in shown.partition("</p>")[0]


def test_a_piece_that_could_not_be_copied_is_told_as_what_it_is(agent: Client, objects: DirectoryStore) -> None:
    told = "La pièce 1 (Passeport) n'a pas pu être recopiée : elle est en image. Le fichier reçu est intact."
    lost = Fault(original="scan.pdf", key="plis/x", code="piece_en_image", message=told)
    page = _page_of(agent, put_dossier(objects, MadeUp(faults=(lost,))).id).replace("&#39;", "'")
    assert told in page
    assert "n'a pas pu être lu :" not in page
