"""Stored items that fit a subject and preferences, for forecasts and `latest`."""

from collections.abc import Callable
from datetime import datetime

from core.alerting import why_not
from core.match import Matcher
from core.model import Channel, Item, Preferences, Subject, SubjectKind, Subscription
from core.query import parse
from storage.store import Store

# A query has no stored matches before somebody follows it, so it is tried on this many of the newest items.
TRIED = 2_000


def matching(
    store: Store,
    subject: Subject | None,
    preferences: Preferences = Preferences(),
    *,
    since: datetime | None = None,
    limit: int = TRIED,
) -> tuple[list[Item], int]:
    """Up to `limit` fitting items that were found since then, newest first, and how many were looked at."""
    is_query = subject is not None and subject.kind is SubjectKind.QUERY
    candidates = store.items.latest(None if is_query else subject, TRIED)
    recent = [item for item in candidates if since is None or (item.found and item.found >= since)]
    wished = Subscription(Channel("", "", ""), subject or Subject(SubjectKind.QUERY, ""), "", preferences)
    fits = _fits(subject.text) if subject is not None and is_query else None
    found = [item for item in recent if why_not(wished, item) is None and (fits is None or fits(item))]
    return found[:limit], len(recent) if is_query else store.items.count()


def _fits(query: str) -> Callable[[Item], bool]:
    matcher = Matcher(queries=[parse(query)])
    return lambda item: bool(matcher.match(item))


