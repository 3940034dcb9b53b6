"""Where the desk reads objects, and the child process that opens them for it: set once by whoever starts the desk."""

from dataclasses import dataclass

from dossier.errors import OurError
from storage.objects import ObjectStore
from workers.sandbox import Sandbox


@dataclass(kw_only=True)
class _Parts:
    store: ObjectStore | None = None
    sandbox: Sandbox | None = None


_parts = _Parts()


def use(store: ObjectStore, sandbox: Sandbox) -> None:
    """Give the desk its store and its sandbox, before the first request."""
    _parts.store = store
    _parts.sandbox = sandbox


def objects() -> ObjectStore:
    """The object store. Raises OurError when nobody called :func:`use`."""
    if _parts.store is None:
        raise OurError("the desk was started without an object store: call desk.store.use first")
    return _parts.store


def sandbox() -> Sandbox:
    """Where documents are opened. Raises OurError when nobody called :func:`use`."""
    if _parts.sandbox is None:
        raise OurError("the desk was started without a sandbox: call desk.store.use first")
    return _parts.sandbox
