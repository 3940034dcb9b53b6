"""What no CheckConstraint can say, as triggers: who may become what, what never goes back, what is never rewritten.

The tables of storage/register/transitions.py are repeated here as they were: a later change of them is a migration
that calls ``guard`` with its own. SQLite drops a table's triggers when Django rebuilds the table: so does that.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PLI = (
    "waiting>filed waiting>courrier waiting>quarantine waiting>divided "
    "quarantine>waiting courrier>waiting courrier>filed"
)
DOSSIER = "filed>handed_over filed>acknowledged handed_over>acknowledged handed_over>filed acknowledged>filed"


def changed_to_unlisted(column: str, listed: str) -> str:
    pairs = ", ".join(f"'{pair}'" for pair in listed.split())
    return f"OLD.{column} <> NEW.{column} AND OLD.{column} || '>' || NEW.{column} NOT IN ({pairs})"


GUARDS = [
    # name, table, event, condition, what the database answers
    ("pli_transition", "register_pli", "UPDATE", changed_to_unlisted("status", PLI), "transition of a pli not allowed"),
    (
        "dossier_transition",
        "register_dossier",
        "UPDATE",
        changed_to_unlisted("stage", DOSSIER),
        "transition of a dossier not allowed",
    ),
    (
        "dossier_revision",
        "register_dossier",
        "UPDATE",
        "NEW.revision < OLD.revision OR NEW.acknowledged_revision < OLD.acknowledged_revision",
        "a revision never goes back",
    ),
    ("event_unchanged", "register_event", "UPDATE", "TRUE", "an event is never changed"),
    ("event_stays", "register_event", "DELETE", "TRUE", "an event is never deleted"),
]


def guard(
    schema_editor: BaseDatabaseSchemaEditor, name: str, table: str, event: str, condition: str, answer: str
) -> None:
    head = f"CREATE TRIGGER register_guard_{name} BEFORE {event} ON {table} FOR EACH ROW WHEN"
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"{head} ({condition}) EXECUTE FUNCTION register_refuse('{answer}')", None)
    else:
        schema_editor.execute(f"{head} {condition} BEGIN SELECT RAISE(ABORT, '{answer}'); END", None)


def put_up(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE FUNCTION register_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'check_violation'; END $$",
            None,
        )
    for each in GUARDS:
        guard(schema_editor, *each)


def take_down(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    on_server = schema_editor.connection.vendor == "postgresql"
    for name, table, *_ in GUARDS:
        schema_editor.execute(f"DROP TRIGGER register_guard_{name}" + (f" ON {table}" if on_server else ""), None)
    if on_server:
        schema_editor.execute("DROP FUNCTION register_refuse()", None)


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial")]
    operations = [migrations.RunPython(put_up, take_down)]
