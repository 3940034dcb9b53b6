import subprocess
import sys

import pytest
import structlog
from django.test import Client
from django.urls import reverse

from desk.page_pictures import ByteCache, page_picture
from storage.directory_store import DirectoryStore
from tests.desk.made_up import MadeUp, a_pdf, put_dossier, sha256_of


def test_a_cache_forgets_what_was_used_longest_ago() -> None:
    cache = ByteCache(10)
    cache.put(("a",), b"1234")
    cache.put(("b",), b"1234")
    assert cache.get(("a",)) == b"1234"
    cache.put(("c",), b"1234")
    assert cache.get(("b",)) is None
    assert cache.get(("a",)) == cache.get(("c",)) == b"1234"


def test_a_cache_keeps_nothing_that_would_empty_it() -> None:
    cache = ByteCache(10)
    cache.put(("a",), b"1234")
    cache.put(("huge",), b"123456")
    assert cache.get(("huge",)) is None
    assert cache.get(("a",)) == b"1234"


def test_a_cache_counts_a_value_that_is_replaced_once() -> None:
    cache = ByteCache(10)
    for _ in range(5):
        cache.put(("a",), b"1234")
    cache.put(("b",), b"1234")
    assert cache.get(("a",)) == b"1234"


def test_a_page_is_read_from_the_store_once(objects: DirectoryStore) -> None:
    pdf = a_pdf(colour="#123456")
    key = objects.put_bytes("dossiers/d-1/pieces/01-autre.pdf", pdf, "application/pdf").key
    first = page_picture(key, sha256_of(pdf), 1, 30)
    objects.delete(key)
    assert page_picture(key, sha256_of(pdf), 1, 30) == first
    assert page_picture(key, sha256_of(pdf), 1, 60) != first


@pytest.mark.parametrize("name", ["page", "vignette"])
def test_pages_are_pictures_kept_by_no_cache(agent: Client, objects: DirectoryStore, name: str) -> None:
    dossier = put_dossier(objects)
    answer = agent.get(reverse(name, args=[dossier.id, 1, 2]))
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.content.startswith(b"\xff\xd8")


@pytest.mark.parametrize(("rank", "number"), [(1, 0), (1, 3), (9, 1)])
def test_a_page_that_does_not_exist_is_not_found(
    agent: Client, objects: DirectoryStore, rank: int, number: int
) -> None:
    dossier = put_dossier(objects)
    assert agent.get(reverse("page", args=[dossier.id, rank, number])).status_code == 404


def test_a_page_that_cannot_be_shown_is_replaced_by_a_picture_that_says_so(
    agent: Client, objects: DirectoryStore
) -> None:
    dossier = put_dossier(objects, MadeUp(pdf=b"no pdf at all"))
    answer = agent.get(reverse("page", args=[dossier.id, 1, 1]))
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "image/svg+xml"


def test_a_piece_that_was_altered_in_the_store_is_not_shown(agent: Client, objects: DirectoryStore) -> None:
    dossier = put_dossier(objects, MadeUp(pdf=a_pdf(2, "#abcdef")))
    objects.put_bytes(dossier.stored_pieces[0].key, a_pdf(2, "#fedcba"), "application/pdf")
    with structlog.testing.capture_logs() as logged:
        assert agent.get(reverse("page", args=[dossier.id, 1, 1])).status_code == 422
    assert [line["event"] for line in logged] == ["stored_piece_altered"]


def test_the_web_process_never_loads_pdfium() -> None:
    program = "import sys, desk.page_image; print('pypdfium2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "False"
