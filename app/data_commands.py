"""`policywire export`, `import` and `forget`: what people decided out and in as a file, and what is known of one of them gone."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.start import settings as _settings
from core.errors import SettingError

Workspace = Annotated[str, typer.Option("--workspace", help="Only its channels, such as slack:T0123ABC.")]


def export(
    file: Annotated[Path | None, typer.Argument(help="Where to write it. Default: standard output.")] = None,
    workspace: Workspace = "",
) -> None:
    """Write subscriptions, wishes of channels, edits of topics and added feeds as one YAML file, which `import` takes.

    It holds no credentials of feeds and nothing that was learned or sent; «policywire backup» has all of that.
    """
    from app.database import reading_store
    from app.portable import exported, write_private
    from app.wiring import clock

    place = _place(workspace)
    with reading_store(_settings()) as store:
        text = exported(store, place, clock())
    if file:
        write_private(file, text)
    else:
        sys.stdout.buffer.write(text.encode())


def import_(
    file: Annotated[Path, typer.Argument(help="A file of «policywire export».")],
    workspace: Workspace = "",
) -> None:
    """Take over what a file of `export` holds, beside what is here; nothing is taken away, and twice does no harm.

    The file is checked first: a mistake is told by line and field, and nothing is changed then.
    """
    from app.database import reading_store
    from app.portable import take_over
    from app.wiring import clock

    settings, place = _settings(), _place(workspace)
    with reading_store(settings) as store:
        for line in take_over(store, settings, file, place, clock()):
            typer.echo(line)


def forget(
    user: Annotated[str, typer.Option("--user", help="A person, by the surface's ids: slack:T0123ABC:U0456DEF.")] = "",
    workspace: Annotated[str, typer.Option("--workspace", help="A whole workspace: slack:T0123ABC.")] = "",
) -> None:
    """Delete on request what is known of a person, or a whole workspace with its channels and all that was sent there.

    Of a person their settings, saved items and feedback go; elsewhere their id is blotted out. docs/operating.md has it in
    full. Exit status 1 where nothing was known of them.
    """
    from app.database import reading_store
    from app.wiring import clock

    place = _place(workspace)
    surface, space, person = [*user.split(":", 2), "", ""][:3]
    if bool(place) == bool(user) or (user and not (surface and space and person)):
        raise SettingError(
            "write --user surface:workspace:user, such as slack:T0123ABC:U0456DEF, or --workspace slack:T0123ABC"
        )
    with reading_store(_settings()) as store:
        counts = (
            {"channel": store.spaces.forget(*place)}
            if place
            else store.forgetting.person(surface, space, person, clock())
        )
    for table, count in counts.items():
        typer.echo(f"{table:20} {count:9} rows")
    if not any(counts.values()):
        typer.echo(f"nothing is known of {user or workspace}")
        raise typer.Exit(1)


def _place(workspace: str) -> tuple[str, str] | None:
    """(surface, id) of an option, None for all. Raises SettingError for what names none."""
    surface, colon, name = workspace.partition(":")
    if workspace and not (surface and colon and name):
        raise SettingError("--workspace: write surface:id, such as slack:T0123ABC or console:local")
    return (surface, name) if workspace else None
