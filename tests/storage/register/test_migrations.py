"""The migrations make what the models say, on either database, and can be taken back."""

from io import StringIO

from django.core.management import call_command
from django.db import connection

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
