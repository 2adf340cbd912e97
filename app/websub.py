"""WebSub's two requests at the chat port: a hub asks whether we meant it, and later says that there is news."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter, Request, Response
from starlette.requests import ClientDisconnect

from jobs.websub import LONGEST_BODY, WebSub

log = logging.getLogger(__name__)


def websub_router(websub: WebSub, clock: Callable[[], datetime]) -> APIRouter:
    """Its two routes, below /websub/."""
    router = APIRouter()

    @router.get("/websub/{key}/{token}")
    async def confirm(key: int, token: str, request: Request) -> Response:
        question = dict(request.query_params)
        answer = await asyncio.to_thread(websub.confirmed, key, token, question, clock())
        return Response(status_code=404) if answer is None else Response(answer, media_type="text/plain")

    @router.post("/websub/{key}/{token}")
    async def news(key: int, token: str, request: Request) -> Response:
        body = bytearray()
        try:
            async for chunk in request.stream():
                body += chunk
                if len(body) > LONGEST_BODY:
                    return Response(status_code=413)
        except ClientDisconnect:
            return Response(status_code=400)
        signature = request.headers.get("X-Hub-Signature", "")
        if not await asyncio.to_thread(websub.told, key, token, bytes(body), signature):
            log.warning("what came for feed %s by WebSub has no valid signature; it is passed over", key)
        # The same answer either way: who guesses learns nothing.
        return Response(status_code=202)

    return router
