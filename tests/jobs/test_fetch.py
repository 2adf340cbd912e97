"""Fetching from servers that behave, and from servers that do not."""

import gzip
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import brotli
import pytest
import trustme
from backports import zstd

from core.model import Feed
from core.ports import Fetched
from jobs.fetch import HttpFetcher, Limits
from tests.servers.misbehaving import Answer, Asked, Server, always, dripping, http, redirect, silent

FEED = b"<rss version='2.0'><channel><title>T</title></channel></rss>"
LOOPBACK = ["127.0.0.0/8"]
# Time enough for the slowest machine; HURRIED is for servers that never come to an end, where any machine is fast enough.
QUICK = Limits(total=60.0, headers=60.0, connect=60.0, body=100_000, redirects=3, spacing=0.0)
HURRIED = replace(QUICK, total=0.6, headers=0.3)
# Far less than a server that never ends takes, and far more than a slow machine needs for a limit of HURRIED.
AT_ONCE = 20.0


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


# A good server


def test_a_feed_arrives_with_what_is_needed_to_ask_again(server: Server) -> None:
    headers = {"ETag": 'W/"x y"', "Last-Modified": "yesterday", "Content-Type": "text/xml; charset=euc-kr"}
    server.answers["/feed"] = always(http(FEED, headers | {"Cache-Control": "public, Max-Age=600", "Age": "60"}))
    fetched = fetch(server.url("/feed"))
    assert (fetched.status, fetched.body, fetched.error) == (200, FEED, None)
    assert (fetched.etag, fetched.modified) == ('W/"x y"', "yesterday")
    assert fetched.content_type == "text/xml; charset=euc-kr"
    assert fetched.max_age == 540
    assert (fetched.url, fetched.moved) == (server.url("/feed"), None)


@pytest.mark.parametrize("etag", ['"abc"', 'W/"abc-gzip"', "abc", '"a,b"', '"한글"', "0x8D:1'2"])
def test_validators_go_back_byte_for_byte(server: Server, etag: str) -> None:
    server.answers["/feed"] = always(http(status="304 Not Modified"))
    fetched = fetch(server.url("/feed"), etag=etag, modified="Thu, 1 Jan  2026")
    assert fetched.status == 304
    assert (fetched.etag, fetched.modified) == (etag, "Thu, 1 Jan  2026")
    assert server.asked[0].headers["if-none-match"] == etag.encode()
    assert server.asked[0].headers["if-modified-since"] == b"Thu, 1 Jan  2026"


def test_an_etag_of_arbitrary_bytes_is_not_remembered(server: Server) -> None:
    server.answers["/feed"] = always(http(FEED, {"ETag": b'"\xff\xfe"'}))
    fetched = fetch(server.url("/feed"))
    assert (fetched.body, fetched.etag) == (FEED, None)


def test_the_request_names_the_product_and_asks_for_feeds(server: Server) -> None:
    fetch(server.url("/feed?b=2&a=1"))
    assert server.asked[0].target == "/feed?b=2&a=1"
    assert b"Policywire" in server.asked[0].headers["user-agent"]
    assert b"application/rss+xml" in server.asked[0].headers["accept"]
    assert "if-none-match" not in server.asked[0].headers
    assert "cookie" not in server.asked[0].headers


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "500 Oops", "403 Forbidden"])
def test_a_refusal_is_a_status_and_its_body_is_not_read(server: Server, status: str) -> None:
    server.answers["/feed"] = always(http(b"x" * 1000, status=status))
    fetched = fetch(server.url("/feed"))
    assert (fetched.status, fetched.body, fetched.error) == (int(status[:3]), b"", None)


def test_cookies_are_not_kept(server: Server) -> None:
    server.answers["/a"] = redirect("/b", headers={"Set-Cookie": "id=1"})
    server.answers["/b"] = always(http(FEED))
    assert fetch(server.url("/a")).status == 200
    assert "cookie" not in server.asked[1].headers


# Content codings


PACKED = {
    "gzip": gzip.compress(FEED, mtime=0),
    "x-gzip": gzip.compress(FEED[:20], mtime=0) + gzip.compress(FEED[20:], mtime=0),
    "deflate": zlib.compress(FEED),
    "br": brotli.compress(FEED),
    "zstd": zstd.compress(FEED[:20]) + zstd.compress(FEED[20:]),
}


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        *PACKED.items(),
        ("deflate", zlib.compress(FEED)[2:-4]),
        ("gzip", FEED),
        ("", PACKED["gzip"]),
        ("GZIP", PACKED["gzip"]),
    ],
    ids=[*PACKED, "raw deflate", "said but not packed", "packed but not said", "upper case"],
)
def test_a_packed_feed_is_unpacked(server: Server, coding: str, body: bytes) -> None:
    server.answers["/feed"] = always(http(body, {"Content-Encoding": coding} if coding else {}))
    assert fetch(server.url("/feed")).body == FEED


@pytest.mark.parametrize(("coding", "body"), PACKED.items(), ids=PACKED)
def test_a_packed_feed_may_come_in_single_bytes(server: Server, coding: str, body: bytes) -> None:
    head = http(headers={"Content-Encoding": coding}, length=len(body))
    server.answers["/feed"] = lambda asked: [head, *(body[at : at + 1] for at in range(len(body)))]
    assert fetch(server.url("/feed")).body == FEED


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_packed_feed_that_ends_early_is_an_error(server: Server, coding: str) -> None:
    server.answers["/feed"] = always(http(PACKED[coding][:-6], {"Content-Encoding": coding}))
    assert code(fetch(server.url("/feed"))) == "encoding"


@pytest.mark.parametrize("coding", ["deflate", "br", "zstd", "compress"])
def test_rubbish_under_a_coding_is_an_error(server: Server, coding: str) -> None:
    server.answers["/feed"] = always(http(b"\xff\x00rubbish" * 20, {"Content-Encoding": coding}))
    assert code(fetch(server.url("/feed"))) == "encoding"


# Limits


BIG = b"\0" * 30_000_000
BOMBS = {
    "gzip": gzip.compress(BIG, 6, mtime=0),
    "deflate": zlib.compress(BIG, 6),
    "br": brotli.compress(BIG, quality=5),
    "zstd": zstd.compress(BIG),
}


@pytest.mark.parametrize(("coding", "bomb"), BOMBS.items(), ids=BOMBS)
def test_a_compression_bomb_ends_at_the_limit(server: Server, coding: str, bomb: bytes) -> None:
    assert len(bomb) < 100_000
    server.answers["/feed"] = always(http(bomb, {"Content-Encoding": coding}))
    assert code(fetch(server.url("/feed"))) == "too-large"


def test_a_body_of_exactly_the_limit_is_taken(server: Server) -> None:
    server.answers["/feed"] = always(http(b"x" * QUICK.body))
    server.answers["/more"] = always(http(b"x" * (QUICK.body + 1)))
    assert len(fetch(server.url("/feed")).body) == QUICK.body
    assert code(fetch(server.url("/more"))) == "too-large"


def test_a_zstd_frame_that_asks_for_a_huge_window_is_refused(server: Server) -> None:
    parameter = zstd.CompressionParameter
    body = zstd.compress(BIG, options={parameter.window_log: 27, parameter.content_size_flag: 0})
    server.answers["/feed"] = always(http(body, {"Content-Encoding": "zstd"}))
    assert code(fetch(server.url("/feed"), replace(QUICK, body=50_000_000))) == "encoding"


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (dripping(http(length=-1), b"x" * 10_000, 0.0), "too-large"),
        (dripping(CHUNKED, b"2710\r\n" + b"x" * 10_000 + b"\r\n", 0.0), "too-large"),
        (dripping(http(length=10_000), b"x", 0.05), "timeout"),
        (dripping(b"HTTP/1.1 200 OK\r\n", b"X-Y: z\r\n", 0.05), "timeout"),
        (dripping(b"HTTP/1.1 200 O", b"K", 0.05), "timeout"),
        (silent, "timeout"),
        (always(http(FEED, length=1000, headers={"Connection": "close"})), "cut-short"),
        (always(b""), "connect"),
        (always(b"SSH-2.0-x\r\n\r\n"), "protocol"),
        (always(http(headers={"X-Long": "y" * 100_000})), "protocol"),
        (always(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 10_000 + b"\r\n"), "protocol"),
        (always(http(headers={"Content-Length": "x"}, length=-1)), "protocol"),
    ],
    ids=[
        "endless",
        "endless-chunks",
        "byte-by-byte",
        "slow-headers",
        "slow-status",
        "silence",
        "cut-short",
        "hangs-up",
        "not-http",
        "long-header",
        "many-headers",
        "bad-length",
    ],
)
def test_a_bad_server_ends_within_the_limits(server: Server, answer: Answer, expected: str) -> None:
    server.answers["/feed"] = answer
    began = time.monotonic()
    assert code(fetch(server.url("/feed"), HURRIED if expected == "timeout" else QUICK)) == expected
    assert time.monotonic() - began < AT_ONCE


def test_a_bad_server_does_not_hold_up_a_good_one(server: Server) -> None:
    good_came = threading.Event()

    def bad(asked: Asked) -> Iterable[bytes]:
        good_came.wait(QUICK.total)
        return [http(FEED)]

    server.answers |= {"/bad": bad, "/good": always(http(FEED))}
    feeds = [Feed("bad", "", server.url("/bad")), Feed("good", "", server.url("/good"))]
    arriving = HttpFetcher(allow_private=LOOPBACK, limits=QUICK).fetch(feeds)
    assert next(arriving).feed.id == "good"
    good_came.set()
    assert [fetched.feed.id for fetched in arriving] == ["bad"]


# Redirects


def test_permanent_redirects_all_the_way_are_a_move(server: Server) -> None:
    server.answers["/old"] = redirect("/middle")
    server.answers["/middle"] = redirect("new?x=1", "308 Permanent Redirect")
    server.answers["/new"] = always(http(FEED))
    fetched = fetch(server.url("/old"))
    assert (fetched.body, fetched.url, fetched.moved) == (FEED, server.url("/new?x=1"), server.url("/new?x=1"))


@pytest.mark.parametrize("status", ["302 Found", "303 See Other", "307 Temporary Redirect"])
def test_one_temporary_redirect_is_no_move(server: Server, status: str) -> None:
    server.answers |= {"/old": redirect("/middle"), "/middle": redirect("/new", status), "/new": always(http(FEED))}
    fetched = fetch(server.url("/old"))
    assert (fetched.body, fetched.url, fetched.moved) == (FEED, server.url("/new"), None)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/loop", "redirects"),
        ("file:///etc/hostname", "bad-url"),
        ("ftp://127.0.0.1/", "bad-url"),
        ("javascript:alert(1)", "bad-url"),
        ("http://[", "bad-url"),
        ("http://10.0.0.1/", "address"),
        ("http://169.254.169.254/latest/meta-data/", "address"),
        ("http://[::ffff:10.0.0.1]/", "address"),
        ("http://0x0a000001/", "address"),
        ("http://167772161/", "bad-url"),
    ],
)
def test_a_redirect_is_checked_like_a_first_address(server: Server, target: str, expected: str) -> None:
    server.answers["/loop"] = redirect(target)
    assert code(fetch(server.url("/loop"))) == expected


def test_a_redirect_without_a_target_is_a_status(server: Server) -> None:
    server.answers["/feed"] = always(http(status="302 Found"))
    assert fetch(server.url("/feed")).status == 302


# Addresses


def test_private_addresses_are_refused_unless_allowed(server: Server) -> None:
    server.answers["/feed"] = always(http(FEED))
    assert code(fetch(server.url("/feed"), allow=[])) == "address"
    assert code(fetch(server.url("/feed", "localhost"), allow=[])) == "address"
    assert code(fetch(server.url("/feed"), allow=["10.0.0.0/8"])) == "address"
    assert server.asked == []
    assert fetch(server.url("/feed"), allow=["127.0.0.1"]).status == 200
    assert fetch(server.url("/feed", "localhost"), allow=["localhost"]).status == 200


def test_an_allowed_name_allows_no_other_way_to_its_address(server: Server) -> None:
    server.answers["/feed"] = redirect(server.url("/other"))
    assert code(fetch(server.url("/feed", "localhost"), allow=["localhost"])) == "address"


@pytest.mark.parametrize(
    "url", ["", "feed", "//x/", "ftp://x/", "file:///etc/hostname", "http://", "http://[::1", "http://a b/"]
)
def test_what_is_no_web_address_is_an_error(url: str) -> None:
    assert code(fetch(url)) == "bad-url"


def test_a_name_that_does_not_exist_and_a_port_nobody_serves() -> None:
    assert code(fetch("http://nobody.invalid/")) == "dns"
    assert code(fetch("http://127.0.0.1:1/")) == "connect"


@pytest.mark.parametrize("host", ["a..b", "a" * 300, "xn--a", "-", "..", "%00", "a_b.invalid", "١٢٧.0.0.1"])
def test_odd_names_are_errors(host: str) -> None:
    assert code(fetch(f"http://{host}/")) in ("bad-url", "dns", "address", "protocol")


def test_a_name_that_comes_to_mean_an_address_inside_is_refused(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: what counts is the address that is connected to, not what the name meant before."""
    answers = iter(["127.0.0.2", "127.0.0.1", "127.0.0.2", "127.0.0.1"])

    def lookup(host: str, port: int, *more: object, **options: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    with Server({"/feed": always(http(FEED, {"Connection": "close"}))}, host="127.0.0.2", port=server.port) as outside:
        fetcher = HttpFetcher(allow_private=["127.0.0.2"], limits=QUICK)
        feed = Feed("f", "", outside.url("/feed", "rebinding.example"))
        assert next(fetcher.fetch([feed])).status == 200
        assert code(next(fetcher.fetch([feed]))) == "address"
        outside.answers["/feed"] = redirect(outside.url("/feed", "other.example"))
        assert code(next(fetcher.fetch([feed]))) == "address"
    assert server.asked == []


# Credentials, TLS, proxy


def test_credentials_stay_with_the_feeds_own_origin(server: Server) -> None:
    with Server(host="127.0.0.2") as other:
        server.answers |= {"/feed": redirect("/here"), "/here": redirect(other.url("/there"))}
        other.answers["/there"] = always(http(FEED))
        fetcher = HttpFetcher(
            allow_private=LOOPBACK, limits=QUICK, authorise=lambda feed: {"Authorization": f"Bearer {feed.id}"}
        )
        (fetched,) = fetcher.fetch([Feed("secret", "", server.url("/feed"))])
    assert fetched.status == 200
    assert [asked.headers["authorization"] for asked in server.asked] == [b"Bearer secret", b"Bearer secret"]
    assert "authorization" not in other.asked[0].headers


def test_a_password_in_the_address_is_used_and_never_shown(server: Server) -> None:
    fetched = fetch(server.url("/feed", "user:hunter2@127.0.0.1"))
    assert server.asked[0].headers["authorization"].startswith(b"Basic ")
    assert fetched.status == 404
    failed = fetch("http://user:hunter2@127.0.0.1:1/feed")
    assert "hunter2" not in str(failed.error)


def test_an_unknown_authority_is_refused_and_a_given_one_believed(tmp_path: Path) -> None:
    authority, bundle = trustme.CA(), tmp_path / "authorities.pem"
    authority.cert_pem.write_to_path(str(bundle))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with Server({"/feed": always(http(FEED))}, tls=context) as secure:
        assert code(fetch(secure.url("/feed"))) == "tls"
        trusting = HttpFetcher(allow_private=LOOPBACK, limits=QUICK, ca_bundle=str(bundle))
        (fetched,) = trusting.fetch([Feed("f", "", secure.url("/feed"))])
        assert fetched.body == FEED


def test_everything_goes_through_the_proxy(server: Server) -> None:
    server.answers["*"] = always(http(FEED))
    fetcher = HttpFetcher(limits=QUICK, proxy=server.url())
    (fetched,) = fetcher.fetch([Feed("f", "", "http://feeds.example/feed")])
    assert fetched.body == FEED
    assert server.asked[0].target == "http://feeds.example/feed"


@pytest.mark.parametrize(
    "host", ["10.1.2.3", "127.0.0.1", "[::1]", "localhost", "169.254.169.254", "2130706433", "127.1"]
)
def test_a_proxy_is_not_asked_for_addresses_inside(server: Server, host: str) -> None:
    fetcher = HttpFetcher(limits=QUICK, proxy=server.url())
    (fetched,) = fetcher.fetch([Feed("f", "", f"http://{host}/feed")])
    assert code(fetched) == "address"
    assert server.asked == []


def test_a_proxy_that_is_not_there_is_named() -> None:
    fetcher = HttpFetcher(limits=QUICK, proxy="http://127.0.0.1:1")
    (fetched,) = fetcher.fetch([Feed("f", "", "http://feeds.example/feed")])
    assert code(fetched) == "proxy"
