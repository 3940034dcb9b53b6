"""The servers as fixtures, each started when a test first asks for it, kept for the whole run, stopped at its end.

A test that asks for one is an integration test, marked as such here. One that cannot start fails its tests and shows
the end of its log; nothing is skipped.
"""

from collections.abc import Iterator

import pytest

from pli.embedded.seaweedfs import SeaweedFS
from pli.embedded.valkey import Valkey
from tests.servers.clamd import ClamdServer
from tests.servers.dovecot import Dovecot
from tests.servers.folder import ServerFolder
from tests.servers.postgresql import PostgreSQL
from tests.servers.rabbitmq import RabbitMQ

SERVERS = {"seaweedfs", "valkey", "rabbitmq", "postgresql", "dovecot", "clamd"}


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if SERVERS.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("integration")


@pytest.fixture(scope="session")
def seaweedfs() -> Iterator[SeaweedFS]:
    """An S3 server with its bucket; ``client()`` may make others: volumes are small, so that each has one."""
    folder = ServerFolder("s3")
    server = SeaweedFS(folder.path, access_key="test", secret_key="test-secret", bucket="pli", volume_mb=64)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        folder.remove()


@pytest.fixture(scope="session")
def valkey() -> Iterator[Valkey]:
    """A Valkey that keeps every write; a test that minds what others left asks it to forget (FLUSHALL)."""
    folder = ServerFolder("valkey")
    server = Valkey(folder.path, password="secret")
    try:
        server.start()
        yield server
    finally:
        server.stop()
        folder.remove()


@pytest.fixture(scope="session")
def rabbitmq() -> Iterator[RabbitMQ]:
    server = RabbitMQ()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    server = PostgreSQL()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="session")
def clamd() -> Iterator[ClamdServer]:
    server = ClamdServer()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    server = Dovecot()
    try:
        server.start()
        yield server
    finally:
        server.remove()
