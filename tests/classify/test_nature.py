from dataclasses import replace

import pytest

from classify.reading import read_bundle
from dossier.bundle import Bundle, BundlePage, Origin
from dossier.mail import Channel, MessageHead, Nature
from dossier.page import PageRef
from tests.classify.builders import PEOPLE, RECEIVED, bundle_of, page_of


def message(text: str, *attached: str, **head: object) -> Bundle:
    """A message with attachments, one page each."""
    outer = replace(MessageHead(sender="someone@example.org"), **head)  # type: ignore[arg-type]  # any fields
    texts = [(text, Origin.MESSAGE), *((a, Origin.ATTACHMENT) for a in attached)]
    pages = tuple(
        BundlePage(ref=PageRef(n, 1), page=page_of(t), origin=o, file_name=f"f{n}", file_start=True, message=outer)
        for n, (t, o) in enumerate(texts)
    )
    return Bundle(pages=pages, channel=Channel.EMAIL, received_at=RECEIVED, prefecture="33", message=outer)


@pytest.mark.parametrize(
    ("bundle", "nature"),
    [
        (message("Bonjour, voici mon dossier de demande de titre de séjour.", PEOPLE["kone"].formulaire), Nature.DEPOT),
        (message("Bonjour, où en est mon dossier ? Merci de votre réponse."), Nature.CORRESPONDANCE),
        (message("Je suis absent jusqu'au 3 mai.", subject="Réponse automatique", auto=True), Nature.INDESIRABLE),
        (
            message("Delivery failed", subject="Undelivered Mail Returned to Sender", sender="mailer-daemon@x.org"),
            Nature.INDESIRABLE,
        ),
        (message("Offre exceptionnelle ! Cliquez ici. Se désabonner", bulk=True), Nature.INDESIRABLE),
        (
            message("Comme demandé, voici les pièces complémentaires pour mon dossier.", PEOPLE["kone"].facture),
            Nature.COMPLEMENT,
        ),
        (
            message(
                "Centre de contact citoyens\nMadame DIALLO, votre demande a bien été enregistrée.",
                sender="ne-pas-repondre@ants.gouv.fr",
            ),
            Nature.CORRESPONDANCE,
        ),
        (message("Je vous adresse ma demande de renouvellement de titre de séjour."), Nature.DEPOT),
        (bundle_of(PEOPLE["kone"].facture), Nature.DEPOT),
        (bundle_of("LA POSTE\nPli avisé et non réclamé\nRetour à l'expéditeur"), Nature.CORRESPONDANCE),
    ],
    ids=["filing", "question", "absence", "bounce", "newsletter", "late pieces", "centre itself",
         "filing without pieces", "post", "returned post"],
)  # fmt: skip
def test_the_nature_of_a_pli_is_told_from_its_words_and_its_head(bundle: Bundle, nature: Nature) -> None:
    findings = read_bundle(bundle)
    assert findings.nature is nature
    assert findings.nature_reasons[0].message.endswith(".")
