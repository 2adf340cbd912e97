"""Feeds captured in the wild, through the running product: read from loopback, matched, gathered into stories, delivered.

Each is empty at first, since what a feed holds on its first day is history; its entries are news the next time.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from app.settings import Settings, env_name
from app.wiring import Product, build, clock
from bot.commands.request import Request
from bot.slack import render as slack
from bot.teams import render as teams
from core.errors import SourceError
from core.model import Channel
from jobs.parse import parse
from jobs.schedule import run_once
from tests.servers.misbehaving import Server, always, http

CAPTURED = sorted((Path(__file__).resolve().parents[3] / "shared" / "feeds" / "captured").iterdir())
EMPTY = b"<rss version='2.0'><channel><title>T</title><link>https://t.example</link></channel></rss>"
DATA_WAY = ("watch_feeds", "match_items", "send_digests", "deliver_alerts")
# What the captured feeds speak of: Australian governments, trade leads and events, recalls, the White House's notes.
WIDE = "subscribe (minister OR government OR trade OR recall OR project OR president OR business)"
pytestmark = pytest.mark.shared


@dataclass
class House:
    """The product after its feeds were empty once and full once."""

    product: Product
    served: dict[str, int]
    errors: list[str]
    trade: Channel


def entries(file: Path) -> int:
    """How many a feed holds; -1 where it is none."""
    try:
        return len(parse(file.read_bytes()).entries)
    except SourceError:
        return -1


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("captured")
    served = {file.name: entries(file) for file in CAPTURED}
    with Server() as server:
        rows = [
            {"id": f"f{n}", "title": name, "url": server.url(f"/{n}"), "tier": "press"} for n, name in enumerate(served)
        ]
        feeds = folder / "feeds.yaml"
        feeds.write_text(yaml.safe_dump({"version": 1, "feeds": rows}), encoding="utf-8")
        given = {"database_url": f"sqlite:///{folder / 'p.db'}", "feeds_file": feeds, "feed_allow_private": "127.0.0.1"}
        product = build(Settings(_env_file=None, **{env_name(k): v for k, v in given.items()}))
        try:
            trade = product.store.console.channels()[0]
            line = Request(trade.surface, trade.workspace, trade.address, "you", WIDE, admin=True)
            product.dispatch(line)
            errors: list[str] = []
            for answer in ([EMPTY] * len(CAPTURED), [file.read_bytes() for file in CAPTURED]):
                for number, body in enumerate(answer):
                    server.answers[f"/{number}"] = always(http(body))
                errors += work(product)
            yield House(product, served, errors, trade)
        finally:
            product.close()


def work(product: Product) -> list[str]:
    """Poll every feed and let all follow; what went wrong."""
    product.store.feeds.check_now(product.store.feeds.all())
    jobs = {job.name: job for job in product.jobs}
    wrong = []
    for name in DATA_WAY:
        report = run_once(product.store, jobs[name], clock)
        wrong += [f"{name} raised"] if report is None else [f"{name}: {error}" for error in report.errors]
    return wrong


def test_only_what_is_no_feed_is_reported(house: House) -> None:
    """And nothing raises on the way."""
    broken = [f"watch_feeds: f{n}: this is no feed" for n, count in enumerate(house.served.values()) if count < 0]
    assert [error.partition(" (")[0] for error in house.errors] == broken


def test_every_entry_is_an_item_in_a_story(house: House) -> None:
    store = house.product.store
    assert store.stories.unplaced(1) == []
    assert len(store.items.unmatched(1)) == 0


def test_what_matched_was_delivered_and_each_card_fits_every_surface(house: House) -> None:
    messages = house.product.store.console.messages(house.trade, 1_000)
    assert len(messages) > 50
    for message in messages:
        drawn = slack.message(message.card)
        assert len(drawn["blocks"]) <= slack.MAX_BLOCKS
        assert len(json.dumps(drawn, ensure_ascii=False)) < 16_000
        assert len(json.dumps(teams.message(message.card), ensure_ascii=False).encode()) <= teams.MAX_MESSAGE
