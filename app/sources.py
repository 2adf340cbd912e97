"""`policywire feeds …`: the watched feeds, and how one is tried, added, taken out, imported, exported, given a password."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from app.groups import LIST, ListByDefault
from app.start import settings as _settings

Url = Annotated[str, typer.Argument(help="The address of a feed, a sitemap, or a page that lists articles.")]


cli = typer.Typer(
    cls=ListByDefault,
    rich_markup_mode=None,
    help="The watched feeds with their health; «policywire feeds TEXT» shows only some of them.",
)


@cli.command(LIST, short_help="The watched feeds with their health.")
def listed(
    text: Annotated[str, typer.Argument(help="Only feeds with this text in id, title, country or tier.")] = "",
    now: Annotated[bool, typer.Option("--now", help="Have the running process look at these feeds at once.")] = False,
) -> None:
    """The watched feeds with their health, one a line: id, tier, language, entries, health, address."""
    from app import overview
    from app.database import reading_store
    from app.wiring import clock

    with reading_store(_settings()) as store:
        for line in overview.feeds(store, text, clock(), now=now):
            typer.echo(line)


@cli.command("test", short_help="What would be read from an address.")
def try_(
    url: Url,
    row: Annotated[str | None, typer.Option("--row", help="For a page: CSS selector of one entry in the list.")] = None,
    title: Annotated[str | None, typer.Option("--title", help="CSS selector of the headline within a row.")] = None,
    link: Annotated[str | None, typer.Option("--link", help="CSS selector of the link within a row.")] = None,
    date: Annotated[str | None, typer.Option("--date", help="CSS selector of the date within a row.")] = None,
    link_template: Annotated[
        str | None, typer.Option("--link-template", help="The article's address where a script makes it, with {1} …")
    ] = None,
) -> None:
    """Fetch an address once and show what would be read from it, with what is wrong and what to do; nothing is stored.

    Exit status 1 where nothing can be read.
    """
    from app.feed_wiring import build_fetcher, close_readers
    from app.wiring import clock
    from jobs import parse as parser
    from jobs.probe import lines, probe
    from jobs.read_feeds import page_rule

    given = {"row": row, "title": title, "link": link, "date": date, "link_template": link_template}
    rule = page_rule({name: value for name, value in given.items() if value}, url) if any(given.values()) else None
    try:
        found = probe(url, build_fetcher(_settings()), parser.parse, clock(), rule=rule)
    finally:
        close_readers()
    for line in lines(found):
        typer.echo(line)
    raise typer.Exit(0 if found.parsed else 1)


@cli.command(short_help="Watch an address that is not in the feeds file.")
def add(
    url: Url,
    title: Annotated[str, typer.Option("--title", help="Its name. Default: the address's host.")] = "",
    tier: Annotated[str, typer.Option("--tier", help="official, wire, press or blog.")] = "press",
    lang: Annotated[str | None, typer.Option("--lang", help="The language of its entries, such as ko.")] = None,
    country: Annotated[str | None, typer.Option("--country", help="Two capital letters, such as KR.")] = None,
    kind: Annotated[str, typer.Option("--kind", help="feed or sitemap; a page needs the feeds file.")] = "feed",
    backfill: Annotated[int, typer.Option("--backfill", help="Days of what it carries that count as new.")] = 0,
) -> None:
    """Watch an address from now on, beside those of the feeds file. What it carries today is history and alerts nobody."""
    from core.sources import feed_id, host
    from jobs.read_feeds import checked

    with _store() as store:
        taken = {feed.id for feed in store.feeds.all()}
        row: dict[str, Any] = {"id": feed_id(url, taken), "title": title or host(url) or url, "url": url, "tier": tier}
        row |= {"lang": lang, "country": country, "kind": kind, "backfill_days": backfill}
        feed = checked(row)
        if not store.feeds.add(feed):
            _stop(f"{url} is watched already")
        typer.echo(f"watching {feed.id}")


@cli.command(short_help="Watch an added feed no longer.")
def remove(name: Annotated[str, typer.Argument(help="The feed's id.")]) -> None:
    """Take out a feed that was added or imported. What it brought stays. One of the feeds file is taken out there."""
    with _store() as store:
        feed = _named(store, name)
        if not store.feeds.remove(feed):
            _stop(f"{feed.id} stands in the feeds file; take it out there")
        typer.echo(f"no longer watching {feed.id}")


@cli.command("import", short_help="Watch the feeds of an OPML file.")
def import_(file: Annotated[Path, typer.Argument(help="An OPML file; folders named like a tier give it.")]) -> None:
    """Watch the feeds of an OPML file beside those of the feeds file. Those watched already are left as they are.

    Exit status 1 where one could not be taken over; each such one is a line on standard error.
    """
    from dataclasses import replace

    from core.sources import feed_id
    from jobs import opml

    try:
        data = file.read_bytes()
    except OSError as error:
        _stop(f"{file}: {error.strerror}")
    found = opml.read(data)
    with _store() as store:
        known = store.feeds.all()
        taken, urls = {feed.id for feed in known}, {feed.url for feed in known}
        added = 0
        for feed in found.feeds:
            if feed.url not in urls:
                feed = replace(feed, id=feed.id if feed.id not in taken else feed_id(feed.url, taken))
                added += store.feeds.add(feed)
                taken.add(feed.id)
    typer.echo(f"{added} added, {len(found.feeds) - added} watched already, {len(found.refused)} refused")
    for line in found.refused:
        typer.echo(line, err=True)
    raise typer.Exit(1 if found.refused else 0)


@cli.command(short_help="All watched feeds as OPML.")
def export(
    file: Annotated[Path | None, typer.Argument(help="Where to write it. Default: standard output.")] = None,
) -> None:
    """All watched feeds as OPML 2.0, a folder for each tier; other readers import it, and so does «feeds import»."""
    from app.database import reading_store
    from jobs import opml

    with reading_store(_settings()) as store:
        data = opml.write(store.feeds.all())
    if file is None:
        sys.stdout.buffer.write(data)
        return
    try:
        file.write_bytes(data)
    except OSError as error:
        _stop(f"{file}: {error.strerror}")


@cli.command(short_help="Give a feed its user name and password.")
def auth(
    name: Annotated[str, typer.Argument(help="The feed's id.")],
    forget: Annotated[bool, typer.Option("--forget", help="Take them out instead.")] = False,
) -> None:
    """Read user:password from standard input and keep it encrypted; it goes to the feed's own address only.

    The key is POLICYWIRE_SECRET_KEY; where it is not set, a new one is offered.
    """
    from jobs.vault import Vault

    settings = _settings()
    key = settings.secret_key.get_secret_value() if settings.secret_key else None
    with _store() as store:
        feed, vault = _named(store, name), Vault(store, key)
        if forget:
            store.feeds.lock(feed, None)
            typer.echo(f"{feed.id} has no credentials any more")
            return
        try:
            vault.keep(feed, sys.stdin.readline().rstrip("\r\n"))
        except ValueError as error:
            _stop(str(error))
        typer.echo(f"the credentials of {feed.id} are kept, encrypted")


def _store() -> Any:
    from app.database import reading_store

    return reading_store(_settings())


def _named(store: Any, name: str) -> Any:
    feed = next((feed for feed in store.feeds.all() if feed.id == name), None)
    if feed is None:
        _stop(f"no watched feed is called {name}; «policywire feeds» lists them")
    return feed


def _stop(told: str) -> None:
    typer.echo(f"policywire: {told}", err=True)
    raise typer.Exit(1)
