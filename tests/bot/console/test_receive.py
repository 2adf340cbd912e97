"""From a form to a Request."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.console.receive import MAX_NAME, channel_name, command, form_values, typed_line
from core.errors import CommandError
from core.model import Channel

TRADE = Channel("console", "local", "trade", name="Trade", lang="ko")


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("list", "list"),
        ("/policy list", "list"),
        ("/POLICY  list", "list"),
        ("／policy list", "list"),
        ("/policy", ""),
        ("/policyx", "/policyx"),
        ("search /policy", "search /policy"),
        ("policy list", "policy list"),
        ("/policy /policy list", "/policy list"),
    ],
)
def test_the_prefix_is_optional(line, text):
    assert command(TRADE, line).text == text


def test_a_request_names_its_place():
    request = command(TRADE, "list")
    assert (request.surface, request.workspace, request.channel) == ("console", "local", "trade")
    assert (request.user, request.channel_name, request.lang) == ("you", "Trade", "ko")


def test_a_long_line_is_refused_in_the_channels_language():
    assert command(TRADE, "x" * 4_000).text
    with pytest.raises(CommandError) as caught:
        command(TRADE, "x" * 4_001)
    assert caught.value.user.startswith("명령이 4,001자입니다.")


@given(st.text())
def test_a_typed_line_is_one_line_that_any_database_stores(text):
    line = typed_line(text)
    assert line
    assert line.splitlines() == [line]
    assert "\x00" not in line


@given(st.binary(max_size=500))
def test_any_bytes_are_a_form_that_can_be_stored(body):
    for name, values in form_values(body).items():
        "".join((name, *values)).encode()


def test_the_first_of_two_fields_counts():
    assert form_values(b"line=a&line=b&x=%EA%B0%80+1") == {"line": ("a", "b"), "x": ("가 1",)}


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("trade", "trade"),
        ("#Trade CN", "trade-cn"),
        ("통상 정책", "통상-정책"),
        ("貿易_1", "貿易_1"),
        ("ＴＲＡＤＥ", "trade"),
        ("\u1110\u1169\u11bc", "통"),
        ("x" * MAX_NAME, "x" * MAX_NAME),
    ],
)
def test_a_name_is_put_right(typed, name):
    assert channel_name(typed) == name


@given(st.text())
def test_a_name_that_is_taken_is_safe_and_stays_as_it_is(typed):
    try:
        name = channel_name(typed)
    except CommandError:
        return
    assert 0 < len(name) <= MAX_NAME
    assert channel_name(name) == name
    assert all(sign.isalnum() or sign in "-_" for sign in name)
