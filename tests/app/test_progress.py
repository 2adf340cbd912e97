"""A bar on a terminal, nothing elsewhere; and what is interrupted goes on where it was."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.progress import shown
from app.topics import match_again
from core.errors import PolicywireError
from core.match import Matcher
from core.model import Subject, SubjectKind
from jobs import match_items, watch_topics
from storage.backup import back_up, restore
from storage.engine import Database
from storage.store import Store
from storage.transfer import unseen
from tests.storage.helpers import NOW, add_item

STEEL = Subject(SubjectKind.TOPIC, "steel")
FILE = "version: 2\ntopics:\n- {id: steel, name: Steel, category: sectors, aliases: {en: [steel tariffs]}}\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("stream", "drawn"), [(Terminal(), True), (io.StringIO(), False)])
def test_a_bar_is_for_terminals_only(stream: io.StringIO, drawn: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", stream)
    with shown(4) as told:
        told(1)
        told(3)
    assert ("100%" in stream.getvalue()) is drawn
    assert bool(stream.getvalue()) is drawn


class Counted:
    """A progress that remembers, and may be interrupted after so many calls."""

    def __init__(self, patience: int = 99) -> None:
        self.total, self.steps, self.patience = 0, [0], patience

    @contextmanager
    def __call__(self, total: int) -> Iterator[Callable[[int], None]]:
        self.total = total
        yield self._step

    def _step(self, count: int) -> None:
        self.steps.append(count)
        self.patience -= 1
        if not self.patience:
            raise KeyboardInterrupt


def test_a_backup_and_its_way_back_tell_of_every_row(store: Store, empty_sqlite: Database, tmp_path: Path) -> None:
    for number in range(3):
        add_item(store, f"kept {number}")
    out, back = Counted(), Counted()
    rows = back_up(store.database, tmp_path / "kept.db", out)
    restore(tmp_path / "kept.db", empty_sqlite, NOW, back)
    assert out.total == sum(out.steps) >= sum(rows.values()) == 6
    assert back.total == sum(back.steps) == out.total


@pytest.fixture
def empty_sqlite(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "empty.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


def matched_by_nothing(store: Store) -> None:
    """What an earlier version did with its topics."""
    matcher = Matcher([])
    match_items.run(store, matcher, match_items.Queries(matcher), NOW)


def test_matching_anew_goes_on_where_it_was_interrupted(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch_topics, "PART", 2)
    file = tmp_path / "topics.yaml"
    file.write_text(FILE)
    items = [add_item(sqlite_store, f"The steel tariffs of {number}") for number in range(5)]
    matched_by_nothing(sqlite_store)
    with pytest.raises(KeyboardInterrupt):
        match_again(sqlite_store, file, ["steel"], lambda: NOW, Counted(patience=1))
    assert len(sqlite_store.search.matched(STEEL, 9)) == 2
    rest = Counted()
    assert match_again(sqlite_store, file, ["steel"], lambda: NOW, rest) == rest.total == 3
    assert {found.item.key for found in sqlite_store.search.matched(STEEL, 9)} == {item.key for item in items}
    assert sqlite_store.topics.reach() == {}
    assert match_again(sqlite_store, file, [], lambda: NOW, unseen) == 5
    with pytest.raises(PolicywireError, match="did you mean steel"):
        match_again(sqlite_store, file, ["stell"], lambda: NOW, unseen)
