"""What is over is forgotten: ids of events, links to files. Tokens and workspaces that left: tests/bot/slack."""

from datetime import timedelta

from core.card import Attachment
from jobs import look_after_spaces
from storage.store import Store
from tests.conftest import NOW

FILE = Attachment("a.md", "text/markdown", b"a", "a")


def test_what_is_over_is_forgotten(sqlite_store: Store) -> None:
    for word, hours in (("short", 1), ("long", 99)):
        sqlite_store.downloads.keep(word, FILE, ("teams", "t1", ""), NOW + timedelta(hours=hours))
    assert sqlite_store.seen.first("event", NOW)
    look_after_spaces.run(sqlite_store, lambda: (0, 0), NOW + timedelta(days=2))
    assert sqlite_store.seen.first("event", NOW)
    assert sqlite_store.downloads.find("short", NOW) is None
    assert sqlite_store.downloads.find("long", NOW) == FILE
