"""Traces: one trace id from a request through decision, log and Kafka to the read model and a reactor's answer.

The W3C `traceparent` of a command's span stands beside its events in the log and in Kafka's headers, never in the
events. Whatever carries or reads them later adds its span under that one. Spans tell doors, logs, positions and
durations: no person, no content. Without `THIDUA_OTLP_ENDPOINT` nothing is loaded and a span costs a comparison.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Final

from opentelemetry import trace
from opentelemetry.propagate import extract, inject
from opentelemetry.trace import SpanKind, StatusCode, Tracer

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter

HEADER: Final = "traceparent"
EXPORT_S_MAX: Final = 3
SPANS_MAX: Final = 128
_tracer: Tracer | None = None


class Span:
    """A span under way; `traceparent` is what those who go on from here are told."""

    def __init__(self, span: trace.Span | None = None, traceparent: str | None = None) -> None:
        self._span = span
        self.traceparent = traceparent

    def note(self, **attributes: Any) -> None:
        """Add to what is known of it; `status_code` and `problem` where it failed, `name` where it has a better one."""
        if self._span is None:
            return
        if name := attributes.pop("name", None):
            self._span.update_name(name)
        for key, value in attributes.items():
            self._span.set_attribute(f"thidua.{key}", value)

    def failed(self, why: str) -> None:
        """Mark it as failed; `why` is a code or the name of an error, never its text."""
        if self._span is not None:
            self._span.set_status(StatusCode.ERROR, why)


def is_on() -> bool:
    return _tracer is not None


def span(
    name: str, parent: str | None = None, *, kind: SpanKind = SpanKind.INTERNAL, **attributes: Any
) -> AbstractContextManager[Span]:
    """A span around what is done within: below the one that is under way, else below `parent`, a traceparent."""
    if _tracer is None:
        return nullcontext(Span(None, parent))
    return _span(_tracer, name, parent, kind, attributes)


@contextmanager
def _span(tracer: Tracer, name: str, parent: str | None, kind: SpanKind, attributes: Mapping[str, Any]) -> Iterator[Span]:
    under_way = trace.get_current_span().get_span_context().is_valid
    context = extract({HEADER: parent}) if parent and not under_way else None
    named = {f"thidua.{key}": value for key, value in attributes.items()}
    with tracer.start_as_current_span(name, context, kind, named, record_exception=False, set_status_on_exception=False) as inner:
        yield Span(inner, _traceparent())


def carried(name: str, traceparents: Iterable[str | None], began_ns: int, ended_ns: int, *, kind: SpanKind, **at: Any) -> None:
    """A span of the same length below each of these: a batch that carried them all. No more than `SPANS_MAX` a batch."""
    if _tracer is None:
        return
    named = {f"thidua.{key}": value for key, value in at.items()}
    for parent in list(dict.fromkeys(filter(None, traceparents)))[:SPANS_MAX]:
        _tracer.start_span(name, extract({HEADER: parent}), kind, named, start_time=began_ns).end(ended_ns)


def header_of(headers: Sequence[tuple[str, bytes]]) -> str | None:
    """The traceparent among a Kafka record's headers."""
    return next((value.decode("ascii", "replace") for key, value in headers if key == HEADER), None)


def _traceparent() -> str | None:
    carrier: dict[str, str] = {}
    inject(carrier)
    return carrier.get(HEADER)


def start_tracing(service: str, exporter: SpanExporter) -> Any:
    """Trace from now on; the provider, whose `shutdown` sends what is left."""
    global _tracer
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": f"thidua.{service}"}), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=1000))
    _tracer = provider.get_tracer("thidua")
    return provider


def stop_tracing(provider: Any) -> None:
    """Send what is left and trace no more."""
    global _tracer
    _tracer = None
    provider.shutdown()


@contextmanager
def tracing(service: str, endpoint: str | None) -> Iterator[None]:
    """Trace to an OpenTelemetry collector (OTLP over HTTP), as long as it lasts; without an endpoint do nothing."""
    if endpoint is None:
        yield
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    provider = start_tracing(service, OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=EXPORT_S_MAX))
    try:
        yield
    finally:
        stop_tracing(provider)
