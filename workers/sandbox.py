"""Child processes that open what comes from outside, so that a crash, a hang or a bomb costs one document.

Each child has a memory limit and, where the system allows it, no network; each call has a time limit that kills the
child. PDFium, Tesseract, qpdf, Pillow and the page renderer run in here and nowhere else (PDFium is not thread-safe,
and all of them are native code).
"""

import logging
import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Any, Self, TypeVar
from weakref import WeakSet

from pebble import ProcessExpired, ProcessPool

from dossier.errors import DocumentError, PliError, WeatherError
from dossier.settings import Limits
from workers.no_network import leave_network

T = TypeVar("T")

TIMED_OUT = "delai_depasse"
CRASHED = "lecture_interrompue"


class Sandbox:
    """A pool of child processes. Use as a context manager; may be shared by threads."""

    def __init__(self, processes: int, limits: Limits) -> None:
        self._futures: WeakSet[Future[Any]] = WeakSet()
        self._stopping = threading.Lock()
        self._stopped = False
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["workers.preload"])
        self._pool = ProcessPool(
            max_workers=processes, initializer=_settle_child, initargs=(limits.process_bytes,), context=context
        )

    def submit(self, function: Callable[..., T], *args: object, timeout_s: float) -> "Future[T]":
        """Queue ``function(*args)``; ``timeout_s`` counts from its start. Read the result with :func:`result_of`.

        Raises WeatherError after ``stop``.
        """
        try:
            with self._stopping:
                future: Future[T] = self._pool.schedule(function, args=list(args), timeout=timeout_s)
                self._futures.add(future)
        except RuntimeError:
            raise WeatherError("the sandbox was stopped") from None
        return future

    def run(self, function: Callable[..., T], *args: object, timeout_s: float) -> T:
        """The value of ``function(*args)``, made in a child process. Raises as :func:`result_of`."""
        return result_of(self.submit(function, *args, timeout_s=timeout_s))

    def stop(self) -> None:
        """Break off what is under way: who waits for it gets a WeatherError. Nothing can be submitted any more."""
        with self._stopping:
            self._stopped = True
            self._pool.stop()
            pending = list(self._futures)
        for future in pending:  # the pool itself would leave them, and whoever waits, as they are
            future.cancel()
        self._pool.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None or self._stopped:
            self.stop()
            return
        self._pool.close()
        self._pool.join()


def result_of(future: "Future[T]") -> T:
    """The value of a submitted call.

    Raises what the function raised if it is one of our errors; DocumentError when it ran out of time or memory, made
    its process crash or raised anything else: the one thing that differs from other calls is the document; WeatherError
    when the pool is shutting down, or cannot start children at all (an upgrade under way): no document's fault.
    """
    try:
        return future.result()
    except PliError:
        raise
    except FutureTimeoutError:
        raise DocumentError(TIMED_OUT, "La lecture de ce fichier a dépassé le temps permis.") from None
    except CancelledError:
        raise WeatherError("the work was cancelled by a shutdown") from None
    except BrokenProcessPool as error:
        raise WeatherError("the sandbox cannot start its processes") from error
    except ProcessExpired as error:
        raise DocumentError(CRASHED, "La lecture de ce fichier a interrompu le programme qui l'ouvrait.") from error
    except MemoryError:
        raise DocumentError("memoire_depassee", "Ce fichier demande plus de mémoire que permis.") from None
    except Exception as error:  # the edge of the sandbox: a parser failing on untrusted bytes can raise anything
        raise DocumentError("fichier_illisible", f"Ce fichier n'a pas pu être lu ({type(error).__name__}).") from error


def _settle_child(memory_bytes: int) -> None:
    """Bound the child: memory, no core dumps, no network, no reaction to the terminal's Ctrl-C (the parent decides).

    What parsers say of foreign files is no event of ours: the result is.
    """
    logging.disable(logging.WARNING)
    leave_network()  # a system that forbids it leaves the other bounds
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # native libraries write there past Python
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["OMP_THREAD_LIMIT"] = "1"
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
