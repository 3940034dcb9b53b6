"""Structured logs on stderr: a constant event name plus fields, never a name, an address or a text from a document."""

import json
import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import Literal

import structlog

Form = Literal["auto", "json", "text"]
_NOISY = ("weasyprint", "fontTools", "pdfminer", "pikepdf")


def set_up_logs(level: str, form: Form = "auto") -> None:
    """One line an event; ``auto`` is readable text on a terminal, JSON where nobody looks.

    What libraries say passes from WARNING on only, as the event ``library``, without what they put into their words.
    """
    as_json = form == "json" or (form == "auto" and not sys.stderr.isatty())
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_LibraryFormatter())
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[handler], force=True)
    logging.captureWarnings(True)
    threading.excepthook = _thread_ended
    for noisy in _NOISY:
        logging.getLogger(noisy).setLevel(logging.CRITICAL)


class _LibraryFormatter(logging.Formatter):
    """A library's event as one line of JSON.

    Its words as they stand in its source, not what was put into them; of an exception its type and where it was
    raised, not its text, which may quote a document.
    """

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, object] = {
            "event": "library",
            "logger": record.name,
            "level": record.levelname.lower(),
            "timestamp": self.formatTime(record, "%Y-%m-%dT%H:%M:%S"),
            "at": f"{record.module}:{record.lineno}",
        }
        if record.args:
            said["says"] = str(record.msg)
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            said |= {"error": kind.__name__, "raised_at": _frames(trace)}
        return json.dumps(said, ensure_ascii=False)


def _thread_ended(ended: threading.ExceptHookArgs) -> None:
    """A thread that ended by an error nobody caught: a bug, told like a library's."""
    logging.getLogger("pli.thread").error("%s ended", ended.thread and ended.thread.name, exc_info=ended.exc_value)


def _frames(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)][-12:]
