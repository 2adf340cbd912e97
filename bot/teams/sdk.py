"""Microsoft's Teams SDK, made to behave: the one place that builds it.

It checks who sends (audience, issuer, expiry, service URL, signature), and gives us tokens and an HTTP client. What it does
not do well is done here: its client gets a time limit, and so does its sign-in (sign_in.py); its requests run in threads,
because it fetches the signing keys with a blocking call; it never listens on its own.
"""

import asyncio
import json
import logging
import os
import warnings
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi import Response as HttpResponse
from fastapi.responses import JSONResponse

from bot.teams.activity import Json
from bot.teams.receive import Served
from bot.teams.sign_in import SignIn

# The SDK would read the .env file of this or any upper folder into the environment, and warns of previews that we do not use.
os.environ.setdefault("PYTHON_DOTENV_DISABLED", "1")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from microsoft_teams.api import InvokeResponse
    from microsoft_teams.api.auth.cloud_environment import PUBLIC, CloudEnvironment
    from microsoft_teams.apps import ActivityEvent, App
    from microsoft_teams.apps.http.adapter import HttpRequest as SdkRequest
    from microsoft_teams.apps.http.adapter import HttpResponse as SdkResponse
    from microsoft_teams.apps.http.adapter import HttpRouteHandler
    from microsoft_teams.common import Client, ClientOptions

log = logging.getLogger(__name__)

ENDPOINT = "/api/messages"
MAX_BODY = 1_000_000
# Requests that are checked and taken in at the same time; beyond the second number Teams is asked to come again.
THREADS, CROWD = 16, 200
TIMEOUT = 30.0


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are at Microsoft. Without a client id nobody is checked and no token is sent, which is for loopback only.

    `token` replaces the sign-in by the secret: it gives a token for (scope, tenant).
    """

    client_id: str = ""
    client_secret: str = ""
    tenant: str = ""
    token: Callable[[str | list[str], str | None], Awaitable[str]] | None = None
    cloud: CloudEnvironment = PUBLIC

    def __repr__(self) -> str:
        return f"Identity({self.client_id!r})"


class Gate:
    """The SDK's HTTP adapter: hands requests from our server to its handler, each in a thread with a loop of its own."""

    def __init__(self) -> None:
        self._handler: HttpRouteHandler | None = None
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="teams-in")
        self._inside = 0

    def register_route(self, method: str, path: str, handler: HttpRouteHandler) -> None:
        """Called by the SDK with its one route."""
        self._handler = handler

    def serve_static(self, path: str, directory: str) -> None:
        """Called by the SDK for pages; there are none."""

    async def start(self, port: int) -> None:
        """Never: the SDK would listen on every interface."""
        raise NotImplementedError("the chat endpoints are served by app/server.py")

    async def stop(self) -> None:
        """Called by the SDK when it stops."""
        self._threads.shutdown(wait=False)

    async def receive(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        length = request.headers.get("content-length", "")
        if not length.isdecimal() or int(length) > MAX_BODY:
            return HttpResponse(status_code=413)
        if self._inside >= CROWD or self._handler is None:
            return HttpResponse(status_code=503)
        try:
            body = json.loads(await request.body())
        except (ValueError, RecursionError):
            body = None
        # The SDK takes these three for text, and breaks on others.
        if not isinstance(body, dict) or any(
            not isinstance(body.get(n, ""), str) for n in ("type", "id", "service_url")
        ):
            return JSONResponse({"error": "this is no activity"}, 400)
        self._inside += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, self._handle, body, dict(request.headers))
        finally:
            self._inside -= 1

    def _handle(self, body: Json, headers: dict[str, str]) -> HttpResponse:
        if self._handler is None:
            raise AssertionError("only called once there is a handler")
        handler, asked = self._handler, SdkRequest(body=body, headers=headers)

        async def handled() -> SdkResponse:
            return await handler(asked)

        done = asyncio.run(handled())
        if done["body"] is None:
            return HttpResponse(status_code=done["status"])
        return JSONResponse(done["body"], done["status"])


class Teams:
    """The SDK's app for one bot: what comes in, and what is needed to send."""

    def __init__(self, identity: Identity, *, timeout: float = TIMEOUT) -> None:
        self._identity, self._gate = identity, Gate()
        sign_in = SignIn(identity.client_id, identity.client_secret, identity.cloud.login_endpoint)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it builds parts of its own that it calls deprecated
            self._app = App(
                client_id=identity.client_id or None,
                token=identity.token or (sign_in if identity.client_secret else None),
                tenant_id=identity.tenant or None,
                cloud=identity.cloud,
                client=ClientOptions(timeout=timeout),
                http_server_adapter=self._gate,
                messaging_endpoint=ENDPOINT,
            )

        # The SDK lets the client's library log a line for every request.
        logging.getLogger("httpx").setLevel(logging.WARNING)

    @property
    def client(self) -> Client:
        """The HTTP client that the connector sends with."""
        return self._app.http_client

    async def token(self) -> str | None:
        """Our credentials for a call to Teams; None where we have no identity."""
        token = await self._app.token_provider.get_app_token() if self._identity.client_id else None
        return str(token) if token else None

    def router(self, receive: Callable[[Json], Served]) -> APIRouter:
        """`POST /api/messages`, where only requests with a right token reach `receive`."""

        async def checked(event: ActivityEvent) -> InvokeResponse[Any]:
            issuer = getattr(event.token, "issuer", None)
            # Tokens of agents' own directory identities carry no service URL, and we are no such agent.
            if self._identity.client_id and issuer != self._identity.cloud.token_issuer:
                return InvokeResponse(status=403)
            served = receive(event.body.model_dump(exclude_none=True))
            return InvokeResponse(status=served.status, body=served.body)

        server = self._app.server
        server.on_request = checked
        server.initialize(
            credentials=self._app.credentials,
            cloud=self._identity.cloud,
            dangerously_allow_unauthenticated_requests=not self._identity.client_id,
        )
        router = APIRouter()
        router.add_api_route(ENDPOINT, self._gate.receive, methods=["POST"], include_in_schema=False)
        return router
