"""What a person sees of the product on a page of their own: their channels, this week, dated events, feeds, administration.

Surfaces with such a page (Slack's App Home) draw the sections; a section's buttons act in its channel.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.commands.admin import change_text
from bot.commands.brief import texts
from bot.commands.calendar import DAYS, agenda, event_blocks
from bot.commands.context import Context
from bot.commands.dispatch import HELP
from bot.commands.feeds import counts
from bot.commands.items import row
from bot.commands.line import Line
from bot.commands.overview import installation
from bot.commands.replies import buttons, card, text
from bot.commands.request import Reply, Request
from bot.commands.stories import followed_stories
from core.card import Block, Bullets, Card, Heading, Note, Paragraph, Span
from core.catalogue import Catalogue
from core.facts import NOTHING_KNOWN, Known
from core.feed_words import name as feed_name
from core.model import Channel, Preferences, Subject, Subscription
from core.roles import Wish
from core.wording import counted, items
from storage.people import Person
from storage.store import Store

CHANNELS = 10
SUBJECTS = 12
LABELS = 12
ITEMS = 6
EVENTS = 12
BROKEN = 5
CHANGES = 5
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page. Its buttons act in `channel` (the surface's id of it), or for the person alone."""

    card: Card
    channel: str = ""
    channel_name: str = ""


class Home:
    """Draws the page."""

    def __init__(
        self,
        store: Store,
        catalogue: Catalogue,
        clock: Callable[[], datetime],
        zone: ZoneInfo,
        lang: str = "en",
        known: Known = NOTHING_KNOWN,
    ) -> None:
        self._store, self._catalogue, self._clock = store, catalogue, clock
        self._zone, self._lang, self._known = zone, lang, known

    def __call__(self, request: Request, addresses: Collection[str]) -> tuple[Section, ...]:
        """The page of the one who asks. `addresses` are the channels that this person is in."""
        chosen = self._store.people.lang(Person(request.surface, request.workspace, request.user))
        lang = chosen or request.lang or self._lang
        place = Channel(request.surface, request.workspace, request.channel, lang=lang)
        context = Context(
            request,
            Line("", ""),
            place,
            lang,
            self._store,
            self._catalogue,
            HELP,
            self._zone,
            self._clock(),
            _nothing_asked,
            self._known,
        )
        channels = self._store.subscriptions.in_workspace(request.surface, request.workspace, addresses)
        known = {channel: self._store.subscriptions.of_channel(channel) for channel in channels}
        following = dict(
            sorted(known.items(), key=lambda one: not one[1])[:CHANNELS]
        )  # those that follow something first
        subjects = list(dict.fromkeys(s.subject for several in following.values() for s in several))[:SUBJECTS]
        sections = (*_channels(context, following), *_week(context, subjects), *_dates(context, subjects))
        return (*sections, _feeds(context), *_administration(context), _own(context))


def _nothing_asked(wish: Wish) -> Reply:
    raise AssertionError("a page carries nothing out")


def _channels(context: Context, following: dict[Channel, list[Subscription]]) -> list[Section]:
    head = Section(card(Heading(context.say("home.channels"))))
    if not following:
        return [Section(card(*head.card.blocks, text(context.say("home.no_channels"))))]
    return [head, *(_channel(context, channel, several) for channel, several in following.items())]


def _channel(context: Context, channel: Channel, several: list[Subscription]) -> Section:
    labels = ", ".join(s.label for s in several[:LABELS])
    more = f" {context.say('more', count=len(several) - LABELS)}" if len(several) > LABELS else ""
    told = context.say("follows_these", labels=labels + more) if several else context.say("empty")
    named = Paragraph((Span(f"#{channel.name or channel.address}", strong=True), Span(f" {told}")))
    actions = buttons((context.say("choose_topics"), "subscribe"), (context.say("home.settings"), "settings"))
    return Section(card(named, actions), channel.address, channel.name)


def _week(context: Context, subjects: list[Subject]) -> list[Section]:
    if not subjects:
        return []
    found = texts(context.store, [*subjects], Preferences(), ITEMS, since=context.now - WEEK)
    rows = Bullets(tuple(row(context, item) for item in found))
    body: list[Block] = [rows] if found else [text(context.say("home.quiet_week"))]
    return [Section(card(Heading(context.say("home.week")), *body))]


def _dates(context: Context, subjects: list[Subject]) -> list[Section]:
    if not subjects:
        return []
    today = context.now.astimezone(context.zone).date()
    found, _ = agenda(context.store, context.known, [*subjects], Preferences(), context.now, today, DAYS)
    blocks = event_blocks(found[:EVENTS], context.lang) or [text(context.say("home.no_dates", days=DAYS))]
    return [Section(card(Heading(context.say("home.dates")), *blocks))]


def _feeds(context: Context) -> Section:
    every = context.store.feeds.all()
    broken = [feed for feed in every if feed.error]
    names = ", ".join(feed_name(feed) for feed in broken[:BROKEN])
    note = [Note(context.say("home.failing", names=names))] if broken else []
    shown = buttons((context.say("feeds.title"), "feeds"))
    return Section(card(Heading(context.say("home.feeds")), text(counts(context.lang, every)), *note, shown))


def _administration(context: Context) -> list[Section]:
    if not context.request.admin:
        return []
    facts = installation(context.store, context.lang)
    since, every = f"admin audit since:{WEEK.days}d", "list all"
    choices = buttons((context.say("home.audit"), since), (context.say("admin.all"), every))
    changes = context.store.audit.of_workspace(
        context.request.surface, context.request.workspace, since=context.now - WEEK, limit=CHANGES
    )
    rows = Bullets(tuple((Span(change_text(context, change)),) for change in changes))
    return [Section(card(Heading(context.say("home.administration")), *facts, *([rows] if changes else []), choices))]


def _own(context: Context) -> Section:
    """What is the person's own: what they saved, and their language."""
    kept = len(context.store.people.saved(context.me, 100))
    saved = f"{context.say('save.title')}: {items(context.lang, kept)}"
    following = counted(context.lang, "stories", len(followed_stories(context)))
    told = f"{context.say('followed.list')}: {following}"
    other = "ko" if context.lang == "en" else "en"
    spoken = (context.say(f"language.{other}"), f"language {other}")
    return Section(
        card(
            text(saved, told),
            buttons(
                (context.say("save.title"), "save"),
                (context.say("followed.list"), "story"),
                spoken,
                (context.word("help"), "help"),
            ),
        )
    )
