"""The register's door: everything that workers, doors and desk may ask of it. Each function is one transaction.

Several of them become one with ``register_transaction()`` around them (all but ``begin_attempt``).
"""

from storage.register.arrivals import NewPli, Registered, arrivals_of, possible_doublon_of, record_arrival
from storage.register.attempts import Unfinished, begin_attempt, retry, send_again, still_working, unfinished
from storage.register.counts import Counts, Outcomes, Tally, counts, received_files
from storage.register.division import CutPli, record_division
from storage.register.endings import record_courrier, record_quarantine
from storage.register.filing import acknowledge, record_filing, record_revision
from storage.register.history import Tampering, find_tampering
from storage.register.mail_left import LeftMessage, forget_left, left_uids, messages_left, note_left
from storage.register.mailboxes import (
    MailboxHealth,
    keep_mailbox,
    let_go_of_mailbox,
    mailbox_health,
    registered_uids,
    take_mailbox,
)
from storage.register.numeros import reserve_numero
from storage.register.outbox import Job, Message, Priority, mark_sent, release, unsent
from storage.register.transaction import register_transaction
from storage.register.waiting import WaitingPli, fetch_waiting, give_back_attempt, is_registered

__all__ = [
    "Counts",
    "CutPli",
    "Job",
    "LeftMessage",
    "MailboxHealth",
    "Message",
    "NewPli",
    "Outcomes",
    "Priority",
    "Registered",
    "Tally",
    "Tampering",
    "Unfinished",
    "WaitingPli",
    "acknowledge",
    "arrivals_of",
    "begin_attempt",
    "counts",
    "fetch_waiting",
    "find_tampering",
    "forget_left",
    "give_back_attempt",
    "is_registered",
    "keep_mailbox",
    "left_uids",
    "let_go_of_mailbox",
    "mailbox_health",
    "mark_sent",
    "messages_left",
    "note_left",
    "possible_doublon_of",
    "received_files",
    "record_arrival",
    "record_courrier",
    "record_division",
    "record_filing",
    "record_quarantine",
    "record_revision",
    "register_transaction",
    "registered_uids",
    "release",
    "reserve_numero",
    "retry",
    "send_again",
    "still_working",
    "take_mailbox",
    "unfinished",
    "unsent",
]
