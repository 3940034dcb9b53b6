"""Which queue a pli waits on: today's mail, then today's scans, the backlog last."""

from dossier.mail import Channel
from storage.register.ledger import Job, Priority

MAIL = Job(queue="pli_courriels", actor="lire_courriel", priority=Priority.TODAY)
SCANS = Job(queue="pli_scans", actor="lire_scan", priority=Priority.TODAY)
BACKLOG = Job(queue="pli_fonds", actor="lire_fonds", priority=Priority.BACKLOG)


def job_for(channel: Channel, *, backlog: bool) -> Job:
    """The work to ask for when a pli has arrived."""
    if backlog:
        return BACKLOG
    return MAIL if channel is Channel.EMAIL else SCANS
