"""From settings to the parts that they name: store, sandbox, tools."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from dossier.errors import OurError
from ocr.reader import ReadSettings
from pli import __version__
from pli.runtime import Runtime, read_runtime
from pli.settings import Settings
from storage.objects import ObjectStore
from workers.antivirus import open_antivirus
from workers.page_cache import PageCache
from workers.reception import Tools, no_numero
from workers.sandbox import Sandbox

if TYPE_CHECKING:  # minio takes a tenth of a second to load, and only those who have a server need it
    from storage.s3_protection import Protection
    from storage.s3_store import S3Store


def read_settings(settings: Settings) -> ReadSettings:
    """What the page reader is told."""
    return ReadSettings(
        languages=settings.languages,
        foreign=settings.foreign_languages,
        engine=settings.ocr_engine,
        dpi=settings.ocr_dpi,
        page_seconds=settings.limits.page_seconds,
        page_pixels=settings.limits.page_pixels,
    )


def open_sandbox(settings: Settings) -> Sandbox:
    return Sandbox(settings.workers, settings.limits)


def open_store(settings: Settings, *, to_purge: bool = False) -> "S3Store":
    """The S3 store: the configured server, else the embedded one of a running ``pli up`` on the same data folder.

    ``to_purge``: with the key that may erase originals.
    """
    from storage.s3_store import S3Store

    if settings.s3_endpoint is not None:
        access_key, secret_key = settings.s3_access_key, settings.s3_secret_key
        if to_purge and settings.s3_purge_access_key is not None:
            access_key, secret_key = settings.s3_purge_access_key, settings.s3_purge_secret_key
        return S3Store(
            endpoint=settings.s3_endpoint,
            access_key=access_key.get_secret_value(),
            secret_key=secret_key.get_secret_value(),
            bucket=settings.s3_bucket,
            secure=settings.s3_secure,
            protection=protection(settings),
        )
    runtime = embedded_runtime(settings)
    return S3Store(
        endpoint=runtime.s3_endpoint,
        access_key=runtime.s3_access_key,
        secret_key=runtime.s3_secret_key,
        bucket=settings.s3_bucket,
        secure=False,
    )


def protection(settings: Settings) -> "Protection":
    """What the bucket of the configured S3 server is asked to do."""
    from storage.s3_protection import Protection

    return Protection(
        versioning=settings.s3_versioning,
        lock=None if settings.s3_lock_days is None else timedelta(days=settings.s3_lock_days),
        compliance=settings.s3_lock_mode == "compliance",
        encryption=settings.s3_encryption,
    )


def broker_url(settings: Settings) -> str:
    """The queue's URL: the configured broker's, else that of the embedded Valkey."""
    if settings.broker_url is not None:
        return settings.broker_url.get_secret_value()
    return embedded_runtime(settings).broker_url


def embedded_runtime(settings: Settings) -> Runtime:
    """Where the embedded servers listen. Raises OurError, which says what to do, when they never ran here."""
    runtime = read_runtime(settings.data)
    if runtime is None:
        raise OurError(f"no embedded servers under {settings.data}: start `pli up --data {settings.data}` first")
    return runtime


def make_tools(
    settings: Settings,
    store: ObjectStore,
    sandbox: Sandbox,
    *,
    numero: Callable[[str], str | None] = no_numero,
) -> Tools:
    """What the steps of the pipeline work with."""
    return Tools(
        sandbox=sandbox,
        store=store,
        reading=read_settings(settings),
        limits=settings.limits,
        zone=settings.zone,
        version=__version__,
        prefecture=settings.prefecture,
        channels=frozenset(settings.channels),
        now=lambda: datetime.now(settings.zone),
        numero=numero,
        antivirus=open_antivirus(settings.antivirus),
    )


def open_page_cache(settings: Settings) -> PageCache | None:
    """Where the workers of this machine keep the pages that they read; None where the settings want none."""
    if settings.page_cache_mb == 0:
        return None
    return PageCache(settings.data / "cache" / "pages", __version__, size_bytes=settings.page_cache_mb * 1024 * 1024)


def with_progress(tools: Tools, on_pages: Callable[[int], None], on_page: Callable[[], None]) -> Tools:
    return replace(tools, on_pages=on_pages, on_page=on_page)


def use_django(settings: Settings) -> None:
    """Make the register's models usable in this process, on the same data folder as ``settings``."""
    import django

    os.environ["PLI_DATA"] = str(settings.data.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pli.django_settings")
    django.setup()
