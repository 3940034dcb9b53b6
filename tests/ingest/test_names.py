"""File names cleaned and made unique."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.names import UniqueNames, shown_name


@pytest.mark.parametrize(
    ("untrusted", "shown"),
    [
        ("a.pdf", "a.pdf"),
        ("C:\\fakepath\\a.pdf", "a.pdf"),
        ("/etc/passwd", "passwd"),
        ("dossier/", "dossier"),
        ("a\u202efdp.exe", "a fdp.exe"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("  a   b.pdf ", "a b.pdf"),
        ("..", ""),
        ("", ""),
        ("x" * 300 + ".pdf", "x" * 176 + ".pdf"),
    ],
)
def test_names_are_cleaned(untrusted: str, shown: str) -> None:
    assert shown_name(untrusted) == shown


@given(st.text())
def test_any_name_becomes_printable(untrusted: str) -> None:
    name = shown_name(untrusted)
    assert len(name) <= 180
    assert "/" not in name
    assert name == "" or name.isprintable()


@given(st.lists(st.sampled_from(["image.jpg", "IMAGE.JPG", "a/image.jpg", "image (2).jpg", "sans suffixe", ".x"])))
def test_no_name_is_given_twice(names: list[str]) -> None:
    unique = UniqueNames()
    given_names = [unique.take(name) for name in names]
    assert len({name.casefold() for name in given_names}) == len(names)


def test_the_second_of_a_name_is_numbered_before_its_suffix() -> None:
    unique = UniqueNames()
    assert [unique.take("a/image.jpg") for _ in range(3)] == ["a/image.jpg", "a/image (2).jpg", "a/image (3).jpg"]
