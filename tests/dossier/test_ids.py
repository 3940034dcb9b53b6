"""Ids and keys from untrusted names."""

import pytest

from dossier.ids import safe_name


@pytest.mark.parametrize(
    ("untrusted", "safe"),
    [
        ("scan 1.pdf", "scan 1.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\courrier\\pièce.pdf", "pièce.pdf"),
        ("a\x00b\udce9.pdf", "a_b_.pdf"),
        (".. .", "fichier"),
        ("reason.json", "_reason.json"),
        (" lot.json.", "_lot.json"),
        ("parts", "_parts"),
        ("é" * 200 + ".pdf", "é" * 73 + ".pdf"),
    ],
)
def test_a_name_is_safe_in_a_key_and_none_that_the_layout_has_itself(untrusted: str, safe: str) -> None:
    assert safe_name(untrusted) == safe
