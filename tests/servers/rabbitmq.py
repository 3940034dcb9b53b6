"""A RabbitMQ node of our own: another name, other ports, another epmd than the one that Debian starts."""

import os
import subprocess
from pathlib import Path

import pika

from pli.embedded.ports import LOOPBACK, Ports, answers
from pli.embedded.process import Child
from tests.servers.folder import ServerFolder

PROGRAMS = Path("/usr/lib/rabbitmq/bin")  # the ones in /usr/sbin insist on Debian's user and folders
START_WITHIN_S = 90.0
EPMD_WITHIN_S = 20.0
CONTROL_WITHIN_S = 300.0  # seconds at rest, a minute and more on a busy machine
CONFIGURATION = """\
listeners.tcp.1 = {host}:{port}
# A job may take long on a slow machine; a message must not be given to a second worker meanwhile.
consumer_timeout = 3600000
# Tests fill no disk, and a small one must not block them.
disk_free_limit.absolute = 50MB
"""


class RabbitMQ:
    """``url`` is the default virtual host; ``new_vhost`` gives an empty one. Queues may be classic or quorum.

    RabbitMQ 3.10 confirms messages only when they are on the disk, but not so the declaration of a queue: killed at
    once, it forgot a classic queue in one of three trials, and a quorum queue had no leader ever after. A test that
    kills it calls ``settle`` before.
    """

    def __init__(self) -> None:
        self._folder = ServerFolder("rabbitmq")
        self._ports = Ports(self._folder.path / "ports.json")
        self._amqp = self._ports.port("amqp")
        self._environment = self._make_environment()
        self._vhosts = 0
        self._epmd: Child | None = None
        self._node: Child | None = None

    @property
    def host(self) -> str:
        return LOOPBACK

    @property
    def port(self) -> int:
        return self._amqp

    @property
    def url(self) -> str:
        return self._url("%2F")

    def start(self) -> None:
        """Returns when it accepts a login. Raises WeatherError, with the end of its log, when it does not start."""
        self._folder.file("rabbitmq.conf", CONFIGURATION.format(host=LOOPBACK, port=self._amqp))
        self._folder.file("enabled_plugins", "[].")
        epmd = int(self._environment["ERL_EPMD_PORT"])
        # In the foreground: the one that the node would start leaves our process group and outlives it.
        self._epmd = Child(
            "epmd",
            ["epmd", "-port", str(epmd), "-address", LOOPBACK],
            log=self._folder.path / "epmd.log",
        )
        self._epmd.start(lambda: answers(epmd), within_s=EPMD_WITHIN_S)
        self._node = Child(
            "rabbitmq",
            [str(PROGRAMS / "rabbitmq-server")],
            env=self._environment,
            log=self._folder.path / "rabbitmq.log",
            stop_within_s=30,
        )
        self._node.start(self._accepts_login, within_s=START_WITHIN_S)

    def new_vhost(self) -> str:
        """The URL of a virtual host with nothing in it."""
        self._vhosts += 1
        name = f"test-{self._vhosts}"
        self.control("add_vhost", name)
        self.control("set_permissions", "-p", name, "guest", ".*", ".*", ".*")
        return self._url(name)

    def control(self, *words: str) -> str:
        """What ``rabbitmqctl`` says on this node. Takes a second or two."""
        command = [str(PROGRAMS / "rabbitmqctl"), "--quiet", *words]
        environment = {**os.environ, **self._environment}
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False, timeout=CONTROL_WITHIN_S
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def settle(self) -> None:
        """Returns when what was declared is on the disk, which otherwise takes some seconds."""
        self.control("eval", "mnesia:sync_log(), mnesia:dump_log(), [dets:sync(Table) || Table <- dets:all()].")

    def stop(self) -> None:
        for child in (self._node, self._epmd):
            if child is not None:
                child.stop()

    def kill(self) -> None:
        """As a crash would. ``start`` goes on with what was stored."""
        for child in (self._node, self._epmd):
            if child is not None:
                child.kill()

    def remove(self) -> None:
        self.stop()
        self._folder.remove()

    def _url(self, vhost: str) -> str:
        return f"amqp://guest:guest@{LOOPBACK}:{self._amqp}/{vhost}"

    def _make_environment(self) -> dict[str, str]:
        folder = self._folder.path
        return {
            "HOME": str(folder),  # the node's cookie lives there
            "LANG": "C.UTF-8",
            "RABBITMQ_NODENAME": f"pli{self._amqp}@localhost",
            "RABBITMQ_CONF_ENV_FILE": str(folder / "none"),
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq"),
            "RABBITMQ_GENERATED_CONFIG_DIR": str(folder / "generated"),
            "RABBITMQ_SCHEMA_DIR": str(folder / "schema"),
            "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(folder),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
            "RABBITMQ_DIST_PORT": str(self._ports.port("distribution")),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "ERL_EPMD_PORT": str(self._ports.port("epmd")),
            "ERL_EPMD_ADDRESS": LOOPBACK,
            "RUNNING_UNDER_SYSTEMD": "true",  # the script becomes the node instead of waiting for it
        }

    def _accepts_login(self) -> bool:
        if not answers(self._amqp):  # pika logs every refusal at length
            return False
        try:
            pika.BlockingConnection(pika.URLParameters(self.url)).close()
        except pika.exceptions.AMQPError:
            return False
        return True
