"""The console as one application: every page under its path, the files it needs, and the pages for what went wrong.

Each part of the console is a module of its own (chat_pages.py, item_pages.py …). Who gets this far was decided in guard.py.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request as WebRequest

from bot.console import render
from bot.console.admin_pages import AdminPages
from bot.console.api import Api
from bot.console.chat_pages import ChatPages
from bot.console.delivery_pages import DeliveryPages
from bot.console.export_pages import ExportPages
from bot.console.feed_pages import FeedPages
from bot.console.form_pages import FormPages
from bot.console.frame import LANG_COOKIE, LANGS, THEME_COOKIE, THEMES, Desk, Form
from bot.console.guard import SECURITY_HEADERS, Guard
from bot.console.item_pages import ItemPages
from bot.console.people import Role
from bot.console.sign_in import Gate, SignIn, SignInPages
from bot.console.topic_pages import TopicPages
from bot.console.wording import words
from core.errors import StorageError

log = logging.getLogger(__name__)

YEAR = 365 * 24 * 3600


class Pages(Protocol):
    """A part of the console."""

    @property
    def routes(self) -> Mapping[tuple[str, str], Any]:
        """The handler of each method and path."""
        ...


@dataclass(frozen=True)
class Console:
    """The pages over one installation. `sign_in` is None where nobody has to; `secret` signs what a provider's way needs."""

    desk: Desk
    sign_in: SignIn | None = None
    secret: str = field(default="", repr=False)

    def install(self, app: FastAPI) -> None:
        """Add the guard, the routes, the static files and the error pages to an application."""
        if self.sign_in:
            if self.sign_in.provider:
                app.add_middleware(
                    SessionMiddleware, secret_key=self.secret, session_cookie="policywire_oidc", max_age=600,
                    same_site="lax", https_only=self.sign_in.secure,
                )  # fmt: skip
            sessions = self.desk.store.sessions
            app.add_middleware(Gate, sign_in=self.sign_in, sessions=sessions, clock=self.desk.clock)
        app.add_middleware(Guard, origin=self.sign_in.origin if self.sign_in else "")
        app.include_router(self._router())
        api = Api(self.desk).application()
        schema = api.openapi()

        def described(request: WebRequest) -> Response:
            return self.desk.answer(request, "api.html", "status", schema=schema)

        app.add_api_route("/api", described, response_model=None, include_in_schema=False)
        app.mount("/api", api, name="api")
        app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
        app.add_exception_handler(HTTPException, self._refused)
        app.add_exception_handler(RequestValidationError, self._refused)
        app.add_exception_handler(StorageError, self._broken)
        app.add_exception_handler(Exception, self._broken)

    def choose_look(self, request: WebRequest, form: Form) -> Response:
        """Remember the theme or the language that a visitor wants, in their browser, and lead back."""
        self.desk.require(request, form, Role.VIEWER)
        answer = RedirectResponse(own_path(form.first("back", "/")), 303)
        for name, cookie, known in (("theme", THEME_COOKIE, THEMES), ("lang", LANG_COOKIE, LANGS)):
            if name not in form:
                continue
            if form.first(name) in known:
                answer.set_cookie(cookie, form.first(name), max_age=YEAR, httponly=True, samesite="lax")
            else:
                answer.delete_cookie(cookie)
        return answer

    def _router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
        router.add_api_route("/look", self.choose_look, methods=["POST"], response_model=None)
        kinds = (ChatPages, FormPages, ItemPages, TopicPages, FeedPages, DeliveryPages, ExportPages, AdminPages)
        parts: list[Pages] = [kind(self.desk) for kind in kinds]
        if self.sign_in:
            parts.append(SignInPages(self.desk, self.sign_in, own_path))
        for part in parts:
            for (method, path), page in part.routes.items():
                router.add_api_route(path, page, methods=[method], response_model=None)
        return router

    def _refused(self, request: WebRequest, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 400
        page = self.desk.page(request, "")
        told = words(page.lang)
        text = told.not_found
        if request.url.path.startswith("/api/"):  # an address that not even the API's own routing takes
            return JSONResponse({"detail": text}, status)
        if status == 403:
            text = told.stale if getattr(error, "detail", "") == "stale" else told.may_not
        return HTMLResponse(render.problem_html(page, text), status)

    def _broken(self, request: WebRequest, error: Exception) -> Response:
        known = isinstance(error, StorageError)
        lang = self.desk.look.lang
        text = error.user if isinstance(error, StorageError) else words(lang).failed
        if known:
            log.error("the console cannot answer: %s", error)
        # Where nobody expected the error, the answer is sent outside the guard, which adds these otherwise.
        page = render.Page(self.desk.look, section="")
        return HTMLResponse(render.problem_html(page, text), 503 if known else 500, SECURITY_HEADERS)


def own_path(path: str) -> str:
    """The path on this site that a form names, the first page for anything else."""
    parts = urlsplit(path)
    plain = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return path if plain and path.isprintable() and "\\" not in path else "/"
