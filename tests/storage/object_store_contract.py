"""What every object store keeps to: the same tests on each of them."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dossier.errors import OurError
from storage.objects import ObjectMissing, ObjectStore, Stored

PDF = "application/pdf"


class ObjectStoreContract:
    """Subclasses give the fixture ``store``: an empty store."""

    def test_bytes_come_back_as_they_were_put(self, store: ObjectStore) -> None:
        stored = store.put_bytes("plis/p-1/a.pdf", b"abc", PDF)
        assert stored == Stored(key="plis/p-1/a.pdf", sha256=hashlib.sha256(b"abc").hexdigest(), size_bytes=3)
        assert store.get_bytes("plis/p-1/a.pdf") == b"abc"

    def test_a_file_comes_back_as_it_was_put(self, store: ObjectStore, tmp_path: Path) -> None:
        data = bytes(range(256)) * 9000  # more than two chunks
        source, target = tmp_path / "source", tmp_path / "target"
        source.write_bytes(data)
        stored = store.put_file("plis/p-1/a.tiff", source, "image/tiff")
        store.fetch_file("plis/p-1/a.tiff", target)
        assert target.read_bytes() == data
        assert (stored.sha256, stored.size_bytes) == (hashlib.sha256(data).hexdigest(), len(data))
        assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["source", "target"]

    def test_an_empty_object_is_an_object(self, store: ObjectStore) -> None:
        assert store.put_bytes("plis/p-1/empty", b"", PDF).size_bytes == 0
        assert store.exists("plis/p-1/empty")
        assert store.get_bytes("plis/p-1/empty") == b""

    @pytest.mark.parametrize(
        "key",
        [
            "a",
            "plis/p-1/Attestation d'hébergement (signée) n° 2.pdf",
            "plis/p-1/عقد.pdf",
            "plis/p-1/…🙂+&=%2F#?.pdf",
            "plis/p-1/.hidden",
            "plis/p-1/a..b",
            "plis/p-1/~tilde$",
            "plis/p-1/" + "é" * 100,
        ],
    )
    def test_a_key_may_be_any_file_s_name(self, store: ObjectStore, key: str) -> None:
        store.put_bytes(key, key.encode(), PDF)
        assert store.get_bytes(key) == key.encode()
        assert list(store.keys("")) == [key]

    @pytest.mark.parametrize(
        "key",
        ["", "/etc/passwd", "../outside", "plis/../../outside", "plis/./a", "plis//a", "plis/", "a\0b", "a\nb",
         ".pli-drafts/a", "plis/.pli-x", "x" * 256, "/".join(["x" * 200] * 6), "a\udce9"],
    )  # fmt: skip
    def test_what_is_no_key_is_refused_everywhere(self, store: ObjectStore, key: str, tmp_path: Path) -> None:
        for use in (
            lambda: store.put_bytes(key, b"x", PDF),
            lambda: store.get_bytes(key),
            lambda: store.fetch_file(key, tmp_path / "target"),
            lambda: store.exists(key),
            lambda: store.delete(key),
        ):
            with pytest.raises(OurError, match="Not a key"):
                use()
        assert list(store.keys("")) == []

    def test_a_put_replaces_what_was_there(self, store: ObjectStore) -> None:
        store.put_bytes("dossiers/d-1/dossier.json", b"revision 1, longer", PDF)
        store.put_bytes("dossiers/d-1/dossier.json", b"revision 2", PDF)
        assert store.get_bytes("dossiers/d-1/dossier.json") == b"revision 2"

    def test_the_same_put_twice_is_one_object(self, store: ObjectStore) -> None:
        assert store.put_bytes("plis/p-1/a", b"abc", PDF) == store.put_bytes("plis/p-1/a", b"abc", PDF)
        assert list(store.keys("")) == ["plis/p-1/a"]

    def test_keys_are_found_by_the_characters_that_they_begin_with(self, store: ObjectStore) -> None:
        keys = {"plis/p-1/a", "plis/p-1/b/c", "plis/p-12/a", "courriers/p-1/courrier.json"}
        for key in keys:
            store.put_bytes(key, b"x", PDF)
        assert set(store.keys("")) == keys
        assert set(store.keys("plis/")) == keys - {"courriers/p-1/courrier.json"}
        assert set(store.keys("plis/p-1/")) == {"plis/p-1/a", "plis/p-1/b/c"}
        assert set(store.keys("plis/p-1")) == {"plis/p-1/a", "plis/p-1/b/c", "plis/p-12/a"}
        assert set(store.keys("nothing/")) == set()

    def test_what_is_not_there_is_missed(self, store: ObjectStore, tmp_path: Path) -> None:
        store.put_bytes("plis/p-1/a", b"x", PDF)
        for key in ("plis/p-2/a", "plis/p-1", "plis"):
            assert not store.exists(key)
            with pytest.raises(ObjectMissing):
                store.get_bytes(key)
            with pytest.raises(ObjectMissing):
                store.fetch_file(key, tmp_path / "target")
        assert not (tmp_path / "target").exists()

    def test_an_error_shows_no_file_name(self, store: ObjectStore) -> None:
        with pytest.raises(ObjectMissing) as caught:
            store.get_bytes("plis/p-1/passeport DIALLO.pdf")
        assert "plis/p-1/…" in str(caught.value)
        assert "DIALLO" not in str(caught.value)

    def test_a_deleted_object_is_gone_and_deleting_it_again_is_no_error(self, store: ObjectStore) -> None:
        store.put_bytes("plis/p-1/a", b"x", PDF)
        store.delete("plis/p-1/a")
        store.delete("plis/p-1/a")
        assert not store.exists("plis/p-1/a")
        assert list(store.keys("")) == []

    def test_an_erased_object_is_gone_with_all_that_it_was(self, store: ObjectStore) -> None:
        for data in (b"one", b"two"):
            store.put_bytes("dossiers/d-1/dossier.json", data, PDF)
        store.put_bytes("dossiers/d-1/dossier.json.bak", b"x", PDF)
        store.erase("dossiers/d-1/dossier.json")
        store.erase("dossiers/d-1/dossier.json")
        assert list(store.keys("", deleted=True)) == ["dossiers/d-1/dossier.json.bak"]

    def test_what_was_deleted_can_still_be_found_to_be_erased(self, store: ObjectStore) -> None:
        store.put_bytes("courriers/p-1/courrier.json", b"x", PDF)
        store.delete("courriers/p-1/courrier.json")
        assert list(store.keys("courriers/")) == []
        for key in store.keys("courriers/", deleted=True):  # only where versions are kept
            store.erase(key)
        assert list(store.keys("", deleted=True)) == []

    def test_what_nobody_locked_is_not_locked(self, store: ObjectStore) -> None:
        store.put_bytes("dossiers/d-1/dossier.json", b"x", PDF)
        assert store.locked_until("dossiers/d-1/dossier.json") is None
        assert store.locked_until("plis/nothing") is None

    def test_a_file_that_is_not_there_is_not_stored(self, store: ObjectStore, tmp_path: Path) -> None:
        with pytest.raises(OurError, match="no file to store"):
            store.put_file("plis/p-1/a", tmp_path / "nothing", PDF)

    def test_many_writers_of_one_key_leave_one_whole_object(self, store: ObjectStore) -> None:
        versions = [bytes([n]) * 300_000 for n in range(8)]
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(lambda data: _put_against_others(store, data), versions))
        assert store.get_bytes("plis/p-1/a") in versions

    def test_a_store_that_answers_passes_its_check(self, store: ObjectStore) -> None:
        store.check()
        assert list(store.keys("")) == []


def _put_against_others(store: ObjectStore, data: bytes) -> None:
    """Another writer may win between a put and its proof: then the put says so, and is done again."""
    from dossier.errors import WeatherError

    for _ in range(50):
        try:
            store.put_bytes("plis/p-1/a", data, PDF)
        except WeatherError:
            continue
        return
    raise AssertionError("no put came through")
