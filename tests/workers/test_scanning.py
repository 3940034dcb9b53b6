"""What the antivirus speaks against is never read; what came with it is, as long as that alone is to blame."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dossier.errors import DocumentError, WeatherError
from dossier.filing import Antivirus as State
from tests.ingest.raw_mail import archive, pdf, portfolio, with_files
from tests.servers.clamd import ClamdServer
from tests.workers.mail import message
from tests.workers.received import received
from workers.antivirus import TEST_FILE, Clamd
from workers.filing import Filed, Quarantined
from workers.originals import open_originals
from workers.pipeline import process
from workers.reception import Tools

VIRUS, INSIDE, AROUND = "virus", "dans_un_fichier_dangereux", "contenu_ecarte"
GOOD = pdf()


@pytest.fixture
def watched(clamd: ClamdServer, tools: Tools) -> Tools:
    return replace(tools, antivirus=Clamd(clamd.tcp_url))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            lambda: with_files({"bad.pdf": TEST_FILE, "good.pdf": GOOD}),
            {"a.eml": (1, AROUND), "bad.pdf": (0, VIRUS), "good.pdf": (1, None)},
        ),
        (
            lambda: archive({"bad.pdf": TEST_FILE, "good.pdf": GOOD}),
            {"a.eml": (0, AROUND), "a.eml/bad.pdf": (0, VIRUS), "a.eml/good.pdf": (1, None)},
        ),
        (
            lambda: with_files({"a.zip": archive({"bad.pdf": TEST_FILE, "good.pdf": GOOD})}),
            {"a.eml": (1, AROUND), "a.zip": (0, AROUND), "a.zip/bad.pdf": (0, VIRUS), "a.zip/good.pdf": (1, None)},
        ),
        (
            lambda: with_files({"b.eml": with_files({"bad.pdf": TEST_FILE, "good.pdf": GOOD})}),
            {"a.eml": (1, AROUND), "b.eml": (1, AROUND), "b.eml/bad.pdf": (0, VIRUS), "b.eml/good.pdf": (1, None)},
        ),
        (
            lambda: with_files({"b.eml": with_files({"bad.pdf": TEST_FILE}, text=TEST_FILE.decode()), "c.pdf": GOOD}),
            {"a.eml": (1, AROUND), "b.eml": (0, VIRUS), "b.eml/bad.pdf": (0, INSIDE), "c.pdf": (1, None)},
        ),
        (
            lambda: with_files({"bad.pdf": portfolio({"annexe.txt": b"rien"}) + TEST_FILE, "good.pdf": GOOD}),
            {"a.eml": (1, AROUND), "bad.pdf": (0, VIRUS), "good.pdf": (1, None)},  # what it embeds was not looked for
        ),
        (
            lambda: portfolio({"annexe.txt": TEST_FILE}),  # clamd does not look into what a PDF embeds
            {"a.eml": (1, None), "a.eml/annexe.txt": (0, VIRUS)},
        ),
        (
            lambda: with_files({"bad.pdf": GOOD + TEST_FILE, "same.pdf": GOOD + TEST_FILE, "good.pdf": GOOD}),
            {"a.eml": (1, AROUND), "bad.pdf": (0, VIRUS), "same.pdf": (0, VIRUS), "good.pdf": (1, None)},
        ),
        (lambda: with_files({"good.pdf": GOOD}), {"a.eml": (1, None), "good.pdf": (1, None)}),
    ],
    ids=[
        "attachment",
        "zip",
        "zip in message",
        "message in message",
        "its words too",
        "PDF",
        "embedded",
        "twice",
        "clean",
    ],
)
def test_only_what_is_dangerous_is_set_aside(
    content: Callable[[], bytes], expected: dict[str, tuple[int, str | None]], watched: Tools, tmp_path: Path
) -> None:
    originals = open_originals(received(tmp_path, content()), watched, tmp_path)
    found = {one.file.name: (one.pages, one.fault.code if one.fault else None) for one in originals}
    assert found == expected


@pytest.mark.parametrize(
    "content",
    [
        lambda: GOOD + TEST_FILE,
        lambda: with_files({"good.pdf": GOOD}, text=TEST_FILE.decode()),
        lambda: with_files({"bad.pdf": TEST_FILE, "good.pdf": GOOD}, text=TEST_FILE.decode()),
        lambda: with_files({"good.pdf": GOOD}).replace(b"Subject: Demande", b"Subject: Demande\r\nX-A: " + TEST_FILE),
    ],
    ids=["PDF", "words", "words and attachment", "a header that nobody reads"],
)
def test_what_no_attachment_explains_is_set_aside_as_a_whole(
    content: Callable[[], bytes], watched: Tools, tmp_path: Path
) -> None:
    raw = content()
    (ending,) = process(received(tmp_path, raw), watched, tmp_path)
    assert isinstance(ending, Quarantined)
    (fault,) = ending.quarantine.faults
    assert fault.code == VIRUS
    assert watched.store.get_bytes(fault.key) == raw


def test_a_filing_is_not_lost_for_one_dangerous_attachment(watched: Tools, filing: bytes, tmp_path: Path) -> None:
    import email
    from email import policy

    mail = email.message_from_bytes(filing, policy=policy.default)
    mail.add_attachment(TEST_FILE, maintype="application", subtype="pdf", filename="facture.pdf")
    (ending,) = process(received(tmp_path, mail.as_bytes()), watched, tmp_path)
    assert isinstance(ending, Filed)
    words, form, bad = ending.pli.originals
    assert (words.error, form.error, bad.error) == (None, None, VIRUS)
    assert words.pages and form.pages and not bad.pages
    assert watched.store.get_bytes(bad.key) == TEST_FILE
    shown = {page.ref.original for piece in ending.dossier.findings.pieces for page in piece.pages}
    assert shown == {0, 1}
    reason = json.loads(watched.store.get_bytes(f"quarantine/{ending.pli.id}/reason.json"))
    assert [(one["original"], one["code"]) for one in reason["errors"]] == [("a.eml", AROUND), ("facture.pdf", VIRUS)]
    assert "« facture.pdf »" in reason["errors"][0]["message"]


def test_a_pli_of_nothing_but_dangerous_files_is_in_quarantine(watched: Tools, tmp_path: Path) -> None:
    (ending,) = process(received(tmp_path, archive({"a.pdf": TEST_FILE, "b.pdf": TEST_FILE + b"."})), watched, tmp_path)
    assert isinstance(ending, Quarantined)
    assert [fault.code for fault in ending.quarantine.faults] == [AROUND, VIRUS, VIRUS]


class _Wary:
    """Finds something in files that ``condition`` holds of; notes all that it was shown."""

    state = State.CLEAN

    def __init__(self, condition: Callable[[bytes], bool], code: str = VIRUS) -> None:
        self._condition, self._code = condition, code
        self.seen: list[bytes] = []

    def examine(self, path: Path) -> None:
        self.seen.append(path.read_bytes())
        if self._condition(self.seen[-1]):
            raise DocumentError(self._code, "…")

    def check(self) -> str:
        return ""


def test_an_archive_that_no_member_explains_is_not_read_at_all(tools: Tools, tmp_path: Path) -> None:
    raw = with_files({"a.zip": archive({"lettre.pdf.exe": b"MZ", "good.pdf": GOOD}), "c.pdf": GOOD + b"\n"})
    wary = _Wary(lambda content: b"PK\x03\x04" in content[:4] or b"a.zip" in content)
    originals = open_originals(received(tmp_path, raw), replace(tools, antivirus=wary), tmp_path)
    assert [(one.file.name, one.fault and one.fault.code) for one in originals] == [
        ("a.eml", AROUND),
        ("a.zip", VIRUS),
        ("a.zip/lettre.pdf.exe", INSIDE),
        ("a.zip/good.pdf", INSIDE),
        ("c.pdf", None),
    ]


def test_another_thing_said_of_an_attachment_explains_nothing(tools: Tools, tmp_path: Path) -> None:
    class Wary(_Wary):
        def examine(self, path: Path) -> None:
            if path.read_bytes().startswith(b"%PDF"):
                raise DocumentError("antivirus_incomplet", "…")
            super().examine(path)

    wary = Wary(lambda content: b"filename" in content)
    with pytest.raises(DocumentError) as error:
        open_originals(received(tmp_path, message(("a.pdf", GOOD))), replace(tools, antivirus=wary), tmp_path)
    assert error.value.code == VIRUS


def test_what_is_found_where_nothing_was_found_around_it_is_set_aside(tools: Tools, tmp_path: Path) -> None:
    wary = _Wary(lambda content: content.startswith(b"%PDF"))
    (ending,) = process(received(tmp_path, message(("a.pdf", GOOD))), replace(tools, antivirus=wary), tmp_path)
    assert isinstance(ending, Filed)
    assert [(fault.original, fault.code) for fault in ending.faults] == [("a.pdf", VIRUS)]


def test_the_same_attachment_a_hundred_times_is_scanned_once(tools: Tools, tmp_path: Path) -> None:
    wary = _Wary(lambda content: content == TEST_FILE or b"b.pdf" in content)
    raw = with_files({f"{number}.pdf": GOOD for number in range(100)} | {"b.pdf": TEST_FILE})
    open_originals(received(tmp_path, raw), replace(tools, antivirus=wary), tmp_path)
    assert len(wary.seen) == 4  # the message, two files, the message's words


def test_behind_what_was_found_no_file_is_opened_before_it_was_scanned(tools: Tools, tmp_path: Path) -> None:
    inner = portfolio({"annexe.txt": b"Bonjour"})
    wary = _Wary(lambda content: content == TEST_FILE or b"bad.pdf" in content)
    raw = with_files({"bad.pdf": TEST_FILE, "a.zip": archive({"good.pdf": inner})})
    originals = open_originals(received(tmp_path, raw), replace(tools, antivirus=wary), tmp_path)
    assert [one.file.name for one in originals][2:] == ["a.zip", "a.zip/good.pdf", "a.zip/good.pdf/annexe.txt"]
    seen = [next(at for at, one in enumerate(wary.seen) if one == this) for this in (raw, TEST_FILE, inner, b"Bonjour")]
    assert seen == sorted(seen)


@pytest.mark.parametrize(
    ("code", "around", "said"),
    [
        (VIRUS, AROUND, "a écarté « a.pdf »"),
        ("antivirus_incomplet", "antivirus_incomplet", "pas pu examiner « a.pdf »"),
    ],
)
def test_what_was_not_looked_through_is_not_called_dangerous(
    code: str, around: str, said: str, tools: Tools, tmp_path: Path
) -> None:
    wary = _Wary(lambda content: content.startswith(b"%PDF") or b"a.pdf" in content, code)
    raw = with_files({"a.pdf": GOOD})
    message, attached = open_originals(received(tmp_path, raw), replace(tools, antivirus=wary), tmp_path)
    assert message.fault is not None and attached.fault is not None
    assert (message.fault.code, attached.fault.code, message.pages, attached.pages) == (around, code, 1, 0)
    assert said in message.fault.message


def test_where_nothing_was_found_no_file_is_opened_before_it_was_scanned_by_itself(
    tools: Tools, tmp_path: Path
) -> None:
    """What the whole hid from the antivirus: a PDF in it is dangerous, and what it embeds is not even looked for."""
    bad = portfolio({"annexe.txt": b"Bonjour"})
    wary = _Wary(lambda content: content == bad)
    raw = with_files({"bad.pdf": bad, "good.pdf": GOOD})
    originals = open_originals(received(tmp_path, raw), replace(tools, antivirus=wary), tmp_path)
    assert [(one.file.name, one.fault and one.fault.code) for one in originals] == [
        ("a.eml", None),
        ("bad.pdf", VIRUS),
        ("good.pdf", None),
    ]


@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_scan_that_fails_midway_is_weather(after: int, clamd: ClamdServer, tools: Tools, tmp_path: Path) -> None:
    class Failing(Clamd):
        times = 0

        def examine(self, path: Path) -> None:
            self.times += 1
            if self.times > after:
                Clamd("tcp://127.0.0.1:1").examine(path)
            super().examine(path)

    raw = with_files({"bad.pdf": TEST_FILE, "good.pdf": GOOD})
    with pytest.raises(WeatherError):
        open_originals(received(tmp_path, raw), replace(tools, antivirus=Failing(clamd.tcp_url)), tmp_path)


def test_what_cannot_be_looked_through_is_set_aside_like_what_is_dangerous(watched: Tools, tmp_path: Path) -> None:
    tangled = b"bonjour"
    for _ in range(8):
        tangled = archive({"a": tangled})
    raw = with_files({"tangled.zip": tangled, "good.pdf": GOOD})
    originals = open_originals(received(tmp_path, raw), watched, tmp_path)
    assert {one.file.name: one.pages for one in originals if one.pages} == {"a.eml": 1, "good.pdf": 1}
