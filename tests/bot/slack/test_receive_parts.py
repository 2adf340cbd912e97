"""The parts of the receiving side that need no signed request: Socket Mode, its log, Slack's encoding, repeats."""

import asyncio
import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands.request import Reply
from bot.slack.receive import Once, build_app, sdk_logger, socket_mode, typed
from core.card import say


def test_socket_mode_neither_waits_for_slack_nor_prints_its_token(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def start_and_stop() -> None:
        app = build_app(
            dispatch=lambda request: Reply(say("done")),
            bot_token="xoxb-very-secret",
            base_url="http://127.0.0.1:1/api/",
        )
        async with socket_mode(app, "xapp-very-secret"):
            for _ in range(300):
                if "Failed to connect" in caplog.text:
                    return
                await asyncio.sleep(0.01)

    asyncio.run(start_and_stop())
    assert "Failed to connect" in caplog.text
    assert "very-secret" not in caplog.text
    assert "Traceback" not in caplog.text


def test_the_ticket_of_a_socket_is_not_printed(caplog: pytest.LogCaptureFixture) -> None:
    sdk_logger.error("Failed to connect (error: 403, url='wss://a.example/link/?ticket=abc-1&app_id=2')")
    assert "ticket=…&app_id=2" in caplog.text
    assert "abc-1" not in caplog.text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("<https://a.example/x?a=1&amp;b=2|a title>", "https://a.example/x?a=1&b=2"),
        ("<https://a.example/x>", "https://a.example/x"),
        ("mute source:<http://yna.co.kr|yna.co.kr>", "mute source:yna.co.kr"),
        ("<mailto:kim@a.example|kim@a.example>", "kim@a.example"),
        ("<#C123|trade> <#C123> <#C123|>", "#trade #C123 #C123"),
        ("<@U123|kim> <@U123> <!here> <!subteam^S1|@desk>", "@kim @U123 @here @desk"),
        ("a &lt; b &amp;amp; c", "a < b &amp; c"),
        ("한중 FTA를 구독", "한중 FTA를 구독"),
        ("1 > 0 <", "1 > 0 <"),
    ],
)
def test_text_is_read_as_it_was_typed(sent: str, said: str) -> None:
    assert typed(sent) == said


@settings(deadline=None)
@given(st.text("<>|@#!&;amplgt^:/ https", max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert len(typed(text)) <= len(text)


def test_ids_are_forgotten_from_the_oldest_on() -> None:
    once = Once(size=2)
    assert [once.first(key) for key in ("a", "a", "b", "c", "a", "c")] == [True, False, True, True, True, False]
    assert once.first("")
    assert once.first("")
