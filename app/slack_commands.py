"""`policywire slack` and `policywire secrets`: the app's manifest, and the keys of what is kept encrypted."""

import json
from enum import StrEnum
from typing import Annotated

import typer

from app.start import settings as _settings
from core.errors import SettingError

slack = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="What a Slack administrator needs.")
secrets = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="The keys of credentials that are kept encrypted."
)


class Form(StrEnum):
    """How the manifest is written."""

    YAML = "yaml"
    JSON = "json"


@slack.command(short_help="The app manifest, for api.slack.com/apps.")
def manifest(
    form: Annotated[Form, typer.Option("--format", help="yaml or json.")] = Form.YAML,
    many: Annotated[bool, typer.Option("--many", help="For many workspaces; needs POLICYWIRE_PUBLIC_URL.")] = False,
) -> None:
    """Print the manifest that Slack takes when an app is made (From a manifest).

    Socket Mode where SLACK_APP_TOKEN is set or there is no POLICYWIRE_PUBLIC_URL, signed HTTP at that address otherwise. With --many,
    or where SLACK_CLIENT_ID is set, tokens rotate and organisations may install. Nothing is sent anywhere.
    """
    import yaml

    from bot.slack.manifest import manifest as written

    settings = _settings()
    if many and not settings.public_url:
        raise SettingError("--many: set POLICYWIRE_PUBLIC_URL, under which workspaces install the app")
    url = None if settings.slack_app_token else settings.public_url
    install = settings.public_url if many or settings.slack_client_id else None
    made = written(public_url=url, install_url=install)
    text = (
        json.dumps(made, indent=2) if form is Form.JSON else yaml.safe_dump(made, sort_keys=False, allow_unicode=True)
    )
    typer.echo(text.rstrip())


@secrets.command(short_help="A new key for POLICYWIRE_SECRET_KEY.")
def new() -> None:
    """Print a new key. To change keys put it in front of the old one, with a comma, and run «policywire secrets rotate»."""
    from storage.sealed import new_key

    typer.echo(new_key())


@secrets.command(short_help="Lock every kept credential with the first key.")
def rotate() -> None:
    """Lock every credential in the database with the first key of POLICYWIRE_SECRET_KEY; then the others may be dropped.

    Exit status 1 where one was locked with a key that is not listed.
    """
    from app.database import reading_store

    with reading_store(_settings()) as store:
        done, lost = store.installations.turn_keys()
    typer.echo(f"{done} credential(s) are locked with the first key")
    if lost:
        typer.echo(
            f"{lost} could not be unlocked with any key of POLICYWIRE_SECRET_KEY; add their key, or give them anew",
            err=True,
        )
        raise typer.Exit(1)
