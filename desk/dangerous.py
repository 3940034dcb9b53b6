"""What the antivirus set aside stays where it is: the desk names it and hands it to nobody."""

from django.core.exceptions import PermissionDenied

from dossier.mail import Pli
from dossier.quarantine import DANGEROUS_CODES


def is_dangerous(pli: Pli, index: int) -> bool:
    """Whether an original of the pli was set aside, or holds one that was: the message or archive around it."""
    name = pli.originals[index].name
    set_aside = [one.name for one in pli.originals if one.error in DANGEROUS_CODES]
    return bool(set_aside) and (index == 0 or any(one == name or one.startswith(f"{name}/") for one in set_aside))


def require_harmless(*, dangerous: bool) -> None:
    """Raises PermissionDenied, which says whom to ask, for a file that was set aside."""
    if dangerous:
        raise PermissionDenied(
            "L'antivirus a reconnu ce fichier, ou un fichier qu'il contient, comme dangereux : le bureau ne le donne"
            " pas. Il est conservé intact ; adressez-vous à l'exploitation."
        )
