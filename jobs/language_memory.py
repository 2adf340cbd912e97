"""Budget and cache of a language model in memory, for one process: a restart forgets both."""

from collections import OrderedDict, defaultdict
from datetime import date, datetime
from threading import Lock

from core.ports import Spent


class MemoryLedger:
    """A SpendingLedger that keeps the latest day."""

    def __init__(self) -> None:
        self._spent: dict[tuple[str, date], Spent] = defaultdict(Spent)
        self._lock = Lock()

    def reserve(self, workspace: str, day: date, amount: Spent, limit: Spent) -> bool:
        """Books the amount unless the day's total would exceed the limit; a cost of 0 as limit is no limit on cost."""
        with self._lock:
            for key in [key for key in self._spent if key[1] < day]:
                del self._spent[key]
            before = self._spent[workspace, day]
            after = Spent(before.tokens + amount.tokens, before.cost + amount.cost)
            if after.tokens > limit.tokens or (limit.cost and after.cost > limit.cost):
                return False
            self._spent[workspace, day] = after
            return True

    def settle(self, workspace: str, day: date, reserved: Spent, used: Spent) -> None:
        """Replaces a reservation by what was used."""
        with self._lock:
            now = self._spent[workspace, day]
            self._spent[workspace, day] = Spent(
                now.tokens - reserved.tokens + used.tokens, now.cost - reserved.cost + used.cost
            )

    def spent(self, workspace: str, day: date) -> Spent:
        """The total of a day."""
        return self._spent[workspace, day]


class MemoryCache:
    """An AnswerCache that forgets the least recently used."""

    def __init__(self, size: int = 500) -> None:
        self.size = size
        self._answers: OrderedDict[str, str] = OrderedDict()

    def get(self, key: str) -> str | None:
        """The answer kept under a key, if any."""
        if key in self._answers:
            self._answers.move_to_end(key)
        return self._answers.get(key)

    def put(self, key: str, answer: str, now: datetime) -> None:
        """Keeps an answer."""
        self._answers[key] = answer
        while len(self._answers) > self.size:
            self._answers.popitem(last=False)
