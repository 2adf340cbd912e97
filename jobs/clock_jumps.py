"""Noticing that the clock was set: then nobody knows how old a lease or an unanswered post is."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

# Less is nothing but a clock that is kept right; every wait has more than that in reserve on a real surface.
NOTICED = timedelta(seconds=2)


@dataclass(slots=True)
class ClockJumps:
    """Compares the clock with a count of seconds that nobody can set."""

    steady: Callable[[], float] = time.monotonic
    _seen: tuple[datetime, float] | None = field(default=None, init=False)

    def jumped(self, now: datetime, is_ahead: Callable[[datetime], bool]) -> bool:
        """Whether the clock was set, forward or back, since this was asked last; the first time, what `is_ahead` of now says."""
        steady, before = self.steady(), self._seen
        self._seen = (now, steady)
        if before is None:
            return is_ahead(now + NOTICED)
        gone = timedelta(seconds=steady - before[1])
        return abs(now - before[0] - gone) > NOTICED
