"""Tolerant MIME: no attachment lost, no crash, whatever is broken."""

import base64
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.letter import Letter
from ingest.message import message_parts
from ingest.mime import open_mime
from ingest.parsed import parse, raw_bytes
from tests.ingest.raw_mail import mail, signed, with_files

PDF = b"%PDF-1.4 caf\xe9 \x00\xff %%EOF"
B64 = base64.b64encode(PDF).decode()


def _files(letter: Letter) -> dict[str, bytes]:
    return {carried.untrusted_name: carried.read() for carried in letter.carried}


def _text(letter: Letter) -> str:
    return "|".join(f"{body.plain or ''}{body.html or ''}".strip() for body in letter.bodies)


def _mixed(*parts: str, boundary: str = "b", end: bool = True, declared: str | None = None) -> bytes:
    inner = "".join(f"--{boundary}\n{part}\n" for part in parts)
    kind = f'Content-Type: multipart/mixed; boundary="{declared or boundary}"\n\n'
    return mail(f"MIME-Version: 1.0\n{kind}{inner}" + (f"--{boundary}--\n" if end else ""))


TEXT = "Content-Type: text/plain; charset=utf-8\n\nBonjour"
NAMED = 'Content-Disposition: attachment; filename="a.pdf"'
FILE = f"Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n{NAMED}\n\n{B64}"


def _within(kind: str) -> str:
    return f"Content-Type: {kind}; boundary=c\n\n--c\n{TEXT}\n--c\n{FILE}\n--c--"


@pytest.mark.parametrize(
    ("why", "raw"),
    [
        ("as it should be", _mixed(TEXT, FILE)),
        ("no closing boundary", _mixed(TEXT, FILE, end=False)),
        ("the declared boundary never occurs", _mixed(TEXT, FILE, declared="other")),
        ("LF only", _mixed(TEXT, FILE).replace(b"\r\n", b"\n")),
        ("a BOM first", b"\xef\xbb\xbf" + _mixed(TEXT, FILE)),
        ("the file behind the closing boundary", _mixed(TEXT) + f"--b\n{FILE}\n--b--\n".encode()),
        ("base64 without padding", _mixed(TEXT, FILE.replace(B64, B64.rstrip("=")))),
        ("base64 with spaces and stray characters", _mixed(TEXT, FILE.replace(B64, " ".join(B64) + " !"))),
        ("declared as text", _mixed(TEXT, FILE.replace("application/pdf", "text/plain"))),
        ("declared as nonsense", _mixed(TEXT, FILE.replace("application/pdf", "x;;=/"))),
        ("the encoding in quotes", _mixed(TEXT, FILE.replace("base64", '"BASE64"', 1))),
        ("the name in the type", _mixed(TEXT, FILE.replace("/pdf\n", "/pdf; name=a.pdf\n").replace(NAMED, "X: y"))),
        ("nested in an alternative", _mixed(_within("multipart/alternative"))),
        ("nested in related in mixed", _mixed(_within("multipart/related"))),
    ],
)  # fmt: skip
def test_text_and_attachment_are_found(why: str, raw: bytes) -> None:
    letter = open_mime(raw)
    assert PDF in _files(letter).values(), why
    assert "Bonjour" in _text(letter)


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="été.pdf"', "été.pdf"),
        ("attachment; filename=été.pdf", "été.pdf"),
        ("attachment; filename=\"=?utf-8?B?w6l0w6kucGRm?=\"", "été.pdf"),
        ("attachment; filename*=utf-8''%C3%A9t%C3%A9.pdf", "été.pdf"),
        ("attachment; filename*=iso-8859-1'fr'%E9t%E9.pdf", "été.pdf"),
        ("attachment; filename*=no-such''%C3%A9t%C3%A9.pdf", "été.pdf"),
        ("attachment; filename*0*=utf-8''%C3%A9t; filename*1*=%C3%A9.pdf", "été.pdf"),
        ('attachment; filename*0="a b"; filename*1=" c.pdf"', "a b c.pdf"),
        ('attachment; filename="a\n b.pdf"', "a b.pdf"),
        ("attachment; filename=", ""),
        ("attachment", ""),
        ("attachment; filename*x=y", ""),
    ],
)  # fmt: skip
def test_names_are_decoded(disposition: str, name: str) -> None:
    letter = open_mime(_mixed(TEXT, f"Content-Type: application/pdf\nContent-Disposition: {disposition}\n\n%PDF-1.4"))
    assert [carried.untrusted_name for carried in letter.carried] == [name]


@pytest.mark.parametrize(
    ("declared", "content", "text"),
    [
        ("utf-8", "né à Évry".encode(), "né à Évry"),
        ("utf-8", "né à Évry".encode("cp1252"), "né à Évry"),
        ("iso-8859-1", "né à Évry – 5 €".encode("cp1252"), "né à Évry – 5 €"),
        ("us-ascii", "né à Évry".encode(), "né à Évry"),
        ("windows-1251", "né à Évry".encode(), "né à Évry"),
        ("windows-1251", "Привет".encode("cp1251"), "Привет"),
        ("no-such-charset", "né à Évry".encode(), "né à Évry"),
        ("iso-2022-jp", "こんにちは".encode("iso-2022-jp"), "こんにちは"),
        ("", "né à Évry".encode("utf-16"), "né à Évry"),
    ],
)
def test_wrong_charsets_are_seen_through(declared: str, content: bytes, text: str) -> None:
    head = f"Content-Type: text/plain; charset={declared}\nContent-Transfer-Encoding: base64\n\n"
    assert _text(open_mime(mail(head + base64.b64encode(content).decode()))) == text


def test_two_renderings_of_the_same_words_are_one_body() -> None:
    html = "Content-Type: text/html\n\n<p>Bonjour</p>"
    letter = open_mime(
        _mixed(f"Content-Type: multipart/alternative; boundary=c\n\n--c\n{TEXT}\n--c\n{html}\n--c--", FILE)
    )
    [body] = letter.bodies
    assert body.plain is not None
    assert body.html is not None
    assert list(_files(letter)) == ["a.pdf"]


def test_flowed_lines_are_joined() -> None:
    letter = open_mime(mail("Content-Type: text/plain; format=flowed\n\nun deux \ntrois\n> quatre \n> cinq\nsix\n"))
    assert _text(letter).split("\n") == ["un deux trois", "> quatre cinq", "six"]


def test_a_pdf_declared_as_the_text_is_an_attachment() -> None:
    raw = b"From: a@x.fr\r\nDate: x\r\nSubject: x\r\nContent-Type: text/plain\r\n\r\n" + PDF
    letter = open_mime(raw)
    assert [carried.read() for carried in letter.carried] == [PDF]
    assert not letter.bodies


def test_files_in_the_text_itself_are_taken_out() -> None:
    import binascii

    lines = "".join(binascii.b2a_uu(PDF[at : at + 45]).decode() for at in range(0, len(PDF), 45))
    letter = open_mime(mail(f"\nVoici :\n\nbegin 644 scan.pdf\n{lines}`\nend\nMerci"))
    assert _files(letter) == {"scan.pdf": PDF}
    assert "begin" not in _text(letter)
    assert "Merci" in _text(letter)


def test_words_that_only_look_like_such_a_file_stay() -> None:
    letter = open_mime(mail("\nbegin 644 the\nafternoon était là\nend\n"))
    assert "afternoon" in _text(letter)
    assert not letter.carried


@pytest.mark.parametrize("encoding", ["7bit", "base64"])
def test_an_attached_message_keeps_its_bytes(encoding: str) -> None:
    inner = with_files({"b.pdf": PDF}, "Dedans é")
    packed = inner.decode("latin-1") if encoding == "7bit" else base64.encodebytes(inner).decode()
    part = f"Content-Type: message/rfc822\nContent-Transfer-Encoding: {encoding}\n\n{packed}"
    raw = (
        b"From: a@x.fr\r\nSubject: s\r\nDate: d\r\nContent-Type: multipart/mixed; boundary=outer\r\n\r\n--outer\r\n"
        + part.encode("latin-1")
        + b"\r\n--outer--\r\n"
    )
    [carried] = open_mime(raw).carried
    assert carried.read().strip() == inner.strip()


def test_a_rewritten_message_is_what_came_in() -> None:
    raw = with_files({"a.pdf": PDF, "b.pdf": PDF * 3})
    assert raw_bytes(parse(raw)) == raw


def test_a_picture_that_the_text_shows_is_inline_and_an_attached_one_is_not() -> None:
    html = 'Content-Type: text/html\n\n<img src="cid:logo@x">'
    shown = "Content-Type: image/png\nContent-ID: <logo@x>\nContent-Disposition: attachment; filename=l.png\n\nx"
    attached = "Content-Type: image/png\nContent-ID: <photo@x>\nContent-Disposition: attachment; filename=p.png\n\nx"
    letter = open_mime(_mixed(html, shown, attached))
    assert {carried.untrusted_name: carried.inline for carried in letter.carried} == {"l.png": True, "p.png": False}


@pytest.mark.parametrize(
    "head",
    [
        'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b\n\n--b\n\nx\n--b--\n',
        "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\nContent-Transfer-Encoding: base64\n\nMAo=",
        "\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n",
    ],
)
def test_an_encrypted_message_says_so(head: str) -> None:
    fault = open_mime(mail(head)).fault
    assert fault is not None
    assert fault.code == "message_chiffre"


def test_a_message_inside_its_own_signature_is_read() -> None:
    inner = f"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n{TEXT}\r\n--b\r\n{FILE}\r\n--b--\r\n"
    wrapped = base64.encodebytes(signed(inner.replace("\r\n", "\n").replace("\n", "\r\n").encode())).decode()
    kind = "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m"
    letter = open_mime(mail(f"{kind}\nContent-Transfer-Encoding: base64\n\n{wrapped}"))
    assert letter.head.subject == "Demande"
    assert "Bonjour" in _text(letter)
    assert PDF in _files(letter).values()


def test_a_fragment_of_a_message_says_so_and_the_first_one_s_words_are_read() -> None:
    kind = 'Content-Type: message/partial; id="a@x"; number={}; total=3\n\n'
    first = open_mime(mail(kind.format(1) + "Subject: y\nContent-Type: text/plain\n\nBonjour"))
    second = open_mime(mail(kind.format(2) + "JVBERi0xLjQK"))
    assert (_text(first), _text(second), second.carried) == ("Bonjour", "", ())
    for letter in (first, second):
        assert letter.fault is not None
        assert letter.fault.code == "message_fragmente"
    assert second.fault is not None
    assert "morceau 2 sur 3" in second.fault.message


MASSES = {
    "parentheses in the sender": mail("\nx", head="From: " + "\"('" * 20_000 + "\n"),
    "parameters without end": mail("Content-Type: text/plain" + "".join(f"; a*{n}=b" for n in range(50_000)) + "\n\n"),
    "starts of files in the text": mail("\n" + "begin 644 a\n" * 100_000),
    "such files without end": mail("\n" + "begin 644 a\n#0V%T\n" * 50_000),
    "flowed lines": mail("Content-Type: text/plain; format=flowed\n\n" + "a \n" * 300_000),
    "conditional comments": mail("Content-Type: text/html\n\n" + "<![if " * 100_000),
    "style rules": mail("Content-Type: text/html\n\n<style>" + "*:not(:has(a b)) ~ * * *{color:red}" * 500 + "</style>"
                        + "<p><i>a</i></p>" * 2000),
    "headers of forwarded messages": mail("\n" + "De : a\nEnvoyé : b\nÀ : c\nObjet : d\n" * 20_000),
    "header lines": mail("Received: from x; Mon, 2 Mar 2026 10:12:00 +0100\n" * 50_000 + "\nx"),
}  # fmt: skip


@pytest.mark.parametrize("mass", MASSES)
def test_masses_are_read_in_time(mass: str) -> None:
    started = time.process_time()
    assert message_parts(open_mime(MASSES[mass])) is not None
    assert time.process_time() - started < 8


def test_a_message_nested_beyond_measure_ends_in_a_fault() -> None:
    start = "".join(f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(2000))
    letter = open_mime(mail(start + "\nx"))
    assert letter.fault is None or letter.fault.code == "message_trop_imbrique"
    assert letter.head.subject == "Demande"


_PIECES = st.sampled_from(
    [
        "Content-Type: multipart/mixed; boundary=b\n", "Content-Type: multipart/alternative; boundary=c\n", "\n",
        "--b\n", "--c\n", "--b--\n", "--c--\n", "Content-Type: text/html\n", "Content-Type: message/rfc822\n",
        "x" * 50 + "\n",
        "Content-Transfer-Encoding: base64\n", "Content-Transfer-Encoding: quoted-printable\n", "=E9=\n", "JVBERi0=\n",
        "Content-Disposition: attachment; filename*0*=x'%; filename*1=y\n", "begin 644 a\n", "end\n", "<p>é</p>\n",
        "Content-Type: message/delivery-status\n", "Content-Type: text/plain; charset=utf-7\n", "> a\n",
        "\udce9\udcff\n",
    ]
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(_PIECES, max_size=30))
def test_any_mixture_of_mime_opens_and_every_file_can_be_read(pieces: list[str]) -> None:
    letter = open_mime("".join(pieces).encode("utf-8", "surrogateescape"))
    for carried in letter.carried:
        assert isinstance(carried.read(), bytes)


@given(st.binary(max_size=600))
def test_any_bytes_open(content: bytes) -> None:
    assert isinstance(open_mime(content), Letter)


@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,8}\.(pdf|jpg)", fullmatch=True), st.binary(min_size=1, max_size=200), max_size=5
    )
)
def test_every_attachment_of_a_sound_message_comes_out_as_it_went_in(files: dict[str, bytes]) -> None:
    assert _files(open_mime(with_files(files))) == files
