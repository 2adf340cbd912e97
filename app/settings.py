"""Settings from the environment and `.env`. Every one is in `.env.example`; a wrong one stops the start with one line."""

import os
import re
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from pydantic_settings.sources import DotEnvSettingsSource

from core.errors import SettingError
from core.ports import Uncertain

PREFIX = "POLICYWIRE_"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
# These two kinds of names are what other programs call them; all others are ours and carry the prefix.
FOREIGN = ("database_url", "slack_", "teams_")
SEEDS = Path(__file__).resolve().parent.parent / "seeds"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
Port = Annotated[int, Field(ge=1, le=65535)]


def env_name(field: str) -> str:
    """The environment variable of a setting."""
    return field.upper() if field.startswith(FOREIGN) else PREFIX + field.upper()


class Settings(BaseSettings):
    """What an installation decides. Secrets never print."""

    model_config = SettingsConfigDict(
        env_file_encoding="utf-8-sig",
        extra="ignore",
        env_ignore_empty=True,
        hide_input_in_errors=True,
        alias_generator=env_name,
    )

    database_url: SecretStr = SecretStr("sqlite:///var/policywire.db")
    corpus_dirs: Annotated[tuple[Path, ...], NoDecode] = ()
    feeds_file: Path = SEEDS / "feeds.yaml"
    topics_file: Path = SEEDS / "topics.yaml"
    agencies_file: Path = SEEDS / "agencies.yaml"
    seed_corpus: bool = True
    watch_feeds: bool = True
    feed_allow_private: Annotated[tuple[str, ...], NoDecode] = ()
    feed_proxy: SecretStr | None = None
    feed_ca_bundle: Path | None = None
    full_text: bool = False
    ops_channel: str | None = None
    secret_key: SecretStr | None = None
    public_url: str | None = None
    language: Literal["en", "ko"] = "en"
    timezone: str = "Asia/Seoul"
    console_host: str = "127.0.0.1"
    console_port: Port = 8080
    console_url: str | None = None
    console_password_hash: SecretStr | None = None
    console_oidc_issuer: str | None = None
    console_oidc_client_id: str | None = None
    console_oidc_client_secret: SecretStr | None = None
    console_admins: Annotated[tuple[str, ...], NoDecode] = ()
    console_editors: Annotated[tuple[str, ...], NoDecode] = ()
    console_viewers: Annotated[tuple[str, ...], NoDecode] = ()
    api_token: SecretStr | None = None
    chat_host: str = "127.0.0.1"
    chat_port: Port = 3000
    operations_host: str = "127.0.0.1"
    operations_port: Port | None = None
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_client_id: str | None = None
    slack_client_secret: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
    teams_client_id: str | None = None
    teams_client_secret: SecretStr | None = None
    teams_tenant_ids: Annotated[tuple[str, ...], NoDecode] = ()
    teams_admins: Annotated[tuple[str, ...], NoDecode] = ()
    teams_authentication: bool = True
    llm_url: str | None = None
    llm_key: SecretStr | None = None
    llm_model: str = ""
    llm_seconds: Annotated[float, Field(gt=0, le=300)] = 30.0
    llm_tokens_a_day: Annotated[int, Field(ge=0)] = 200_000
    llm_price_in: Annotated[Decimal, Field(ge=0)] = Decimal(0)
    llm_price_out: Annotated[Decimal, Field(ge=0)] = Decimal(0)
    llm_cost_a_day: Annotated[Decimal, Field(ge=0)] = Decimal(0)
    llm_translate_alerts: bool = False
    uncertain: Uncertain = Uncertain.HOLD
    keep_days: int = 730
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"
    traces_url: str | None = None
    traces_authorization: SecretStr | None = None

    @field_validator(
        "corpus_dirs", "feed_allow_private", "teams_tenant_ids", "teams_admins",
        "console_admins", "console_editors", "console_viewers", mode="before",
    )  # fmt: skip
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

    @field_validator("console_url")
    @classmethod
    def _origin(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"https?://[^/\s?#@]+/?", value):
            raise ValueError("write the address that browsers show, without a path, such as https://console.example")
        return value.rstrip("/").lower() if value else value

    @field_validator("console_password_hash")
    @classmethod
    def _hash(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith("$argon2id$"):
            raise ValueError(
                "this is no hash; «policywire console password» makes one. The password itself stands nowhere"
            )
        return value

    @field_validator("ops_channel")
    @classmethod
    def _place(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"(slack|teams|console):[^:\s]+:\S+", value):
            raise ValueError("write surface:workspace:channel, such as slack:T0123ABC:C0456DEF or console:local:ops")
        return value

    @field_validator("public_url")
    @classmethod
    def _public(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"https?://[^/\s?#@]+(/[^\s?#]*)?", value):
            raise ValueError(
                "write the address under which the chat port is reached from outside, https://policy.example"
            )
        return value.rstrip("/") if value else value

    @field_validator("keep_days")
    @classmethod
    def _long_enough(cls, value: int) -> int:
        if value != 0 and not 30 <= value <= 36_500:
            raise ValueError("write how many days texts and cards are kept, from 30 to 36500, or 0 to keep all of them")
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _slash(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("write an address that starts with https:// and ends in /api/")
        return value if value.endswith("/") else f"{value}/"

    @field_validator("traces_url")
    @classmethod
    def _collector(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"https?://[^/\s?#@]+/[^\s?#]+", value):
            raise ValueError("write the address to which spans are posted, such as http://127.0.0.1:4318/v1/traces")
        return value

    @field_validator("llm_url")
    @classmethod
    def _endpoint(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"https?://[^/\s?#@]+(/[^\s?#]*)?", value):
            raise ValueError("write the address of an OpenAI-compatible endpoint, such as http://127.0.0.1:11434/v1")
        return value

    @model_validator(mode="after")
    def _console(self) -> Self:
        """A console that others can reach needs a sign-in, and that its own address."""
        oidc = self.console_oidc_issuer, self.console_oidc_client_id, self.console_oidc_client_secret
        if any(oidc) and not all(oidc):
            raise ValueError("set POLICYWIRE_CONSOLE_OIDC_ISSUER, _CLIENT_ID and _CLIENT_SECRET together")
        if any(oidc) and self.secret_key is None:
            raise ValueError(
                "POLICYWIRE_CONSOLE_OIDC_ISSUER needs POLICYWIRE_SECRET_KEY too; «policywire feeds auth» offers one"
            )
        if self.console_host in LOOPBACK:
            return self
        if not self.console_signs_in:
            raise ValueError(
                f"POLICYWIRE_CONSOLE_HOST: {self.console_host}, but the console has no sign-in; write 127.0.0.1, or set "
                "POLICYWIRE_CONSOLE_PASSWORD_HASH («policywire console password») or POLICYWIRE_CONSOLE_OIDC_ISSUER"
            )
        if not self.console_url:
            raise ValueError("POLICYWIRE_CONSOLE_URL is missing; write the console's address as browsers show it")
        return self

    @model_validator(mode="after")
    def _with_model(self) -> Self:
        if self.llm_url and not self.llm_model:
            raise ValueError("POLICYWIRE_LLM_URL is set, so name the model to ask there: POLICYWIRE_LLM_MODEL=…")
        if not self.llm_url and (self.llm_key or self.llm_model or self.llm_translate_alerts):
            raise ValueError("POLICYWIRE_LLM_URL is missing; without it no language model is used")
        return self

    @model_validator(mode="after")
    def _complete(self) -> Self:
        """Slack needs its tokens together; a half is a mistake, not a wish."""
        given = self.slack_bot_token, self.slack_app_token, self.slack_signing_secret
        if self.slack_client_id or self.slack_client_secret:
            _check_spaces(self)
        elif any(given) and not self.slack_bot_token:
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
            raise ValueError(
                f"POLICYWIRE_CONSOLE_PORT and POLICYWIRE_CHAT_PORT are both {self.chat_port}; set one to another port: the "
                "console is never reachable where chat is"
            )
        return self

    @model_validator(mode="after")
    def _teams_together(self) -> Self:
        """Teams needs its three together. Unchecked requests are for a test client on this machine."""
        for value in (*filter(None, [self.teams_client_id]), *self.teams_tenant_ids, *self.teams_admins):
            if not re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", value):
                raise ValueError(f"{value[:40]!r} is no id as Entra shows it (8-4-4-4-12 hexadecimal digits)")
        given = self.teams_client_id, self.teams_client_secret, self.teams_tenant_ids
        if not self.teams_authentication:
            if any(given):
                raise ValueError(
                    "TEAMS_AUTHENTICATION=false is for a test client; drop the other TEAMS_ settings or it"
                )
            if self.chat_host not in LOOPBACK:
                raise ValueError(
                    "TEAMS_AUTHENTICATION=false lets everybody in, so POLICYWIRE_CHAT_HOST must be 127.0.0.1"
                )
        elif any(given) and not all(given):
            raise ValueError(
                "set TEAMS_CLIENT_ID, TEAMS_CLIENT_SECRET and TEAMS_TENANT_IDS together; docs/teams.md has each"
            )
        return self

    def check_paths(self) -> None:
        """Raise SettingError where a file or folder that a setting names is not there."""
        for name in ("feeds_file", "topics_file", "agencies_file", "feed_ca_bundle"):
            path = getattr(self, name)
            if path is not None and not path.is_file():
                raise SettingError(f"{env_name(name)}: there is no file {path}; correct the path or drop the setting")
        for folder in self.corpus_dirs:
            if not (folder.is_dir() and os.access(folder, os.R_OK | os.X_OK)):
                raise SettingError(
                    f"{env_name('corpus_dirs')}: {folder} is no readable folder; make it or correct the path"
                )

    @property
    def console_signs_in(self) -> bool:
        """Whether people have to sign in at the console."""
        return bool(self.console_password_hash or self.console_oidc_issuer)

    @property
    def console_origin(self) -> str:
        """The console's address as browsers show it."""
        return self.console_url or f"http://127.0.0.1:{self.console_port}"

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which times are shown."""
        return ZoneInfo(self.timezone)

    @property
    def keep(self) -> timedelta | None:
        """How long texts and cards are kept; None for good."""
        return timedelta(days=self.keep_days) if self.keep_days else None

    @property
    def corpus_folders(self) -> tuple[Path, ...]:
        """Every folder that is watched for documents."""
        return (*((SEEDS / "corpus",) if self.seed_corpus else ()), *self.corpus_dirs)


def load(env_file: Path | None = Path(".env")) -> Settings:
    """The settings. Raises SettingError with one line: which setting, what is wrong, what to write."""
    try:
        if env_file and env_file.is_file():
            _refuse_lines(env_file)
        listed = DotEnvSettingsSource(Settings, env_file=env_file).env_vars if env_file else {}
        _refuse_unknown([*(name for name in os.environ if name.startswith(PREFIX)), *listed])
        _refuse_near(listed)
        return Settings(_env_file=env_file)
    except ValidationError as error:
        raise SettingError(_told(error)) from None
    except UnicodeDecodeError as error:
        raise SettingError(f"{env_file} is not UTF-8 text (byte {error.start}); save it as UTF-8") from None
    except OSError as error:
        raise SettingError(f"{env_file} cannot be read: {error.strerror}") from None


def _refuse_lines(env_file: Path) -> None:
    """A line that sets nothing is passed over by the reader of the file, so it is refused here."""
    for number, line in enumerate(env_file.read_text("utf-8-sig").splitlines(), 1):
        if line.strip() and not re.match(r"\s*(#|(export\s+)?\w+\s*=)", line):
            raise SettingError(f"{env_file}:{number}: this line sets nothing; write NAME=value, or # before a remark")


def _refuse_unknown(names: Iterable[str]) -> None:
    """A misspelt setting would be a wish that nobody hears."""
    known = [env_name(field) for field in Settings.model_fields]
    for name in (name.upper() for name in names):
        if name.startswith(PREFIX) and name not in known:
            near = get_close_matches(
                name.removeprefix(PREFIX), [k.removeprefix(PREFIX) for k in known], n=1, cutoff=0.75
            )
            meant = [k for k in known if k.removeprefix(PREFIX) in near]
            hint = f"did you mean {meant[0]}?" if meant else "see .env.example for all settings"
            raise SettingError(f"{name} is no setting of Policywire; {hint}")


def _refuse_near(listed: Iterable[str]) -> None:
    """In our own file a name without our prefix that is nearly a setting's is one misspelt."""
    known = [env_name(field) for field in Settings.model_fields]
    for name in (name.upper() for name in listed):
        near = [] if name in known else get_close_matches(name, known, n=1, cutoff=0.85)
        if near or f"{PREFIX}{name}" in known:
            raise SettingError(f"{name} is no setting of Policywire; did you mean {[*near, PREFIX + name][0]}?")


def _told(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    problem = str(first["msg"]).removeprefix("Value error, ")
    if first["type"].startswith("bool"):
        problem = "write true or false"
    elif first["type"].startswith(("int", "float", "greater", "less")):
        port = str(first["loc"][0]).endswith("PORT")
        problem = "write a port number from 1 to 65535" if port else f"write a number; {problem}"
    return f"{first['loc'][0]}: {problem}" if first["loc"] else problem


def _check_spaces(settings: Settings) -> None:
    """Many workspaces need an app that can be installed: its credentials, an address, a key for what they entrust to us."""
    if settings.slack_bot_token:
        raise ValueError(
            "SLACK_BOT_TOKEN is for one workspace and SLACK_CLIENT_ID for many that install the app; drop one of them"
        )
    needed = {
        "SLACK_CLIENT_ID": settings.slack_client_id,
        "SLACK_CLIENT_SECRET": settings.slack_client_secret,
        "POLICYWIRE_PUBLIC_URL": settings.public_url,
        "POLICYWIRE_SECRET_KEY": settings.secret_key,
        "SLACK_SIGNING_SECRET (or SLACK_APP_TOKEN)": settings.slack_signing_secret or settings.slack_app_token,
    }
    missing = [name for name, value in needed.items() if not value]
    if missing:
        raise ValueError(f"for many Slack workspaces set {', '.join(missing)} too; docs/slack.md tells where they are")


def _check_prefix(name: str, secret: SecretStr | None, prefix: str) -> None:
    if secret and not secret.get_secret_value().startswith(prefix):
        raise ValueError(f"{name} does not start with {prefix}; it is another kind of token")
