"""`policywire teams …`: what an administrator needs to bring the bot into Teams."""

from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from app.start import settings as _settings
from core.errors import SettingError

cli = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Microsoft Teams: the app package.")


@cli.callback()
def teams() -> None:
    """Microsoft Teams: the app package to upload. docs/teams.md goes from nothing to a working bot."""


@cli.command(short_help="Write the app package for Teams.")
def package(
    output: Annotated[Path, typer.Option("--output", help="The zip file to write.")] = Path("policywire-teams.zip"),
) -> None:
    """Write the app package (manifest, icons) that an administrator uploads in the Teams admin center.

    It is made from TEAMS_CLIENT_ID and POLICYWIRE_PUBLIC_URL, which must be on https; the same settings give the same file.
    """
    from bot.teams.package import package as made

    settings = _settings()
    if not settings.teams_client_id:
        raise SettingError("TEAMS_CLIENT_ID is not set; it is the application (client) id of the bot's registration")
    if not (settings.public_url or "").startswith("https://"):
        raise SettingError("POLICYWIRE_PUBLIC_URL is not set to an https address; Teams posts to it, so it needs one")
    data = made(settings.teams_client_id, settings.public_url or "", version("policywire"))
    try:
        output.write_bytes(data)
    except OSError as error:
        raise SettingError(f"{output} cannot be written: {error.strerror}") from None
    typer.echo(f"{output} is written; upload it in the Teams admin center under Teams apps, Manage apps")
