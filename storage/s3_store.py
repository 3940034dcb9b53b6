"""The object store on any S3 server, through the minio SDK."""

import hashlib
import io
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import urllib3
from minio import Minio
from minio.commonconfig import ENABLED
from minio.datatypes import Object
from minio.error import InvalidResponseError, MinioException, S3Error, ServerError
from minio.versioningconfig import VersioningConfig
from urllib3.exceptions import HTTPError, MaxRetryError, SSLError
from urllib3.response import BaseHTTPResponse

from dossier.errors import OurError, WeatherError
from storage.local_file import write_whole
from storage.objects import ObjectLocked, ObjectMissing, Stored, checked_key, shown
from storage.s3_protection import ORIGINALS, UNPROTECTED, Protection, bucket_faults, lock_end

_CHUNK_BYTES = 1024 * 1024
_PART_BYTES = 16 * 1024 * 1024  # what one upload holds in memory; S3 allows 10,000 parts: 160 GB
_PASSING = frozenset({"SlowDown", "RequestTimeout", "OperationAborted", "ServiceUnavailable", "InternalError"})
_ENDPOINT = re.compile(r"([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\])(:[0-9]{1,5})?")
_PROBE = "pli-check/probe"
_CONNECT_S = 5.0
_READ_S = 60.0


class S3Store:
    """Objects in one bucket. Threads may share it; a forked process makes its own.

    A put reads the object back and compares size and SHA-256 before it returns. It first looks whether the very same
    bytes are there already: done again it uploads nothing, and makes no second version where versions are kept.
    """

    def __init__(
        self,
        *,
        endpoint: str,
        access_key: str,
        secret_key: str,
        bucket: str,
        secure: bool = True,
        region: str | None = None,
        ca_file: Path | None = None,
        protection: Protection = UNPROTECTED,
    ) -> None:
        """``endpoint`` is HOST:PORT, ``secure`` says TLS, ``ca_file`` a private authority. Connects to nothing."""
        retries = urllib3.Retry(total=3, backoff_factor=0.2, status_forcelist=(500, 502, 503, 504))
        pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=_CONNECT_S, read=_READ_S),
            maxsize=16,
            retries=retries,
            cert_reqs="CERT_REQUIRED",
            ssl_context=ssl.create_default_context(cafile=str(ca_file) if ca_file else None) if secure else None,
        )
        if not _ENDPOINT.fullmatch(endpoint):
            raise OurError("S3 endpoint: HOST:PORT is wanted, without http://")
        self._bucket = bucket
        self._protection = protection
        self._client = Minio(endpoint, access_key, secret_key, secure=secure, region=region, http_client=pool)

    def make_bucket(self) -> None:
        """Make the bucket if it is not there, with versions and object lock if they are wanted."""
        with _faults("bucket"):
            if not self._client.bucket_exists(self._bucket):
                self._client.make_bucket(self._bucket, object_lock=self._protection.lock is not None)
                if self._protection.versioning:
                    self._client.set_bucket_versioning(self._bucket, VersioningConfig(ENABLED))

    def check(self) -> None:
        with _faults("bucket"):
            if not self._client.bucket_exists(self._bucket):
                raise OurError(f"The S3 server has no bucket {self._bucket}: make it, or name another one")

    def protection_faults(self) -> list[str]:
        """What the bucket does not do of what it is asked, in French; nothing when all holds."""
        with _faults("bucket"):
            faults = bucket_faults(self._client, self._bucket, self._protection)
        if self._protection.encryption is not None:
            try:
                self.put_bytes(_PROBE, datetime.now(UTC).date().isoformat().encode(), "text/plain")
            except OurError as error:
                faults.append(str(error))
        return faults

    def may_delete_originals(self) -> bool:
        """Whether our key could, tried on an original that there never was."""
        key = f"{ORIGINALS[0]}pli-check"
        try:
            with _faults(key):
                self._client.remove_object(self._bucket, key)
        except OurError:
            return False
        if self._protection.keeps_versions:  # the try has left a delete marker
            self.erase(key)
        return True

    def put_file(self, key: str, path: Path, media_type: str) -> Stored:
        try:
            source = path.open("rb")
        except FileNotFoundError:
            raise OurError(f"There is no file to store under {shown(key)}") from None
        with source:
            return self._put(key, source, media_type)

    def put_bytes(self, key: str, data: bytes, media_type: str) -> Stored:
        return self._put(key, io.BytesIO(data), media_type)

    def get_bytes(self, key: str) -> bytes:
        with self._opened(key) as response:
            return b"".join(response.stream(_CHUNK_BYTES))

    def fetch_file(self, key: str, path: Path) -> None:
        with self._opened(key) as response:
            write_whole(path, response.stream(_CHUNK_BYTES))

    def exists(self, key: str) -> bool:
        return self._size_of(key) is not None

    def keys(self, prefix: str, *, deleted: bool = False) -> Iterator[str]:
        seen = set()
        for entry in self._entries(prefix, versions=deleted and self._protection.keeps_versions):
            if entry.object_name not in seen:
                seen.add(entry.object_name)
                yield str(entry.object_name)

    def delete(self, key: str) -> None:
        with _faults(shown(key)):
            self._client.remove_object(self._bucket, checked_key(key))

    def erase(self, key: str) -> None:
        if not self._protection.keeps_versions:
            self.delete(key)
            return
        if until := self.locked_until(key):
            raise ObjectLocked(until)
        for version in self._versions_of(key):
            with _faults(shown(key)):
                self._client.remove_object(self._bucket, key, version_id=version.version_id)

    def locked_until(self, key: str) -> datetime | None:
        if self._protection.lock is None:
            return None
        with _faults(shown(key)):
            ends = [
                lock_end(self._client, self._bucket, key, version.version_id)
                for version in self._versions_of(key)
                if not version.is_delete_marker
            ]
        return max((end for end in ends if end), default=None)

    def _put(self, key: str, source: BinaryIO, media_type: str) -> Stored:
        wanted = _measure(checked_key(key), source)
        if not self._holds(wanted):
            with _faults(shown(key)):
                self._client.put_object(
                    self._bucket,
                    key,
                    source,
                    wanted.size_bytes,
                    content_type=media_type,
                    metadata={"sha256": wanted.sha256},
                    part_size=_PART_BYTES,
                    num_parallel_uploads=1,
                    sse=self._protection.sse(),
                    retention=self._protection.retention(key),
                )
                if self._protection.asks_at_upload:
                    self._protection.require_kept(key, self._client.stat_object(self._bucket, key))
            if not self._holds(wanted):
                raise WeatherError(f"The S3 server did not keep what it was given: {shown(key)}")
        return wanted

    def _holds(self, wanted: Stored) -> bool:
        """Whether the bucket has these very bytes: size first, which is cheap, then all of them."""
        if self._size_of(wanted.key) != wanted.size_bytes:
            return False
        digest = hashlib.sha256()
        with self._opened(wanted.key) as response:
            for chunk in response.stream(_CHUNK_BYTES):
                digest.update(chunk)
        return digest.hexdigest() == wanted.sha256

    def _entries(self, prefix: str, *, versions: bool = False) -> Iterator[Object]:
        with _faults(shown(prefix)):
            yield from self._client.list_objects(self._bucket, prefix=prefix, recursive=True, include_version=versions)

    def _versions_of(self, key: str) -> list[Object]:
        return [entry for entry in self._entries(checked_key(key), versions=True) if entry.object_name == key]

    def _size_of(self, key: str) -> int | None:
        """In bytes; None when there is no such object."""
        try:
            with _faults(shown(key)):
                return self._client.stat_object(self._bucket, checked_key(key)).size
        except ObjectMissing:
            return None

    @contextmanager
    def _opened(self, key: str) -> Iterator[BaseHTTPResponse]:
        with _faults(shown(key)):
            response = self._client.get_object(self._bucket, checked_key(key))
            try:
                yield response
            finally:
                response.close()
                response.release_conn()


def _measure(key: str, source: BinaryIO) -> Stored:
    """Size and SHA-256 of a file, read once and left at its beginning."""
    digest = hashlib.sha256()
    while chunk := source.read(_CHUNK_BYTES):
        digest.update(chunk)
    size = source.tell()
    source.seek(0)
    return Stored(key=key, sha256=digest.hexdigest(), size_bytes=size)


@contextmanager
def _faults(what: str) -> Iterator[None]:
    """Whose fault it is when the S3 server or the way to it fails. ``what`` is safe to log."""
    try:
        yield
    except S3Error as error:
        raise _s3_fault(error, what) from None
    except (ServerError, InvalidResponseError) as error:
        raise WeatherError(f"The S3 server answers nonsense for {what}: {type(error).__name__}") from None
    except (MinioException, ValueError) as error:
        raise OurError(f"The S3 client refuses {what}: {type(error).__name__}") from None
    except MaxRetryError as error:
        if isinstance(error.reason, SSLError):
            raise OurError(
                "No TLS with the S3 server: it speaks none, or its certificate's authority is unknown"
            ) from None
        raise WeatherError(f"The S3 server does not answer: {type(error.reason).__name__}") from None
    except (HTTPError, OSError) as error:
        raise WeatherError(f"The S3 server is away: {type(error).__name__}") from None


def _s3_fault(error: S3Error, what: str) -> OurError | WeatherError:
    if error.code == "NoSuchKey":
        return ObjectMissing(f"The store has no {what}")
    if error.code in _PASSING or error.response.status >= 500:
        return WeatherError(f"The S3 server cannot now: {error.code}")
    return OurError(f"The S3 server refuses {what}: {error.code}")
