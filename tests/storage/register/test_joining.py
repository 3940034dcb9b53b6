"""What plis are joined by, kept and found again; and what agents said, on either database."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dossier.errors import OurError, WeatherError
from dossier.joining import JoiningFacts, Series
from dossier.mail import Arrival, Nature
from storage.register import models
from storage.register.joining import in_tray
from storage.register.ledger import (
    Word,
    begin_attempt,
    candidates_for,
    fetch_waiting,
    hold_revision,
    joining_facts_of,
    one_at_a_time,
    record_arrival,
    record_courrier,
    record_filing,
    register_transaction,
    save_joining_keys,
    say,
    waiting_for,
    word_on,
)
from tests.storage.register.test_concurrency import together
from tests.storage.samples import NOON, READ, a_courrier, a_dossier, arrived, new_pli, next_revision

AWA = JoiningFacts(
    received_at=NOON,
    message_id="<1@ex>",
    references=("<0@ex>",),
    sender="awa@ex",
    series=Series(stem="demande", part=1, parts=2),
    nom="CAMARA",
    prenoms="Awa\0",
    namings=("awa camara",),
    date_naissance="1991-03-04",
    numero_etranger="3301234567",
)
NOBODY = JoiningFacts(received_at=NOON)
NOISE = hashlib.shake_128(b"").hexdigest(6_000)  # no database makes it shorter


def _filed(name: str = "1.pdf", **facts: Any) -> str:
    """The dossier of a filed pli with these facts."""
    pli, dossier = arrived(name), a_dossier(name)
    record_filing(pli, dossier, manifest="m")
    save_joining_keys(pli, replace(NOBODY, **facts) if facts else AWA, person="camara" if not facts else None)
    return dossier.id


def _in_tray(name: str = "2.pdf", **facts: Any) -> str:
    pli = arrived(name)
    record_courrier(a_courrier(name, nature=Nature.COMPLEMENT))
    save_joining_keys(pli, replace(NOBODY, **facts), person=None)
    return pli


def test_what_is_kept_is_read_again_as_it_was(any_register: str) -> None:
    _filed()
    facts = joining_facts_of(models.Pli.objects.get().id)
    assert facts == replace(AWA, prenoms="Awa\ufffd")
    assert joining_facts_of("p-unknown") is None


def test_a_pli_read_again_keeps_what_was_read_last(any_register: str) -> None:
    _filed()
    pli = models.Pli.objects.get().id
    save_joining_keys(pli, replace(AWA, references=("<7@ex>",), nom="DIALLO"), person="diallo")
    facts = joining_facts_of(pli)
    assert facts is not None
    assert (facts.nom, facts.references) == ("DIALLO", ("<7@ex>",))


@pytest.mark.parametrize(
    ("facts", "person"),
    [
        ({"references": ("<1@ex>", "<unknown@ex>")}, None),
        ({"message_id": "<0@ex>"}, None),
        ({"references": ("<0@ex>",), "series": Series(stem="demande", part=2)}, None),
        ({"numero_etranger": "3301234567"}, None),
        ({"sender": "awa@ex", "received_at": NOON + timedelta(days=200)}, None),
        ({}, "camara"),
    ],
)
def test_a_dossier_is_found_by_each_key(any_register: str, facts: dict[str, Any], person: str | None) -> None:
    dossier = _filed()
    _filed("other.pdf", sender="other@ex", message_id="<5@ex>")
    [found] = candidates_for("p-new", replace(NOBODY, **facts), persons=[person] if person else [])
    assert found.dossier == dossier
    assert found.plis[0].numero_etranger == "3301234567"


def test_nothing_known_finds_nothing(any_register: str) -> None:
    _filed()
    assert candidates_for("p-new", NOBODY) == []


def test_a_pli_does_not_find_its_own_dossier_nor_what_only_waits(any_register: str) -> None:
    _filed()
    _in_tray(numero_etranger="3301234567")
    assert candidates_for(arrived("1.pdf"), AWA, persons=["camara"]) == []


def test_a_dossier_is_found_once_with_all_its_plis(any_register: str) -> None:
    dossier = _filed()
    late = a_courrier("2.pdf", nature=Nature.COMPLEMENT)
    second = replace(next_revision(a_dossier("1.pdf")), plis=(*a_dossier("1.pdf").plis, late.pli))
    pli = arrived("2.pdf")
    record_filing(pli, second, manifest="m")
    save_joining_keys(pli, replace(AWA, message_id="<2@ex>", references=()), person="camara")
    [found] = candidates_for("p-new", AWA, persons=["camara"])
    assert found.dossier == dossier
    assert sorted(str(one.message_id) for one in found.plis) == ["<1@ex>", "<2@ex>"]


def test_a_busy_number_gives_the_latest_dossiers_only(any_register: str) -> None:
    for day in range(25):
        _filed(f"{day}.pdf", numero_etranger="3301234567", received_at=NOON + timedelta(days=day))
    found = candidates_for("p-new", AWA)
    assert [one.plis[0].received_at.day for one in found[:2]] == [15, 14]
    assert len(found) == 20


def test_a_busy_address_does_not_crowd_out_the_dossier_of_the_same_number(any_register: str) -> None:
    """A lawyer files every day: the client of two months ago is still found."""
    client = _filed("client.pdf", numero_etranger="3301234567", received_at=NOON - timedelta(days=60))
    for day in range(25):
        _filed(f"{day}.pdf", sender="avocat@ex", received_at=NOON - timedelta(days=day))
    found = candidates_for("p-new", replace(NOBODY, sender="avocat@ex", numero_etranger="3301234567"))
    assert found[0].dossier == client
    assert len(found) == 20


@pytest.mark.parametrize(
    "hostile",
    [
        {"references": tuple(f"<{number}@ex>" for number in range(300_000))},
        {"sender": f"{NOISE}@ex", "message_id": f"<{NOISE}>", "references": (f"<{NOISE}>",)},
        {"nom": NOISE},
    ],
    ids=["references", "addresses", "name"],
)
def test_what_no_index_holds_keeps_no_pli_out(any_register: str, hostile: dict[str, Any]) -> None:
    facts = replace(NOBODY, numero_etranger="3301234567", **hostile)
    save_joining_keys(arrived(), facts, person=facts.nom)
    dossier = _filed("1.pdf", numero_etranger="3301234567")
    assert [one.dossier for one in candidates_for(arrived(), facts, persons=[NOISE] * 300_000)] == [dossier]


def test_a_dossier_that_comes_later_finds_what_waits_for_it(any_register: str) -> None:
    by_number = _in_tray("2.pdf", numero_etranger="3301234567")
    by_thread = _in_tray("3.pdf", references=("<1@ex>",))
    _in_tray("4.pdf", sender="awa@ex")
    assert waiting_for(AWA) == [by_number, by_thread]
    say(by_number, Word.NONE, READ, who="agent:a")
    assert waiting_for(AWA) == [by_thread]


def test_an_agents_word_has_the_pli_read_again(any_register: str) -> None:
    dossier, pli = _filed(), _in_tray()
    assert say(pli, Word.JOIN, READ, dossier=dossier, who="agent:a")
    assert not say(pli, Word.OWN, READ, who="agent:b")
    word = word_on(pli)
    assert word is not None
    assert (word.word, word.dossier, word.who) == (Word.JOIN, dossier, "agent:a")
    assert models.Pli.objects.get(id=pli).status == "waiting"
    events = models.Event.objects.filter(subject=pli).order_by("position").values_list("what", "who", "why")
    assert list(events)[-2:] == [("joining_join", "agent:a", dossier), ("reopened", "agent:a", "joining_join")]
    attempt = begin_attempt(pli, holder="w")
    assert attempt is not None and attempt.number == 1


def test_a_pli_of_no_dossier_leaves_the_tray_and_stays_a_courrier(any_register: str) -> None:
    pli = _in_tray()
    assert [row.id for row in in_tray()] == [pli]
    assert say(pli, Word.NONE, READ, who="agent:a")
    assert not in_tray().exists()
    assert models.Pli.objects.get(id=pli).status == "courrier"


def test_a_word_that_names_no_dossier_of_ours_is_refused(any_register: str) -> None:
    pli = _in_tray()
    with pytest.raises(OurError, match="no dossier"):
        say(pli, Word.JOIN, READ, dossier="d-unknown", who="agent:a")
    assert word_on(pli) is None


def test_two_agents_at_once_say_one_word(any_register: str) -> None:
    pli = _in_tray()
    said = together(lambda number: say(pli, Word.OWN, READ, who=f"agent:{number}"), 8)
    assert sorted(said) == [False] * 7 + [True]


def test_a_dossier_is_held_at_the_revision_that_was_read(any_register: str) -> None:
    dossier = _filed()
    with register_transaction():
        hold_revision(dossier, 1)
    with register_transaction(), pytest.raises(WeatherError, match="at revision 1"):
        hold_revision(dossier, 2)
    with register_transaction(), pytest.raises(OurError, match="no dossier"):
        hold_revision("d-unknown", 1)


def test_those_who_look_and_file_do_so_one_after_the_other(any_register: str) -> None:
    """Each sees what the one before has filed: of many parts of one filing only the first finds nothing."""

    def part(number: int) -> bool:
        pli, dossier = arrived(f"{number}.pdf"), a_dossier(f"{number}.pdf")
        with register_transaction():
            one_at_a_time()
            if candidates_for(pli, AWA):
                return False
            record_filing(pli, dossier, manifest="m")
            save_joining_keys(pli, AWA, person=None)
            return True

    assert sorted(together(part, 12)) == [False] * 11 + [True]


@pytest.mark.parametrize("ending", ["filed", "courrier"])
def test_a_filed_file_that_arrives_again_is_to_be_listed_again(any_register: str, ending: str) -> None:
    if ending == "filed":
        _filed("1.pdf")
    else:
        _in_tray("1.pdf")
    before = models.Outbox.objects.filter(actor=READ.actor).count()
    again = Arrival(name="copie.pdf", received_at=NOON)
    for _ in range(2):
        record_arrival(new_pli("1.pdf"), again, READ)
    assert models.Outbox.objects.filter(actor=READ.actor).count() == before + 1


def test_what_waits_is_asked_for_once_however_often_it_arrives(any_register: str) -> None:
    arrived("1.pdf")
    record_arrival(new_pli("1.pdf"), Arrival(name="copie.pdf", received_at=NOON), READ)
    assert models.Outbox.objects.count() == 1
    assert fetch_waiting(new_pli("1.pdf").id).lot is None
