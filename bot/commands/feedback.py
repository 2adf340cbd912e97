"""feedback: what people think of an item; how topics learn from it is in core/learning.py."""

from bot.commands.context import Context
from bot.commands.items import find
from bot.commands.replies import answer, buttons, code, text
from bot.commands.request import Reply
from bot.commands.subject import label_of
from core.alerting import needed
from core.card import Bullets, Note
from core.learning import MIN_LABELS, model_from_data
from core.model import Item, Subject, SubjectKind
from storage.feedback import WRONG_TOPIC, Learning, Mode

OPTIONS = ("topic",)
USEFUL, IRRELEVANT = "useful", "irrelevant"
REASONS = (WRONG_TOPIC, "duplicate", "old", "minor")
_SAID = {
    "useful": USEFUL, "relevant": USEFUL, "good": USEFUL, "유용": USEFUL, "유용함": USEFUL,
    "irrelevant": IRRELEVANT, "not relevant": IRRELEVANT, "bad": IRRELEVANT, "무관": IRRELEVANT, "무관함": IRRELEVANT,
    "wrong-topic": WRONG_TOPIC, "wrong topic": WRONG_TOPIC, "주제와 무관": WRONG_TOPIC,
    "duplicate": "duplicate", "중복": "duplicate", "old": "old", "지난": "old", "지난 소식": "old", "minor": "minor", "사소": "minor", "사소함": "minor",
}  # fmt: skip


def feedback(context: Context) -> Reply:
    """Keep what the caller thinks of an item, for the subjects by which it came to the channel."""
    name, _, rest = context.line.subject.strip().partition(" ")
    said = _SAID.get(rest.strip().casefold())
    item = find(context, name) if name else None
    if item is None:
        told = context.say("no_item", name=name[:200]) if name else context.say("feedback_what")
        examples = Bullets(tuple(code(line) for line in context.examples("feedback")))
        return answer(text(told), examples)
    if said is None or said == IRRELEVANT:
        return _ask(context, item, said)
    subjects = _subjects(context, item)
    if chosen := context.line.options.get("topic"):
        subjects = [subject for subject in subjects if subject.key == chosen]
    if not subjects:
        return answer(text(context.say("feedback.none", id=item.id)))
    if said == WRONG_TOPIC and len(subjects) > 1:
        return _ask_topic(context, item, subjects)
    reason = "" if said == USEFUL else said
    user = context.request.user
    context.store.feedback.say(context.channel, item, subjects, user, context.now, useful=said == USEFUL, reason=reason)
    labels = ", ".join(label_of(context.catalogue, subject, context.lang) for subject in subjects)
    noted = text(context.say("feedback.noted", id=item.id, labels=labels, said=context.say(f"feedback.{said}")))
    counts, learning = context.store.feedback.counts(), context.store.feedback.learning()
    topics = [s.text for s in subjects if s.kind is SubjectKind.TOPIC]
    stands = [Note(stand(context, id, counts.get(id, 0), learning.get(id, Learning()))) for id in topics]
    return answer(noted, *stands)


def choices(context: Context, item: Item) -> list[tuple[str, str]]:
    """The two buttons of feedback."""
    line = f"feedback #{item.id}"
    return [(context.say(f"feedback.{said}"), f"{line} {said}") for said in (USEFUL, IRRELEVANT)]


def stand(context: Context, topic: str, labels: int, learning: Learning) -> str:
    """Where a topic's learning stands, in a sentence."""
    if learning.mode is Mode.OFF:
        return context.say("learning.off", id=topic)
    if max(labels, learning.labels) < MIN_LABELS:
        return context.say("learning.few", id=topic, count=labels, needed=MIN_LABELS)
    if not learning.model:
        return context.say("learning.none", id=topic, count=max(labels, learning.labels))
    model = model_from_data(learning.model)
    key = "learning.used" if learning.mode is Mode.ON or model.helps else "learning.unused"
    return context.say(key, id=topic, count=model.labels, with_=f"{model.with_:.2f}", without=f"{model.without:.2f}")


def _ask(context: Context, item: Item, said: str | None) -> Reply:
    line = f"feedback #{item.id}"
    rows = [(context.say(f"feedback.{reason}"), f"{line} {reason}") for reason in REASONS]
    useful = [] if said else [(context.say("feedback.useful"), f"{line} {USEFUL}")]
    return answer(text(context.say("feedback.why", id=item.id)), buttons(*useful, *rows))


def _ask_topic(context: Context, item: Item, subjects: list[Subject]) -> Reply:
    line = f"feedback #{item.id} {WRONG_TOPIC}"
    rows = [(label_of(context.catalogue, subject, context.lang), f"{line} topic:{subject.key}") for subject in subjects]
    return answer(text(context.say("feedback.which", id=item.id)), buttons(*rows))


def _subjects(context: Context, item: Item) -> list[Subject]:
    """The subjects of this channel by which the item came, or could have come."""
    matches = context.store.reasons.matches(item)
    decided = [one.subscription for one in context.store.reasons.decided(context.channel, item)]
    following = [
        s
        for s in context.store.subscriptions.of_channel(context.channel)
        if s.subject.key in matches and matches[s.subject.key].score >= needed(s.subject, s.preferences)
    ]
    return list(dict.fromkeys(s.subject for s in (*decided, *following)))
