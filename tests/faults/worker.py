"""A worker as `policywire worker` runs it, scheduler and all, with time-outs that suit a test.

`python -m tests.faults.worker DATABASE PORT SECONDS [STAMP]`; the last is how often one worker of all posts a card of its own.
"""

import logging
import os
import secrets
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from app import wiring
from app.start import settle
from app.waking import calls_answered
from bot.slack.send import SlackSurface
from core.card import Card, Heading, Paragraph, Span, say
from core.model import Delivery
from core.ports import Manners, Rate
from jobs.deliver_alerts import MARGIN, Courier, run
from jobs.report import Report
from jobs.schedule import Job, Schedule
from storage.engine import Database
from storage.store import Store
from tests.faults.clock import clock

TIMEOUT, SLOWEST = 1.0, 1.4
LEASE = 2 * (TIMEOUT + MARGIN)
# A look-up comes later than the slowest accept of a request that was given up after its time-out.
FAST = Manners(timeout=TIMEOUT, settling=SLOWEST, refused=0.5, look_up=Rate(0.05, burst=10))


def draw(delivery: Delivery) -> Card:
    """What the bench and the faults send."""
    item = delivery.item
    if item is None:
        raise AssertionError("a delivery without an item has a card of its own")
    return Card(
        (
            Heading(item.title, url=item.link),
            Paragraph((Span(item.body),)),
            Paragraph((Span(", ".join(delivery.labels)),)),
        )
    )


def main() -> None:
    url, port, kick = sys.argv[1:4]
    logging.basicConfig(level=os.environ.get("LOG", "ERROR"), stream=sys.stderr)
    store = Store(Database(url))
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    stamps = [Job("stamp", float(each), 0, lambda: stamp(store)) for each in sys.argv[4:]]
    with working(store, int(port), float(kick), stop, stamps):
        settle()
        print("ready", flush=True)
        stop.wait()
    store.database.close()


@contextmanager
def working(store: Store, port: int, kick: float, stop: threading.Event, jobs: Sequence[Job] = ()) -> Iterator[None]:
    """Lanes looked at every `kick` seconds, and when a process says that there is something to do, by a thread of this one."""
    with SlackSurface("xoxb-test", f"http://127.0.0.1:{port}/api/", manners=FAST, connections=100) as surface:
        owner = f"{os.getpid()}:{secrets.token_hex(4)}"
        courier = Courier(store, {"slack": surface}, draw, clock, owner, stopping=stop)
        deliver = Job("deliver_alerts", kick, 0, lambda: run(courier), every=True, answers=True)
        schedule = Schedule(store, [deliver, *jobs], wiring.clock)
        with calls_answered(store.database, schedule):
            schedule.start()
            yield
            schedule.stop()


def stamp(store: Store) -> Report:
    """A card under a name that no other firing has: two firings at a time would show."""
    place = store.subscriptions.channel("slack", "T1", "C1")
    name = f"stamp:{secrets.token_hex(8)}"
    return Report({"stamps": int(store.ledger.post(place, name, say(name), clock()))})


if __name__ == "__main__":
    main()
