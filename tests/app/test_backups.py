"""`policywire backup` and `restore`, as an administrator meets them."""

from pathlib import Path

from storage.engine import Database
from storage.migrate import upgrade
from storage.store import Store
from tests.app.conftest import Policywire
from tests.storage.helpers import add_item


def test_a_backup_is_made_and_brought_back(policywire: Policywire, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/var/policywire.db")
    upgrade(database)
    add_item(Store(database), "kept")
    database.close()
    made = policywire("backup", "kept.db")
    assert (made.status, made.out.split(":")[0]) == (0, "kept.db")
    assert policywire("backup", "kept.db").status == 2
    assert policywire("restore", "kept.db").err.startswith("policywire: the database")
    back = policywire("restore", "kept.db", DATABASE_URL="sqlite:///new/policywire.db")
    assert (back.status, back.err) == (0, "")
    assert "items       1" in policywire("status", DATABASE_URL="sqlite:///new/policywire.db").out
