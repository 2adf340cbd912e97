"""Due feeds → fetched → read → items. A feed's first good poll is its baseline, which is stored and never alerts."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from core.errors import PolicywireError, SourceError
from core.items import from_feed
from core.model import Entry, Feed, FeedKind, ParsedFeed
from core.polling import address, after_outage, conditional, held_move, next_check
from core.ports import FeedParser, Fetched, Fetcher
from jobs.read_source import read_source
from jobs.report import Report
from jobs.vanished import newest_first, withdraw
from storage.feeds import Unchanged
from storage.store import Store

log = logging.getLogger(__name__)

FEEDS_AT_ONCE = 200
# Polls without news are recorded so many in a transaction.
TOGETHER = 50


def run(
    store: Store, fetcher: Fetcher, parse: FeedParser, now: Callable[[], datetime], *, full_text: bool = False
) -> Report:
    """Poll what is due. A feed that fails is an error of its own and comes again; it stops nothing.

    With `full_text` new items that say little are marked, so that their own pages are read.
    """
    counts: Counter[str] = Counter()
    errors = []
    feeds = {feed.key: feed for feed in store.feeds.due(now(), FEEDS_AT_ONCE)}
    poll = _Poll(store, fetcher, parse, full_text)
    for answer in _answers(fetcher, feeds, now):
        counts["polled"] += 1
        fetched = replace(answer, feed=feeds[answer.feed.key])
        try:
            counts.update(poll.take(fetched, now()))
        except SourceError as error:
            counts["failed"] += 1
            feed = fetched.feed
            errors.append(f"{feed.id}: {error.user}")
            store.feeds.failed(feed, now(), next_check(feed, fetched, None, now()), f"{error.code}: {error.user}")
    poll.note()
    if gone := poll.look_back(now()):
        counts["withdrawn"] = gone
    return Report(dict(counts), tuple(errors))


def _answers(fetcher: Fetcher, feeds: dict[int, Feed], now: Callable[[], datetime]) -> Iterator[Fetched]:
    """What the servers said. A sitemap is asked for whole: that its index is unchanged says nothing about its parts."""
    asked = [replace(conditional(feed, now()), url=address(feed)) for feed in feeds.values()]
    whole = [replace(f, etag=None, modified=None) if f.kind is FeedKind.SITEMAP else f for f in asked]
    yield from fetcher.fetch(whole) if whole else ()


class _Poll:
    """What is done with one answer."""

    def __init__(self, store: Store, fetcher: Fetcher, parse: FeedParser, full_text: bool) -> None:
        self._store, self._fetcher, self._parse, self._full_text = store, fetcher, parse, full_text
        self._listed: list[tuple[Feed, list[str]]] = []
        self._unchanged: list[Unchanged] = []

    def note(self) -> None:
        """Record the polls that brought nothing. Those that a crash forgets are only made again."""
        unchanged, self._unchanged = self._unchanged, []
        self._store.feeds.all_unchanged(unchanged)

    def look_back(self, now: datetime) -> int:
        """Mark what its publisher took back. What goes wrong here is no failure of a feed."""
        try:
            return sum(withdraw(self._store, self._fetcher, feed, listed, now) for feed, listed in self._listed)
        except Exception:
            log.exception("could not look for items that were taken back")
            return 0

    def take(self, fetched: Fetched, now: datetime) -> dict[str, int]:
        """Store what a fetch brought. Raises SourceError where it brought nothing that can be used."""
        feed = fetched.feed
        _refuse_failure(fetched)
        digest = sha256(fetched.body).hexdigest()
        same = fetched.status == 304 or (digest == feed.body_hash and feed.kind is not FeedKind.SITEMAP)
        if same:
            self._unchanged.append(Unchanged(feed, now, next_check(feed, fetched, None, now), _learned(fetched)))
            if len(self._unchanged) >= TOGETHER:
                self.note()
            return {"unchanged": 1}
        try:
            return self._keep(fetched, digest, now)
        except PolicywireError:
            raise
        except Exception as error:  # what a feed says is hostile, and none may stop the others
            log.exception("feed %s cannot be taken in", feed.id)
            told = "this feed cannot be taken in; the log has the details"
            raise SourceError("crash", f"{feed.id}: {type(error).__name__}", user=told) from error

    def _keep(self, fetched: Fetched, digest: str, now: datetime) -> dict[str, int]:
        feed = fetched.feed
        parsed = read_source(fetched, self._fetcher, self._parse, self._known)
        drafts = from_feed(feed, parsed)
        listed = newest_first(drafts)
        learned = {"body_hash": digest, "pace": parsed.pace, "hub": parsed.hub, "listed": listed, **_learned(fetched)}
        if digest != feed.body_hash:
            learned["changed_at"] = now
        marks = {"late": after_outage(feed, now), "bare": self._full_text}
        check = next_check(feed, fetched, parsed, now)
        added = self._store.feeds.polled(feed, now, check, drafts, **marks, **learned)
        if feed.kind is not FeedKind.SITEMAP and feed.listed and not set(feed.listed) <= set(listed):
            self._listed.append((feed, listed))
        return {"baseline" if feed.baseline_at is None else "new": added.new, "revised": added.revised}

    def _known(self, feed: Feed, entry: Entry) -> bool:
        return self._store.feeds.carries(feed, from_feed(feed, ParsedFeed("", entries=(entry,))))


def _learned(fetched: Fetched) -> dict[str, Any]:
    """What the next poll asks with, and where. A 304 need not repeat what it confirms."""
    moved_to, moved_polls = held_move(fetched)
    learned: dict[str, Any] = {}
    if (moved_to, moved_polls) != (fetched.feed.moved_to, fetched.feed.moved_polls):
        learned = {"moved_to": moved_to, "moved_polls": moved_polls}
    validators = (("etag", fetched.etag), ("modified", fetched.modified))
    return learned | {name: value for name, value in validators if value or fetched.status != 304}


def _refuse_failure(fetched: Fetched) -> None:
    feed: Feed = fetched.feed
    if fetched.error is not None:
        code, _, told = fetched.error.partition(":")
        raise SourceError(code, f"{feed.id}: {fetched.error}", user=told.strip() or code)
    if fetched.status not in (200, 304):
        told = f"the server answered {fetched.status}"
        raise SourceError(f"http-{fetched.status}", f"{feed.id}: {told}", user=told)
