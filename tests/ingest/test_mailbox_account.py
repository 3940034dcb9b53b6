"""Where a mailbox is."""

import pytest

from dossier.errors import OurError
from ingest.mailbox_account import MailboxAccount, Tls, parse_mailbox_url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("imaps://depot@mail.x.fr:1993/INBOX", ("mail.x.fr", 1993, "depot", "INBOX", Tls.IMPLICIT)),
        ("imaps://depot@mail.x.fr", ("mail.x.fr", 993, "depot", "INBOX", Tls.IMPLICIT)),
        ("imap://depot@mail.x.fr/A/B", ("mail.x.fr", 143, "depot", "A/B", Tls.STARTTLS)),
        ("imaps://pref-sejour@x.fr@mail.x.fr:993/INBOX", ("mail.x.fr", 993, "pref-sejour@x.fr", "INBOX", Tls.IMPLICIT)),
        ("imaps://a%40x.fr@[::1]:993/D%C3%A9p%C3%B4ts", ("::1", 993, "a@x.fr", "Dépôts", Tls.IMPLICIT)),
    ],
)
def test_a_url_is_read(url: str, expected: tuple[str, int, str, str, Tls]) -> None:
    account = parse_mailbox_url(url)
    assert (account.host, account.port, account.user, account.folder, account.tls) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "depot@mail.x.fr",
        "http://depot@mail.x.fr",
        "imaps://mail.x.fr/INBOX",
        "imaps://a:secret@mail.x.fr",
        "imaps://a@mail.x.fr:x/",
    ],
)
def test_a_wrong_url_is_told_without_repeating_it(url: str) -> None:
    with pytest.raises(OurError) as caught:
        parse_mailbox_url(url)
    assert "secret" not in str(caught.value)


def test_the_password_shows_nowhere() -> None:
    account = MailboxAccount(host="h", user="u", password="hidden-word")
    assert "hidden-word" not in repr(account)
    assert "hidden-word" not in account.name
