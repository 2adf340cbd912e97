"""What the console's pages are handed: topics as they are now, a first look at an address, OPML, the settings check."""

from collections.abc import Mapping
from typing import Any

from app import checks
from app.feed_wiring import build_fetcher
from app.settings import Settings
from app.wiring import Product, clock
from bot.console.frame import Check, OpmlFile, Tools, Tried
from bot.console.oidc import Provider
from bot.console.sign_in import SignIn
from core.model import ParsedFeed
from jobs import opml, write_docx
from jobs import parse as parser
from jobs.manners import Manners
from jobs.probe import SHOWN, Probe, probe
from jobs.topic_book import TopicBook
from jobs.watch_topics import refresh


def build_tools(product: Product) -> Tools:
    """The tools over a built product."""
    settings, catalogue = product.settings, product.catalogue
    book = TopicBook(settings.topics_file, product.store.topics)

    def parts() -> Mapping[str, Any]:
        return TopicBook(settings.topics_file, product.store.topics).read().parts

    return Tools(
        catalogue=catalogue,
        known=product.known,
        topic_parts=parts,
        topics_changed=lambda: refresh(book, catalogue),
        try_feed=lambda url: try_feed(settings, url, product.manners),
        read_opml=_read_opml,
        write_opml=opml.write,
        write_docx=write_docx.card_docx,
        checks=lambda: [Check(one.name, one.ok, one.told) for one in checks.all_checks()],
    )


def build_sign_in(settings: Settings) -> SignIn | None:
    """How people get into the console, None where nobody has to sign in."""
    if not settings.console_signs_in:
        return None
    provider = None
    if settings.console_oidc_issuer and settings.console_oidc_client_secret:
        provider = Provider(
            settings.console_oidc_issuer,
            settings.console_oidc_client_id or "",
            settings.console_oidc_client_secret.get_secret_value(),
            settings.console_admins,
            settings.console_editors,
            settings.console_viewers,
        )
    return SignIn(
        settings.console_origin,
        settings.console_password_hash.get_secret_value() if settings.console_password_hash else "",
        provider,
        settings.api_token.get_secret_value() if settings.api_token else "",
    )


def try_feed(settings: Settings, url: str, manners: Manners) -> Tried:
    """One look at an address, as `policywire feeds test` takes it."""
    return _tried(probe(url, build_fetcher(settings, manners=manners), parser.parse, clock()))


def _tried(found: Probe) -> Tried:
    parsed = found.parsed or ParsedFeed("")
    entries = tuple((e.published or e.updated, e.title, e.link) for e in parsed.entries[:SHOWN])
    return Tried(
        found.url,
        found.kind.value,
        title=parsed.title,
        lang=parsed.lang or "",
        readable=found.parsed is not None,
        count=len(parsed.entries),
        entries=entries,
        found=tuple((feed.url, feed.title) for feed in found.found),
        problems=tuple((one.told, one.todo) for one in found.problems),
    )


def _read_opml(data: bytes) -> OpmlFile:
    found = opml.read(data)
    return OpmlFile(found.feeds, found.refused)
