"""A store copied whole: verified, and only what is new the second time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dossier.errors import OurError
from storage.copying import copy_objects, is_immutable, keep_only, verify_objects
from storage.directory_store import DirectoryStore

OBJECTS = {
    "plis/p-1/lettre à M. Ünal.pdf": b"original",
    "dossiers/d-1/dossier.json": b"latest",
    "dossiers/d-1/revisions/1.json": b"first",
    "courriers/p-2/courrier.json": b"",
}


@pytest.fixture
def source(tmp_path: Path) -> DirectoryStore:
    store = DirectoryStore(tmp_path / "source")
    for key, data in OBJECTS.items():
        store.put_bytes(key, data, "application/octet-stream")
    return store


@pytest.fixture
def target(tmp_path: Path) -> DirectoryStore:
    return DirectoryStore(tmp_path / "target")


def test_every_object_is_copied(source: DirectoryStore, target: DirectoryStore) -> None:
    sums = copy_objects(source, target, there={})
    assert {key: target.get_bytes(key) for key in target.keys("")} == OBJECTS
    verify_objects(target, sums)


def test_what_never_changes_is_not_copied_again(source: DirectoryStore, target: DirectoryStore) -> None:
    sums = copy_objects(source, target, there={})
    for key in OBJECTS:
        source.put_bytes(key, b"changed", "application/octet-stream")
    again = copy_objects(source, target, there=sums)
    changed = {key for key in target.keys("") if target.get_bytes(key) == b"changed"}
    assert changed == {key for key in OBJECTS if not is_immutable(key)}
    assert {key for key in OBJECTS if again[key] != sums[key]} == changed


def test_what_was_lost_from_the_copy_comes_back(source: DirectoryStore, target: DirectoryStore) -> None:
    sums = copy_objects(source, target, there={})
    target.delete("dossiers/d-1/revisions/1.json")
    verify_objects(target, copy_objects(source, target, there=sums))


def test_what_the_source_has_no_more_can_be_forgotten(source: DirectoryStore, target: DirectoryStore) -> None:
    copy_objects(source, target, there={})
    source.delete("dossiers/d-1/dossier.json")
    keep_only(target, copy_objects(source, target, there={}))
    assert set(target.keys("")) == set(OBJECTS) - {"dossiers/d-1/dossier.json"}


@pytest.mark.parametrize("damage", ["altered", "missing"])
def test_a_damaged_copy_is_seen(damage: str, source: DirectoryStore, target: DirectoryStore) -> None:
    sums = copy_objects(source, target, there={})
    key = "dossiers/d-1/revisions/1.json"
    target.delete(key) if damage == "missing" else target.put_bytes(key, b"other", "application/json")
    with pytest.raises(OurError):
        verify_objects(target, sums)


class _Forgetful(DirectoryStore):
    """Lists an object that is deleted before it is read, as a purge beside a backup makes it."""

    def keys(self, prefix: str, *, deleted: bool = False) -> Iterator[str]:
        yield "plis/p-9/gone.pdf"
        yield from super().keys(prefix, deleted=deleted)


def test_what_is_deleted_meanwhile_is_left_out(source: DirectoryStore, target: DirectoryStore, tmp_path: Path) -> None:
    sums = copy_objects(_Forgetful(tmp_path / "source"), target, there={})
    assert sums.keys() == OBJECTS.keys()
