"""An inbound activity, a JSON object from outside, → values. Pure; everything in it is foreign text.

What is not there or of another type is empty. `read` says what makes an activity unusable, and `Trust` whom we listen to.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from core.errors import PolicywireError
from storage.teams import Conversation

Json = dict[str, Any]

# Where Microsoft's connectors are, in its public and its government clouds.
SERVICE_HOSTS = (
    "smba.trafficmanager.net",
    "smba.infra.gcc.teams.microsoft.com",
    "smba.infra.gov.teams.microsoft.us",
    "smba.infra.dod.teams.microsoft.us",
)
# Where people's OneDrive is, in the same clouds.
DRIVE_HOSTS = (".sharepoint.com", ".sharepoint.us", ".sharepoint-mil.us")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
MAX_ID = 500
MAX_NAME = 200
MAX_TEXT = 20_000
THREAD = ";messageid="
PERSONAL, GROUP, CHANNEL = "personal", "groupChat", "channel"

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_AT = re.compile(r"<at[^<>]*>(.*?)</at>", re.DOTALL | re.IGNORECASE)
_COMMAND = re.compile(r"^[/／](?:policy(?=\s|$))?\s*", re.IGNORECASE)


class ActivityError(PolicywireError):
    """An activity that is not served. `status` is what its sender gets: 400 for a broken one, 403 for a stranger's."""

    def __init__(self, status: int, problem: str) -> None:
        super().__init__(problem)
        self.status = status


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom we listen to and where our token may go. Without `tenants` all are welcome, which is for loopback only."""

    tenants: frozenset[str]
    hosts: tuple[str, ...] = SERVICE_HOSTS
    plain_http: bool = False

    def takes_files(self, url: str) -> bool:
        """Whether a file may be put there, as Teams asks: into somebody's OneDrive, by an address that is its own leave."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return False
        host = parts.hostname or ""
        if parts.username or parts.password:
            return False
        if self.plain_http and host in self.hosts:
            return parts.scheme in ("http", "https")
        return parts.scheme == "https" and port in (None, 443) and host.endswith(DRIVE_HOSTS)

    def admits(self, service_url: str) -> bool:
        """Whether this is the address of a connector that we know: https, no user, the host of the list."""
        try:
            parts = urlsplit(service_url)
            port = parts.port
        except ValueError:
            return False
        if parts.username or parts.password or parts.query or parts.fragment or not parts.hostname:
            return False
        if self.plain_http:
            return parts.scheme in ("http", "https") and parts.hostname in self.hosts
        return parts.scheme == "https" and port in (None, 443) and parts.hostname in self.hosts


@dataclass(frozen=True, slots=True)
class Person:
    """Who sent an activity. `tenant` is that of the person, empty where it was not said."""

    id: str
    name: str = ""
    tenant: str = ""
    directory_id: str = ""

    @property
    def known_as(self) -> str:
        """The id by which the rest of the product knows this person."""
        return self.directory_id or self.id


@dataclass(frozen=True, slots=True)
class Incoming:
    """One activity. `thread` is the conversation with its thread, where an answer goes; `bot` is what we are called there.

    `event` is what happened to a team or to the installation; `joined` and `left` are ids of members. Not `addressed` is
    what people say to each other.
    """

    type: str
    id: str
    place: Conversation
    thread: str
    person: Person
    bot: str
    name: str = ""
    text: str = ""
    lang: str = ""
    event: str = ""
    channel_kind: str = ""
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    value: Mapping[str, Any] = field(default_factory=dict)
    addressed: bool = True

    @property
    def personal(self) -> bool:
        """Whether this is a chat with one person, where there is nobody to hide an answer from."""
        return self.place.kind == PERSONAL


def read(raw: Json, trust: Trust) -> Incoming:
    """The values of an activity. Raises ActivityError for what is broken and for what comes from strangers."""
    kind, ident = _word(raw, "type"), _word(raw, "id")
    conversation, data = _object(raw, "conversation"), _object(raw, "channelData")
    address, service_url = _word(conversation, "id"), _word(raw, "serviceUrl")
    if not kind or not address or not service_url or not _word(_object(raw, "from"), "id"):
        raise ActivityError(400, "an activity without type, conversation, sender or service URL")
    if _word(raw, "channelId") != "msteams":
        raise ActivityError(403, "an activity of another channel than msteams")
    if not trust.admits(service_url):
        raise ActivityError(403, "an activity with a service URL that is none of Teams'")
    tenants = {_word(conversation, "tenantId"), _word(_object(data, "tenant"), "id")} - {""}
    if len(tenants) > 1 or (trust.tenants and not tenants <= trust.tenants) or (trust.tenants and not tenants):
        raise ActivityError(403, "an activity of a tenant that is not ours")
    tenant = next(iter(tenants), "local")
    sender, value = _sender(raw), raw.get("value")
    place = _place(raw, tenant, address.partition(THREAD)[0], service_url.rstrip("/"), sender)
    return Incoming(
        type=kind,
        id=ident,
        place=place,
        thread=address,
        person=sender,
        bot=_word(_object(raw, "recipient"), "id"),
        name=_word(raw, "name"),
        text=_typed(raw),
        lang=language(_word(raw, "locale") or _word(_object(raw, "localInfo"), "locale")),
        event=_word(data, "eventType") or _word(raw, "action") or ("topicName" if raw.get("topicName") else ""),
        channel_kind=_word(_object(data, "channel"), "type"),
        joined=_ids(raw, "membersAdded"),
        left=_ids(raw, "membersRemoved"),
        value=value if isinstance(value, dict) else {},
        addressed=place.kind == PERSONAL or _addressed(raw),
    )


def language(locale: str) -> str:
    """Ours that a locale such as ko-KR asks for; empty where it asks for another."""
    return next((lang for lang in ("ko", "en") if re.match(rf"{lang}\b", locale, re.IGNORECASE)), "")


def _place(raw: Json, tenant: str, address: str, service_url: str, sender: Person) -> Conversation:
    conversation, data = _object(raw, "conversation"), _object(raw, "channelData")
    team, channel = _object(data, "team"), _object(data, "channel")
    kind = _word(conversation, "conversationType") or (CHANNEL if team else PERSONAL)
    if kind not in (PERSONAL, GROUP, CHANNEL):
        raise ActivityError(400, "an activity of an unknown kind of conversation")
    topic = _name({"name": raw.get("topicName")})
    name = topic or _name(channel) or _name(conversation) or ("" if _word(channel, "id") else _name(team))
    return Conversation(
        tenant,
        _word(channel, "id") or address if kind == CHANNEL else address,
        kind,
        service_url,
        name="" if kind == PERSONAL else name,
        team=_word(team, "id") if kind == CHANNEL else "",
        person=sender.id if kind == PERSONAL else "",
        directory_id=sender.directory_id if kind == PERSONAL else "",
    )


def _sender(raw: Json) -> Person:
    sender = _object(raw, "from")
    tenant = _word(sender, "tenantId")
    return Person(_word(sender, "id"), _name(sender), tenant, _word(sender, "aadObjectId"))


def _typed(raw: Json) -> str:
    """What the person typed, without the mention of the bot and the command's slash; other mentions become @name."""
    text = raw.get("text")
    if not isinstance(text, str):
        return ""
    text = text[:MAX_TEXT]
    for mention in _mentions(raw):
        text = text.replace(mention, " ")
    text = html.unescape(_AT.sub(r"@\1", text)).replace("\xa0", " ")
    return _COMMAND.sub("", " ".join(_CONTROLS.sub(" ", text).split()))


def _addressed(raw: Json) -> bool:
    """Mentioned, asked with a slash, or by a button that sends its value."""
    targeted = _object(raw, "recipient").get("isTargeted") is True
    return targeted or isinstance(raw.get("value"), dict) or any(True for _ in _mentions(raw))


def _mentions(raw: Json) -> Iterator[str]:
    """The texts by which the bot itself was mentioned."""
    bot, entities = _word(_object(raw, "recipient"), "id"), raw.get("entities")
    for entity in entities if isinstance(entities, list) else []:
        told = entity.get("text") if isinstance(entity, dict) and entity.get("type") == "mention" else None
        if isinstance(told, str) and told and _word(_object(entity, "mentioned"), "id") == bot:
            yield told


def _object(raw: Mapping[str, Any], name: str) -> Json:
    value = raw.get(name)
    return value if isinstance(value, dict) else {}


def _word(raw: Mapping[str, Any], name: str) -> str:
    """An id or a keyword; one that is too long or has control signs is none."""
    value = raw.get(name)
    sound = isinstance(value, str) and len(value) <= MAX_ID and not _CONTROLS.search(value)
    return value if isinstance(value, str) and sound else ""


def _name(raw: Mapping[str, Any]) -> str:
    value = raw.get("name")
    return " ".join(_CONTROLS.sub(" ", value[:MAX_NAME]).split()) if isinstance(value, str) else ""


def _ids(raw: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = raw.get(name)
    members = value[:100] if isinstance(value, list) else []
    return tuple(_word(member, "id") for member in members if isinstance(member, dict))
