"""Where objects are built and handed to each other, and the only place that does so."""

import os
import secrets
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from app.database import open_store
from app.feed_wiring import build_page_reader, build_websub, close_readers, feed_jobs, ops_channel
from app.settings import Settings
from app.slack_wiring import SlackParts, befell, build_slack
from app.teams_wiring import TeamsParts, befell_teams, build_teams
from app.understanding import Understanding, build_understanding
from bot.commands.dispatch import Dispatcher
from bot.commands.home import Home
from bot.console.send import ConsoleSurface
from core.card import Card
from core.catalogue import Catalogue
from core.facts import NOTHING_KNOWN, Known
from core.item_card import alert_card
from core.match import Matcher
from core.model import Channel, Delivery, Item, Preferences, Subject, SubjectKind
from core.ports import UNTRACED, Sent, Surface, Traces
from core.story_notes import pointer, story_notes
from jobs import (
    deliver_alerts,
    forget,
    group_items,
    learn_topics,
    look_after_spaces,
    match_items,
    offer_digests,
    read_feeds,
    read_topics,
    send_digests,
    tell_followers,
    translate_alerts,
    watch_corpus,
    watch_deliveries,
    write_docx,
)
from jobs.manners import Manners
from jobs.report import Report
from jobs.schedule import Job, Schedule, table
from jobs.topic_book import TopicBook
from jobs.watch_topics import TopicWatch, refresh
from jobs.websub import WebSub
from storage.shared_clock import SharedClock
from storage.store import Store

# What a newcomer finds in the console: a channel that follows two topics, so that the shipped briefs arrive in it.
STARTER_CHANNEL = "trade"
# Items of a story, the first ones, whose texts are compared for its alert.
READ_OF_STORY = 12
STARTER_TOPICS = ("korea-china-fta", "critical-minerals")


def clock() -> datetime:
    """The time. Everything outside app/ is handed it."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Product:
    """The built parts of a process."""

    settings: Settings
    store: Store
    catalogue: Catalogue
    dispatch: Dispatcher
    home: Home
    surfaces: Mapping[str, Surface]
    jobs: tuple[Job, ...]
    close: Callable[[], None]
    stopping: threading.Event
    known: Known = NOTHING_KNOWN
    websub: WebSub | None = None
    teams: TeamsParts | None = None
    slack: SlackParts | None = None
    manners: Manners = field(default_factory=Manners)

    def schedule(self) -> Schedule:
        """The scheduler of this process, not started."""
        return Schedule(self.store, self.jobs, clock)


def build(settings: Settings) -> Product:
    """Everything, from the files and the database that the settings name."""
    settings.check_paths()
    read_topics.read(settings.topics_file)  # a mistake in the file is told before there is a database
    feeds = read_feeds.read(settings.feeds_file) if settings.watch_feeds else []
    store = open_store(settings)
    store.feeds.sync(feeds)
    book, pages = (TopicBook(settings.topics_file, store.topics) for _ in range(2))
    topics = book.read().topics
    catalogue, matcher = Catalogue(topics), Matcher(topics)
    start_console(store, catalogue, settings)
    slack, teams = build_slack(settings, store, clock), build_teams(settings, store, clock)
    surfaces = build_surfaces(store, slack)
    surfaces |= {"teams": teams.surface} if teams else {}
    understanding = build_understanding(settings, store, topics)

    manners = Manners()
    websub, stopping = build_websub(settings, store, manners), threading.Event()

    traces, end_traces = build_traces(settings)

    def close() -> None:
        end_traces()
        if slack:
            slack.surface.close()
        if teams:
            teams.surface.close()
        close_readers()
        understanding.close()
        store.database.close()

    return Product(
        settings=settings,
        store=store,
        catalogue=catalogue,
        dispatch=Dispatcher(
            store,
            catalogue,
            clock,
            settings.zone,
            settings.language,
            known=understanding.known,
            summariser=understanding.summariser,
            translator=understanding.translator,
            read_page=build_page_reader(settings, manners),
            write_docx=write_docx.card_docx,
        ),
        home=Home(store, catalogue, clock, settings.zone, settings.language, understanding.known),
        surfaces=surfaces,
        jobs=build_jobs(
            settings,
            store,
            matcher,
            TopicWatch(book, matcher, store),
            lambda: refresh(pages, catalogue, understanding.known, understanding.entities),
            surfaces,
            understanding,
            slack,
            websub,
            stopping=stopping,
            traces=traces,
            manners=manners,
        ),
        manners=manners,
        stopping=stopping,
        close=close,
        known=understanding.known,
        websub=websub,
        teams=teams,
        slack=slack,
    )


def build_jobs(
    settings: Settings,
    store: Store,
    matcher: Matcher,
    topics: TopicWatch,
    refresh_catalogue: Callable[[], Report],
    surfaces: Mapping[str, Surface],
    understanding: Understanding,
    slack: SlackParts | None = None,
    websub: WebSub | None = None,
    *,
    stopping: threading.Event,
    traces: Traces = UNTRACED,
    manners: Manners | None = None,
) -> tuple[Job, ...]:
    """The steps of the data's way, each with what it needs."""
    queries, filters = match_items.Queries(matcher), learn_topics.Filters(store)
    grouping = group_items.Grouping(understanding.entities)
    followers = tell_followers.Followers(store, settings.zone, understanding.known)

    def draw(delivery: Delivery) -> Card:
        if delivery.item is None:
            raise AssertionError("a delivery without an item has a card of its own")
        item, known, lang = delivery.item, understanding.known, delivery.channel.lang
        others = store.stories.others(item)
        members = [one for one in store.stories.members(item) if one.key != item.key] if others else []
        first = store.stories.told_before(delivery) if others else None
        notes = (*pointer(first, lang), *story_notes(item, members[:READ_OF_STORY], known, lang))
        zone, labels = settings.zone, delivery.labels
        translation = store.translations.of(item, lang) if settings.llm_translate_alerts else None
        return alert_card(
            item,
            labels,
            delivery.evidence,
            lang,
            zone,
            known=known,
            others=others,
            notes=notes,
            translation=translation,
        )

    def place(items: Sequence[Item]) -> Sequence[Item]:
        return group_items.placed(store, grouping, items, clock())

    def match() -> Report:
        # One thread changes the matcher and uses it. What is new comes before what is matched again.
        taken = topics.take_over(clock())
        grouped = group_items.run(store, grouping, clock())
        done = match_items.run(
            store, matcher, queries, clock(), settings.zone, filters.unlearned, place, understanding.known, traces
        )
        return taken + grouped + done + topics.match_again(clock())

    translator = understanding.translator if settings.llm_translate_alerts else None
    ops = ops_channel(settings, store)
    on_slack, on_teams = befell(slack, store, clock, ops), befell_teams(store, clock, ops)

    def befallen(channel: Channel, sent: Sent) -> None:
        (on_teams if channel.surface == "teams" else on_slack)(channel, sent)

    shared = clock if store.database.is_sqlite else SharedClock(store.database, clock)
    courier = deliver_alerts.Courier(
        store,
        surfaces,
        draw,
        shared,
        worker_name(),
        settings.uncertain,
        befell=befallen,
        stopping=stopping,
        traces=traces,
    )

    return table(
        watch_corpus=lambda: watch_corpus.run(store, settings.corpus_folders, clock()),
        **feed_jobs(settings, store, clock, websub, traces, manners),
        match_items=match,
        tell_followers=lambda: followers.run(clock()),
        watch_topics=refresh_catalogue,
        learn_topics=lambda: learn_topics.run(store, clock()),
        send_digests=lambda: send_digests.run(store, clock(), settings.zone, understanding.known),
        translate_alerts=lambda: translate_alerts.run(store, translator, clock()),
        deliver_alerts=lambda: deliver_alerts.run(courier),
        watch_deliveries=lambda: watch_deliveries.run(store, ops, clock()),
        offer_digests=lambda: offer_digests.run(store, clock()),
        forget=lambda: forget.run(store, clock(), settings.keep),
        look_after_spaces=lambda: look_after_spaces.run(store, slack.renew if slack else lambda: (0, 0), clock()),
    )


def build_traces(settings: Settings) -> tuple[Traces, Callable[[], None]]:
    """Who hears of each step, and how that ends. Without the setting nobody does, and the library is not loaded."""
    if settings.traces_url is None:
        return UNTRACED, lambda: None
    from app.tracing import Tracing

    secret = settings.traces_authorization
    tracing = Tracing(settings.traces_url, secret.get_secret_value() if secret else None)
    return tracing, tracing.close


def worker_name() -> str:
    """This process among all that share the database. Another at every start: what a dead one left is not its heir's."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


def build_surfaces(store: Store, slack: SlackParts | None) -> dict[str, Surface]:
    """The surfaces that the settings allow for; the console always."""
    surfaces: dict[str, Surface] = {"console": ConsoleSurface(store.console, clock)}
    return surfaces | ({"slack": slack.surface} if slack else {})


def start_console(store: Store, catalogue: Catalogue, settings: Settings) -> None:
    """Give a new installation its first channel. One that exists is left as its people made it."""
    if store.console.channels():
        return
    channel = store.subscriptions.channel(
        "console", "local", STARTER_CHANNEL, name=STARTER_CHANNEL, lang=settings.language
    )
    for topic_id in STARTER_TOPICS:
        follow(store, channel, catalogue, topic_id)


def follow(store: Store, channel: Channel, catalogue: Catalogue, topic_id: str) -> None:
    """Subscribe the channel to a topic, where this installation's topics have it."""
    if topic := catalogue.topics.get(topic_id):
        subject = Subject(SubjectKind.TOPIC, topic.id)
        store.subscriptions.subscribe(channel, subject, topic.name, Preferences(), "policywire", clock())
