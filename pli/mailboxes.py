"""From a mailbox's URL and password file to the account that the reader takes."""

from dataclasses import replace
from pathlib import Path

from dossier.errors import OurError
from ingest.mailbox import MailboxAccount, parse_mailbox_url


def account_of(
    url: str, password_file: Path, filed: str, *, ca_file: Path | None = None, read_only: bool = False
) -> MailboxAccount:
    """The account, its password read from the first line of ``password_file``. Raises OurError when it cannot be."""
    try:
        lines = password_file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise OurError(f"the password file {password_file} cannot be read: {type(error).__name__}") from None
    if not lines or not lines[0]:
        raise OurError(f"the password file {password_file} is empty")
    account = parse_mailbox_url(url)
    return replace(account, password=lines[0], filed=filed, ca_file=ca_file, read_only=read_only)
