"""Files for people in Teams, where a bot may not upload into channels. What is not for one or the other way is said, never dropped.

In a chat with one person Teams asks them whether they want it, and gives us an address in their OneDrive. Elsewhere it is a
link that ends, where the installation has an address. Without either it is the text in the message, or what to do.
"""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from bot.teams.activity import Trust
from bot.teams.render import Json, one_line
from core.card import Actions, Attachment, Block, Button, Card, Note, Paragraph, Span
from core.when import date_text
from core.wording import say
from storage.downloads import DownloadStore
from storage.teams import SURFACE, Conversation

log = logging.getLogger(__name__)

PATH = "/files/"
CONSENT = "application/vnd.microsoft.teams.card.file.consent"
TAKEN = "application/vnd.microsoft.teams.card.file.info"
FILE = "file"
# How long a link to what a channel may see works, and one to what is for one person.
FOR_ALL, FOR_ONE = timedelta(days=7), timedelta(days=1)
# A text is shown in the message where it is small enough to be whole there: bytes, lines.
SHOWN, SHOWN_LINES = 6_000, 150
TEXTS = ("text/", "application/x-ndjson")
UPLOAD_SECONDS = 60.0


class Files:
    """Keeps files until they are fetched. `public_url` is the installation's address on https, where it has one."""

    def __init__(
        self,
        store: DownloadStore,
        clock: Callable[[], datetime],
        zone: ZoneInfo,
        public_url: str | None = None,
        fresh: Callable[[], str] = secrets.token_urlsafe,
    ) -> None:
        self._store, self._clock, self._zone = store, clock, zone
        self._public_url, self._fresh = public_url, fresh

    @property
    def has_links(self) -> bool:
        """Whether a file can be fetched by a link."""
        return bool(self._public_url)

    def card(self, file: Attachment, place: Conversation, lang: str, user: str = "", told: str = "") -> Card:
        """The file as a message: a link to it, its text, or what to do. `user` is the one whom it is for, empty for all."""
        about: list[Block] = [Paragraph((Span(told or file.about),))]
        if self._public_url:
            until = self._clock() + (FOR_ONE if user else FOR_ALL)
            url = f"{self._public_url}{PATH}{self._keep(file, place, user, until)}"
            note = say(
                lang, "teams.file_until", name=file.name, size=size(file), when=date_text(until, lang, self._zone)
            )
            return Card((*about, Note(note), Actions((Button(say(lang, "teams.file_get"), url=url),))))
        if (text := _text(file)) is not None:
            return Card((*about, Note(f"{file.name}:"), Paragraph((Span(text),))))
        return Card((*about, Note(say(lang, "teams.file_nowhere", name=file.name, size=size(file)))))

    def offer(self, file: Attachment, place: Conversation, user: str) -> Json:
        """The message by which Teams asks one person, in the chat with them, whether they want it."""
        word = self._keep(file, place, user, self._clock() + FOR_ONE)
        content = {
            "description": one_line(file.about)[:500], "sizeInBytes": len(file.data),
            "acceptContext": {FILE: word}, "declineContext": {FILE: word},
        }  # fmt: skip
        asked = {"contentType": CONSENT, "name": file.name, "content": content}
        return {"type": "message", "summary": one_line(file.about)[:500] or file.name, "attachments": [asked]}

    def find(self, word: str) -> Attachment | None:
        """The file that was offered under a word, None where it is kept no longer."""
        return self._store.find(word, self._clock())

    def drop(self, word: str) -> None:
        """It is not wanted."""
        self._store.drop(word)

    def _keep(self, file: Attachment, place: Conversation, user: str, until: datetime) -> str:
        word = self._fresh()
        self._store.keep(word, file, (SURFACE, place.tenant, user), until)
        return word


def put(file: Attachment, url: str, trust: Trust) -> bool:
    """Put a file where Teams said that it may be put. Whether it is there; our own token never goes along."""
    if not file.data or not trust.takes_files(url):
        log.warning("Teams named no address of OneDrive for a file")
        return False
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Range": f"bytes 0-{len(file.data) - 1}/{len(file.data)}",
    }
    try:
        answer = httpx.put(url, content=file.data, headers=headers, timeout=UPLOAD_SECONDS, follow_redirects=False)
    except httpx.HTTPError as error:
        log.warning("a file could not be put into OneDrive: %s", type(error).__name__)
        return False
    if not answer.is_success:
        log.warning("a file could not be put into OneDrive: http_%s", answer.status_code)
    return answer.is_success


def taken(file: Attachment, told: Json) -> Json:
    """The message that shows a file which was put into OneDrive, by what Teams told of its place there."""
    names: tuple[tuple[str, Any], ...] = (("uniqueId", told.get("uniqueId")), ("fileType", told.get("fileType")))
    content = {name: value[:500] for name, value in names if isinstance(value, str)}
    shown = {"contentType": TAKEN, "contentUrl": told.get("contentUrl"), "name": file.name, "content": content}
    return {"type": "message", "summary": file.name, "attachments": [shown]}


def size(file: Attachment) -> str:
    """How large it is, for people."""
    return f"{max(1, round(len(file.data) / 1024)):,} KB"


def _text(file: Attachment) -> str | None:
    """What the file says, where that is a text which a message has room for."""
    if not file.media_type.startswith(TEXTS) or len(file.data) > SHOWN or file.data.count(b"\n") > SHOWN_LINES:
        return None
    try:
        return file.data.decode()
    except UnicodeDecodeError:
        return None
