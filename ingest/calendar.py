"""Appointments that come as calendar files (iCalendar, RFC 5545), as lines that people read."""

import re
from collections.abc import Iterator

_SHOWN = {
    "SUMMARY": "Rendez-vous",
    "DTSTART": "Début",
    "DTEND": "Fin",
    "LOCATION": "Lieu",
    "ORGANIZER": "Organisateur",
    "ATTENDEE": "Invité",
    "STATUS": "État",
    "DESCRIPTION": "Détails",
}
_STATES = {"CANCELLED": "annulé", "CONFIRMED": "confirmé", "TENTATIVE": "à confirmer"}
_LINE = re.compile(r"(?P<name>[A-Za-z-]{1,40})(?P<parameters>(?:;[^:\"]*(?:\"[^\"]*\"[^:\"]*)*)?):(?P<value>.*)", re.S)
_COMMON_NAME = re.compile(r";CN=(?:\"([^\"]*)\"|([^;:]*))", re.I)
_ESCAPED = re.compile(r"\\([\\;,nN])")
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z)?)?")
_MAX_LINES = 2000


def calendar_text(untrusted: str) -> str:
    """The appointments in ``untrusted``, a field a line, a blank line between two; empty when it tells of none."""
    events: list[list[str]] = []
    inside = False
    for name, parameters, value in _fields(untrusted):
        if name in {"BEGIN", "END"} and value.strip().upper() == "VEVENT":
            inside = name == "BEGIN"
            events.extend([[]] if inside else [])
        elif inside and name in _SHOWN and value.strip():
            events[-1].append(f"{_SHOWN[name]} : {_said(name, parameters, value)}")
    return "\n\n".join("\n".join(event) for event in events if event)


def _fields(untrusted: str) -> Iterator[tuple[str, str, str]]:
    unfolded = re.sub(r"\r?\n[ \t]", "", untrusted)
    for line in unfolded.splitlines()[:_MAX_LINES]:
        match = _LINE.match(line)
        if match:
            yield match["name"].upper(), match["parameters"], match["value"]


def _said(name: str, parameters: str, value: str) -> str:
    text = _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()
    if name in {"DTSTART", "DTEND"}:
        return _moment(text)
    if name in {"ORGANIZER", "ATTENDEE"}:
        known = _COMMON_NAME.search(parameters)
        address = re.sub(r"^mailto:", "", text, flags=re.I)
        return f"{known[1] or known[2]} <{address}>" if known else address
    return _STATES.get(text.upper(), text) if name == "STATUS" else text


def _moment(text: str) -> str:
    """A date or date with time as people write it (UTC where it says so); as it stands when it is none."""
    found = _MOMENT.fullmatch(text)
    if not found:
        return text
    year, month, day, hour, minute, zone = found.groups("")
    return f"{day}/{month}/{year}" + (f" {hour}:{minute}" if hour else "") + (" UTC" if zone else "")
