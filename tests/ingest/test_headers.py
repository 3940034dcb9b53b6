"""Headers as people read them, and what they tell of a message."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.mail import Dkim, MessageHead
from ingest.headers import date_of, decoded, head_of, header_text
from ingest.parsed import parse
from tests.ingest.raw_mail import HEAD


def _head(text: str | bytes) -> MessageHead:
    raw = text.encode("utf-8") if isinstance(text, str) else text
    return head_of(parse(raw + b"\n\nx"))


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("=?UTF-8?Q?D=C3=A9p=C3=B4t?=", "Dépôt"),
        ("=?iso-8859-1?q?D=E9p=F4t?= de =?utf-8?b?ZG9zc2llcg==?=", "Dépôt de dossier"),
        ("=?utf-8?Q?D=C3=A9?=\n =?utf-8?Q?p=C3=B4t?=", "Dépôt"),
        ("=?no-such-charset?Q?D=C3=A9p=C3=B4t?=", "Dépôt"),
        ("=?utf-8?Q?broken", "=?utf-8?Q?broken"),
        ("=?utf-8?B?!!!?=", ""),
        ("Dépôt", "Dépôt"),
        ("a\r\n folded", "a folded"),
        ("a\x00b\x1b[31m", "a b [31m"),
        ("  ", ""),
    ],
)
def test_words_are_decoded(raw: str, text: str) -> None:
    assert header_text(raw) == text


@pytest.mark.parametrize("charset", ["utf-8", "cp1252"])
def test_bytes_above_ascii_are_read_though_they_should_not_be_there(charset: str) -> None:
    assert _head(b"Subject: D\xc3\xa9p\xc3\xb4t" if charset == "utf-8" else b"Subject: D\xe9p\xf4t").subject == "Dépôt"


@given(st.binary(max_size=200))
def test_any_header_block_has_a_head(block: bytes) -> None:
    assert isinstance(_head(block), MessageHead)


@given(st.text(max_size=100))
def test_any_value_becomes_one_printable_line(value: str) -> None:
    text = header_text(value)
    assert text == "" or text.isprintable()


@pytest.mark.parametrize(
    ("field", "sender", "name"),
    [
        ("From: Awa Sarr <Awa@Example.org>", "awa@example.org", "Awa Sarr"),
        ('From: "Sarr, Awa" <awa@example.org>', "awa@example.org", "Sarr, Awa"),
        ("From: =?utf-8?q?A=C3=AFcha_N=27Diaye?= <a@example.org>", "a@example.org", "Aïcha N'Diaye"),
        ("From: awa@example.org", "awa@example.org", None),
        ("From: awa@example.org <awa@example.org>", "awa@example.org", None),
        ("From: <>", None, None),
        ("Sender: b@example.org", "b@example.org", None),
        ("X: y", None, None),
    ],
)
def test_the_sender_is_a_bare_address_in_lower_case(field: str, sender: str | None, name: str | None) -> None:
    head = _head(field)
    assert (head.sender, head.sender_name) == (sender, name)


def test_recipients_are_each_named_once() -> None:
    head = _head("To: a@x.fr, B <b@x.fr>\nCc: A@x.fr, c@x.fr")
    assert head.recipients == ("a@x.fr", "b@x.fr", "c@x.fr")


def test_threads_are_told_by_reply_and_references() -> None:
    head = _head("Message-ID: <3@x>\nIn-Reply-To: <2@x>\nReferences: <1@x>\n <2@x>")
    assert head.message_id == "<3@x>"
    assert head.in_reply_to == ("<2@x>", "<1@x>")


def test_the_topmost_received_line_dates_the_arrival() -> None:
    head = _head(
        "Received: from a by b\n with SMTP; Tue, 3 Mar 2026 08:00:00 +0000\n"
        "Received: from c by d; Mon, 2 Mar 2026 23:00:00 +0000\nDate: Mon, 2 Mar 2026 10:12:00 +0100"
    )
    assert head.received_at == datetime(2026, 3, 3, 8, tzinfo=UTC)
    assert head.sent_at == datetime(2026, 3, 2, 10, 12, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize("text", ["", "yesterday", "Mon, 99 Mar 2026 10:12:00 +0100", "Mon, 2 Mar 99999", "\udce9"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert date_of(text) is None


def test_a_date_without_a_zone_is_utc() -> None:
    assert date_of("Mon, 2 Mar 2026 10:12:00 -0000") == datetime(2026, 3, 2, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "auto", "bulk"),
    [
        ("Auto-Submitted: auto-replied", True, False),
        ("Auto-Submitted: no", False, False),
        ("Return-Path: <>", True, False),
        ("Return-Path: <a@x.fr>", False, False),
        ("Content-Type: multipart/report; boundary=x", True, False),
        ("Precedence: auto_reply", True, False),
        ("X-Autoreply: yes", True, False),
        ("List-Unsubscribe: <mailto:x@y.fr>", False, True),
        ("Precedence: bulk", False, True),
        ("List-Id: <nouvelles.example.org>", False, True),
        ("X-Priority: 1", False, False),
    ],
)
def test_machines_and_lists_are_told(field: str, auto: bool, bulk: bool) -> None:
    head = _head(HEAD + field)
    assert (head.auto, head.bulk) == (auto, bulk)


@pytest.mark.parametrize(
    ("field", "dkim", "domains"),
    [
        ("X-A: b", Dkim.ABSENT, ()),
        ("DKIM-Signature: v=1; d=ANTS.gouv.fr;\n s=sel; h=from;\n bh=x; b=y", Dkim.NOT_CHECKED, ("ants.gouv.fr",)),
        ("DKIM-Signature: v=1; d=a.fr; b=x\nDKIM-Signature: d = b.fr", Dkim.NOT_CHECKED, ("a.fr", "b.fr")),
        ("DKIM-Signature: rubbish; bd=a.fr", Dkim.NOT_CHECKED, ()),
        ("Authentication-Results: mx; dkim=pass header.d=ants.gouv.fr", Dkim.ABSENT, ()),
    ],
)
def test_signatures_are_claims_that_nobody_has_checked(field: str, dkim: Dkim, domains: tuple[str, ...]) -> None:
    head = _head(HEAD + field)
    assert (head.dkim, head.signed_by) == (dkim, domains)


@given(st.binary(max_size=100), st.one_of(st.none(), st.text(max_size=20)))
def test_any_bytes_in_any_charset_decode(content: bytes, charset: str | None) -> None:
    assert isinstance(decoded(content, charset), str)
