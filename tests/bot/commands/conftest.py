"""A small fixed store behind a real dispatcher: two feeds, a memo, all matched; nobody follows anything."""

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.commands.dispatch import Dispatcher
from bot.commands.request import Reply, Request
from core.card import Actions, Card
from core.catalogue import Catalogue
from core.match import Matcher
from core.model import Entry, Feed, ParsedFeed, Tier
from core.ports import Fetched
from jobs import match_items, read_topics, watch_corpus, watch_feeds
from storage.store import Store

TOPICS = read_topics.read(Path(__file__).parents[3] / "seeds" / "topics.yaml")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FOUND = NOW - timedelta(days=2)

FEEDS = [
    Feed("ec", "European Commission", "https://ec.example/feed", Tier.OFFICIAL, lang="en", country="EU"),
    Feed("mofe", "재정경제부", "https://mofe.example/feed", Tier.OFFICIAL, lang="ko", country="KR"),
    Feed("wire", "Wire of Tests", "https://wire.example/feed", Tier.WIRE, lang="en", country="US"),
]
ENTRIES = {
    "ec": (
        Entry(
            "a1", "EU publishes CBAM certificate price", "https://ec.example/cbam-price?id=7",
            datetime(2026, 2, 27, 8, 0, tzinfo=UTC),
            body="The European Commission published the first price of CBAM certificates for steel importers on Friday. "
            "Importers of cement and aluminium pay the same price until the end of the quarter.",
            lang="en",
        ),
        Entry("a3", "Harbour works delayed by a year", None, datetime(2026, 2, 26, tzinfo=UTC), lang="en"),
    ),
    "mofe": (
        Entry(
            "b1", "핵심광물 공급망 대책 발표", "https://mofe.example/ko/minerals",
            datetime(2026, 2, 28, 1, 30, tzinfo=UTC),
            body="정부는 희토류와 리튬 등 핵심광물 공급망을 안정시키기 위한 대책을 28일 발표했다. 수출 기업의 재고 확보도 지원한다.",
            lang="ko",
        ),
    ),
}  # fmt: skip
MEMO = """---
title: 한중 FTA 2단계 협상 점검
publisher: 사내 통상팀
date: 2026-02-25
lang: ko
---
한중 FTA 2단계 협상에서 비관세장벽 완화를 요구하는 목소리가 중견기업 사이에서 커지고 있다.
"""

Ask = Callable[..., Reply]


class FixedFetcher:
    """Answers for every feed; the wire is down."""

    def fetch(self, feeds: Sequence[Feed]) -> Iterator[Fetched]:
        for feed in feeds:
            if feed.id == "wire":
                yield Fetched(feed, error="timeout: no complete answer within 30 s")
            else:
                yield Fetched(feed, status=200, body=feed.id.encode(), url=feed.url)


def parse_fixed(data: bytes, *, content_type: str | None = None, base: str | None = None) -> ParsedFeed:
    return ParsedFeed("", entries=ENTRIES[data.decode()])


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue(TOPICS)


@pytest.fixture(scope="session")
def matcher() -> Matcher:
    return Matcher(TOPICS)


@pytest.fixture
def filled(sqlite_store: Store, matcher: Matcher, tmp_path: Path) -> Store:
    return fill_store(sqlite_store, matcher, tmp_path)


def fill_store(store: Store, matcher: Matcher, folder: Path) -> Store:
    """Two feeds, one that is down, and a memo: stored and matched."""
    memo = folder / "corpus" / "memo.md"
    memo.parent.mkdir()
    memo.write_text(MEMO, "utf-8")
    os.utime(memo, (FOUND.timestamp() - 60, FOUND.timestamp() - 60))
    watch_corpus.run(store, [memo.parent], FOUND)
    store.feeds.sync(FEEDS)
    watch_feeds.run(store, FixedFetcher(), parse_fixed, lambda: FOUND)
    match_items.run(store, matcher, match_items.Queries(matcher), FOUND)
    return store


def asking(store: Store, catalogue: Catalogue, **fixed: Any) -> Ask:
    """A function that asks the dispatcher as one person in one channel."""
    dispatch = Dispatcher(store, catalogue, lambda: NOW, ZoneInfo("Asia/Seoul"))

    def ask(text: str, **how: Any) -> Reply:
        given = {"surface": "slack", "workspace": "T1", "channel": "C1", "user": "U1"} | fixed | how
        return dispatch(Request(text=text, **given))

    return ask


@pytest.fixture
def ask(filled: Store, catalogue: Catalogue) -> Ask:
    return asking(filled, catalogue)


@pytest.fixture
def ask_empty(sqlite_store: Store, catalogue: Catalogue) -> Ask:
    """The same questions where nothing was ever stored."""
    return asking(sqlite_store, catalogue)


def lines_of(card: Card) -> list[str]:
    """The command lines behind a card's buttons."""
    return [b.command for block in card.blocks if isinstance(block, Actions) for b in block.buttons if b.command]


def labels_of(card: Card) -> list[str]:
    return [b.label for block in card.blocks if isinstance(block, Actions) for b in block.buttons]
