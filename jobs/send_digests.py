"""What waits for its time → deliveries: digests that are due, and what was held in a pause or in quiet hours."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.brief import brief
from core.brief_card import week_blocks
from core.card import Block, Chart
from core.chart_png import picture_after
from core.digest_card import CHART_DAYS, Piece, digest_card, digest_chart
from core.facts import NOTHING_KNOWN, Known
from core.model import Channel, Item, Sensitivity
from core.scoring import THRESHOLD
from core.wishes import Wishes, held_until
from core.wording import say
from jobs.report import Report
from storage.digests import Due, Entry, name_of_held
from storage.store import Store

# Up to so many go out one by one when a pause ends; more come in one card.
SINGLY = 5
# Items that a weekly brief is made of.
READ = 60
# Channels whose digests one run closes; what is more comes with the next.
AT_ONCE = 200
NEEDED = THRESHOLD[Sensitivity.BALANCED]


def run(store: Store, now: datetime, zone: ZoneInfo, known: Known = NOTHING_KNOWN) -> Report:
    """Close the digests whose time has come, and let go what was held until now."""
    counts: Counter[str] = Counter()
    places, held = store.digests.places_due(now), store.digests.held()
    wishes = store.wishes.of_all([*places, *(c.key for c, _ in held)], now, zone)
    # A digest that falls into a pause or into quiet hours comes at their end, with what was added by then.
    going = [key for key in places if not held_until(wishes.get(key, Wishes()), now)]
    for one in store.digests.due(now, going[:AT_ONCE]):
        chart = weekly_chart(store, one, now, zone) if one.weekly and one.entries else None
        title, drawn = _title(one.channel, "digest.title"), pieces(one.entries)
        brief = weekly_brief(one, now, zone, known) if one.weekly else []
        given = (title, drawn, one.channel.lang, zone)
        card = digest_card(*given, chart=chart, brief=brief, name=one.name) if one.entries else None
        if store.digests.close(one, card, now, zone.key, picture_after(chart, one.channel.surface)) and card:
            counts["digests"] += 1
    for channel, _ in held:
        until = held_until(wishes.get(channel.key, Wishes()), now)
        if until:
            store.digests.hold_longer(channel, until)
        else:
            counts[_let_go(store, channel, now, zone)] += 1
    return Report({name: count for name, count in counts.items() if name})


def _let_go(store: Store, channel: Channel, now: datetime, zone: ZoneInfo) -> str:
    followed = store.digests.release_follow_ups(channel, now)
    keys = store.digests.held_keys(channel)
    if not keys:
        return "released" if followed else ""
    if len(keys) <= SINGLY:
        return "released" if store.digests.release(channel, keys, now) else ""
    drawn = pieces(store.digests.held_entries(channel))
    title, name = _title(channel, "digest.held"), name_of_held(keys)
    card = digest_card(title, drawn, channel.lang, zone, total=len(keys), name=name)
    return "bundles" if store.digests.bundle(channel, keys, card, now) else ""


def weekly_chart(store: Store, due: Due, now: datetime, zone: ZoneInfo) -> Chart | None:
    """What the channel's subscriptions caught in the last weeks, or the one whose digest it is."""
    followed = [s for s in store.subscriptions.of_channel(due.channel) if due.subscription in (None, s.key)]
    since = now - timedelta(days=CHART_DAYS)
    counts = store.listing.per_day_of_topics(since, NEEDED, [one.subject.key for one in followed])
    return digest_chart(followed, counts, now.astimezone(zone).date(), due.channel.lang)


def weekly_brief(due: Due, now: datetime, zone: ZoneInfo, known: Known) -> list[Block]:
    """What a week's items say together, each line cited. The newest of them are read."""
    stories: dict[str, list[Item]] = {}
    for entry in due.entries[-READ:]:
        stories.setdefault(entry.story or entry.item.id, []).append(entry.item)
    lang = due.channel.lang
    return week_blocks(brief(stories, known, now.astimezone(zone).date(), lang), lang)


def pieces(entries: Sequence[Entry]) -> list[Piece]:
    """What a card is drawn from."""
    return [Piece(entry.item, entry.labels, entry.score, entry.story) for entry in entries]


def _title(channel: Channel, key: str) -> str:
    return say(channel.lang, key)
