"""Forms as Slack's modals, the message shortcut, App Home and the first words in a channel, over signed HTTP."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.commands.request import Reply
from bot.slack import render_form
from bot.slack.render_form import Place
from core.card import Actions, Button, Card, Paragraph, Span, say
from core.form import Ask, Choice, Field, Form
from tests.bot.slack.sender import Desk, Json, Workspace

FORM = Form(
    "subscribe",
    "Choose topics",
    "Subscribe",
    (
        Field("topics.measures", "Measures", Ask.SEVERAL, ("cbam",), (Choice("cbam", "CBAM"), Choice("x", "X")), live=True),
        Field("query", "Query", hint="For example", live=True),
        Field("sensitivity", "Sensitivity", Ask.ONE, ("more",), (Choice("fewer", "F"), Choice("more", "M")), required=True),
        Field("urgent", "Urgent", Ask.YES, (), (Choice("yes", "Yes"),)),
    ),
    "In the last 30 days this would have posted 14 items.",
)  # fmt: skip
VIEW = {"ok": True, "view": {"id": "V1"}}
STATE = {
    "topics.measures": {"policywire.live": {"type": "multi_static_select", "selected_options": [{"value": "cbam"}]}},
    "query": {"policywire.live": {"type": "plain_text_input", "value": "steel"}},
    "sensitivity": {"answer": {"type": "static_select", "selected_option": {"value": "more"}}},
    "urgent": {"answer": {"type": "checkboxes", "selected_options": []}},
}
FILLED = {"topics.measures": ("cbam",), "query": ("steel",), "sensitivity": ("more",), "urgent": ()}


def view(place: Place = Place("C1", "trade"), **extra: Any) -> Json:  # noqa: B008 - a frozen value
    kept = {"callback_id": "policywire.form.subscribe", "private_metadata": place.kept()}
    return {"id": "V1", "type": "modal", "hash": "h1", "state": {"values": STATE}, **kept, **extra}


@pytest.fixture
def opened(slack: Any, answer: Callable[..., Any]) -> None:
    slack.plan("views.open", answer(VIEW), answer(VIEW))


@pytest.mark.usefixtures("opened")
def test_a_command_that_needs_a_form_opens_one_at_once_and_fills_it_then(
    workspace: Workspace, desk: Desk, slack: Any
) -> None:
    desk.reply, trigger = Reply(say("card"), form=FORM), "t1"
    desk.gate.clear()
    workspace.command("subscribe", trigger=trigger)
    [opening] = slack.wait_for("views.open")
    assert (opening["trigger_id"], opening["view"]["blocks"][0]["text"]["text"]) == ("t1", "One moment, please.")
    desk.gate.set()
    [update] = slack.wait_for("views.update")
    shown = update["view"]
    assert (update["view_id"], shown["callback_id"], shown["submit"]["text"]) == (
        "V1", "policywire.form.subscribe", "Subscribe",
    )  # fmt: skip
    assert [block.get("block_id") for block in shown["blocks"]] == [*FILLED, "note"]
    assert Place.of(shown).channel == "C1"
    assert (Place.of(shown).seen or {})["sensitivity"] == ("more",)
    assert slack.calls("/respond") == []


def test_a_form_that_cannot_be_opened_is_answered_by_its_card(
    workspace: Workspace, desk: Desk, slack: Any, answer: Callable[..., Any]
) -> None:
    slack.plan("views.open", answer({"ok": False, "error": "expired_trigger_id"}))
    desk.reply = Reply(say("the same in a card"), form=FORM)
    workspace.command("settings", trigger="t1")
    assert slack.wait_for("/respond")[0]["text"] == "the same in a card"


def test_an_answer_to_a_live_field_changes_the_note(workspace: Workspace, desk: Desk, slack: Any) -> None:
    desk.reply = Reply(say("card"), form=FORM)
    workspace.interact({"type": "block_actions", "view": view(), "actions": [{"action_id": "policywire.live", "block_id": "query", "type": "plain_text_input"}]})  # fmt: skip
    [update] = slack.wait_for("views.update")
    assert update["view"]["blocks"][-1]["elements"][0]["text"] == FORM.note
    assert update["hash"] == "h1"
    [asked] = desk.asked
    assert (asked.text, asked.channel, asked.filled, asked.submitted) == ("subscribe", "C1", FILLED, False)


def test_errors_are_shown_at_their_fields(workspace: Workspace, desk: Desk) -> None:
    wrong = Field("query", "Query", error="Missing ) after position 13.")
    desk.reply = Reply(say("card"), form=Form("subscribe", "T", "S", (wrong,)))
    acknowledged = workspace.interact({"type": "view_submission", "view": view()}).json()
    assert acknowledged == {"response_action": "errors", "errors": {"query": "Missing ) after position 13."}}
    assert desk.asked[0].submitted


def test_a_good_form_shows_what_came_of_it_and_tells_the_channel(workspace: Workspace, desk: Desk, slack: Any) -> None:
    undo = Actions((Button("Undo", command="unsubscribe cbam"),))
    desk.reply = Reply(Card((Paragraph((Span("Done."),)), undo)), announce=say("kim subscribed"))
    acknowledged = workspace.interact({"type": "view_submission", "view": view(seen := Place("C1", seen={"query": ()}))}).json()  # fmt: skip
    assert acknowledged["response_action"] == "update"
    result = acknowledged["view"]
    assert result["blocks"][0]["text"]["text"] == "Done."
    assert slack.wait_for("chat.postMessage")[0]["text"] == "kim subscribed"
    assert desk.asked[0].seen == seen.seen
    button = result["blocks"][1]["elements"][0]
    workspace.interact(
        {"type": "block_actions", "view": {**result, "id": "V1"}, "actions": [{**button, "block_id": "b"}]}
    )
    slack.wait_for("views.update")
    assert (desk.asked[1].text, desk.asked[1].channel) == ("unsubscribe cbam", "C1")


def test_slow_work_is_acknowledged_in_time_and_shown_when_done(workspace: Workspace, desk: Desk, slack: Any) -> None:
    desk.reply = Reply(say("Done at last."))
    desk.gate.clear()
    acknowledged = workspace.interact({"type": "view_submission", "view": view()}).json()
    assert acknowledged["response_action"] == "update"
    assert "One moment" in str(acknowledged["view"])
    desk.gate.set()
    [update] = slack.wait_for("views.update")
    assert update["view"]["blocks"][0]["text"]["text"] == "Done at last."


@pytest.mark.parametrize(
    "said", [{"ok": True, "channel": {"id": "C1", "is_member": False}}, {"ok": False, "error": "channel_not_found"}]
)
def test_nothing_is_subscribed_where_the_bot_cannot_post_and_the_settings_are_kept(
    workspace: Workspace, desk: Desk, slack: Any, answer: Callable[..., Any], said: Json
) -> None:
    slack.plan("conversations.info", answer(said), answer(said))
    workspace.command("subscribe cbam lang:ko")
    [told] = slack.wait_for("/respond")
    assert "I'm not in #trade. Type /invite @Policy, then press Retry." in told["text"]
    assert told["blocks"][1]["elements"][0]["value"] == "subscribe cbam lang:ko"
    assert desk.asked == []
    place = Place("C1", "trade", f"{slack.url}/respond")
    assert workspace.interact({"type": "view_submission", "view": view(place)}).text == ""
    told = slack.wait_for("/respond", 2)[1]
    lines = "subscribe cbam sensitivity:more\nsubscribe steel sensitivity:more"
    assert told["blocks"][1]["elements"][0]["value"] == lines
    assert desk.asked == []
    workspace.button({"action_id": "policywire.run.0", "value": lines})
    slack.wait_for("/respond", 4)
    assert [one.text for one in desk.asked] == lines.split("\n")


@pytest.mark.parametrize("code", ["missing_scope", "internal_error"])
def test_where_slack_does_not_say_whether_it_is_there_the_bot_tries(
    workspace: Workspace, desk: Desk, slack: Any, answer: Callable[..., Any], code: str
) -> None:
    slack.plan("conversations.info", answer({"ok": False, "error": code}))
    workspace.command("subscribe cbam")
    slack.wait_for("/respond")
    assert [one.text for one in desk.asked] == ["subscribe cbam"]


def test_a_person_is_answered_in_the_language_of_their_slack(
    workspace: Workspace, desk: Desk, slack: Any, answer: Callable[..., Any]
) -> None:
    slack.plan("users.info", answer({"ok": True, "user": {"id": "U1", "locale": "ko-KR", "is_admin": True}}))
    for number in range(2):
        workspace.command("list", trigger=f"t{number}")
        slack.wait_for("/respond", number + 1)  # the second one finds what the first one asked
    assert [(one.lang, one.admin) for one in desk.asked] == [("ko", True)] * 2
    assert [one["include_locale"] for one in slack.calls("users.info")] == ["true"]


def test_who_is_no_administrator_any_more_is_none_from_the_event_on(
    workspace: Workspace, desk: Desk, slack: Any, answer: Callable[..., Any]
) -> None:
    for number, admin in enumerate((True, False), 1):
        slack.plan("users.info", answer({"ok": True, "user": {"id": "U1", "is_admin": admin}}))
        workspace.command("list", trigger=f"t{number}")
        slack.wait_for("/respond", number)
        workspace.event({"type": "user_change", "user": {"id": "U1", "is_admin": False}}, f"Ev{number}")
    assert [one.admin for one in desk.asked] == [True, False]


@pytest.mark.parametrize(("code", "asked"), [("missing_scope", 1), ("internal_error", 2)])
def test_who_a_person_is_is_asked_again_where_slack_could_not_say(
    workspace: Workspace, desk: Desk, slack: Any, answer: Callable[..., Any], code: str, asked: int
) -> None:
    slack.plan("users.info", answer({"ok": False, "error": code}), answer({"ok": True, "user": {"locale": "ko-KR"}}))
    workspace.command("list", trigger="t1")
    slack.wait_for("/respond")
    workspace.command("list", trigger="t2")
    slack.wait_for("/respond", 2)
    assert len(slack.calls("users.info")) == asked
    assert [one.lang for one in desk.asked] == ["", "ko" if asked == 2 else ""]


def test_a_menu_entry_counts_as_typed(workspace: Workspace, desk: Desk, slack: Any) -> None:
    chosen = {"action_id": "policywire.more.4", "type": "overflow", "selected_option": {"value": "save #K7Q2"}}
    workspace.button(chosen)
    slack.wait_for("/respond")
    assert desk.asked[0].text == "save #K7Q2"


def test_a_button_of_another_time_is_answered_kindly(workspace: Workspace, desk: Desk, slack: Any) -> None:
    assert workspace.button({"action_id": "alert_open_v0", "value": "7"}) == 200
    assert slack.wait_for("/respond")[0]["text"].startswith("This button is from an earlier version")
    assert desk.asked == []


def test_a_form_of_another_time_is_closed(workspace: Workspace, desk: Desk) -> None:
    old = {"type": "view_submission", "view": view(callback_id="wizard_v0")}
    assert workspace.interact(old).status_code == 200
    assert desk.asked == []


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ({"text": "Look: <https://a.example/x?a=1&amp;b=2|this>."}, "summary https://a.example/x?a=1&b=2"),
        ({"text": "", "attachments": [{"from_url": "https://a.example/y"}]}, "summary https://a.example/y"),
    ],
)
def test_the_shortcut_summarises_the_link_of_a_message(
    workspace: Workspace, desk: Desk, slack: Any, message: Json, line: str
) -> None:
    shortcut = {"type": "message_action", "callback_id": "policywire.summarise", "message": message}
    where = {"channel": {"id": "C1", "name": "trade"}, "response_url": f"{slack.url}/respond"}
    workspace.interact({**shortcut, **where})
    slack.wait_for("/respond")
    assert [one.text for one in desk.asked] == [line]


def test_the_shortcut_says_where_there_is_nothing_to_summarise(workspace: Workspace, desk: Desk, slack: Any) -> None:
    shortcut = {"type": "message_action", "callback_id": "policywire.summarise", "message": {"text": "hello"}}
    workspace.interact({**shortcut, "channel": {"id": "C1"}, "response_url": f"{slack.url}/respond"})
    assert slack.wait_for("/respond")[0]["text"] == "There is no link in this message to summarise."
    assert desk.asked == []


def test_the_first_words_in_a_channel_are_for_all(workspace: Workspace, desk: Desk, slack: Any) -> None:
    desk.reply = Reply(say("Nothing is subscribed here yet."))
    workspace.event({"type": "member_joined_channel", "user": "U0BOT", "channel": "C1", "inviter": "U7"}, "Ev1")
    assert slack.wait_for("chat.postMessage")[0]["channel"] == "C1"
    assert (desk.asked[0].text, desk.asked[0].user) == ("list", "")  # what is somebody's own is not for all
    workspace.event({"type": "member_joined_channel", "user": "U0BOT", "channel": "C1"}, "Ev1")
    workspace.event({"type": "member_joined_channel", "user": "U1", "channel": "C1"}, "Ev2")
    workspace.command("list")
    slack.wait_for("/respond")
    assert len(desk.asked) == 2


def check_view(drawn: Json) -> None:
    """Slack's limits of a modal, those that slack_sdk does not know among them."""
    assert 1 <= len(drawn["title"]["text"]) <= 24
    assert len(drawn["blocks"]) <= 100
    assert len(drawn["private_metadata"]) <= 3000
    names = [block["block_id"] for block in drawn["blocks"]]
    assert len(set(names)) == len(names)
    for block in drawn["blocks"]:
        if block["type"] != "input":
            continue
        assert 1 <= len(block["label"]["text"]) <= 2000
        element = block["element"]
        groups = element.get("option_groups", [{"options": element.get("options", [])}])
        most = 10 if element["type"] == "checkboxes" else 100
        assert all(len(group["options"]) <= most for group in groups)
        for option in (one for group in groups for one in group["options"]):
            assert 1 <= len(option["text"]["text"]) <= 75
            assert 1 <= len(option["value"]) <= 150
        assert len(element.get("initial_value", "")) <= 3000


words = st.text(max_size=30) | st.builds(lambda one: one * 3100, st.sampled_from(["한", "&", "<!channel>", "\u202e"]))
choices = st.builds(
    lambda count, said: tuple(Choice(f"{said[:9]}{number}", said * (number % 3)) for number in range(count)),
    st.integers(0, 230),
    st.text(max_size=90),
)
fields = st.builds(
    Field, st.uuids().map(str), words.map(lambda one: one or "?"), st.sampled_from(Ask), st.lists(words, max_size=2).map(tuple),
    choices, words, words, live=st.booleans(),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(fields, max_size=4).map(tuple), words, words, words)
def test_no_form_breaks_a_limit_of_slack(fields: tuple[Field, ...], title: str, note: str, name: str) -> None:
    form = Form("subscribe", title, "Do", fields, note)
    seen = {field.name: field.value for field in fields}
    drawn = render_form.form_view(form, Place("C1", name[:80], "https://x.example/" + "a" * 200, seen), "en")
    check_view(drawn)
    assert Place.of(drawn).channel == "C1"
    assert all(1 <= len(error) <= 150 for error in render_form.errors(form).values())
