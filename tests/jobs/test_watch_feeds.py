"""Feeds are polled, parsed and stored; one that fails is named and comes again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from core.model import Feed, ParsedFeed
from core.ports import Fetched
from jobs import parse as parser
from jobs import watch_feeds
from tests.conftest import NOW

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def rss(*numbers: int, lang: str = "en") -> bytes:
    """A feed with these entries."""
    items = "".join(
        f"<item><guid>g{n}</guid><title>Title {n}</title><link>https://n.example/{n}</link>"
        f"<description>Text of {n}</description></item>"
        for n in numbers
    )
    return f"<rss version='2.0'><channel><title>T</title><language>{lang}</language>{items}</channel></rss>".encode()


@dataclass
class Web:
    """Answers by feed id, each a body, a status or an error, and what was asked."""

    answers: dict[str, object] = field(default_factory=dict)
    asked: list[Feed] = field(default_factory=list)

    def fetch(self, feeds: Sequence[Feed]) -> Iterator[Fetched]:
        for feed in feeds:
            self.asked.append(feed)
            match self.answers[feed.id]:
                case bytes() as body:
                    yield Fetched(feed, 200, body, "application/rss+xml", '"e"', "Mon", feed.url)
                case int() as status:
                    yield Fetched(feed, status, url=feed.url)
                case Fetched() as fetched:
                    yield replace(fetched, feed=feed)
                case error:
                    yield Fetched(feed, error=str(error))


@dataclass
class Parser:
    """The real parser, counted."""

    calls: int = 0

    def __call__(self, data: bytes, *, content_type: str | None = None, base: str | None = None) -> ParsedFeed:
        self.calls += 1
        return parser.read(data, content_type=content_type, base=base)


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
def parse() -> Parser:
    return Parser()


def listed(store, *ids: str) -> None:
    store.feeds.sync([Feed(i, i.upper(), f"https://{i}.example/rss") for i in ids])


def poll(store, web: Web, parse, now: datetime = NOW):
    return watch_feeds.run(store, web, parse, lambda: now)


def test_the_first_poll_is_a_baseline_and_the_second_brings_news(store, web, parse):
    listed(store, "a", "b")
    web.answers = {"a": rss(1, 2), "b": rss()}
    assert poll(store, web, parse).counts == {"polled": 2, "baseline": 2, "revised": 0}
    web.answers = {"a": rss(3, 2), "b": rss(4)}
    assert poll(store, web, parse, NOW + HOUR).counts == {"polled": 2, "new": 2, "revised": 0}
    assert {i.title: i.baseline for i in store.items.latest(None, 9)} == {
        "Title 1": True,
        "Title 2": True,
        "Title 3": False,
        "Title 4": False,
    }


def test_what_is_not_due_is_not_asked(store, web, parse):
    listed(store, "a")
    web.answers = {"a": rss(1)}
    poll(store, web, parse)
    assert (poll(store, web, parse).counts, len(web.asked)) == ({}, 1)


@pytest.mark.parametrize("answer", [304, rss(1, 2)])
def test_what_did_not_change_is_not_parsed(store, web, parse, answer):
    listed(store, "a")
    web.answers = {"a": rss(1, 2)}
    poll(store, web, parse)
    web.answers = {"a": answer}
    assert poll(store, web, parse, NOW + HOUR).counts == {"polled": 1, "unchanged": 1}
    assert parse.calls == 1
    (feed,) = store.feeds.all()
    assert (feed.etag, feed.modified, feed.ok_at) == ('"e"', "Mon", NOW + HOUR)


def test_validators_are_sent_back_and_left_out_on_some_day_of_eight(store, web, parse):
    listed(store, "a")
    web.answers = {"a": rss(1)}
    for turn in range(9):
        poll(store, web, parse, NOW + turn * DAY)
    sent = [feed.etag for feed in web.asked]
    assert sent[0] is None
    assert sent[1:].count(None) == 1


def test_the_same_body_with_new_validators_is_asked_with_those(store, web, parse):
    listed(store, "a")
    web.answers = {"a": rss(1)}
    poll(store, web, parse)
    web.answers = {"a": Fetched(web.asked[0], 200, rss(1), etag='"new"')}
    poll(store, web, parse, NOW + HOUR)
    assert (store.feeds.all()[0].etag, store.feeds.all()[0].modified) == ('"new"', None)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (500, "http-500: the server answered 500"),
        ("timeout: no answer within 20 s", "timeout: no answer within 20 s"),
        ("refused", "refused: refused"),
        (b"<html><body>Sorry</body></html>", "html: "),
        (b"", "empty: "),
    ],
)
def test_a_failing_feed_is_named_stops_nothing_and_comes_again_with_back_off(store, web, parse, answer, error):
    listed(store, "bad", "good")
    web.answers = {"bad": answer, "good": rss(1)}
    report = poll(store, web, parse)
    assert (report.counts["failed"], report.counts["baseline"]) == (1, 1)
    assert report.errors[0].startswith("bad: ")
    waits = []
    now = NOW
    for failures in (1, 2, 3):
        bad = next(f for f in store.feeds.all() if f.id == "bad")
        assert (bad.failures, bad.error_since) == (failures, NOW)
        assert bad.error.startswith(error)
        waits.append(bad.next_check_at - now)
        now = bad.next_check_at
        poll(store, web, parse, now)
    assert waits[0] < waits[1] < waits[2]
    web.answers["bad"] = rss(7)
    bad = next(f for f in store.feeds.all() if f.id == "bad")
    poll(store, web, parse, bad.next_check_at)
    bad = next(f for f in store.feeds.all() if f.id == "bad")
    assert (bad.failures, bad.error, bad.baseline_at) == (0, None, bad.ok_at)


def test_a_body_that_could_not_be_read_is_read_again_though_it_is_the_same(store, web, parse):
    listed(store, "a")
    web.answers = {"a": b"<html></html>"}
    poll(store, web, parse)
    poll(store, web, parse, NOW + DAY)
    assert parse.calls == 2


def test_a_mistake_of_ours_in_one_feed_stops_no_other(store, web, parse):
    def fragile(data: bytes, *, content_type: str | None = None, base: str | None = None) -> ParsedFeed:
        if b"g1" in data:
            raise ZeroDivisionError("a parser's mistake")
        return parse(data, content_type=content_type, base=base)

    listed(store, "a", "b")
    web.answers = {"a": rss(1), "b": rss(2)}
    report = poll(store, web, fragile)
    assert (report.counts["failed"], report.counts["baseline"]) == (1, 1)
    assert next(f for f in store.feeds.all() if f.id == "a").error.startswith("crash: ")


def test_what_one_feed_brings_that_cannot_be_stored_stops_no_other(store, web, parse):
    def strange(data: bytes, *, content_type: str | None = None, base: str | None = None) -> ParsedFeed:
        parsed = parse(data, content_type=content_type, base=base)
        # No database takes an object in the place of a time.
        return replace(parsed, hub=object()) if b"g1" in data else parsed

    listed(store, "a", "b", "c")
    web.answers = {"a": rss(1), "b": rss(2), "c": rss(3)}
    report = poll(store, web, strange)
    assert (report.counts["failed"], report.counts["baseline"]) == (1, 2)
    assert [feed.error is None for feed in store.feeds.all()] == [False, True, True]
    assert store.items.count() == 2


def test_pace_and_change_are_learned_from_the_feed(store, web, parse):
    listed(store, "a")
    web.answers = {"a": rss(1).replace(b"<title>T</title>", b"<title>T</title><ttl>90</ttl>")}
    poll(store, web, parse)
    (feed,) = store.feeds.all()
    assert (feed.pace.minutes, feed.changed_at) == (90, NOW)
    assert feed.next_check_at >= NOW + timedelta(minutes=90)
    web.answers = {"a": 304}
    poll(store, web, parse, NOW + DAY)
    assert store.feeds.all()[0].changed_at == NOW


def test_a_feed_that_shrinks_and_bounces_back_brings_nothing_twice(store, web, parse):
    listed(store, "a")
    for turn, body in enumerate((rss(1, 2, 3), rss(1), rss(), rss(3, 2, 1))):
        web.answers = {"a": body}
        poll(store, web, parse, NOW + turn * DAY)
    assert all(item.baseline for item in store.items.latest(None, 9))
    assert store.items.count() == 3
