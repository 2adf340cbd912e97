"""Feeds: which are watched, by a file or by a user's word, and what each poll taught us."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, update
from sqlmodel import Session, col, func, or_, select

from core.items import Draft
from core.model import Feed, FeedKind, Pace, PageRule, Tier
from storage.engine import Database
from storage.entries import Added, add_entries, carries_any
from storage.models import CarriedRow, FeedRow, metadata
from storage.upsert import chunks

# What a feeds file decides; everything else of a row is learned by polling.
LISTED = (
    "title", "url", "tier", "lang", "country", "carries", "interval_minutes", "reached", "kind", "page", "backfill_days",
)  # fmt: skip
GOOD: Final[dict[str, Any]] = {"error": None, "error_since": None, "failures": 0}
# What was read last, which is void where it is to be read by another rule.
OF_READING: Final[dict[str, Any]] = {"etag": None, "modified": None, "body_hash": None, "next_check_at": None}
# What an address said of itself, which is void for another address.
OF_ADDRESS: Final[dict[str, Any]] = GOOD | OF_READING | {
    "baseline_at": None, "pace": {}, "moved_to": None, "moved_polls": 0, "listed": None, "hub": None, "secret": None,
}  # fmt: skip
FILE, USER = "file", "user"


FEED = metadata.tables["feed"]
# What a poll without news may change.
CHANGEABLE = ("etag", "modified", "moved_to", "moved_polls")
UNCHANGED = (
    update(FEED)
    .where(FEED.c.key == bindparam("which"))
    .values({name: bindparam(name) for name in ("checked_at", "next_check_at", "ok_at", *CHANGEABLE)} | GOOD)
)


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A poll that brought nothing new. `learned` are columns, of those in CHANGEABLE."""

    feed: Feed
    at: datetime
    next_check_at: datetime
    learned: Mapping[str, Any]

    def values(self) -> dict[str, Any]:
        """What becomes of the row."""
        values = {name: getattr(self.feed, name) for name in CHANGEABLE}
        return {**values, "checked_at": self.at, "next_check_at": self.next_check_at, "ok_at": self.at, **self.learned}


class FeedStore:
    """Questions about feeds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sync(self, feeds: Sequence[Feed]) -> None:
        """Take over a feeds file. A feed that left it is no longer polled; its items and its memory stay.

        One that comes back, or moves to another address, gets a new baseline where it carries nothing that it carried.
        Feeds that users added are left as they are.
        """
        with self._database.write() as session:
            rows = {row.id: row for row in session.exec(select(FeedRow))}
            for feed in feeds:
                _list(session, rows.pop(feed.id, None), feed, FILE)
            for row in rows.values():
                row.active = row.active and row.origin == USER

    def add(self, feed: Feed) -> bool:
        """Watch a feed that is in no file. False where its id or its address is watched already."""
        with self._database.write() as session:
            same = or_(col(FeedRow.id) == feed.id, col(FeedRow.url) == feed.url)
            if session.exec(select(FeedRow.key).where(col(FeedRow.active), same)).first() is not None:
                return False
            _list(session, session.exec(select(FeedRow).where(FeedRow.id == feed.id)).first(), feed, USER)
            return True

    def remove(self, feed: Feed) -> bool:
        """Watch a feed that a user added no longer. False where it is one of the file's."""
        mine = col(FeedRow.key) == feed.key, col(FeedRow.origin) == USER, col(FeedRow.active)
        with self._database.write() as session:
            result: Any = session.execute(update(FeedRow).where(*mine).values(active=False))
            return bool(result.rowcount)

    def lock(self, feed: Feed, secret: str | None) -> None:
        """Keep a feed's encrypted credentials."""
        with self._database.write() as session:
            _learn(session, feed, secret=secret, next_check_at=None)

    def locked(self) -> dict[int, tuple[str, str]]:
        """Address and encrypted credentials of the feeds that have some, by feed key."""
        query = select(FeedRow.key, FeedRow.url, FeedRow.secret).where(col(FeedRow.active))
        with self._database.read() as session:
            rows = session.exec(query.where(col(FeedRow.secret).is_not(None)))
            return {key: (url, secret) for key, url, secret in rows if secret}

    def due(self, now: datetime, limit: int) -> list[Feed]:
        """Active feeds whose next check has come, the longest waiting first."""
        is_due = or_(col(FeedRow.next_check_at).is_(None), col(FeedRow.next_check_at) <= now)
        query = select(FeedRow).where(col(FeedRow.active), is_due)
        with self._database.read() as session:
            rows = session.exec(query.order_by(col(FeedRow.next_check_at).nulls_first(), col(FeedRow.key)).limit(limit))
            return [to_feed(row) for row in rows]

    def check_now(self, feeds: Sequence[Feed]) -> None:
        """Make the feeds due, whatever their next check was."""
        due = update(FEED).values(next_check_at=None)
        with self._database.write() as session:
            for part in chunks([feed.key for feed in feeds]):
                session.connection().execute(due.where(FEED.c.key.in_(part)))

    def all(self) -> list[Feed]:
        """Every active feed, by id."""
        with self._database.read() as session:
            rows = session.exec(select(FeedRow).where(col(FeedRow.active)).order_by(FeedRow.id))
            return [to_feed(row) for row in rows]

    def carried(self, feeds: Sequence[Feed]) -> dict[int, int]:
        """How many entries each feed has brought, by feed key."""
        query = select(CarriedRow.feed_key, func.count(col(CarriedRow.key))).group_by(col(CarriedRow.feed_key))
        with self._database.read() as session:
            counts = dict(session.exec(query).all())
            return {feed.key: counts.get(feed.key, 0) for feed in feeds}

    def carries(self, feed: Feed, drafts: Sequence[Draft]) -> bool:
        """Whether the feed has carried one of these before."""
        with self._database.read() as session:
            return carries_any(session, feed.key, drafts)

    def polled(
        self,
        feed: Feed,
        now: datetime,
        next_check_at: datetime,
        drafts: Sequence[Draft],
        *,
        late: bool = False,
        bare: bool = False,
        **learned: Any,
    ) -> Added:
        """Record a good poll with what it brought, in one transaction. The first one is the feed's baseline.

        `learned` are columns; `pace` is a Pace. What is new is marked `late`, and with `bare` that its page may have more.
        """
        with self._database.write() as session:
            first = feed.baseline_at is None
            history = first and not carries_any(session, feed.key, drafts)
            backfill = now - timedelta(days=feed.backfill_days) if history and feed.backfill_days else None
            marks = {"late": late or backfill is not None, "bare": bare}
            added = add_entries(session, feed.key, drafts, now, baseline=history, backfill=backfill, **marks)
            learned |= {"baseline_at": now} if first else {}
            learned |= {"pace": _stored(learned["pace"])} if "pace" in learned else {}
            _learn(session, feed, checked_at=now, next_check_at=next_check_at, ok_at=now, **GOOD, **learned)
            return added

    def unchanged(self, feed: Feed, now: datetime, next_check_at: datetime, **learned: Any) -> None:
        """Record a poll that brought nothing new (304, or the same body)."""
        self.all_unchanged([Unchanged(feed, now, next_check_at, learned)])

    def all_unchanged(self, polls: Sequence[Unchanged]) -> None:
        """Record many such polls in one transaction: they are nearly all there are."""
        rows = [{"which": poll.feed.key, **poll.values()} for poll in polls]
        if rows:
            with self._database.write() as session:
                session.connection().execute(UNCHANGED, rows)

    def failed(self, feed: Feed, now: datetime, next_check_at: datetime, error: str) -> None:
        """Record a poll that failed. The feed stays on the list, however often it does; a new address is given up."""
        told = {"error": error, "error_since": feed.error_since or now, "failures": feed.failures + 1, "moved_polls": 0}
        with self._database.write() as session:
            _learn(session, feed, checked_at=now, next_check_at=next_check_at, **told)


def to_feed(row: FeedRow) -> Feed:
    """The value of a row."""
    values = row.model_dump(exclude={"active", "secret"})
    kept = {"tier": Tier(row.tier), "pace": _to_pace(row.pace), "kind": FeedKind(row.kind)}
    return Feed(
        **(values | kept | {"page": PageRule(**row.page) if row.page else None, "listed": tuple(row.listed or ())})
    )


def _list(session: Session, row: FeedRow | None, feed: Feed, origin: str) -> None:
    """Watch a feed as listed: as a new row, or as what its row has become."""
    listed = {name: value for name, value in asdict(feed).items() if name in LISTED} | {"origin": origin}
    if row is None:
        session.add(FeedRow(id=feed.id, **listed))
        return
    if not row.active or row.url != feed.url:
        listed |= OF_ADDRESS
    elif (row.kind, row.page) != (listed["kind"], listed["page"]):
        listed |= OF_READING
    for name, value in listed.items():
        setattr(row, name, value)
    row.active = True


def _stored(pace: Pace) -> dict[str, Any]:
    return {"minutes": pace.minutes, "hours": sorted(pace.skip_hours), "days": sorted(pace.skip_days)}


def _to_pace(kept: dict[str, Any]) -> Pace:
    return Pace(kept["minutes"], frozenset(kept["hours"]), frozenset(kept["days"])) if kept else Pace()


def _learn(session: Session, feed: Feed, **values: Any) -> None:
    session.connection().execute(update(FEED).where(FEED.c.key == feed.key).values(values))
