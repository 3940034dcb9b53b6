"""Users of a SeaweedFS besides its administrator, each with a key of their own."""

import subprocess
from collections.abc import Mapping

from minio import Minio

from pli.embedded.ports import LOOPBACK
from pli.embedded.seaweedfs import SeaweedFS, _weed

# What docs/storage.md gives each of the two, in SeaweedFS's words.
WORKER = "Read,Write,List,GetObjectRetention,PutObjectRetention,GetBucketVersioning,GetBucketObjectLockConfiguration"
PURGE = "Read,Write,List,GetObjectRetention,GetBucketVersioning"


def add_users(server: SeaweedFS, bucket: str, users: Mapping[str, str]) -> None:
    """Each name with what it may do in ``bucket``; its secret key is its name and ``-secret``."""
    commands = "".join(
        f"s3.configure -user {name} -access_key {name} -secret_key {name}-secret -actions {actions}"
        f" -buckets {bucket} -apply\n"
        for name, actions in users.items()
    )
    servers = [f"-{name}={LOOPBACK}:{server._ports[name]}" for name in ("master", "filer")]
    subprocess.run([_weed(), "shell", *servers], input=commands.encode(), capture_output=True, timeout=60, check=True)


def client_of(server: SeaweedFS, name: str) -> Minio:
    return Minio(server.endpoint, access_key=name, secret_key=f"{name}-secret", secure=False)
