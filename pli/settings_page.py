"""``python -m pli.settings_page``: ``docs/settings.md``, made from the settings themselves."""

import sys
from collections.abc import Iterator
from dataclasses import fields

from pydantic import SecretStr

from dossier.settings import Limits
from pli.settings import MailboxSettings, OAuthSettings, Settings

_HEAD = """# Settings

Flags of a command first, then environment variables, then `pli.toml` in the working folder, or the file that
`PLI_CONFIG` names. Made by `python -m pli.settings_page`; a test holds it true. Secrets never appear in logs or errors.

| `pli.toml` | environment | default | what |
| --- | --- | --- | --- |
"""


def settings_page() -> str:
    """The whole page, in Markdown."""
    return _HEAD + "\n".join([*_settings(), *_limits(), *_mailboxes()]) + _TAIL


def _settings() -> Iterator[str]:
    for name, field in Settings.model_fields.items():
        if name in {"limits", "mailboxes"}:
            continue
        default = "" if isinstance(field.default, SecretStr) or field.default is None else f"`{_plain(field.default)}`"
        yield f"| `{name}` | `PLI_{name.upper()}` | {default} | {field.description} |"


def _limits() -> Iterator[str]:
    for field in fields(Limits):
        names = f"`limits.{field.name}` | `PLI_LIMITS__{field.name.upper()}`"
        yield f"| {names} | `{field.default}` | {field.metadata['what']} |"


def _mailboxes() -> Iterator[str]:
    for table, model in (("mailboxes", MailboxSettings), ("mailboxes.oauth", OAuthSettings)):
        for name, field in model.model_fields.items():
            default = f"`{field.default}`" if field.default and not field.is_required() else ""
            shown = f"[{table}]" if model is OAuthSettings else f"[[{table}]]"
            yield f"| `{shown}` `{name}` | | {default} | {field.description} |"


def _plain(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


_TAIL = """

```toml
# pli.toml of a production installation
prefecture = "33"
s3_endpoint = "s3.example.org:443"
s3_bucket = "pli"
database_url = "postgresql://pli@db.example.org/pli"
broker_url = "amqps://pli@mq.example.org/pli"

[[mailboxes]]
url = "imaps://depot@mail.example.org:993/INBOX"
password_file = "/run/secrets/mailbox"
```
"""


if __name__ == "__main__":
    sys.stdout.write(settings_page())
