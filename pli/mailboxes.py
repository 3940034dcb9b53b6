"""From the settings of a mailbox, or the words of a command, to the accounts that readers take."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from dossier.errors import OurError
from ingest.intake import BatchIntake
from ingest.mailbox import MailboxAccount, MailboxReader, parse_mailbox_url
from ingest.mailbox_account import folder_name
from ingest.mailbox_tokens import AccessTokens, OAuthClient
from pli.settings import MailboxSettings, OAuthSettings, Settings


def accounts_of(mailbox: MailboxSettings, settings: Settings) -> Iterator[MailboxAccount]:
    """One account a folder, the URL's own first. Raises OurError when a URL or a password file cannot be used."""
    account = replace(parse_mailbox_url(mailbox.url), filed=mailbox.filed, ca_file=mailbox.ca_file)
    if mailbox.oauth is not None:
        account = replace(account, tokens=_tokens(mailbox.oauth, account, settings))
    elif mailbox.password_file is not None:
        account = replace(account, password=password_in(mailbox.password_file))
    folders = (account.folder, *map(folder_name, mailbox.folders))
    for folder in dict.fromkeys(folders):
        yield replace(account, folder=folder)


def password_in(file: Path) -> str:
    """The first line of a password file. Raises OurError when there is none."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise OurError(f"the password file {file} cannot be read: {type(error).__name__}") from None
    if not lines or not lines[0]:
        raise OurError(f"the password file {file} is empty")
    return lines[0]


def reader_of(account: MailboxAccount, intake: BatchIntake, settings: Settings) -> MailboxReader:
    """The reader of one folder, its book in the register. Django must be set up."""
    from workers.mailbook import RegisterMailbook

    lease = timedelta(seconds=settings.mailbox_lease_s)
    book = RegisterMailbook(account.account, account.folder, lease=lease, exclusive=not account.read_only)
    return MailboxReader(account, intake, book)


def _tokens(oauth: OAuthSettings, account: MailboxAccount, settings: Settings) -> AccessTokens:
    whose = hashlib.sha256(f"{oauth.token_url} {oauth.client_id} {account.account}".encode()).hexdigest()[:16]
    return AccessTokens(
        OAuthClient(
            token_url=oauth.token_url,
            client_id=oauth.client_id,
            client_secret_file=oauth.client_secret_file,
            refresh_token_file=oauth.refresh_token_file,
            scope=oauth.scope,
            ca_file=oauth.ca_file,
            kept=settings.data / "secrets" / f"oauth-{whose}.json",
        )
    )
