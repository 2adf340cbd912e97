"""Every verb, buttons, forms, the App Home and mentions on a real local Slack, in Socket Mode and over signed HTTP."""

import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from slack_sdk.signature import Clock, SignatureVerifier

from bot.commands.dispatch import Dispatcher
from bot.commands.table import BY_VERB
from bot.slack import render
from core.catalogue import Catalogue
from core.graphemes import utf16_length
from storage.engine import Database
from storage.store import Store
from tests.bot.commands.conftest import NOW, TOPICS
from tests.e2e.face import SEOUL, Face, facing, filled_template, make_store

pytestmark = pytest.mark.e2e
Json = dict[str, Any]

GOLDEN = Path(__file__).parents[1] / "data" / "commands.yaml"
TALKS: list[Json] = yaml.safe_load(GOLDEN.read_text("utf-8"))
WIZARD = {
    "topics.measures": {"policywire.live": {"type": "checkboxes", "selected_options": [{"value": "cbam"}]}},
    "sensitivity": {"policywire.live": {"type": "static_select", "selected_option": {"value": "fewer"}}},
    "digest": {"answer": {"type": "static_select", "selected_option": {"value": "daily"}}},
}
BAD_QUERY = {"query": {"policywire.live": {"type": "plain_text_input", "value": "(CBAM OR 탄소국경"}}}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    return filled_template(tmp_path_factory.mktemp("filled"), sqlite_template)


@pytest.fixture(scope="module", params=["socket", "http"])
def face(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, template: Path) -> Iterator[Face]:
    folder = tmp_path_factory.mktemp("face")
    with facing(folder, make_store(folder, template), over_http=request.param == "http") as face:
        yield face


@pytest.fixture
def channel(face: Face, request: pytest.FixtureRequest) -> str:
    """A channel of the test's own."""
    return face.channel("t-" + request.node.name.lower().replace("[", "-").strip("]")[:60])


def test_the_golden_conversations_hold_on_slack(face: Face, channel: str, template: Path, tmp_path: Path) -> None:
    catalogue, usual = Catalogue(TOPICS), face.dispatch
    try:
        for number, talk in enumerate(TALKS):
            path = tmp_path / f"{number}.db"
            shutil.copy(template, path)
            database = Database(f"sqlite:///{path}")
            face.dispatch = Dispatcher(Store(database), catalogue, lambda: NOW, SEOUL)
            _hold(face, talk, f"{channel}-{number}")
            database.close()
    finally:
        face.dispatch, face.fixed = usual, {}


def _hold(face: Face, talk: Json, name: str) -> None:
    """One conversation: what stands in the channel is what the file says, escaped, and for those whom it is for."""
    nobody = {"user_name": "", "channel_name": "", "lang": "", "admin": False}
    place = {"workspace": "T1", "channel": talk["talk"], "user": "U1", **nobody}
    where = face.channel(name)
    for turn in talk["turns"]:
        face.fixed = {**place, **talk.get("as", {}), **turn.get("by", {}), "text": turn["line"]}
        expected = [render.escape(text) for text in (turn["reply"], turn.get("announce")) if text]
        # Which line is typed does not matter here, the fixed one counts; `list` neither opens a form nor needs a right.
        said = face.answers("list", where, count=len(expected))
        for one, whole in zip(said, expected, strict=True):
            is_cut = utf16_length(whole) > render.MAX_TEXT
            assert one["text"] == whole or (is_cut and one["text"][:1000] == whole[:1000])
        assert ["ephemeral_to" in one for one in said] == [turn["seen_by"] == "caller", False][: len(said)]


def test_the_wizard_says_what_is_wrong_and_then_subscribes(face: Face, channel: str) -> None:
    face.slack.command("subscribe", channel)
    form = face.modal("Choose topics")
    assert {block["block_id"] for block in form["blocks"]} >= {"topics.measures", "query", "digest"}
    wrong = face.submit(
        {**WIZARD, **BAD_QUERY}, lambda event: event.get("errors") if event["t"] == "view_errors" else None
    )
    assert "Missing )" in wrong["query"]
    assert "Nothing is subscribed" in face.answers("list", channel)[0]["text"]
    face.submit(WIZARD, lambda event: event["t"] == "view")
    assert "now follows CBAM" in json.dumps(face.modal("Policywire"))
    public = face.slack.message("subscribed this channel to CBAM", channel)
    assert "ephemeral_to" not in public
    assert "sensitivity:fewer" in face.answers("list", channel)[0]["text"]
    face.slack.press(public, "Undo", user="U02LEE")
    face.slack.message("no longer follows CBAM", channel)


def test_settings_are_changed_in_a_modal(face: Face, channel: str) -> None:
    face.slack.command("settings", channel)
    face.modal("Channel settings")
    values = {
        "channel_lang": {"answer": {"type": "static_select", "selected_option": {"value": "ko"}}},
        "lang": {"answer": {"type": "static_select", "selected_option": {"value": "auto"}}},
        "sensitivity": {"answer": {"type": "static_select", "selected_option": {"value": "balanced"}}},
        "cap": {"answer": {"type": "plain_text_input", "value": "none at all"}},
    }
    wrong = face.submit(values, lambda event: event.get("errors") if event["t"] == "view_errors" else None)
    assert wrong == {"cap": "Write a number from 1 to 1000."}
    values["cap"] = {"answer": {"type": "plain_text_input", "value": "7"}}
    face.submit(values, lambda event: event["t"] == "view")
    assert "하루 최대 7건" in json.dumps(face.modal("Policywire"), ensure_ascii=False)
    face.slack.message("알림 언어를 한국어로", channel)


def test_first_words_sample_and_the_buttons_of_an_alert(face: Face, channel: str) -> None:
    begin = face.answers("list", channel)[0]
    face.slack.press(begin, "Choose topics")
    face.modal("Choose topics")
    face.ui({"t": "view_close", "user": face.slack.member}, lambda event: event["t"] == "view")
    face.slack.press(begin, "See a sample")
    sample = face.slack.message("Sample asked for by", channel)
    assert "ephemeral_to" not in sample
    face.slack.press(sample, "Summary")
    summary = face.slack.message("Excerpt, not a summary", channel, after=sample)
    assert summary["ephemeral_to"] == face.slack.member
    face.slack.press(summary, "Share")
    assert "ephemeral_to" not in face.slack.message("Shared by kim", channel)
    [menu] = [one for block in sample["blocks"] if block["type"] == "actions" for one in block["elements"] if one["type"] == "overflow"]  # fmt: skip
    for option, told in zip(menu["options"], ["What is wrong with", "Muted until", "Muted until", "Saved for you"], strict=True):  # fmt: skip
        last = face.slack.messages(channel)[-1]
        place = {"channel": channel, "messageTs": sample["ts"], "user": face.slack.member}
        action = {"type": "overflow", "action_id": menu["action_id"], "selected_option": option}
        face.slack.ask("POST", "/_control/interact", {**place, "action": action})
        face.slack.message(told, channel, after=last)


def test_every_verb_is_answered(face: Face, channel: str) -> None:
    for verb, command in BY_VERB.items():
        if verb in ("subscribe", "settings"):
            continue
        example = command.examples["ko"][0]
        [said, *_] = face.answers(example, channel, "U02LEE")
        assert said["text"].strip(), verb
        assert "logged" not in said["text"], verb


def test_the_home_shows_what_is_followed(face: Face, channel: str) -> None:
    face.answers("subscribe cbam", channel, count=2)
    page = json.dumps(face.home(), ensure_ascii=False)
    for told in ("Your channels", "CBAM &amp; border carbon adjustments", "This week", "Dates ahead", "Sources"):
        assert told in page
    assert "Administration" not in page


def test_a_mention_and_a_direct_message_are_commands(face: Face, channel: str) -> None:
    face.slack.say(f"<@{face.slack.bot}> topics 광물", channel)
    assert face.slack.message("Topics", channel)["ephemeral_to"] == face.slack.member
    direct = face.slack.direct_channel()
    face.slack.say("latest 1", channel=direct)
    assert "ephemeral_to" not in face.slack.message("Latest", direct)


@pytest.mark.parametrize(
    "plan",
    [{"status": 503}, {"error": "is_archived"}, {"error": "token_revoked"}, {"error": "channel_not_found"}],
    ids=lambda plan: str(plan),
)
def test_what_slack_refuses_is_not_repeated_and_the_caller_is_answered(face: Face, channel: str, plan: Json) -> None:
    before = len(face.slack.calls("chat.postMessage"))
    face.slack.plan("chat.postMessage", **plan)
    assert "now follows" in face.answers("subscribe cbam", channel)[0]["text"]
    face.answers("list", channel)
    assert len(face.slack.calls("chat.postMessage")) == before + 1


def test_a_rate_limit_is_waited_for(face: Face, channel: str) -> None:
    face.slack.plan("chat.postMessage", status=429, retry_after=0)
    face.slack.command("subscribe cbam", channel)
    face.slack.message("subscribed this channel to CBAM", channel)


@pytest.mark.parametrize(
    "line",
    [
        "subscribe " + "핵심광물 " * 8_000,
        'search "unfinished',
        "subscribe 😀😀",
        "subscribe <!channel> <@U01KIM>",
        "latest \u202e evil \u2066",
        "x" * 40_000,
    ],
    ids=["long", "quote", "emoji", "ping", "turned", "word"],
)
def test_bad_input_is_answered(face: Face, channel: str, line: str) -> None:
    [said, *_] = face.answers(line, channel)
    assert said["text"].strip()
    assert "logged" not in said["text"]
    assert "<!channel>" not in json.dumps(said)


def test_what_was_not_signed_was_altered_or_is_old_is_refused_and_a_repeat_is_answered_once(
    face: Face, channel: str
) -> None:
    if face.slack.ask("GET", "/_control/state")["apps"][0]["mode"] != "events":
        assert "status" in BY_VERB  # in Socket Mode there is no address to send to
        return
    event = {
        "type": "app_mention",
        "user": face.slack.member,
        "text": f"<@{face.slack.bot}> help",
        "channel": channel,
        "ts": "1.1",
    }
    body = json.dumps({"type": "event_callback", "team_id": face.slack.team, "event_id": "EvReplay", "event": event})
    now = int(Clock().now())

    def send(body: str, at: int = now, signed: str | None = None, secret: str = face.slack.signing_secret) -> int:
        signature = SignatureVerifier(secret).generate_signature(timestamp=str(at), body=signed or body)
        headers = {
            "X-Slack-Signature": str(signature),
            "X-Slack-Request-Timestamp": str(at),
            "Content-Type": "application/json",
        }
        request = urllib.request.Request(face.address, body.encode(), headers)
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=15) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    assert send(body.replace("help", "unsubscribe all"), signed=body) == 401
    assert send(body, at=now - 600) == 401
    assert send(body, secret="guessed") == 401
    assert [send(body), send(body)] == [200, 200]
    face.slack.message("Commands", channel)
    face.answers("topics", channel)
    assert len([one for one in face.slack.messages(channel) if one["text"].startswith("Commands")]) == 1
