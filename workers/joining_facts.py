"""From a pli that was read to what it is joined by."""

import re
from collections.abc import Sequence

from classify.folding import fold
from dossier.demandeur import Method, Qualite
from dossier.findings import Findings
from dossier.joining import JoiningFacts
from dossier.mail import Nature
from dossier.recevabilite import Motif
from ingest.formats import MESSAGES
from workers.bundles import Envelope
from workers.joining import Newcomer, Standing
from workers.joining_letters import birth_in, letters_of, namings_in, numero_in
from workers.joining_series import series_of
from workers.lots import OpenedPli

_WHOLE_FROM = 4  # so many kinds of pièces make a filing of its own
# What accompanies or proves, and is no pièce of a filing.
_LETTERS = frozenset({
    "attestation_ccc", "invitation_prefecture", "reponse_ccc", "convocation", "courrier_prefecture", "capture_anef",
    "notification_anef", "courrier", "courrier_avocat", "enveloppe", "texte_reglementaire", "autre",
})  # fmt: skip


def newcomer_of(pli: OpenedPli, envelope: Envelope, findings: Findings) -> Newcomer:
    return Newcomer(pli=pli.id, facts=_facts_of(pli, envelope, findings), standing=_standing_of(findings))


def person_key(facts: JoiningFacts) -> str | None:
    """The folded surname, its words in order of the alphabet: the key that dossiers of one name are looked up by."""
    return _key(fold(facts.nom or "").split()) or None


def person_keys(facts: JoiningFacts) -> tuple[str, ...]:
    """The keys that the person's dossiers may have. A letter does not tell which words are the surname."""
    found = {person_key(facts)}
    for naming in facts.namings:
        words = naming.split()
        found |= {_key(words[at:end]) for at in range(len(words)) for end in range(at + 1, len(words) + 1)}
    return tuple(sorted(key for key in found if key))


def _key(words: Sequence[str]) -> str:
    return " ".join(sorted(words))


def _standing_of(findings: Findings) -> Standing:
    if findings.nature is Nature.COMPLEMENT:
        return Standing.COMPLEMENT
    if findings.nature is not Nature.DEPOT:
        return Standing.OTHER
    kinds = {piece.type for piece in findings.pieces} - _LETTERS
    if "formulaire_demande" in kinds or len(kinds) >= _WHOLE_FROM:
        return Standing.WHOLE
    return Standing.PART if kinds else Standing.LETTERS


def _facts_of(pli: OpenedPli, envelope: Envelope, findings: Findings) -> JoiningFacts:
    top = pli.originals[0].file
    head = top.head if top.format in MESSAGES else None
    who, letters = findings.demandeur, letters_of(pli, findings)
    claimed = {source.field for source in who.sources if source.method is Method.HEADER}
    numero = who.numero_etranger if "numero_etranger" not in claimed else None
    birth = who.date_naissance if "date_naissance" not in claimed else None
    return JoiningFacts(
        received_at=envelope.received_at,
        message_id=head.message_id if head else None,
        references=head.in_reply_to if head else (),
        sender=head.sender if head else None,
        series=series_of(head.subject) if head else None,
        nom=who.nom if "nom" not in claimed else None,
        prenoms=who.prenoms if "prenoms" not in claimed else None,
        namings=namings_in(letters),
        date_naissance=birth or birth_in(letters),
        numero_etranger=numero if numero and re.fullmatch(r"\d{10}", numero) else numero_in(letters),
        third_party=findings.depose_par.qualite is not Qualite.DEMANDEUR,
        several=any(reason.code is Motif.PLUSIEURS_PERSONNES for reason in findings.recevabilite.reasons),
    )
