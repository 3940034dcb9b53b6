"""The S3 server as a store, and as the settings that name it."""

import pytest

from pli.embedded.seaweedfs import SeaweedFS
from storage.s3_store import S3Store


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
