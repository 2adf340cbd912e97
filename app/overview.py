"""What `policywire status` and `feeds` print."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from core.feed_words import state_line
from storage.store import Store


def status(store: Store) -> Iterator[str]:
    """The state of the database in lines; what is broken is named one by one."""
    feeds = store.feeds.all()
    failing = [feed for feed in feeds if feed.error]
    documents = store.documents.known()
    broken = [document for document in documents.values() if document.error]
    deliveries = ", ".join(f"{number} {state}" for state, number in sorted(store.ledger.counts().items()))
    yield f"database    {store.database.place}"
    yield f"items       {store.items.count()}"
    yield f"feeds       {len(feeds)} watched, {len(failing)} failing"
    yield f"documents   {len(documents) - len(broken)} read, {len(broken)} unreadable"
    yield f"deliveries  {deliveries or 'none'}"
    if since := store.deliveries.oldest_open():
        yield f"oldest      waits since {_minute(since)}"
    for scope, since, by in store.deliveries.stops():
        yield f"stopped     {scope}, since {_minute(since)}, by {by}"
    for run in store.runs.all():
        yield f"job         {run.name}: {_minute(run.finished_at)}: {run.error or run.report}"
    for document in broken:
        yield f"unreadable  {document.path}: {document.error}"
    for feed in failing:
        yield f"failing     {feed.id}: {feed.error} (since {_minute(feed.error_since)})"


def feeds(store: Store, text: str, moment: datetime, *, now: bool = False) -> Iterator[str]:
    """A line a feed, as it is at `moment`; with `now` they are made due first."""
    wanted = text.casefold()
    found = [f for f in store.feeds.all() if wanted in f"{f.id} {f.title} {f.country} {f.tier}".casefold()]
    if now:
        store.feeds.check_now(found)
    carried, health = store.feeds.carried(found), store.history.health(found, moment)
    for feed in found:
        state = state_line(feed, health[feed.key], carried[feed.key], "en", ZoneInfo("UTC"))
        yield f"{feed.id:40} {feed.tier:9} {feed.lang or '-':6} {carried[feed.key]:6}  {state}  {feed.url}"
    if not found and wanted:
        yield f"no feed fits {text!r}"
    elif not found:
        yield "no feed is watched: the feeds file is empty, POLICYWIRE_WATCH_FEEDS is off, or nothing was started yet"


def _minute(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%MZ}" if moment else "unknown"
