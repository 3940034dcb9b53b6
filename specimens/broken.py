"""Files that cannot be read, and that must end in quarantine with a reason."""

from io import BytesIO

import pikepdf

from dossier.mail import Channel
from specimens import bundle
from specimens.compose import compose
from specimens.rng import source
from specimens.scenario import SCENARIOS
from specimens.truth import SpecimenFile, SpecimenFiling, Truth

KINDS = ("tronque", "protege", "vide", "bruit", "executable")


def broken(kind: str, seed: str, *, departement: str = "") -> SpecimenFiling:
    """One unreadable file, the same for the same arguments.

    ``kind``: ``tronque`` (a PDF cut off in its first kilobyte), ``protege`` (a PDF with a password), ``vide`` (no
    bytes), ``bruit`` (random bytes called .pdf), ``executable`` (a program). Raises KeyError on another one.
    """
    envelope = compose(SCENARIOS["rien"], seed, size=2, departement=departement)
    rng = source(seed, "broken", kind)
    suffix = "exe" if kind == "executable" else "pdf"
    name = f"SCAN_{envelope.scene.reception:%Y%m%d}_{rng.randint(1, 999):03}.{suffix}"
    whole = bundle.joined([document.drawn.pdf for document in envelope.documents], title="scan")
    data = {
        "tronque": whole[:900],
        "protege": _locked(whole),
        "vide": b"",
        "bruit": rng.randbytes(4000),
        "executable": b"MZ" + rng.randbytes(3000),
    }[kind]
    truth = Truth(
        id=f"{kind}-{seed}",
        scenario=kind,
        channel=Channel.POST,
        reception=envelope.scene.reception,
        prefecture=envelope.scene.prefecture.code,
        quarantine=True,
        carrier="broken",
    )
    return SpecimenFiling(
        id=f"{kind}-{seed.replace('/', '-')}", kind=kind, files=(SpecimenFile(name=name, data=data),), truths=(truth,)
    )


def _locked(pdf: bytes) -> bytes:
    """The PDF with a password to open it. Its bytes differ each time: QPDF draws the keys."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as file:
        file.save(out, encryption=pikepdf.Encryption(owner="secret", user="secret"))
    return out.getvalue()
