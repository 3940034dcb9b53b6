"""How much one pli may unfold to, counted over all that is packed in it, whatever is packed in what."""

from dossier.errors import DocumentError
from dossier.settings import Limits


class Budget:
    """Counts files and bytes against :class:`Limits`. Each ``take`` raises :class:`DocumentError` once over."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.members = 0
        self.bytes = 0

    def take_member(self) -> None:
        self.members += 1
        if self.members > self.limits.archive_members:
            raise DocumentError(
                "archive_trop_nombreuse",
                f"Cet envoi contient plus de {self.limits.archive_members} fichiers ; "
                "les suivants n'ont pas été ouverts.",
            )

    def take_bytes(self, size: int) -> None:
        if size > self.limits.file_bytes or self.bytes + size > self.limits.archive_bytes:
            raise DocumentError(
                "archive_trop_grosse",
                "Le contenu décompressé de cet envoi dépasse la taille permise ; le reste n'a pas été ouvert.",
            )
        self.bytes += size

    def check_depth(self, depth: int) -> None:
        if depth > self.limits.archive_depth:
            raise DocumentError(
                "archive_trop_profonde",
                f"Ce fichier est emboîté dans plus de {self.limits.archive_depth} archives ou messages ; "
                "son contenu n'a pas été ouvert.",
            )
