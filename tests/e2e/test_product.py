"""The whole product against a local Slack: subscribe, an item arrives in a feed, the alert stands in the channel."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import until

pytestmark = pytest.mark.e2e

FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Ministry of Trade</title><link>https://ministry.example</link>{items}</channel></rss>"""
OLD = "<item><guid>1</guid><title>CBAM guidance of last year</title><link>https://ministry.example/1</link></item>"
NEW = (
    "<item><guid>2</guid><title>CBAM: importers must register &lt;!channel&gt; by 31 March</title>"
    "<link>https://ministry.example/2?utm_source=rss</link><pubDate>Mon, 02 Mar 2026 09:00:00 +0900</pubDate>"
    "<description>The ministry published the registration form for importers under CBAM on Monday. "
    "Firms without a number may not import from April.</description></item>"
)
UNRELATED = (
    "<item><guid>3</guid><title>Minister opens flower show</title><link>https://ministry.example/3</link></item>"
)


@dataclass
class Publisher:
    """A feed on loopback whose items a test can change; it answers conditional requests."""

    address: str = ""
    items: list[str] = field(default_factory=lambda: [OLD])
    answers: list[int] = field(default_factory=list)

    def body(self) -> bytes:
        return FEED.format(items="".join(self.items)).encode()


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    made = Publisher()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            etag = f'"{len(made.items)}"'
            unchanged = self.headers.get("If-None-Match") == etag
            made.answers.append(304 if unchanged else 200)
            self.send_response(made.answers[-1])
            self.send_header("ETag", etag)
            self.send_header("Content-Type", "application/rss+xml; charset=utf-8")
            body = b"" if unchanged else made.body()
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.address = f"http://127.0.0.1:{server.server_port}/feed.xml"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield made
        server.shutdown()


@dataclass
class Product:
    """A running product, its local Slack, and the command of its operator."""

    slack: Any
    process: Any
    env: dict[str, str]

    def policywire(self, *arguments: str) -> str:
        command = [str(Path(sys.executable).with_name("policywire")), *arguments]
        env = {"PATH": os.environ["PATH"], **self.env}
        done = subprocess.run(command, env=env, cwd=self.env["HOME"], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(params=["socket", "http"])
def product(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    publisher: Publisher,
    start_slack: Callable[..., Any],
    start_policywire: Callable[..., Any],
    free_port: Callable[[], int],
) -> Product:
    chat = free_port()
    slack = start_slack(f"http://127.0.0.1:{chat}/slack/events" if request.param == "http" else None)
    feeds = tmp_path / "feeds.yaml"
    feeds.write_text(
        f"feeds:\n- id: ministry\n  title: Ministry of Trade\n  url: {publisher.address}\n  tier: official\n"
        "  lang: en\n  country: KR\n  carries: press releases\n  reached: true\n"
    )
    inbound = {"SLACK_APP_TOKEN": slack.app_token} if request.param == "socket" else {}
    env = {
        "HOME": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/policywire.db",
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "POLICYWIRE_FEEDS_FILE": str(feeds),
        "POLICYWIRE_FEED_ALLOW_PRIVATE": "127.0.0.0/8",
        "POLICYWIRE_CHAT_PORT": str(chat),
        "POLICYWIRE_CONSOLE_PORT": str(free_port()),
        **inbound,
    }
    process = start_policywire(env, ready_url=f"http://127.0.0.1:{chat}/healthz")
    if inbound:
        slack.wait_until_connected()
    return Product(slack, process, env)


def test_from_a_command_to_an_alert_and_a_summary(product: Product, publisher: Publisher) -> None:
    slack = product.slack
    slack.command("subscribe cbam")
    slack.message("This channel now follows CBAM")
    until(lambda: "ok" in product.policywire("feeds", "ministry"), "the feed's baseline")
    publisher.items[:0] = [NEW, UNRELATED]
    product.policywire("feeds", "ministry", "--now")

    alert = slack.message("importers must register")
    assert alert["blocks"]
    for said in ("CBAM", "Ministry of Trade", "https://ministry.example/2", "Excerpt, not a summary", "31 March"):
        assert said in alert["text"]
    assert "<!channel>" not in str(alert["blocks"]) + alert["text"]
    assert not alert.get("ephemeral_to")

    slack.press(alert, "Summary")
    private = until(lambda: [m for m in slack.messages() if m.get("ephemeral_to") and "[2]" in m["text"]], "a summary")
    assert "may not import from April" in private[0]["text"]

    slack.command("latest cbam")
    slack.message("CBAM guidance of last year")
    product.policywire("feeds", "ministry", "--now")
    until(lambda: publisher.answers[-1] == 304, "a conditional poll")
    posted = [
        m["text"]
        for m in slack.messages()
        if m.get("user") == slack.bot and "Excerpt" in m["text"] and not m.get("ephemeral_to")
    ]
    assert len([text for text in posted if "registration form" in text]) == 1
    assert not [text for text in posted if "flower show" in text or "last year" in text]


def test_tokens_are_checked_and_never_printed(product: Product) -> None:
    told = product.policywire("check")
    assert "ok    slack" in told
    everything = told + product.process.output()
    assert product.slack.bot_token not in everything
    assert product.slack.signing_secret not in everything
    assert product.slack.app_token not in everything
