"""The whole product in one process with its console on a real port, and a publisher whose feed a test changes.

Its jobs run when a test says so, so that nothing is waited for. All data is synthetic.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from app.console_tools import build_tools
from app.run import completions, status_card
from app.server import build_console_app, open_console_port, serve
from app.settings import Settings
from app.wiring import Product, build, clock

FEED = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{title}</title><link>https://ministry.example</link>{items}</channel></rss>'
ENTRY = "<item><guid>{n}</guid><title>{title}</title><link>https://ministry.example/{n}</link><pubDate>{date}</pubDate><description>{body}</description></item>"
# What a hostile publisher writes.
XSS = '<script>document.title="owned"</script><img src=x onerror="document.title=\'owned\'">'
OLD = (
    ("CBAM guidance for importers is updated", "The guidance explains the reporting of embedded emissions under CBAM. Importers report by 31 January 2026."),
    ("탄소국경조정제도(CBAM) 대응 지원사업 공고", "산업통상부는 중소·중견기업의 탄소국경조정제도 대응을 위해 1,200억원을 지원한다고 밝혔다. 신청 마감은 2026년 3월 31일이다."),
    ("Minister opens the flower show", "The minister opened the flower show of the ministry on Monday."),
    ("갈륨·게르마늄 수출허가 대상 품목 확대", "중국 상무부는 갈륨과 게르마늄의 수출허가 대상을 넓힌다고 발표했다. 핵심광물 공급망에 영향이 예상된다."),
    ("商务部公布稀土出口管制措施", "商务部公告称，对部分稀土物项实施出口管制，自2026年4月1日起施行。关键矿产供应受到影响。"),
    ("重要鉱物の備蓄を拡大", "経済産業省は重要鉱物の備蓄を拡大する方針を示した。"),
)  # fmt: skip


@dataclass
class Publisher:
    """A feed on loopback. `broken` makes it answer 500; `entries` are (title, text)."""

    address: str = ""
    title: str = "Ministry of Trade"
    broken: bool = False
    entries: list[tuple[str, str]] = field(default_factory=lambda: list(OLD))

    def feed(self) -> bytes:
        dates = [format_datetime(clock() - timedelta(days=3 + 5 * n, hours=n)) for n in range(4)]
        entries = (
            ENTRY.format(n=n, title=escape(title), body=escape(body), date=dates[n % 4])
            for n, (title, body) in enumerate(self.entries)
        )
        return FEED.format(title=escape(self.title), items="".join(entries)).encode()


@contextmanager
def publishing() -> Iterator[Publisher]:
    """A publisher on a free port."""
    publisher = Publisher()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            data = publisher.feed()
            self.send_response(500 if publisher.broken else 200)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *arguments: Any) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    publisher.address = f"http://127.0.0.1:{server.server_port}/feed"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield publisher
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class World:
    """A running product. `home` is the console's address."""

    product: Product
    publisher: Publisher
    home: str

    def work(self) -> None:
        """Have every job run, in the order of the data's way."""
        jobs = {job.name: job for job in self.product.jobs}
        for name in (
            "watch_corpus",
            "watch_feeds",
            "watch_topics",
            "match_items",
            "send_digests",
            "deliver_alerts",
        ):
            jobs[name].run()

    def poll(self) -> None:
        """Have the feeds read at once, and all that follows from it."""
        feeds = self.product.store.feeds
        feeds.check_now(feeds.all())
        self.work()


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """The product over a new SQLite file, with the shipped topics and briefs and one feed that was read once."""
    with publishing() as publisher:
        feeds = folder / "feeds.yaml"
        row = f"- {{id: ministry, title: Ministry of Trade, url: '{publisher.address}', tier: official, lang: en, country: KR}}"
        feeds.write_text(f"version: 1\nfeeds:\n{row}\n", encoding="utf-8")
        documents = folder / "documents"
        documents.mkdir()
        settings = Settings(
            _env_file=None,
            DATABASE_URL=f"sqlite:///{folder / 'console.db'}",
            POLICYWIRE_FEEDS_FILE=feeds,
            POLICYWIRE_FEED_ALLOW_PRIVATE="127.0.0.1",
            POLICYWIRE_CORPUS_DIRS=str(documents),
        )
        product = build(settings)
        try:
            app = build_console_app(
                product.store, product.dispatch, clock, lambda lang: status_card(product, lang),
                zone=settings.zone, completions=completions(product), tools=build_tools(product),
            )  # fmt: skip
            with in_thread(app) as port:
                found = World(product, publisher, f"http://127.0.0.1:{port}")
                found.work()
                yield found
        finally:
            product.close()


@contextmanager
def in_thread(app: Any) -> Iterator[int]:
    """The application on a free port."""
    listener = open_console_port("127.0.0.1", 0)
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    port: int = listener.getsockname()[1]
    thread = threading.Thread(target=loop.run_until_complete, args=[serve([(app, listener)], stop)])
    thread.start()
    try:
        yield port
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(15)
        loop.close()
