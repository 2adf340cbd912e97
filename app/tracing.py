"""OpenTelemetry: what happened from a feed to a message as spans, sent to a collector over OTLP. Off without its setting.

The steps run in different processes at different times, so no context is handed on: ids of spans are made from what every step
knows, the item. A poll that brought something is the root, its items hang on it, on each its matching, and on that its
deliveries. Attributes are ids and numbers; texts, addresses and errors stay out.
"""

import threading
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import ALWAYS_ON
from opentelemetry.trace import NonRecordingSpan, SpanContext, Status, StatusCode, TraceFlags, set_span_in_context

from core.model import Delivery, DeliveryState, Feed, Item, Tier

# How long a collector may take for one sending, in seconds, and how long the end of the process waits for the last one.
PATIENCE, LAST = 5.0, 2.0
Value = str | int


class Tracing:
    """The port `Traces`, on OpenTelemetry."""

    def __init__(self, url: str, authorization: str | None = None) -> None:
        """Send to `url`, such as http://127.0.0.1:4318/v1/traces, with this Authorization header where there is one."""
        headers = {"Authorization": authorization} if authorization else None
        self._ids = _Ids()
        # Nothing that a variable of the environment says decides where our spans go and how many of them.
        self._provider = TracerProvider(
            ALWAYS_ON,
            Resource({"service.name": "policywire", "service.version": version("policywire")}),
            shutdown_on_exit=False,
            id_generator=self._ids,
        )
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(url, headers=headers, timeout=PATIENCE)))
        self._tracer = self._provider.get_tracer("policywire")

    def polled(self, feed: Feed, source: str, at: datetime, ended: datetime, new: int, revised: int) -> None:
        """A poll at `at` brought something under the name `source`."""
        about: dict[str, Value] = {"feed": feed.id, "new": new, "revised": revised}
        self._span("feed", _trace(source, at), None, at, ended, about, "feed")

    def matched(self, items: Sequence[Item], matches: Sequence[int], began: datetime, ended: datetime) -> None:
        """These items were matched together, each with so many matches. What waited before belongs to the item."""
        for item, count in zip(items, matches, strict=True):
            trace, found = _trace_of(item), item.found or began
            about: dict[str, Value] = {"item": item.id, "revision": item.revision, "matches": count}
            if item.revision == 1:
                root = None if item.tier is Tier.CORPUS else "feed"
                self._span("item", trace, root, found, ended, {"item": item.id}, _name("item", item))
            own = _name("match", item) if item.revision == 1 else None
            self._span("match", trace, _name("item", item), began, ended, about, own)

    def delivered(self, delivery: Delivery, state: DeliveryState, ended: datetime) -> None:
        """A delivery came to its end, from the moment in which it was decided."""
        channel, item = delivery.channel, delivery.item
        about: dict[str, Value] = {
            "delivery": delivery.key, "channel": f"{channel.surface}:{channel.workspace}:{channel.address}",
            "kind": str(delivery.kind), "state": str(state), "attempts": delivery.attempt,
        }  # fmt: skip
        parent = _name("match", item) if item else None
        trace = _trace_of(item) if item else None
        failed = state is DeliveryState.FAILED
        self._span("delivery", trace, parent, delivery.created_at or ended, ended, about, failed=failed)

    def close(self) -> None:
        """Send what is left, for a moment: a collector that hangs keeps no process from ending."""
        ending = threading.Thread(target=self._provider.shutdown, name="last traces", daemon=True)
        ending.start()
        ending.join(LAST)

    def _span(
        self,
        name: str,
        trace: int | None,
        parent: str | None,
        began: datetime,
        ended: datetime,
        about: dict[str, Value],
        own: str | None = None,
        *,
        failed: bool = False,
    ) -> None:
        context = None
        if trace is not None and parent is not None:
            above = SpanContext(trace, _number(f"{trace} {parent}", 8), True, TraceFlags(TraceFlags.SAMPLED))
            context = set_span_in_context(NonRecordingSpan(above))
        self._ids.take(trace, _number(f"{trace} {own}", 8) if own else None)
        attributes = {f"policywire.{key}": value for key, value in about.items()}
        span = self._tracer.start_span(name, context, attributes=attributes, start_time=_nanoseconds(began))
        if failed:
            span.set_status(Status(StatusCode.ERROR))
        span.end(_nanoseconds(max(began, ended)))


class _Ids(RandomIdGenerator):
    """Ids that were set for the thread's next span, else random ones."""

    def __init__(self) -> None:
        self._next = threading.local()

    def take(self, trace: int | None, span: int | None) -> None:
        self._next.trace, self._next.span = trace, span

    def generate_trace_id(self) -> int:
        return getattr(self._next, "trace", None) or super().generate_trace_id()

    def generate_span_id(self) -> int:
        return getattr(self._next, "span", None) or super().generate_span_id()


def _trace_of(item: Item) -> int | None:
    return _trace(item.source, item.found) if item.found else None


def _trace(source: str, at: datetime) -> int:
    """The trace of all that one source brought at one moment."""
    return _number(f"{source}\n{at.timestamp():.6f}", 16)


def _name(step: str, item: Item) -> str:
    return f"{step} {item.id}"


def _number(text: str, size: int) -> int:
    """An id of so many bytes, and never zero, which would be none."""
    return int.from_bytes(sha256(text.encode()).digest()[:size], "big") or 1


def _nanoseconds(at: datetime) -> int:
    return int(at.timestamp() * 1_000_000) * 1_000
