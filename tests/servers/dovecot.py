"""A Dovecot of our own: IMAP over TLS or STARTTLS only, passwords or OAuth2 tokens, a few users, mail in Maildir."""

import grp
import imaplib
import os
import pwd
import ssl
from collections.abc import Sequence
from pathlib import Path

from pli.embedded.ports import LOOPBACK, Ports
from pli.embedded.process import Child
from tests.servers.authority import make_certificate
from tests.servers.folder import ServerFolder

# As root, mail belongs to a user that every Debian has: Dovecot refuses to read it as root.
MAIL_USER = "mail"
START_WITHIN_S = 30.0
CONFIGURATION = """\
protocols = imap
listen = {host}
base_dir = {folder}/run
state_dir = {folder}/state
log_path = /dev/stderr
auth_failure_delay = 0
mail_max_userip_connections = 100
first_valid_uid = 1
first_valid_gid = 1

ssl = required
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem

service imap-login {{
  inet_listener imap {{
    address = {host}
    port = {starttls_port}
  }}
  inet_listener imaps {{
    address = {host}
    port = {port}
    ssl = yes
  }}
}}

auth_mechanisms = plain login xoauth2 oauthbearer
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = passwd-file
  mechanisms = plain login
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
mail_location = maildir:~/Maildir
namespace inbox {{
  inbox = yes
  separator = /
}}
"""
# Whoever gives tokens answers there (RFC 7662); nobody listens unless a test does.
OAUTH2 = """\
introspection_mode = post
introspection_url = http://{host}:{port}/introspect
username_attribute = username
active_attribute = active
active_value = true
force_introspection = yes
timeout_msecs = 5000
"""
# Without root there is nobody else to become, and no chroot.
WITHOUT_ROOT = """\
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class Dovecot:
    """``imaps://USER@127.0.0.1:PORT`` with certificates of a private authority, whose own one is ``ca_file``.

    ``starttls_port`` is the same without TLS at first; ``certificate`` and ``key`` serve whoever plays a part beside
    it. Tokens are good when a server on ``introspection_port`` of the loopback says so. A test may stop, kill and start
    it: mail stays, and so do the ports.
    """

    def __init__(self, users: Sequence[str] = ("depot", "depot-sud", "archives", "lecteurs")) -> None:
        self.users = tuple(users)
        self.user = self.users[0]
        self.password = "secret"
        self.host = LOOPBACK
        self._folder = ServerFolder("imap")
        self._mail = self._folder.folder("mail", mode=0o755, owner=MAIL_USER)
        ports = Ports(self._folder.path / "ports.json")
        self.port, self.starttls_port = ports.port("imaps"), ports.port("imap")
        self.introspection_port = ports.port("introspection")
        self._make_files()
        self._child: Child | None = None

    @property
    def ca_file(self) -> Path:
        return self._folder.path / "authority.pem"

    @property
    def certificate(self) -> Path:
        return self._folder.path / "certificate.pem"

    @property
    def key(self) -> Path:
        return self._folder.path / "key.pem"

    def url(self, user: str | None = None, folder: str = "INBOX") -> str:
        """As ``pli ingest imap --url`` wants it: without the password."""
        return f"imaps://{user or self.user}@{self.host}:{self.port}/{folder}"

    def maildir(self, user: str | None = None) -> Path:
        """Where a user's mail lies on the disk."""
        return self._mail / (user or self.user) / "Maildir"

    def start(self) -> None:
        """Returns when a login works. Raises WeatherError, with the end of its log, when it does not start."""
        self._child = Child(
            "dovecot",
            ["/usr/sbin/dovecot", "-F", "-c", str(self._folder.path / "dovecot.conf")],
            log=self._folder.path / "dovecot.log",
        )
        self._child.start(self._accepts_login, within_s=START_WITHIN_S)

    def stop(self) -> None:
        """Every connection is cut."""
        if self._child is not None:
            self._child.stop()

    def kill(self) -> None:
        """As a crash would."""
        if self._child is not None:
            self._child.kill()

    def remove(self) -> None:
        self.stop()
        self._folder.remove()

    def login(self, user: str | None = None) -> imaplib.IMAP4_SSL:
        """A connection of the standard library's, to put mail there and look after it; log out when done."""
        context = ssl.create_default_context(cafile=str(self.ca_file))
        connection = imaplib.IMAP4_SSL(self.host, self.port, ssl_context=context, timeout=30)
        connection.login(user or self.user, self.password)
        return connection

    def _make_files(self) -> None:
        made = make_certificate()
        self._folder.file("authority.pem", made.authority, mode=0o644)
        self._folder.file("certificate.pem", made.certificate, mode=0o644)
        self._folder.file("key.pem", made.key)
        # Read by Dovecot's authentication process, which is nobody in particular.
        self._folder.file("users", "".join(f"{user}:{self.password}\n" for user in self.users), mode=0o644)
        oauth2 = OAUTH2.format(host=self.host, port=self.introspection_port)
        self._folder.file("oauth2.conf", oauth2, mode=0o644)
        self._folder.file("dovecot.conf", self._configuration())

    def _configuration(self) -> str:
        mail_user = pwd.getpwnam(MAIL_USER) if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        common = CONFIGURATION.format(
            host=self.host,
            port=self.port,
            starttls_port=self.starttls_port,
            folder=self._folder.path,
            uid=mail_user.pw_uid,
            gid=mail_user.pw_gid,
        )
        if os.geteuid() == 0:
            return common
        return common + WITHOUT_ROOT.format(user=mail_user.pw_name, group=grp.getgrgid(mail_user.pw_gid).gr_name)

    def _accepts_login(self) -> bool:
        try:
            self.login().logout()
        except (OSError, imaplib.IMAP4.error):
            return False
        return True
