"""Feeds: which are watched, by a file or by a user's word, and what each poll taught us."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, update
from sqlalchemy import select as core_select
from sqlmodel import Session, col, func, or_, select

from core.items import Draft
from core.model import Feed, FeedKind, Pace, PageRule, Tier
from storage.calls import Kind, call
from storage.engine import Database
from storage.entries import Added, Known, add_entries, carries_any, recall
from storage.models import CarriedRow, FeedRow, metadata
from storage.upsert import chunks, write_rows

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
# What a poll without news may change, and what one with news may.
CHANGEABLE = ("etag", "modified", "moved_to", "moved_polls")
LEARNT = (*CHANGEABLE, "body_hash", "pace", "hub", "listed", "changed_at", "baseline_at")
TIMES = ("checked_at", "next_check_at", "ok_at")
# An address that was changed meanwhile has nothing to learn from an answer of the old one.
THIS = FEED.c.key == bindparam("which"), FEED.c.url == bindparam("asked")
UNCHANGED = update(FEED).where(*THIS).values({name: bindparam(name) for name in (*TIMES, *CHANGEABLE)} | GOOD)
CHANGED = update(FEED).where(*THIS).values({name: bindparam(name) for name in (*TIMES, *LEARNT)} | GOOD)
_FEEDS = core_select(*(column for column in FEED.c if column.name not in ("active", "secret")))


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A poll that brought nothing new. `learned` are columns, of those in CHANGEABLE."""

    feed: Feed
    at: datetime
    next_check_at: datetime
    learned: Mapping[str, Any]

    def values(self) -> dict[str, Any]:
        """What becomes of the row."""
        return _values(self.feed, self.at, self.next_check_at, CHANGEABLE, self.learned)


@dataclass(frozen=True, slots=True)
class Brought:
    """A good poll with what it brought. `learned` are columns of LEARNT; `pace` is a Pace.

    What is new is marked `late`, and with `bare` that its page may have more.
    """

    feed: Feed
    at: datetime
    next_check_at: datetime
    drafts: Sequence[Draft]
    learned: Mapping[str, Any]
    late: bool = False
    bare: bool = False


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
        query = _FEEDS.where(col(FeedRow.active), is_due)
        query = query.order_by(col(FeedRow.next_check_at).nulls_first(), col(FeedRow.key)).limit(limit)
        with self._database.read() as session:
            return [_to_feed(row) for row in session.connection().execute(query).mappings()]

    def check_now(self, feeds: Sequence[Feed]) -> None:
        """Make the feeds due, whatever their next check was."""
        due = update(FEED).values(next_check_at=None)
        with self._database.write() as session:
            for part in chunks([feed.key for feed in feeds]):
                session.connection().execute(due.where(FEED.c.key.in_(part)))
            call(session, Kind.POLL, [feed.key for feed in feeds])

    def all(self) -> list[Feed]:
        """Every active feed, by id."""
        with self._database.read() as session:
            rows = session.connection().execute(_FEEDS.where(col(FeedRow.active)).order_by(FEED.c.id))
            return [_to_feed(row) for row in rows.mappings()]

    def added(self) -> list[Feed]:
        """The active feeds that users added, by id: those that stand in no file."""
        ours = col(FeedRow.active) & (col(FeedRow.origin) == USER)
        with self._database.read() as session:
            rows = session.connection().execute(_FEEDS.where(ours).order_by(FEED.c.id))
            return [_to_feed(row) for row in rows.mappings()]

    def carried(self, feeds: Sequence[Feed]) -> dict[int, int]:
        """How many entries each feed has brought, by feed key."""
        query = select(CarriedRow.feed_key, func.count(col(CarriedRow.key))).group_by(col(CarriedRow.feed_key))
        with self._database.read() as session:
            counts = dict(session.exec(query).all())
            return {feed.key: counts.get(feed.key, 0) for feed in feeds}

    def carries(self, feed: Feed, drafts: Sequence[Draft]) -> bool:
        """Whether the feed has carried one of these before."""
        with self._database.read() as session:
            return carries_any(session, feed.key, drafts, recall(session, [feed.key], drafts))

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
        """Record a good poll with what it brought. The first one is the feed's baseline."""
        return self.all_polled([Brought(feed, now, next_check_at, drafts, learned, late, bare)])[0]

    def all_polled(self, polls: Sequence[Brought]) -> list[Added]:
        """Record such polls of different feeds in one transaction, each as if it were alone: all or, where one fails, none."""
        if not polls:
            return []
        with self._database.write() as session:
            young = [poll.feed.key for poll in polls if poll.feed.baseline_at is None]
            known = recall(session, young, [draft for poll in polls for draft in poll.drafts])
            added = []
            for poll in polls:
                added.append(_add(session, poll, known))
                session.expunge_all()
            write_rows(session.connection(), CHANGED, [_changed(poll) for poll in polls])
            return added

    def unchanged(self, feed: Feed, now: datetime, next_check_at: datetime, **learned: Any) -> None:
        """Record a poll that brought nothing new (304, or the same body)."""
        self.all_unchanged([Unchanged(feed, now, next_check_at, learned)])

    def all_unchanged(self, polls: Sequence[Unchanged]) -> None:
        """Record many such polls in one transaction: they are nearly all there are."""
        if polls:
            with self._database.write() as session:
                write_rows(session.connection(), UNCHANGED, [poll.values() for poll in polls])

    def failed(self, feed: Feed, now: datetime, next_check_at: datetime, error: str) -> None:
        """Record a poll that failed. The feed stays on the list, however often it does; a new address is given up."""
        told = {"error": error, "error_since": feed.error_since or now, "failures": feed.failures + 1, "moved_polls": 0}
        with self._database.write() as session:
            _learn(session, feed, checked_at=now, next_check_at=next_check_at, **told)


def _to_feed(row: Mapping[Any, Any]) -> Feed:
    """The value of a row."""
    made = {"tier": Tier(row["tier"]), "pace": _to_pace(row["pace"]), "kind": FeedKind(row["kind"])}
    made |= {"page": PageRule(**row["page"]) if row["page"] else None, "listed": tuple(row["listed"] or ())}
    return Feed(**{**row, **made})


def _add(session: Session, poll: Brought, known: Known) -> Added:
    """Store what one poll brought."""
    feed, now = poll.feed, poll.at
    history = feed.baseline_at is None and not carries_any(session, feed.key, poll.drafts, known)
    backfill = now - timedelta(days=feed.backfill_days) if history and feed.backfill_days else None
    marks = {"late": poll.late or backfill is not None, "bare": poll.bare}
    return add_entries(session, feed.key, poll.drafts, now, known, baseline=history, backfill=backfill, **marks)


def _changed(poll: Brought) -> dict[str, Any]:
    """What becomes of a feed's row by a poll with news."""
    values = _values(poll.feed, poll.at, poll.next_check_at, LEARNT, poll.learned)
    values["baseline_at"] = values["baseline_at"] or poll.at
    return values | {"pace": _stored(values["pace"]), "listed": list(values["listed"]) or None}


def _values(
    feed: Feed, now: datetime, next_check_at: datetime, names: Sequence[str], learned: Mapping[str, Any]
) -> dict[str, Any]:
    times = {"checked_at": now, "next_check_at": next_check_at, "ok_at": now}
    return {"which": feed.key, "asked": feed.url, **{name: getattr(feed, name) for name in names}, **times, **learned}


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
