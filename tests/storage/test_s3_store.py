"""The object store on a real S3 server, and on a way to it that fails."""

import socket
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from minio.commonconfig import ENABLED
from minio.versioningconfig import VersioningConfig

from dossier.errors import OurError, WeatherError
from pli.embedded.seaweedfs import SeaweedFS
from storage.objects import ObjectMissing, ObjectStore
from storage.s3_store import S3Store
from tests.storage.faulty_s3 import Way, way_to
from tests.storage.object_store_contract import PDF, ObjectStoreContract

VERSIONED = "versioned"


@pytest.fixture
def bucket(seaweedfs: SeaweedFS) -> str:
    """The name of an empty bucket."""
    client = seaweedfs.client()
    for entry in client.list_objects(seaweedfs.bucket, recursive=True):
        assert entry.object_name is not None
        client.remove_object(seaweedfs.bucket, entry.object_name)
    return seaweedfs.bucket


@pytest.fixture
def connect(seaweedfs: SeaweedFS, bucket: str) -> Callable[..., S3Store]:
    """A function that opens the bucket; its arguments replace ours."""

    def open_store(**other: str) -> S3Store:
        ours = {
            "endpoint": seaweedfs.endpoint,
            "access_key": seaweedfs.access_key,
            "secret_key": seaweedfs.secret_key,
            "bucket": bucket,
        }
        return S3Store(**(ours | other), secure=False)  # type: ignore[arg-type]  # every one of them is a string

    return open_store


@pytest.fixture
def store(connect: Callable[..., S3Store]) -> S3Store:
    return connect()


class TestS3Store(ObjectStoreContract):
    """Keeps the contract."""


def test_a_large_file_travels_in_parts_and_bounded_memory(store: ObjectStore, tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    with source.open("wb") as file:
        for number in range(40):
            file.write(bytes([number]) * 1024 * 1024)
    tracemalloc.start()
    stored = store.put_file("plis/p-1/large", source, PDF)
    store.fetch_file("plis/p-1/large", target)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert stored.size_bytes == 40 * 1024 * 1024
    assert target.read_bytes() == source.read_bytes()
    assert peak < 36 * 1024 * 1024  # two parts of 16 MB, not the whole


def test_what_is_there_already_is_not_uploaded_again(seaweedfs: SeaweedFS, connect: Callable[..., S3Store]) -> None:
    store = connect(bucket=VERSIONED)
    store.make_bucket()
    store.make_bucket()
    client = seaweedfs.client()
    client.set_bucket_versioning(VERSIONED, VersioningConfig(ENABLED))
    versions = []
    for data in (b"one", b"one", b"two", b"two"):
        store.put_bytes("plis/p-1/a", data, PDF)
        versions.append(client.stat_object(VERSIONED, "plis/p-1/a").version_id)
    assert None not in versions
    assert versions[0] == versions[1] != versions[2] == versions[3]


def test_the_server_knows_what_an_object_is(seaweedfs: SeaweedFS, store: ObjectStore, bucket: str) -> None:
    stored = store.put_bytes("plis/p-1/é.tiff", b"x", "image/tiff")
    found = seaweedfs.client().stat_object(bucket, "plis/p-1/é.tiff")
    assert found.content_type == "image/tiff"
    assert found.metadata is not None
    assert found.metadata["x-amz-meta-sha256"] == stored.sha256


@pytest.mark.parametrize(
    "way", [Way.FLIPS_A_BYTE, Way.SWALLOWS_UPLOADS, Way.CUTS_DOWNLOADS, Way.OVERLOADED, Way.LOGIN_PAGE]
)
def test_a_put_that_cannot_be_proved_is_no_put(seaweedfs: SeaweedFS, connect: Callable[..., S3Store], way: Way) -> None:
    with way_to(seaweedfs.endpoint, way) as endpoint:
        store = connect(endpoint=endpoint)
        with pytest.raises(WeatherError):
            store.put_bytes("plis/p-1/a", b"abc" * 1000, PDF)


def test_a_fine_way_is_fine(seaweedfs: SeaweedFS, connect: Callable[..., S3Store]) -> None:
    with way_to(seaweedfs.endpoint, Way.FINE) as endpoint:
        connect(endpoint=endpoint).put_bytes("plis/p-1/a", b"abc", PDF)
    assert connect().get_bytes("plis/p-1/a") == b"abc"


def test_a_cut_download_leaves_no_file(seaweedfs: SeaweedFS, connect: Callable[..., S3Store], tmp_path: Path) -> None:
    connect().put_bytes("plis/p-1/a", bytes(3_000_000), PDF)
    with way_to(seaweedfs.endpoint, Way.CUTS_DOWNLOADS) as endpoint, pytest.raises(WeatherError):
        connect(endpoint=endpoint).fetch_file("plis/p-1/a", tmp_path / "target")
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []


@pytest.mark.parametrize("wrong", [{"secret_key": "wrong"}, {"access_key": "nobody"}, {"bucket": "no-such-bucket"}])
def test_wrong_credentials_and_a_missing_bucket_are_ours_to_mend(
    connect: Callable[..., S3Store], wrong: dict[str, str]
) -> None:
    store = connect(**wrong)
    uses: list[Callable[[], object]] = [
        store.check,
        lambda: store.put_bytes("plis/p-1/a", b"x", PDF),
        lambda: store.get_bytes("plis/p-1/a"),
        lambda: store.exists("plis/p-1/a"),
        lambda: list(store.keys("plis/")),
        lambda: store.delete("plis/p-1/a"),
    ]
    for use in uses:
        with pytest.raises(OurError) as caught:
            use()
        assert not isinstance(caught.value, ObjectMissing)
        assert "secret" not in str(caught.value).replace("secret_key", "")


def test_a_server_that_is_away_is_the_weather() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        endpoint = f"127.0.0.1:{free.getsockname()[1]}"
    store = S3Store(endpoint=endpoint, access_key="a", secret_key="b", bucket="pli", secure=False)
    with pytest.raises(WeatherError):
        store.check()
    with pytest.raises(WeatherError):
        store.put_bytes("plis/p-1/a", b"x", PDF)


def test_a_server_without_tls_is_not_spoken_to_as_if_it_had_it(seaweedfs: SeaweedFS) -> None:
    store = S3Store(endpoint=seaweedfs.endpoint, access_key="a", secret_key="b", bucket="pli", secure=True)
    with pytest.raises(OurError, match="No TLS"):
        store.check()


@pytest.mark.parametrize("endpoint", ["", "http://127.0.0.1:9000", "host name", "host:port"])
def test_an_endpoint_that_is_none_is_refused_at_once(endpoint: str) -> None:
    with pytest.raises(OurError, match="S3 endpoint"):
        S3Store(endpoint=endpoint, access_key="a", secret_key="b", bucket="pli", secure=False)
