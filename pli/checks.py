"""Whether each configured part answers. An answer repeats no secret: only kinds of servers and of errors."""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal
from urllib.parse import urlsplit

from dossier.errors import PliError
from pli.settings import MailboxSettings, Settings
from pli.wiring import broker_url, open_store, use_django


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckResult:
    """``absent`` is not a failure: the part is not configured, and the detail says what that means."""

    part: str
    state: Literal["ok", "absent", "échec"]
    detail: str


def run_checks(settings: Settings) -> list[CheckResult]:
    """One result a part, in the order of a pli's way."""
    parts: list[tuple[str, Callable[[Settings], str]]] = [
        ("OCR", _ocr),
        ("stockage", _store),
        ("file", _queue),
        ("registre", _register),
    ]
    results = [_checked(part, check, settings) for part, check in parts]
    results += [_checked("boîte", partial(_mailbox, box), settings) for box in settings.mailboxes]
    if not settings.mailboxes:
        results.append(CheckResult(part="boîte", state="absent", detail="aucune boîte aux lettres configurée"))
    results.append(
        CheckResult(part="antivirus", state="absent", detail="non configuré : les fichiers ne sont pas analysés")
    )
    return results


def _checked(part: str, check: Callable[[Settings], str], settings: Settings) -> CheckResult:
    try:
        return CheckResult(part=part, state="ok", detail=check(settings))
    except (PliError, OSError, subprocess.SubprocessError) as error:
        said = str(error) if isinstance(error, PliError) else type(error).__name__
        return CheckResult(part=part, state="échec", detail=said)


def _ocr(settings: Settings) -> str:
    from ocr.settings import engine_of
    from pli.wiring import read_settings

    return f"{engine_of(read_settings(settings)).name}, {'+'.join(settings.languages)}"


def _store(settings: Settings) -> str:
    open_store(settings).check()
    return f"S3, seau « {settings.s3_bucket} »{' (embarqué)' if settings.embedded_store else ''}"


def _queue(settings: Settings) -> str:
    from workers.broker import connect_broker, ping_broker

    url = broker_url(settings)
    ping_broker(connect_broker(url))
    return f"{urlsplit(url).scheme}{' (Valkey embarqué)' if settings.embedded_broker else ''}"


def _register(settings: Settings) -> str:
    use_django(settings)
    from storage.register.ledger import counts

    numbers = counts()
    return f"{urlsplit(settings.database).scheme}, {numbers.plis.received} plis, {numbers.plis.waiting} en attente"


def _mailbox(mailbox: MailboxSettings, settings: Settings) -> str:
    del settings  # a mailbox brings its own
    from ingest.mailbox import check_mailbox
    from pli.mailboxes import account_of

    return check_mailbox(account_of(mailbox.url, mailbox.password_file, mailbox.filed, ca_file=mailbox.ca_file))
