"""Signing in at the console: by one password for an administrator, or by the company's own provider (OpenID Connect).

Where this is configured nobody gets a page without it; where it is not, the console answers its own machine only (guard.py).
A session is a row and a secret cookie; its forms carry a token made of that secret, so that no other page can post them.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlsplit

from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request as WebRequest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.console.frame import VISIT, Desk, Form, Visit
from bot.console.oidc import Provider
from bot.console.passwords import fits
from bot.console.people import Person, Role
from storage.sessions import Session, SessionStore

LASTS = timedelta(hours=12)
# Guesses: so many from one address, and from all together, in a period.
PERIOD, GUESSES, ALL_GUESSES = timedelta(minutes=15), 5, 50
ALL = "*"
# What is reached without a session: the way in, the files of every page, and addresses that carry a secret of their own.
OPEN = ("/sign-in", "/static/", "/healthz", "/alerts/")
API = "/api/"


@dataclass(frozen=True)
class SignIn:
    """How people get in. `origin` is what their browsers show, such as https://console.example.

    `password_hash` is empty and `provider` None where that way is not offered. `api_token` lets programs read /api/.
    """

    origin: str
    password_hash: str = ""
    provider: Provider | None = None
    api_token: str = ""

    @property
    def secure(self) -> bool:
        """Whether browsers are to send the cookie over TLS only."""
        return self.origin.startswith("https:")

    @property
    def cookie(self) -> str:
        """The name of the session's cookie; a browser takes one called __Host- only from this very host over TLS."""
        return "__Host-policywire" if self.secure else "policywire_session"


class Gate:
    """ASGI middleware: finds out who asks, and sends those who are nobody to the way in."""

    def __init__(self, app: ASGIApp, sign_in: SignIn, sessions: SessionStore, clock: Callable[[], datetime]) -> None:
        self._app, self._sign_in, self._sessions, self._clock = app, sign_in, sessions, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its visitor in the scope, or answer it."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        request = WebRequest(scope)
        visit = await self._visit(request)
        if visit:
            return await self._app({**scope, VISIT: visit}, receive, send)
        path: str = scope["path"]
        if path == "/sign-in" or path.startswith(OPEN):
            nobody = Visit(Person("", "", Role.NOBODY), "")
            return await self._app({**scope, VISIT: nobody}, receive, send)
        return await self._refusal(request)(scope, receive, send)

    async def _visit(self, request: WebRequest) -> Visit | None:
        if request.url.path.startswith(API) and (reader := self._program(request)):
            return reader
        secret = request.cookies.get(self._sign_in.cookie, "")
        if not secret:
            return None
        found = await run_in_threadpool(self._sessions.find, digest(secret), self._clock())
        return Visit(Person(found.person, found.name, Role(found.role)), form_token(secret)) if found else None

    def _program(self, request: WebRequest) -> Visit | None:
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        known = self._sign_in.api_token
        fit = bool(known) and secrets.compare_digest(given.strip().encode(), known.encode())
        return Visit(Person("api", "", Role.VIEWER), "") if fit and kind.lower() == "bearer" else None

    @staticmethod
    def _refusal(request: WebRequest) -> Response:
        path = request.url.path
        if request.method != "GET" or path.startswith((API, "/messages/")) or request.headers.get("hx-request"):
            refusal = PlainTextResponse("Sign in first.\n", 401)
            refusal.headers["HX-Redirect"] = "/sign-in"
            return refusal
        wanted = path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/sign-in?next={quote(wanted, safe='')}", 303)


@dataclass(frozen=True)
class SignInPages:
    """The page with the way in, and what its buttons do."""

    desk: Desk
    sign_in: SignIn
    own_path: Callable[[str], str]

    @property
    def routes(self) -> Mapping[tuple[str, str], object]:
        """Method and path of each page."""
        return {
            ("GET", "/sign-in"): self.page,
            ("POST", "/sign-in"): self.by_password,
            ("POST", "/sign-out"): self.sign_out,
            ("GET", "/sign-in/provider"): self.to_provider,
            ("GET", "/sign-in/back"): self.from_provider,
        }

    def page(self, request: WebRequest, next: str = "/") -> Response:
        """The ways in."""
        return self._page(request, self.own_path(next))

    def by_password(self, request: WebRequest, form: Form) -> Response:
        """Let in who knows the password. Guessing ends after a few times, from one address and altogether."""
        target = self.own_path(form.first("next", "/"))
        if not self.sign_in.password_hash:
            raise HTTPException(404)
        now, store = self.desk.clock(), self.desk.store.sessions
        origins = [request.client.host if request.client else "?", ALL]
        failed = store.failures(origins, now - PERIOD)
        if failed.get(origins[0], 0) >= GUESSES or failed.get(ALL, 0) >= ALL_GUESSES:
            return self._page(request, target, 429, "ui.sign_in.later")
        if not fits(form.first("password"), self.sign_in.password_hash):
            store.failed(origins, now, PERIOD)
            return self._page(request, target, 403, "ui.sign_in.wrong")
        return self._let_in(Session("admin", "admin", Role.ADMIN), target)

    def sign_out(self, request: WebRequest, form: Form) -> Response:
        """End the session, here and in the browser."""
        self.desk.require(request, form, Role.VIEWER)
        self.desk.store.sessions.close(digest(request.cookies.get(self.sign_in.cookie, "")))
        answer = RedirectResponse("/sign-in", 303)
        answer.delete_cookie(self.sign_in.cookie, secure=self.sign_in.secure, httponly=True)
        return answer

    async def to_provider(self, request: WebRequest, next: str = "/") -> Response:
        """Send the browser to the company's provider."""
        if self.sign_in.provider is None:
            raise HTTPException(404)
        request.session["next"] = self.own_path(next)
        return await self.sign_in.provider.begin(request, f"{self.sign_in.origin}/sign-in/back")

    async def from_provider(self, request: WebRequest) -> Response:
        """Let in whom the provider vouches for, in the role that the settings give them."""
        if self.sign_in.provider is None:
            raise HTTPException(404)
        person = await self.sign_in.provider.end(request)
        target = self.own_path(str(request.session.pop("next", "/")))
        if person is None:
            return await run_in_threadpool(self._page, request, target, 403, "ui.sign_in.refused")
        return await run_in_threadpool(self._let_in, Session(person.id, person.name, person.role), target)

    def _let_in(self, session: Session, target: str) -> Response:
        secret, now = secrets.token_urlsafe(32), self.desk.clock()
        self.desk.store.sessions.open(digest(secret), session, now, now + LASTS)
        answer = RedirectResponse(target, 303)
        cookie: dict[str, Any] = {"httponly": True, "samesite": "lax", "secure": self.sign_in.secure, "path": "/"}
        answer.set_cookie(self.sign_in.cookie, secret, max_age=int(LASTS.total_seconds()), **cookie)
        return answer

    def _page(self, request: WebRequest, target: str, status: int = 200, problem: str = "") -> Response:
        return self.desk.answer(
            request, "sign_in.html", "sign-in", status=status, target=target, problem=problem,
            password=bool(self.sign_in.password_hash), provider=self.sign_in.provider,
        )  # fmt: skip


def digest(secret: str) -> str:
    """What is kept of a secret that only a browser has. It is random and long, so that a plain digest is enough."""
    return sha256(secret.encode()).hexdigest()


def form_token(secret: str) -> str:
    """The token of a session's forms."""
    return sha256(f"form:{secret}".encode()).hexdigest()


def host_of(origin: str) -> str:
    """The Host that browsers send for an origin."""
    return urlsplit(origin).netloc.lower()
