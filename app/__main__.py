"""The `policywire` command: how a person or another program starts and asks the product.

Every command imports what it needs by itself: `--help` and the commands for programs must not wait for the servers' libraries.
"""

import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app import (
    backup_commands,
    console_commands,
    data_commands,
    delivery_commands,
    slack_commands,
    sources,
    topic_commands,
)
from app.brief_form import BriefForm
from app.start import settings as _settings
from app.teams_commands import cli as _teams
from core.errors import PolicywireError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from app.wiring import Product

HELP = """Trade-policy alerts for Slack and Teams, from feeds and folders of documents.

First steps:

\b
  policywire run              start everything, then open http://127.0.0.1:8080
  policywire check            try settings, files and tokens; says what to do
  policywire topics           what can be followed
  policywire status           what is stored, what is broken

For other programs, JSON lines:

\b
  policywire parse feed.xml | policywire match --topics cbam -
  policywire topics --json

Settings come from the environment and from .env; .env.example has every one.
Exit status: 0 well, 1 something was not readable or not right, 2 wrong usage
or setting. «policywire COMMAND --help» tells more."""

cli = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None, help=HELP
)
cli.add_typer(_teams, name="teams", short_help="Microsoft Teams: the app package.")
cli.add_typer(topic_commands.cli, name="topics", short_help="The topics, and how they are checked and edited.")
cli.add_typer(delivery_commands.cli, name="deliveries", short_help="What was sent, what waits; retry, drop, stop all.")
cli.add_typer(console_commands.cli, name="console", short_help="The console: make the hash of its password.")
cli.add_typer(slack_commands.slack, name="slack", short_help="The manifest of the Slack app.")
cli.add_typer(slack_commands.secrets, name="secrets", short_help="Keys of what is kept encrypted; changing them.")
cli.add_typer(sources.cli, name="feeds", short_help="The watched feeds, and how one is tried or added.")
cli.command(short_help="What people decided, as one YAML file.")(data_commands.export)
cli.command("import", short_help="Take over a file of `export`.")(data_commands.import_)
cli.command(short_help="Delete what is known of a person, or a workspace.")(data_commands.forget)
cli.command(short_help="Back everything up into one file.")(backup_commands.backup)
cli.command(short_help="Bring a backup into an empty database.")(backup_commands.restore)
Files = Annotated[list[Path], typer.Argument(help="Files to read.")]


@cli.command(short_help="Start everything in one process.")
def run() -> None:
    """Run everything in one process: console, chat endpoints, scheduler and deliveries.

    The database is migrated first. Stop it with Ctrl-C or SIGTERM; what runs is finished, but never waited for longer than a
    few seconds.
    """
    from app.run import run as serve

    _serve(lambda product: serve(product))


@cli.command(short_help="Serve the console and chat; work is done elsewhere.")
def web() -> None:
    """Serve the console and the chat endpoints only; `policywire worker` does the work, in as many processes as you like.

    All of them need one PostgreSQL in DATABASE_URL.
    """
    from app.run import run as serve

    _serve(lambda product: serve(product, working=False))


@cli.command(short_help="Do the work without serving the web.")
def worker(
    queues: Annotated[str, typer.Option("--queues", help="Only these, with commas: drain, poll, match.")] = "",
) -> None:
    """Watch, match and deliver without serving the web; start as many as you like beside `policywire web`.

    All of them need one PostgreSQL in DATABASE_URL. Each job runs in one of them at a time, deliveries in all of them. A
    queue is a part of the work: drain delivers, poll reads feeds and folders, match finds who is to be told.
    """
    from app.worker import work

    names = [name.strip() for name in queues.split(",") if name.strip()]
    _serve(lambda product: work(product, names))


def _serve(serve: "Callable[[Product], Coroutine[Any, Any, bool]]") -> None:
    """Build everything, serve until asked to stop, and end."""
    import asyncio

    from app.wiring import build

    product = build(_settings())
    try:
        finished = asyncio.run(serve(product))
    finally:
        product.close()
    if not finished:
        # A job waits for the network in a thread that Python would wait for. What it did so far is in the database.
        logging.shutdown()
        os._exit(0)


@cli.command(short_help="Bring the database to this version.")
def migrate(
    source: Annotated[
        str, typer.Option("--from", help="Also move everything here from this database, sqlite:///…")
    ] = "",
) -> None:
    """Bring the database to this version's tables. Run it before an upgrade of several processes; `run` does it itself.

    With --from everything is moved here from another database, whose processes must be stopped; deliveries that wait go on here.
    Nothing is sent from the other one any more. Example:  policywire migrate --from sqlite:///var/policywire.db
    """
    from app.database import move, open_store
    from storage.migrate import current

    database = open_store(_settings()).database
    if source:
        for table, count in move(source, database).items():
            typer.echo(f"{table:20} {count:9} rows")
    typer.echo(f"{database.place} is at revision {current(database)}")
    database.close()


@cli.command(short_help="Try settings, database, files and tokens.")
def check() -> None:
    """Try the settings, database, topics, feeds, folders and tokens: each line says ok or what to do.

    Exit status 1 if any is wrong.
    """
    from app import checks

    results = checks.all_checks()
    for result in results:
        typer.echo(f"{'ok  ' if result.ok else 'FAIL'}  {result.name}: {result.told}")
    raise typer.Exit(0 if all(result.ok for result in results) else 1)


@cli.command(short_help="What is stored, what is broken.")
def status() -> None:
    """What is stored, what is broken, what the jobs last did."""
    from app import overview
    from app.database import reading_store

    with reading_store(_settings()) as store:
        for line in overview.status(store):
            typer.echo(line)


@cli.command(short_help="A feed's entries as JSON lines.")
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
    from app import lines

    raise typer.Exit(lines.parse_files(files, document=document, base=base))


@cli.command(short_help="Which topics items match, as JSON lines.")
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
    file: Annotated[
        Path | None,
        typer.Option("--file", help="The topics of this file. Default: the topics file with the database's edits."),
    ] = None,
) -> None:
    """Print which topics each item matches, one JSON object a line: id, topics, evidence.

    Evidence is a list of topic, term, lang, field, start, end, weight; positions count code points of the original field.
    A line that is no item is named on standard error, and the exit status is 1 after the others were printed.
    """
    from app import edited_topics, lines

    settings = _settings()
    raise typer.Exit(
        lines.match_items(items, topics=topics, query=query, known=lambda: edited_topics.read(settings, file))
    )


@cli.command(short_help="Which items report one event, as JSON lines.")
def stories(
    items: Annotated[str, typer.Argument(help="A file of JSON lines as for match; - is standard input.")],
) -> None:
    """Print which story each item belongs to, one JSON object a line: id, story.

    Items that report one event, in one language or in several, share a story; its name is the id of its first item. They are
    placed in the order of publication and printed in the order given.
    """
    from app.story_lines import print_stories

    settings = _settings()
    raise typer.Exit(print_stories(items, settings.topics_file, settings.agencies_file))


@cli.command(short_help="Cited extracts of items, as JSON lines.")
def summarize(
    items: Annotated[str, typer.Argument(help="A file of JSON lines as for match; - is standard input.")],
) -> None:
    """Print an extract of each item, one JSON object a line: id, summary, sentences (field, start, end in code points)."""
    from app.summary_lines import print_summaries

    raise typer.Exit(print_summaries(items))


@cli.command(short_help="Dated events of stored items, also as .ics.")
def calendar(
    topic: Annotated[str, typer.Argument(help="A topic or query. Default: all items.")] = "",
    days: Annotated[int, typer.Option("--days", help="How many days ahead, at most 365.")] = 30,
    ics: Annotated[bool, typer.Option("--ics", help="An iCalendar file (RFC 5545).")] = False,
) -> None:
    """The dates ahead that stored items name, deadlines and effective dates first: day, kind, item, sentence.

    Example:  policywire calendar us-tariffs --ics > us-tariffs.ics
    """
    from app.exports import calendar as written
    from app.wiring import clock

    typer.echo(written(_settings(), topic, days, clock(), as_ics=ics).encode(), nl=False)


@cli.command(short_help="What happened about a topic, as Markdown or a Word file.")
def brief(
    topic: Annotated[str, typer.Argument(help="A topic or query.")],
    days: Annotated[int, typer.Option("--days", help="How many days back, at most 365.")] = 7,
    lang: Annotated[str, typer.Option("--lang", help="Language of the brief's own words: en or ko.")] = "en",
    form: Annotated[BriefForm, typer.Option("--format", help="md or docx.")] = BriefForm.MD,
    output: Annotated[
        Path | None, typer.Option("--output", help="The file to write. Default: standard output.")
    ] = None,
) -> None:
    """What happened about a topic, as a document with each line cited. Quotations stay in their own language.

    Example:  policywire brief cbam --format docx --output cbam.docx
    """
    from app.exports import brief_file
    from app.wiring import clock

    written = brief_file(_settings(), topic, days, lang, clock(), form)
    if output:
        output.write_bytes(written)
    else:
        typer.echo(written, nl=False)


@cli.command(short_help="Who changed what, as JSON lines.")
def audit(
    workspace: Annotated[str, typer.Option("--workspace", help="Only this one, such as slack:T0123ABC.")] = "",
    days: Annotated[int, typer.Option("--days", min=1, max=3_650, help="How many days back.")] = 30,
) -> None:
    """Print the audit log, one JSON object a line, the oldest first.

    Fields: at, surface, workspace, channel, channel_name, user, user_name, verb, approved_by, before, after.
    """
    from app.audit_lines import audit_lines
    from app.wiring import clock

    for line in audit_lines(_settings(), workspace, days, clock()):
        typer.echo(line)


@cli.command(short_help="What the language model did, as JSON lines.")
def model(
    workspace: Annotated[str, typer.Option("--workspace", help="Only this one, such as slack:T0123ABC.")] = "",
    days: Annotated[int, typer.Option("--days", min=1, max=3_650, help="How many days back.")] = 30,
) -> None:
    """Print what the language model was asked for, one JSON object a line, the oldest first.

    Fields: at, workspace, purpose, item, model, tokens, cost, shortfall, accepted, dropped (text, why).
    """
    from app.audit_lines import model_lines
    from app.wiring import clock

    for line in model_lines(_settings(), workspace, days, clock()):
        typer.echo(line)


def main() -> None:
    """The entry point: an error on purpose is one line on standard error and exit status 2."""
    try:
        cli()
    except PolicywireError as error:
        print(f"policywire: {error.user}", file=sys.stderr)
        raise SystemExit(2) from None
    except Exception:
        # Through the log, which blots secrets out of tracebacks.
        logging.getLogger("policywire").critical("stopped by an error that nobody foresaw", exc_info=True)
        raise SystemExit(70) from None


if __name__ == "__main__":
    main()
