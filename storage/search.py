"""Full-text search over items, in FTS5 or a tsvector, both fed with core/search.py's tokens. It proposes; core/view.py decides.

The table is of another shape on each database, so it is none of storage/models.py: migration 0002 makes it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, TextClause, bindparam, desc, func, literal, select, text
from sqlmodel import Session, col

from core.forecast import Alike, Found
from core.model import Item, Subject, Tier
from core.search import ANYTHING, Both, Either, Entry, Has, Wanted
from storage.engine import Database
from storage.models import ItemRow, MatchRow, Utc

# FTS5 keeps tables of its own beside the one it is asked for.
TABLE = "item_search"
CREATE = {
    # The tokens are ASCII words and numbers, some with a point in them.
    "sqlite": [f"CREATE VIRTUAL TABLE {TABLE} USING fts5(title, body, detail=column, tokenize=\"ascii tokenchars '.'\")"],
    "postgresql": [
        f"CREATE TABLE {TABLE} (item_key INTEGER PRIMARY KEY REFERENCES item (key) ON DELETE CASCADE, words TSVECTOR NOT NULL)",
        f"CREATE INDEX ix_{TABLE}_words ON {TABLE} USING gin (words)",
    ],
}  # fmt: skip

_INSERT = {
    "sqlite": text("INSERT OR REPLACE INTO item_search (rowid, title, body) VALUES (:key, :title, :body)"),
    "postgresql": text(
        "INSERT INTO item_search (item_key, words) VALUES (:key, CAST(:words AS tsvector)) "
        "ON CONFLICT (item_key) DO UPDATE SET words = excluded.words"
    ),
}
# A hit in the title weighs four times one in the body.
_BEST = {
    "sqlite": "bm25(item_search, 4.0, 1.0)",
    "postgresql": "ts_rank('{0.25,0.25,0.25,1.0}', words, CAST(:wanted AS tsquery), 1) DESC",
}
_FITS = {"sqlite": "item_search MATCH :wanted", "postgresql": "words @@ CAST(:wanted AS tsquery)"}
# All of an item but its text, in the order of `_to_found`.
_LIGHT = (
    col(ItemRow.key), col(ItemRow.id), col(ItemRow.title), col(ItemRow.lang), col(ItemRow.source), col(ItemRow.tier), col(ItemRow.country),
    col(ItemRow.link), col(ItemRow.published), col(ItemRow.found), col(ItemRow.revision), col(ItemRow.baseline),
)  # fmt: skip
_KEY = {"sqlite": "item_search.rowid", "postgresql": "item_search.item_key"}


class SearchStore:
    """Candidates for queries."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kind = "sqlite" if database.is_sqlite else "postgresql"

    def keys(
        self,
        wanted: Wanted,
        limit: int,
        *,
        best_first: bool = False,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[int]:
        """Keys of items that may fit and are dated in the half-open time: the best ones first, or the newest."""
        asked, times = self._question(wanted, best_first=best_first, since=since, until=until)
        expression = _fts5(wanted) if self._kind == "sqlite" else _tsquery(wanted)
        with self._database.read() as session:
            rows = session.execute(asked, {"wanted": expression, "count": limit, **times})
            return [row[0] for row in rows]

    def matched(
        self,
        subject: Subject | None,
        limit: int,
        *,
        score: float = 0.0,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[Found]:
        """The newest items that match the subject with this score, or all items, without their texts."""
        if subject is None:
            query = select(*_LIGHT, literal(1.0)).order_by(desc(col(ItemRow.dated)), desc(col(ItemRow.key)))
            query = query.where(*_within(col(ItemRow.dated), since, until))
        else:
            query = select(*_LIGHT, col(MatchRow.score)).join(MatchRow, col(MatchRow.item_key) == col(ItemRow.key))
            current = col(MatchRow.revision) == col(ItemRow.revision)
            query = query.where(col(MatchRow.subject) == subject.key, current, col(MatchRow.score) >= score)
            query = query.where(*_within(col(MatchRow.dated), since, until))
            query = query.order_by(desc(col(MatchRow.dated)), desc(col(MatchRow.item_key)))
        with self._database.read() as session:
            return [_to_found(row) for row in session.execute(query.limit(limit))]

    def kinds(self, subject: Subject, *, score: float = 0.0, since: datetime | None = None) -> list[Alike]:
        """The items that match the subject with this score, counted by language, source, tier and country."""
        kind = (col(ItemRow.lang), col(ItemRow.source), col(ItemRow.tier), col(ItemRow.country))
        query = select(*kind, func.count()).join(MatchRow, col(MatchRow.item_key) == col(ItemRow.key))
        current = col(MatchRow.revision) == col(ItemRow.revision)
        query = query.where(col(MatchRow.subject) == subject.key, current, col(MatchRow.score) >= score)
        query = query.where(*_within(col(MatchRow.dated), since, None)).group_by(*kind)
        with self._database.read() as session:
            return [
                Alike(Item("", "", "", lang, source, Tier(tier) if tier else None, country), count)
                for lang, source, tier, country, count in session.execute(query)
            ]

    def count(self, since: datetime) -> int:
        """How many stored items are dated since then."""
        with self._database.read() as session:
            query = select(func.count()).select_from(ItemRow).where(col(ItemRow.dated) >= since)
            return int(session.execute(query).scalar_one())

    def _question(
        self, wanted: Wanted, *, best_first: bool, since: datetime | None, until: datetime | None
    ) -> tuple[TextClause, dict[str, datetime]]:
        times = {name: moment for name, moment in (("since", since), ("until", until)) if moment}
        conditions = [] if wanted == ANYTHING else [_FITS[self._kind]]
        conditions += [f"item.dated {'>=' if name == 'since' else '<'} :{name}" for name in times]
        where = f"WHERE {' AND '.join(conditions)} " if conditions else ""
        first = f"{_BEST[self._kind]}, " if best_first and wanted != ANYTHING else ""
        asked = text(
            f"SELECT item.key FROM item_search JOIN item ON item.key = {_KEY[self._kind]} {where}"  # noqa: S608 - our own words
            f"ORDER BY {first}item.dated DESC, item.key DESC LIMIT :count"
        )
        return asked.bindparams(*(bindparam(name, type_=Utc()) for name in times)), times


def _within(column: Any, since: datetime | None, until: datetime | None) -> list[ColumnElement[bool]]:
    return [*([column >= since] if since else []), *([column < until] if until else [])]


def _to_found(row: Any) -> Found:
    key, short, title, lang, source, tier, country, link, published, found, revision, baseline, score = row
    item = Item(
        short,
        title,
        "",
        lang,
        source,
        Tier(tier) if tier else None,
        country,
        link,
        published,
        found,
        revision,
        baseline,
        key,
    )
    return Found(item, score)


def write_entries(session: Session | Connection, entries: Sequence[Entry]) -> None:
    """Make items findable by their present text, in the transaction of whoever calls."""
    if not entries:
        return
    connection = session.connection() if isinstance(session, Session) else session
    kind = connection.dialect.name
    rows = [{"key": e.key, "title": e.title, "body": e.body} for e in entries]
    if kind == "postgresql":
        rows = [{"key": e.key, "words": _tsvector(e)} for e in entries]
    connection.execute(_INSERT[kind], rows)


def _tsvector(entry: Entry) -> str:
    """`'word':1A …`: A for the title, D for the text, either one of both."""
    weights = dict.fromkeys(entry.body.split(), "1") | dict.fromkeys(entry.title.split(), "1A")
    return " ".join(f"'{word}':{weight}" for word, weight in weights.items())


def _fts5(wanted: Wanted) -> str:
    match wanted:
        case Has(token, prefix):
            return f'"{token}"' + ("*" if prefix else "")
        case Both(parts):
            return "(" + " AND ".join(map(_fts5, parts)) + ")"
        case Either(parts):
            return "(" + " OR ".join(map(_fts5, parts)) + ")"


def _tsquery(wanted: Wanted) -> str:
    match wanted:
        case Has(token, prefix):
            return f"'{token}'" + (":*" if prefix else "")
        case Both(parts):
            return "(" + " & ".join(map(_tsquery, parts)) + ")"
        case Either(parts):
            return "(" + " | ".join(map(_tsquery, parts)) + ")"
