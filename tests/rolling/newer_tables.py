"""A pytest plugin for the earlier version's own tests: whatever they migrate gets the tables of this version.

It is imported beside the earlier version: everything but this file is of that one. NEWER_CODE says where this version is.
"""

import os
import subprocess
import sys

from sqlalchemy import text

from storage import migrate
from storage.engine import Database

MIGRATED = """
import sys
from storage.engine import Database
from storage.migrate import upgrade
database = Database(sys.argv[1])
upgrade(database)
database.close()
"""
_upgrade = migrate.upgrade


def upgrade(database: Database, revision: str = "head", **more: object) -> None:
    """As the earlier version does it, then by this version; but the mark stays that of the earlier one."""
    _upgrade(database, revision, **more)  # type: ignore[arg-type] # of another version
    if revision != "head":
        return
    url = database.url.render_as_string(hide_password=False)
    environment = os.environ | {"PYTHONPATH": os.environ["NEWER_CODE"]}
    subprocess.run(
        [sys.executable, "-c", MIGRATED, url], cwd=os.environ["NEWER_CODE"], env=environment, check=True, timeout=60
    )
    with database.connection() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": migrate.head()})


migrate.upgrade = upgrade
