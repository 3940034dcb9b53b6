from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from dossier.types import piece_types
from specimens.draw import draw
from specimens.rng import source
from specimens.scene import draw_scene
from specimens.template import by_id, templates


def shown(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.parametrize("type_", piece_types())
def test_wordings_of_every_type_can_be_drawn(type_: str) -> None:
    rng = source("drawn", type_)
    for template in rng.sample(templates(type_), k=1):
        drawn = draw(template, draw_scene(f"drawn/{type_}"), seed=template.id)
        with pikepdf.open(BytesIO(drawn.pdf)) as pdf:
            assert len(pdf.pages) == drawn.pages >= 1
            assert "SPECIMEN" in str(pdf.docinfo["/Keywords"])
            assert "SPECIMEN" in str(pdf.docinfo["/Subject"])
        assert "specimen" not in shown(drawn.pdf).lower()


def test_the_same_seed_draws_the_same_bytes() -> None:
    template = by_id("attestation_ccc/a-2")
    assert draw(template, draw_scene("s"), seed="s").pdf == draw(template, draw_scene("s"), seed="s").pdf


def test_another_seed_draws_another_document() -> None:
    template = by_id("attestation_ccc/a-2")
    assert draw(template, draw_scene("s"), seed="s").pdf != draw(template, draw_scene("t"), seed="t").pdf


def test_what_is_printed_of_the_demandeur_is_noted() -> None:
    scene = draw_scene("noted")
    draw(by_id("declaration_honneur/a-1"), scene, seed="noted", layout="lettre_simple")
    assert {"nom", "prenoms", "date_naissance", "adresse"} <= scene.printed
    assert "telephone" not in scene.printed or scene.demandeur.telephone
    unseen = draw_scene("noted")
    draw(by_id("autre/a-3"), unseen, seed="noted", layout="article_web")
    assert not unseen.printed & {"nom", "numero_etranger", "date_naissance"}


def test_documents_of_one_scene_agree_on_the_person() -> None:
    scene = draw_scene("agree")
    for id_ in ("passeport/a-1", "titre_sejour/a-1", "certificat_scolarite/a-1"):
        assert scene.demandeur.nom in shown(draw(by_id(id_), scene, seed="agree").pdf)
