"""The part of the wiring that is about feeds: fetcher, credentials, and the jobs that poll, complete and look after them."""

from collections.abc import Callable, Mapping
from datetime import datetime

from app.settings import Settings
from core.errors import SettingError
from core.model import Channel
from core.ports import UNTRACED, Traces
from jobs import apart, read_apart, watch_feeds
from jobs import parse as parser
from jobs.complete_items import Completer
from jobs.feed_health import HealthWatch
from jobs.fetch import HttpFetcher
from jobs.manners import Manners
from jobs.read_url import PageReader
from jobs.report import Report
from jobs.vault import Vault, new_key
from jobs.websub import WebSub
from storage.store import Store


def build_fetcher(settings: Settings, vault: Vault | None = None, manners: Manners | None = None) -> HttpFetcher:
    """The fetcher, with the ways out that a company prescribes, and with a feed's credentials where it has some.

    Fetchers with the same `manners` take turns at a host.
    """
    try:
        return HttpFetcher(
            allow_private=settings.feed_allow_private,
            proxy=settings.feed_proxy.get_secret_value() if settings.feed_proxy else None,
            ca_bundle=str(settings.feed_ca_bundle) if settings.feed_ca_bundle else None,
            authorise=vault.authorise if vault else None,
            manners=manners,
        )
    except OSError as error:
        bundle = settings.feed_ca_bundle
        raise SettingError(f"POLICYWIRE_FEED_CA_BUNDLE: {bundle} holds no certificates in PEM form") from error


def build_page_reader(settings: Settings, manners: Manners | None = None) -> PageReader | None:
    """What reads a page that somebody in a channel asks about: from outside only, whatever feeds may be fetched from."""
    if not settings.watch_feeds:
        return None
    return PageReader(build_fetcher(settings.model_copy(update={"feed_allow_private": ()}), manners=manners))


def build_vault(settings: Settings, store: Store) -> Vault:
    """What knows the credentials of feeds."""
    return Vault(store, settings.secret_key.get_secret_value() if settings.secret_key else None)


def feed_jobs(
    settings: Settings,
    store: Store,
    clock: Callable[[], datetime],
    websub: WebSub | None = None,
    traces: Traces = UNTRACED,
    manners: Manners | None = None,
) -> Mapping[str, Callable[[], Report]]:
    """The jobs about feeds by name; where feeds are not watched they have nothing to do."""
    names = ("watch_feeds", "complete_items", "feed_health", "websub")
    # Built in any case: a setting that is wrong stops the start, also while nothing is watched.
    vault = build_vault(settings, store)
    fetcher = build_fetcher(settings, vault, manners)
    if not settings.watch_feeds:
        return dict.fromkeys(names, Report)
    completer = Completer(store, fetcher)
    health = HealthWatch(store, ops_channel(settings, store), settings.zone)

    def watch() -> Report:
        vault.refresh()
        return watch_feeds.run(store, fetcher, parser.parse, clock, full_text=settings.full_text, traces=traces)

    def complete() -> Report:
        return completer.run(clock()) if settings.full_text else Report()

    def subscribe() -> Report:
        return websub.run(clock()) if websub else Report()

    return dict(zip(names, (watch, complete, lambda: health.run(clock()), subscribe), strict=True))


def build_websub(settings: Settings, store: Store, manners: Manners | None = None) -> WebSub | None:
    """What subscribes at publishers' hubs, where they can reach us."""
    if settings.public_url is None or not settings.watch_feeds:
        return None
    if settings.secret_key is None:
        told = (
            f"POLICYWIRE_PUBLIC_URL needs POLICYWIRE_SECRET_KEY too; write POLICYWIRE_SECRET_KEY={new_key()} into .env"
        )
        raise SettingError(told)
    post = build_fetcher(settings, manners=manners).post
    return WebSub(store, post, settings.public_url, settings.secret_key.get_secret_value())


def ops_channel(settings: Settings, store: Store) -> Channel | None:
    """Where the people are told who run the installation."""
    if settings.ops_channel is None:
        return None
    surface, workspace, address = settings.ops_channel.split(":", 2)
    return store.subscriptions.channel(surface, workspace, address, lang=settings.language)


def close_readers() -> None:
    """End the child processes that read what came from outside."""
    parser.close()
    apart.close()
    read_apart.close()
