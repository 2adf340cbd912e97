"""`GET /files/…`: who has the link has the file, as a download and nothing else, until it ends."""

from datetime import datetime, timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.downloads import downloads_router
from core.card import Attachment
from storage.store import Store
from tests.conftest import NOW

FILE = Attachment("통상 브리핑.html", "text/html", b"<script>alert(1)</script>", "brief")
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def now() -> list[datetime]:
    return [NOW]


@pytest.fixture
def client(sqlite_store: Store, now: list[datetime]) -> TestClient:
    sqlite_store.downloads.keep("word", FILE, ("teams", "t1", ""), LATER)
    app = FastAPI()
    app.include_router(downloads_router(sqlite_store.downloads, lambda: now[0]))
    return TestClient(app)


def test_the_link_brings_the_file_and_never_a_page(client: TestClient) -> None:
    answer = client.get("/files/word")
    assert (answer.status_code, answer.content) == (200, FILE.data)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%ED%86%B5")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert client.head("/files/word").status_code == 200


@pytest.mark.parametrize("word", ["wor", "x" * 300, "%00", "a%2Fb", "..", "%F0%9F%98%80"])
def test_another_word_brings_nothing(client: TestClient, word: str) -> None:
    assert client.get(f"/files/{word}").status_code == 404


def test_a_link_ends_and_says_so_in_both_languages(client: TestClient, now: list[datetime]) -> None:
    now[0] = LATER
    answer = client.get("/files/word")
    assert answer.status_code == 404
    assert "has ended" in answer.text
    assert "만료" in answer.text
