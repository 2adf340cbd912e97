"""OpenID Connect by Authlib: to the company's provider and back, and the role of whom it vouches for. Authlib's only home."""

import logging
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from authlib.integrations.starlette_client import OAuth
from fastapi.responses import Response
from starlette.requests import Request as WebRequest

from bot.console.people import Person, Role

log = logging.getLogger(__name__)
# In the list of viewers: everybody whom the provider vouches for.
EVERYBODY = "*"


@dataclass(frozen=True)
class Provider:
    """A provider and who may do what. Names are e-mail addresses, or domains as @company.example; a secret never prints."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    admins: Collection[str] = ()
    editors: Collection[str] = ()
    viewers: Collection[str] = ()
    _client: Any = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        oauth = OAuth()
        oauth.register(
            "console",
            client_id=self.client_id,
            client_secret=self.client_secret,
            server_metadata_url=f"{self.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid email profile", "code_challenge_method": "S256"},
        )
        object.__setattr__(self, "_client", oauth.console)

    async def begin(self, request: WebRequest, back: str) -> Response:
        """The redirect to the provider, which leads `back`. Its state stays in a signed cookie for some minutes."""
        answer: Response = await self._client.authorize_redirect(request, back)
        return answer

    async def end(self, request: WebRequest) -> Person | None:
        """Whom the provider vouches for, None where it does not, or where nobody gave them a role here."""
        try:
            token = await self._client.authorize_access_token(request)
        except Exception as error:
            # Authlib, its client and its token library raise errors of their own. The texts may hold codes, so only the kind is told.
            log.warning("a sign-in by the provider failed: %s", type(error).__name__)
            return None
        return self.person(token.get("userinfo") or {})

    def person(self, claims: Any) -> Person | None:
        """The person with these claims and their role. An address that the provider has not verified counts for nothing."""
        email = str(claims.get("email") or "").strip().lower()
        if not email or "@" not in email or claims.get("email_verified") is False:
            return None
        role = self.role(email)
        return Person(email, str(claims.get("name") or email)[:200], role) if role else None

    def role(self, email: str) -> Role | None:
        """The highest role that the settings give an address."""
        domain = "@" + email.rpartition("@")[2]
        lists = ((Role.ADMIN, self.admins), (Role.EDITOR, self.editors), (Role.VIEWER, self.viewers))
        return next((role for role, names in lists if {email, domain, EVERYBODY} & {n.lower() for n in names}), None)
