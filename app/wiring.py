"""Where objects are built and handed to each other, and the only place that does so."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from app.settings import Settings
from bot.commands.dispatch import Dispatcher
from bot.console.send import ConsoleSurface
from bot.slack.send import SlackSurface
from core.card import Card
from core.catalogue import Catalogue
from core.item_card import alert_card
from core.match import Matcher
from core.model import Channel, Delivery, Preferences, Subject, SubjectKind
from core.ports import Surface
from jobs import deliver_alerts, match_items, read_feeds, read_topics, watch_corpus, watch_feeds
from jobs.fetch import HttpFetcher
from jobs.parse import parse
from jobs.report import Report
from jobs.schedule import Job, Schedule, table
from storage.engine import Database
from storage.migrate import upgrade
from storage.store import Store

# What a newcomer finds in the console: a channel that follows two topics, so that the shipped briefs arrive in it.
STARTER_CHANNEL = "trade"
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
    surfaces: Mapping[str, Surface]
    jobs: tuple[Job, ...]
    close: Callable[[], None]

    def schedule(self) -> Schedule:
        """The scheduler of this process, not started."""
        return Schedule(self.store, self.jobs, clock)


def open_store(settings: Settings) -> Store:
    """The store of a database at this code's revision."""
    database = Database(settings.database_url.get_secret_value())
    upgrade(database)
    return Store(database)


def build(settings: Settings) -> Product:
    """Everything, from the files and the database that the settings name."""
    topics = read_topics.read(settings.topics_file)
    feeds = read_feeds.read(settings.feeds_file) if settings.watch_feeds else []
    store = open_store(settings)
    store.feeds.sync(feeds)
    catalogue = Catalogue(topics)
    start_console(store, catalogue, settings)
    surfaces = build_surfaces(settings, store)
    fetcher = build_fetcher(settings)

    def close() -> None:
        for surface in surfaces.values():
            if isinstance(surface, SlackSurface):
                surface.close()
        store.database.close()

    return Product(
        settings=settings,
        store=store,
        catalogue=catalogue,
        dispatch=Dispatcher(store, catalogue, clock, settings.zone),
        surfaces=surfaces,
        jobs=build_jobs(settings, store, Matcher(topics), surfaces, fetcher),
        close=close,
    )


def build_jobs(
    settings: Settings, store: Store, matcher: Matcher, surfaces: Mapping[str, Surface], fetcher: HttpFetcher
) -> tuple[Job, ...]:
    """The steps of the data's way, each with what it needs."""
    queries = match_items.Queries(matcher)

    def draw(delivery: Delivery) -> Card:
        return alert_card(delivery.item, delivery.labels, delivery.evidence, delivery.channel.lang, settings.zone)

    def deliver() -> Report:
        return deliver_alerts.run(store, surfaces, draw, clock)

    return table(
        watch_corpus=lambda: watch_corpus.run(store, settings.corpus_folders, clock()),
        watch_feeds=lambda: watch_feeds.run(store, fetcher, parse, clock),
        match_items=lambda: match_items.run(store, matcher, queries, clock()),
        deliver_alerts=deliver,
    )


def build_surfaces(settings: Settings, store: Store) -> dict[str, Surface]:
    """The surfaces that the settings allow for; the console always."""
    surfaces: dict[str, Surface] = {"console": ConsoleSurface(store.console, clock)}
    if settings.slack_bot_token:
        surfaces["slack"] = SlackSurface(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
    return surfaces


def build_fetcher(settings: Settings) -> HttpFetcher:
    """The fetcher, with the ways out that a company prescribes."""
    return HttpFetcher(
        allow_private=settings.feed_allow_private,
        proxy=settings.feed_proxy.get_secret_value() if settings.feed_proxy else None,
        ca_bundle=str(settings.feed_ca_bundle) if settings.feed_ca_bundle else None,
    )


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
