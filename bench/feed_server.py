"""A fast feed server on loopback for the poll bench, in a process of its own so that its work is not counted.

`python -m bench.feed_server FEEDS` prints its port. /feed/N is a feed with an ETag, /bare/N the same without one.
/_round/K makes a tenth of the feeds change, /_latency/MS delays each answer from then on.
"""

import asyncio
import random
import sys
from functools import lru_cache
from hashlib import sha256
from html import escape

ENTRIES = 40
WORDS = (
    "tariff schedule export control agreement minister meeting critical minerals steel quota review committee notice "
    "관세 협정 산업통상부 발표 수출 통제 반도체 핵심광물 협상 회의 기업 지원 关税 出口管制 公告 商务部 輸出管理 重要鉱物 経済産業省"
)


@lru_cache(maxsize=5_000)
def feed(number: int, changes: int) -> bytes:
    """Feed `number` after it changed so many times: RSS, about 33 KB, 40 entries, the newest first."""
    entries = "".join(_entry(number, at) for at in range(changes + ENTRIES - 1, changes - 1, -1))
    head = f"<title>Ministry {number}</title><link>https://m{number}.example/</link><language>ko</language>"
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{head}{entries}</channel></rss>'.encode()


def _entry(number: int, at: int) -> str:
    chance = random.Random(f"{number}-{at}")
    words = WORDS.split()
    title, text = " ".join(chance.choices(words, k=8)), " ".join(chance.choices(words, k=50))
    body = escape(f'<p>{text}</p><p><a href="https://m{number}.example/a/{at}">more</a> &amp; more</p>')
    return (
        f"<item><title>{title}</title><link>https://m{number}.example/a/{at}</link>"
        f'<guid isPermaLink="false">{number}-{at}</guid>'
        f"<pubDate>Mon, {1 + at % 28:02} Jun 2026 {at % 24:02}:15:00 +0900</pubDate><description>{body}</description></item>"
    )


class Answers(asyncio.Protocol):
    """One connection: requests in, feeds out, kept open."""

    round = 0
    latency = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps the way back."""
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.waiting = transport, b""

    def data_received(self, data: bytes) -> None:
        """Answers each request that is whole."""
        *requests, self.waiting = (self.waiting + data).split(b"\r\n\r\n")
        for request in requests:
            answer = self.answer(request)
            if Answers.latency:
                asyncio.get_running_loop().call_later(Answers.latency, self.transport.write, answer)
            else:
                self.transport.write(answer)

    def answer(self, request: bytes) -> bytes:
        """The answer to one request's head."""
        _, kind, number = request.split(b" ", 2)[1].split(b"/")
        if kind == b"_round":
            Answers.round = int(number)
        elif kind == b"_latency":
            Answers.latency = int(number) / 1000
        else:
            return self.serve(kind, int(number), request)
        return _http(b"200 OK", b"")

    def serve(self, kind: bytes, number: int, request: bytes) -> bytes:
        """Feed `number`, or 304 where the asker has it."""
        body = feed(number, sum(number % 10 == round_ % 10 for round_ in range(1, Answers.round + 1)))
        if kind == b"bare":
            return _http(b"200 OK", body)
        etag = b'"%s"' % sha256(body).hexdigest()[:16].encode()
        if etag in request:
            return _http(b"304 Not Modified", b"", b"ETag: %s\r\n" % etag)
        return _http(b"200 OK", body, b"ETag: %s\r\n" % etag)


def _http(status: bytes, body: bytes, more: bytes = b"") -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Type: application/rss+xml\r\nContent-Length: %d\r\n%s\r\n%s" % (
        status,
        len(body),
        more,
        body,
    )


async def serve(feeds: int) -> None:
    """Runs until killed."""
    size = sum(len(feed(number, 0)) for number in range(feeds))
    server = await asyncio.get_running_loop().create_server(Answers, "127.0.0.1", 0, backlog=1_000)
    print(server.sockets[0].getsockname()[1], size, flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
