"""Due feeds → fetched → parsed → items. A feed's first good poll is its baseline, which is stored and never alerts."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from core.errors import SourceError
from core.items import from_entry
from core.model import Feed, ParsedFeed
from core.polling import next_check
from core.ports import FeedParser, Fetched, Fetcher
from jobs.report import Report
from storage.store import Store

FEEDS_AT_ONCE = 200
# A feed may list at most this many entries; the rest of a longer one is not news any more.
ENTRIES_LIMIT = 2_000


def run(store: Store, fetcher: Fetcher, parse: FeedParser, now: Callable[[], datetime]) -> Report:
    """Poll what is due. A feed that fails is an error of its own and comes again; it stops nothing."""
    counts: Counter[str] = Counter()
    errors = []
    due = store.feeds.due(now(), FEEDS_AT_ONCE)
    for fetched in fetcher.fetch(due) if due else ():
        counts["polled"] += 1
        try:
            counts.update(_take(store, fetched, parse, now()))
        except SourceError as error:
            counts["failed"] += 1
            errors.append(f"{fetched.feed.id}: {error.user}")
            store.feeds.failed(
                fetched.feed, now(), next_check(fetched.feed, fetched, None, now()), f"{error.code}: {error.user}"
            )
    return Report(dict(counts), tuple(errors))


def _take(store: Store, fetched: Fetched, parse: FeedParser, now: datetime) -> dict[str, int]:
    """Store what a fetch brought. Raises SourceError where it brought nothing that can be used."""
    feed = fetched.feed
    _refuse_failure(fetched)
    digest = sha256(fetched.body).hexdigest()
    if fetched.status == 304 or digest == feed.body_hash:
        store.feeds.unchanged(feed, now, next_check(feed, fetched, None, now))
        return {"unchanged": 1}
    parsed = parse(fetched.body, content_type=fetched.content_type, base=fetched.url or feed.url)
    return _keep(store, feed, fetched, parsed, digest, now)


def _keep(store: Store, feed: Feed, fetched: Fetched, parsed: ParsedFeed, digest: str, now: datetime) -> dict[str, int]:
    said = [entry for entry in parsed.entries[:ENTRIES_LIMIT] if entry.title or entry.body or entry.summary]
    drafts = [from_entry(feed, parsed, entry) for entry in said]
    learned = {"etag": fetched.etag, "modified": fetched.modified, "body_hash": digest}
    added = store.feeds.polled(feed, now, next_check(feed, fetched, parsed, now), drafts, **learned)
    name = "baseline" if feed.baseline_at is None else "new"
    return {name: added.new, "revised": added.revised}


def _refuse_failure(fetched: Fetched) -> None:
    if fetched.error is not None:
        code, _, told = fetched.error.partition(":")
        raise SourceError(code, fetched.error, user=told.strip() or code)
    if fetched.status not in (200, 304):
        raise SourceError(
            f"http-{fetched.status}",
            f"{fetched.feed.id} answered {fetched.status}",
            user=f"the server answered {fetched.status}",
        )
