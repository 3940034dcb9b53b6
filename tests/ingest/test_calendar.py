"""Appointments that come as calendar files."""

import pytest

from ingest.calendar import calendar_text

ZONE = "BEGIN:VTIMEZONE\r\nDTSTART:16010101T000000\r\nEND:VTIMEZONE\r\n"
EVENT = f"BEGIN:VCALENDAR\r\n{ZONE}BEGIN:VEVENT\r\n{{}}\r\nEND:VEVENT\r\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("SUMMARY:Rendez-vous pré\r\n fecture", "Rendez-vous : Rendez-vous préfecture"),
        ("LOCATION;LANGUAGE=fr:Bordeaux\\, esplanade", "Lieu : Bordeaux, esplanade"),
        ('DTSTART;TZID="Europe/Paris":20260302T101200', "Début : 02/03/2026 10:12"),
        ("DTSTART:20260302T091200Z", "Début : 02/03/2026 09:12 UTC"),
        ("DTEND;VALUE=DATE:20260302", "Fin : 02/03/2026"),
        ("DTEND:bientôt", "Fin : bientôt"),
        ('ORGANIZER;CN="Préfecture: accueil":MAILTO:a@b.fr', "Organisateur : Préfecture: accueil <a@b.fr>"),
        ("ATTENDEE:mailto:a@b.fr", "Invité : a@b.fr"),
        ("STATUS:CANCELLED", "État : annulé"),
        ("DESCRIPTION:Apportez\\nvos papiers", "Détails : Apportez\nvos papiers"),
        ("UID:abc\r\nX-MS:1\r\nSUMMARY:", ""),
    ],
)
def test_fields_are_read_as_people_write_them(line: str, said: str) -> None:
    assert calendar_text(EVENT.format(line)) == said


def test_two_appointments_are_two_paragraphs() -> None:
    assert (
        calendar_text(EVENT.format("SUMMARY:un") + EVENT.format("SUMMARY:deux"))
        == "Rendez-vous : un\n\nRendez-vous : deux"
    )


@pytest.mark.parametrize("text", ["", "BEGIN:VCALENDAR", "SUMMARY:a", "BEGIN:VEVENT\n" * 5000, ';"' * 9000 + ":"])
def test_what_tells_of_no_appointment_is_empty(text: str) -> None:
    assert calendar_text(text) == ""
