"""Small pieces of mail made for the tests of the pipeline."""

from email.message import EmailMessage

ATTESTATION = """<p>Agence nationale des titres sécurisés<br>Centre de contact citoyens</p>
<p>Madame Awa Camara, née le 4 mars 1991, n° étranger 3301234567</p>
<p>Madame,</p><p>Après examen de votre demande, le centre de contact citoyens atteste de l'impossibilité technique de
déposer en ligne votre demande de renouvellement de titre de séjour sur le site de l'ANEF.</p>
<p>Le présent document est à joindre à votre dossier.</p><p>Fait le 12 novembre 2026</p>"""

COVER = """<p>Awa Camara<br>12 rue des Faures<br>33000 Bordeaux</p><p>Objet : demande de renouvellement de mon titre de
séjour</p><p>Madame, Monsieur, je vous adresse mon dossier par courrier car je ne peux pas le déposer en ligne.
Je joins l'attestation du centre de contact citoyens. Veuillez agréer mes salutations distinguées.</p>"""

FORM = """<h1>Demande de titre de séjour</h1><p>Formulaire de demande de renouvellement</p>
<p>Nom : CAMARA</p><p>Prénoms : Awa</p><p>Née le : 04/03/1991</p><p>Nationalité : sénégalaise</p>
<p>Numéro étranger : 3301234567</p><p>Adresse : 12 rue des Faures, 33000 Bordeaux</p><p>Signature</p>"""
LATE = "Bonjour, veuillez trouver ci-joint la pièce complémentaire pour mon dossier déjà déposé. Awa Camara"
HIS_ATTESTATION = ATTESTATION.replace("Madame Awa Camara, née", "Monsieur Moussa Diallo, né").replace(
    "3301234567", "3307654321"
)


def message(*attachments: tuple[str, bytes], text: str = "Bonjour, voici mon dossier de titre de séjour.") -> bytes:
    """A raw message with PDF attachments."""
    mail = EmailMessage()
    mail["From"] = "Awa Camara <awa.camara@example.org>"
    mail["To"] = "pref-sejour@gironde.example.org"
    mail["Subject"] = "Demande de renouvellement"
    mail["Date"] = "Mon, 16 Nov 2026 08:12:00 +0100"
    mail["Message-ID"] = "<1@example.org>"
    mail.set_content(text)
    for name, content in attachments:
        mail.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    return mail.as_bytes()


def a_mail(
    subject: str,
    text: str,
    *attachments: tuple[str, bytes],
    id_: str,
    answers: str | None = None,
    sender: str = "Awa Camara <awa.camara@example.org>",
    day: int = 16,
) -> bytes:
    """A raw message of November 2026; ``answers`` is the Message-ID that it replies to."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = "pref-sejour@gironde.example.org"
    mail["Subject"] = subject
    mail["Date"] = f"{day} Nov 2026 08:12:00 +0100"
    mail["Message-ID"] = id_
    if answers:
        mail["In-Reply-To"] = answers
        mail["References"] = answers
    mail.set_content(text)
    for name, content in attachments:
        mail.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    return mail.as_bytes()
