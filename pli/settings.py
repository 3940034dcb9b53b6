"""Settings: command-line flags, then ``PLI_…`` environment variables, then ``pli.toml``; read once at start-up.

``docs/settings.md`` is made from the descriptions below (``python -m pli.settings_page``).
"""

import contextlib
import os
import secrets
from functools import cached_property
from pathlib import Path
from tomllib import TOMLDecodeError
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from dossier.errors import OurError
from dossier.mail import Channel
from dossier.settings import Limits


def _split(value: object) -> object:
    """A list in an environment variable is written with commas."""
    return tuple(part for part in value.split(",") if part) if isinstance(value, str) else value


PREFECTURE_CODE = r"^(?:0[1-9]|1\d|2[1-9AB]|[3-8]\d|9[0-5]|97[1-8]|98[4-9])$"  # of a département: 01 to 95, 2A, 971…

Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]


class OAuthSettings(BaseModel):
    """How to get access to a mailbox by OAuth2 instead of a password."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    token_url: str = Field(pattern="^https://", description="token endpoint, https only")
    client_id: str = Field(min_length=1, description="the client's id")
    client_secret_file: Path | None = Field(default=None, description="file whose first line is the client's secret")
    refresh_token_file: Path | None = Field(
        default=None, description="file whose first line is the refresh token; none: client credentials"
    )
    scope: str = Field(default="", description="what is asked for, in the words of the endpoint")
    ca_file: Path | None = Field(default=None, description="certificate of a private authority of the endpoint")


class MailboxSettings(BaseModel):
    """One mailbox that ``pli up`` watches, by a password or by OAuth2."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str = Field(description="imaps://USER@HOST:PORT/FOLDER; imap:// is STARTTLS, never without encryption")
    folders: tuple[str, ...] = Field(default=(), description="further folders of the same mailbox to read")
    password_file: Path | None = Field(default=None, description="file whose first line is the password")
    oauth: OAuthSettings | None = Field(default=None, description="OAuth2 instead of a password")
    filed: str = Field(default="Traités", description="folder that filed messages are moved to")
    ca_file: Path | None = Field(default=None, description="certificate of a private authority")

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        if (self.password_file is None) == (self.oauth is None):
            raise ValueError("either password_file or oauth is wanted")
        return self


class Settings(BaseSettings):
    """Every setting of the program, frozen."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_prefix="PLI_", env_nested_delimiter="__", toml_file="pli.toml"
    )

    data: Path = Field(default=Path("data"), description="folder of the embedded whole: store, queue, register")
    prefecture: str | None = Field(
        default=None, pattern=PREFECTURE_CODE, description="département code of the receiving préfecture: 33, 2A, 971"
    )
    channels: Annotated[tuple[Channel, ...], NoDecode, BeforeValidator(_split)] = Field(
        default=tuple(Channel),
        description="by which channels the préfecture takes filings of the solution de substitution: post, email. A"
        " filing by another one is found like any other, and says so (`canal_non_autorise`)",
    )
    timezone: str = Field(default="Europe/Paris", description="time zone of the dates that people read")
    languages: Names = Field(default=("fra",), description="languages that Tesseract reads, as its codes: fra,eng,ara")
    foreign_languages: Names = Field(
        default=("ara", "eng", "spa", "por", "ita", "deu", "tur", "ron", "pol", "rus", "ukr"),
        description="languages that a page is read in too where its words are not French, as Tesseract's codes; those"
        " whose data is not installed (package tesseract-ocr-ara…) are left out",
    )
    ocr_engine: Literal["auto", "tesserocr", "pytesseract"] = Field(
        default="auto", description="auto takes tesserocr when it is installed"
    )
    ocr_dpi: int = Field(
        default=240,
        ge=150,
        le=600,
        description="resolution that much finer scans are scaled down to; how large they are read in the end, the size"
        " of their letters decides",
    )
    page_cache_mb: int = Field(
        default=512,
        ge=0,
        description="megabytes of pages kept under `data` as they were read, at most three days, so that a pli tried"
        " again is not read again; 0 keeps none",
    )
    jobs: int = Field(default=0, ge=0, description="processes that read pages; 0 is one a core")
    range_pages: int = Field(
        default=20,
        ge=0,
        description="a pli of more than twice so many pages is read in ranges of so many, by all workers, behind"
        " smaller plis; 0 never does",
    )
    max_attempts: int = Field(
        default=3, ge=1, description="times that reading a pli may fail before it goes to quarantine"
    )
    max_interruptions: int = Field(
        default=8,
        ge=1,
        description="times that a worker may die while it reads a pli before that goes to quarantine; those that the"
        " weather interrupts in order (a server away, an upgrade) do not count",
    )
    limits: Limits = Field(
        default=Limits(), description="bounds on files, pages and archives, checked before allocation"
    )

    s3_endpoint: str | None = Field(default=None, description="HOST:PORT of an S3 server; none: the embedded one")
    s3_access_key: SecretStr = Field(default=SecretStr(""), description="access key of the S3 server")
    s3_secret_key: SecretStr = Field(default=SecretStr(""), description="secret key of the S3 server")
    s3_bucket: str = Field(default="pli", description="bucket of the S3 server")
    s3_secure: bool = Field(default=True, description="whether the S3 server is spoken to over TLS")
    s3_versioning: bool = Field(
        default=False, description="the bucket keeps versions: `pli check` looks, `pli purge` erases all of them"
    )
    s3_lock_days: int | None = Field(
        default=None,
        ge=1,
        description="days from its upload for which the bucket locks each original (object lock); none: not locked",
    )
    s3_lock_mode: Literal["governance", "compliance"] = Field(
        default="governance", description="compliance: nobody at all can shorten the lock or erase before its end"
    )
    s3_encryption: str | None = Field(
        default=None,
        pattern=r"^(?:s3|kms:.+)$",
        description="encryption asked of the S3 server at each upload: `s3` or `kms:KEY-ID`; none: nothing is said",
    )
    s3_purge_access_key: SecretStr | None = Field(
        default=None,
        description="access key of `pli purge`, when the other one may not delete originals; none: the same",
    )
    s3_purge_secret_key: SecretStr = Field(default=SecretStr(""), description="secret key of `pli purge`")
    broker_url: SecretStr | None = Field(
        default=None, description="amqp(s)://… (RabbitMQ) or redis(s)://… (Redis, Valkey); none: the embedded Valkey"
    )
    database_url: SecretStr | None = Field(
        default=None, description="postgresql://… or sqlite:///…; none: an SQLite file under `data`"
    )
    mailboxes: tuple[MailboxSettings, ...] = Field(default=(), description="mailboxes that `pli up` watches")
    mailbox_alarm_min: float = Field(
        default=30.0, gt=0, description="minutes without a successful look into a mailbox after which `pli check` fails"
    )
    mailbox_lease_s: float = Field(
        default=90.0, ge=3, description="seconds after which a mailbox whose reader gives no sign goes to another one"
    )
    scans: Path | None = Field(default=None, description="scan folder that `pli up` watches; none: `data`/scans")
    scan_settle_s: float = Field(default=3.0, ge=0, description="seconds that a scan must stand still to be taken")
    scan_patience_s: float = Field(
        default=180.0, ge=0, description="seconds after which a scan that never looks whole is taken all the same"
    )
    antivirus: str | None = Field(
        default=None, description="clamd that scans every file: tcp://HOST:PORT or unix:///PATH; none: no scan"
    )
    dkim_dns: str | None = Field(
        default=None,
        description="DNS that is asked for the keys of DKIM signatures: `system` or ADDRESS:PORT; none: never checked",
    )
    keep_dossiers_days: int | None = Field(
        default=None,
        ge=0,
        description="days from the acknowledged hand-over until `pli purge` takes a dossier; none: kept",
    )
    keep_courriers_days: int | None = Field(
        default=None, ge=0, description="days until `pli purge` takes mail that is no filing; none: kept"
    )
    keep_quarantine_days: int | None = Field(
        default=None, ge=0, description="days until `pli purge` takes what is in quarantine; none: kept"
    )
    metrics_port: int | None = Field(
        default=None, ge=0, le=65535, description="port on which `pli worker` answers /metrics and /health; none: no"
    )
    metrics_host: str = Field(default="127.0.0.1", description="address of that port")
    traces_endpoint: str | None = Field(
        default=None,
        pattern="^https?://[^@]+$",
        description="OpenTelemetry collector that `pli worker` tells of each pli and each of its steps, OTLP over HTTP:"
        " http://HOST:4318/v1/traces; wants the extra `traces`; none: nobody",
    )
    desk_address: str = Field(default="127.0.0.1", description="address of `python -m pli.desk_server` in a container")
    desk_port: int = Field(default=8765, ge=1, le=65535, description="port of the desk on 127.0.0.1")
    desk_hosts: Names = Field(default=("127.0.0.1", "localhost"), description="host names that the desk answers to")
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="what is logged")
    log_format: Literal["auto", "json", "text"] = Field(
        default="auto", description="one event a line; auto: text on a terminal, JSON elsewhere"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        toml = TomlConfigSettingsSource(settings_cls, Path(os.environ.get("PLI_CONFIG", "pli.toml")))
        return init_settings, env_settings, toml

    @model_validator(mode="after")
    def _protection_has_a_server(self) -> Self:
        asked = self.s3_versioning or self.s3_lock_days or self.s3_encryption or self.s3_purge_access_key
        if asked and self.s3_endpoint is None:
            raise ValueError("versions, lock, encryption and a purge key want an S3 server: s3_endpoint")
        return self

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def workers(self) -> int:
        """How many processes read pages."""
        return self.jobs or os.cpu_count() or 1

    @property
    def database(self) -> str:
        """The register's URL."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{(self.data / 'register' / 'register.sqlite3').resolve()}"

    @property
    def scan_folder(self) -> Path:
        return self.scans or self.data / "scans"

    @property
    def embedded_store(self) -> bool:
        return self.s3_endpoint is None

    @property
    def embedded_broker(self) -> bool:
        return self.broker_url is None


def load_settings(**flags: object) -> Settings:
    """The settings, flags first; a flag that is None was not given. Raises OurError that names each bad setting.

    The values themselves are not repeated in the error: one of them may be a secret.
    """
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})  # type: ignore[arg-type]  # names are checked by pydantic
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False))
        raise OurError(f"settings: {wrong}") from None
    except SettingsError as error:  # its text names the setting and the source, not the value
        raise OurError(f"settings: {error}") from None
    except TOMLDecodeError as error:
        raise OurError(f"settings: pli.toml is not TOML: {error}") from None


def secret(data: Path, name: str) -> str:
    """A secret of this installation, made at its first use and kept under ``data/secrets``, readable by its owner only.

    Two processes that ask for it at once get the same one: the file appears whole or not at all.
    """
    path = data / "secrets" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{name}-{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(32))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text(encoding="utf-8").strip()
