"""Versions, lock, encryption and keys that may not delete, on a real S3 server."""

import io
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from minio.commonconfig import ENABLED
from minio.versioningconfig import VersioningConfig

from dossier.errors import OurError
from pli.embedded.seaweedfs import SeaweedFS
from storage.objects import ObjectLocked
from storage.s3_protection import Protection
from storage.s3_store import S3Store
from tests.servers.s3_users import PURGE, WORKER, add_users
from tests.storage.object_store_contract import PDF, ObjectStoreContract

DAY = timedelta(days=1)
POLICY = Path(__file__).parent.parent.parent / "docs" / "s3_policy.json"
ALL = Protection(versioning=True, lock=DAY, encryption="s3")
OF_NOTHING = Protection(versioning=True)  # what the contract's own tests can clean up after
Open = Callable[..., S3Store]


@pytest.fixture
def open_bucket(seaweedfs: SeaweedFS, request: pytest.FixtureRequest) -> Open:
    """Opens a bucket that is made for this test as it is wanted; more of them are the same one for other keys."""
    bucket = f"b{abs(hash(request.node.nodeid)):x}"[:40]

    def open_(protection: Protection, user: str | None = None, *, make: bool = True) -> S3Store:
        keys = (seaweedfs.access_key, seaweedfs.secret_key) if user is None else (user, f"{user}-secret")
        store = S3Store(
            endpoint=seaweedfs.endpoint,
            access_key=keys[0],
            secret_key=keys[1],
            bucket=bucket,
            secure=False,
            protection=protection,
        )
        if make:
            store.make_bucket()
        return store

    return open_


class TestVersionedS3Store(ObjectStoreContract):
    """Keeps the contract where versions are kept."""

    @pytest.fixture
    def store(self, open_bucket: Open) -> S3Store:
        return open_bucket(OF_NOTHING)


class TestEncryptedS3Store(ObjectStoreContract):
    """Keeps the contract where the server encrypts."""

    @pytest.fixture
    def store(self, open_bucket: Open) -> S3Store:
        return open_bucket(Protection(encryption="s3"))


def test_a_bucket_made_as_it_is_wanted_has_no_faults(open_bucket: Open) -> None:
    store = open_bucket(ALL)
    assert store.protection_faults() == []
    assert store.protection_faults() == []


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Protection(versioning=True), ["versions"]),
        (Protection(lock=DAY), ["versions", "verrou"]),
        (Protection(), []),
    ],
)
def test_a_plain_bucket_says_what_it_does_not_do(open_bucket: Open, wanted: Protection, said: list[str]) -> None:
    open_bucket(Protection())
    faults = open_bucket(wanted, make=False).protection_faults()
    assert len(faults) == len(said)
    assert all(word in fault for word, fault in zip(said, faults, strict=True))


def test_an_original_is_locked_and_nothing_else_is(open_bucket: Open) -> None:
    store = open_bucket(ALL)
    for key in ("plis/p-1/a.pdf", "lots/l-1/lot.pdf", "dossiers/d-1/dossier.json"):
        store.put_bytes(key, b"abc", PDF)
    for key in ("plis/p-1/a.pdf", "lots/l-1/lot.pdf"):
        until = store.locked_until(key)
        assert until is not None
        assert timedelta(0) <= datetime.now(UTC) + DAY - until < timedelta(minutes=5)
        with pytest.raises(ObjectLocked) as refused:
            store.erase(key)
        assert refused.value.until == until
        assert store.get_bytes(key) == b"abc"
    assert store.locked_until("dossiers/d-1/dossier.json") is None
    store.erase("dossiers/d-1/dossier.json")


def test_the_server_itself_keeps_a_locked_version(open_bucket: Open, seaweedfs: SeaweedFS) -> None:
    store = open_bucket(ALL)
    store.put_bytes("plis/p-1/a.pdf", b"abc", PDF)
    store.delete("plis/p-1/a.pdf")
    store.put_bytes("plis/p-1/a.pdf", b"other bytes", PDF)
    client = seaweedfs.client()
    versions = [
        version.version_id
        for version in client.list_objects(store._bucket, prefix="plis/", recursive=True, include_version=True)
        if not version.is_delete_marker
    ]
    kept = {client.get_object(store._bucket, "plis/p-1/a.pdf", version_id=one).data for one in versions}
    assert kept == {b"abc", b"other bytes"}
    for version in versions:
        with pytest.raises(Exception, match="AccessDenied"):
            client.remove_object(store._bucket, "plis/p-1/a.pdf", version_id=version)


def test_a_lock_whose_time_is_over_lets_go(open_bucket: Open) -> None:
    store = open_bucket(Protection(lock=timedelta(seconds=2)))
    store.put_bytes("plis/p-1/a.pdf", b"abc", PDF)
    assert store.locked_until("plis/p-1/a.pdf") is not None
    time.sleep(3)
    assert store.locked_until("plis/p-1/a.pdf") is None
    store.erase("plis/p-1/a.pdf")
    assert list(store.keys("", deleted=True)) == []


def test_a_large_locked_original_travels_in_parts(open_bucket: Open, tmp_path: Path) -> None:
    store, source = open_bucket(ALL), tmp_path / "large"
    source.write_bytes(bytes(20 * 1024 * 1024))
    store.put_file("plis/p-1/large", source, PDF)
    assert store.locked_until("plis/p-1/large") is not None


def test_nothing_is_stored_unlocked_or_unencrypted_where_it_was_to_be(open_bucket: Open) -> None:
    open_bucket(Protection())
    with pytest.raises(OurError):
        open_bucket(Protection(lock=DAY), make=False).put_bytes("plis/p-1/a", b"x", PDF)


def test_the_worker_s_key_deletes_what_it_must_and_no_original(open_bucket: Open, seaweedfs: SeaweedFS) -> None:
    bucket = _with_two_users(open_bucket, seaweedfs)
    worker, purge = open_bucket(ALL, "pli", make=False), open_bucket(ALL, "pli-purge", make=False)
    assert worker.protection_faults() == []
    assert (worker.may_delete_originals(), purge.may_delete_originals()) == (False, True)
    assert seaweedfs.client().stat_object(bucket, "plis/p-0/unlocked")
    for key in ("plis/p-1/a.pdf", "lots/l-1/lot.json", "quarantine/p-1/a.pdf", "courriers/p-1/courrier.json"):
        worker.put_bytes(key, b"x", PDF)
    for key in ("plis/p-0/unlocked", "plis/p-1/a.pdf", "lots/l-1/lot.json", "quarantine/p-1/a.pdf"):
        with pytest.raises(OurError, match="AccessDenied"):
            worker.delete(key)
        assert worker.exists(key)
    worker.delete("courriers/p-1/courrier.json")
    assert not worker.exists("courriers/p-1/courrier.json")


def test_the_purge_s_key_erases_all_that_is_not_locked(open_bucket: Open, seaweedfs: SeaweedFS) -> None:
    _with_two_users(open_bucket, seaweedfs)
    worker, purge = open_bucket(ALL, "pli", make=False), open_bucket(ALL, "pli-purge", make=False)
    worker.put_bytes("plis/p-1/a.pdf", b"x", PDF)
    worker.put_bytes("quarantine/p-1/reason.json", b"x", PDF)
    worker.put_bytes("courriers/p-1/courrier.json", b"x", PDF)
    worker.delete("courriers/p-1/courrier.json")
    for key in ("plis/p-0/unlocked", "quarantine/p-1/reason.json", "courriers/p-1/courrier.json"):
        purge.erase(key)
    with pytest.raises(ObjectLocked):
        purge.erase("plis/p-1/a.pdf")
    assert list(purge.keys("", deleted=True)) == ["plis/p-1/a.pdf"]


def _with_two_users(open_bucket: Open, seaweedfs: SeaweedFS) -> str:
    """A bucket as docs/storage.md has it, with an original from before its lock; its name."""
    store = open_bucket(ALL)
    seaweedfs.client().put_object(store._bucket, "plis/p-0/unlocked", io.BytesIO(b"x"), 1)
    seaweedfs.client().set_bucket_versioning(store._bucket, VersioningConfig(ENABLED))
    policy = json.loads(POLICY.read_text(encoding="utf-8").replace(":::pli", f":::{store._bucket}"))
    seaweedfs.client().set_bucket_policy(store._bucket, json.dumps(policy))
    add_users(seaweedfs, store._bucket, {"pli": WORKER, "pli-purge": PURGE})
    _wait_for(lambda: open_bucket(ALL, "pli-purge", make=False).exists("plis/p-0/unlocked"))
    _wait_for(lambda: not open_bucket(ALL, "pli", make=False).may_delete_originals())
    return store._bucket


def _wait_for(true: Callable[[], bool]) -> None:
    """The server takes its users and policies from its own store, a moment later."""
    for _ in range(100):
        try:
            if true():
                return
        except OurError:
            pass
        time.sleep(0.1)
    raise AssertionError("the server does not know its users")
