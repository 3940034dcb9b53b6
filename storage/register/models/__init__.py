"""The tables of the register, one noun a file."""

from storage.register.models.arrival import Arrival
from storage.register.models.batch import Batch, LotPlace
from storage.register.models.dossier import Dossier
from storage.register.models.event import Event
from storage.register.models.joining import JoiningKeys, JoiningWord, Reference
from storage.register.models.mail_ledger import MailLedger
from storage.register.models.mail_left import MailLeft
from storage.register.models.mailbox import Mailbox
from storage.register.models.numero import Numero, NumeroSequence
from storage.register.models.outbox import Outbox
from storage.register.models.page_range import PageRange
from storage.register.models.pli import Pli

__all__ = [
    "Arrival",
    "Batch",
    "Dossier",
    "Event",
    "JoiningKeys",
    "JoiningWord",
    "LotPlace",
    "MailLedger",
    "MailLeft",
    "Mailbox",
    "Numero",
    "NumeroSequence",
    "Outbox",
    "PageRange",
    "Pli",
    "Reference",
]
