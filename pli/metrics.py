"""What Prometheus reads: its text format 0.0.4, made from the register at each scrape.

No process counts anything by itself, so that any number of workers says the same and a restart forgets nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field

from dossier.errors import WeatherError
from workers.jobs import BACKLOG, MAIL, SCANS, job_for

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """One value with its labels."""

    value: float
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Metric:
    """A gauge: each of them may go back. ``help`` is a sentence."""

    name: str
    help: str
    samples: tuple[Sample, ...]


def metrics_text(metrics: Iterable[Metric]) -> str:
    """The exposition format: https://prometheus.io/docs/instrumenting/exposition_formats/."""
    return "".join(line + "\n" for metric in metrics for line in _lines(metric))


def read_metrics(dead_letters: Callable[[], Mapping[str, int]] = dict) -> Iterator[Metric]:
    """From the register; from the broker the dead letters of each queue. Raises WeatherError without the register."""
    from storage.register.ledger import counts, pages_shared_out

    now = counts()
    plis, pages = asdict(now.plis), asdict(now.pages)
    received = {"plis": plis.pop("received"), "pages": pages.pop("received")}
    yield _gauge("pli_received", "What was received, purged or not.", _by("of", received))
    yield _gauge("pli_plis", "Plis by where they are: filed, courriers, waiting, quarantine.", _by("state", plis))
    yield _gauge("pli_pages", "Pages by where they are.", _by("state", pages))
    read = received["pages"] - pages["waiting"]
    yield _gauge("pli_pages_read", "Pages read so far; fewer when some are to be read again.", _one(read))
    read_pages, unread = pages_shared_out()
    shared = _by("state", {"read": read_pages, "unread": unread})
    yield _gauge("pli_large_pages", "Pages of the large plis that wait: read already, still to read.", shared)
    yield _gauge("pli_dossiers", "Dossiers by proposed outcome.", _by("outcome", asdict(now.dossiers)))
    yield _gauge("pli_dossiers_handed_over", "Dossiers whose latest revision was sent.", _one(now.handed_over))
    yield _gauge("pli_dossiers_acknowledged", "Dossiers that the consumer has.", _one(now.acknowledged))
    yield _gauge("pli_outbox_unsent", "Messages that the relay still has to send.", _one(now.unsent))
    yield from _queues()
    yield from _mailboxes()
    yield _gauge("pli_dead_letters", "Messages that a queue has given up.", _dead(dead_letters))


def _dead(dead_letters: Callable[[], Mapping[str, int]]) -> tuple[Sample, ...]:
    try:
        return _by("queue", dead_letters())
    except WeatherError:  # without the broker there is nothing to say of it; the rest is still true
        return ()


def _queues() -> Iterator[Metric]:
    from storage.register.gauges import oldest_unanswered_s, waiting_now

    empty = {job.queue: 0.0 for job in (MAIL, SCANS, BACKLOG)}
    plis, oldest, retried = dict(empty), dict(empty), dict(empty)
    for one in waiting_now():
        queue = job_for(one.channel, backlog=one.backlog).queue
        plis[queue] += one.plis
        retried[queue] += one.retried
        oldest[queue] = max(oldest[queue], one.oldest_s)
    yield _gauge("pli_queue_waiting", "Plis that wait to be read.", _by("queue", plis))
    yield _gauge("pli_queue_oldest_seconds", "For how long the oldest of them has waited.", _by("queue", oldest))
    yield _gauge("pli_queue_retried", "Those that were tried more than once.", _by("queue", retried))
    yield _gauge(
        "pli_hand_over_oldest_seconds", "For how long the oldest hand-over is unanswered.", _one(oldest_unanswered_s())
    )


def _mailboxes() -> Iterator[Metric]:
    from storage.register.ledger import mailbox_health

    boxes = [({"account": one.account, "folder": one.folder}, one) for one in mailbox_health()]
    silent = tuple(Sample(value=one.silent_s, labels=labels) for labels, one in boxes)
    left = tuple(Sample(value=one.left, labels=labels) for labels, one in boxes)
    yield _gauge("pli_mailbox_silent_seconds", "Since when no look into a mailbox's folder succeeded.", silent)
    yield _gauge("pli_mailbox_left", "Messages that were left in their mailbox.", left)


def _gauge(name: str, help_: str, samples: tuple[Sample, ...]) -> Metric:
    return Metric(name=name, help=help_, samples=samples)


def _by(label: str, values: Mapping[str, float]) -> tuple[Sample, ...]:
    return tuple(Sample(value=value, labels={label: name}) for name, value in values.items())


def _one(value: float) -> tuple[Sample, ...]:
    return (Sample(value=value),)


def _lines(metric: Metric) -> Iterator[str]:
    yield f"# HELP {metric.name} {metric.help}"
    yield f"# TYPE {metric.name} gauge"
    for sample in metric.samples:
        labels = ",".join(f'{name}="{_escaped(value)}"' for name, value in sample.labels.items())
        yield f"{metric.name}{f'{{{labels}}}' if labels else ''} {float(sample.value)!r}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
