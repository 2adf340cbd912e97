"""`policywire export` and `import`: what people decided, out of one installation and into another. The file: jobs/portable.py."""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from app.settings import Settings
from app.topics import followed
from core.errors import PolicywireError
from core.model import Channel
from core.roles import Person
from core.roles import Place as Where
from core.sources import feed_id
from jobs import portable
from jobs.portable import Following, Place, Portable
from jobs.topic_book import TopicBook
from storage.audit import Actor
from storage.store import Store

WHO = Person("", "policywire import")


def exported(store: Store, workspace: tuple[str, str] | None, now: datetime) -> str:
    """The file of everything, or of one workspace's channels (surface, id): topics and feeds belong to all of them."""
    places = tuple(_places(store, workspace, now))
    if workspace:
        return portable.write(Portable(places))
    edits = {key: version.data for key, version in store.topics.edits().items()}
    return portable.write(Portable(places, edits, tuple(store.feeds.added())))


def write_private(path: Path, text: str) -> None:
    """Write a new file that only its owner may read: addresses of feeds may hold a key. Raises PolicywireError."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise PolicywireError(f"{path} is there already; name another file, or move that one away") from error
    except OSError as error:
        raise PolicywireError(f"{path} cannot be written: {error.strerror}") from error


def take_over(
    store: Store, settings: Settings, path: Path, workspace: tuple[str, str] | None, now: datetime
) -> Iterator[str]:
    """Make the decisions of a file those of this installation, with those it has. A line about each kind.

    The whole file is checked before anything is changed, nothing is taken away, and doing it twice changes nothing more. Raises
    DataFileError for a mistake in the file, PolicywireError where a topic would go that channels follow.
    """
    parts = TopicBook(settings.topics_file, store.topics).read().parts
    given = portable.read(path, parts)
    if not workspace:
        changes = {key: data for key, data in (given.topics or {}).items() if parts.get(key) != data}
        if gone := followed(store, [key for key, data in changes.items() if data is None]):
            raise PolicywireError(f"{path} takes out topics that channels here follow: {', '.join(sorted(gone))}")
        if changes:
            store.topics.write(changes, WHO.name, now)
        yield f"topics: {len(changes)} edited"
        yield f"feeds: {sum(_add_feeds(store, given))} added"
    done: Counter[str] = Counter()
    for place in given.places:
        if workspace in (None, (place.surface, place.workspace)):
            done += _take_place(store, settings, place, now)
    yield f"channels: {done['channels']}; {done['subscribed']} subscriptions made, {done['changed']} changed"


def _places(store: Store, workspace: tuple[str, str] | None, now: datetime) -> Iterator[Place]:
    following: dict[Channel, list[Following]] = {channel: [] for channel in store.subscriptions.everywhere()}
    for one in store.subscriptions.active():
        what = Following(one.subject, one.label, one.preferences, one.created_by)
        following.setdefault(one.channel, []).append(what)
    for channel, follows in following.items():
        if workspace in (None, (channel.surface, channel.workspace)):
            wishes = replace(store.wishes.of(channel, now), muted_stories=frozenset(), sent_today=0)
            yield Place(channel.surface, channel.workspace, channel.address, channel.name, channel.lang, wishes, tuple(follows))  # fmt: skip


def _add_feeds(store: Store, given: Portable) -> Iterator[bool]:
    known = store.feeds.all()
    taken, urls = {feed.id for feed in known}, {feed.url for feed in known}
    for feed in given.feeds:
        if feed.url not in urls:
            added = replace(feed, id=feed_id(feed.url, taken) if feed.id in taken else feed.id)
            taken.add(added.id)
            yield store.feeds.add(added)


def _take_place(store: Store, settings: Settings, place: Place, now: datetime) -> Counter[str]:
    channel = store.subscriptions.channel(
        place.surface, place.workspace, place.address, name=place.name, lang=place.lang
    )
    where = Where(channel.surface, channel.workspace, channel.address, channel.name)
    done = Counter({"channels": 1})
    with store.audit.acting(Actor(where, WHO, "import", now, channel.key)):
        if channel.lang != place.lang:
            store.subscriptions.set_lang(channel, place.lang)
        _take_wishes(store, settings.timezone, channel, place, now)
        before = {one.subject: one.preferences for one in store.subscriptions.of_channel(channel)}
        for one in place.follows:
            if one.subject not in before:
                made = store.subscriptions.subscribe(channel, one.subject, one.label, one.preferences, one.by, now)
                done["subscribed"] += made is not None
            elif before[one.subject] != one.preferences:
                done["changed"] += store.subscriptions.change(channel, one.subject, one.preferences, now)
    return done


def _take_wishes(store: Store, zone: str, channel: Channel, place: Place, now: datetime) -> None:
    """Wishes that the file has. What it does not say is left as it is."""
    wanted, has = place.wishes, store.wishes.of(channel, now)
    if wanted.digest not in (None, has.digest):
        store.wishes.set_digest(channel, wanted.digest, zone, now)
    if wanted.quiet not in (None, has.quiet):
        store.wishes.set_quiet(channel, wanted.quiet, zone, now)
    if wanted.cap not in (None, has.cap):
        store.wishes.set_cap(channel, wanted.cap, zone, now)
    if wanted.paused_until and wanted.paused_until > now and wanted.paused_until != has.paused_until:
        store.wishes.pause(channel, wanted.paused_until, zone, now)
    if wanted.sensitivity is not has.sensitivity:
        store.wishes.set_sensitivity(channel, wanted.sensitivity, zone, now)
    for mute in wanted.mutes:
        if mute not in has.mutes and mute.until > now:
            store.wishes.mute(channel, mute, WHO.name, now)
