"""A file on its way into a Slack channel: the two calls around the upload, and what their answers say. Pure; send.py calls.

Only the second call posts anything, so that all before it may be repeated. The message carries no metadata: it is known by
the file's name, which holds the delivery's id.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import urlencode, urlsplit

from bot.slack.answer import json_object
from bot.slack.render import message
from core.ports import Attachment, Post

FORM = "application/x-www-form-urlencoded"
LONGEST_NAME, LONGEST_ABOUT = 80, 1_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where the bytes go, and the id that the file has from then on."""

    url: str
    file_id: str


def file_name(file: Attachment, delivery: int) -> str:
    """The name that the file bears in Slack, no other file's."""
    path = PurePath(file.name)
    stem = "".join(c if c.isalnum() or c in "-_" else "-" for c in path.stem)[:LONGEST_NAME].strip("-") or "file"
    return f"{stem}-{delivery}{path.suffix if path.suffix[1:].isalnum() else ''}"


def place_wanted(file: Attachment, delivery: int) -> bytes:
    """The arguments of files.getUploadURLExternal."""
    said = {"filename": file_name(file, delivery), "length": len(file.data), "alt_txt": file.about[:LONGEST_ABOUT]}
    return urlencode(said).encode()


def place_given(body: bytes, base: str) -> Place | None:
    """What the answer says, None where it cannot be used: the bytes go to https, or to the server we ask anyway."""
    answer = json_object(body) or {}
    url, file_id = answer.get("upload_url"), answer.get("file_id")
    if not isinstance(url, str) or not isinstance(file_id, str) or not file_id:
        return None
    try:
        parts, ours = urlsplit(url), urlsplit(base)
        safe = parts.scheme == "https" or (parts.scheme, parts.netloc) == (ours.scheme, ours.netloc)
    except ValueError:
        return None
    return Place(url, file_id) if safe and parts.hostname else None


def completed(post: Post, place: Place, title: str) -> bytes:
    """The arguments of files.completeUploadExternal, which posts the file with the card's text."""
    files = json.dumps([{"id": place.file_id, "title": title}])
    said = {"files": files, "channel_id": post.channel.address}
    comment = message(post.card)["text"] if post.card.blocks else ""
    thread = {"thread_ts": post.target} if post.target else {}
    return urlencode(said | ({"initial_comment": comment} if comment else {}) | thread).encode()


def carries(message_found: Mapping[str, object], name: str) -> bool:
    """Whether a message of a channel's history is the one with the file of this name."""
    files = message_found.get("files")
    return isinstance(files, list) and any(isinstance(one, dict) and one.get("name") == name for one in files)
