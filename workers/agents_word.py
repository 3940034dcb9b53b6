"""What an agent says of a courrier. It is durable when the function returns; a worker does the rest."""

import structlog

from storage.register.ledger import Word, fetch_waiting, say
from workers.jobs import job_for

log = structlog.get_logger()


def attach(pli: str, dossier: str, *, who: str) -> bool:
    """Join a courrier to a dossier, as its next revision.

    False when it is no courrier any more (somebody was faster). Raises OurError when there is no such pli or dossier.
    """
    return _say(pli, Word.JOIN, dossier, who)


def open_own(pli: str, *, who: str) -> bool:
    """A courrier is a filing: it opens a dossier of its own. False and raises as :func:`attach`."""
    return _say(pli, Word.OWN, None, who)


def leave_alone(pli: str, *, who: str) -> bool:
    """A courrier belongs to no dossier: it leaves the tray. False and raises as :func:`attach`."""
    return _say(pli, Word.NONE, None, who)


def _say(pli: str, word: Word, dossier: str | None, who: str) -> bool:
    known = fetch_waiting(pli)
    said = say(pli, word, job_for(known.channel, backlog=known.backlog), dossier=dossier, who=who)
    log.info("agents_word", pli=pli, word=word.value, dossier=dossier, who=who, said=said)
    return said
