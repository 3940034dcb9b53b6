"""The migrations make what the models say, on either database, and can be taken back."""

from datetime import timedelta
from io import StringIO

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from storage.register import models
from tests.storage.samples import arrived


def test_no_change_of_a_model_lacks_its_migration(register: str) -> None:
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())


def test_the_register_can_be_taken_down_and_put_up_again(any_register: str) -> None:
    call_command("migrate", "register", "zero", verbosity=0)
    assert not [name for name in connection.introspection.table_names() if name.startswith("register_")]
    call_command("migrate", verbosity=0)
    arrived()
    assert models.Pli.objects.count() == 1


def test_what_was_sent_to_a_former_queue_is_sent_again_to_the_one_that_is_read_now(any_register: str) -> None:
    pli = arrived()
    call_command("migrate", "register", "0007", verbosity=0)
    models.Outbox.objects.update(queue="pli_scans", sent_at=timezone.now() - timedelta(days=9))
    call_command("migrate", "register", verbosity=0)
    message = models.Outbox.objects.get(pli=pli)
    assert (message.queue, message.sent_at) == ("pli2.scans", None)
