"""Due feeds → fetched → read → items. A feed's first good poll is its baseline, which is stored and never alerts."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from core.errors import SourceError, StorageError
from core.items import from_feed
from core.model import Entry, Feed, FeedKind, ParsedFeed
from core.polling import address, after_outage, conditional, held_move, next_check
from core.ports import UNTRACED, FeedParser, Fetched, Fetcher, Traces
from jobs.read_source import read_source
from jobs.report import Report
from jobs.vanished import newest_first, withdraw
from storage.entries import Added
from storage.feeds import Brought, Unchanged
from storage.store import Store

log = logging.getLogger(__name__)

FEEDS_AT_ONCE = 1_000
# So many polls, and about so many characters of news, are recorded in a transaction: its cost is shared, and what a crash
# forgets is only polled again.
TOGETHER, ROOM = 50, 3_000_000


def run(
    store: Store,
    fetcher: Fetcher,
    parse: FeedParser,
    now: Callable[[], datetime],
    *,
    full_text: bool = False,
    traces: Traces = UNTRACED,
) -> Report:
    """Poll what is due. A feed that fails is an error of its own and comes again; it stops nothing.

    With `full_text` new items that say little are marked, so that their own pages are read.
    """
    feeds = {feed.key: feed for feed in store.feeds.due(now(), FEEDS_AT_ONCE)}
    poll = _Poll(store, fetcher, parse, now, full_text, traces)
    for answer in _answers(fetcher, feeds, now):
        feed = feeds[answer.feed.key]
        poll.take(answer if answer.feed is feed else replace(answer, feed=feed), now())
    poll.note()
    poll.look_back(now())
    return Report(dict(poll.counts), tuple(poll.errors))


def _answers(fetcher: Fetcher, feeds: dict[int, Feed], now: Callable[[], datetime]) -> Iterator[Fetched]:
    """What the servers said. A sitemap is asked for whole: that its index is unchanged says nothing about its parts."""
    asked = [_asked(feed, now()) for feed in feeds.values()]
    yield from fetcher.fetch(asked) if asked else ()


def _asked(feed: Feed, now: datetime) -> Feed:
    asked = conditional(feed, now)
    if feed.kind is FeedKind.SITEMAP:
        asked = replace(asked, etag=None, modified=None)
    return asked if address(feed) == asked.url else replace(asked, url=address(feed))


class _Poll:
    """What is done with the answers. `counts` and `errors` are those of the report."""

    def __init__(
        self,
        store: Store,
        fetcher: Fetcher,
        parse: FeedParser,
        now: Callable[[], datetime],
        full_text: bool,
        traces: Traces,
    ) -> None:
        self._store, self._fetcher, self._parse, self._full_text = store, fetcher, parse, full_text
        self._now, self._traces = now, traces
        self._listed: list[tuple[Feed, Sequence[str]]] = []
        self._unchanged: list[Unchanged] = []
        self._brought: list[Brought] = []
        self._room = ROOM
        self.counts: Counter[str] = Counter()
        self.errors: list[str] = []

    def take(self, fetched: Fetched, now: datetime) -> None:
        """Read what a fetch brought; it is stored with that of others. A feed's failure is recorded at once."""
        self.counts["polled"] += 1
        feed = fetched.feed
        try:
            _refuse_failure(fetched)
            digest = sha256(fetched.body).hexdigest()
            if fetched.status == 304 or (digest == feed.body_hash and feed.kind is not FeedKind.SITEMAP):
                check = next_check(feed, fetched, None, now)
                self._unchanged.append(Unchanged(feed, now, check, _learned(fetched)))
                self.counts["unchanged"] += 1
            else:
                self._brought.append(self._read(fetched, digest, now))
        except SourceError as error:
            self._fail(feed, error, next_check(feed, fetched, None, now), now)
        except Exception as error:  # what a feed says is hostile, and none may stop the others
            self._fail(feed, _crash(feed, error), next_check(feed, fetched, None, now), now)
        if len(self._unchanged) + len(self._brought) >= TOGETHER or self._room <= 0:
            self.note()

    def note(self) -> None:
        """Store what was read. Where one feed's part cannot be stored, each is stored by itself."""
        unchanged, self._unchanged = self._unchanged, []
        brought, self._brought = self._brought, []
        self._room = ROOM
        self._store.feeds.all_unchanged(unchanged)
        try:
            self._count(brought, self._store.feeds.all_polled(brought))
        except StorageError:
            raise
        except Exception:
            for poll in brought:
                self._note_alone(poll)

    def look_back(self, now: datetime) -> None:
        """Mark what its publisher took back. What goes wrong here is no failure of a feed."""
        try:
            gone = sum(withdraw(self._store, self._fetcher, feed, listed, now) for feed, listed in self._listed)
        except Exception:
            log.exception("could not look for items that were taken back")
            return
        if gone:
            self.counts["withdrawn"] = gone

    def _note_alone(self, poll: Brought) -> None:
        try:
            self._count([poll], self._store.feeds.all_polled([poll]))
        except StorageError:
            raise
        except Exception as error:
            self._fail(poll.feed, _crash(poll.feed, error), poll.next_check_at, poll.at)

    def _count(self, polls: Sequence[Brought], added: Sequence[Added]) -> None:
        for poll, one in zip(polls, added, strict=True):
            self.counts["baseline" if poll.feed.baseline_at is None else "new"] += one.new
            self.counts["revised"] += one.revised
            if one.new or one.revised:
                told = (poll.feed.id, one.new, one.revised)
                log.info("feed %s: %s new, %s revised", *told, extra={"feed": poll.feed.id})
                source = poll.drafts[0].source
                self._traces.polled(poll.feed, source, poll.at, self._now(), one.new, one.revised)
            feed, listed = poll.feed, poll.learned["listed"]
            if feed.listed and not set(feed.listed) <= set(listed):
                self._listed.append((feed, listed))

    def _fail(self, feed: Feed, error: SourceError, check: datetime, now: datetime) -> None:
        self.counts["failed"] += 1
        self.errors.append(f"{feed.id}: {error.user}")
        self._store.feeds.failed(feed, now, check, f"{error.code}: {error.user}")

    def _read(self, fetched: Fetched, digest: str, now: datetime) -> Brought:
        feed = fetched.feed
        parsed = read_source(fetched, self._fetcher, self._parse, self._known)
        drafts = from_feed(feed, parsed)
        self._room -= sum(len(draft.body) for draft in drafts)
        listed = newest_first(drafts)
        learned = {"body_hash": digest, "pace": parsed.pace, "hub": parsed.hub, "listed": listed, **_learned(fetched)}
        if digest != feed.body_hash:
            learned["changed_at"] = now
        check = next_check(feed, fetched, parsed, now)
        return Brought(feed, now, check, drafts, learned, late=after_outage(feed, now), bare=self._full_text)

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


def _crash(feed: Feed, error: Exception) -> SourceError:
    log.error("feed %s cannot be taken in", feed.id, exc_info=error)
    told = "this feed cannot be taken in; the log has the details"
    return SourceError("crash", f"{feed.id}: {type(error).__name__}", user=told)


def _refuse_failure(fetched: Fetched) -> None:
    feed: Feed = fetched.feed
    if fetched.error is not None:
        code, _, told = fetched.error.partition(":")
        raise SourceError(code, f"{feed.id}: {fetched.error}", user=told.strip() or code)
    if fetched.status not in (200, 304):
        told = f"the server answered {fetched.status}"
        raise SourceError(f"http-{fetched.status}", f"{feed.id}: {told}", user=told)
