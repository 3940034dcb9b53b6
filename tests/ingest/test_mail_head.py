"""The head of a message file, read without the rest."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.mail_head import read_head

HEAD = "From: =?utf-8?q?Andr=C3=A9?= <Andre@Example.org>\nSubject: =?utf-8?q?d=C3=A9p=C3=B4t?=\nMessage-ID: <1@x>"


@pytest.mark.parametrize("start", ["", "\ufeff", "\r\n\r\n"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_it_says_who_wrote_what_under_which_id(tmp_path: Path, start: str, newline: str) -> None:
    file = tmp_path / "a.eml"
    text = f"{HEAD}\n\nMessage-ID: <2@x>\nSubject: the body's\n"
    file.write_bytes((start + text.replace("\n", newline)).encode())
    head = read_head(file)
    assert (head.sender, head.subject, head.message_id) == ("andre@example.org", "dépôt", "<1@x>")


def test_a_message_of_any_size_costs_the_same(tmp_path: Path) -> None:
    file = tmp_path / "a.eml"
    with file.open("wb") as stream:
        stream.write(HEAD.encode() + b"\n\n")
        stream.truncate(10_000_000_000)
    assert read_head(file).message_id == "<1@x>"


@given(st.binary(max_size=2000))
def test_no_bytes_make_it_fail(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "any.eml"
    file.write_bytes(content)
    read_head(file)
