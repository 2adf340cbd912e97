"""When a host may be asked next, whoever asks: polls, pages that feeds lead to, pages that people ask about, hubs. One a process.

Not for when a feed is due: that is core/polling.py.
"""

import threading
import time

# Hosts whose turns are remembered before those of the past are forgotten.
_HOSTS_KEPT = 1_000
# What a host is given that says «too many» without saying how long.
_PAUSE = 60


class Manners:
    """Turns and pauses of hosts, in monotonic seconds. Use from any thread."""

    def __init__(self) -> None:
        self._paused: dict[str, float] = {}
        self._turns: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait_for(self, host: str, spacing: float) -> float:
        """Seconds until the caller's turn to ask `host`, which this takes; the next one has its turn `spacing` later."""
        now = time.monotonic()
        with self._lock:
            if len(self._turns) > _HOSTS_KEPT:
                self._turns = {name: at for name, at in self._turns.items() if at > now}
            at = max(now, self._turns.get(host, 0.0))
            self._turns[host] = at + spacing
        return at - now

    def pause(self, host: str, seconds: int | None) -> None:
        """`host` asked not to be asked for so long."""
        with self._lock:
            self._paused[host] = time.monotonic() + (_PAUSE if seconds is None else seconds)

    def paused_for(self, host: str) -> int:
        """Seconds until `host`, which asked for a pause, may be asked again."""
        return max(0, round(self._paused.get(host, 0.0) - time.monotonic()))
