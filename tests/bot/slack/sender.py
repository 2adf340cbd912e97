"""What Slack sends over signed HTTP, and a dispatcher that keeps what it was asked."""

import asyncio
import json
import threading
from typing import Any
from urllib.parse import urlencode

import httpx
from fastapi import FastAPI
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import Clock, SignatureVerifier

from bot.commands.request import Reply, Request
from bot.slack.receive import events_router
from core.card import say

SECRET = "signing-secret"
TOKEN = "xoxb-very-secret"
Json = dict[str, Any]


class Desk:
    """A dispatcher that keeps what it was asked and replies as the test set it."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.reply: Reply | Exception = Reply(say("done"))
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, request: Request) -> Reply:
        self.asked.append(request)
        assert self.gate.wait(5)
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply


class Workspace:
    """Sends what Slack would send. A command's `trigger` is its trigger_id."""

    def __init__(self, app: AsyncApp, slack: Any, loop: asyncio.AbstractEventLoop) -> None:
        api = FastAPI()
        api.include_router(events_router(app))
        self._transport, self._slack, self._loop = httpx.ASGITransport(api), slack, loop

    def post(self, body: str, kind: str, **how: Any) -> int:
        """Sends a signed request; gives the status of the answer."""
        return self.send(body, kind, **how).status_code

    def send(
        self, body: str, kind: str, *, secret: str = SECRET, age: int = 0, headers: Json | None = None
    ) -> httpx.Response:
        """Sends a signed request; gives the answer."""
        stamp = str(int(Clock().now()) - age)
        signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
        signed = {"X-Slack-Signature": signature, "X-Slack-Request-Timestamp": stamp, "Content-Type": kind}
        request = httpx.Request("POST", "http://bot/slack/events", content=body, headers={**signed, **(headers or {})})

        async def ask() -> httpx.Response:
            answer = await self._transport.handle_async_request(request)
            await answer.aread()
            return answer

        return asyncio.run_coroutine_threadsafe(ask(), self._loop).result(10)

    def interact(self, payload: Json) -> httpx.Response:
        """An interaction: a button, a form, a shortcut."""
        user = {"id": "U1", "username": "kim", "team_id": "T1"}
        whole = {"team": {"id": "T1"}, "user": user, **payload}
        return self.send(urlencode({"payload": json.dumps(whole)}), "application/x-www-form-urlencoded")

    def command(self, text: str, **how: Any) -> int:
        form = {
            "command": "/policy",
            "text": text,
            "team_id": "T1",
            "channel_id": "C1",
            "channel_name": "trade",
            "user_id": "U1",
            "user_name": "kim",
            "trigger_id": how.pop("trigger", ""),
            "response_url": f"{self._slack.url}/respond",
        }
        return self.post(urlencode(form), "application/x-www-form-urlencoded", **how)

    def button(self, action: Json, **extra: Any) -> int:
        payload = {
            "type": "block_actions",
            "team": {"id": "T1"},
            "user": {"id": "U1", "username": "kim", "team_id": "T1"},
            "channel": {"id": "C1", "name": "privategroup"},
            "response_url": f"{self._slack.url}/respond",
            "actions": [{"type": "button", **action}],
            **extra,
        }
        return self.post(urlencode({"payload": json.dumps(payload)}), "application/x-www-form-urlencoded")

    def event(self, event: Json, event_id: str) -> int:
        authorized = [{"team_id": "T1", "user_id": "U0BOT", "is_bot": True}]
        body = {"type": "event_callback", "team_id": "T1", "event_id": event_id, "authorizations": authorized}
        return self.post(json.dumps({**body, "event": {"user": "U1", "ts": "5.5", **event}}), "application/json")

    def mention(self, text: str, event_id: str = "Ev1", **extra: Any) -> int:
        return self.event({"type": "app_mention", "channel": "C1", "text": text, **extra}, event_id)

    def direct(self, text: str, event_id: str = "Ev1", **extra: Any) -> int:
        return self.event({"type": "message", "channel": "D1", "channel_type": "im", "text": text, **extra}, event_id)
