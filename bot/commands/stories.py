"""story: who reported an event and where they differ; with follow, its news for oneself."""

from bot.commands.context import Context
from bot.commands.items import find, row
from bot.commands.replies import BUTTONS, answer, buttons, refuse, text
from bot.commands.request import Reply
from core.brief_card import story_card
from core.card import Block, Bullets, Heading, Note
from core.model import Item
from core.outlets import official_first
from storage.follows import MOST

SHOWN = 20
FOLLOW, UNFOLLOW = ("follow", "팔로우"), ("unfollow", "off", "언팔로우", "취소", "해제")


def story(context: Context) -> Reply:
    """The timeline of an item's story, official sources first; `follow` and `unfollow` beside the item; alone, what is followed."""
    words = context.line.subject.split()
    said = [word.casefold() for word in words]
    wanted = " ".join(word for word in words if word.casefold() not in (*FOLLOW, *UNFOLLOW))
    if not wanted:
        return _followed(context)
    item = find(context, wanted)
    if item is None:
        told = context.say("no_item", name=wanted[:200])
        return answer(text(told), Note(context.say("no_item_hint")), buttons(("latest", "latest")))
    if any(word in UNFOLLOW for word in said):
        return _unfollow(context, item)
    return _follow(context, item) if any(word in FOLLOW for word in said) else _timeline(context, item)


def followed_stories(context: Context, most: int = SHOWN) -> list[Item]:
    """The items by which the asking person follows stories, the last one first."""
    return context.store.items.by_keys(list(context.store.follows.of_person(context.me, most)))


def follow_button(context: Context, item: Item) -> tuple[str, str]:
    """Follow the item's story, or follow it no longer."""
    if context.store.follows.follows(context.me, item):
        return context.say("followed.end"), f"story #{item.id} unfollow"
    return context.say("card.follow"), f"story #{item.id} follow"


def _timeline(context: Context, item: Item) -> Reply:
    members = official_first(context.store.stories.members(item))
    name = context.store.stories.of([item.key]).get(item.key, item.id)
    card = story_card(members, name, context.known, context.lang, context.zone)
    summary = (f"{context.say('card.summary')} #{members[0].id}", f"summary #{members[0].id}")
    return answer(*card.blocks, buttons(summary, follow_button(context, item)))


def _follow(context: Context, item: Item) -> Reply:
    undo = buttons((context.say("undo"), f"story #{item.id} unfollow"))
    if context.store.follows.follows(context.me, item):
        return answer(text(context.say("followed.already", id=item.id)), undo)
    name = context.request.user_name or context.request.user
    place = context.store.follows.follow(context.me, item, context.channel, name, context.lang, context.now)
    if place is None:
        return refuse(context.say("followed.full", count=MOST))
    where = "followed.here" if place == context.channel else "followed.direct"
    title = item.title or context.say("card.untitled")
    return answer(text(context.say("followed.done", id=item.id, title=title), context.say(where)), undo)


def _unfollow(context: Context, item: Item) -> Reply:
    gone = context.store.follows.unfollow(context.me, item)
    if not gone:
        return answer(text(context.say("followed.not", id=item.id)))
    again = (context.say("undo"), f"story #{item.id} follow")
    return answer(text(context.say("followed.off", id=item.id)), buttons(again))


def _followed(context: Context) -> Reply:
    found = followed_stories(context)
    if not found:
        return answer(text(context.say("story_what")), buttons(("latest", "latest")))
    rows: Block = Bullets(tuple(row(context, item) for item in found))
    ends = [(f"{context.say('followed.end')} #{item.id}", f"story #{item.id} unfollow") for item in found[:BUTTONS]]
    return answer(Heading(context.say("followed.list")), rows, buttons(*ends))
