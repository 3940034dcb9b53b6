"""Whether each configured part answers. An answer repeats no secret: only kinds of servers and of errors."""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal
from urllib.parse import urlsplit

from dossier.errors import OurError, PliError
from ingest.mailbox_account import MailboxAccount
from pli.mailboxes import accounts_of
from pli.settings import MailboxSettings, Settings
from pli.wiring import broker_url, open_store, protection, use_django
from storage.s3_protection import UNPROTECTED


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
        ("messages", _dead_letters),
        ("registre", _register),
    ]
    results = [_checked(part, check, settings) for part, check in parts]
    results.insert(2, _protection(settings))
    for box in settings.mailboxes:
        results += _mailboxes(box, settings)
    if not settings.mailboxes:
        results.append(CheckResult(part="boîte", state="absent", detail="aucune boîte aux lettres configurée"))
    results.append(_antivirus(settings))
    results.append(_isolation())
    return results


def _isolation() -> CheckResult:
    """Of the machine that this runs on: another one's workers may be allowed more, or less."""
    from workers.no_network import can_leave_network

    if can_leave_network():
        return CheckResult(part="isolement", state="ok", detail="les fichiers reçus sont ouverts sans accès au réseau")
    said = "ce système n'isole pas du réseau les processus qui ouvrent les fichiers reçus (unshare)"
    return CheckResult(part="isolement", state="absent", detail=said)


def _antivirus(settings: Settings) -> CheckResult:
    from workers.antivirus import NoAntivirus, open_antivirus

    if settings.antivirus is None:
        return CheckResult(part="antivirus", state="absent", detail=NoAntivirus().check())
    return _checked("antivirus", lambda _: open_antivirus(settings.antivirus).check(), settings)


def _mailboxes(box: MailboxSettings, settings: Settings) -> list[CheckResult]:
    """One result a folder; one when the settings of the mailbox cannot be used."""
    try:
        accounts = list(accounts_of(box, settings))
    except OurError as error:
        return [CheckResult(part="boîte", state="échec", detail=str(error))]
    return [_checked("boîte", partial(_mailbox, account), settings) for account in accounts]


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


def _protection(settings: Settings) -> CheckResult:
    """Whether the bucket does what the settings ask of it, and our key cannot do what it should not."""
    part = "protection"
    if protection(settings) == UNPROTECTED and settings.s3_purge_access_key is None:
        said = "ni versions, ni verrou, ni chiffrement, ni clé d'effacement à part"
        return CheckResult(part=part, state="absent", detail=said)
    return _checked(part, _protected, settings)


def _protected(settings: Settings) -> str:
    """Raises OurError that names all that does not hold."""
    store, wanted = open_store(settings), protection(settings)
    faults = store.protection_faults()
    if settings.s3_purge_access_key is not None:
        open_store(settings, to_purge=True).check()
        if store.may_delete_originals():
            faults.append("la clé courante peut effacer des originaux : seule celle de la purge le devrait")
    if faults:
        raise OurError(" ; ".join(faults))
    holds = {
        "versions gardées": wanted.keeps_versions,
        f"originaux verrouillés {settings.s3_lock_days} jours ({settings.s3_lock_mode})": wanted.lock is not None,
        f"chiffrement {wanted.encryption}": wanted.encryption is not None,
        "la clé courante ne peut pas effacer d'original": settings.s3_purge_access_key is not None,
    }
    return ", ".join(said for said, asked in holds.items() if asked)


def _queue(settings: Settings) -> str:
    """Raises OurError when a queue is there in another shape than ours."""
    from workers.broker import connect_broker, declare_queues, ping_broker
    from workers.dead_letters import former_queues

    url = broker_url(settings)
    ping_broker(connect_broker(url))
    declare_queues(connect_broker(url))
    said = f"{urlsplit(url).scheme}{' (Valkey embarqué)' if settings.embedded_broker else ''}"
    former = former_queues(connect_broker(url))
    if former:
        said += (
            f" ; restes d'une version antérieure, que plus rien ne lit et qui ne manqueront pas : {', '.join(former)}"
        )
        said += " (rabbitmqctl delete_queue NOM)"
    return said


def _dead_letters(settings: Settings) -> str:
    """Raises OurError when any queue has some."""
    from workers.broker import connect_broker
    from workers.dead_letters import dead_letters
    from workers.queues import OWN_QUEUES

    dead = {queue: number for queue, number in dead_letters(connect_broker(broker_url(settings))).items() if number}
    if not dead:
        return "aucune lettre morte"
    told = ", ".join(f"{number} dans {queue}.XQ" for queue, number in dead.items())
    ours = any(queue in OWN_QUEUES for queue in dead)
    why = (
        "un worker a échoué dessus (voir son journal), le registre a redemandé le travail ; ensuite"
        " `pli check --forget-dead-letters`"
        if ours
        else "le programme de l'instruction les a refusés (voir son journal)"
    )
    raise OurError(f"lettres mortes : {told} ; {why}")


def _register(settings: Settings) -> str:
    use_django(settings)
    from storage.register.ledger import counts

    numbers = counts()
    return f"{urlsplit(settings.database).scheme}, {numbers.plis.received} plis, {numbers.plis.waiting} en attente"


def _mailbox(account: MailboxAccount, settings: Settings) -> str:
    """Whether the server lets us in, and whether somebody has looked into the folder lately."""
    from ingest.mailbox import check_mailbox

    said = check_mailbox(account)
    return f"{said}, {_last_read(account, settings)}"


def _last_read(account: MailboxAccount, settings: Settings) -> str:
    """Raises OurError when no reader has got through for too long."""
    use_django(settings)
    from storage.register.ledger import mailbox_health

    place = (account.account, account.folder)
    health = next((one for one in mailbox_health() if (one.account, one.folder) == place), None)
    if health is None:
        raise OurError(f"{account.name} : jamais relevée, aucun lecteur n'a démarré")
    since = f"{health.silent_s / 60:.0f} min"
    if health.silent_s > settings.mailbox_alarm_min * 60:
        limit = f"alarme après {settings.mailbox_alarm_min:.0f} min"
        raise OurError(f"{account.name} : aucune relève réussie depuis {since} ({limit}), voir le journal du lecteur")
    told = f"relevée il y a {since}" if health.last_success_at else f"première relève en cours depuis {since}"
    return told + (f", {health.left} message(s) laissé(s) de côté" if health.left else "")
