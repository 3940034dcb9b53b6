"""What a collector hears of plis: their steps, and nothing that they say."""

import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from dossier.errors import OurError
from pli.settings import load_settings
from pli.traces import spans_of, traced
from pli.wiring import make_tools, open_sandbox
from storage.directory_store import DirectoryStore
from tests.ingest.raw_mail import pdf
from tests.servers.collector import collector, spans_sent
from tests.workers.mail import message
from tests.workers.office import Office
from workers.page_ranges import PagesElsewhere
from workers.spans import Spans

PERSONAL = ("Camara", "awa.camara", "Demande de renouvellement", "piece-secrete", "message.eml")


@pytest.fixture
def heard() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def spans(heard: InMemorySpanExporter) -> Spans:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(heard))
    return spans_of(provider)


def _parent(span: ReadableSpan) -> int | None:
    return span.parent.span_id if span.parent else None


def test_a_pli_is_one_span_with_its_steps_within_and_no_word_of_it(
    spans: Spans, heard: InMemorySpanExporter, register: str, tmp_path: Path
) -> None:
    settings = load_settings(prefecture="33", jobs=1)
    with open_sandbox(settings) as sandbox:
        tools = replace(make_tools(settings, DirectoryStore(tmp_path / "out"), sandbox), span=spans)
        pli = Office(tools, tmp_path).read(message(("piece-secrete.pdf", pdf())))
    (whole,) = (span for span in heard.get_finished_spans() if span.name == "pli")
    steps = [span for span in heard.get_finished_spans() if span is not whole]
    assert [span.name for span in steps] == ["originals", "pages", "classify", "pieces", "file", "record"]
    assert whole.context is not None
    assert {_parent(span) for span in steps} == {whole.context.span_id}
    assert dict(whole.attributes or {}) == {"pli.id": pli}
    assert [span.attributes for span in steps if span.attributes] == []
    told = " ".join(span.to_json() for span in (whole, *steps)).casefold()
    assert [word for word in PERSONAL if word.casefold() in told] == []


def test_an_error_is_told_by_its_type_and_passes_through(spans: Spans, heard: InMemorySpanExporter) -> None:
    with pytest.raises(ValueError, match="Camara"), spans("pli", "p-1"), spans("pages"):
        raise ValueError("Camara")
    for span in heard.get_finished_spans():
        assert not span.status.is_ok
        assert span.status.description == "ValueError"
        assert not span.events


def test_a_pli_that_others_read_on_is_no_error(spans: Spans, heard: InMemorySpanExporter) -> None:
    with pytest.raises(PagesElsewhere), spans("pages"):
        raise PagesElsewhere(())
    (span,) = heard.get_finished_spans()
    assert span.status.is_unset


def test_plis_read_at_once_do_not_mix(spans: Spans, heard: InMemorySpanExporter) -> None:
    def read(pli: str) -> None:
        with spans("pli", pli), spans("pages"):
            time.sleep(0.01)

    threads = [threading.Thread(target=read, args=(f"p-{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = [span for span in heard.get_finished_spans() if span.name == "pli"]
    assert sorted(str((span.attributes or {})["pli.id"]) for span in whole) == ["p-0", "p-1", "p-2", "p-3"]
    parts = [span for span in heard.get_finished_spans() if span.name == "pages"]
    assert sorted(_parent(span) or 0 for span in parts) == sorted(
        span.context.span_id for span in whole if span.context
    )


def test_a_collector_gets_them_over_http() -> None:
    with collector() as (endpoint, sent), traced(endpoint) as spans, spans("pli", "p-1"), spans("pages"):
        pass
    assert sorted(span.name for span in spans_sent(sent)) == ["pages", "pli"]
    about = {
        attribute.key for request in sent for one in request.resource_spans for attribute in one.resource.attributes
    }
    assert about == {"service.name", "service.version"}


def test_a_collector_that_is_away_holds_nobody_up() -> None:
    started = time.monotonic()
    with traced("http://127.0.0.1:1/v1/traces") as spans:
        with spans("pli", "p-1"):
            pass
        assert time.monotonic() - started < 3


def test_unless_a_collector_is_named_nothing_is_imported() -> None:
    program = (
        "import sys, pli.traces\nwith pli.traces.traced(None) as spans:\n"
        "    with spans('pli', 'p-1'): pass\nsys.exit('opentelemetry' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_without_the_extra_the_setting_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(OurError, match="extra `traces`"), traced("http://127.0.0.1:1/v1/traces"):
        pass
