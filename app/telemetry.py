"""Logging for the process: one line an event on standard error, with every secret of the settings blotted out."""

import json
import logging
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from app.settings import Settings

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
# These tell of every request, with its address, or of every step, at INFO.
CHATTY = (
    "alembic",
    "apscheduler",
    "httpx",
    "httpcore",
    "uvicorn.access",
    "uvicorn.error",
    "slack_sdk",
    "slack_bolt",
    "pypdf",
    "trafilatura",
    "htmldate",
)
BLOT = "[secret]"
# What a line may be about, from the feed to the message: `extra` of the call.
IDS = ("job", "feed", "item", "delivery", "channel", "message_id")
# What a terminal would obey, or take for the end of a line.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


class BlotSecrets(logging.Formatter):
    """Replaces the given secrets in the finished line, tracebacks included: the last door before the outside."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__(FORMAT)
        self._secrets = sorted(filter(None, secrets), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """The line without secrets. What follows a line break is indented, so that no text can forge a line."""
        line = self.blotted(super().format(record))
        return _CONTROLS.sub("?", line).replace("\n", "\n    ")

    def blotted(self, text: str) -> str:
        """A text without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, BLOT)
        return text


class BlottedJson(BlotSecrets):
    """One JSON object a line: at, level, logger, message, the ids of what it is about, and the traceback of an error."""

    def format(self, record: logging.LogRecord) -> str:
        """The line without secrets; JSON's own escapes keep it one line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told: dict[str, object] = {"at": at, "level": record.levelname, "logger": record.name}
        told["message"] = record.getMessage()
        told |= {name: value for name in IDS if (value := getattr(record, name, None)) is not None}
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps({name: self._plain(value) for name, value in told.items()})

    def _plain(self, value: object) -> object:
        return self.blotted(value) if isinstance(value, str) else value


def start_logging(settings: Settings) -> None:
    """Log to standard error from the level and in the form that the settings say."""
    handler = logging.StreamHandler()
    form = BlottedJson if settings.log_format == "json" else BlotSecrets
    handler.setFormatter(form(secrets_of(settings)))
    logging.basicConfig(level=settings.log_level, handlers=[handler], force=True)
    for name in CHATTY:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[settings.log_level]))


def secrets_of(settings: Settings) -> list[str]:
    """Every secret value of the settings, and the password in an address also by itself; of the database only that."""
    values = {name: value.get_secret_value() for name, value in settings if isinstance(value, SecretStr)}
    passwords = [password for value in values.values() for password in _passwords(value)]
    return [*(value for name, value in values.items() if name != "database_url"), *passwords]


def _passwords(value: str) -> Iterable[str]:
    """The password in an address, as written and as meant. Where it cannot be told apart, the whole address."""
    if "://" not in value:
        return ()
    try:
        password = urlsplit(value).password
    except ValueError:
        return (value,)
    return (password, unquote(password)) if password else ()
