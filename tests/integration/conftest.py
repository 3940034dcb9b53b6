"""The S3 server as a store, and as the settings that name it; engines of its own for a worker."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

from pli.embedded.seaweedfs import SeaweedFS
from storage.s3_store import S3Store
from tests.conftest import use_register
from tests.servers.postgresql import PostgreSQL
from tests.servers.rabbitmq import RabbitMQ


@pytest.fixture
def store(seaweedfs: SeaweedFS) -> S3Store:
    return S3Store(
        endpoint=seaweedfs.endpoint,
        access_key=seaweedfs.access_key,
        secret_key=seaweedfs.secret_key,
        bucket=seaweedfs.bucket,
        secure=False,
    )


@pytest.fixture
def store_settings(seaweedfs: SeaweedFS) -> dict[str, str]:
    return {
        "PLI_S3_ENDPOINT": seaweedfs.endpoint,
        "PLI_S3_ACCESS_KEY": seaweedfs.access_key,
        "PLI_S3_SECRET_KEY": seaweedfs.secret_key,
        "PLI_S3_BUCKET": seaweedfs.bucket,
        "PLI_S3_SECURE": "false",
    }


@pytest.fixture
def settings(
    store_settings: dict[str, str], postgresql: PostgreSQL, rabbitmq: RabbitMQ, tmp_path: Path
) -> Iterator[dict[str, str]]:
    """Of an installation whose register, queue and store are servers; Django uses its register during the test."""
    url = postgresql.new_database()
    with use_register(url):
        call_command("migrate", verbosity=0)
        own = {"PLI_DATA": str(tmp_path / "data"), "PLI_DATABASE_URL": url, "PLI_BROKER_URL": rabbitmq.new_vhost()}
        yield store_settings | own
