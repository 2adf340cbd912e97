"""Files to be fetched by a link: until their time, and by nobody who does not know the word."""

from datetime import timedelta

from sqlalchemy import Text, cast, select

from core.card import Attachment
from storage.download_rows import DownloadRow
from storage.store import Store
from tests.conftest import NOW

FILE = Attachment("브리핑.md", "text/markdown; charset=utf-8", "# 브리핑\x00".encode(), "CBAM · 브리핑")
MINE = ("teams", "t1", "kim")
LATER = NOW + timedelta(hours=1)


def test_a_file_is_there_until_its_time(store: Store) -> None:
    store.downloads.keep("word", FILE, MINE, LATER)
    assert store.downloads.find("word", NOW) == FILE
    assert store.downloads.find("wor", NOW) is None
    assert store.downloads.find("word\ud800", NOW) is None
    assert store.downloads.find("word", LATER) is None
    assert store.downloads.forget(NOW) == 0
    assert store.downloads.forget(LATER) == 1
    assert store.downloads.find("word", NOW) is None


def test_the_word_itself_stands_nowhere(store: Store) -> None:
    store.downloads.keep("s3cret-word", FILE, MINE, LATER)
    with store.database.read() as session:
        for column in DownloadRow.metadata.tables["download"].c:
            if column.name != "data":
                assert "s3cret-word" not in str(session.execute(select(cast(column, Text))).scalar())


def test_it_can_be_dropped_and_goes_with_its_person_and_with_its_workspace(store: Store) -> None:
    for word, place in (("a", MINE), ("b", MINE), ("c", ("teams", "t1", "")), ("d", ("teams", "t2", "kim"))):
        store.downloads.keep(word, FILE, place, LATER)
    store.downloads.drop("a")
    assert store.downloads.find("a", NOW) is None
    assert store.forgetting.person("teams", "t1", "kim", NOW) == {"download": 1}
    assert store.downloads.find("b", NOW) is None
    store.spaces.forget("teams", "t1")
    assert store.downloads.find("c", NOW) is None
    assert store.downloads.find("d", NOW) == FILE
