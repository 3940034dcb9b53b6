"""One URL is enough to name the register."""

import pytest

from dossier.errors import OurError
from storage.register.database import database_settings


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///register.sqlite3", "register.sqlite3"),
        ("sqlite:////var/lib/pli/register.sqlite3", "/var/lib/pli/register.sqlite3"),
        ("sqlite:////srv/données à 100%20?#/r.sqlite3", "/srv/données à 100%20?#/r.sqlite3"),
    ],
)
def test_sqlite_has_a_path_and_the_settings_that_keep_it_unlocked(url: str, path: str) -> None:
    settings = database_settings(url)
    assert (settings["ENGINE"], settings["NAME"]) == ("django.db.backends.sqlite3", path)
    assert settings["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in settings["OPTIONS"]["init_command"]
    assert "synchronous=FULL" in settings["OPTIONS"]["init_command"]


def test_an_open_sqlite_register_really_has_these_settings(register: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)
        assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_postgresql_is_read_from_its_url_with_what_was_percent_encoded() -> None:
    settings = database_settings("postgresql://pli:p%40ss%2Fword@db.example:5433/registre?sslmode=verify-full")
    assert settings["ENGINE"] == "django.db.backends.postgresql"
    assert (settings["HOST"], settings["PORT"], settings["NAME"]) == ("db.example", "5433", "registre")
    assert (settings["USER"], settings["PASSWORD"]) == ("pli", "p@ss/word")
    assert settings["OPTIONS"]["sslmode"] == "verify-full"
    assert settings["CONN_HEALTH_CHECKS"] is True


def test_a_server_that_went_without_a_word_is_not_waited_for_unless_the_url_says_so() -> None:
    said = database_settings("postgresql://pli@db/registre?keepalives_idle=60")["OPTIONS"]
    assert said["keepalives_idle"] == "60"
    assert said["keepalives_interval"] * said["keepalives_count"] <= 30
    assert said["tcp_user_timeout"] <= 30_000


def test_postgresql_may_be_reached_through_a_socket_folder() -> None:
    settings = database_settings("postgresql://pli@/registre?host=/run/postgresql")
    assert (settings["HOST"], settings["PORT"], settings["NAME"]) == ("/run/postgresql", "", "registre")
    assert "host" not in settings["OPTIONS"]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "register.sqlite3",
        "sqlite://register.sqlite3",
        "sqlite:///",
        "mysql://pli:geheim@db/registre",
        "postgresql://pli:geheim@db",
        "postgresql://pli:geheim@db:port/registre",
    ],
)
def test_any_other_url_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(OurError) as caught:
        database_settings(url)
    assert "geheim" not in str(caught.value)
