"""What tests of the desk use: a store in a temporary folder, a real sandbox, and an agent who is logged in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

import desk.store
from dossier.settings import Limits
from storage.directory_store import DirectoryStore
from workers.sandbox import Sandbox


@pytest.fixture(scope="session")
def page_sandbox() -> Iterator[Sandbox]:
    with Sandbox(1, Limits()) as pool:
        yield pool


@pytest.fixture
def objects(register: str, page_sandbox: Sandbox, tmp_path: Path) -> DirectoryStore:
    """The store that the desk reads, empty, beside an empty register."""
    del register
    store = DirectoryStore(tmp_path / "objects")
    desk.store.use(store, page_sandbox)
    return store


@pytest.fixture
def agent(objects: DirectoryStore) -> Client:
    """A browser whose user is logged in."""
    del objects
    client = Client()
    client.force_login(get_user_model().objects.create_user("agent"))
    return client
