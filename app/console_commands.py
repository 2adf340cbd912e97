"""`policywire console …`: what an administrator of the console does at the command line."""

import getpass
import sys

import typer

cli = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="The console: make the hash of its password.")


@cli.callback()
def console() -> None:
    """The console: make the hash of its password."""


@cli.command(short_help="Print the hash of a password, for the settings.")
def password() -> None:
    """Ask for a password, or read a line from standard input, and print the line that goes into .env."""
    from bot.console.passwords import hashed

    given = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    try:
        made = hashed(given)
    except ValueError as error:
        typer.echo(f"policywire: {error}", err=True)
        raise typer.Exit(1) from None
    # The single quotes keep the dollar signs from being read as names of variables.
    typer.echo(f"POLICYWIRE_CONSOLE_PASSWORD_HASH='{made}'")
