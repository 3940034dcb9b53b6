"""The register's door: everything that workers, doors and desk may ask of it. Each function is one transaction.

Several of them become one with ``register_transaction()`` around them (all but ``begin_attempt``).
"""

from storage.register.arrivals import NewPli, Registered, arrivals_of, possible_doublon_of, record_arrival
from storage.register.attempts import (
    Unfinished,
    ask_to_catch_up,
    begin_attempt,
    retry,
    send_again,
    still_working,
    unfinished,
)
from storage.register.counts import Counts, Outcomes, Tally, counts, received_files
from storage.register.division import CutPli, record_division
from storage.register.endings import record_courrier, record_quarantine
from storage.register.file_fates import FileFate, file_fates
from storage.register.filing import acknowledge, current_revision, hold_revision, record_filing, record_revision
from storage.register.history import Tampering, find_tampering
from storage.register.joining import (
    AgentWord,
    candidates_for,
    joining_facts_of,
    one_at_a_time,
    save_joining_keys,
    say,
    take_from_tray,
    waiting_for,
    word_on,
)
from storage.register.mail_left import LeftMessage, forget_left, left_uids, messages_left, note_left
from storage.register.mailboxes import (
    MailboxHealth,
    keep_mailbox,
    let_go_of_mailbox,
    mailbox_health,
    registered_uids,
    take_mailbox,
)
from storage.register.models.joining import Word
from storage.register.numeros import reserve_numero
from storage.register.outbox import Job, Message, Priority, mark_sent, release, unsent
from storage.register.transaction import register_transaction
from storage.register.waiting import WaitingPli, dossier_of, fetch_waiting, give_back_attempt, is_registered

__all__ = [
    "AgentWord",
    "Counts",
    "CutPli",
    "FileFate",
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
    "Word",
    "acknowledge",
    "arrivals_of",
    "ask_to_catch_up",
    "begin_attempt",
    "candidates_for",
    "counts",
    "current_revision",
    "dossier_of",
    "fetch_waiting",
    "file_fates",
    "find_tampering",
    "forget_left",
    "give_back_attempt",
    "hold_revision",
    "is_registered",
    "joining_facts_of",
    "keep_mailbox",
    "left_uids",
    "let_go_of_mailbox",
    "mailbox_health",
    "mark_sent",
    "messages_left",
    "note_left",
    "one_at_a_time",
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
    "save_joining_keys",
    "say",
    "send_again",
    "still_working",
    "take_from_tray",
    "take_mailbox",
    "unfinished",
    "unsent",
    "waiting_for",
    "word_on",
]
