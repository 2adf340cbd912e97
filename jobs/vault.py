"""The credentials of feeds: encrypted where they are kept, and shown to nobody but the feed's own origin."""

import base64
import logging
from collections.abc import Mapping
from urllib.parse import urlsplit

from core.model import Feed
from core.secret import Secret
from storage.sealed import SETTING, Sealer, new_key
from storage.store import Store

__all__ = ["Vault", "new_key"]

log = logging.getLogger(__name__)

LONGEST = 1_000


class Vault:
    """Locks and unlocks `user:password` with the key of the setting. Without a key it is empty and stays so."""

    def __init__(self, store: Store, key: str | None) -> None:
        """Raises SettingError for a key that is none."""
        self._store = store
        self._known: dict[int, tuple[str, str]] = {}
        self._sealer = Sealer(key)

    def keep(self, feed: Feed, credentials: str) -> None:
        """Encrypt and keep the credentials of a feed. Raises SettingError without a key, ValueError for no credentials."""
        user, colon, _ = credentials.partition(":")
        if not user or not colon or len(credentials) > LONGEST or not credentials.isprintable():
            raise ValueError("write user:password in one line")
        self._store.feeds.lock(feed, self._sealer.seal(Secret(credentials)))

    def refresh(self) -> None:
        """Take over what was kept since, perhaps by another process."""
        self._known = self._store.feeds.locked() if self._sealer else {}

    def authorise(self, feed: Feed) -> Mapping[str, str]:
        """The headers for asking at the feed's address, none where that is not of the origin they were given for."""
        url, token = self._known.get(feed.key, ("", ""))
        if not token or not self._sealer or _origin(url) != _origin(feed.url):
            return {}
        plain = self._sealer.unseal(token)
        if plain is None:
            log.warning("the credentials of feed %s were locked with another %s; give them anew", feed.id, SETTING)
            return {}
        return {"Authorization": f"Basic {base64.b64encode(plain.reveal().encode()).decode()}"}


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").lower(), parts.port
