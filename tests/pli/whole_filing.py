"""``python -m tests.pli.whole_filing DIR``: a filing from arrival to purge, logged at DEBUG level."""

import logging
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

from dossier.mail import Channel, DateSource
from ingest.intake import FileArrival
from pli.logs import set_up_logs
from pli.settings import load_settings
from pli.wiring import make_tools, open_sandbox, use_django
from storage.directory_store import DirectoryStore

# Each of these is personal, and stands somewhere in the filing.
PERSONAL = (
    "ZORGLUBE", "Aminatou", "3398765432", "rue des Quarante-Merles", "aminatou.zorglube", "+33639981234", "Passeport_Z",
    "Bulletin_Z", "préfet adoré", "Archive_Z", "contenu-secret",
)  # fmt: skip
NOW = datetime(2026, 11, 21, 9, 4, 11, tzinfo=UTC)
_TEXT = """Madame, Monsieur,
je dépose ma demande de titre de séjour. Aminatou ZORGLUBE, née le 4 mars 1991, numéro étranger 3398765432,
12 rue des Quarante-Merles, 33000 Bordeaux, téléphone +33639981234. contenu-secret"""


def main(folder: Path) -> None:
    settings = load_settings(data=folder / "data", log_level="debug", jobs=1)
    use_django(settings)
    set_up_logs(settings.log_level, settings.log_format)
    logging.getLogger().setLevel(logging.DEBUG)  # libraries too, as nobody runs them
    from pli.first_start import migrate
    from storage.register.ledger import Retained, acknowledge, due_for_purge, is_registered
    from storage.register.models import Dossier
    from workers.handling import Handler
    from workers.intake import RegisterIntake
    from workers.purging import purge

    migrate()
    store = DirectoryStore(folder / "store")
    with open_sandbox(settings) as sandbox:
        handler = Handler(tools=make_tools(settings, store, sandbox), max_attempts=3)
        for name, content in (
            ("Passeport_Z.eml", _mail()),
            ("Archive_Z.zip", _archive()),
            ("Bulletin_Z.pdf", b"%PDF-1.4 x"),
        ):
            path = folder / name
            path.write_bytes(content)
            receipt = RegisterIntake(store).receive(path, _arrival(name))
            handler.handle(receipt.pli)
            assert is_registered(receipt.pli)
    for dossier in Dossier.objects.all():
        acknowledge(dossier.id, dossier.revision)
    for due in due_for_purge(Retained.DOSSIER, timedelta(0)):
        purge(due, timedelta(0), store, who="ops")
    _fall_over()


def _fall_over() -> None:
    """What a library says, and an error with a document's words in it."""
    logging.getLogger("dramatiq.worker").warning("Failed to process message %s", "Aminatou ZORGLUBE")
    try:
        raise ValueError("contenu-secret")
    except ValueError:
        logging.getLogger("dramatiq.worker").exception("unhandled: contenu-secret")


def _arrival(name: str) -> FileArrival:
    return FileArrival(
        name=name, received_at=NOW, received_at_source=DateSource.IMAP, channel=Channel.EMAIL, source=f"scan:{name}:1"
    )


def _mail() -> bytes:
    mail = EmailMessage()
    mail["From"] = "Aminatou Zorglube <aminatou.zorglube@courriel.test>"
    mail["To"] = "pref@test.test"
    mail["Subject"] = "Demande au préfet adoré"
    mail["Date"] = "Mon, 16 Nov 2026 08:12:00 +0100"
    mail["Message-ID"] = "<aminatou.zorglube.1@courriel.test>"
    mail.set_content(_TEXT)
    mail.add_attachment(b"%PDF-1.7 contenu-secret", maintype="application", subtype="pdf", filename="Passeport_Z.pdf")
    mail.add_attachment(b"\x89PNG contenu-secret", maintype="image", subtype="png", filename="Bulletin_Z.png")
    mail.add_attachment(_archive(), maintype="application", subtype="zip", filename="Archive_Z.zip")
    return mail.as_bytes()


def _archive() -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("Passeport_Z/Bulletin_Z ZORGLUBE.txt", _TEXT)
    return packed.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
