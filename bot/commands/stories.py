"""story: who reported an event, and where they differ."""

from bot.commands.context import Context
from bot.commands.items import find
from bot.commands.replies import answer, buttons, text
from bot.commands.request import Reply
from core.brief_card import story_card
from core.card import Note
from core.outlets import official_first


def story(context: Context) -> Reply:
    """The timeline of an item's story, official sources first."""
    wanted = context.line.subject.strip()
    if not wanted:
        return answer(text(context.say("story_what")), buttons(("latest", "latest")))
    item = find(context, wanted)
    if item is None:
        told = context.say("no_item", name=wanted[:200])
        return answer(text(told), Note(context.say("no_item_hint")), buttons(("latest", "latest")))
    members = official_first(context.store.stories.members(item))
    name = context.store.stories.of([item.key]).get(item.key, item.id)
    card = story_card(members, name, context.known, context.lang, context.zone)
    summary = (f"{context.say('card.summary')} #{members[0].id}", f"summary #{members[0].id}")
    return answer(*card.blocks, buttons(summary))
