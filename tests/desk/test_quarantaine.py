"""The page of what nobody could read."""

from datetime import UTC, datetime

from django.test import Client

from dossier.mail import MailUid
from storage.register.ledger import note_left


def test_a_message_that_stayed_in_its_mailbox_is_shown_with_its_reason(agent: Client) -> None:
    assert "restés dans leur boîte" not in agent.get("/quarantaine/").content.decode()
    mail = MailUid(account="depot@imap.test", folder="<b>Avocats", uidvalidity=7, uid=41)
    arrived = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    note_left(mail, code="refus", message="Le serveur refuse de remettre ce message.", received_at=arrived)
    shown = agent.get("/quarantaine/").content.decode()
    assert "Le serveur refuse de remettre ce message." in shown
    assert "02/03/2026 à 09:30" in shown
    assert "&lt;b&gt;Avocats" in shown
    assert "n° 41" in shown
