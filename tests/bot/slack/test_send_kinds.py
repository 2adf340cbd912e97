"""Edits, replies and files in Slack: which calls are made, and how each way they can end is told."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.slack.send import SlackSurface
from bot.slack.upload import file_name, place_given
from core.card import Card, say
from core.model import Channel
from core.ports import Attachment, Outcome, Post, Sent
from core.states import Kind

TOKEN = "xoxb-123-very-secret"
CHANNEL = Channel("slack", "T1", "C1")
FILE = Attachment("브리핑 cbam.docx", "application/octet-stream", b"\x00docx", "Brief on CBAM")


@pytest.fixture
def surface(slack: Any) -> Iterator[SlackSurface]:
    with SlackSurface(TOKEN, slack.api_url) as surface:
        yield surface


def file_post(**values: Any) -> Post:
    return Post(7, CHANNEL, say("The brief"), kind=Kind.FILE, file=FILE, **values)


@pytest.fixture
def place(slack: Any, answer: Callable[..., Any]) -> None:
    given = {"ok": True, "upload_url": f"{slack.url}/upload/v1/abc", "file_id": "F1"}
    slack.plan("files.getUploadURLExternal", *(answer(given) for _ in range(3)))


def test_an_edit_updates_the_message_and_leaves_its_metadata(slack: Any, surface: SlackSurface) -> None:
    post = Post(7, CHANNEL, say("now"), kind=Kind.EDIT, target="5.5")
    assert surface.send([post])[0].outcome is Outcome.SENT
    [received] = slack.received
    assert received.method == "chat.update"
    assert {name: received.body[name] for name in ("channel", "ts", "text")} == {
        "channel": "C1",
        "ts": "5.5",
        "text": "now",
    }
    assert "metadata" not in received.body


@pytest.mark.parametrize("code", ["message_not_found", "edit_window_closed", "cant_update_message"])
def test_a_message_that_cannot_be_edited_is_given_up(
    slack: Any, surface: SlackSurface, answer: Callable[..., Any], code: str
) -> None:
    slack.plan("chat.update", answer({"ok": False, "error": code}))
    sent = surface.send([Post(7, CHANNEL, say("now"), kind=Kind.EDIT, target="5.5")])
    assert sent == [Sent(Outcome.FAILED, reason=code)]


def test_a_reply_goes_into_the_thread_with_its_own_id(slack: Any, surface: SlackSurface) -> None:
    surface.send([Post(7, CHANNEL, say("new date"), kind=Kind.THREAD, target="5.5")])
    [received] = slack.received
    assert (received.method, received.body["thread_ts"]) == ("chat.postMessage", "5.5")
    assert received.body["metadata"]["event_payload"] == {"delivery": "7"}


@pytest.mark.usefixtures("place")
def test_a_file_is_uploaded_and_then_posted_and_its_address_never_sees_the_token(
    slack: Any, surface: SlackSurface
) -> None:
    assert surface.send([file_post(target="5.5")]) == [Sent(Outcome.SENT, message_id="F1")]
    asked, uploaded, completed = slack.received
    assert (asked.method, asked.body["filename"], asked.body["length"]) == (
        "files.getUploadURLExternal",
        "브리핑-cbam-7.docx",
        "5",
    )
    assert (uploaded.method, uploaded.authorization) == ("/upload/v1/abc", None)
    assert completed.method == "files.completeUploadExternal"
    assert json.loads(completed.body["files"]) == [{"id": "F1", "title": "브리핑-cbam-7.docx"}]
    said = {name: completed.body[name] for name in ("channel_id", "initial_comment", "thread_ts")}
    assert said == {"channel_id": "C1", "initial_comment": "The brief", "thread_ts": "5.5"}


@pytest.mark.parametrize(
    ("step", "plan", "outcome", "calls"),
    [
        ("files.getUploadURLExternal", {"hang_up": True}, Outcome.RETRY, 1),
        ("files.getUploadURLExternal", {"body": {"ok": False, "error": "missing_scope"}}, Outcome.FAILED, 1),
        ("files.getUploadURLExternal", {"status": 429, "headers": (("Retry-After", "9"),)}, Outcome.WAIT, 1),
        ("files.getUploadURLExternal", {"body": {"ok": True, "file_id": "F1"}}, Outcome.RETRY, 1),
        ("/upload/v1/abc", {"status": 500}, Outcome.RETRY, 2),
        ("/upload/v1/abc", {"hang_up": True}, Outcome.RETRY, 2),
        ("files.completeUploadExternal", {"hang_up": True}, Outcome.UNCERTAIN, 3),
        ("files.completeUploadExternal", {"status": 500}, Outcome.UNCERTAIN, 3),
        ("files.completeUploadExternal", {"body": {"ok": False, "error": "not_in_channel"}}, Outcome.CLOSED, 3),
    ],
)
def test_only_the_last_call_of_a_file_can_end_uncertain(
    slack: Any, surface: SlackSurface, answer: Callable[..., Any], step: str, plan: Any, outcome: Outcome, calls: int
) -> None:
    if step == "files.getUploadURLExternal":
        slack.plan(step, answer(**plan))
    else:
        given = {"ok": True, "upload_url": f"{slack.url}/upload/v1/abc", "file_id": "F1"}
        slack.plan("files.getUploadURLExternal", answer(given))
        slack.plan(step, answer(**plan))
    [sent] = surface.send([file_post()])
    assert (sent.outcome, len(slack.received)) == (outcome, calls)


@pytest.mark.usefixtures("place")
def test_a_file_without_a_word_has_no_comment(slack: Any, surface: SlackSurface) -> None:
    surface.send([Post(7, CHANNEL, Card(()), kind=Kind.FILE, file=FILE)])
    assert "initial_comment" not in slack.received[-1].body


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://files.slack.com/upload/v1/x", True),
        ("http://127.0.0.1:9/upload", True),
        ("http://127.0.0.1:10/upload", False),
        ("http://169.254.169.254/latest", False),
        ("file:///etc/passwd", False),
        ("https://", False),
        ("https://[", False),
        (7, False),
    ],
)
def test_the_bytes_go_to_https_or_to_the_server_we_ask_anyway(url: object, safe: bool) -> None:
    body = json.dumps({"ok": True, "upload_url": url, "file_id": "F1"}).encode()
    assert (place_given(body, "http://127.0.0.1:9/api/") is not None) is safe


@pytest.mark.parametrize(
    ("name", "told"),
    [("../../etc/passwd", "passwd-7"), ("a b.d/o", "o-7"), ("", "file-7"), ("x.do cx", "x-7"), ("b.md", "b-7.md")],
)
def test_a_file_name_is_one_and_no_path(name: str, told: str) -> None:
    assert file_name(Attachment(name, "", b"", ""), 7) == told
