"""Stored items that fit a subject and preferences: for `latest`, `search`, and forecasts."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from bot.commands.context import Context
from core.alerting import needed, why_not
from core.forecast import Forecast, Found, forecast
from core.model import Channel, Item, Preferences, Subject, SubjectKind, Subscription
from core.query import Query, parse
from core.search import relevance, wanted
from core.view import View
from storage.store import Store

# Candidates that are looked at before an answer; beyond them nothing is as new or as good.
FIRST_TRIED, TRIED = 50, 3_000
RANKED = 100
PART = 50
# A forecast looks into this many texts and counts on from there: it has to answer while somebody waits.
SAMPLED = 1_500
# The live count of a form looks into so many: it has to answer while somebody types.
SAMPLED_AT_ONCE = 200
MATCHES = 500_000


def latest(
    store: Store,
    subject: Subject | None,
    preferences: Preferences,
    limit: int,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Item]:
    """Up to `limit` fitting items, newest first, some of them without their texts."""
    wish = wished(subject, preferences)
    if subject is not None and subject.kind is SubjectKind.QUERY:
        query = parse(subject.text)
        keys = store.search.keys(wanted(query.root), TRIED, since=since, until=until)
        fitted = (view.item for view in fitting(store, keys, query))
        return list(islice((item for item in fitted if why_not(wish, item) is None), limit))
    score = needed(subject, preferences) if subject else 0.0
    fits: list[Item] = []
    for tried in (max(FIRST_TRIED, 2 * limit), TRIED):  # mostly the first few will do, and thousands take their time
        found = store.search.matched(subject, tried, score=score, since=since, until=until)
        fits = [one.item for one in found if why_not(wish, one.item) is None][:limit]
        if len(fits) == limit or len(found) < tried:
            break
    return fits


def best(
    store: Store,
    query: Query,
    preferences: Preferences,
    now: datetime,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Item]:
    """The items that answer a query, best first; at most RANKED are compared."""
    wish = wished(None, preferences)
    keys = store.search.keys(wanted(query.root), TRIED, best_first=True, since=since, until=until)
    good = (view for view in fitting(store, keys, query) if why_not(wish, view.item) is None)
    views = list(islice(good, RANKED))
    return [v.item for v in sorted(views, key=lambda v: relevance(v, query.root, now), reverse=True)]


def forecast_of(context: Context, subject: Subject, preferences: Preferences, days: int) -> Forecast:
    """What a subscription with these preferences would have brought in the last days."""
    store, since = context.store, context.now - timedelta(days=days)
    tried = store.search.count(since)
    share = 1.0
    if subject.kind is SubjectKind.QUERY:
        query = parse(subject.text)
        keys = store.search.keys(wanted(query.root), MATCHES, since=since)
        sample = sampled(keys, SAMPLED)
        share = len(sample) / len(keys) if keys else 1.0
        found: Sequence[Found] = [Found(view.item) for view in fitting(store, sample, query)]
    else:
        found = store.search.matched(subject, MATCHES, since=since)
    wish, settings = wished(subject, preferences), store.wishes.of(context.channel, context.now)
    return forecast(
        found, wish, days=days, now=context.now, zone=context.zone, tried=tried, share=share, wishes=settings
    )


def sampled(keys: Sequence[int], most: int) -> Sequence[int]:
    """At most so many of the keys, evenly spread."""
    return keys if len(keys) <= most else keys[:: -(-len(keys) // most)]


def fitting(store: Store, keys: Sequence[int], query: Query) -> Iterator[View]:
    """Those of the items for which the query holds, read as far as they are asked for."""
    for start in range(0, len(keys), PART):
        for item in store.items.by_keys(keys[start : start + PART]):
            view = View(item)
            if view.holds(query.root):
                yield view


def wished(subject: Subject | None, preferences: Preferences) -> Subscription:
    """A subscription that nobody made: what it would hear, whenever it was found."""
    return Subscription(Channel("", "", ""), subject or Subject(SubjectKind.QUERY, ""), "", preferences)
