"""What every test may use: Django set up once, and a register of its own for each test that asks for one."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import hypothesis
import pytest

hypothesis.settings.register_profile("shared", deadline=None)  # a machine with other work on it is no failure
hypothesis.settings.load_profile("shared")

pytest_plugins = ["tests.servers.fixtures", "tests.letters"]


def pytest_sessionstart() -> None:
    """Before collection: test modules import models. The settings are read with no register of the user's in them."""
    import django
    from django.test.utils import setup_test_environment

    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PLI_DATABASE_URL", "sqlite:////nonexistent/register.sqlite3")
        environment.setenv("PLI_CONFIG", "/nonexistent/pli.toml")
        environment.setenv("DJANGO_SETTINGS_MODULE", "pli.django_settings")
        django.setup()
    setup_test_environment()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite register with its tables and nothing in them, to copy."""
    from django.core.management import call_command

    path = tmp_path_factory.mktemp("register") / "empty.sqlite3"
    with use_register(f"sqlite:///{path}"):
        call_command("migrate", verbosity=0)
    return path


@pytest.fixture
def register(migrated_sqlite: Path, tmp_path: Path) -> Iterator[str]:
    """An empty register in SQLite that Django uses during the test; the value is its URL."""
    url = f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'register.sqlite3')}"
    with use_register(url):
        yield url


@pytest.fixture(scope="session")
def migrated_postgresql(request: pytest.FixtureRequest) -> str:
    """A database with the register's tables on a PostgreSQL server of our own; its URL."""
    from django.core.management import call_command

    url: str = request.getfixturevalue("postgresql").new_database()
    with use_register(url):
        call_command("migrate", verbosity=0)
    return url


@pytest.fixture
def register_on_postgresql(migrated_postgresql: str) -> Iterator[str]:
    """An empty register on PostgreSQL that Django uses during the test; the value is its URL."""
    from django.db import connection

    with use_register(migrated_postgresql):
        tables = ", ".join(name for name in connection.introspection.table_names() if name != "django_migrations")
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
        yield migrated_postgresql


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.integration)])
def any_register(request: pytest.FixtureRequest) -> str:
    """The same test on each database that the register may live in; the value is its URL."""
    url: str = request.getfixturevalue("register" if request.param == "sqlite" else "register_on_postgresql")
    return url


@contextmanager
def use_register(url: str) -> Iterator[None]:
    """Django's default database is ``url`` for a while, in every thread that opens a connection meanwhile."""
    from django.db import connections

    from storage.register.database import database_settings

    before: dict[str, Any] = connections.settings["default"]
    _point_at({**before, **database_settings(url)})
    try:
        yield
    finally:
        _point_at(before)


def _point_at(database: dict[str, Any]) -> None:
    from django.db import connections

    connections["default"].close()
    del connections["default"]
    connections.settings["default"] = database
