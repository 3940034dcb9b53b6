"""Histories: append-only, and tampering shows."""

from collections.abc import Callable, Sequence

import pytest
from django.db import IntegrityError, connection, transaction

from storage.register import models
from storage.register.history import hash_of
from storage.register.ledger import begin_attempt, find_tampering, record_filing
from storage.register.models.event import Kind
from tests.storage.samples import a_dossier, arrived, new_pli

PLI = new_pli().id


@pytest.fixture
def history(any_register: str) -> None:
    """Three lines about a pli, one about a dossier, and a pli beside it."""
    arrived("other.pdf")
    pli = arrived()
    begin_attempt(pli, holder="w")
    record_filing(pli, a_dossier(), manifest="m")


def behind_the_guards(sql: str, values: Sequence[str | int] = ()) -> None:
    """Change the table as someone could who owns the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE register_event DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER register_guard_event_unchanged")
            cursor.execute("DROP TRIGGER register_guard_event_stays")
        cursor.execute(sql, values)
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE register_event ENABLE TRIGGER USER")


def test_a_history_reads_as_what_happened(history: None) -> None:
    lines = models.Event.objects.filter(kind=Kind.PLI, subject=PLI).order_by("position")
    assert [(line.position, line.who, line.what) for line in lines] == [
        (1, "ingest", "registered"),
        (2, "worker", "attempt"),
        (3, "worker", "filed"),
    ]


def test_an_untouched_register_shows_no_tampering(history: None) -> None:
    assert list(find_tampering()) == []


@pytest.mark.parametrize(
    ("sql", "position"),
    [
        ("UPDATE register_event SET why = 'autre' WHERE subject = '{}' AND position = 2", 2),
        ("UPDATE register_event SET who = 'agent:9' WHERE subject = '{}' AND position = 1", 1),
        ("UPDATE register_event SET hash = previous WHERE subject = '{}' AND position = 3", 3),
        ("DELETE FROM register_event WHERE subject = '{}' AND position = 1", 1),
        ("DELETE FROM register_event WHERE subject = '{}' AND position = 2", 2),
        ("UPDATE register_event SET position = 9 WHERE subject = '{}' AND position = 2", 2),
    ],
)
def test_a_line_changed_removed_or_moved_shows_where(history: None, sql: str, position: int) -> None:
    behind_the_guards(sql.format(PLI))
    [found] = find_tampering()
    assert (found.kind, found.subject, found.position) == (Kind.PLI, PLI, position)


def test_a_changed_line_with_a_hash_made_anew_shows_at_the_next_one(history: None) -> None:
    line = models.Event.objects.get(kind=Kind.PLI, subject=PLI, position=2)
    line.why = "autre"
    behind_the_guards("UPDATE register_event SET why = 'autre', hash = %s WHERE id = %s", [hash_of(line), line.id])
    [found] = find_tampering()
    assert found.position == 3


@pytest.mark.parametrize("change", [lambda rows: rows.update(why="autre"), lambda rows: rows.delete()])
def test_the_database_refuses_to_change_or_delete_a_line(history: None, change: Callable[[object], object]) -> None:
    with pytest.raises(IntegrityError, match="an event is never"), transaction.atomic():
        change(models.Event.objects.filter(subject=PLI))
    assert models.Event.objects.filter(subject=PLI).count() == 3
