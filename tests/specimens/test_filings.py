import email
import email.policy
import io
import json
import zipfile
from collections import Counter
from email.message import EmailMessage

import pytest
from PIL import Image

from dossier.mail import Channel, Nature
from dossier.recevabilite import Outcome
from dossier.types import piece_types
from specimens import SpecimenFiling, filing, generate, split, templates
from specimens.filings import drawn_scenarios
from specimens.raster import page_count
from specimens.scenario import SCENARIOS


def read(data: bytes) -> EmailMessage:
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def files(name: str, data: bytes) -> dict[str, bytes]:
    """Every file of a specimen by the name that the truth uses."""
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {f"{name}/{member}": archive.read(member) for member in archive.namelist()}
    if not name.endswith(".eml"):
        return {name: data}
    found = {name: data}
    for part in read(data).iter_attachments():
        if part.get_content_type() == "message/rfc822":
            found[str(part.get_filename())] = b""
        else:
            content = part.get_content()
            assert isinstance(content, bytes)
            found |= files(str(part.get_filename()), content)
    return found


def pages(name: str, data: bytes) -> int | None:
    """How many pages a file has; None for a message, whose pages are made when it is rendered."""
    if name.endswith(".eml"):
        return None
    if name.endswith(".pdf"):
        return page_count(data)
    return int(getattr(Image.open(io.BytesIO(data)), "n_frames", 1))


def accounted(specimen: SpecimenFiling) -> dict[str, list[int | None]]:
    truth, found = specimen.truth, dict[str, list[int | None]]()
    for page in [*(p for piece in truth.pieces for p in piece.pages), *(skip.page for skip in truth.skipped)]:
        found.setdefault(page.original, []).append(page.page)
    return found


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_scenario_tells_where_each_page_belongs(scenario: str) -> None:
    plan = SCENARIOS[scenario]
    how = "born" if "born" in plan.carriers else plan.carriers[0]
    specimen = filing(scenario, "where", by=how, clean=True, size=2)
    there, told = files(specimen.file.name, specimen.file.data), accounted(specimen)
    assert set(told) == set(there)
    for name, data in there.items():
        count = pages(name, data)
        if count is not None:
            assert sorted(told[name], key=str) == sorted(range(1, count + 1), key=str), name
    assert {piece.type for piece in specimen.truth.pieces} <= set(piece_types())
    assert bool(specimen.truth.outcomes) == (specimen.truth.nature is Nature.DEPOT)


@pytest.mark.parametrize("profile", ["gris", "couleur", "noir_et_blanc", "fax", "photo", "mauvaise_copie"])
def test_every_capture_has_its_pages_and_stays_small(profile: str) -> None:
    specimen = filing("attestation", "capture", by="scan", profile=profile, size=2)
    there = files(specimen.file.name, specimen.file.data)
    count = pages(specimen.file.name, there[specimen.file.name])
    assert count == len(accounted(specimen)[specimen.file.name])
    assert len(specimen.file.data) < 600_000 * count


@pytest.mark.parametrize("packing", ["each", "bundle", "zip", "photos"])
def test_every_packing_of_an_email_names_its_originals(packing: str) -> None:
    specimen = filing("convocation", "packing", by="eml", clean=True, packing=packing, size=2)
    assert set(accounted(specimen)) == set(files(specimen.file.name, specimen.file.data))
    assert specimen.truth.channel is Channel.EMAIL


@pytest.mark.parametrize("by", ["scan", "born", "eml"])
def test_the_same_seed_makes_the_same_filing(by: str) -> None:
    first, again = (filing("invitation", "same", by=by, size=2) for _ in range(2))
    assert first == again
    assert filing("invitation", "other", by=by, size=2) != first


def test_files_are_marked_in_their_metadata() -> None:
    assert read(filing("rien", "mark", by="eml", size=2).file.data)["X-Specimen"]
    assert b"SPECIMEN" in filing("rien", "mark", by="born", size=2).file.data
    assert b"SPECIMEN" in filing("rien", "mark", by="scan", profile="gris", size=2).file.data


def test_an_attached_message_of_the_ccc_is_a_message_of_its_own() -> None:
    specimen = filing("attestation_message_joint", "nested", by="eml", clean=True, size=2)
    kinds = Counter(part.get_content_type() for part in read(specimen.file.data).iter_attachments())
    assert kinds["message/rfc822"] == 1
    assert specimen.truth.outcomes[0] is Outcome.RECEVABLE


def test_a_forwarded_part_is_told_as_a_part_of_the_message() -> None:
    specimen = filing("attestation_transferee", "inline", by="eml", clean=True, size=2)
    parts = {(piece.type, piece.pages[0].part) for piece in specimen.truth.pieces if piece.pages[0].page is None}
    assert ("attestation_ccc", 1) in parts
    assert specimen.truth.outcomes == (Outcome.A_VERIFIER,)


def test_generated_filings_cover_every_outcome() -> None:
    names = drawn_scenarios(5, 40)
    made = [specimen.kind for specimen in generate(5, 2, clean=True, by="born", size=2)]
    assert made == drawn_scenarios(5, 2, by="born")
    outcomes = {SCENARIOS[name].outcomes[:1] for name in names}
    assert {(Outcome.RECEVABLE,), (Outcome.A_VERIFIER,), (Outcome.IRRECEVABLE,)} <= outcomes


def test_wordings_can_be_held_out() -> None:
    only = split().train
    for specimen in generate(6, 2, by="born", size=3, only=only):
        used = {piece.template for piece in specimen.truth.pieces if piece.template}
        assert used <= only
    assert only < {template.id for template in templates()}


def test_another_person_is_not_told_as_the_demandeur() -> None:
    specimen = filing("attestation_autre_personne", "who", by="born", size=4)
    assert specimen.truth.demandeur.nom is not None
    assert specimen.truth.fondement is not None


def test_only_what_is_sent_counts_as_printed() -> None:
    """The truth's demandeur holds what a message says, not what its text would show as a letter."""
    specimen = filing("attestation_transferee", "printed", by="eml", clean=True, packing="each", size=2)
    body = read(specimen.file.data).get_body(("plain",))
    assert body is not None
    assert specimen.truth.demandeur.courriel is not None
    assert specimen.truth.demandeur.courriel in str(read(specimen.file.data)["From"])
    assert specimen.truth.demandeur.nom is not None
    assert specimen.truth.demandeur.nom in body.get_content()


def test_who_moved_away_is_told_at_the_new_address() -> None:
    specimen = filing("invitation_demenagement", "moved", by="born", size=5)
    assert specimen.truth.demandeur.departement not in {None, specimen.truth.prefecture}


def test_the_truth_is_plain_json() -> None:
    told = json.loads(json.dumps(filing("refus", "json", by="born", size=2).truth.as_dict()))
    assert told["outcomes"] == ["irrecevable"]
    assert told["reasons"][0] == "refus_prefecture"
    assert told["pieces"][0]["pages"][0] == {
        "original": told["pieces"][0]["pages"][0]["original"],
        "page": 1,
        "part": 0,
        "rotation": 0,
    }
