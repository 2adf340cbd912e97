"""A Slack of our own on loopback: chat.postMessage and conversations.history with metadata, and faults by a seed.

It runs in a process of its own: `python -m tests.faults.chat SEED` prints its port. `POST /_faults` sets how often which
fault comes, `GET /_messages` tells what it accepted, in the order of accepting.
"""

import asyncio
import itertools
import random
import sys
import time
from collections import defaultdict, deque
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from aiohttp import web


@dataclass(frozen=True)
class Faults:
    """Chances from 0 to 1, and lengths in seconds."""

    limited: float = 0.0
    error_before: float = 0.0
    error_after: float = 0.0
    drop_before: float = 0.0
    drop_after: float = 0.0
    slow: float = 0.0
    slowness: float = 0.0
    history_limited: float = 0.0
    history_broken: float = 0.0
    histories_a_second: float = 1e9
    revoked: bool = False
    archived: tuple[str, ...] = ()


@dataclass
class Chat:
    """What it accepted."""

    dice: random.Random
    faults: Faults = Faults()
    messages: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    order: list[tuple[str, str, float]] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: itertools.count(1))
    histories: deque[float] = field(default_factory=deque)
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def fault(self, *names: str) -> str | None:
        """The fault that strikes now, if any."""
        roll = self.dice.random()
        for name in names:
            roll -= getattr(self.faults, name)
            if roll < 0:
                self.counts[name] += 1
                return name
        return None

    def accept(self, body: dict[str, Any]) -> str:
        moment = time.clock_gettime(time.CLOCK_REALTIME)
        ts = f"{moment:.3f}{next(self.numbers) % 1000:03d}"
        metadata = body.get("metadata")
        self.messages[body["channel"]].append(
            {"type": "message", "ts": ts, "text": body.get("text"), "metadata": metadata}
        )
        self.order.append((body["channel"], metadata["event_payload"]["delivery"] if metadata else "", moment))
        return ts

    async def post(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        if self.faults.revoked:
            self.counts["revoked"] += 1
            return web.json_response({"ok": False, "error": "token_revoked"})
        if body["channel"] in self.faults.archived:
            return web.json_response({"ok": False, "error": "is_archived"})
        fault = self.fault("limited", "error_before", "error_after", "drop_before", "drop_after", "slow")
        if fault == "limited":
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "1"})
        if fault == "error_before":
            return web.Response(status=500)
        if fault == "drop_before":
            return drop(request)
        if fault == "slow":
            # The caller may be gone by then; a real service accepts all the same.
            await asyncio.shield(asyncio.ensure_future(self._later(body)))
            return web.json_response({"ok": True, "ts": "late"})
        ts = self.accept(body)
        if fault == "error_after":
            return web.Response(status=500)
        if fault == "drop_after":
            return drop(request)
        return web.json_response({"ok": True, "channel": body["channel"], "ts": ts})

    async def _later(self, body: dict[str, Any]) -> None:
        await asyncio.sleep(self.dice.random() * self.faults.slowness)
        self.accept(body)

    async def history(self, request: web.Request) -> web.StreamResponse:
        now = time.monotonic()
        while self.histories and self.histories[0] < now - 1:
            self.histories.popleft()
        self.histories.append(now)
        fault = self.fault("history_limited", "history_broken")
        if fault == "history_limited" or len(self.histories) > self.faults.histories_a_second:
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "1"})
        if fault == "history_broken":
            return drop(request) if self.dice.random() < 0.5 else web.Response(status=503)
        query = request.query
        oldest, limit, start = (
            float(query.get("oldest", 0)),
            int(query.get("limit", 100)),
            int(query.get("cursor") or 0),
        )
        found = [m for m in reversed(self.messages[query["channel"]]) if float(m["ts"]) >= oldest]
        page = found[start : start + limit]
        more = start + limit < len(found)
        if query.get("include_all_metadata") != "true":
            page = [{k: v for k, v in message.items() if k != "metadata"} for message in page]
        rest = {"response_metadata": {"next_cursor": str(start + limit)}} if more else {}
        return web.json_response({"ok": True, "messages": page, "has_more": more, **rest})

    async def set_faults(self, request: web.Request) -> web.StreamResponse:
        given = await request.json()
        self.faults = replace(self.faults, **given | {k: tuple(v) for k, v in given.items() if isinstance(v, list)})
        return web.json_response(asdict(self.faults))

    async def tell(self, _: web.Request) -> web.StreamResponse:
        return web.json_response({"order": self.order, "counts": self.counts})


def drop(request: web.Request) -> web.StreamResponse:
    """Break the connection without a word."""
    if request.transport:
        request.transport.abort()
    return web.Response()


async def serve(seed: int) -> None:
    chat = Chat(random.Random(seed))
    app = web.Application(client_max_size=10_000_000)
    app.add_routes(
        [
            web.post("/api/chat.postMessage", chat.post),
            web.get("/api/conversations.history", chat.history),
            web.post("/_faults", chat.set_faults),
            web.get("/_messages", chat.tell),
        ]
    )
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
