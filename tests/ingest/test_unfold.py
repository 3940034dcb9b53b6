"""One file becomes all the originals in it."""

import base64
import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier.bundle import Origin
from dossier.settings import Limits
from ingest.formats import Format
from ingest.unfold import UnfoldedFile, unfold
from tests.ingest.raw_mail import (
    archive,
    enveloped,
    mail,
    mapi_list,
    pdf,
    picture,
    portfolio,
    signed,
    tnef,
    with_files,
)
from tests.ingest.test_tarball import tar


def _unfold(content: bytes, tmp_path: Path, name: str = "reçu", limits: Limits | None = None) -> list[UnfoldedFile]:
    path = tmp_path / "input"
    path.write_bytes(content)
    return unfold(path, name, tmp_path / "work", limits or Limits())


def _nested(inner: bytes, name: str = "attestation.eml") -> bytes:
    packed = base64.encodebytes(inner).decode()
    part = f'Content-Type: application/octet-stream; name="{name}"\nContent-Transfer-Encoding: base64\n\n{packed}'
    return mail(f"Content-Type: multipart/mixed; boundary=nest\n\n--nest\n\nVoici\n--nest\n{part}\n--nest--\n")


def test_a_scan_is_itself(tmp_path: Path) -> None:
    [file] = _unfold(pdf(), tmp_path, "scan 1.pdf")
    assert (file.name, file.format, file.origin, file.depth) == ("scan 1.pdf", Format.PDF, Origin.SCAN, 0)
    assert file.path == tmp_path / "input"
    assert file.size_bytes == len(pdf())
    assert file.head is None


def test_a_message_and_its_attachments(tmp_path: Path) -> None:
    message, first, second = _unfold(with_files({"a.pdf": pdf(), "b.jpg": picture(kind="JPEG")}), tmp_path)
    assert (message.origin, message.depth) == (Origin.MESSAGE, 0)
    assert message.head is not None
    assert message.head.subject == "Demande"
    assert [(f.name, f.format, f.origin, f.depth, f.head) for f in (first, second)] == [
        ("a.pdf", Format.PDF, Origin.ATTACHMENT, 1, message.head),
        ("b.jpg", Format.JPEG, Origin.ATTACHMENT, 1, message.head),
    ]
    assert first.path.read_bytes() == pdf()


def test_two_files_of_one_name_both_stand(tmp_path: Path) -> None:
    part = "Content-Disposition: attachment; filename=image.jpg\n\n"
    raw = mail(f"Content-Type: multipart/mixed; boundary=b\n\n--b\n{part}un\n--b\n{part}deux\n--b--\n")
    assert [file.name for file in _unfold(raw, tmp_path)] == ["reçu", "image.jpg", "image (2).jpg"]


def test_a_file_without_a_name_gets_one_that_fits(tmp_path: Path) -> None:
    part = f"Content-Type: x/y\nContent-Transfer-Encoding: base64\n\n{base64.b64encode(pdf()).decode()}"
    raw = mail(f"Content-Type: multipart/mixed; boundary=b\n\n--b\n{part}\n--b--\n")
    assert [file.name for file in _unfold(raw, tmp_path)] == ["reçu", "piece-jointe-1.pdf"]


def test_a_message_in_a_message_has_its_own_head_and_is_one_deeper(tmp_path: Path) -> None:
    inner = with_files({"piece.pdf": pdf()}, "Nous attestons").replace(b"Demande", b"Attestation")
    outer, attached, piece = _unfold(_nested(inner), tmp_path)
    assert (attached.name, attached.format, attached.origin, attached.depth) == (
        "attestation.eml", Format.MESSAGE, Origin.MESSAGE, 1,
    )  # fmt: skip
    assert attached.head is not None
    assert attached.head.subject == "Attestation"
    assert (piece.name, piece.depth, piece.head) == ("attestation.eml/piece.pdf", 2, attached.head)
    assert outer.depth == 0


def test_an_archive_is_a_container_of_originals(tmp_path: Path) -> None:
    container, first, inner, second = _unfold(
        archive({"a.pdf": pdf(), "b.zip": archive({"c/d.pdf": pdf(2)})}), tmp_path, "envoi.zip"
    )
    assert (container.container, inner.container) == (True, True)
    assert [f.name for f in (first, inner, second)] == ["envoi.zip/a.pdf", "envoi.zip/b.zip", "envoi.zip/b.zip/c/d.pdf"]
    assert first.origin is Origin.ATTACHMENT


def test_files_embedded_in_a_pdf_are_originals_too(tmp_path: Path) -> None:
    holder, embedded = _unfold(portfolio({"annexe é.png": picture()}), tmp_path, "porte-documents.pdf")
    assert not holder.container
    assert (embedded.name, embedded.format) == ("porte-documents.pdf/annexe é.png", Format.PNG)


def test_pdfs_strung_together_are_a_container_of_documents(tmp_path: Path) -> None:
    holder, first, second = _unfold(pdf(2) + pdf(3), tmp_path, "scan.pdf")
    assert holder.container
    assert [first.name, second.name] == ["scan.pdf/document-1.pdf", "scan.pdf/document-2.pdf"]
    assert second.path.read_bytes() == pdf(3)


def test_tar_and_gzip_are_containers_of_originals(tmp_path: Path) -> None:
    packed = gzip.compress(tar({"d/a.pdf": pdf()}))
    _, container, member, single, inner = _unfold(
        with_files({"envoi.tgz": packed, "b.pdf.gz": gzip.compress(pdf(2))}), tmp_path
    )
    assert (container.container, single.container) == (True, True)
    assert [member.name, inner.name] == ["envoi.tgz/d/a.pdf", "b.pdf.gz/b.pdf"]


def test_winmail_that_repeats_the_message_is_a_container(tmp_path: Path) -> None:
    text = "Bonjour, voici ma demande de titre de séjour"
    packed = tnef(
        (1, 0x9003, mapi_list({(0x1000, 0x001F): text.encode("utf-16-le")})),
        (2, 0x9002, b""),
        (2, 0x8010, b"a.pdf\0"),
        (2, 0x800F, pdf()),
    )
    message, winmail, attached = _unfold(with_files({"winmail.dat": packed}, text), tmp_path)
    assert winmail.container
    assert (attached.name, attached.depth, attached.head) == ("winmail.dat/a.pdf", 1, message.head)


def test_winmail_that_says_more_is_shown_as_the_same_message(tmp_path: Path) -> None:
    packed = tnef((1, 0x9003, mapi_list({(0x1000, 0x001F): "Le texte que le reste tait".encode("utf-16-le")})))
    message, winmail = _unfold(with_files({"winmail.dat": packed}, ""), tmp_path)
    assert not winmail.container
    assert winmail.head == message.head


def test_a_detached_signature_is_kept_and_a_signing_wrapper_opened(tmp_path: Path) -> None:
    files = {"smime.p7s": signed(None), "contrat.pdf.p7m": signed(pdf())}
    _, signature, wrapper, inner = _unfold(with_files(files), tmp_path)
    assert (signature.format, signature.fault, signature.container) == (Format.SIGNATURE, None, False)
    assert wrapper.container
    assert (inner.name, inner.format) == ("contrat.pdf.p7m/contrat.pdf", Format.PDF)


def test_an_encrypted_wrapper_is_a_fault_and_its_siblings_go_on(tmp_path: Path) -> None:
    _, wrapper, sibling = _unfold(with_files({"smime.p7m": enveloped(), "a.pdf": pdf()}), tmp_path)
    assert wrapper.fault is not None
    assert wrapper.fault.code == "fichier_chiffre"
    assert sibling.fault is None


@pytest.mark.parametrize(
    ("content", "inline", "decoration"),
    [
        (picture(200, 80), True, True),
        (picture(700, 150), True, True),
        (picture(1, 1, "GIF", "L"), False, True),
        (picture(32, 32), False, True),
        (picture(200, 260), False, False),  # an identity photo
        (picture(1200, 900), True, False),  # a screenshot
        (b"BEGIN:VCARD\r\nFN:Awa\r\nEND:VCARD\r\n", False, True),
        (pdf(), False, False),
    ],
)
def test_logos_and_pixels_are_decoration(content: bytes, inline: bool, decoration: bool, tmp_path: Path) -> None:
    shown = '<img src="cid:x@y">' if inline else "rien"
    part = "Content-ID: <x@y>\nContent-Disposition: attachment; filename=f\nContent-Transfer-Encoding: base64\n\n"
    body = base64.encodebytes(content).decode()
    html = f"Content-Type: text/html\n\n{shown}"
    raw = mail(f"Content-Type: multipart/related; boundary=b\n\n--b\n{html}\n--b\n{part}{body}\n--b--\n")
    assert _unfold(raw, tmp_path)[1].decoration is decoration


def test_a_small_scan_by_itself_is_no_decoration(tmp_path: Path) -> None:
    assert not _unfold(picture(40, 40), tmp_path)[0].decoration


def test_nesting_is_bounded_and_says_so(tmp_path: Path) -> None:
    content = pdf()
    for _ in range(12):
        content = archive({"a.zip": content})
    files = _unfold(content, tmp_path)
    assert files[-1].fault is not None
    assert files[-1].fault.code == "archive_trop_profonde"
    assert len(files) == Limits().archive_depth + 2


def test_members_are_counted_over_all_archives_of_a_pli(tmp_path: Path) -> None:
    inner = archive({f"{number}.txt": b"x" for number in range(10)})
    files = _unfold(
        archive({f"{number}.zip": inner for number in range(5)}), tmp_path, limits=Limits(archive_members=20)
    )
    assert len(files) <= 22
    assert any(file.fault and file.fault.code == "archive_trop_nombreuse" for file in files)


def test_an_oversize_file_is_not_opened(tmp_path: Path) -> None:
    [file] = _unfold(archive({"a": b"x" * 500}), tmp_path, limits=Limits(file_bytes=50))
    assert file.fault is not None
    assert file.fault.code == "fichier_trop_gros"


_MESSAGE = with_files(
    {"a.pdf": b"%PDF-1.4", "b.zip": archive({"c.txt": b"c"}), "winmail.dat": tnef((1, 0x8004, b"x\0"))}
)


@settings(max_examples=60)
@given(st.integers(min_value=0, max_value=len(_MESSAGE)), st.binary(max_size=60))
def test_any_damage_to_a_message_is_survived_with_unique_names(at: int, noise: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        files = _unfold(_MESSAGE[:at] + noise + _MESSAGE[at + len(noise) // 2 :], Path(folder))
        assert len({file.name for file in files}) == len(files) >= 1
        assert all(file.path.exists() for file in files)


def test_each_file_says_which_one_it_was_packed_in(tmp_path: Path) -> None:
    inner = archive({"b.pdf": portfolio({"c.txt": b"Bonjour"})})
    files = _unfold(with_files({"a.zip": inner, "d.pdf": pdf()}), tmp_path)
    assert [(file.name, file.within) for file in files] == [
        ("reçu", None), ("a.zip", 0), ("a.zip/b.pdf", 1), ("a.zip/b.pdf/c.txt", 2), ("d.pdf", 0),
    ]  # fmt: skip


def test_what_may_not_be_opened_is_listed_alone(tmp_path: Path) -> None:
    raw = with_files({"a.zip": archive({"b.pdf": pdf()}), "logo.png": picture(40, 40)})
    (tmp_path / "input").write_bytes(raw)
    message, packed, logo = _unfold(raw, tmp_path)[0], *_unfold(raw, tmp_path)[1::2]
    some = unfold(tmp_path / "input", "reçu", tmp_path / "work", Limits(), {message.sha256})
    assert [file.name for file in some] == ["reçu", "a.zip", "logo.png"]
    assert logo.decoration and not some[2].decoration  # its size was not read
    assert packed.container and some[1].container
    assert [file.name for file in unfold(tmp_path / "input", "reçu", tmp_path / "work", Limits(), ())] == ["reçu"]
