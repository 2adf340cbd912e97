"""What is known of one person, deleted on request. A workspace as a whole, and what is merely old, are forgotten elsewhere.

Their settings, saved items, feedback, requests and editorships go, and what is sent to them alone. Where a thing of a channel names
them (who subscribed, who changed what), the thing stays and the name goes: the others of the channel still need it.
"""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Table, and_, delete, or_, select, update
from sqlmodel import Session, col

from storage.console_rows import SessionRow
from storage.download_rows import DownloadRow
from storage.engine import Database
from storage.ledger_rows import DeliveryRow
from storage.models import ChannelRow, SubscriptionRow, metadata
from storage.people_rows import FollowRow, FollowToldRow, PersonRow, SavedRow
from storage.space_rows import AuditRow, EditorRow, RequestRow
from storage.teams_rows import TeamsConversationRow

# Columns that say who did something, in whatever table; they are emptied.
NAMING = ("by", "created_by", "decided_by", "installed_by")
# What stands for a person in the audit log.
GONE = "(forgotten)"
AT_ONCE = 500


class ForgettingStore:
    """Forgetting a person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def person(self, surface: str, workspace: str, user: str, now: datetime) -> dict[str, int]:
        """Forget a user, by the surface's own ids; the number of rows that went or were changed, by table. All or nothing."""
        here = and_(col(ChannelRow.surface) == surface, col(ChannelRow.workspace) == workspace)
        channels = select(col(ChannelRow.key)).where(here)
        done: Counter[str] = Counter()
        with self._database.write() as session:
            names = _names(session, surface, workspace, user)
            done += _delete(session, surface, workspace, user, channels)
            done += _leave_chats(session, workspace, user, here, now)
            for table in metadata.sorted_tables:
                done[table.name] += _empty(session, table, user, surface, workspace, channels)
            done["audit"] += _blot_log(session, surface, workspace, user, names)
            done["delivery"] += _blot_cards(session, channels, names)
        return {table: count for table, count in sorted(done.items()) if count}


def _names(session: Session, surface: str, workspace: str, user: str) -> re.Pattern[str]:
    """The user's id, and what people call them, as whole words."""
    of_log = select(col(AuditRow.user_name)).where(
        col(AuditRow.surface) == surface, col(AuditRow.workspace) == workspace, col(AuditRow.user_id) == user
    )
    of_requests = select(col(RequestRow.user_name)).where(col(RequestRow.user_id) == user)
    of_editors = select(col(EditorRow.name)).where(col(EditorRow.user_id) == user)
    found = {name for query in (of_log, of_requests, of_editors) for name in session.execute(query).scalars()}
    words = sorted({user, *filter(None, found)}, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, words)) + r")(?!\w)")


def _delete(session: Session, surface: str, workspace: str, user: str, channels: Any) -> Counter[str]:
    done: Counter[str] = Counter()
    followed = select(col(FollowRow.key)).where(*_of(FollowRow, surface, workspace, user))
    session.execute(delete(FollowToldRow).where(col(FollowToldRow.follow_key).in_(followed)))
    for row in (PersonRow, SavedRow, DownloadRow, FollowRow):
        mine = _of(row, surface, workspace, user)
        done[row.__tablename__] = _count(session, delete(row).where(*mine))
    for name, who in (("feedback", "by"), ("change_request", "user_id"), ("editor", "user_id")):
        table = metadata.tables[name]
        done[name] = _count(session, delete(table).where(table.c[who] == user, table.c.channel_key.in_(channels)))
    if surface == "console":
        done["console_session"] = _count(session, delete(SessionRow).where(col(SessionRow.person) == user))
    return done


def _of(
    row: type[PersonRow | SavedRow | DownloadRow | FollowRow], surface: str, workspace: str, user: str
) -> tuple[Any, ...]:
    return col(row.surface) == surface, col(row.workspace) == workspace, col(row.user) == user


def _leave_chats(session: Session, workspace: str, user: str, here: Any, now: datetime) -> Counter[str]:
    """Nothing is sent any more to a chat with this person alone, and what was sent there keeps no text."""
    person = or_(col(TeamsConversationRow.person) == user, col(TeamsConversationRow.directory_id) == user)
    chat = col(TeamsConversationRow.tenant) == workspace, person
    conversations = select(col(TeamsConversationRow.conversation)).where(*chat)
    alone = or_(col(ChannelRow.address) == user, col(ChannelRow.address).in_(conversations))
    keys = list(session.execute(select(col(ChannelRow.key)).where(here, alone)).scalars())
    ended = update(SubscriptionRow).where(
        col(SubscriptionRow.channel_key).in_(keys), col(SubscriptionRow.ended_at).is_(None)
    )
    cards = update(DeliveryRow).where(
        col(DeliveryRow.channel_key).in_(keys),
        col(DeliveryRow.card).is_not(None),
        col(DeliveryRow.sent_at).is_not(None),
    )
    return Counter(
        subscription=_count(session, ended.values(ended_at=now)),
        delivery=_count(session, cards.values(card=None)),
        teams_conversation=_count(session, delete(TeamsConversationRow).where(*chat)),
    )


def _empty(session: Session, table: Table, user: str, surface: str, workspace: str, channels: Any) -> int:
    """Empty the columns of a table that name the user, within their workspace where the table knows one."""
    count = 0
    for column in (table.c[name] for name in NAMING if name in table.c):
        where = [column == user]
        if "channel_key" in table.c:
            where.append(table.c.channel_key.in_(channels))
        elif "surface" in table.c and "workspace" in table.c:
            where += [table.c.surface == surface, table.c.workspace == workspace]
        count += _count(session, update(table).where(*where).values({column.name: ""}))
    return count


def _blot_log(session: Session, surface: str, workspace: str, user: str, names: re.Pattern[str]) -> int:
    query = select(AuditRow).where(col(AuditRow.surface) == surface, col(AuditRow.workspace) == workspace)
    changes: list[tuple[int, dict[str, Any]]] = []
    for row in session.execute(query.execution_options(yield_per=AT_ONCE)).scalars():
        values = {name: _blotted_text(getattr(row, name), names) for name in ("approved_by", "channel", "channel_name")}
        values |= {"before": _blotted(row.before, names), "after": _blotted(row.after, names)}
        values |= {"user_id": GONE, "user_name": GONE} if row.user_id == user else {}
        if any(getattr(row, name) != value for name, value in values.items()):
            changes.append((row.key, values))
    for key, values in changes:
        session.connection().execute(update(AuditRow).where(col(AuditRow.key) == key).values(**values))
    return len(changes)


def _blot_cards(session: Session, channels: Any, names: re.Pattern[str]) -> int:
    """In what was sent only: what is still to be read is not touched for a name that may be a word."""
    sent = col(DeliveryRow.card).is_not(None), col(DeliveryRow.sent_at).is_not(None)
    query = select(col(DeliveryRow.key), col(DeliveryRow.card)).where(col(DeliveryRow.channel_key).in_(channels), *sent)
    found = (
        (key, card, _blotted(card, names)) for key, card in session.execute(query.execution_options(yield_per=AT_ONCE))
    )
    changes = [(key, blotted) for key, card, blotted in found if blotted != card]
    for key, card in changes:
        session.connection().execute(update(DeliveryRow).where(col(DeliveryRow.key) == key).values(card=card))
    return len(changes)


def _blotted(value: Any, names: re.Pattern[str]) -> Any:
    """The same values without the names, in keys too."""
    if isinstance(value, Mapping):
        return {_blotted_text(key, names): _blotted(one, names) for key, one in value.items()}
    if isinstance(value, list):
        return [_blotted(one, names) for one in value]
    return _blotted_text(value, names) if isinstance(value, str) else value


def _blotted_text(text: str, names: re.Pattern[str]) -> str:
    return names.sub(GONE, text)


def _count(session: Session, statement: Any) -> int:
    result: Any = session.execute(statement)
    return int(result.rowcount)
