"""The log: no secret in any line or traceback, and no text that forges a line."""

import io
import json
import logging
import sys
from collections.abc import Iterator

import pytest

from app.settings import Settings
from app.telemetry import BLOT, CHATTY, BlotSecrets, BlottedJson, secrets_of, start_logging

GIVEN = {
    "DATABASE_URL": "postgresql://user:pa%40ss-SECRET1@db.example/wire",
    "POLICYWIRE_FEED_PROXY": "http://me:SECRET2@proxy.example:3128",
    "SLACK_BOT_TOKEN": "xoxb-SECRET3",
    "SLACK_APP_TOKEN": "xapp-SECRET4",
    "SLACK_SIGNING_SECRET": "SECRET5",
}


@pytest.fixture
def settings() -> Settings:
    return Settings(_env_file=None, **GIVEN)


@pytest.fixture
def log(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Standard error, with logging started on it."""
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in CHATTY}
    start_logging(settings)
    yield written
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def test_every_secret_is_known_also_by_itself(settings: Settings) -> None:
    assert set(secrets_of(settings)) == {
        "pa%40ss-SECRET1", "pa@ss-SECRET1", "SECRET2", "http://me:SECRET2@proxy.example:3128",
        "xoxb-SECRET3", "xapp-SECRET4", "SECRET5",
    }  # fmt: skip


def test_an_address_that_cannot_be_taken_apart_is_all_secret() -> None:
    broken = Settings(_env_file=None, DATABASE_URL="postgresql://u:SECRET@[::1/d")
    assert secrets_of(broken) == ["postgresql://u:SECRET@[::1/d"]


def test_no_secret_is_in_a_line_or_a_traceback(log: io.StringIO) -> None:
    logger = logging.getLogger("test")
    for value in GIVEN.values():
        logger.info("token %s", value)
        try:
            try:
                raise ValueError(f"refused {value}")
            except ValueError as error:
                raise RuntimeError({"header": value}) from error
        except RuntimeError:
            logger.exception("failed with %r", {"secret": value})
            logger.warning("and the stack", stack_info=True)
    logger.error("decoded pa@ss-SECRET1")
    text = log.getvalue()
    assert "SECRET" not in text
    assert text.count(BLOT) > 3 * len(GIVEN)
    assert "Traceback" in text
    assert "db.example" in text


def test_a_longer_secret_is_blotted_before_one_inside_it() -> None:
    record = logging.LogRecord("n", logging.INFO, "f", 1, "abc-def abc", None, None)
    assert BlotSecrets(["abc", "abc-def", ""]).format(record).endswith(f"n: {BLOT} {BLOT}")


@pytest.mark.parametrize("forged", ["a\n2026-01-01 00:00:00,000 INFO app: forged", "a\r\nb", "\x1b[2Jcleared", "a\u2028b", "\x00"])  # fmt: skip
def test_no_text_forges_a_line_or_commands_a_terminal(log: io.StringIO, forged: str) -> None:
    logging.getLogger("test").warning("title: %s", forged)
    first, *rest = log.getvalue().rstrip("\n").split("\n")
    assert "WARNING test: title: " in first
    assert all(line.startswith("    ") for line in rest)
    assert not {c for c in log.getvalue() if c < " " and c != "\n"} | ({"\u2028"} & set(log.getvalue()))


def test_libraries_that_log_requests_are_quiet(log: io.StringIO) -> None:
    for name in CHATTY:
        logging.getLogger(name).info("GET https://example.org/?token=1")
    assert log.getvalue() == ""
    logging.getLogger("uvicorn.error").error("this is heard")
    assert "this is heard" in log.getvalue()


def test_a_line_may_be_an_object_with_ids_and_without_secrets() -> None:
    record = logging.LogRecord("n", logging.INFO, "f", 1, "sent %s\n2026 forged", ("abc-def",), None)
    record.delivery, record.item, record.channel = 7, "K7Q2", "slack:T1:abc-def"
    line = BlottedJson(["abc-def"]).format(record)
    told = json.loads(line)
    assert "\n" not in line
    assert told.pop("at").endswith("+00:00")
    assert told == {
        "level": "INFO", "logger": "n", "message": f"sent {BLOT}\n2026 forged", "item": "K7Q2", "delivery": 7,
        "channel": f"slack:T1:{BLOT}",
    }  # fmt: skip


def test_the_form_of_the_log_is_a_setting(
    settings: Settings, log: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    start_logging(settings.model_copy(update={"log_format": "json"}))
    try:
        raise ValueError("refused xoxb-SECRET3")
    except ValueError:
        logging.getLogger("test").exception("failed")
    told = json.loads(capsys.readouterr().err)
    assert "ValueError: refused [secret]" in told["error"]
