"""Which pli joins which dossier: a table of cases, with those that must never be merged."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dossier.joining import Candidate, JoiningFacts, Obstacle, Tie
from workers.joining import Newcomer, Standing, decide
from workers.joining_series import series_of

DAY = datetime(2026, 11, 7, 9, 0, tzinfo=UTC)
AWA = JoiningFacts(
    received_at=DAY,
    message_id="<1@ex>",
    sender="awa@ex",
    nom="CAMARA",
    prenoms="Awa",
    date_naissance="1991-03-04",
    numero_etranger="3301234567",
)
UNKNOWN = JoiningFacts(received_at=DAY + timedelta(days=14))
TWIN = replace(AWA, message_id="<2@ex>", prenoms="Fatou", numero_etranger="3307654321")
LAWYER: dict[str, Any] = {"sender": "cabinet@ex", "third_party": True}
REPLY: dict[str, Any] = {"references": ("<1@ex>",)}


def _new(standing: Standing = Standing.COMPLEMENT, **facts: Any) -> Newcomer:
    return Newcomer(pli="p-2", facts=replace(UNKNOWN, **facts), standing=standing)


def _dossiers(*plis: JoiningFacts) -> list[Candidate]:
    return [Candidate(dossier=f"d-{at}", plis=(pli,)) for at, pli in enumerate(plis, start=1)]


SAME: dict[str, Any] = {"nom": "Camara", "prenoms": "Awa", "sender": "elsewhere@ex"}
PART_1 = replace(AWA, references=("<0@pref>",), series=series_of("Demande Camara 1/3"))
PART_2: dict[str, Any] = {"sender": "awa@ex", "series": series_of("Demande Camara 2/3")}


@pytest.mark.parametrize(
    ("new", "tie"),
    [
        pytest.param(_new(**REPLY, sender="awa@ex"), Tie.THREAD, id="an answer from the same address"),
        pytest.param(_new(**REPLY, **SAME), Tie.THREAD, id="an answer from another address that names the person"),
        pytest.param(_new(**REPLY, **LAWYER, nom="CAMARA", prenoms="Awa"), Tie.THREAD, id="a lawyer names the client"),
        pytest.param(_new(numero_etranger="3301234567"), Tie.NUMERO, id="a numéro and nothing else"),
        pytest.param(_new(numero_etranger="3301234567", nom="Camara épouse Diallo"), Tie.NUMERO, id="a married name"),
        pytest.param(_new(numero_etranger="3301234567", nom="AWA", prenoms="Camara"), Tie.NUMERO, id="names swapped"),
        pytest.param(_new(Standing.LETTERS, numero_etranger="3301234567"), Tie.NUMERO, id="a letter by post"),
        pytest.param(
            _new(**REPLY, sender="elsewhere@ex", namings=("m dupont", "awa camara")),
            Tie.THREAD,
            id="a letter of the services names the person",
        ),
        pytest.param(_new(Standing.LETTERS, **REPLY, sender="awa@ex"), Tie.THREAD, id="proof sent as an answer"),
        pytest.param(_new(Standing.PART, **REPLY, sender="awa@ex"), Tie.THREAD, id="some pièces sent as an answer"),
        pytest.param(_new(Standing.WHOLE, **REPLY, **PART_2), Tie.THREAD, id="« 2/3 » as an answer"),
        pytest.param(
            _new(Standing.PART, **PART_2, references=("<0@pref>",)), Tie.SERIES_THREAD, id="two parts answer one mail"
        ),
        pytest.param(
            _new(Standing.PART, **PART_2, numero_etranger="3301234567"), Tie.NUMERO, id="« 2/3 » with the numéro"
        ),
    ],
)
def test_joined_by_itself(new: Newcomer, tie: Tie) -> None:
    verdict = decide(new, _dossiers(PART_1))
    assert (verdict.joins, verdict.tie) == ("d-1", tie)
    assert verdict.belongs_to == ("d-1",)


def test_the_first_message_of_a_series_that_is_read_last_finds_the_others() -> None:
    later = replace(AWA, message_id="<9@ex>", references=("<1@ex>",), series=series_of("Demande 2/2"))
    new = _new(Standing.PART, message_id="<1@ex>", sender="awa@ex", series=series_of("Demande 1/2"))
    assert decide(new, _dossiers(later)).joins == "d-1"


@pytest.mark.parametrize(
    ("new", "ties"),
    [
        pytest.param(_new(sender="awa@ex"), [Tie.SENDER], id="the same address"),
        pytest.param(
            _new(nom="CAMARA", prenoms="Awa", date_naissance="1991-03-04"), [Tie.PERSON], id="the same person"
        ),
        pytest.param(
            _new(namings=("awa camara",), date_naissance="1991-03-04"), [Tie.PERSON], id="a letter to the person"
        ),
        pytest.param(_new(nom="CAMARA", prenoms="Awa"), [Tie.NAME], id="the same names, no birth date"),
        pytest.param(_new(**PART_2), [Tie.SERIES, Tie.SENDER], id="« 2/3 » without a thread"),
        pytest.param(_new(**REPLY, sender="friend@ex"), [Tie.THREAD], id="an answer from a stranger that names nobody"),
        pytest.param(_new(**REPLY, **LAWYER), [Tie.THREAD], id="a lawyer's answer that names nobody"),
        pytest.param(
            _new(Standing.WHOLE, numero_etranger="3301234567"), [Tie.NUMERO], id="a filing of its own with the numéro"
        ),
        pytest.param(_new(Standing.PART, numero_etranger="3301234567"), [Tie.NUMERO], id="some pièces with the numéro"),
        pytest.param(
            _new(Standing.WHOLE, **REPLY, sender="awa@ex"),
            [Tie.THREAD, Tie.SENDER],
            id="a filing of its own that answers an old message",
        ),
        pytest.param(
            _new(numero_etranger="3301234567", received_at=DAY + timedelta(days=700)),
            [Tie.NUMERO],
            id="the numéro, at the next renewal",
        ),
    ],
)
def test_proposed_and_not_joined(new: Newcomer, ties: list[Tie]) -> None:
    verdict = decide(new, _dossiers(PART_1))
    assert verdict.joins is None
    assert [list(proposal.ties) for proposal in verdict.proposals] == [ties]
    assert verdict.proposals[0].obstacle is None


@pytest.mark.parametrize(
    "new",
    [
        pytest.param(
            _new(**REPLY, nom="DIALLO", prenoms="Awa", sender="awa@ex"), id="a hijacked thread: other surname"
        ),
        pytest.param(_new(**REPLY, nom="CAMARA", prenoms="Fatou", sender="awa@ex"), id="a twin: other given name"),
        pytest.param(
            _new(**REPLY, nom="CAMARA", date_naissance="1991-03-04", numero_etranger="3307654321", sender="awa@ex"),
            id="a twin: other numéro",
        ),
        pytest.param(_new(**REPLY, namings=("moussa diallo",), sender="awa@ex"), id="a letter names somebody else"),
        pytest.param(
            _new(**REPLY, nom="CAMARA", prenoms="Awa", namings=("moussa diallo",), sender="awa@ex"),
            id="the sender is the person, the letter names somebody else",
        ),
        pytest.param(
            _new(numero_etranger="3301234567", namings=("fatou camara",)), id="the numéro, a letter to the twin"
        ),
        pytest.param(_new(**REPLY, date_naissance="1988-01-01", sender="awa@ex"), id="another birth date"),
        pytest.param(_new(numero_etranger="3301234567", nom="DIALLO"), id="the numéro with another name"),
        pytest.param(_new(**REPLY, **LAWYER, nom="DIALLO", prenoms="Moussa"), id="a lawyer's thread, another client"),
    ],
)
def test_never_merged_across_two_persons(new: Newcomer) -> None:
    verdict = decide(new, _dossiers(AWA))
    assert verdict.joins is None
    assert verdict.proposals[0].obstacle is Obstacle.OTHER_PERSON
    assert verdict.belongs_to == ()


@pytest.mark.parametrize(
    ("new", "plis"),
    [
        pytest.param(
            _new(references=("<1@ex>", "<2@ex>"), sender="awa@ex"), (AWA, TWIN), id="a thread through two dossiers"
        ),
        pytest.param(
            _new(**REPLY, sender="awa@ex", numero_etranger="3301234567"),
            (AWA, replace(AWA, message_id="<3@ex>")),
            id="two dossiers of one numéro",
        ),
        pytest.param(
            _new(**REPLY, sender="awa@ex", numero_etranger="3307654321", nom="CAMARA"),
            (replace(AWA, numero_etranger=None, prenoms=None), TWIN),
            id="the thread says one, the numéro another",
        ),
        pytest.param(
            _new(**REPLY, sender="family@ex"),
            (replace(AWA, sender="family@ex"), replace(TWIN, sender="family@ex")),
            id="an address that files for two persons",
        ),
        pytest.param(_new(**REPLY, sender="awa@ex", several=True), (AWA,), id="a pli of two persons"),
        pytest.param(_new(**REPLY, sender="awa@ex"), (replace(AWA, several=True),), id="a dossier of two persons"),
    ],
)
def test_in_doubt_an_agent_decides(new: Newcomer, plis: tuple[JoiningFacts, ...]) -> None:
    verdict = decide(new, _dossiers(*plis))
    assert verdict.joins is None
    assert verdict.proposals


def test_one_pli_of_another_person_in_a_dossier_is_enough_to_keep_out() -> None:
    mixed = Candidate(dossier="d-1", plis=(AWA, replace(AWA, message_id="<8@ex>", nom="DIALLO")))
    verdict = decide(_new(**REPLY, nom="CAMARA", prenoms="Awa"), [mixed])
    assert (verdict.joins, verdict.proposals[0].obstacle) == (None, Obstacle.OTHER_PERSON)


def test_a_lawyers_address_alone_proposes_nothing() -> None:
    assert decide(_new(**LAWYER), _dossiers(replace(AWA, **LAWYER))).proposals == ()


def test_an_address_of_many_dossiers_proposes_none_of_them() -> None:
    many = [replace(AWA, message_id=f"<{n}@ex>", numero_etranger=None) for n in range(10, 16)]
    assert decide(_new(sender="awa@ex"), _dossiers(*many)).proposals == ()


def test_the_sender_counts_within_the_window_only() -> None:
    assert decide(_new(sender="awa@ex", received_at=DAY + timedelta(days=31)), _dossiers(AWA)).proposals == ()


def test_correspondence_belongs_to_nothing() -> None:
    assert decide(_new(Standing.OTHER, **REPLY, sender="awa@ex"), _dossiers(AWA)).proposals == ()


@pytest.mark.parametrize(
    ("subject", "part", "parts"),
    [
        ("Demande de titre CAMARA 1/3", 1, 3),
        ("RE: TR : Demande (2/3)", 2, 3),
        ("[3/3] Demande", 3, 3),
        ("2/4 : pièces du dossier", 2, 4),
        ("Mail 2 sur 3", 2, 3),
        ("Demande - partie 2", 2, None),
        ("2e envoi, dossier Camara", 2, None),
        ("Deuxième message", 2, None),
        ("Demande de titre de séjour, suite", None, None),
        ("Demande de titre (suite et fin)", None, None),
        ("Suite de mon dossier", None, None),
    ],
)
def test_a_subject_that_names_a_series(subject: str, part: int | None, parts: int | None) -> None:
    series = series_of(subject)
    assert series is not None
    assert (series.part, series.parts) == (part, parts)


@pytest.mark.parametrize(
    "subject",
    [
        None,
        "",
        "Demande de titre de séjour",
        "Suite à votre courrier du 12/11",
        "Votre message du 03/11/2026",
        "Rendez-vous du 12/11/2026",
        "Loi 3/2024",
        "Relance du 3/11",
        "5/3",
        "Suite au refus",
        "Deuxième dossier de demande",
    ],
)
def test_a_subject_that_names_none(subject: str | None) -> None:
    assert series_of(subject) is None


def test_parts_of_one_series_share_their_stem() -> None:
    subjects = ("Demande CAMARA 1/3", "Re: demande Camara (2/3)", "Demande Camara [3/3]")
    stems = {series.stem for subject in subjects if (series := series_of(subject))}
    assert stems == {"demande camara"}
