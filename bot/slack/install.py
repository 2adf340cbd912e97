"""The install page for workspaces: who opens it is led to Slack, and comes back with a code that is turned into tokens.

The state that goes along is signed, ends after ten minutes, belongs to the browser that began (by a cookie) and works once.
"""

import asyncio
import hmac
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from html import escape
from typing import Any
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import HTMLResponse, Response

from bot.slack import oauth
from bot.slack.scopes import SCOPES
from core.errors import SettingError
from core.secret import Secret
from core.spaces import Installation
from core.wording import say
from storage.store import Store

log = logging.getLogger(__name__)

LASTS = timedelta(minutes=10)
COOKIE = "policywire_install"
PAGE, BACK = "/slack/install", "/slack/oauth_redirect"
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; style-src 'unsafe-inline'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class App:
    """What Slack knows us by, and where we are reached. `state_key` signs states; `base_url` ends in `/api/`."""

    client_id: str
    client_secret: Secret
    state_key: Secret
    public_url: str
    base_url: str
    lang: str = "en"

    @property
    def redirect(self) -> str:
        """Where Slack sends people back to."""
        return self.public_url + BACK


def install_router(app: App, store: Store, clock: Callable[[], datetime]) -> APIRouter:
    """`GET /slack/install` and `GET /slack/oauth_redirect`, for the chat port."""
    router = APIRouter(include_in_schema=False)

    @router.get(PAGE)
    def page() -> Response:
        browser = secrets.token_urlsafe(24)
        answer = _html(app.lang, "install.title", link=_authorize_url(app, make_state(app.state_key, browser, clock())))
        secure = app.public_url.startswith("https://")
        age = int(LASTS.total_seconds())
        answer.set_cookie(COOKIE, browser, max_age=age, path="/slack", secure=secure, httponly=True, samesite="lax")
        return answer

    @router.get(BACK)
    async def back(request: HttpRequest) -> Response:
        given, browser = request.query_params, request.cookies.get(COOKIE, "")
        state = given.get("state", "")
        if not check_state(app.state_key, state, browser, clock()):
            return _html(app.lang, "install.stale", status=400)
        if not await asyncio.to_thread(store.seen.first, f"oauth:{sha256(state.encode()).hexdigest()}", clock()):
            return _html(app.lang, "install.stale", status=400)
        if given.get("error") or not given.get("code"):
            return _html(app.lang, "install.declined", status=400)
        return await _take(app, store, given["code"], clock)

    return router


async def _take(app: App, store: Store, code: str, clock: Callable[[], datetime]) -> Response:
    try:
        made = await asyncio.to_thread(_installed, app, code, clock())
        await asyncio.to_thread(store.installations.save, made, clock())
    except oauth.OauthError as error:
        log.warning("an installation failed: %s", error.code)
        if error.refused:
            return _html(app.lang, "install.refused", status=400, reason=error.code)
        return _html(app.lang, "install.failed", status=502)
    except (KeyError, TypeError, ValueError) as error:
        # Only the name: the answer holds tokens.
        log.warning("an installation failed: %s", type(error).__name__)
        return _html(app.lang, "install.failed", status=502)
    except SettingError as error:
        log.error("an installation cannot be kept: %s", error)
        return _html(app.lang, "install.failed", status=500)
    log.info("installed in %s by %s", made.team or made.enterprise, made.installed_by)
    return _html(app.lang, "install.done", name=made.name)


def _installed(app: App, code: str, now: datetime) -> Installation:
    answer = oauth.tokens(app.base_url, app.client_id, app.client_secret, code=code, redirect_uri=app.redirect)
    made = installation_of(answer, now)
    known = oauth.speaker(app.base_url, made.token) if made.token else {}
    return replace(made, bot=str(known.get("bot_id") or ""))


def installation_of(answer: dict[str, Any], now: datetime) -> Installation:
    """An answer of oauth.v2.access. Raises KeyError, TypeError or ValueError for what is none."""
    enterprise, team = answer.get("enterprise") or {}, answer.get("team") or {}
    wide = answer.get("is_enterprise_install") is True
    if not (enterprise.get("id") if wide else team.get("id")):
        raise ValueError("no workspace in the answer")
    seconds = answer.get("expires_in")
    return Installation(
        surface="slack",
        enterprise=str(enterprise.get("id") or ""),
        team="" if wide else str(team["id"]),
        name=str((enterprise if wide else team).get("name") or ""),
        app=str(answer.get("app_id") or ""),
        bot_user=str(answer.get("bot_user_id") or ""),
        scopes=tuple(str(answer.get("scope") or "").split(",")),
        token=Secret(str(answer["access_token"])),
        refresh=Secret(str(answer["refresh_token"])) if answer.get("refresh_token") else None,
        expires_at=now + timedelta(seconds=int(seconds)) if seconds else None,
        installed_by=str((answer.get("authed_user") or {}).get("id") or ""),
    )


def make_state(key: Secret, browser: str, now: datetime) -> str:
    """A state for this browser, good for ten minutes."""
    body = f"{int((now + LASTS).timestamp())}.{secrets.token_urlsafe(16)}"
    return f"{body}.{_sign(key, body, browser)}"


def check_state(key: Secret, state: str, browser: str, now: datetime) -> bool:
    """Whether the state is ours, of this browser and not over. That it was not used before is the caller's to see."""
    body, _, sign = state.rpartition(".")
    until = body.partition(".")[0]
    sound = bool(browser) and hmac.compare_digest(sign.encode(), _sign(key, body, browser).encode())
    return sound and until.isdigit() and int(until) >= now.timestamp()


def _sign(key: Secret, body: str, browser: str) -> str:
    return hmac.new(key.reveal().encode(), f"slack-install.{body}.{browser}".encode(), sha256).hexdigest()


def _authorize_url(app: App, state: str) -> str:
    site = urlsplit(app.base_url)
    asked = {"client_id": app.client_id, "scope": ",".join(SCOPES), "redirect_uri": app.redirect, "state": state}
    return f"{site.scheme}://{site.netloc}/oauth/v2/authorize?{urlencode(asked)}"


def _html(lang: str, key: str, *, status: int = 200, link: str = "", **values: str) -> HTMLResponse:
    told = escape(say(lang, key, **values))
    button = f'<p><a href="{escape(link)}">{escape(say(lang, "install.button"))}</a></p>' if link else ""
    body = f"<!doctype html><html lang={lang}><meta charset=utf-8><title>Policywire</title>"
    style = "<style>body{font:18px/1.6 system-ui,sans-serif;max-width:36em;margin:4em auto;padding:0 1em}</style>"
    return HTMLResponse(f"{body}{style}<h1>Policywire</h1><p>{told}</p>{button}</html>", status, _HEADERS)
