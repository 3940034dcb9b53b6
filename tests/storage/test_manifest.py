"""The manifests say what the contract says, and nothing that breaks it."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from dossier.courrier import Courrier
from dossier.demandeur import Alerte, Demandeur, FieldSource, Method
from dossier.errors import OurError
from dossier.filing import Dossier
from dossier.mail import Nature
from dossier.recevabilite import Evidence, Motif, Outcome, Recevabilite
from dossier.word import Box
from storage.manifest import (
    courrier_bytes,
    courrier_json,
    dossier_bytes,
    dossier_from_json,
    dossier_json,
    reason_bytes,
    reason_json,
)
from storage.schema import SchemaName, schema, validate
from tests.storage.samples import a_courrier, a_dossier, a_pli, a_quarantine
from tests.storage.strategies import dossiers

# The contract's own words, field by field.
FIELDS = {
    "": "schema id revision cause created_at prefecture numero plis recevabilite decision demandeur depose_par "
    "demandes pieces skipped_pages alertes processing",
    "plis.0": "id channel backlog nature received_at received_at_source sender subject message_id "
    "recommande arrivals lot dkim "
    "originals",
    "plis.0.arrivals.0": "name received_at",
    "plis.0.originals.0": "name key sha256 bytes media_type pages error dkim",
    "recevabilite": "outcome fondement confidence reasons evidence",
    "recevabilite.reasons.0": "code message rule",
    "recevabilite.evidence.0": "piece page quote boxes confidence",
    "demandeur": "nom prenoms date_naissance nationalite numero_etranger adresse departement courriel telephone "
    "sources",
    "demandeur.sources.0": "field piece method",
    "depose_par": "qualite nom",
    "pieces.0": "rank type confidence sensibilite pages key sha256 doubts",
    "pieces.0.pages.0": "original page rotation",
    "pieces.0.doubts.0": "page probability",
    "skipped_pages.0": "original page why",
    "processing": "version ocr antivirus",
    "processing.ocr": "engine languages pages_ocr pages_text_layer seconds",
}

COURRIER_FIELDS = (
    "schema id nature received_at received_at_source channel sender subject message_id "
    "recommande arrivals originals reasons dkim "
    "alertes belongs_to"
)


def at(document: Any, path: str) -> Any:
    for step in filter(None, path.split(".")):
        document = document[int(step) if step.isdigit() else step]
    return document


@pytest.mark.parametrize("path", FIELDS)
def test_dossier_json_has_every_field_of_the_contract_and_no_other(path: str) -> None:
    assert set(at(dossier_json(a_dossier()), path)) == set(FIELDS[path].split())


def test_courrier_json_has_every_field_of_the_contract_and_no_other() -> None:
    assert set(courrier_json(a_courrier())) == set(COURRIER_FIELDS.split())


def test_reason_json_has_every_field_of_the_contract_and_no_other() -> None:
    document = reason_json(a_quarantine())
    assert set(document) == {"schema", "pli", "received_at", "errors"}
    assert set(document["errors"][0]) == {"original", "key", "code", "message"}


@settings(max_examples=50)
@given(dossiers())
def test_a_dossier_comes_back_from_its_manifest_as_it_was(dossier: Dossier) -> None:
    written = dossier_bytes(dossier)
    back = dossier_from_json(json.loads(written))
    assert back == dossier
    assert dossier_bytes(back) == written


@pytest.mark.parametrize(
    ("zone", "written"),
    [
        ("Europe/Paris", "2026-11-21T13:00:00+01:00"),
        ("America/Guadeloupe", "2026-11-21T08:00:00-04:00"),
        ("Indian/Reunion", "2026-11-21T16:00:00+04:00"),
    ],
)
def test_moments_are_written_in_the_prefecture_s_zone(zone: str, written: str) -> None:
    there = ZoneInfo(zone)
    assert dossier_json(a_dossier(), zone=there)["created_at"] == written
    assert courrier_json(a_courrier(), zone=there)["received_at"] == written
    assert reason_json(a_quarantine(), zone=there)["received_at"] == written


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(OurError, match="without a time zone"):
        dossier_json(replace(a_dossier(), created_at=datetime(2026, 11, 21)))  # noqa: DTZ001  # what must be refused


def test_nothing_known_is_null_never_an_empty_text() -> None:
    dossier = a_dossier()
    empty = replace(dossier.findings, demandeur=Demandeur(nom="", adresse=""))
    written = dossier_json(replace(dossier, findings=empty))["demandeur"]
    assert [written[name] for name in ("nom", "adresse", "telephone")] == [None, None, None]


def test_a_box_a_hair_over_the_border_is_put_back() -> None:
    dossier = a_dossier()
    [quote] = dossier.findings.recevabilite.evidence
    over = replace(quote, boxes=(Box(-1e-9, 0.123456789, 1.0000001, 0.5),))
    changed = _with(dossier, evidence=(over,))
    assert dossier_json(changed)["recevabilite"]["evidence"][0]["boxes"] == [[0.0, 0.12346, 1.0, 0.5]]


def test_a_file_name_that_is_no_text_does_not_stop_a_manifest() -> None:
    pli = a_pli()
    strange = replace(pli, originals=(replace(pli.originals[0], name="pi\udce8ce.pdf"),))
    assert b"pi?ce.pdf" in dossier_bytes(replace(a_dossier(), plis=(strange,)))
    assert b"pi?ce.pdf" in courrier_bytes(Courrier(pli=replace(strange, nature=Nature.INDESIRABLE)))


def _with(dossier: Dossier, **changes: Any) -> Dossier:
    finding: Recevabilite = replace(dossier.findings.recevabilite, **changes)
    return replace(dossier, findings=replace(dossier.findings, recevabilite=finding))


def _quote(dossier: Dossier, piece: int, page: int) -> Dossier:
    return _with(dossier, evidence=(Evidence(piece=piece, page=page, quote="x", boxes=(), confidence=1.0),))


WRONG: dict[str, Callable[[Dossier], Dossier]] = {
    "confidence over 1": lambda d: _with(d, confidence=1.2),
    "confidence that is no number": lambda d: _with(d, confidence=float("nan")),
    "no reason": lambda d: _with(d, reasons=()),
    "quote of a pièce that is not there": lambda d: _quote(d, 2, 1),
    "quote of a page that is not there": lambda d: _quote(d, 1, 3),
    "source in a pièce that is not there": lambda d: replace(
        d,
        findings=replace(
            d.findings, demandeur=Demandeur(sources=(FieldSource(field="nom", piece=9, method=Method.MRZ),))
        ),
    ),
    "alert in a pièce that is not there": lambda d: replace(
        d, findings=replace(d.findings, alertes=(Alerte(code="x", piece=4),))
    ),
    "deadline that is no day": lambda d: replace(
        d, findings=replace(d.findings, alertes=(Alerte(code="x", echeance="demain"),))
    ),
    "type that the vocabulary does not have": lambda d: replace(
        d, findings=replace(d.findings, pieces=(replace(d.findings.pieces[0], type="facture"),))
    ),
    "rank that does not count from 1": lambda d: replace(
        d, findings=replace(d.findings, pieces=(replace(d.findings.pieces[0], rank=2),))
    ),
    "pièce that is not stored": lambda d: replace(d, stored_pieces=()),
    "no pli": lambda d: replace(d, plis=(), findings=replace(d.findings, pieces=(), skipped=())),
    "pli that is no filing": lambda d: replace(d, plis=(replace(d.plis[0], nature=Nature.CORRESPONDANCE),)),
    "nationality in words": lambda d: replace(
        d, findings=replace(d.findings, demandeur=Demandeur(nationalite="guinéenne"))
    ),
    "birth date in French order": lambda d: replace(
        d, findings=replace(d.findings, demandeur=Demandeur(date_naissance="03/02/1990"))
    ),
    "revision 0": lambda d: replace(d, revision=0),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_breaks_the_contract_is_not_written(what: str) -> None:
    dossier_bytes(a_dossier())
    with pytest.raises(OurError):
        dossier_bytes(WRONG[what](a_dossier()))


def test_a_refusal_names_the_place_and_never_the_value() -> None:
    wrong = replace(a_dossier().findings, demandeur=Demandeur(numero_etranger="Aminata DIALLO"))
    with pytest.raises(OurError, match=r"\$\.demandeur\.numero_etranger breaks pattern") as caught:
        dossier_json(replace(a_dossier(), findings=wrong))
    assert "DIALLO" not in str(caught.value)


def test_a_filing_is_no_courrier_and_a_quarantine_has_a_reason() -> None:
    with pytest.raises(OurError, match="nature"):
        courrier_json(a_courrier(nature=Nature.DEPOT))
    with pytest.raises(OurError, match="errors"):
        reason_bytes(replace(a_quarantine(), faults=()))


def test_a_reader_ignores_what_it_does_not_know() -> None:
    document = dossier_json(a_dossier())
    document["colour"] = "blue"
    document["pieces"][0]["type"] = "passeport_galactique"
    document["pieces"][0]["weight_g"] = 5
    document["recevabilite"]["reasons"][0]["code"] = "alignement_des_planetes"
    findings = dossier_from_json(document).findings
    assert findings.pieces[0].type == "autre"
    assert [reason.code for reason in findings.recevabilite.reasons] == ["autre"]


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"schema": "pli.dossier/2"},
        {"schema": "pli.courrier/1"},
        {"schema": "pli.dossier/1"},
        dossier_json(a_dossier()) | {"plis": []},
        dossier_json(a_dossier()) | {"plis": None},
        dossier_json(a_dossier()) | {"created_at": "hier"},
    ],
)
def test_what_is_no_manifest_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(OurError, match="manifest"):
        dossier_from_json(document)


NAMES: tuple[SchemaName, ...] = ("dossier", "courrier", "reason")


@pytest.mark.parametrize("name", NAMES)
def test_each_schema_is_one_of_2020_12_and_describes_every_field(name: SchemaName) -> None:
    loaded = schema(name)
    assert loaded["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(loaded)
    for where, fields in _objects(loaded, name):
        assert fields["additionalProperties"] is False, where
        assert set(fields["required"]) == set(fields["properties"]), where
        for field, rule in fields["properties"].items():
            assert {"$ref", "description", "const"} & set(rule), f"{where}.{field}"


def test_the_schema_lists_the_codes_and_words_of_the_domain() -> None:
    defs = schema("dossier")["$defs"]
    codes = defs["recevabilite"]["properties"]["reasons"]["items"]["properties"]["code"]["enum"]
    assert set(codes) == set(Motif) - {Motif.AUTRE}
    assert set(defs["outcome"]["enum"]) == set(Outcome)


def test_each_schema_takes_a_document_written_by_hand() -> None:
    validate(
        {
            "schema": "pli.reason/1",
            "pli": "p-1",
            "received_at": "2026-11-21T09:04:11+01:00",
            "errors": [{"original": "a.pdf", "key": "quarantine/p-1/a.pdf", "code": "vide", "message": "Vide."}],
        },
        "reason",
    )
    with pytest.raises(OurError, match=r"\$ breaks required"):
        validate({"schema": "pli.reason/1"}, "reason")


def _objects(rule: Any, where: str) -> list[tuple[str, Any]]:
    """Every object that a schema describes."""
    if isinstance(rule, list):
        return [found for i, one in enumerate(rule) for found in _objects(one, f"{where}[{i}]")]
    if not isinstance(rule, dict):
        return []
    below = [found for name, one in rule.items() for found in _objects(one, f"{where}.{name}")]
    return ([(where, rule)] if rule.get("type") == "object" else []) + below
