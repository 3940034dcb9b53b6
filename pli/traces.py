"""Spans for an OpenTelemetry collector: one a pli, one within it for each step. Off unless the settings name one.

A span holds the step's name, its times, the pli's opaque id, and of an error its type: nothing that a document says.
The SDK is the optional extra ``traces``; it is imported only where a collector is named.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dossier.errors import OurError
from pli import __version__
from workers.page_ranges import PagesElsewhere
from workers.spans import Spans, no_spans

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

_SEND_WITHIN_S = 5.0


@contextmanager
def traced(endpoint: str | None) -> Iterator[Spans]:
    """What steps tell of themselves goes to the collector at ``endpoint`` while the block runs; None: to nobody.

    Sent from a thread of its own; a collector that is away holds nobody up. Raises OurError without the extra.
    """
    if endpoint is None:
        yield no_spans
        return
    provider = _sending_to(endpoint)
    try:
        yield spans_of(provider)
    finally:
        provider.shutdown()


def spans_of(provider: "TracerProvider") -> Spans:
    """Spans that ``provider`` hears of."""
    from opentelemetry.trace import Status, StatusCode

    tracer = provider.get_tracer("pli", __version__)

    @contextmanager
    def span(name: str, pli: str | None = None) -> Iterator[None]:
        about = {} if pli is None else {"pli.id": pli}
        with tracer.start_as_current_span(
            name, attributes=about, record_exception=False, set_status_on_exception=False
        ) as told:
            try:
                yield
            except PagesElsewhere:  # nothing went wrong
                raise
            except BaseException as error:  # its text may quote a document: the type is all that is told
                told.set_status(Status(StatusCode.ERROR, type(error).__name__))
                raise

    return span


def _sending_to(endpoint: str) -> "TracerProvider":
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        raise OurError("traces_endpoint is set: install the extra `traces`, or take the setting out") from None
    provider = TracerProvider(resource=Resource({"service.name": "pli", "service.version": __version__}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint, timeout=_SEND_WITHIN_S)))
    return provider
