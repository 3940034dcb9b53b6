"""Who « je soussigné » is, where an officer of a service signs: private persons write so too."""

import re

from classify.patterns import phrases

_OFFICER = re.compile(
    r"(?<!\S)soussignee?s?(?: \S+){0,6}? (?:responsables?|conseill\w+|supervis\w+|referente?s?|technicien\w*|charge\w*"
    r"|chef\w*|adjointe?s?|agente?s?|direct\w+|gestionnaires?|instruct\w+|operat\w+|coordinat\w+|delegu\w+"
    r"|secretaires?|prepose\w*|mediat\w+|attache\w*)(?!\S)"
)


def signed_by_state(text: str, at: int) -> bool:
    """Whether « je soussigné » is an officer's: the office follows (« agent du CCC », « préfet de… »), or signs itself
    (« le CCC, soussigné »)."""
    following, before = text[at : at + 160], text[max(at - 80, 0) : at].rstrip()
    if phrases("association", "lawyer_strong", "applicant_voice").search(text):
        return False
    if any(match.end() == len(before) for match in phrases("ccc_name", "prefecture").finditer(before)):
        return True
    return phrases("ccc_name", "prefecture").search(following) is not None


def signed_by_charge(first: str, head: str, text: str) -> bool:
    """Whether « je soussignée, responsable de plateau » stands under the ``head`` of the office whose charge that is
    (its ``first`` words name it), or the letter under the centre's head is made at its seat."""
    if phrases("association", "employer", "lawyer_strong", "third_state").search(text):
        return False
    if "fait a charleville mezieres" in text and phrases("ccc_name").search(head):
        return True
    return phrases("ccc", "prefecture").search(first) is not None and _OFFICER.search(text) is not None
