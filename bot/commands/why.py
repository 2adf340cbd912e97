"""why: what spoke for an item, what was decided and what became of it; for an address, the stage where it stopped."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from bot.commands import feedback
from bot.commands.context import Context
from bot.commands.items import find
from bot.commands.replies import answer, buttons, text
from bot.commands.request import Reply
from bot.commands.stories import follow_button
from bot.commands.subject import label_of
from core.alerting import needed, why_not
from core.card import Block, Bullets, Heading, Note, Span
from core.explain import role
from core.items import link_identity
from core.match import QUERY_PREFIX, Matcher
from core.model import Decision, DeliveryState, Evidence, Item, Match, Subject, SubjectKind, Subscription
from core.when import date_text
from storage.reasons import Decided, Sending

TERMS = 6
# Subscriptions that are explained one by one, those that heard of it first.
EXPLAINED = 6
OTHERS = 12


def why(context: Context) -> Reply:
    """Each of the channel's subscriptions with its reasons, the ones that alerted first."""
    wanted = context.line.subject.strip()
    if not wanted:
        return answer(text(context.say("why_what")), buttons(("latest", "latest")))
    item = find(context, wanted)
    if item is None:
        return _unknown(context, wanted)
    matches = context.store.reasons.matches(item)
    decided = {one.subscription.key: one for one in context.store.reasons.decided(context.channel, item)}
    following = context.store.subscriptions.of_channel(context.channel)
    ended = [one.subscription for one in decided.values() if not one.active]
    concerned = sorted((*following, *ended), key=lambda s: (s.key not in decided, s.subject.key not in matches))
    blocks: list[Block] = []
    for subscription in concerned[:EXPLAINED]:
        blocks += _subscription(context, item, subscription, matches, decided.get(subscription.key))
    if len(concerned) > EXPLAINED:
        blocks.append(Note(context.say("more", count=len(concerned) - EXPLAINED)))
    if not concerned:
        blocks.append(text(context.say("why.nothing_followed")))
    blocks += _others(context, item, matches, concerned)
    heading = Heading(context.say("why.title", id=item.id, title=item.title or context.say("card.untitled")), item.link)
    if context.store.follows.follows(context.me, item):
        blocks.append(Note(context.say("why.followed")))
    return answer(heading, *_found(context, item), *blocks, buttons(*_buttons(context, item)))


def _subscription(
    context: Context, item: Item, subscription: Subscription, matches: Mapping[str, Match], decided: Decided | None
) -> list[Block]:
    """One subscription: how the item fits it, and what came of that."""
    label = label_of(context.catalogue, subscription.subject, context.lang)
    match = matches.get(subscription.subject.key)
    limit = needed(subscription.subject, subscription.preferences)
    if match is None:
        fits = [_missing(context, item, subscription)]
        terms: tuple[Evidence, ...] = ()
    else:
        sensitivity = context.say(f"sensitivity.{subscription.preferences.sensitivity}")
        scored = context.say("why.score", score=f"{match.score:g}", needed=f"{limit:g}", sensitivity=sensitivity)
        fits = [scored] if limit else [context.say("why.query_fits", query=subscription.subject.text)]
        terms = match.evidence
    # Without a match there was nothing to decide, unless an earlier revision had one.
    outcome = [_outcome(context, item, subscription, match, decided)] if match or decided else []
    rows = Bullets(tuple(_term(context, item, one) for one in _strongest(terms)))
    ended = [context.say("why.ended")] if decided and not decided.active else []
    told = text(f"{label}: {' '.join([*ended, *outcome, *fits])}")
    return [told, rows] if rows.rows else [told]


def _outcome(
    context: Context, item: Item, subscription: Subscription, match: Match | None, decided: Decided | None
) -> str:
    """What was decided, or why nothing had to be."""
    if decided and decided.decision is Decision.JOINED:
        return context.say("why.joined", id=context.store.stories.of([item.key]).get(item.key, item.id))
    if decided and decided.sending:
        return _sending(context, decided.sending)
    if decided and decided.decision is Decision.DIGEST and subscription.preferences.digest:
        return context.say("why.in_digest", digest=subscription.preferences.digest)
    if decided and decided.decision in (Decision.NOW, Decision.HELD, Decision.DIGEST):
        return context.say("why.waiting")
    if decided:
        return context.say("why.held", reason=context.say(f"reason.{decided.reason}"))
    if match and match.score < needed(subscription.subject, subscription.preferences):
        return context.say("why.held", reason=context.say("reason.too-weak"))
    reason = "baseline" if item.baseline else why_not(subscription, item) or "before-subscription"
    return context.say("why.held", reason=context.say(f"reason.{reason}"))


def _sending(context: Context, sending: Sending) -> str:
    told = sending.told or context.say("why.no_reason")
    match sending.state:
        case DeliveryState.SENT if sending.sent_at:
            return context.say("why.sent", date=date_text(sending.sent_at, context.lang, context.zone))
        case DeliveryState.SUPPRESSED if sending.bundled:
            return context.say("why.bundled")
        case DeliveryState.FAILED | DeliveryState.SUPPRESSED:
            return context.say("why.failed", reason=told)
        case DeliveryState.HELD if sending.held_until:
            until = date_text(sending.held_until, context.lang, context.zone)
            return context.say("why.held_until", date=until, reason=told)
        case DeliveryState.UNCERTAIN:
            return context.say("why.uncertain", reason=told)
    return (
        context.say("why.retrying", attempt=sending.attempt, reason=told)
        if sending.told
        else context.say("why.waiting")
    )


def _missing(context: Context, item: Item, subscription: Subscription) -> str:
    """What the item lacks for a subject that it did not match."""
    subject = subscription.subject
    if not context.store.reasons.is_matched(item):
        return context.say("why.not_yet")
    topics = context.catalogue.topics
    if subject.kind is SubjectKind.TOPIC and subject.text not in topics:
        return context.say("why.topic_gone", id=subject.text)
    family = context.catalogue.family(subject.text) if subject.kind is SubjectKind.TOPIC else ()
    name = subject.text if subject.kind is SubjectKind.TOPIC else QUERY_PREFIX + subject.text
    verdict = Matcher(family).explain(item, name, subscription.preferences.sensitivity)
    if verdict.matched:
        return context.say("why.would_match")
    return context.say("why.no_match", missing=verdict.missing or "")


def _strongest(evidence: Iterable[Evidence]) -> list[Evidence]:
    """The heaviest terms, each place of a term once."""
    first: dict[tuple[str, str], Evidence] = {}
    for one in sorted(evidence, key=lambda e: (-e.weight, e.field != "title", e.start)):
        first.setdefault((one.term, one.field), one)
    return list(first.values())[:TERMS]


def _term(context: Context, item: Item, one: Evidence) -> tuple[Span, ...]:
    """«CBAM» in the title (a name of the topic cbam, weight 2): … the words around it …."""
    place = context.say("card.why_term", term=one.term, field=context.say(f"card.{one.field}"))
    topic = context.catalogue.topics.get(one.topic)
    if topic is None:
        return (Span(place),)
    kind = context.say(f"role.{role(topic, one.term)}", id=topic.id)
    return (Span(f"{place} ({kind}, {context.say('why.weight', weight=f'{one.weight:g}')})"),)


def _found(context: Context, item: Item) -> list[Block]:
    """When and how the item came."""
    if item.found is None:
        return []
    found = date_text(item.found, context.lang, context.zone)
    key = "why.found_baseline" if item.baseline else "why.found"
    return [Note(context.say(key, date=found, source=item.source or context.say("card.unknown_source")))]


def _others(
    context: Context, item: Item, matches: Mapping[str, Match], concerned: Iterable[Subscription]
) -> list[Block]:
    """Topics that the item matches and this channel does not follow."""
    followed = {s.subject.key for s in concerned}
    limit = needed(
        Subject(SubjectKind.TOPIC, ""), Subscription(context.channel, Subject(SubjectKind.TOPIC, ""), "").preferences
    )
    named = [
        f"{key} ({match.score:g})"
        for key, match in matches.items()
        if key in context.catalogue.topics and key not in followed and match.score >= limit
    ]
    return [Note(context.say("why.others", topics=", ".join(named[:OTHERS])))] if named else []


def _buttons(context: Context, item: Item) -> list[tuple[str, str]]:
    return [
        (context.say("card.summary"), f"summary #{item.id}"),
        follow_button(context, item),
        *feedback.choices(context, item),
    ]


def _unknown(context: Context, wanted: str) -> Reply:
    """Nothing is stored under the name: for an address, whether anything of its site is watched."""
    told = context.say("no_item", name=wanted[:200])
    if link_identity(wanted) is None:
        return answer(text(told), Note(context.say("no_item_hint")), buttons(("latest", "latest")))
    host = _host(wanted)
    near = [feed for feed in context.store.feeds.all() if _host(feed.url) == host]
    if not near:
        return answer(text(told, context.say("why.never", host=host)), buttons(("feeds", "feeds")))
    feed = near[0]
    when = date_text(feed.ok_at, context.lang, context.zone) if feed.ok_at else context.say("feeds.waiting")
    lines = [told, context.say("why.not_carried", feed=feed.title or feed.id, date=when)]
    if feed.error:
        lines.append(context.say("why.feed_fails", error=feed.error))
    return answer(text(*lines), buttons((f"feeds {feed.id}", f"feeds {feed.id}")))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
