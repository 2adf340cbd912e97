"""What channels are called: Teams does not say it with a message, so a team is asked once for a channel without a name."""

from dataclasses import replace
from urllib.parse import quote

from bot.teams.activity import CHANNEL, MAX_NAME
from bot.teams.connector import Call, Connector
from storage.teams import Conversation, TeamsStore

GENERAL = "General"


def named(place: Conversation, connector: Connector, conversations: TeamsStore) -> Conversation:
    """The place with its name, asked for where it has none yet; as it is where Teams does not say."""
    if place.kind != CHANNEL or place.name or not place.team:
        return place
    answer = connector.call(Call(place.service_url, "GET", f"/v3/teams/{quote(place.team, safe='')}/conversations"))
    listed = answer.body.get("conversations") if answer.ok and isinstance(answer.body, dict) else None
    for one in listed if isinstance(listed, list) else []:
        if isinstance(one, dict) and one.get("id") == place.id:
            told = one.get("name")
            name = " ".join(told[:MAX_NAME].split()) if isinstance(told, str) else ""
            # The first channel has no name of its own in the answer.
            found = replace(place, name=name or (GENERAL if place.id == place.team else ""))
            conversations.refresh(found)
            return found
    return place
