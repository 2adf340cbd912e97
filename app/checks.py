"""`policywire check`: every thing that a start needs, tried one by one, each with what to do where it fails."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.settings import Settings, load
from app.telemetry import start_logging
from core.errors import PolicywireError
from jobs import read_feeds, read_topics
from storage.engine import Database
from storage.migrate import current, head, later_serves


@dataclass(frozen=True, slots=True)
class Check:
    """A line of the answer."""

    name: str
    ok: bool
    told: str


def all_checks() -> list[Check]:
    """Every check, in the order of a start; without settings there is nothing else to try."""
    try:
        settings = load()
    except PolicywireError as error:
        return [Check("settings", False, error.user)]
    start_logging(settings)
    return [Check("settings", True, "read"), *_each(settings)]


def _each(settings: Settings) -> Iterator[Check]:
    yield _try("database", lambda: _database(settings))
    yield _try("topics", lambda: f"{len(read_topics.read(settings.topics_file))} topics in {settings.topics_file}")
    yield _try("feeds", lambda: _feeds(settings))
    for folder in settings.corpus_folders:
        readable = folder.is_dir() and os.access(folder, os.R_OK | os.X_OK)
        yield Check(
            "folder",
            readable,
            str(folder) if readable else f"{folder} is no readable folder; make it or change POLICYWIRE_CORPUS_DIRS",
        )
    yield _slack(settings)
    yield _teams(settings)


def _try(name: str, attempt: Callable[[], str]) -> Check:
    try:
        return Check(name, True, attempt())
    except PolicywireError as error:
        return Check(name, False, error.user)


def _feeds(settings: Settings) -> str:
    idle = "" if settings.watch_feeds else "; none is polled, for POLICYWIRE_WATCH_FEEDS is off"
    return f"{len(read_feeds.read(settings.feeds_file))} feeds in {settings.feeds_file}{idle}"


def _database(settings: Settings) -> str:
    database = Database(settings.database_url.get_secret_value())
    try:
        later, found = later_serves(database), current(database)
    finally:
        database.close()
    wants = "" if later or found == head() else "; «policywire migrate» or «run» brings it to this version"
    return f"{database.place} answers, revision {found or 'none yet'}{wants}"


def _slack(settings: Settings) -> Check:
    if settings.slack_client_id:
        return Check("slack", True, f"workspaces install the app at {settings.public_url}/slack/install")
    if settings.slack_bot_token is None:
        return Check("slack", True, "not configured; alerts go to the console only")
    from bot.slack.check import try_tokens

    app_token = settings.slack_app_token.get_secret_value() if settings.slack_app_token else None
    problem = try_tokens(settings.slack_bot_token.get_secret_value(), app_token, settings.slack_api_url)
    mode = "Socket Mode" if app_token else f"signed HTTP on port {settings.chat_port} at /slack/events"
    return Check("slack", problem is None, problem or f"the tokens are accepted; {mode}")


def _teams(settings: Settings) -> Check:
    if not settings.teams_authentication:
        return Check(
            "teams", True, "requests are not checked, for a test client on this machine; never use it elsewhere"
        )
    if not settings.teams_client_id or not settings.teams_client_secret:
        return Check("teams", True, "not configured; docs/teams.md says how")
    from bot.teams.check import try_sign_in
    from bot.teams.sdk import ENDPOINT, Identity

    secret = settings.teams_client_secret.get_secret_value()
    problem = try_sign_in(Identity(settings.teams_client_id, secret, settings.teams_tenant_ids[0]))
    serves = f"{len(settings.teams_tenant_ids)} tenants; Teams posts to {ENDPOINT} on port {settings.chat_port}"
    return Check("teams", problem is None, problem or f"signed in; {serves}")
