"""Where one person is written to alone, on surfaces that have such a place."""

from sqlmodel import Session, col, or_, select

from core.model import Channel
from storage.models import ChannelRow
from storage.subscriptions import to_channel
from storage.teams_rows import TeamsConversationRow
from storage.upsert import insert_new


def direct(session: Session, surface: str, workspace: str, user: str, lang: str) -> Channel | None:
    """The person's own channel, made where it is new, then in `lang`. None where the surface has none that we know."""
    if not _is_reached(session, surface, workspace, user):
        return None
    place = {"surface": surface, "workspace": workspace, "address": user}
    insert_new(session, ChannelRow, [{**place, "name": "", "lang": lang}])
    ours = (getattr(ChannelRow, name) == value for name, value in place.items())
    return to_channel(session.exec(select(ChannelRow).where(*ours)).one())


def _is_reached(session: Session, surface: str, workspace: str, user: str) -> bool:
    """A person's id is an address of both chats; in Teams once there was a chat with them."""
    if surface != "teams":
        return surface == "slack"
    chats = select(TeamsConversationRow.key).where(
        TeamsConversationRow.tenant == workspace,
        or_(col(TeamsConversationRow.person) == user, col(TeamsConversationRow.directory_id) == user),
        col(TeamsConversationRow.removed_at).is_(None),
    )
    return session.exec(chats).first() is not None
