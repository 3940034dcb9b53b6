"""Who has a pli in hand, and how many of the attempts at it failed."""

from importlib import import_module

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

guards = import_module("storage.register.migrations.0002_guards")
RETURNS = import_module("storage.register.migrations.0007_retention").RETURNS


def guard_again(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """SQLite has rebuilt the table, and dropped its triggers."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS register_guard_pli_transition", None)
        condition = f"{guards.changed_to_unlisted('status', guards.PLI)} AND NOT ({RETURNS})"
        answer = "transition of a pli not allowed"
        guards.guard(schema_editor, "pli_transition", "register_pli", "UPDATE", condition, answer)


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0010_list_indexes'),
    ]

    operations = [
        migrations.AddField(
            model_name='pli',
            name='failures',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='pli',
            name='held_until',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='pli',
            name='holder',
            field=models.TextField(default=''),
        ),
        migrations.RunPython(guard_again, guard_again),
    ]
