"""Structured logs on stderr: a constant event name plus fields, never a name, an address or a text from a document."""

import logging
import sys

import structlog


def set_up_logs(level: str) -> None:
    """One line an event; readable on a terminal, JSON where nobody looks."""
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(colors=True) if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    )
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=max(number, logging.WARNING), format="%(name)s %(levelname)s %(message)s")
    # What matters of a lost broker, dramatiq says; pika would add a stack for each of many connections.
    for noisy in ("weasyprint", "fontTools", "pdfminer", "pikepdf", "pika"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
