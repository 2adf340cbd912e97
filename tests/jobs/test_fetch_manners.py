"""How politely feeds are fetched."""

import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest

from core.model import Feed
from core.ports import Fetched
from jobs.fetch import HttpFetcher, Limits
from jobs.manners import Manners
from tests.servers.misbehaving import Asked, Server, always, http, silent

FEED = b"<rss version='2.0'><channel><title>T</title></channel></rss>"
LOOPBACK = ["127.0.0.0/8"]
# Time enough for the slowest machine.
QUICK = Limits(total=60.0, headers=60.0, connect=60.0, body=100_000, redirects=3, spacing=0.0)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def fetch(url: str, limits: Limits = QUICK, allow: Iterable[str] = LOOPBACK, **facts: str) -> Fetched:
    feed = replace(Feed("f", "Feed", url), **facts)
    (fetched,) = HttpFetcher(allow_private=list(allow), limits=limits).fetch([feed])
    return fetched


def code(fetched: Fetched) -> str | None:
    """The stable part of an error; an answer that has one carries nothing else."""
    if fetched.error is None:
        return None
    assert fetched.status == 0
    assert fetched.body == b""
    return fetched.error.partition(":")[0]


# Manners


def test_one_host_is_asked_by_few_at_once(server: Server) -> None:
    held = _Held(2)
    server.answers["*"] = held
    limits = replace(QUICK, per_host=2)
    feeds = [Feed(str(number), "", server.url(f"/{number}")) for number in range(8)]
    arrived = list(HttpFetcher(allow_private=LOOPBACK, limits=limits).fetch(feeds))
    assert sorted(fetched.feed.id for fetched in arrived) == [str(number) for number in range(8)]
    assert held.most == 2


class _Held:
    """Answers once `number` requests are here together, and a moment later, in which a further one could come."""

    def __init__(self, number: int) -> None:
        self._barrier, self._lock = threading.Barrier(number), threading.Lock()
        self._here = self.most = 0

    def __call__(self, asked: Asked) -> Iterable[bytes]:
        with self._lock:
            self._here += 1
            self.most = max(self.most, self._here)
        self._barrier.wait(60)
        time.sleep(0.03)
        with self._lock:
            self._here -= 1
        return [http(FEED)]


def test_one_host_is_not_asked_too_fast(server: Server) -> None:
    server.answers["*"] = always(http(FEED))
    limits = replace(QUICK, per_host=4, spacing=0.05)
    feeds = [Feed(str(number), "", server.url(f"/{number}")) for number in range(8)]
    began = time.monotonic()
    assert len(list(HttpFetcher(allow_private=LOOPBACK, limits=limits).fetch(feeds))) == 8
    # Counted from before the first one, so that no delay on the way makes a gap look shorter than it was.
    for number, at in enumerate(sorted(asked.at for asked in server.asked)):
        assert at - began >= number * 0.05 - 0.001


def test_a_page_that_a_feed_leads_to_waits_for_its_hosts_turn_too(server: Server) -> None:
    server.answers["*"] = always(http(FEED))
    fetcher = HttpFetcher(allow_private=LOOPBACK, limits=replace(QUICK, spacing=0.1))
    began = time.monotonic()
    for _ in fetcher.fetch([Feed(name, "", server.url(f"/{name}")) for name in ("a", "b")]):
        assert next(fetcher.fetch([Feed("page", "", server.url("/page"))])).status == 200
    for number, at in enumerate(sorted(asked.at for asked in server.asked)):
        assert at - began >= number * 0.1 - 0.001
    assert len(server.asked) == 4


def test_fetchers_with_the_same_manners_take_turns_at_a_host_and_keep_its_pauses(server: Server) -> None:
    server.answers["*"] = always(http(FEED))
    limits, manners = replace(QUICK, spacing=0.1), Manners()
    polling, asking, hub = (HttpFetcher(allow_private=LOOPBACK, limits=limits, manners=manners) for _ in range(3))
    began = time.monotonic()
    assert next(polling.fetch([Feed("a", "", server.url("/a"))])).status == 200
    assert next(asking.fetch([Feed("page", "", server.url("/page"))])).status == 200
    assert hub.post(server.url("/hub"), {"hub.mode": "subscribe"}) == 200
    for number, at in enumerate(sorted(asked.at for asked in server.asked)):
        assert at - began >= number * 0.1 - 0.001
    server.answers["/hub"] = always(http(status="429 Too Many", headers={"Retry-After": "60"}))
    assert hub.post(server.url("/hub"), {"hub.mode": "subscribe"}) == 429
    assert hub.post(server.url("/hub"), {"hub.mode": "subscribe"}) == 429
    assert next(polling.fetch([Feed("a", "", server.url("/a"))])).status == 429
    assert len(server.asked) == 4


def test_no_more_are_fetched_than_somebody_takes(server: Server) -> None:
    server.answers["*"] = always(http(FEED))
    limits = replace(QUICK, concurrency=4, per_host=100)
    results = HttpFetcher(allow_private=LOOPBACK, limits=limits).fetch(
        [Feed(str(number), "", server.url(f"/{number}")) for number in range(30)]
    )
    taken = [next(results)]
    time.sleep(0.3)
    assert len(server.asked) <= 6
    taken += results
    assert len(taken) == 30


def test_a_reader_who_leaves_ends_the_fetching(server: Server) -> None:
    server.answers["*"] = always(http(FEED))
    server.answers["/slow"] = silent
    feeds = [Feed("a", "", server.url("/a")), Feed("slow", "", server.url("/slow"))]
    results = HttpFetcher(allow_private=LOOPBACK, limits=QUICK).fetch(feeds)
    began = time.monotonic()
    assert next(results).feed.id == "a"
    results.close()
    assert time.monotonic() - began < QUICK.total / 3


def test_429_pauses_the_whole_host(server: Server) -> None:
    server.answers["*"] = always(http(status="429 Too Many Requests", headers={"Retry-After": "120"}))
    fetcher = HttpFetcher(allow_private=LOOPBACK, limits=replace(QUICK, per_host=1))
    feeds = [Feed(str(number), "", server.url(f"/{number}")) for number in range(3)]
    for fetched in (*fetcher.fetch(feeds), *fetcher.fetch(feeds[:1])):
        assert fetched.status == 429
        assert fetched.retry_after == pytest.approx(90, abs=30)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Retry-After": "90"}, 90),
        ({"Retry-After": "99999999999"}, 604_800),
        ({"Retry-After": "Mon, 02 Mar 2026 10:00:00 GMT", "Date": "Mon, 02 Mar 2026 09:58:00 GMT"}, 120),
        ({"Retry-After": "Mon, 02 Mar 2026 09:00:00 GMT", "Date": "Mon, 02 Mar 2026 09:58:00 GMT"}, 0),
        ({"Retry-After": "Mon, 02 Mar 2026 10:00:00 GMT"}, None),
        ({"Retry-After": "-1"}, None),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
def test_retry_after(server: Server, headers: dict[str, str], expected: int | None) -> None:
    server.answers["/feed"] = always(http(status="503 Busy", headers=headers))
    assert fetch(server.url("/feed")).retry_after == expected


@pytest.mark.parametrize(
    ("control", "expected"),
    [
        ("max-age=60", 60),
        ("s-maxage=5, max-age=0", 0),
        ("no-cache, max-age=60", None),
        ("no-store", None),
        ("s-maxage=9", None),
    ],
)
def test_max_age(server: Server, control: str, expected: int | None) -> None:
    server.answers["/feed"] = always(http(FEED, {"Cache-Control": control}))
    assert fetch(server.url("/feed")).max_age == expected


def test_nothing_to_fetch_is_nothing() -> None:
    assert list(HttpFetcher().fetch([])) == []
