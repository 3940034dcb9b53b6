"""DKIM signatures checked, by a real DNS server."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from dossier.errors import WeatherError
from dossier.mail import Dkim, DkimFault, DkimResult
from ingest.dkim import check_signatures
from ingest.dkim_canonical import body_bytes
from ingest.dkim_keys import DnsRecords
from ingest.dkim_signature import Claim, read_signatures
from tests.ingest.signed_mail import MESSAGE, NAME, by_hand, record, signed
from tests.servers.nameserver import Nameserver

SHORT_KEY = (  # RSA, 768 bits
    b"MHwwDQYJKoZIhvcNAQEBBQADawAwaAJhAMR+EA32l64m4G8K85940iDfdiXpr8uFFUhOS10A4IH0mPgKR6vqLcVHDUVOJ+QGCZGm"
    b"HOxOOreQyQqp8CIMXiUQvmHdlKtLLZNn7RmcB6uNLz0ZrazSp+TOFzvKtLA26wIDAQAB"
)
ARRIVAL = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
PASSED = DkimResult(state=Dkim.PASSED, domain="ants.gouv.fr", aligned=True)


def failed(fault: DkimFault) -> DkimResult:
    return DkimResult(state=Dkim.FAILED, domain="ants.gouv.fr", fault=fault, aligned=True)


@pytest.fixture(scope="module")
def key() -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


@pytest.fixture
def nameserver(key: RSAPrivateKey) -> Iterator[Nameserver]:
    with Nameserver() as server:
        server.publish(NAME, record(key))
        yield server


def checked(message: bytes, nameserver: Nameserver, folder: Path, timeout_s: float = 5.0) -> DkimResult:
    path = folder / "message"
    path.write_bytes(message)
    signatures, asked = (
        read_signatures(path),
        DnsRecords(address=nameserver.address, port=nameserver.port, timeout_s=timeout_s),
    )
    records = {}
    for one in signatures:
        if isinstance(one.claim, Claim):
            with suppress(WeatherError):
                records[one.claim.key_name] = asked.fetch_record(one.claim.key_name)
    return check_signatures(signatures, records, ARRIVAL)


@pytest.mark.parametrize("form", ["simple", "relaxed"])
@pytest.mark.parametrize("body_form", ["simple", "relaxed"])
def test_what_another_program_signed_holds(
    form: str, body_form: str, key: RSAPrivateKey, nameserver: Nameserver, tmp_path: Path
) -> None:
    message = signed(MESSAGE, key, tmp_path, "--hcanon", form, "--bcanon", body_form)
    assert checked(message, nameserver, tmp_path) == PASSED
    assert nameserver.asked == [NAME]
    assert checked(message.replace(b"\r\n", b"\n"), nameserver, tmp_path) == PASSED, "as kept on a disk"


@pytest.mark.parametrize(
    ("was", "now", "fault"),
    [
        (b"ne peut aboutir", b"va aboutir", DkimFault.CONTENT),
        (b"Nous attestons  que\tcette", b"Nous attestons que cette", None),  # blanks are the carriers' business
        (b"Votre\t demande", b"Votre refus", DkimFault.SIGNATURE),
        (b"From: CCC", b"From: Centre", DkimFault.SIGNATURE),
        (b"To: awa", b"From: faux@ants.gouv.fr\r\nTo: awa", DkimFault.UNSOUND),  # which of the two is shown?
    ],
)
def test_whatever_was_changed_afterwards_shows(
    was: bytes, now: bytes, fault: DkimFault | None, *, key: RSAPrivateKey, nameserver: Nameserver, tmp_path: Path
) -> None:
    message = signed(MESSAGE, key, tmp_path, "--bcanon", "relaxed")
    assert was in message
    assert checked(message.replace(was, now), nameserver, tmp_path) == (failed(fault) if fault else PASSED)


@pytest.mark.parametrize(
    ("published", "fault"),
    [
        (None, DkimFault.NO_KEY),
        (b"v=spf1 -all", DkimFault.NO_KEY),
        (b"v=DKIM1; p=", DkimFault.REVOKED),
        (b"v=DKIM1; p=AAAA", DkimFault.UNSOUND),
        (b"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", DkimFault.UNSOUND),
    ],
)
def test_without_a_key_that_is_good_for_it_no_signature_holds(
    published: bytes | None, fault: DkimFault, key: RSAPrivateKey, nameserver: Nameserver, tmp_path: Path
) -> None:
    del nameserver.records[NAME]
    if published is not None:
        nameserver.publish(NAME, published)
    assert checked(by_hand(key), nameserver, tmp_path) == failed(fault)


@pytest.mark.parametrize(
    ("tags", "holds"),
    [("", True), ("t=y; ", True), ("s=email; ", True), ("s=tlsrpt; ", False), ("h=sha1; ", False), ("t=s; ", True)],
)
def test_a_key_may_say_what_it_is_good_for(
    tags: str, holds: bool, key: RSAPrivateKey, nameserver: Nameserver, tmp_path: Path
) -> None:
    nameserver.publish(NAME, record(key, tags))
    assert checked(by_hand(key), nameserver, tmp_path) == (PASSED if holds else failed(DkimFault.UNSOUND))


def test_a_key_may_refuse_to_sign_for_the_domains_below_its_own(
    key: RSAPrivateKey, nameserver: Nameserver, tmp_path: Path
) -> None:
    message = by_hand(key, i="x@sous.ants.gouv.fr")
    assert checked(message, nameserver, tmp_path) == PASSED
    nameserver.publish(NAME, record(key, "t=s; "))
    assert checked(message, nameserver, tmp_path) == failed(DkimFault.UNSOUND)


def test_a_key_that_anybody_can_break_is_none(key: RSAPrivateKey, nameserver: Nameserver, tmp_path: Path) -> None:
    nameserver.publish(NAME, b"v=DKIM1; p=" + SHORT_KEY)
    assert checked(by_hand(key), nameserver, tmp_path) == failed(DkimFault.UNSOUND)


def test_another_hand_with_the_same_name_is_found_out(nameserver: Nameserver, tmp_path: Path) -> None:
    forged = by_hand(generate_private_key(65537, 2048))
    assert checked(forged, nameserver, tmp_path) == failed(DkimFault.SIGNATURE)


@pytest.mark.parametrize("late_s", [-60, 60])
def test_a_signature_expires_by_the_day_of_arrival(
    late_s: int, key: RSAPrivateKey, nameserver: Nameserver, tmp_path: Path
) -> None:
    end = ARRIVAL - timedelta(seconds=late_s)
    expected = failed(DkimFault.EXPIRED) if late_s > 0 else PASSED
    assert checked(by_hand(key, x=str(int(end.timestamp()))), nameserver, tmp_path) == expected


def test_a_signature_of_a_part_of_the_text_is_none(key: RSAPrivateKey, nameserver: Nameserver, tmp_path: Path) -> None:
    message = by_hand(key, covered=20, l="20")
    assert checked(message, nameserver, tmp_path) == failed(DkimFault.UNSOUND)


@pytest.mark.parametrize(
    "tags", [{"v": "2"}, {"a": "rsa-sha1"}, {"h": "subject"}, {"i": "x@autre.fr"}, {"c": "nowsp"}, {"s": "a b"},
             {"x": "demain"}, {"q": "http"}, {"d": "ants.gouv.fr; d=ants.gouv.fr"}]
)  # fmt: skip
def test_a_signature_that_says_less_than_it_seems_is_none(
    tags: dict[str, str], key: RSAPrivateKey, nameserver: Nameserver, tmp_path: Path
) -> None:
    result = checked(by_hand(key, MESSAGE, None, **tags), nameserver, tmp_path)
    assert (result.state, result.fault) == (Dkim.FAILED, DkimFault.UNSOUND)
    assert nameserver.asked == [], "nobody is asked for what cannot hold"


@pytest.mark.parametrize("trouble", ["silent", "failing"])
def test_no_answer_is_neither_a_good_signature_nor_a_bad_one(
    trouble: str, key: RSAPrivateKey, nameserver: Nameserver, tmp_path: Path
) -> None:
    getattr(nameserver, trouble).add(NAME)
    result = checked(by_hand(key), nameserver, tmp_path, timeout_s=0.5)
    assert result == DkimResult(state=Dkim.NOT_CHECKED, domain="ants.gouv.fr", aligned=True)


def test_of_several_signatures_the_sender_s_own_counts_first(
    key: RSAPrivateKey, nameserver: Nameserver, tmp_path: Path
) -> None:
    nameserver.publish("s1._domainkey.relais.fr", record(key))
    relayed = by_hand(key, d="relais.fr")
    assert checked(relayed, nameserver, tmp_path) == DkimResult(state=Dkim.PASSED, domain="relais.fr")
    assert checked(by_hand(key, relayed), nameserver, tmp_path) == PASSED
    nameserver.failing.add(NAME)
    assert checked(by_hand(key, relayed), nameserver, tmp_path).domain == "relais.fr"


def test_a_message_without_signature_has_none(nameserver: Nameserver, tmp_path: Path) -> None:
    assert checked(MESSAGE, nameserver, tmp_path) == DkimResult(state=Dkim.ABSENT)


def test_the_example_of_the_rfc_with_an_elliptic_curve_holds(nameserver: Nameserver, tmp_path: Path) -> None:
    """RFC 8463, appendix A: the keys and the message as printed there."""
    nameserver.publish(
        "brisbane._domainkey.football.example.com",
        b"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
    )
    message = (
        b"DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;"
        b"\r\n d=football.example.com; i=@football.example.com;"
        b"\r\n q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n subject : date : message-id :"
        b" from : subject : date;"
        b"\r\n bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
        b" b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\r\n"
        b" Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==\r\n"
        b"From: Joe SixPack <joe@football.example.com>\r\nTo: Suzie Q <suzie@shopping.example.net>\r\n"
        b"Subject: Is dinner ready?\r\nDate: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n"
        b"Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n\r\n"
        b"Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n"
    )
    result = checked(message, nameserver, tmp_path)
    assert result == DkimResult(state=Dkim.PASSED, domain="football.example.com", aligned=True)


@pytest.mark.parametrize("body", [b" " * 2_000_000, b"\r\n" * 1_000_000, b" \r\n" * 700_000, b"\t a" * 700_000])
def test_the_length_of_a_body_is_all_that_its_form_costs(body: bytes) -> None:
    assert len(body_bytes(body, relaxed=True)) <= len(body) + 2
    assert body_bytes(body, relaxed=False).endswith(b"\r\n")
