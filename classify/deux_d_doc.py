"""2D-Doc: the signed codes on French official documents, read with zxing-cpp before us, decoded here with tddoc.

A valid signature proves what the document says, not who holds it. Certificates that tddoc does not carry leave a code
decoded and not verified.
"""

import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from dossier.page import Barcode

# Document types of the specification (ANTS, v3.3.8) that say which pièce carries them.
PIECE_OF_TYPE = {
    "00": "justificatif_domicile",
    "01": "justificatif_domicile",
    "02": "justificatif_domicile",
    "03": "rib",
    "04": "avis_imposition",
    "06": "bulletin_paie",
    "10": "contrat_travail",
    "11": "releve_bancaire",
    "13": "recepisse",
    "15": "autorisation_travail",
    "16": "recepisse",
    "18": "avis_imposition",
    "24": "avis_imposition",
    "27": "avis_imposition",
    "28": "avis_imposition",
    "B0": "diplome",
    "B1": "certificat_scolarite",
}


_TEST_AUTHORITY = "FR00"  # signs the specification's examples: proves nothing


@dataclass(frozen=True, kw_only=True, slots=True)
class DeuxDDoc:
    """A decoded code: the document type's two characters, the fields by their two-character id as text.

    ``verified``: True when the signature agrees, False when it does not, None when the certificate is not known.
    """

    type: str
    fields: Mapping[str, str] = field(default_factory=dict)
    verified: bool | None = None


@cache
def _keychain() -> Any:
    """The certificates that tddoc ships; none from the machine's own folders, so that a reading depends on nothing."""
    from tddoc.keychain import KeyChain

    chain = KeyChain(check_expiry=False)
    chain.load_dir(files("tddoc") / "chains")
    return chain


def read_2d_doc(barcode: Barcode) -> DeuxDDoc | None:
    """The 2D-Doc in a barcode, None when it is none or cannot be decoded."""
    text = barcode.content.decode("utf-8", "replace")
    if not text.startswith("DC0") or len(text) < 26:
        return None
    from tddoc.doc import TwoDDoc

    try:
        doc = TwoDDoc.from_code(text)
        fields = {m.definition.id: str(m.value) for m in doc.message.dataset}
    except (ValueError, KeyError, IndexError, AttributeError, AssertionError, TypeError, binascii.Error):
        return _header_only(text)
    return DeuxDDoc(type=text[20:22], fields=fields, verified=_verified(doc))


def _header_only(text: str) -> DeuxDDoc | None:
    """A code whose header is plain but whose message breaks the specification: its type still helps."""
    code = text[20:22]
    return DeuxDDoc(type=code) if code in PIECE_OF_TYPE else None


def _verified(doc: Any) -> bool | None:
    if doc.header.ca_id == _TEST_AUTHORITY:
        return None
    try:
        return bool(doc.signature_is_valid(_keychain()))
    except (KeyError, ValueError, TypeError, AttributeError):
        return None
