"""The `policywire` command: how a person or another program starts and asks the product."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from app import checks, lines, overview
from app.settings import Settings, load
from app.telemetry import start_logging
from core.errors import PolicywireError

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Trade-policy alerts for Slack and Teams. Start with «policywire run», then open http://127.0.0.1:8080.",
)
Files = Annotated[list[Path], typer.Argument(help="Files to read.")]


@cli.command()
def run() -> None:
    """Run everything in one process: console, chat endpoints, scheduler and deliveries.

    The database is migrated first. Stop it with Ctrl-C or SIGTERM; what runs is finished.
    """
    from app.run import run as serve
    from app.wiring import build

    settings = _settings()
    product = build(settings)
    try:
        asyncio.run(serve(product))
    finally:
        product.close()


@cli.command()
def migrate() -> None:
    """Bring the database to this version's tables. Run it before an upgrade of several processes; `run` does it itself."""
    from app.wiring import open_store
    from storage.migrate import current

    store = open_store(_settings())
    typer.echo(f"{store.database.place} is at revision {current(store.database)}")


@cli.command()
def check() -> None:
    """Try the settings, database, topics, feeds, folders and tokens: each line says ok or what to do. Exit status 1 if any is wrong."""
    results = checks.all_checks()
    for result in results:
        typer.echo(f"{'ok  ' if result.ok else 'FAIL'}  {result.name}: {result.told}")
    raise typer.Exit(0 if all(result.ok for result in results) else 1)


@cli.command()
def status() -> None:
    """What is stored, what is broken, what the jobs last did."""
    from app.wiring import open_store

    for line in overview.status(open_store(_settings())):
        typer.echo(line)


@cli.command()
def feeds(
    text: Annotated[str, typer.Argument(help="Only feeds with this text in id, title, country or tier.")] = "",
    now: Annotated[bool, typer.Option("--now", help="Have the running process look at these feeds at once.")] = False,
) -> None:
    """The watched feeds with their health, one a line."""
    from app.wiring import open_store

    for line in overview.feeds(open_store(_settings()), text, now=now):
        typer.echo(line)


@cli.command()
def topics(
    text: Annotated[str, typer.Argument(help="Only topics with this text in a name.")] = "",
    json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line: id, name, category, aliases, parent.")
    ] = False,
) -> None:
    """The topics that can be followed."""
    for line in overview.topics(_settings().topics_file, text, json=json):
        typer.echo(line)


@cli.command()
def parse(
    files: Files,
    document: Annotated[
        bool, typer.Option("--document", help="Read documents (.md .txt .html .pdf .docx), not feeds.")
    ] = False,
    base: Annotated[
        str | None, typer.Option("--base", help="Address against which relative links are resolved.")
    ] = None,
) -> None:
    """Print a feed's entries, one JSON object a line.

    Fields: file, id, title, link, published, updated, summary, body, lang, source. Dates are RFC 3339 in UTC, unknown values
    null. A file that cannot be read is one line on standard error, and the exit status is 1 after the others were printed.

    Example:  policywire parse feed.xml --base https://example.org/ | policywire match -
    """
    raise typer.Exit(lines.parse_files(files, document=document, base=base))


@cli.command()
def match(
    items: Annotated[
        str,
        typer.Argument(help="A file of JSON lines (id, title, body, lang, source, published); - is standard input."),
    ],
    topics: Annotated[
        str | None, typer.Option("--topics", help="Only these topic ids, with commas. Default: all.")
    ] = None,
    query: Annotated[
        str | None, typer.Option("--query", help="A query instead of topics, such as 'CBAM OR \"탄소국경\"'.")
    ] = None,
) -> None:
    """Print which topics each item matches, one JSON object a line: id, topics, evidence.

    Evidence is a list of topic, term, lang, field, start, end, weight; positions count code points of the original field.
    """
    raise typer.Exit(lines.match_items(items, topics=topics, query=query, topics_file=_settings().topics_file))


def _settings() -> Settings:
    settings = load()
    start_logging(settings)
    return settings


def main() -> None:
    """The entry point: an error on purpose is one line on standard error and exit status 2."""
    try:
        cli()
    except PolicywireError as error:
        print(f"policywire: {error.user}", file=sys.stderr)
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
