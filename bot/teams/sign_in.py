"""Tokens for our calls to Teams, by the application's secret. Not for the tokens that Teams sends us (sdk.py).

Microsoft's library blocks while it asks, from its first object on, and waits for ever: here it asks in a thread of its own,
with a time limit, and once for all who wait. It keeps a token until shortly before it ends.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from msal import ConfidentialClientApplication

from core.errors import PolicywireError

# Seconds for each of its requests: the first token takes three.
TIMEOUT = 10.0


class SignInError(PolicywireError):
    """Microsoft gave no token. Its text is the service's own name for the reason, without ids and secrets."""


class SignIn:
    """Gives a token for (scope, tenant). `authority` is the address of the sign-in service; `http` replaces its client."""

    def __init__(
        self, client_id: str, secret: str, authority: str, *, timeout: float = TIMEOUT, http: Any = None
    ) -> None:
        self._client_id, self._secret, self._authority = client_id, secret, authority
        self._timeout, self._http = timeout, http
        self._applications: dict[str, ConfidentialClientApplication] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="teams-token")

    async def __call__(self, scope: str | list[str], tenant: str | None) -> str:
        """The token. Raises SignInError where there is none, or the error of the connection."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._ask, scope, tenant or "organizations")

    def _ask(self, scope: str | list[str], tenant: str) -> str:
        given = self._application(tenant).acquire_token_for_client([scope] if isinstance(scope, str) else scope)
        token = given.get("access_token")
        if not isinstance(token, str):
            raise SignInError(f"no token: {str(given.get('error', 'no reason given'))[:80]}")
        return token

    def _application(self, tenant: str) -> ConfidentialClientApplication:
        """Microsoft's object for a tenant, made once it can be: making it asks the service for its addresses."""
        if tenant not in self._applications:
            self._applications[tenant] = ConfidentialClientApplication(
                self._client_id,
                client_credential=self._secret,
                authority=f"{self._authority}/{tenant}",
                instance_discovery=False,  # the authority is ours to choose, nobody else's
                timeout=self._timeout,
                http_client=self._http,
            )
        return self._applications[tenant]
