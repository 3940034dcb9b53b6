"""What the first start makes: the register's tables and the desk's first login."""

import secrets

from django.contrib.auth.models import User
from django.core.management import call_command

FIRST_USER = "agent"


def migrate() -> None:
    """Bring the register to the schema of this version; nothing when it is there."""
    from django.conf import settings

    name = settings.DATABASES["default"]["NAME"]
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        from pathlib import Path

        Path(name).parent.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)


def first_login() -> tuple[str, str] | None:
    """(name, password) of a login made now because there was none: to be shown once. None when there is one."""
    if User.objects.exists():
        return None
    password = secrets.token_urlsafe(12)
    User.objects.create_superuser(FIRST_USER, password=password)
    return FIRST_USER, password
