"""Which queue a pli waits on: today's mail, then today's scans, what is tried again, large plis, the backlog last."""

from dossier.mail import Channel
from storage.register.ledger import Job, Priority
from workers.queues import (
    BACKLOG_PAGES_QUEUE,
    BACKLOG_QUEUE,
    MAIL_QUEUE,
    PAGES_QUEUE,
    RERUNS_QUEUE,
    SCANS_QUEUE,
)

MAIL = Job(queue=MAIL_QUEUE, actor="lire_courriel", priority=Priority.TODAY)
SCANS = Job(queue=SCANS_QUEUE, actor="lire_scan", priority=Priority.TODAY)
RERUNS = Job(queue=RERUNS_QUEUE, actor="relire", priority=Priority.RERUN)
PAGES = Job(queue=PAGES_QUEUE, actor="lire_pages", priority=Priority.RERUN)
BACKLOG = Job(queue=BACKLOG_QUEUE, actor="lire_fonds", priority=Priority.BACKLOG)
BACKLOG_PAGES = Job(queue=BACKLOG_PAGES_QUEUE, actor="lire_pages_fonds", priority=Priority.BACKLOG)


def job_for(channel: Channel, *, backlog: bool) -> Job:
    """The work to ask for when a pli has arrived."""
    if backlog:
        return BACKLOG
    return MAIL if channel is Channel.EMAIL else SCANS


def job_again(*, backlog: bool) -> Job:
    """The work to ask for when a pli was begun, or asked for, and nobody finished it: behind what arrives today."""
    return BACKLOG if backlog else RERUNS


def pages_job(*, backlog: bool) -> Job:
    """The work to ask for on one range of a large pli: behind the plis of its kind."""
    return BACKLOG_PAGES if backlog else PAGES
