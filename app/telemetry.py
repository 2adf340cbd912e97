"""Logging for the process: one line an event on standard error, with every secret of the settings blotted out."""

import logging
from collections.abc import Iterable

from pydantic import SecretStr
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from app.settings import Settings

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
# These tell of every request, with its address, at INFO.
CHATTY = (
    "apscheduler",
    "httpx",
    "httpcore",
    "uvicorn.access",
    "slack_sdk",
    "slack_bolt",
    "pypdf",
    "trafilatura",
    "htmldate",
)
BLOT = "[secret]"


class BlotSecrets(logging.Formatter):
    """Replaces the given secrets in the finished line, tracebacks included: the last door before the outside."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__(FORMAT)
        self._secrets = sorted(filter(None, secrets), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """The line without secrets, and without line breaks that would forge another line."""
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, BLOT)
        return line


def start_logging(settings: Settings) -> None:
    """Log to standard error from the level that the settings say."""
    handler = logging.StreamHandler()
    handler.setFormatter(BlotSecrets(secrets_of(settings)))
    logging.basicConfig(level=settings.log_level, handlers=[handler], force=True)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def secrets_of(settings: Settings) -> list[str]:
    """Every secret value of the settings; of the database address its password only."""
    fields = [(name, value) for name, value in settings if isinstance(value, SecretStr)]
    found = [value.get_secret_value() for name, value in fields if name != "database_url"]
    try:
        password = make_url(settings.database_url.get_secret_value()).password
    except ArgumentError:
        password = None
    return [*found, str(password)] if password else found
