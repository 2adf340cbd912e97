"""From a feed to a message as spans, as a collector on loopback receives them over OTLP."""

import re
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from app.settings import Settings
from app.tracing import Tracing
from app.wiring import build_traces
from core.card import say
from core.match import Matcher
from core.model import Feed, Preferences, Subject, SubjectKind, Tier
from core.ports import UNTRACED, Fetched, Found, Manners, Outcome, Post, Sent, Traces
from core.query import parse
from jobs import deliver_alerts, match_items, watch_feeds
from jobs import parse as parser
from storage.store import Store
from tests.conftest import NOW
from tests.storage.helpers import feeds

HOUR = timedelta(hours=1)


class Collector(HTTPServer):
    """Keeps the spans it is sent, and with which Authorization."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.spans: list[Any] = []
        self.authorization: set[str | None] = set()
        self.resource: dict[str, str] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1/traces"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Collector)
        sent = ExportTraceServiceRequest.FromString(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.authorization.add(self.headers["Authorization"])
        for part in sent.resource_spans:
            self.server.resource = {one.key: one.value.string_value for one in part.resource.attributes}
            self.server.spans += [span for scope in part.scope_spans for span in scope.spans]
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    server = Collector()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


class Web:
    """A ministry's feed: first without news, then with two entries."""

    def __init__(self) -> None:
        self.answers = [rss(), rss("The zinc quota starts", "Weather")]

    def fetch(self, asked: Sequence[Feed]) -> Iterator[Fetched]:
        for feed in asked:
            yield Fetched(feed, 200, self.answers.pop(0), "application/rss+xml", url=feed.url)


def rss(*titles: str) -> bytes:
    items = "".join(
        f"<item><guid>{one}</guid><title>{one}</title><link>https://n.example/{one[:3]}</link></item>" for one in titles
    )
    return f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>".encode()


class Chat:
    """A surface that takes everything, or refuses it."""

    name = "console"
    manners = Manners()

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome

    def begin(self, posts: Sequence[Post]) -> Sequence[Future[Sent]]:
        ends = [Future[Sent]() for _ in posts]
        for end in ends:
            end.set_result(Sent(self.outcome, "m1", "refused for HUSH-REASON"))
        return ends

    def find(self, posts: Sequence[Post]) -> Sequence[Future[Found]]:
        raise AssertionError("nothing is uncertain")


def the_way(store: Store, traces: Traces, outcome: Outcome = Outcome.SENT) -> None:
    """A feed's two polls, what follows from them, and one delivery."""
    (feed,) = feeds(store, "moef")
    trade = store.subscriptions.channel("console", "local", "trade")
    query = parse('"zinc quota"').text
    store.subscriptions.subscribe(trade, Subject(SubjectKind.QUERY, query), "zinc", Preferences(), "you", NOW - HOUR)
    web, matcher = Web(), Matcher([])
    for moment in (NOW, NOW + HOUR):
        store.feeds.check_now([feed])
        watch_feeds.run(store, web, parser.read, lambda moment=moment: moment, traces=traces)
    match_items.run(store, matcher, match_items.Queries(matcher), NOW + HOUR, traces=traces)
    courier = deliver_alerts.Courier(
        store, {"console": Chat(outcome)}, lambda delivery: say("drawn"), lambda: NOW + 2 * HOUR, "me", traces=traces
    )
    deliver_alerts.run(courier)


def told(span: Any) -> dict[str, Any]:
    values = ((one.key, one.value) for one in span.attributes)
    return {key.removeprefix("policywire."): v.string_value or v.int_value for key, v in values}


def test_the_way_from_a_feed_to_a_message_is_one_trace(sqlite_store: Store, collector: Collector) -> None:
    tracing = Tracing(collector.url, "Bearer HUSH")
    the_way(sqlite_store, tracing)
    tracing.close()
    (delivery,) = sqlite_store.ledger.recent(9)
    assert delivery.item
    spans = {(span.name, told(span).get("item", "")): span for span in collector.spans}
    assert sorted(name for name, _ in spans) == ["delivery", "feed", "item", "item", "match", "match"]
    feed, item = spans["feed", ""], spans["item", delivery.item.id]
    match, sent = spans["match", delivery.item.id], spans["delivery", ""]
    assert {span.trace_id for span in collector.spans} == {feed.trace_id}
    above = (feed.parent_span_id, item.parent_span_id, match.parent_span_id, sent.parent_span_id)
    assert above == (b"", feed.span_id, item.span_id, match.span_id)
    assert told(feed) == {"feed": "moef", "new": 2, "revised": 0}
    assert told(match) == {"item": delivery.item.id, "revision": 1, "matches": 1}
    assert told(sent) == {
        "delivery": delivery.key,
        "channel": "console:local:trade",
        "kind": "post",
        "state": "sent",
        "attempts": 1,
    }
    assert (sent.start_time_unix_nano, sent.end_time_unix_nano) == tuple(
        int(at.timestamp()) * 10**9 for at in (NOW + HOUR, NOW + 2 * HOUR)
    )
    assert (collector.resource["service.name"], collector.authorization) == ("policywire", {"Bearer HUSH"})


def test_a_failed_delivery_is_marked_and_no_text_and_no_secret_is_told(
    sqlite_store: Store, collector: Collector, caplog: pytest.LogCaptureFixture
) -> None:
    tracing = Tracing(collector.url, "Bearer HUSH")
    the_way(sqlite_store, tracing, Outcome.FAILED)
    tracing.close()
    (failed,) = [span for span in collector.spans if span.name == "delivery"]
    assert (failed.status.code, told(failed)["state"]) == (failed.status.STATUS_CODE_ERROR, "failed")
    everything = f"{collector.spans} {collector.resource} {tracing!r} {caplog.text}"
    assert not re.search("HUSH|zinc|n.example|feeds.example", everything)


def test_a_collector_that_is_not_there_stops_nothing(
    sqlite_store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.tracing.LAST", 0.1)
    tracing = Tracing("http://127.0.0.1:9/v1/traces", "Bearer HUSH")
    the_way(sqlite_store, tracing)
    tracing.close()
    assert sqlite_store.ledger.recent(9)[0].state == "sent"
    assert "HUSH" not in caplog.text


def test_without_the_setting_nothing_of_it_is_loaded() -> None:
    assert build_traces(Settings(_env_file=None))[0] is UNTRACED
    root = Path(__file__).resolve().parents[2]
    files = [path for package in ("app", "bot", "core", "jobs", "storage") for path in (root / package).rglob("*.py")]
    loading = re.compile(r"^(from|import) (opentelemetry|app\.tracing)", re.MULTILINE)
    assert [path.name for path in files if loading.search(path.read_text("utf-8"))] == ["tracing.py"]


def test_the_setting_turns_it_on(collector: Collector) -> None:
    settings = Settings(
        _env_file=None, POLICYWIRE_TRACES_URL=collector.url, POLICYWIRE_TRACES_AUTHORIZATION="Bearer HUSH"
    )
    traces, close = build_traces(settings)
    traces.polled(Feed("moef", "M", "https://moef.example", Tier.OFFICIAL), "M", NOW, NOW, 1, 0)
    close()
    assert [span.name for span in collector.spans] == ["feed"]
