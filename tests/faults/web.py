"""What the web writes in a storm: answers, each under a name of its own. It is killed at any moment and begins anew each time.

`python -m tests.faults.web DATABASE`
"""

import sys
import time

from core.card import say
from core.errors import StorageError
from core.model import Rank
from storage.engine import Database
from storage.store import Store
from tests.faults.clock import clock

ANSWERS = 40


def write(store: Store, pause: float = 0.0) -> None:
    """Every answer, in its order. What is there already stays as it is."""
    for number in range(ANSWERS):
        place = store.subscriptions.channel("slack", "T1", f"C{1 + number % 5}")
        store.ledger.post(place, f"web:{number}", say(f"answer {number}"), clock(), Rank.ANSWER)
        time.sleep(pause)


def main() -> None:
    store = Store(Database(sys.argv[1]))
    print("ready", flush=True)
    while True:
        try:
            write(store, 0.05)
        except StorageError:
            time.sleep(0.2)


if __name__ == "__main__":
    main()
