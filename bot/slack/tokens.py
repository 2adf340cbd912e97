"""The token of each workspace, and its renewal before it ends. One process renews, the others go on with the old one.

Rotated tokens live twelve hours. They are renewed from two hours before their end, so that a sending never waits for it.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.slack import oauth
from core.secret import Secret
from core.spaces import Installation
from storage.store import Store

log = logging.getLogger(__name__)

SURFACE = "slack"
EARLY = timedelta(hours=2)
# Who asks for a new token has this long before somebody else may.
LEASE = timedelta(seconds=60)
# There is no other token to be had for these: somebody has to install again.
_VOID = frozenset({"invalid_refresh_token", "token_revoked", "account_inactive", "token_expired"})


class Tokens:
    """Knows the tokens of all workspaces that installed us. Any number of threads and processes may ask."""

    def __init__(
        self, store: Store, client_id: str, client_secret: Secret, base_url: str, clock: Callable[[], datetime]
    ) -> None:
        self._store, self._clock = store, clock
        self._id, self._secret, self._base = client_id, client_secret, base_url

    def __call__(self, workspace: str) -> Secret | None:
        """The token that speaks in a workspace, None where none does just now. May renew it, which takes a request."""
        found = self._store.installations.of(SURFACE, workspace)
        if found is None or found.expires_at is None or found.expires_at > self._clock():
            return found.token if found else None
        self.renew(found)
        again = self._store.installations.of(SURFACE, workspace)
        alive = again and (again.expires_at is None or again.expires_at > self._clock())
        return again.token if again and alive else None

    def renew_due(self) -> tuple[int, int]:
        """Renew those that end soon. How many were, and how many could not be."""
        ended = [self.renew(one) for one in self._store.installations.expiring(SURFACE, self._clock() + EARLY)]
        return ended.count(True), ended.count(False)

    def renew(self, installation: Installation) -> bool | None:
        """Whether the installation has a new token now; None where another process sees to it."""
        if installation.refresh is None:
            return False
        if not self._store.installations.begin_renewal(installation, self._clock(), LEASE):
            return None
        try:
            asked = {"grant_type": "refresh_token", "refresh_token": installation.refresh.reveal()}
            answer = oauth.tokens(self._base, self._id, self._secret, **asked)
            token, refresh = Secret(str(answer["access_token"])), Secret(str(answer["refresh_token"]))
            expires_at = self._clock() + timedelta(seconds=int(answer["expires_in"]))
        except oauth.OauthError as error:
            return self._refused(installation, error.code)
        except (KeyError, TypeError, ValueError) as error:
            return self._refused(installation, type(error).__name__)
        return self._store.installations.renewed(installation, token, refresh, expires_at)

    def _refused(self, installation: Installation, code: str) -> bool:
        log.error("Slack gives no new token for %s: %s", _named(installation), code)
        if code in _VOID:
            where = installation.enterprise, installation.team
            self._store.installations.end(SURFACE, *where, code, self._clock())
        return False


def _named(installation: Installation) -> str:
    return installation.team or installation.enterprise
