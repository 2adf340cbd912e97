"""Whether a channel carries a delivery: what settles it, and what settles nothing."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.look_up import PAGES, SLACK_BEFORE, History, Page, delivery_of, read_page
from bot.slack.send import SlackSurface, message_of
from core.card import say
from core.model import Channel
from core.ports import Attachment, Finding, Found, Manners, Post
from core.states import Kind

SINCE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
POST = Post(7, Channel("slack", "T1", "C1"), say("x"), since=SINCE)
ABSENT = Found(Finding.ABSENT)


def message(delivery: object, ts: str = "1.2", event: str = "policywire_delivery") -> dict[str, Any]:
    return {"ts": ts, "text": "x", "metadata": {"event_type": event, "event_payload": {"delivery": delivery}}}


def page(*messages: object, cursor: str = "", more: bool | None = None) -> Page:
    answer = {"ok": True, "messages": list(messages), "has_more": bool(cursor) if more is None else more}
    return read_page(200, {}, json.dumps(answer | {"response_metadata": {"next_cursor": cursor}}).encode())


def test_the_channel_is_asked_for_metadata_from_before_the_first_attempt():
    asked = History(POST).arguments()
    assert (asked["channel"], asked["include_all_metadata"]) == ("C1", "true")
    assert float(asked["oldest"]) == (SINCE - SLACK_BEFORE).timestamp()
    assert "cursor" not in asked
    assert "oldest" not in History(Post(7, POST.channel, POST.card)).arguments()


def test_a_message_with_the_deliverys_id_is_found():
    found = History(POST).turn(page(message("6"), {"text": "hello"}, message("7", "9.9")))
    assert found == Found(Finding.SENT, message_id="9.9")
    assert delivery_of(message_of(POST) | {"ts": "1"}) == "7"


@pytest.mark.parametrize(
    "other",
    [message("77"), message(7), message("7", event="somebody_elses"), {"metadata": "7"}, "7", None,
     {"metadata": {"event_type": "policywire_delivery", "event_payload": []}}],
)  # fmt: skip
def test_what_is_no_message_of_ours_is_passed_over(other):
    assert History(POST).turn(page(other)) == ABSENT


def test_only_the_last_page_says_that_it_is_absent():
    history = History(POST)
    assert history.turn(page(message("1"), cursor="two")) is None
    assert history.arguments()["cursor"] == "two"
    assert history.turn(page(message("2"), cursor="three")) is None
    assert history.turn(page(message("7"))) == Found(Finding.SENT, message_id="1.2")


@pytest.mark.parametrize(
    "pages", [[page(more=True)], [page(cursor="a"), page(cursor="a")], [page(cursor=str(n)) for n in range(PAGES)]]
)
def test_a_history_without_an_end_settles_nothing(pages):
    history = History(POST)
    assert [history.turn(one) for one in pages][-1] == Found(Finding.UNKNOWN, reason="history_has_no_end")


@pytest.mark.parametrize(
    ("status", "body", "found"),
    [
        (429, b"", Found(Finding.UNKNOWN, reason="ratelimited", retry_after=7)),
        (503, b'{"ok": true, "messages": []}', Found(Finding.UNKNOWN, reason="no_json: http_503", retry_after=7)),
        (200, b"<html>", Found(Finding.UNKNOWN, reason="no_json: http_200", retry_after=7)),
        (200, b'{"ok": false, "error": "missing_scope"}', Found(Finding.NEVER, reason="history: missing_scope", retry_after=7)),
        (200, b'{"ok": false, "error": "token_revoked"}', Found(Finding.UNKNOWN, reason="history: token_revoked", retry_after=7)),
        (200, b'{"ok": true}', Found(Finding.UNKNOWN, reason="no_messages")),
        (200, b'{"ok": true, "messages": {}}', Found(Finding.UNKNOWN, reason="no_messages")),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_settles_nothing(status, body, found):
    assert History(POST).turn(read_page(status, {"Retry-After": "7"}, body)) == found


@given(
    st.integers(100, 599),
    st.binary(),
    st.recursive(st.none() | st.text(), lambda c: st.lists(c) | st.dictionaries(st.text(), c)),
)
def test_no_answer_breaks_the_reader(status, noise, data):
    for body in (noise, json.dumps({"ok": True, "messages": data, "response_metadata": data}).encode()):
        found = History(POST).turn(read_page(status, {}, body))
        assert found is None or found.finding is not Finding.SENT


def test_a_reply_is_looked_for_in_its_thread():
    history = History(replace(POST, kind=Kind.THREAD, target="5.5"))
    assert (history.method, history.arguments()["ts"]) == ("conversations.replies", "5.5")
    assert History(POST).method == "conversations.history"


def test_a_file_is_known_by_its_name():
    file = Attachment("Brief 통상.docx", "application/x", b"x", "A brief")
    history = History(replace(POST, kind=Kind.FILE, file=file))
    others = [{"files": [{"name": "Brief-통상-6.docx"}]}, {"files": "x"}, {"files": [None]}, message("7")]
    assert history.turn(page(*others, more=True, cursor="two")) is None
    assert history.turn(page({"ts": "9.9", "files": [{"name": "Brief-통상-7.docx"}]})) == Found(Finding.SENT, "9.9")


def test_slack_is_asked_over_http_and_never_blamed_for_silence():
    with SlackSurface("xoxb-1", "http://127.0.0.1:1/api/", manners=Manners(timeout=0.5)) as surface:
        (promise,) = surface.find([POST])
        assert promise.result(5).finding is Finding.UNKNOWN
    assert surface.find([POST])[0].result() == Found(Finding.UNKNOWN, reason="closed")
