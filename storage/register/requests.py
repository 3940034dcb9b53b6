"""Asking a worker to read a pli."""

from storage.register.models import Pli
from storage.register.outbox import Job, post


def ask_for_work(row: Pli, job: Job) -> None:
    """Put the worker's message in the outbox, in the caller's transaction, which holds ``row`` locked.

    Each request is a message of its own; the row counts them, and its date tells the sweeper to wait.
    """
    row.messages += 1
    row.save(update_fields=["messages", "updated_at"])
    post(
        job.queue,
        job.actor,
        {"pli": row.id},
        dedup=f"{job.actor}:{row.id}:{row.messages}",
        priority=job.priority,
        pli=row.id,
    )
