"""`GET /files/…` at the chat port: a file whose link somebody got in a chat. The link is the leave; it ends by itself."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote

from fastapi import APIRouter, Response

from storage.downloads import DownloadStore

LONGEST_WORD = 200
GONE = "This link has ended. Ask for the file again where you got it.\n이 링크는 만료되었습니다. 받은 곳에서 다시 요청해 주세요.\n"
HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


def downloads_router(downloads: DownloadStore, clock: Callable[[], datetime]) -> APIRouter:
    """Its one route."""
    router = APIRouter()

    @router.api_route("/files/{word}", methods=["GET", "HEAD"], include_in_schema=False)
    async def fetch(word: str) -> Response:
        file = await asyncio.to_thread(downloads.find, word, clock()) if len(word) <= LONGEST_WORD else None
        if file is None:
            return Response(GONE, 404, HEADERS, "text/plain; charset=utf-8")
        # Always a download: what came from a feed is never a page of ours.
        name = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
        return Response(file.data, 200, {**HEADERS, "Content-Disposition": name}, file.media_type)

    return router
