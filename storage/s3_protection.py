"""What an S3 bucket is asked to do for what it holds: keep versions, lock originals (WORM), encrypt."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from minio import Minio
from minio.commonconfig import COMPLIANCE, ENABLED, GOVERNANCE
from minio.datatypes import Object
from minio.error import S3Error
from minio.retention import Retention
from minio.sse import Sse, SseKMS, SseS3

from dossier.errors import OurError

ORIGINALS = ("plis/", "lots/")
_NO_LOCK = frozenset({  # what servers call an object, or a whole bucket, that nothing locks
    "NoSuchObjectLockConfiguration", "ObjectLockConfigurationNotFoundError", "InvalidRequest", "NoSuchKey",
})  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Protection:
    """Nothing is asked for unless it is said here.

    ``lock`` is how long an original can neither be deleted nor replaced, from its upload; ``compliance``: not even by
    who may bypass governance. ``encryption`` is ``s3`` (keys of the server) or ``kms:KEY-ID``.
    """

    versioning: bool = False
    lock: timedelta | None = None
    compliance: bool = False
    encryption: str | None = None

    @property
    def keeps_versions(self) -> bool:
        """Whether a deletion leaves the bytes behind: a bucket with object lock keeps versions."""
        return self.versioning or self.lock is not None

    @property
    def asks_at_upload(self) -> bool:
        return self.lock is not None or self.encryption is not None

    def retention(self, key: str) -> Retention | None:
        """What to ask for when ``key`` is uploaded now."""
        if self.lock is None or not key.startswith(ORIGINALS):
            return None
        return Retention(COMPLIANCE if self.compliance else GOVERNANCE, datetime.now(UTC) + self.lock)

    def sse(self) -> Sse | None:
        if self.encryption is None:
            return None
        return SseS3() if self.encryption == "s3" else SseKMS(self.encryption.removeprefix("kms:"), {})

    def require_kept(self, key: str, stored: Object) -> None:
        """Raises OurError when the server took an upload and did not do with it what was asked."""
        said = {name.lower(): value for name, value in (stored.metadata or {}).items()}
        if self.encryption is not None and "x-amz-server-side-encryption" not in said:
            raise OurError("The S3 server stores without the encryption that s3_encryption asks for")
        if self.retention(key) and "x-amz-object-lock-retain-until-date" not in said:
            raise OurError("The S3 server does not lock the originals that it stores, or does not let us see it")


UNPROTECTED = Protection()


def bucket_faults(client: Minio, bucket: str, wanted: Protection) -> list[str]:
    """What the bucket does not do of what is wanted, in French. Raises S3Error when we may not ask."""
    faults = []
    if wanted.keeps_versions and client.get_bucket_versioning(bucket).status != ENABLED:
        faults.append("le seau ne garde pas les versions")
    if wanted.lock is not None and not _can_lock(client, bucket):
        faults.append("le seau n'a pas le verrou d'objets (il se décide à la création du seau)")
    return faults


def _can_lock(client: Minio, bucket: str) -> bool:
    try:
        client.get_object_lock_config(bucket)
    except S3Error as error:
        if error.code in _NO_LOCK:
            return False
        raise
    return True


def lock_end(client: Minio, bucket: str, key: str, version: str | None) -> datetime | None:
    """Until when a version is locked; None when it is not, or not any more."""
    try:
        retention = client.get_object_retention(bucket, key, version_id=version)
    except S3Error as error:
        if error.code in _NO_LOCK:
            return None
        raise
    until = retention.retain_until_date if retention else None
    return until if until and until > datetime.now(UTC) else None
