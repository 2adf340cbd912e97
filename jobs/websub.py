"""WebSub: publishers with a hub tell us of news at once. What they send only makes the feed due; it is read where it lies.

Secrets are made from the installation's key; what is stored is when each hub is to be asked again. Polling goes on as ever, since a hub may fall silent.
"""

import hmac
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from core.model import Feed
from jobs.report import Report
from storage.store import Store

log = logging.getLogger(__name__)

LEASE = timedelta(days=7)
# A hub that did not come back with its question is asked again; a lease is renewed well before its end.
ASK_AGAIN = timedelta(hours=6)
RENEW_AT = 0.7
LONGEST_BODY = 5_000_000
_DIGESTS = ("sha1", "sha256", "sha384", "sha512")

# (address, form) → status, 0 where no answer came
Post = Callable[[str, Mapping[str, str]], int]


class WebSub:
    """Subscriptions at hubs. `base` is our public address, `key` a secret of the installation."""

    def __init__(self, store: Store, post: Post, base: str, key: str) -> None:
        self._store, self._post, self._base, self._key = store, post, base, key

    def run(self, now: datetime) -> Report:
        """Subscribe or renew where it is due."""
        asked, errors = 0, []
        next_times = self._store.leases.next_times()
        for feed in self._store.feeds.all():
            if feed.hub and next_times.get((feed.key, feed.url), now) <= now:
                self._store.leases.ask_at(feed, now + ASK_AGAIN)
                status = self._post(feed.hub, self._form(feed))
                asked += 1
                if not 200 <= status < 300:
                    errors.append(f"{feed.id}: its hub answered {status or 'nothing'}")
        return Report({"asked": asked}, tuple(errors))

    def confirmed(self, key: int, token: str, question: Mapping[str, str], now: datetime) -> str | None:
        """What to answer a hub that asks whether we want this (its challenge), None for what we never asked for."""
        feed = self._feed(key, token)
        if feed is None or question.get("hub.mode") != "subscribe" or question.get("hub.topic") != feed.url:
            return None
        seconds = question.get("hub.lease_seconds", "")
        lease = timedelta(seconds=int(seconds)) if seconds.isdecimal() and len(seconds) < 9 else LEASE
        self._store.leases.ask_at(feed, now + max(lease * RENEW_AT, timedelta(hours=1)))
        log.info("the hub of %s tells us of its news for %s", feed.id, lease)
        return question.get("hub.challenge", "")[:1_000]

    def told(self, key: int, token: str, body: bytes, signature: str) -> bool:
        """Make the feed due where its hub says, under our common secret, that there is news. False for anybody else."""
        feed = self._feed(key, token)
        method, _, given = signature.partition("=")
        if feed is None or method not in _DIGESTS:
            return False
        expected = hmac.new(self._secret(feed, "body").encode(), body, method).hexdigest()
        if not hmac.compare_digest(expected.encode(), given.lower().encode("utf-8", "surrogatepass")):
            return False
        self._store.feeds.check_now([feed])
        return True

    def _form(self, feed: Feed) -> dict[str, str]:
        return {
            "hub.mode": "subscribe",
            "hub.topic": feed.url,
            "hub.callback": f"{self._base}/websub/{feed.key}/{self._secret(feed, 'path')}",
            "hub.secret": self._secret(feed, "body"),
            "hub.lease_seconds": str(int(LEASE.total_seconds())),
        }

    def _feed(self, key: int, token: str) -> Feed | None:
        feed = next((feed for feed in self._store.feeds.all() if feed.key == key and feed.hub), None)
        if feed is None or not hmac.compare_digest(self._secret(feed, "path").encode(), token.encode()):
            return None
        return feed

    def _secret(self, feed: Feed, use: str) -> str:
        return hmac.new(self._key.encode(), f"websub {use} {feed.id} {feed.url}".encode(), sha256).hexdigest()[:40]
