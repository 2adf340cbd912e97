"""The credentials of feeds: encrypted where they are kept, and shown to nobody but the feed's own origin. Home of Fernet."""

import base64
import logging
from collections.abc import Mapping
from urllib.parse import urlsplit

from cryptography.fernet import Fernet, InvalidToken

from core.errors import SettingError
from core.model import Feed
from storage.store import Store

log = logging.getLogger(__name__)

SETTING = "POLICYWIRE_SECRET_KEY"
LONGEST = 1_000


def new_key() -> str:
    """A key for the setting."""
    return Fernet.generate_key().decode()


class Vault:
    """Locks and unlocks `user:password` with the key of the setting. Without a key it is empty and stays so."""

    def __init__(self, store: Store, key: str | None) -> None:
        """Raises SettingError for a key that is none."""
        self._store = store
        self._known: dict[int, tuple[str, str]] = {}
        try:
            self._fernet = Fernet(key.encode()) if key else None
        except ValueError as error:
            told = f"{SETTING} is no key; «policywire feeds auth» tells how to make one"
            raise SettingError(told) from error

    def keep(self, feed: Feed, credentials: str) -> None:
        """Encrypt and keep the credentials of a feed. Raises SettingError without a key, ValueError for no credentials."""
        if self._fernet is None:
            raise SettingError(f"{SETTING} is not set; write {SETTING}={new_key()} into .env, and keep a copy of it")
        user, colon, _ = credentials.partition(":")
        if not user or not colon or len(credentials) > LONGEST or not credentials.isprintable():
            raise ValueError("write user:password in one line")
        self._store.feeds.lock(feed, self._fernet.encrypt(credentials.encode()).decode())

    def refresh(self) -> None:
        """Take over what was kept since, perhaps by another process."""
        self._known = self._store.feeds.locked() if self._fernet else {}

    def authorise(self, feed: Feed) -> Mapping[str, str]:
        """The headers for asking at the feed's address, none where that is not of the origin they were given for."""
        url, token = self._known.get(feed.key, ("", ""))
        if not token or self._fernet is None or _origin(url) != _origin(feed.url):
            return {}
        try:
            plain = self._fernet.decrypt(token.encode())
        except InvalidToken:
            log.warning("the credentials of feed %s were locked with another %s; give them anew", feed.id, SETTING)
            return {}
        return {"Authorization": f"Basic {base64.b64encode(plain).decode()}"}


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").lower(), parts.port
