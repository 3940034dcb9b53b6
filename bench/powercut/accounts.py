"""What is there, held against what was promised."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import redis

from pli.embedded.seaweedfs import SeaweedFS
from pli.embedded.valkey import Valkey
from pli.settings import secret
from storage.objects import ObjectMissing, ObjectStore
from storage.s3_store import S3Store


def faults_at_rest(data: Path, scans: Path, given: Mapping[str, str]) -> list[str]:
    """Each promise that the folder does not keep, just after the cut; ``given`` are names of files by SHA-256."""
    register = data / "register" / "register.sqlite3"
    if not register.exists():
        return [f"{name} is gone" for sha256, name in given.items() if sha256 not in _lying_in(scans)]
    faults = [f"register: {said}" for (said,) in _rows(register, "PRAGMA integrity_check") if said != "ok"]
    tables = {name for (name,) in _rows(register, "SELECT name FROM sqlite_master")}
    plis = _rows(register, "SELECT sha256, key FROM register_pli WHERE lot_id IS NULL") if tables else []
    known = {sha256 for sha256, _ in plis} | _lying_in(scans)
    faults += [
        f"{name} is neither in the scan folder nor registered" for sha, name in given.items() if sha not in known
    ]
    if plis:
        with _store_on(data) as store:
            faults += [fault for sha256, key in plis for fault in _differs(store, key, sha256)]
            registered = {key for (key,) in _rows(register, "SELECT manifest FROM register_dossier")}
            written = {key for key in store.keys("dossiers/") if key.endswith(".json")}
            faults += [fault for key in sorted(registered | written) for fault in _unkept(store, key)]
    return faults


def faults_at_the_end(data: Path, given: Mapping[str, str]) -> list[str]:
    """What is lost, doubled or stuck once nothing waits any more and everything was stopped."""
    register = data / "register" / "register.sqlite3"
    faults = faults_at_rest(data, data / "nowhere", given)
    plis = _rows(register, "SELECT sha256, status FROM register_pli WHERE lot_id IS NULL")
    faults += [f"a pli that nobody gave: {sha256}" for sha256, _ in plis if sha256 not in given]
    faults += [f"stuck: {given.get(sha256)}" for sha256, status in plis if status == "waiting"]
    if len({sha256 for sha256, _ in plis}) != len(plis):
        faults.append("a file is two plis")
    faults += [
        f"unsent: {queue}" for (queue,) in _rows(register, "SELECT queue FROM register_outbox WHERE sent_at IS NULL")
    ]
    faults += [f"range left over: {number}" for (number,) in _rows(register, "SELECT id FROM register_pagerange")]
    return faults + _hand_over_faults(data, register)


def outcome(data: Path) -> dict[str, int]:
    """How many plis ended how."""
    register = data / "register" / "register.sqlite3"
    return dict(_rows(register, "SELECT status, count(*) FROM register_pli GROUP BY status"))


def _hand_over_faults(data: Path, register: Path) -> list[str]:
    """Each revision was sent, and what was sent twice has the same id."""
    filed = {
        (dossier, number)
        for dossier, latest in _rows(register, "SELECT id, revision FROM register_dossier")
        for number in range(1, latest + 1)
    }
    ids: dict[tuple[str, int], set[str]] = {}
    for message in _messages(data):
        revision = (message["kwargs"]["dossier"], message["kwargs"]["revision"])
        ids.setdefault(revision, set()).add(message["message_id"])
    faults = [f"not handed over: {revision}" for revision in filed - set(ids)]
    faults += [f"handed over and not filed: {revision}" for revision in set(ids) - filed]
    return faults + [f"handed over under two ids: {revision}" for revision, its in ids.items() if len(its) > 1]


def _messages(data: Path) -> list[dict[str, Any]]:
    queue = Valkey(data / "queue", password=secret(data, "queue"))
    try:
        queue.start()
        with redis.Redis.from_url(queue.url) as client:
            return [json.loads(message) for message in client.hvals("dramatiq:instruction.msgs")]
    finally:
        queue.stop()


def _unkept(store: ObjectStore, manifest: str) -> Iterator[str]:
    """What a manifest names and the store has not. Whatever is written last has all the rest behind it."""
    try:
        said = json.loads(store.get_bytes(manifest))
    except ObjectMissing:
        yield f"filed without its manifest: {manifest}"
        return
    for piece in said["pieces"]:
        yield from _differs(store, piece["key"], piece["sha256"])
    for pli in said["plis"]:
        for original in pli["originals"]:
            yield from _differs(store, original["key"], original["sha256"])


def _differs(store: ObjectStore, key: str, sha256: str) -> Iterator[str]:
    try:
        if hashlib.sha256(store.get_bytes(key)).hexdigest() != sha256:
            yield f"not what was stored: {key}"
    except ObjectMissing:
        yield f"not in the store: {key}"


def _lying_in(folder: Path) -> set[str]:
    files = (path for path in folder.rglob("*") if path.is_file()) if folder.exists() else ()
    return {hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@contextmanager
def _store_on(data: Path) -> Iterator[ObjectStore]:
    key = secret(data, "s3")
    server = SeaweedFS(data / "store", access_key="pli", secret_key=key, bucket="pli")
    try:
        server.start()
        yield S3Store(endpoint=server.endpoint, access_key="pli", secret_key=key, bucket="pli", secure=False)
    finally:
        server.stop()


def _rows(register: Path, question: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(register, timeout=20)
    try:
        return connection.execute(question).fetchall()
    finally:
        connection.close()
