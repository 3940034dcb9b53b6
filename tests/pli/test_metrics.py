"""What Prometheus reads is what the register says."""

import re

from dossier.errors import WeatherError
from pli.metrics import Metric, Sample, metrics_text, read_metrics
from storage.register.ledger import begin_attempt, keep_mailbox, take_mailbox
from tests.workers.filings import file_something, register_something


def test_the_text_is_prometheus_own_format() -> None:
    odd = Sample(value=2, labels={"folder": 'A "b"\\c\nd'})
    metric = Metric(name="pli_x", help="Something.", samples=(odd,))
    assert metrics_text([metric]) == (
        '# HELP pli_x Something.\n# TYPE pli_x gauge\npli_x{folder="A \\"b\\"\\\\c\\nd"} 2.0\n'
    )


def test_an_empty_register_says_nought_of_every_queue(any_register: str) -> None:
    text = metrics_text(read_metrics())
    for queue in ("pli2.courriels", "pli2.scans", "pli2.fonds"):
        assert f'pli_queue_oldest_seconds{{queue="{queue}"}} 0.0\n' in text
    assert "pli_hand_over_oldest_seconds 0.0\n" in text


def test_what_waits_what_failed_and_what_was_filed_is_told(any_register: str) -> None:
    file_something(1)
    waiting = register_something(2)
    begin_attempt(waiting, holder="w")
    begin_attempt(waiting, holder="w")
    text = metrics_text(read_metrics())
    for line in (
        'pli_received{of="plis"} 2.0',
        'pli_plis{state="filed"} 1.0',
        'pli_queue_waiting{queue="pli2.scans"} 1.0',
        'pli_queue_retried{queue="pli2.scans"} 1.0',
        'pli_dossiers{outcome="irrecevable"} 1.0',
        "pli_pages_read 1.0",
    ):
        assert line + "\n" in text
    assert re.search(r'^pli_queue_oldest_seconds\{queue="pli2.scans"\} (?!0\.0$)', text, re.MULTILINE)


def test_a_mailbox_is_told_by_account_and_folder(any_register: str) -> None:
    from datetime import timedelta

    take_mailbox("depot@mail", "INBOX", holder="one", lease=timedelta(minutes=1))
    keep_mailbox("depot@mail", "INBOX", holder="one", lease=timedelta(minutes=1))
    assert 'pli_mailbox_silent_seconds{account="depot@mail",folder="INBOX"}' in metrics_text(read_metrics())


def test_dead_letters_are_told_by_queue_and_a_broker_that_is_away_hides_nothing_else(register: str) -> None:
    def away() -> dict[str, int]:
        raise WeatherError("the broker does not answer")

    assert 'pli_dead_letters{queue="pli2.scans"} 3.0\n' in metrics_text(read_metrics(lambda: {"pli2.scans": 3}))
    assert 'pli_received{of="plis"} 0.0\n' in metrics_text(read_metrics(away))
