"""Settings from the environment and `.env`. Every one is in `.env.example`; a wrong one stops the start with one line."""

import os
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from pydantic_settings.sources import DotEnvSettingsSource

from core.errors import SettingError

PREFIX = "POLICYWIRE_"
# These two kinds of names are what other programs call them; all others are ours and carry the prefix.
FOREIGN = ("database_url", "slack_")
SEEDS = Path(__file__).resolve().parent.parent / "seeds"
Port = Annotated[int, Field(ge=1, le=65535)]


def env_name(field: str) -> str:
    """The environment variable of a setting."""
    return field.upper() if field.startswith(FOREIGN) else PREFIX + field.upper()


class Settings(BaseSettings):
    """What an installation decides. Secrets never print."""

    model_config = SettingsConfigDict(
        env_file_encoding="utf-8",
        extra="ignore",
        env_ignore_empty=True,
        hide_input_in_errors=True,
        alias_generator=env_name,
    )

    database_url: SecretStr = SecretStr("sqlite:///var/policywire.db")
    corpus_dirs: Annotated[tuple[Path, ...], NoDecode] = ()
    feeds_file: Path = SEEDS / "feeds.yaml"
    topics_file: Path = SEEDS / "topics.yaml"
    seed_corpus: bool = True
    watch_feeds: bool = True
    feed_allow_private: Annotated[tuple[str, ...], NoDecode] = ()
    feed_proxy: SecretStr | None = None
    feed_ca_bundle: Path | None = None
    language: Literal["en", "ko"] = "en"
    timezone: str = "Asia/Seoul"
    console_host: str = "127.0.0.1"
    console_port: Port = 8080
    chat_host: str = "127.0.0.1"
    chat_port: Port = 3000
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("corpus_dirs", "feed_allow_private", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """Lists are written with commas."""
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(
                f"{value!r} is no IANA time zone; write one such as Asia/Seoul or Europe/Berlin"
            ) from error
        return value

    @field_validator("console_host")
    @classmethod
    def _loopback(cls, value: str) -> str:
        if value not in ("127.0.0.1", "::1", "localhost"):
            raise ValueError("the console has no sign-in, so it listens on 127.0.0.1 only")
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _slash(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("it is an address that starts with https:// and ends in /api/")
        return value if value.endswith("/") else f"{value}/"

    @model_validator(mode="after")
    def _complete(self) -> Self:
        """Slack needs its tokens together; a half is a mistake, not a wish."""
        given = self.slack_bot_token, self.slack_app_token, self.slack_signing_secret
        if any(given) and not self.slack_bot_token:
            raise ValueError(
                "SLACK_BOT_TOKEN is missing; Slack shows it under OAuth & Permissions, it starts with xoxb-"
            )
        if self.slack_bot_token and not (self.slack_app_token or self.slack_signing_secret):
            raise ValueError(
                "set SLACK_APP_TOKEN (xapp-…, Socket Mode) or SLACK_SIGNING_SECRET (HTTP) beside SLACK_BOT_TOKEN"
            )
        _check_prefix("SLACK_BOT_TOKEN", self.slack_bot_token, "xoxb-")
        _check_prefix("SLACK_APP_TOKEN", self.slack_app_token, "xapp-")
        if self.console_port == self.chat_port:
            raise ValueError("CONSOLE_PORT and CHAT_PORT must differ: the console is never reachable where chat is")
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which times are shown."""
        return ZoneInfo(self.timezone)

    @property
    def corpus_folders(self) -> tuple[Path, ...]:
        """Every folder that is watched for documents."""
        return (*((SEEDS / "corpus",) if self.seed_corpus else ()), *self.corpus_dirs)


def load(env_file: Path | None = Path(".env")) -> Settings:
    """The settings. Raises SettingError with one line: which setting, what is wrong, what to write."""
    try:
        listed = DotEnvSettingsSource(Settings, env_file=env_file).env_vars if env_file else {}
        _refuse_unknown([*os.environ, *(name.upper() for name in listed)])
        return Settings(_env_file=env_file)
    except ValidationError as error:
        raise SettingError(_told(error)) from None
    except UnicodeDecodeError as error:
        raise SettingError(f".env is not UTF-8 text (byte {error.start}); save it as UTF-8") from None


def _refuse_unknown(names: Iterable[str]) -> None:
    """A misspelt setting would be a wish that nobody hears."""
    known = [env_name(field) for field in Settings.model_fields]
    for name in names:
        if name.startswith(PREFIX) and name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.8)
            hint = f"did you mean {near[0]}?" if near else "see .env.example for all settings"
            raise SettingError(f"{name} is no setting of Policywire; {hint}")


def _told(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    problem = str(first["msg"]).removeprefix("Value error, ")
    return f"{first['loc'][0]}: {problem}" if first["loc"] else problem


def _check_prefix(name: str, secret: SecretStr | None, prefix: str) -> None:
    if secret and not secret.get_secret_value().startswith(prefix):
        raise ValueError(f"{name} does not start with {prefix}; it is another kind of token")
