"""A Dovecot of the bench's own, on loopback, one user, mail in Maildir."""

import os
import pwd
import ssl
import subprocess
from pathlib import Path

from pli.embedded.ports import LOOPBACK, Ports, answers
from pli.embedded.process import Child

USER, PASSWORD = "depot", "secret"
FILED = ".Traites"  # the Maildir++ name of the folder « Traites »
_MAIL_USER = "mail"  # as root, Dovecot reads mail as a user that every Debian has
_CONFIGURATION = """\
protocols = imap
listen = {host}
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
auth_failure_delay = 0
mail_max_userip_connections = 100
first_valid_uid = 1
first_valid_gid = 1
ssl = required
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
service imap-login {{
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail
}}
mail_location = maildir:~/Maildir
"""


class MailServer:
    """Its files are under ``folder``, which others must be able to enter."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)
        self._folder = folder
        self._owner = pwd.getpwnam(_MAIL_USER) if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        self.port = Ports(folder / "ports.json").port("imaps")
        self.ca_file = folder / "certificate.pem"
        self.maildir = folder / "mail" / "Maildir"
        self._make_certificate()
        text = _CONFIGURATION.format(
            host=LOOPBACK,
            folder=folder,
            port=self.port,
            password=PASSWORD,
            uid=self._owner.pw_uid,
            gid=self._owner.pw_gid,
        )
        (folder / "dovecot.conf").write_text(text)
        self._child = Child(
            "dovecot", ["/usr/sbin/dovecot", "-F", "-c", str(folder / "dovecot.conf")], log=folder / "start.log"
        )

    def start(self) -> None:
        self._child.start(lambda: answers(self.port), within_s=30)

    def stop(self) -> None:
        self._child.stop()

    def own(self, path: Path) -> None:
        """Give a file or folder to the user that Dovecot reads mail as."""
        if os.geteuid() == 0:
            os.chown(path, self._owner.pw_uid, self._owner.pw_gid)

    def context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.ca_file))

    def _make_certificate(self) -> None:
        words = [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "9",
        ]
        words += ["-subj", "/CN=bench", "-addext", f"subjectAltName=IP:{LOOPBACK}"]
        words += ["-keyout", str(self._folder / "key.pem"), "-out", str(self.ca_file)]
        subprocess.run(words, check=True, capture_output=True)
