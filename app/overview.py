"""What `policywire status`, `feeds` and `topics` print."""

import json
from collections.abc import Iterator
from pathlib import Path

from core.catalogue import Catalogue
from core.model import Feed
from jobs import read_topics
from storage.store import Store


def status(store: Store) -> Iterator[str]:
    """The state of the database in lines; what is broken is named one by one."""
    feeds = store.feeds.all()
    failing = [feed for feed in feeds if feed.error]
    documents = store.documents.known()
    broken = [document for document in documents.values() if document.error]
    yield f"database    {store.database.place}"
    yield f"items       {store.items.count()}"
    yield f"feeds       {len(feeds)} watched, {len(failing)} failing"
    yield f"documents   {len(documents) - len(broken)} read, {len(broken)} unreadable"
    yield "deliveries  " + (
        ", ".join(f"{number} {state}" for state, number in sorted(store.ledger.counts().items())) or "none"
    )
    for run in store.runs.all():
        yield f"job         {run.name}: {run.finished_at:%Y-%m-%d %H:%M:%SZ}: {run.error or run.report}"
    for document in broken:
        yield f"unreadable  {document.path}: {document.error}"
    for feed in failing:
        yield f"failing     {feed.id}: {feed.error} (since {feed.error_since:%Y-%m-%d %H:%M:%SZ})"


def feeds(store: Store, text: str, *, now: bool = False) -> Iterator[str]:
    """A line a feed; with `now` they are made due first."""
    wanted = text.casefold()
    found = [f for f in store.feeds.all() if wanted in f"{f.id} {f.title} {f.country} {f.tier}".casefold()]
    if now:
        store.feeds.check_now(found)
    carried = store.feeds.carried(found)
    for feed in found:
        yield f"{feed.id:40} {feed.tier:9} {feed.lang or '-':6} {carried[feed.key]:6}  {_health(feed)}  {feed.url}"
    if not found:
        yield (
            "no feed fits; the feeds file is empty, or POLICYWIRE_WATCH_FEEDS is off"
            if not wanted
            else f"no feed fits {text!r}"
        )


def topics(file: Path, text: str, *, json: bool) -> Iterator[str]:
    """A line a topic."""
    catalogue = Catalogue(read_topics.read(file))
    for topic in catalogue.search(text) if text else catalogue.topics.values():
        if json:
            aliases = {lang: list(names) for lang, names in topic.aliases.items()}
            yield _json(
                {
                    "id": topic.id,
                    "name": topic.name,
                    "category": topic.category,
                    "aliases": aliases,
                    "parent": topic.parent,
                }
            )
        else:
            yield f"{topic.id:28} {topic.category:11} {topic.name}"


def _health(feed: Feed) -> str:
    if feed.error:
        return f"failing since {feed.error_since:%Y-%m-%d %H:%MZ}: {feed.error}"
    return f"ok {feed.ok_at:%Y-%m-%d %H:%MZ}" if feed.ok_at else "not tried yet"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
