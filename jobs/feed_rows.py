"""The rows that travel from a child process → the feed that they stand for. How they are made: jobs/finish_entries.py."""

from datetime import datetime

from core.model import Entry, Pace, ParsedFeed
from jobs.finish_entries import Row, Rows


def parsed_feed(rows: Rows) -> ParsedFeed:
    """The feed that rows stand for."""
    title, link, lang, entries, (minutes, hours, days), hub = rows
    pace = Pace(minutes, frozenset(hours), frozenset(days))
    return ParsedFeed(title, link, lang, tuple([_entry(row) for row in entries]), pace, hub)


def _entry(row: Row) -> Entry:
    own, title, link, published, updated, summary, body, lang = row
    return Entry(
        own, title, link, _moment(published), _moment(updated), summary, summary if body is None else body, lang
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
