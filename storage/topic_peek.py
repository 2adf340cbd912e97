"""Whether a SQLite file keeps edits of topics, told without SQLAlchemy: a command that reads topics need not wait for that."""

import sqlite3
from contextlib import closing
from pathlib import Path


def has_edits(path: Path) -> bool:
    """Whether the database in this file has an edit of a topic. False where there is no such file, or no such table in it."""
    if not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return connection.execute("SELECT 1 FROM topic_version LIMIT 1").fetchone() is not None
    except sqlite3.DatabaseError:
        return False
