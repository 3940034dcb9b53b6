"""Our queues have other names since they are quorum queues: what was sent to the former ones is sent again."""

from datetime import timedelta

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Max, Q
from django.utils import timezone

NAMES = {"pli_courriels": "pli2.courriels", "pli_scans": "pli2.scans", "pli_fonds": "pli2.fonds"}


def move_messages(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Each pli that waits is asked for once more; so is what may have been on its way. Twice does no harm."""
    outbox = apps.get_model("register", "Outbox").objects.filter(queue__in=NAMES)
    recent = Q(sent_at=None) | Q(pli__status="waiting") | Q(sent_at__gte=timezone.now() - timedelta(days=1))
    latest = list(outbox.filter(recent).order_by().values("pli").annotate(id=Max("id")).values_list("id", flat=True))
    for former, name in NAMES.items():
        for at in range(0, len(latest), 500):
            again = outbox.filter(queue=former, id__in=latest[at : at + 500])
            again.update(queue=name, sent_at=None, claimed_at=None)
        outbox.filter(queue=former, sent_at=None).update(queue=name)


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0007_retention'),
    ]

    operations = [
        migrations.RunPython(move_messages, migrations.RunPython.noop),
    ]
