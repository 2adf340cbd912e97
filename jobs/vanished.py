"""Items that their publisher took back: gone from the middle of a feed's list, and gone from their own address."""

from collections.abc import Sequence
from datetime import datetime

from core.corrections import GONE_STATUS, vanished
from core.items import Draft
from core.model import Entry, Feed
from core.ports import Fetcher
from storage.store import Store

# The part of a list that is remembered, and how many of its articles a poll may ask for.
LISTED, ASKED = 200, 5


def newest_first(drafts: Sequence[Draft]) -> list[str]:
    """The guids of a feed's list as it is to be remembered: from new to old, whichever way it runs."""
    dates = [draft.published for draft in drafts if draft.published]
    ascending = len(dates) > 1 and dates[0] < dates[-1]
    guids = list(dict.fromkeys(draft.guid for draft in (reversed(drafts) if ascending else drafts)))
    return guids[:LISTED]


def withdraw(store: Store, fetcher: Fetcher, feed: Feed, listed: Sequence[str], now: datetime) -> int:
    """Mark what stood in the feed's list before, stands in `listed` no more, and is not at its address either."""
    missing = vanished([Entry(guid, "") for guid in feed.listed], [Entry(guid, "") for guid in listed])
    links = store.items.links(feed, [entry.id for entry in missing]) if missing else {}
    # A feed without a key: nobody's credentials go along to an article's address.
    asked = [Feed(id=str(key), title="", url=link) for key, link in list(links.items())[:ASKED]]
    gone = [int(answer.feed.id) for answer in fetcher.fetch(asked) if answer.status in GONE_STATUS] if asked else []
    return store.items.withdraw(gone, now) if gone else 0
