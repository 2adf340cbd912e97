"""What a story adds to an alert."""

from datetime import UTC, datetime

from core.card import Paragraph, Span
from core.facts import NOTHING_KNOWN
from core.model import Item, Tier
from core.story_notes import pointer, story_notes

PUBLISHED = datetime(2026, 3, 2, 1, tzinfo=UTC)
BODY = "The ministry will spend 41 billion dollars on steel ports in the south by then."


def item(key: int, title: str = "Steel ports", body: str = BODY, **values) -> Item:
    given = {
        "lang": "en",
        "source": f"Paper {key}",
        "published": PUBLISHED,
        "link": f"https://p.example/{key}",
    } | values
    return Item(f"AAA{key}", title, body, key=key, **given)


def told(*items: Item) -> list[str]:
    first, *others = items
    notes = story_notes(first, others, NOTHING_KNOWN, "en")
    return ["".join(span.text for span in note.spans) for note in notes if isinstance(note, Paragraph)]


def test_a_message_points_to_the_one_that_told_of_its_story_before():
    (told,) = pointer(item(1, title=""), "en")
    assert isinstance(told, Paragraph)
    assert "".join(span.text for span in told.spans) == "One story with #AAA1, told here before: (without a title)"
    assert pointer(None, "en") == ()


def test_an_item_alone_has_none():
    assert story_notes(item(1), (), NOTHING_KNOWN, "en") == ()


def test_what_later_items_changed_is_told_with_who_says_so_and_once():
    delayed, again = item(3, "Steel ports delayed"), item(4, "Steel ports delayed")
    assert told(item(2), item(1), delayed, again) == ["New status: postponed or extended · #AAA3 Paper 3"]
    assert told(again, delayed) == []


def test_sources_that_differ_are_named_and_the_official_one_is_linked():
    other = item(2, body=BODY.replace("41", "14"))
    (line,) = told(item(1), other)
    assert line == "Sources differ: $41bn (Paper 1, #AAA1) / $14bn (Paper 2, #AAA2)."
    official = item(3, tier=Tier.OFFICIAL)
    (note,) = story_notes(item(1), (other, official), NOTHING_KNOWN, "en")[:1]
    assert note.spans[-1] == Span("The official source is #AAA3.", url="https://p.example/3")
