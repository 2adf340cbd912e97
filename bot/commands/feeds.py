"""feeds: how they are doing; for administrators adding and removing one."""

import re
from collections.abc import Sequence
from typing import NoReturn

from bot.commands.context import Context
from bot.commands.replies import answer, code, suggest, text
from bot.commands.request import Reply
from core.card import Bullets, Heading, Note, Span
from core.errors import CommandError
from core.feed_words import name, state_line
from core.health import FeedState, Health
from core.model import Feed, FeedKind, Tier
from core.sources import feed_id, host, is_address
from core.wording import say

SHOWN = 25
OPTIONS = ("tier", "lang", "country", "kind", "backfill")
LONGEST_BACKFILL = 90

ADD, REMOVE = ("add", "추가"), ("remove", "삭제", "제거")
_WORST_FIRST = (FeedState.FAILING, FeedState.SILENT, FeedState.LATE, FeedState.OK, FeedState.NEW)
_LANG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
_DAYS = re.compile(r"(\d{1,2})d?")


def feeds(context: Context) -> Reply:
    """How the feeds are, the worst first; or `add ADDRESS`, `remove ID`."""
    first, _, rest = context.line.subject.partition(" ")
    if first.casefold() in ADD:
        return _add(context, rest.strip())
    if first.casefold() in REMOVE:
        return _remove(context, rest.strip())
    return _listed(context)


def counts(lang: str, feeds: Sequence[Feed]) -> str:
    """Feeds in numbers."""
    if not feeds:
        return say(lang, "status.none")
    failing = sum(f.error is not None for f in feeds)
    ok = sum(f.error is None and f.ok_at is not None for f in feeds)
    return say(lang, "feeds.counts", total=len(feeds), ok=ok, failing=failing, waiting=len(feeds) - ok - failing)


def _listed(context: Context) -> Reply:
    every = context.store.feeds.all()
    if not every:
        return answer(text(context.say("feeds.off")))
    wanted = context.line.subject.casefold()
    found = [f for f in every if wanted in f"{f.id} {f.title} {f.country} {f.tier} {f.lang}".casefold()]
    if not found:
        return suggest(context.lang, context.say("feeds.none", text=context.line.subject[:60]), ["feeds"])
    carried, health = context.store.feeds.carried(found), context.store.history.health(found, context.now)
    worst_first = sorted(found, key=lambda f: (_WORST_FIRST.index(health[f.key].state), f.id))
    rows = tuple(_row(context, feed, health[feed.key], carried[feed.key]) for feed in worst_first[:SHOWN])
    more = [Note(context.say("more", count=len(found) - SHOWN))] if len(found) > SHOWN else []
    return answer(Heading(context.say("feeds.title")), text(counts(context.lang, found)), Bullets(rows), *more)


def _row(context: Context, feed: Feed, health: Health, carried: int) -> tuple[Span, ...]:
    state = state_line(feed, health, carried, context.lang, context.zone)
    tier = context.say(f"tier.{feed.tier}")
    return (Span(name(feed), strong=True), Span(f" ({tier}, {feed.lang or '?'}): {state}"))


def _add(context: Context, url: str) -> Reply:
    if not is_address(url):
        return answer(text(context.say("feeds.add_what")))
    options = context.line.options
    known = context.store.feeds.all()
    feed = Feed(
        id=feed_id(url, {feed.id for feed in known}),
        title=host(url),
        url=url,
        tier=_tier(context, options.get("tier", Tier.PRESS)),
        lang=_lang(context, options["lang"]) if "lang" in options else None,
        country=_country(context, options["country"]) if "country" in options else None,
        kind=_kind(context, options.get("kind", FeedKind.FEED)),
        backfill_days=_backfill(context, options.get("backfill", "0")),
    )
    if not context.store.feeds.add(feed):
        return answer(text(context.say("feeds.known")))
    key = "feeds.backfilled" if feed.backfill_days else "feeds.added"
    told = context.say(key, title=feed.title, **({"days": feed.backfill_days} if feed.backfill_days else {}))
    return answer(text(told), Bullets((code(f"feeds {feed.id}"), code(f"feeds remove {feed.id}"))))


def _remove(context: Context, wanted: str) -> Reply:
    feed = next((f for f in context.store.feeds.all() if wanted in (f.id, f.url)), None)
    if feed is None:
        return suggest(context.lang, context.say("feeds.none", text=wanted[:60]), ["feeds"])
    key = "feeds.removed" if context.store.feeds.remove(feed) else "feeds.listed"
    return answer(text(context.say(key, title=name(feed))))


def _tier(context: Context, value: str) -> Tier:
    if value.casefold() in (Tier.OFFICIAL, Tier.WIRE, Tier.PRESS, Tier.BLOG):
        return Tier(value.casefold())
    return _refuse(context, "tier", value)


def _kind(context: Context, value: str) -> FeedKind:
    # A page needs its selectors, which have no place in a line of chat.
    if value.casefold() in (FeedKind.FEED, FeedKind.SITEMAP):
        return FeedKind(value.casefold())
    return _refuse(context, "kind", value)


def _lang(context: Context, value: str) -> str:
    return value if _LANG.fullmatch(value) else _refuse(context, "lang", value)


def _country(context: Context, value: str) -> str:
    code = value.upper()
    return code if re.fullmatch(r"[A-Z]{2}", code) and code != "UK" else _refuse(context, "country", value)


def _backfill(context: Context, value: str) -> int:
    days = _DAYS.fullmatch(value)
    if days and int(days[1]) <= LONGEST_BACKFILL:
        return int(days[1])
    return _refuse(context, "backfill", value)


def _refuse(context: Context, option: str, value: str) -> NoReturn:
    told = context.say("bad_option", word=option, form=context.say(f"option.{option}"), value=value[:40])
    raise CommandError(f"bad option {option}", user=told)
