"""Mail that is no filing: what a public mailbox and a postbag bring besides."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from dossier.mail import Channel, Nature
from dossier.recevabilite import Outcome
from specimens import choose, message
from specimens.draw import write
from specimens.message import Mail
from specimens.rng import source
from specimens.scene import Scene, draw_scene
from specimens.truth import SpecimenFile, SpecimenFiling, Truth, TruthPage, TruthPiece


@dataclass(frozen=True, kw_only=True, slots=True)
class Other:
    """One kind of mail. ``natures`` are all acceptable ones, best first; ``types`` what its text may be taken for."""

    name: str
    natures: tuple[Nature, ...]
    types: tuple[str, ...]
    write: Callable[[Scene, str, Random], Mail]


def _to(scene: Scene) -> tuple[str, str]:
    return scene.prefecture.nom, scene.prefecture.courriel


def _newsletter(scene: Scene, seed: str, rng: Random) -> Mail:
    sender = rng.choice(["Lettre des collectivités", "Sécurité & Bureaux", "L'Essentiel du numérique public"])
    lines = rng.sample(
        [
            "Webinaire gratuit jeudi : réussir sa dématérialisation",
            "-20 % sur le mobilier de bureau jusqu'à dimanche",
            "Retour sur le salon des maires",
            "Trois questions à un directeur des systèmes d'information",
        ],
        3,
    )
    body = f"<h2>{sender}</h2>" + "".join(f"<p><b>{line}</b><br>Lire la suite…</p>" for line in lines)
    return Mail(
        seed=seed,
        sender=(sender, "news@lettre.example.com"),
        to=_to(scene),
        subject=f"{sender} – n° {rng.randint(20, 400)}",
        html=body + "<p>Se désinscrire | Voir en ligne</p>",
        day=scene.reception,
        headers={
            "List-Id": "<lettre.example.com>",
            "List-Unsubscribe": "<mailto:stop@lettre.example.com>",
            "Precedence": "bulk",
        },
    )


def _bounce(scene: Scene, seed: str, rng: Random) -> Mail:
    code = rng.choice(["550 5.1.1 User unknown", "552 5.2.2 Mailbox full", "554 5.7.1 Message rejected"])
    return Mail(
        seed=seed,
        sender=("Mail Delivery System", "mailer-daemon@relais.example.net"),
        to=_to(scene),
        subject=rng.choice(["Undelivered Mail Returned to Sender", "Échec de la remise : votre message"]),
        html=f"<p>I'm sorry to have to inform you that your message could not be delivered.</p><p>&lt;{scene.demandeur.courriel}&gt;: {code}</p>",
        day=scene.reception,
        headers={"Auto-Submitted": "auto-replied", "Return-Path": "<>"},
        text_only=True,
    )


def _absence(scene: Scene, seed: str, rng: Random) -> Mail:
    back = scene.reception + timedelta(days=rng.randint(3, 20))
    me = scene.issuer("avocat" if rng.random() < 0.5 else "employeur")
    return Mail(
        seed=seed,
        sender=(me.nom, me.courriel),
        to=_to(scene),
        subject="Réponse automatique : absence",
        html=f"<p>Bonjour,</p><p>Je suis absent(e) du bureau jusqu'au {back:%d/%m/%Y} et n'ai pas accès à ma messagerie. En cas d'urgence, merci de contacter le secrétariat.</p><p>{me.signataire}</p>",
        day=scene.reception,
        headers={"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All", "Precedence": "auto_reply"},
    )


def _spam(scene: Scene, seed: str, rng: Random) -> Mail:
    subject, body = rng.choice(
        [
            ("Your parcel is waiting", "Dear customer, confirm your address now to release your parcel. Click here."),
            ("Gagnez 5 000 € en ligne", "Méthode secrète révélée : devenez riche depuis votre canapé. Cliquez vite !"),
            (
                "SEO offer for your website",
                "Hi, we can put your website on the first page of the results. Reply for a quote.",
            ),
        ]
    )
    return Mail(
        seed=seed,
        sender=(
            rng.choice(["Promo", "Service colis", "Kevin from Growth"]),
            f"offer{rng.randint(1, 99)}@promo.example.net",
        ),
        to=_to(scene),
        subject=subject,
        html=f"<p>{body}</p>",
        day=scene.reception,
        headers={"X-Spam-Flag": "YES"} if rng.random() < 0.5 else {},
    )


def _question(scene: Scene, seed: str, rng: Random) -> Mail:
    me = scene.demandeur
    body = rng.choice(
        [
            "Bonjour,<br>Quels sont vos horaires d'ouverture ? Faut-il prendre rendez-vous pour retirer une carte ?<br>Merci",
            "Madame, Monsieur,<br>Pouvez-vous me dire où en est mon dossier ? Je n'ai pas de nouvelle depuis trois mois.",
            "Bonjour, quels documents dois-je fournir pour un changement d'adresse ? Cordialement",
            "Bonjour je voudrais savoir si je peux voyager avec mon récépissé svp",
        ]
    )
    return Mail(
        seed=seed,
        sender=(me.nom_complet, me.courriel),
        to=_to(scene),
        subject=rng.choice(["Question", "Demande de renseignement", "horaires", "suivi dossier"]),
        html=f"<p>{body}</p><p>{me.nom_complet}</p>",
        day=scene.reception,
        text_only=rng.random() < 0.5,
    )


def _ccc_direct(scene: Scene, seed: str, rng: Random) -> Mail:
    office = scene.issuer("ccc")
    return Mail(
        seed=seed,
        sender=(office.nom, office.courriel),
        to=_to(scene),
        subject=f"Signalement usager {scene.demande.ticket}",
        html=f"<p>Bonjour,</p><p>L'usager {scene.demandeur.nom_complet} (n° étranger {scene.demandeur.numero_etranger}) nous a contactés au sujet d'un blocage. Nous vous transmettons ce signalement pour information. Il a été invité à se rapprocher de vos services.</p><p>{office.signataire}<br>{office.nom}</p>",
        day=scene.reception,
    )


def _reply(scene: Scene, seed: str, rng: Random) -> Mail:
    me = scene.demandeur
    quoted = f"<blockquote>Bonjour, votre demande est en cours d'instruction. Cordialement, {scene.prefecture.service}</blockquote>"
    return Mail(
        seed=seed,
        sender=(me.nom_complet, me.courriel),
        to=_to(scene),
        subject="RE: Votre demande de renseignements",
        html=f"<p>{rng.choice(['Merci beaucoup pour votre réponse.', 'Bonjour, bien reçu, je serai présent au rendez-vous.', 'Merci bonne journée'])}</p><p>{me.prenom}</p>{quoted}",
        day=scene.reception,
        headers={
            "In-Reply-To": f"<{source(seed, 'thread').getrandbits(40):x}@{scene.prefecture.courriel.split('@')[1]}>"
        },
    )


def _thanks(scene: Scene, seed: str, rng: Random) -> Mail:
    template = choose.wording(rng, "notification_anef", "depot" if rng.random() < 0.5 else "decision", None)
    written = write(template, scene, rng)
    office = scene.issuer("anef")
    return Mail(
        seed=seed,
        sender=(office.nom, office.courriel),
        to=_to(scene),
        subject=str(written.head["objet"] or "Notification"),
        html=written.body,
        day=scene.reception,
        headers={"Auto-Submitted": "auto-generated"},
    )


_C, _I, _D = Nature.CORRESPONDANCE, Nature.INDESIRABLE, Nature.DEPOT
KINDS: dict[str, Other] = {
    other.name: other
    for other in (
        Other(name="lettre_d_information", natures=(_I, _C), types=("autre",), write=_newsletter),
        Other(name="retour_de_message", natures=(_I,), types=("autre",), write=_bounce),
        Other(name="reponse_automatique", natures=(_I,), types=("autre", "courrier"), write=_absence),
        Other(name="pourriel", natures=(_I, _C), types=("autre",), write=_spam),
        Other(name="question", natures=(_C,), types=("courrier",), write=_question),
        Other(name="message_direct_du_ccc", natures=(_C,), types=("reponse_ccc",), write=_ccc_direct),
        Other(name="reponse", natures=(_C,), types=("courrier",), write=_reply),
        Other(name="notification_directe", natures=(_C, _I), types=("notification_anef",), write=_thanks),
    )
}
"""Mail that is no filing, by name."""


def other_mail(kind: str, seed: str, *, departement: str = "", reception: date | None = None) -> SpecimenFiling:
    """One message that opens no dossier, the same for the same arguments. Raises KeyError on an unknown kind."""
    other, rng = KINDS[kind], source(seed, "other", kind)
    scene = draw_scene(seed, departement=departement, reception=reception)
    mail = other.write(scene, seed, rng)
    name = f"{scene.reception:%Y%m%d}-{rng.getrandbits(32):08x}.eml"
    page = TruthPage(original=name, page=None, part=0)
    truth = Truth(
        id=f"{kind}-{seed}",
        scenario=kind,
        channel=Channel.EMAIL,
        reception=scene.reception,
        prefecture=scene.prefecture.code,
        natures=other.natures,
        outcomes=(Outcome.IRRECEVABLE,) if _D in other.natures else (),
        pieces=(TruthPiece(type=other.types[0], also=other.types[1:], pages=(page,)),),
        carrier="eml",
    )
    data = message.to_bytes(message.build(mail))
    return SpecimenFiling(
        id=f"{kind}-{seed.replace('/', '-')}", kind=kind, files=(SpecimenFile(name=name, data=data),), truths=(truth,)
    )


def generate_other(seed: int, count: int) -> Iterator[SpecimenFiling]:
    """``count`` messages that are no filings, in turn of every kind."""
    names = list(KINDS)
    for number in range(count):
        yield other_mail(names[number % len(names)], f"{seed}/o{number}")
