"""test: a sample alert into the channel, marked as such."""

from dataclasses import replace
from datetime import timedelta

from bot.commands import backlog
from bot.commands.context import Context
from bot.commands.replies import card, text
from bot.commands.request import Reply, Visibility
from bot.commands.subject import label_of
from core.card import Actions, Card
from core.item_card import alert_card
from core.model import Item, Preferences, Tier

# Subscriptions that are looked through for an item; somebody waits.
TRIED = 10


def test(context: Context) -> Reply:
    """The newest item of what the channel follows, else the newest of all, else one that was made up."""
    shown = context.public
    name = context.request.user_name
    mark = text(shown.say("sample.by", user=name) if name else shown.say("sample.mark"))
    return Reply(card(mark, *_sample(shown).blocks), Visibility.CHANNEL)


def _sample(context: Context) -> Card:
    spoken = Preferences(langs=(context.lang,))
    for wanted in (spoken, Preferences()):  # one that everybody here can read, if there is one
        for subscription in context.store.subscriptions.of_channel(context.channel)[:TRIED]:
            subject = subscription.subject
            if found := backlog.latest(context.store, subject, _both(subscription.preferences, wanted), 1):
                return _drawn(context, found[0], label_of(context.catalogue, subject, context.lang))
    if found := backlog.latest(context.store, None, spoken, 1) or backlog.latest(context.store, None, Preferences(), 1):
        return _drawn(context, found[0], context.say("sample.topic"))
    made_up = Item(
        "SAMPLE",
        context.say("sample.headline"),
        context.say("sample.body"),
        lang=context.lang,
        source=context.say("sample.source"),
        tier=Tier.PRESS,
        published=context.now - timedelta(hours=1),
        found=context.now,
    )
    drawn = _drawn(context, made_up, context.say("sample.topic"))
    return Card(tuple(block for block in drawn.blocks if not isinstance(block, Actions)))


def _both(own: Preferences, wanted: Preferences) -> Preferences:
    """What a subscription asks for, in the wanted languages where it names none itself."""
    return own if own.langs else replace(own, langs=wanted.langs)


def _drawn(context: Context, item: Item, label: str) -> Card:
    whole = next(iter(context.store.items.by_keys([item.key])), item) if item.key else item
    return alert_card(whole, (label,), (), context.lang, context.zone, known=context.known)
