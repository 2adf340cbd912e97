"""What stands in the ledger and in the audit log, in words."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from core.ledger_words import _TOLD, sending_text, setting_text, told_text, value_text
from core.states import Kind
from core.wording import TEXTS

SEOUL = ZoneInfo("Asia/Seoul")


@pytest.mark.parametrize(
    ("dedupe", "kind", "said"),
    [
        ("story:K7Q2", Kind.POST, "An alert about a story"),
        ("item:17", Kind.POST, "An alert about an item"),
        ("digest:2026-03-02", Kind.POST, "A digest"),
        ("digest:2026-03-02:file", Kind.FILE, "The picture of a digest"),
        ("export:2026-03-02T09:00:ab:docx", Kind.FILE, "A file that was asked for"),
        ("share:1", Kind.FILE, "A file"),
        ("held:1-9", Kind.POST, "What was held, in one message"),
        ("story:K7Q2", Kind.EDIT, "A change of a message that was sent"),
        ("story:K7Q2", Kind.THREAD, "A reply in the thread of a message"),
        ("feeds:broken", Kind.POST, "A notice"),
        ("sample", Kind.POST, "A message"),
    ],
)
def test_a_delivery_is_called_what_it_is(dedupe, kind, said):
    assert sending_text(dedupe, kind, "en") == said


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("", ""),
        ("channel: is_archived", "The channel is archived."),
        ("channel: restricted_action_read_only_channel", "The bot may not post in the channel."),
        ("no_answer: TimeoutError", "No answer came; the platform is asked whether the message is there."),
        ("upload: http_503", "The platform had an error (503)."),
        ("http_502", "The platform had an error (502)."),
        ("dropped by U1", "Dropped by U1."),
        ("bundled as held:1-9", "It went out in one message with others."),
        ("slack is not configured", "This platform is not configured here. The settings check says what is missing."),
        ("some_new_code", "some_new_code"),
    ],
)
def test_a_reason_is_told_in_words_where_it_is_known(reason, said):
    assert told_text(reason, "en") == said


def test_every_known_reason_has_its_words():
    assert all(f"told.{key}" in TEXTS for key in _TOLD)


def test_settings_have_names_for_people():
    assert setting_text("subscription (CBAM OR 탄소국경)", "en") == "Subscription: (CBAM OR 탄소국경)"
    assert setting_text("mode of #trade", "en") == "Who may change #trade"
    assert setting_text("paused_until", "ko") == "일시중지 기한"
    assert setting_text("something", "en") == "something"


def test_values_are_in_words_and_in_local_time_to_the_minute():
    assert value_text("sources:official,wire sensitivity:balanced owner:U1", "en", SEOUL) == (
        "sources: official, wire, sensitivity: balanced, by U1"
    )
    assert value_text("2026-03-02 09:00:00.123456+00:00", "en", SEOUL) == "Mon 2 Mar 2026, 18:00 KST"
    assert value_text("until 2026-03-02T09:00:00+00:00", "ko", UTC) == "2026년 3월 2일 (월) 09:00 UTC까지"
    assert value_text("weekly mon 09:00 Asia/Seoul", "en", SEOUL) == "weekly mon 09:00 Asia/Seoul"
    assert value_text("suppressed", "en", SEOUL) == "dropped"
