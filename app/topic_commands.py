"""`policywire topics …`: what can be followed, and how topics are checked, edited and exported."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.groups import LIST, ListByDefault
from app.start import settings as _settings

cli = typer.Typer(
    cls=ListByDefault,
    rich_markup_mode=None,
    help="The topics that can be followed; «policywire topics TEXT» shows only some of them.",
)


@cli.command(LIST, short_help="The topics as they are now.")
def listed(
    text: Annotated[str, typer.Argument(help="Only topics with this text in a name.")] = "",
    json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line: id, name, category, aliases, parent.")
    ] = False,
    file: Annotated[Path | None, typer.Option("--file", help="The topics of this file alone.")] = None,
) -> None:
    """The topics, one a line: id, category, name. They are those of the topics file with the edits of the database, if there are any."""
    from app import edited_topics

    for line in edited_topics.lines(edited_topics.read(_settings(), file), text, json=json):
        typer.echo(line)


@cli.command(short_help="Name every mistake of a topics file.")
def check(
    file: Annotated[Path | None, typer.Argument(help="Default: the topics file of the settings.")] = None,
) -> None:
    """Name every mistake of a topics file by line and field. Exit status 1 if there is one."""
    from jobs import read_topics

    chosen = file or _settings().topics_file
    errors = read_topics.check(chosen)
    for error in errors:
        print(f"policywire: {error}", file=sys.stderr)
    if errors:
        raise typer.Exit(1)
    typer.echo(f"ok: {len(read_topics.read(chosen))} topics in {chosen}")


@cli.command("import", short_help="Make a file's topics those of the installation.")
def import_(
    file: Annotated[Path, typer.Argument(help="A whole topics file, such as `export` prints.")],
    remove: Annotated[
        bool, typer.Option("--remove", help="Take out topics that the file lacks, also those that channels follow.")
    ] = False,
    by: Annotated[str, typer.Option("--by", help="Who edits, for the record.")] = "",
) -> None:
    """Make the topics of a file those of the installation. Every edit is a version; the running process takes it over.

    Exit status 1 for a mistake in the file, or where a topic would go that channels follow. Nothing is changed then.
    """
    from app import topics
    from app.database import open_store
    from app.wiring import clock

    settings = _settings()
    store = open_store(settings)
    try:
        done = topics.import_file(store, settings.topics_file, file, by, clock(), remove=remove)
    finally:
        store.database.close()
    for line in done.lines:
        print(line, file=sys.stdout if done.ok else sys.stderr)
    raise typer.Exit(0 if done.ok else 1)


@cli.command(short_help="Print the topics with all edits, as a topics file.")
def export() -> None:
    """Print the topics as they are now, with all edits, as a file that `import` takes."""
    from app import topics
    from app.database import reading_store

    settings = _settings()
    with reading_store(settings) as store:
        sys.stdout.buffer.write(topics.exported(store, settings.topics_file).encode())


@cli.command(short_help="Switch what a topic learned from feedback on or off.")
def learn(
    topic: Annotated[str, typer.Argument(help="The id of a topic.")],
    mode: Annotated[str, typer.Argument(help="on, off, or auto: where it is better than none on labels not seen.")],
) -> None:
    """Have what a topic learned from feedback used always, never, or where it helps (auto, the default)."""
    from app import topics
    from app.database import open_store
    from app.wiring import clock

    settings = _settings()
    store = open_store(settings)
    try:
        typer.echo(topics.switch(store, settings.topics_file, topic, mode, clock()))
    finally:
        store.database.close()


@cli.command("match", short_help="Match stored items with topics anew.")
def match_again(
    ids: Annotated[list[str] | None, typer.Argument(help="Ids of topics. Default: all.")] = None,
) -> None:
    """Match what is stored of the last 90 days with topics anew, such as after an upgrade that brought better ones.

    Nobody is alerted: history is never replayed. Edits of topics need no such command, the running process sees to them. Stop it
    with Ctrl-C whenever you like: the same command goes on where it was.
    """
    from app import topics
    from app.database import reading_store
    from app.progress import shown
    from app.wiring import clock

    settings = _settings()
    with reading_store(settings) as store:
        count = topics.match_again(store, settings.topics_file, ids or [], clock, shown)
    typer.echo(f"{count} items matched again")
