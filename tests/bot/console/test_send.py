"""Posting to the console."""

from datetime import UTC, datetime

from bot.console.send import ConsoleSurface
from core.card import say
from core.ports import Outcome, Post
from storage.engine import Database
from storage.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def a_delivery(store: Store, number: int) -> int:
    raise NotImplementedError
