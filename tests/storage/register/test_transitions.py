"""The two tables of transitions, in code and in the database, say the same."""

from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from dossier.errors import OurError
from storage.register import models
from storage.register.ledger import record_filing
from storage.register.transitions import STAGES, TRANSITIONS, Stage, Status, require_transition
from tests.storage.samples import a_dossier, arrived


def test_every_state_is_in_its_table() -> None:
    assert set(TRANSITIONS) == set(Status)
    assert set(STAGES) == set(Stage)


@pytest.mark.parametrize(("before", "after"), [p for p in product(Status, Status) if p[0] is not p[1]])
def test_code_and_database_allow_the_same_to_a_pli(register: str, before: Status, after: Status) -> None:
    allowed = after in TRANSITIONS[before]
    assert _guard_allows("register_guard_pli_transition", models.Pli, status=(before, after)) == allowed
    if not allowed:
        with pytest.raises(OurError, match=f"{before} cannot become {after}"):
            require_transition(before, after)


@pytest.mark.parametrize(("before", "after"), [p for p in product(Stage, Stage) if p[0] is not p[1]])
def test_code_and_database_allow_the_same_to_a_dossier(register: str, before: Stage, after: Stage) -> None:
    assert _guard_allows("register_guard_dossier_transition", models.Dossier, stage=(before, after)) == (
        after in STAGES[before]
    )


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ("UPDATE register_pli SET status = 'waiting', dossier_id = NULL", "transition of a pli not allowed"),
        ("UPDATE register_dossier SET revision = revision - 1", "a revision never goes back"),
    ],
)
def test_the_guards_stand_on_either_database(any_register: str, change: str, refusal: str) -> None:
    record_filing(arrived(), a_dossier(), manifest="m")
    with pytest.raises(IntegrityError, match=refusal), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"status": "filed"}, "pli_dossier_when_filed"),
        ({"status": "quarantine"}, "pli_quarantine_has_a_reason"),
        ({"status": "courrier"}, "pli_courrier_is_no_depot"),
        ({"status": "courrier", "nature": "depot"}, "pli_courrier_is_no_depot"),
        ({"status": "elsewhere"}, "pli_status_known"),
        ({"channel": "pigeon"}, "pli_channel_known"),
        ({"nature": "poeme"}, "pli_nature_known"),
        ({"received_at_source": "guess"}, "pli_date_source_known"),
        ({"first_page": 1}, "pli_lot_range_whole"),
    ],
)
def test_a_state_that_makes_no_sense_is_refused(any_register: str, change: dict[str, object], constraint: str) -> None:
    arrived()
    if change.get("status") == "elsewhere":
        constraint = f"{constraint}|transition of a pli not allowed"
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        models.Pli.objects.update(**change)


def _guard_allows(guard: str, model: type[Model], **change: tuple[str, str]) -> bool:
    """Whether the trigger lets the change pass; the other constraints are out of the way."""
    record_filing(arrived(), a_dossier(), manifest="m")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        found = cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [guard]).fetchone()
        cursor.execute(f"DROP TRIGGER {guard}")
        model._default_manager.update(**{column: before for column, (before, _) in change.items()})
        cursor.execute(found[0])
    try:
        model._default_manager.update(**{column: after for column, (_, after) in change.items()})
    except IntegrityError:
        return False
    return True
