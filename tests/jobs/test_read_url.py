"""A page that somebody asks about is read from outside only."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from core.errors import SourceError
from jobs.fetch import HttpFetcher, Limits
from jobs.read_url import PageReader

TEXT = (
    "Korea and Egypt agreed on Monday to open talks about a trade agreement on cars and chemicals. Both ministers called the step "
    "the most important one in ten years. The first round is held in Cairo in May, and the second one in Seoul."
)
PAGE = f"""<!doctype html><html lang="en"><head><title>Korea and Egypt open trade talks</title>
<meta property="article:published_time" content="2026-03-02"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Korea and Egypt open trade talks</h1><p>{TEXT}</p></article></body></html>"""


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        pages = {
            "/article": (PAGE, "text/html"),
            "/menu": ("<html><body><nav>Home</nav></body></html>", "text/html"),
            "/pdf": ("%PDF", "application/pdf"),
            "/closed/article": (PAGE, "text/html"),
            "/robots.txt": ("User-agent: *\nDisallow: /closed/\n", "text/plain"),
        }
        body, kind = pages.get(self.path, ("", ""))
        self.send_response(200 if kind else 404)
        self.send_header("Content-Type", kind or "text/plain")
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_an_article_becomes_an_item_that_is_stored_nowhere(site):
    item = PageReader(HttpFetcher(allow_private=["127.0.0.1"], limits=Limits(spacing=0)))(f"{site}/article")
    assert (item.id, item.key, item.title, item.lang, item.source) == (
        "",
        0,
        "Korea and Egypt open trade talks",
        "en",
        "127.0.0.1",
    )
    assert "first round is held in Cairo" in item.body
    assert (item.link, item.published) == (f"{site}/article", datetime(2026, 3, 2, tzinfo=UTC))


@pytest.mark.parametrize(
    ("path", "code"),
    [("/none", "http-404"), ("/menu", "no-article"), ("/pdf", "not-html"), ("/closed/article", "robots")],
)
def test_what_is_no_article_is_named(site, path, code):
    with pytest.raises(SourceError) as caught:
        PageReader(HttpFetcher(allow_private=["127.0.0.1"], limits=Limits(spacing=0)))(site + path)
    assert caught.value.code == code


def test_an_address_inside_is_refused(site):
    for url in (f"{site}/article", "http://169.254.169.254/latest", "http://[::1]/"):
        with pytest.raises(SourceError) as caught:
            PageReader(HttpFetcher())(url)
        assert caught.value.code == "address"


@pytest.mark.parametrize("url", ["ftp://n.example/a", "https://u:p@n.example/", "n.example", "", "https://"])
def test_what_is_no_address_is_never_fetched(url):
    with pytest.raises(SourceError) as caught:
        PageReader(HttpFetcher())(url)
    assert caught.value.code == "bad-url"
